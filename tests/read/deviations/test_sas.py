"""The export of 1973-79: its frame, its attributes, and records without a text (clause 6)."""

from __future__ import annotations

import pytest

import cablegram
from tests.read.deviations.rows import Row, name

TEXT = """\
CONFIDENTIAL

PAGE 01        LISBON  00117  021424Z
14
ACTION EUR-12
INFO  OCT-01  ISO-00  SS-15  /028 W
                        --------------------- 054819
R 021400Z APR 76
FM AMEMBASSY LISBON
TO SECSTATE WASHDC 1311
C O N F I D E N T I A L LISBON 0117
E.O. 11652: GDS
TAGS: PFOR, PO
SUBJECT: HARBOR DUES
1. THE DUES ROSE.
2. THE SHIPS LEFT. SAPT


NNN
"""
ATTRIBUTES = "Document Number: 1976LISBON00117\nDraft Date: 02 APR 1976\nLocator: TEXT ON-LINE\n"


def record(text: str = TEXT, attributes: str = ATTRIBUTES) -> str:
    return f"Message Text\n\n{text}\nMessage Attributes\n\n{attributes}"


ROWS = [
    Row("6.1 lone blank", "Copy:  ", "Copy = "),
    Row("6.4 none", "Control Number: n/a", "Control Number = "),
    Row("6.4 none", "Errors: N/A", "Errors = "),
    Row("6.1 value over lines", "Subject: HARBOR DUES AND\nTHE SHIPS", "Subject = HARBOR DUES AND THE SHIPS"),
    Row("6.4 date", "Capture Date: 01 JAN 1994", "Capture Date = 1994-01-01"),
    Row("6.4 date", "Capture Date: 01 jan 1994", "Capture Date = 1994-01-01"),
    Row("6.4 date", "Capture Date: 01-Jan-1994 12:00:00 am", "Capture Date = 1994-01-01"),
    Row("6.4 date", "Capture Date: 01/02/1994", "Capture Date = 1994-02-01"),
    Row("6.4 null date", "Decaption Date: 01 JAN 1960", "Decaption Date = "),
    Row("6.4 no date", "Capture Date: LAST YEAR", "Capture Date = LAST YEAR CG903"),
    Row("6.4 copy", "Copy: <CONCATENATED>", "Copy = <CONCATENATED>"),
    Row("6.4 sent date", "Sent Date: 04-Apr-1976 12:00:00 am", "Sent Date = 1976-04-04"),
    Row("6.4 several stations", "To: STATE     MADRID", "To = STATE     MADRID"),
    Row("6.4 remainder of the order", "From: LISBON OR-P", "From = LISBON OR-P"),
    Row("6.4 login", "Review Action: RELEASED <16 Sep 2003 by SAPTAB>; APPROVED <17 Sep 2003 by SAPTAB>", "Review Action = RELEASED <16 Sep 2003 by SAPTAB>; APPROVED <17 Sep 2003 by SAPTAB>"),
    Row("6.4 status", "Status: <DBA CORRECTED> gwr 971212", "Status = <DBA CORRECTED> gwr 971212"),
    Row("6.4 legacy", "Legacy Key: link1976/newtext/t19760463/aaaabxyz.tel", "Legacy Key = link1976/newtext/t19760463/aaaabxyz.tel"),
    Row("6.4 stray line", "vdkvgwkey: odbc://sas/sas.dbo.docs/1", "vdkvgwkey = odbc://sas/sas.dbo.docs/1"),
    Row("6.4 stamp", "Markings: Sheryl P. Walter Declassified/Released US Department of State EO Systematic Review 20 Mar 2014", "Markings = Sheryl P. Walter Declassified/Released US Department of State EO Systematic Review 20 Mar 2014"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row: Row) -> None:
    text = record(attributes=f"{ATTRIBUTES}{row.written}\nType: TE\n")
    cable = cablegram.parse(text)
    assert cable.form == "sas"
    assert str(cable.mrn) == "76LISBON117"
    assert [each.number for each in cable.paragraphs] == [1, 2]
    key = row.written.partition(":")[0]
    attribute = cable.attributes[key]
    odd = "".join(f" {each.code}" for each in cable.diagnostics if each.code in ("CG902", "CG903"))
    assert f"{key} = {attribute.value or attribute.text}{odd}" == row.read


def test_a_key_that_is_not_listed() -> None:
    """A value goes on to the next line, unless that begins with a key of the list (clause 6.1)."""
    cable = cablegram.parse(record(attributes=f"{ATTRIBUTES}Office: n/a\nNo Such Key: X\n"))
    assert cable.attributes["Office"].text == "n/a No Such Key: X"


AVAILABILITY = [
    Row("6.1 placeholder", "ERROR READING TEXT INDEX", "TEXT ON-LINE: lost"),
    Row("6.1 placeholder", "EXPAND ERROR ENCOUNTERED", "TEXT ON-LINE: lost"),
    Row("6.1 empty", "", "ADS TEXT UNRETRIEVABLE: lost"),
    Row("6.1 empty", "", "ADS TEXT NOT CONVERTED: lost"),
    Row("6.1 empty", "", "ADS TEXT GARBLED: lost"),
    Row("6.1 empty", "", "TEXT ON MICROFICHE: microfilm_only"),
    Row("6.4 text there", TEXT, "TEXT ON-LINE, ON MICROFILM: text"),
]


@pytest.mark.parametrize("row", AVAILABILITY, ids=lambda row: f"{row.clause}: {row.read}")
def test_availability(row: Row) -> None:
    locator, _, state = row.read.partition(": ")
    attributes = ATTRIBUTES.replace("TEXT ON-LINE", locator)
    cable = cablegram.parse(record(row.written, attributes))
    assert cable.availability == state
    assert (cable.paragraphs == ()) == (state != "text")
    assert str(cable.mrn) == "76LISBON117"


FRAMES = [
    Row("6.1 indented", "   Message Text", "frame"),
    Row("6.1 footer", "*** Current Handling Restrictions *** n/a", "footer"),
    Row("6.1 footer", "*** Current Classification *** UNCLASSIFIED", "footer"),
    *(Row("6.1 end", end, "end") for end in ("NNN", "NNNN", "NNNNMAFVVZCZ", "<< END OF DOCUMENT >>")),
]  # fmt: skip


@pytest.mark.parametrize("row", FRAMES, ids=name)
def test_frame(row: Row) -> None:
    if row.read == "frame":
        text = record().replace("Message Text", row.written)
    elif row.read == "footer":
        text = record(f"{TEXT}\n{row.written}\n")
    else:
        text = record(TEXT.replace("NNN", row.written))
    cable = cablegram.parse(text)
    assert (cable.form, str(cable.mrn), cable.signature) == ("sas", "76LISBON117", "SAPT")
    assert [each.text for each in cable.paragraphs] == ["THE DUES ROSE.", "THE SHIPS LEFT."]
    assert cable.coverage == 1


RECORDS = [
    Row("6.4 E.O. code", "Executive Order: GS", "11652 GDS None"),
    Row("6.4 E.O. code", "Executive Order: X1", "11652 XGDS-1 XGDS-1"),
    Row("6.4 E.O. code", "Executive Order: X4", "11652 XGDS-4 XGDS-4"),
    Row("6.4 E.O. code", "Executive Order: AS", "11652 ADS ADS"),
    Row("6.4 E.O. code", "Executive Order: 11652 GDS", "11652 GDS None"),
    Row("6.4 E.O. code", "Executive Order: GS 19850208 SAPT, FIRST M", "12065 GDS 1985-02-08"),
]


@pytest.mark.parametrize("row", RECORDS, ids=name)
def test_record_without_text(row: Row) -> None:
    """Where the text is lost the record's own code is all that says the order."""
    year = "1979" if "19850208" in row.written else "1976"
    attributes = ATTRIBUTES.replace("1976", year) + f"{row.written}\nType: TE\n"
    cable = cablegram.parse(record("", attributes))
    order = cable.executive_order
    assert order is not None
    assert f"{order.number} {order.scheme} {cable.declassify_on}" == row.read


LEVELS = [
    Row("6.4 classification", "Original Classification: LIMITED OFFICIAL USE", "unclassified LOU"),
    Row("6.4 classification", "Original Classification: TOP SECRET", "top_secret"),
    Row("6.4 junk word", "Original Classification: SECRETARY", "None"),
]


@pytest.mark.parametrize("row", LEVELS, ids=name)
def test_level_of_a_record(row: Row) -> None:
    marking = cablegram.parse(record("", f"{ATTRIBUTES}{row.written}\nType: TE\n")).marking
    level = marking.level.value if marking and marking.level else None
    controls = sorted(marking.controls) if marking else []
    assert " ".join([str(level), *controls]) == row.read


WHO = [
    Row("6.4 From with the end of the E.O. line", "From: LISBON OR-P", "LISBON to  info "),
    Row("6.4 several, five spaces between", "To: STATE     MADRID", " to STATE, MADRID info "),
    Row("6.4 a blank in a name", "To: STATE DOD", " to STATE DOD info "),
    Row("6.4 INFO among them", "To: STATE INFO MADRID     PARIS", " to STATE info MADRID, PARIS"),
]


@pytest.mark.parametrize("row", WHO, ids=name)
def test_stations_of_a_record(row: Row) -> None:
    cable = cablegram.parse(record("", f"{ATTRIBUTES}{row.written}\nType: TE\n"))
    origin = cable.origin.name if cable.origin else ""
    action = ", ".join(each.name for each in cable.action or ())
    info = ", ".join(each.name for each in cable.info or ())
    assert f"{origin} to {action} info {info}" == row.read


CITED = [
    Row("6.4 1974", "Reference: (A) MADRID 2766; (B) STATE 185136", "MADRID 2766 STATE 185136"),
    Row(
        "6.4 later", "Reference: 75 STATE 3141, 74 MADRID 1579", "1975 STATE 3141 1974 MADRID 1579"
    ),
    Row("6.4 a year alone", "Reference: 75", ""),
    Row("6.4 end cut off", "Reference: 75 STATE 3141, 74 MAD", "1975 STATE 3141"),
]


@pytest.mark.parametrize("row", CITED, ids=name)
def test_cited(row: Row) -> None:
    cable = cablegram.parse(record("", f"{ATTRIBUTES}{row.written}\nType: TE\n"))
    found = [
        f"{f'{each.mrn.year} ' if each.year_written else ''}{each.mrn.station} {each.mrn.number}"
        for each in cable.references or ()
        if each.mrn is not None
    ]
    assert " ".join(found) == row.read
