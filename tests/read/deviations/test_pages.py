"""Page lines, section headings, relay counters, distribution and ends of messages."""

from __future__ import annotations

import pytest

from tests.read.deviations.rows import Row, message, name, read

# In the text, among TAGS, among references and among addressees: it is taken out of each.
PAGES = [
    Row("1.12 allied", "PAGE 2 RUEHLI 0117 C O N F I D E N T I A L", "page 2"),
    Row("1.12 allied", "PAGE 02 RUEWMFU3647 UNCLAS", "page 2"),
    Row("1.12 Cablegate era", "LISBON 00000117  002.2 OF 004", "page None"),
    Row("1.12 Cablegate era", "RIO DE JAN 00000117  002 OF 004", "page None"),
    Row("1.12 State copy", "PAGE 02        LISBON  02545  01 OF 02  091430Z", "page 2"),
    Row("1.12 first six characters", "PAGE 02        VATICA  02545  01 OF 02  091430Z", "page 2"),
    Row("1.12 State outgoing", "PAGE 02 STATE 187673", "page 2"),
    Row("1.12 wrapped", "PAGE 02\nLISBON 00905 01 OF 03 060018Z", "page 2"),
    Row("6.2 collapsed", "PAGE 02  LISBON 05034  051604Z", "page 2"),
    Row("5 behind a classification", "UNCLASSIFIED PAGE 02 VATICA 00283 01 OF 05 241033Z", "page 2"),
    Row("9.4", "PAGE 02 RUEHLIA0117 UNCLAS", "page 2"),
    Row("1.12 between classifications", "CONFIDENTIAL\nPAGE 02 STATE 187673\nCONFIDENTIAL", "page 2"),
    Row("1.12 between classifications", "CONFIDENTIAL\n\nCONFIDENTIAL\n\nPAGE 02        LISBON  02545  091430Z", "page 2"),
]  # fmt: skip
SECTIONS = [
    Row("1.12 allied", "CONFIDENTIAL SECTION 1 OF 2 LISBON 000117", "1 of 2"),
    Row("1.12 last of the allied", "CONFIDENTIAL FINAL SECTION OF 2 LISBON 000117", "2 of 2"),
    Row("1.12 State", "CONFIDENTIAL SECTION 01 OF 03 LISBON 000117", "1 of 3"),
    Row("1.12 State", "CONFIDENTIAL SECTION 03 OF 03 LISBON 000117", "3 of 3"),
    Row("2.1 section last", "CONFIDENTIAL LISBON 000117 SECTION 2 OF 2", "2 of 2"),
]
COUNTERS = [
    Row("6.3 until 1976", "--------------------- 054819", "counter"),
    Row("6.3 time first", "------------------201212Z 109980 /20", "counter"),
    Row("6.3 counter first", "------------------107579 280824Z /20", "counter"),
    Row("6.3 two counts of copies", "------------------107579 280824Z /23/12", "counter"),
    Row("6.3 hexadecimal", "------------------2E354F  030855Z /21", "counter"),
    Row("6.3 no copies", "------------------107579 280824Z", "counter"),
]
ENDS = [
    Row("1.11", "BT\n#0117\n\nNNNN", "0117"),
    Row("1.11 three letters", "BT\n#0117\n\nNNN", "0117"),
    Row("1.11 end of document", "BT\n#0117\n<< END OF DOCUMENT >>", "0117"),
    Row("6.1 seam", "BT\n#0117\nNNNNMAFVVZCZ", "0117"),
    Row("1.11 correction", "BT\nC WA SITUATION WARRANTS\n#0117\nNNNN", "0117 [C WA SITUATION WARRANTS]"),
    Row("1.11 correction", "BT\nC PAGE 3 LINE 2 WAS ROSE\n#0117\nNNNN", "0117 [C PAGE 3 LINE 2 WAS ROSE]"),
    Row("0.1 no BT and no end", "", "None"),
]  # fmt: skip
BLOCKS = [
    Row("6.2 distribution", "ACTION EUR-12\nINFO OCT-01  ISO-00  SS-15  /040 W", "EUR-12 OCT-01 ISO-00 SS-15 /040 W"),
    Row("6.2 it wraps", "ACTION EUR-12\nINFO OCT-01  ISO-00  SS-15\nNSC-05  INR-07  /040 W", "EUR-12 OCT-01 ISO-00 SS-15 NSC-05 INR-07 /040 W"),
    Row("6.2 outgoing", "ORIGIN EB-07\nINFO OCT-01  ISO-00  /008 R", "EB-07 OCT-01 ISO-00 /008 R"),
    Row("6.2 drafting", "ORIGIN EB-07\nDRAFTED BY EB/OA:JDOE:FAA:RROE\nAPPROVED BY EB/OA:JDOE", "EB-07"),
    Row("6.2 misspelt", "ORIGIN EB-07\nDRAFTEDY BY EB/OA:JDOE\nEPPROVED BY EB/OA:RROE", "EB-07"),
    Row("6.2 clearances", "ORIGIN EB-07\nDRAFTED BY EB/OA:JDOE\nAPPROVED BY EB/OA:RROE\nEUR/WE:GHELSING\nL - SAPT\nDESIRED DISTRIBUTION", "EB-07"),
    *(
        Row("6.2 line under the page line", f"PAGE 01  LISBON 05034  051604Z\n{pair}\nACTION EUR-12", "EUR-12")
        for pair in ("14", "43/67", "47-40", "--")
    ),
]  # fmt: skip


@pytest.mark.parametrize("row", PAGES, ids=name)
def test_page(row: Row) -> None:
    page = row.written
    text = message(
        to=f"TO SECSTATE WASHDC PRIORITY 1311\n{page}\nAMEMBASSY PARIS",
        tags=f"TAGS: PREL,\n{page}\nPO",
        ref=f"REF: A. PARIS 12\n{page}\nB. BONN 13",
        text=f"1. (C) THE DUES\n{page}\nROSE.\n\n2. (C) THE SHIPS LEFT.",
    )
    cable = read(text, "action")
    assert [each.name for each in cable.action or ()] == ["SECSTATE WASHDC", "AMEMBASSY PARIS"]
    assert [each.text.split() for each in cable.paragraphs] == [
        ["THE", "DUES", "ROSE."],
        ["THE", "SHIPS", "LEFT."],
    ]
    references = [
        f"{each.mrn.station} {each.mrn.number}" for each in cable.references or () if each.mrn
    ]
    assert references == ["PARIS 12", "BONN 13"]
    found = [each for each in cable.transmission.page_lines if each.kind == "page"]
    assert len(found) >= 4
    assert f"page {found[0].page}" == row.read


@pytest.mark.parametrize("row", SECTIONS, ids=name)
def test_section(row: Row) -> None:
    (section,) = read(message(line=row.written)).transmission.sections
    assert f"{section.number} of {section.total}" == row.read


@pytest.mark.parametrize("row", COUNTERS, ids=name)
def test_counter(row: Row) -> None:
    cable = read(message(above=f"ACTION EUR-12\n{'':21}{row.written}"))
    (line,) = cable.transmission.page_lines
    assert (line.kind, line.text) == (row.read, row.written)


@pytest.mark.parametrize("row", ENDS, ids=name)
def test_end(row: Row) -> None:
    cable = read(message(end=row.written))
    notes = f" [{' | '.join(cable.notes)}]" if cable.notes else ""
    assert f"{cable.transmission.validation}{notes}" == row.read
    assert cable.paragraphs[-1].text == "THE SHIPS LEFT."


@pytest.mark.parametrize("row", BLOCKS, ids=name)
def test_block(row: Row) -> None:
    cable = read(message(above=row.written))
    assert " ".join(cable.transmission.distribution) == row.read
    assert cable.coverage == 1
