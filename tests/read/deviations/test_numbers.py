"""Message numbers as they are cited, filed and garbled (clause 4)."""

from __future__ import annotations

import pytest

from cablegram import MRN, InvalidMRN
from cablegram.vocabulary import canonical_station, match_station
from tests.read.deviations.rows import Row, name

ROWS = [
    Row("4", "08LISBON117", "2008 LISBON 117"),
    Row("4", "08 LISBON 117", "2008 LISBON 117"),
    Row("4", "2008 LISBON 117", "2008 LISBON 117"),
    Row("4", "LISBON 117", "LISBON 117"),
    Row("4 padding", "08 LISBON 000117", "2008 LISBON 117"),
    Row("4 padding", "2008 LISBON 0117", "2008 LISBON 117"),
    Row("4 archive", "1973LIMA02545", "1973 LIMA 2545"),
    Row("4 archive", "1975STATE095768", "1975 STATE 95768"),
    Row("4 suffix of a duplicate", "1979RIYADH00905_e", "1979 RIYADH 905"),
    Row("4 suffix of a duplicate", "1979RIYADH00905_b", "1979 RIYADH 905"),
    Row("4 labelled print", "11 LISBON 117", "2011 LISBON 117"),
    Row("4 second series", "1976STATE 255577 TOSEC 140323", "1976 STATE 255577"),
    Row("4 second series", "SECTO 10373", "SECTO 10373"),
    Row("4 airgram", "73BANGKOK-A50", "1973 BANGKOK A-50"),
    Row("4 airgram", "BANGKOK A-50", "BANGKOK A-50"),
    Row("4 film, no number", "P750066-0259", "refused"),
    Row("4 film, no number", "D740169-1020", "refused"),
    Row("4 prefix", "08 AMEMBASSY LISBON 117", "2008 LISBON 117"),
    Row("4 prefix", "08 SECSTATE WASHDC 117", "2008 STATE 117"),
    Row("4 accent", "08 BOGOT\u00c1 117", "2008 BOGOTA 117"),
    Row("4 year of two digits", "59LISBON117", "2059 LISBON 117"),
    Row("4 year of two digits", "60LISBON117", "1960 LISBON 117"),
    Row("4 zero is no number", "08LISBON000", "refused"),
    Row("4 seven digits", "08LISBON1234567", "2008 LISBON 1234567"),
    Row("4 garbled: section", "08SECTION02OF03TRIPOLI583", "2008 TRIPOLI 583"),
    Row("4 garbled: handling", "06EFTOBAKU1165", "2006 BAKU 1165"),
    Row("4 garbled: handling", "85NOFORNMOGADISHU1643", "1985 MOGADISHU 1643"),
    Row("4 garbled: address", "09AMEMBASSYHANOI1284", "2009 HANOI 1284"),
    Row("4 garbled: letter lost", "07SOIA828", "2007 SOFIA 828"),
    Row("4 garbled: signal", "06MADRID002583ZFR2585", "2006 MADRID 2583"),
    Row("4 garbled: no serial", "06ASTANA", "refused"),
    Row("4 garbled: year twice", "7575LIBREVILLE1895", "1975 LIBREVILLE 1895"),
    Row("1.15 signal behind", "07OSLO000160ZDK164", "2007 OSLO 160"),
    Row("1.15 duplicate", "08ACCRA001382SUSPECTEDDUPLICATE1392", "2008 ACCRA 1382"),
]


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row: Row) -> None:
    try:
        mrn = MRN.parse(row.written)
        found = f"{mrn.year or ''} {mrn.station} {'A-' if mrn.airgram else ''}{mrn.number}".strip()
    except InvalidMRN:
        found = "refused"
    assert found == row.read


STATIONS = """
SECSTATE STATE, SECTSTATE STATE, STAT STATE, TATE STATE, SATTE STATE, USUN USUNNEWYORK,
USUNNY USUNNEWYORK, NEWYORK USUNNEWYORK, USEU USEUBRUSSELS, UNVIE UNVIEVIENNA, HAGUE THEHAGUE,
RIO RIODEJANEIRO, RIODEJAN RIODEJANEIRO, POS PORTOFSPAIN, PAP PORTAUPRINCE, PAUP PORTAUPRINCE,
KL KUALALUMPUR, BKK BANGKOK, HK HONGKONG, HCMC HOCHIMINHCITY, BA BUENOSAIRES, TEGUC TEGUCIGALPA,
TGG TEGUCIGALPA, TANA ANTANANARIVO, ANTAN ANTANANARIVO, DAR DARESSALAAM, ADDIS ADDISABABA,
SDO SANTODOMINGO, MVD MONTEVIDEO, BSB BANDARSERIBEGAWAN, BANDAR BANDARSERIBEGAWAN,
PARISFR UNESCOPARISFR, KIEV KIEV, KYIV KYIV, CALCUTTA CALCUTTA, KOLKATA KOLKATA, BOMBAY BOMBAY,
MUMBAI MUMBAI, MADRAS MADRAS, CHENNAI CHENNAI, RANGOON RANGOON, LENINGRAD LENINGRAD,
STPETERSBURG STPETERSBURG, BONN BONN, BERLIN BERLIN
"""
CUT = """
NEWDE NEWDELHI, SANJO SANJOSE, ABUDH ABUDHABI, USUNN USUNNEWYORK, PRETOR PRETORIA, JAKART JAKARTA,
COPENH COPENHAGEN, OECDP OECDPARIS, IAEAV IAEAVIENNA, VATICA VATICAN, NAIROB NAIROBI,
NATOB USNATO
"""
NAMES = [
    *(Row("4 alias", *pair.split()) for pair in " ".join(STATIONS.split()).split(", ")),
    Row("4 alias", "USUNESCO PARIS FR", "UNESCOPARISFR"),
    *(Row("4 first six characters", *pair.split()) for pair in " ".join(CUT.split()).split(", ")),
    Row("1.3 misspelt in the book", "VIENTIENE", "VIENTIANE"),
    Row("1.3 misspelt in the book", "VAOUNDE", "YAOUNDE"),
    Row("1.3 misspelt in the book", "PRINSTINA", "PRISTINA"),
    Row("1.3 misspelt in the book", "QUINTO", "QUITO"),
    Row("2.1 station garbled", "LISBOM", "LISBON"),
    Row("2.1 station garbled", "LSBON", "LISBON"),
]


@pytest.mark.parametrize("row", NAMES, ids=name)
def test_station(row: Row) -> None:
    found = canonical_station(row.written)
    if found is None:
        match = match_station(row.written)
        found = match.station if match is not None else None
    assert found == row.read
