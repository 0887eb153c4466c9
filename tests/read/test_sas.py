"""The export of 1973-79: print image, attributes, records without text (reference section 6)."""

from __future__ import annotations

from datetime import date

import pytest

import cablegram
from cablegram.read.attributes import KEYS

TEXT = """\
CONFIDENTIAL

PAGE 01        LISBON  00117  021424Z
43
ACTION EUR-12

INFO  OCT-01  ISO-00  SS-15  /028 W
                        --------------------- 054819
R 021400Z APR 76
FM AMEMBASSY LISBON
TO SECSTATE WASHDC 1311
INFO AMEMBASSY MADRID
C O N F I D E N T I A L LISBON 0117
E.O. 11652: GDS
TAGS: PFOR, PO
SUBJECT: HARBOR DUES
REF: STATE 031415
1. THE DUES ROSE.
2. THE SHIPS LEFT. SAPT


CONFIDENTIAL


NNN
"""
ATTRIBUTES = """\
Automatic Decaptioning: X
Capture Date: 01 JAN 1994
Channel Indicators: n/a
Current Classification: UNCLASSIFIED
Decaption Date: 01 JAN 1960
Document Number: 1976LISBON00117
Draft Date: 02 APR 1976
Executive Order: GS
Film Number: D760123-0456
From: LISBON
Handling Restrictions: n/a
Locator: TEXT ON-LINE
Original Classification: CONFIDENTIAL
Reference: 76 STATE 31415
Subject: HARBOR DUES AND WHAT
BECOMES OF THEM
TAGS: PFOR, PO
To: STATE     MADRID
Type: TE
"""


def record(text: str = TEXT, attributes: str = ATTRIBUTES) -> str:
    return f"\n Message Text\n\n{text}\n Message Attributes\n\n{attributes}"


def codes(cable: cablegram.Cable) -> set[str]:
    return {each.code for each in cable.diagnostics}


def test_text_and_record() -> None:
    cable = cablegram.parse(record())
    assert cable.form == "sas"
    assert str(cable.mrn) == "76LISBON117"
    assert cable.transmission.distribution[:2] == ("EUR-12", "OCT-01")
    assert [each.kind for each in cable.transmission.page_lines] == ["page", "counter"]
    assert cable.signature == "SAPT"
    assert [each.text for each in cable.paragraphs] == ["THE DUES ROSE.", "THE SHIPS LEFT."]
    assert cable.attributes["From"].text == "LISBON"
    assert cable.subject == "HARBOR DUES"  # the text's own, not the record's


def test_values_of_attributes() -> None:
    found = cablegram.parse(record()).attributes
    assert found["Subject"].text == "HARBOR DUES AND WHAT BECOMES OF THEM"  # wrapped at column 0
    assert found["To"].text == "STATE     MADRID"  # five spaces part two stations
    assert found["Handling Restrictions"].text == ""
    assert found["Draft Date"].value == date(1976, 4, 2)
    assert (found["Decaption Date"].text, found["Decaption Date"].value) == ("", None)  # null date


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("04 MAY 1976", date(1976, 5, 4)),
        ("06 dec 1978", date(1978, 12, 6)),
        ("01-Jan-1994 12:00:00 am", date(1994, 1, 1)),
        ("14/12/1976", date(1976, 12, 14)),
    ],
)
def test_dates_of_attributes(written: str, wanted: date) -> None:
    found = cablegram.parse(record(attributes=f"Draft Date: {written}\nType: TE\n")).attributes
    assert found["Draft Date"].value == wanted


def test_a_date_that_cannot_be_is_said() -> None:
    cable = cablegram.parse(record(attributes="Draft Date: 99 XXX 1976\nType: TE\n"))
    assert cable.attributes["Draft Date"].value is None
    assert cable.attributes["Draft Date"].text == "99 XXX 1976"
    assert "CG903" in codes(cable)


def test_each_attribute_has_its_place() -> None:
    cable = cablegram.parse(record())
    for key, attribute in cable.attributes.items():
        assert attribute.span is not None
        assert cable.source_text[attribute.span.start : attribute.span.end].startswith(f"{key}:")


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_known(key: str) -> None:
    cable = cablegram.parse(record(attributes=f"{key}: 01 JAN 1994\nType: TE\n"))
    assert key in cable.attributes


@pytest.mark.parametrize(
    ("locator", "wanted"),
    [
        ("TEXT ON MICROFILM", "microfilm_only"),
        ("ADS TEXT UNRETRIEVABLE", "lost"),
        ("ADS TEXT GARBLED", "lost"),
        ("ADS TEXT NOT CONVERTED", "lost"),
        ("TEXT ON MICROFICHE", "microfilm_only"),
    ],
)
@pytest.mark.parametrize("text", ["", "ERROR READING TEXT INDEX\n", "EXPAND ERROR ENCOUNTERED\n"])
def test_a_record_without_text(text: str, locator: str, wanted: str) -> None:
    """Withdrawn and lost are different states; the record still says who, when and what."""
    cable = cablegram.parse(record(text, ATTRIBUTES.replace("TEXT ON-LINE", locator)))
    assert cable.availability == wanted
    assert cable.paragraphs == ()
    assert str(cable.mrn) == "76LISBON117"
    assert cable.date == date(1976, 4, 2)
    assert cable.subject == "HARBOR DUES AND WHAT BECOMES OF THEM"
    assert [tag.code for tag in cable.tags or ()] == ["PFOR", "PO"]
    assert "CG006" in codes(cable)


def test_a_record_of_another_number_is_said() -> None:
    cable = cablegram.parse(record(attributes=ATTRIBUTES.replace("LISBON00117", "MADRID00118")))
    assert str(cable.mrn) == "76MADRID118"
    assert [str(each) for each in cable.aliases] == ["76LISBON117"]
    assert "CG302" in codes(cable)


def test_the_record_names_six_characters_of_the_station() -> None:
    """`NEW DELHI` is `NEWDE`: the first six characters with the space, then without it."""
    text = TEXT.replace("LISBON", "NEW DELHI")
    cable = cablegram.parse(record(text, ATTRIBUTES.replace("1976LISBON00117", "1976NEWDE00117")))
    assert str(cable.mrn) == "76NEWDELHI117"
    assert "CG302" not in codes(cable)


@pytest.mark.parametrize("end", ["NNN", "NNNN", "NNNNMAFVVZCZ", "<< END OF DOCUMENT >>", ""])
def test_ends(end: str) -> None:
    cable = cablegram.parse(record(TEXT.replace("NNN", end)))
    assert cable.signature == "SAPT"
    assert [each.text for each in cable.paragraphs] == ["THE DUES ROSE.", "THE SHIPS LEFT."]


def test_sections_repeat_the_whole_block() -> None:
    first = (
        TEXT.replace("NAL LISBON", "NAL")
        .replace("C O N F I D E N T I A L LISBON", "C O N F I D E N T I A L SECTION 1 OF 2 LISBON")
        .replace(
            """\
 SAPT
""",
            "\n",
        )
    )
    second = first.replace("SECTION 1 OF", "SECTION 2 OF")
    head, _, _ = second.partition("E.O. 11652")
    text = first + head + "3. A THIRD SHIP LEFT.\nSAPT\n\nCONFIDENTIAL\n\nNNN\n"
    cable = cablegram.parse(record(text))
    assert [each.number for each in cable.transmission.sections] == [1, 2]
    assert [each.number for each in cable.paragraphs] == [1, 2, 3]
    assert cable.transmission.missing_sections == ()
    assert cable.signature == "SAPT"


def test_only_the_text_or_only_the_attributes() -> None:
    assert str(cablegram.parse(f" Message Text\n\n{TEXT}").mrn) == "76LISBON117"
    assert str(cablegram.parse(f" Message Attributes\n\n{ATTRIBUTES}").mrn) == "76LISBON117"
