"""Message reference numbers: every spelling of section 4, and the laws of the value."""

from __future__ import annotations

import pytest

from cablegram import MRN, InvalidMRN
from cablegram.model.mrn import find_mrns, full_year, station_name

SPELLINGS = [
    ("08LISBON117", MRN(2008, "LISBON", 117)),
    ("08 LISBON 117", MRN(2008, "LISBON", 117)),
    ("2008 LISBON 0117", MRN(2008, "LISBON", 117)),
    ("08 LISBON 000117", MRN(2008, "LISBON", 117)),
    ("LISBON 117", MRN(None, "LISBON", 117)),
    ("lisbon 117", MRN(None, "LISBON", 117)),
    ("1973LIMA02545", MRN(1973, "LIMA", 2545)),
    ("1975STATE095768", MRN(1975, "STATE", 95768)),
    ("1979RIYADH00905_e", MRN(1979, "RIYADH", 905)),
    ("1976 STATE 255577 TOSEC 140323", MRN(1976, "STATE", 255577)),
    ("SECTO 10373", MRN(None, "SECTO", 10373)),
    ("73BANGKOK-A50", MRN(1973, "BANGKOK", 50, airgram=True)),
    ("BANGKOK A-50", MRN(None, "BANGKOK", 50, airgram=True)),
    ("STATE (01) 201265", MRN(2001, "STATE", 201265)),
    ("LISBON 117 (2002)", MRN(2002, "LISBON", 117)),
    ("LISBON 117-91", MRN(1991, "LISBON", 117)),
    ("LISBON 117/08", MRN(2008, "LISBON", 117)),
    ("870 ULAANBAATAR", MRN(None, "ULAANBAATAR", 870)),
    ("BAGHDAD #3565", MRN(None, "BAGHDAD", 3565)),
    ("LAGOS O1512", MRN(None, "LAGOS", 1512)),
    ("PRAGUE, 1228", MRN(None, "PRAGUE", 1228)),
    ("7575 LISBON 12", MRN(1975, "LISBON", 12)),
    ("08 LA PAZ 44", MRN(2008, "LAPAZ", 44)),
    ("08 BOGOTÁ 44", MRN(2008, "BOGOTA", 44)),
    ("AMEMBASSY LISBON 9", MRN(None, "LISBON", 9)),
    ("LISBON NO 12", MRN(None, "LISBON", 12)),
    ("LISBONNO.12", MRN(None, "LISBON", 12)),
    # A sender that no table has and that ends as "number" begins: its cable had no page.
    ("1958CNO29288", MRN(1958, "CNO", 29288)),
    ("SECSTATE 18029", MRN(None, "STATE", 18029)),
]


@pytest.mark.parametrize(("text", "wanted"), SPELLINGS, ids=[text for text, _ in SPELLINGS])
def test_reads_spelling(text: str, wanted: MRN) -> None:
    assert MRN.parse(text) == wanted


@pytest.mark.parametrize("mrn", [mrn for _, mrn in SPELLINGS], ids=str)
@pytest.mark.parametrize("style", ["canonical", "spaced", "archive"])
def test_parse_undoes_format(mrn: MRN, style: str) -> None:
    assert MRN.parse(mrn.format(style)) == mrn


@pytest.mark.parametrize("text", ["", " ", "LISBON", "117", "LISBON 0", "08 117", "?", "LISBON X"])
def test_refuses(text: str) -> None:
    with pytest.raises(InvalidMRN) as caught:
        MRN.parse(text)
    assert caught.value.text == text


@pytest.mark.parametrize(
    ("style", "wanted"),
    [
        ("canonical", "08LISBON9"),
        ("spaced", "08 LISBON 9"),
        ("archive", "2008LISBON00009"),
        ("line", "LISBON 000009"),
    ],
)
def test_formats(style: str, wanted: str) -> None:
    assert MRN(2008, "LISBON", 9).format(style) == wanted


def test_archive_number_of_the_department_has_six_digits() -> None:
    assert MRN(1975, "STATE", 9).format("archive") == "1975STATE000009"
    with pytest.raises(ValueError, match="unknown style"):
        MRN(1975, "STATE", 9).format("loud")


def test_order_is_year_station_number() -> None:
    ordered = [
        MRN(None, "PARIS", 9),
        MRN(1999, "PARIS", 9),
        MRN(2008, "LISBON", 10),
        MRN(2008, "PARIS", 2),
        MRN(2008, "PARIS", 10),
        MRN(2008, "PARIS", 1, airgram=True),
    ]
    assert sorted([*ordered[3:], *ordered[:3]]) == ordered
    assert ordered[0] < ordered[1] <= ordered[2]
    assert ordered[2] > ordered[1] >= ordered[0]


@pytest.mark.parametrize(
    ("year", "station", "number"), [(1200, "PARIS", 1), (2008, "La Paz", 1), (2008, "PARIS", 0)]
)
def test_value_checks_its_shape(year: int, station: str, number: int) -> None:
    with pytest.raises(InvalidMRN):
        MRN(year, station, number)


@pytest.mark.parametrize(
    ("year", "digits", "wanted"),
    [(60, 2, 1960), (59, 2, 2059), (8, 2, 2008), (1975, 4, 1975), (7575, 4, 1975), (7576, 4, None)],
)
def test_full_year(year: int, digits: int, wanted: int | None) -> None:
    assert full_year(year, digits) == wanted


def test_finds_numbers_in_prose_with_their_places() -> None:
    text = "AS IN PARIS 7472 AND 08LISBON9, SEE PARA 2."
    found = [(mrn, text[span.start : span.end]) for mrn, span in find_mrns(text)]
    assert found == [
        (MRN(None, "PARIS", 7472), "PARIS 7472"),
        (MRN(2008, "LISBON", 9), "08LISBON9"),
    ]


def test_station_name_is_letters() -> None:
    assert station_name("ST. PETERSBURG") == station_name("STPETERSBURG")
    assert station_name("SECSTATE WASHDC") == "STATE"
