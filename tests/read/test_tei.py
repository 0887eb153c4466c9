"""The TEI reader: made-up documents, one for each way in which the volumes differ."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from cablegram.model import MRN, Level, Precedence
from cablegram.read.frus_head import read_head
from cablegram.read.frus_opening import find_references, find_subject, make_mrn, read_number
from cablegram.read.frus_source_note import read_source_note
from cablegram.read.frus_station import place_station, sender_station
from cablegram.read.view import View
from tests.read.tei_documents import TELEGRAM, codes, document, joined, read

if TYPE_CHECKING:
    from pathlib import Path


def test_a_telegram_of_a_volume_has_all_its_fields() -> None:
    cable = read(TELEGRAM)
    assert (cable.form, cable.genre, cable.availability) == ("tei", "cable", "text")
    assert str(cable.mrn) == "67LISBON4428"
    assert cable.dtg == datetime(1967, 5, 10, 15, 25, tzinfo=UTC)
    assert (cable.date, cable.dtg_text) == (date(1967, 5, 10), "May 10, 1967, 1525Z")
    assert cable.origin is not None
    assert cable.origin.name == "Embassy in Portugal"
    assert [a.name for a in cable.action or ()] == ["Department of State"]
    assert [(a.name, a.precedence) for a in cable.info or ()] == [
        ("London", None),
        ("Madrid", None),
        ("USUN", Precedence.PRIORITY),
    ]
    assert cable.marking is not None
    assert cable.marking.level == Level.SECRET
    assert cable.marking.controls == {"NOFORN"}
    assert cable.captions == ("EXDIS", "ZINNIA")
    assert cable.precedence == Precedence.IMMEDIATE
    assert cable.subject == "Ferries on the U.S. Route"
    assert [str(reference.mrn) for reference in cable.references or ()] == ["67STATE99123"]
    assert cable.tags is None  # a volume does not print them: unknown, not empty
    assert [p.number for p in cable.paragraphs] == [1, 2]
    assert cable.paragraphs[0].text == (
        "The ferry company & the harbor master met—at last. [1 line not declassified]"
    )
    assert cable.signature == "Hentzau"
    assert cable.notes[1] == "Not printed."
    assert "CG603" in codes(cable)


def test_the_attributes_come_from_the_source_note() -> None:
    attributes = read(TELEGRAM).attributes
    assert attributes["document"].text == "41"
    assert attributes["volume"].text == "frus1964-68v99"
    assert attributes["film number"].text == "D770999–0123"
    assert attributes["drafted by"].text == "Sapt"
    assert attributes["cleared by"].text == "Helsing and Tarlenheim"
    assert attributes["approved by"].text == "Rassendyll"
    assert attributes["source"].text.startswith("National Archives, RG 59")


def test_spans_are_places_in_the_source() -> None:
    cable = read(TELEGRAM)
    assert joined(cable) == cable.source_text

    def at(name: str) -> str:
        span = cable.spans[name]
        return cable.source_text[span.start : span.end]

    assert at("mrn") == "4428"
    assert at("date") == "May 10, 1967, 1525Z"
    assert at("subject") == "Ferries on the U.S. Route"
    assert at("marking").startswith("Secret; Immediate; <gloss>Exdis")
    span = cable.paragraphs[1].span
    assert span is not None
    assert cable.source_text[span.start : span.end] == "2. They agreed."
    assert cable.coverage == 1.0
    kinds = {leaf.kind for leaf in cable.tree.leaves()}
    assert {
        "markup",
        "heading.head",
        "heading.source_note",
        "heading.marking",
        "heading.dateline",
        "heading.number",
        "text.paragraph",
        "text.signature",
        "note",
        "page_break",
    } <= kinds


def test_before_1955_the_file_line_says_telegram() -> None:
    cable = read(
        '<div type="document"><note rend="inline" type="source">740.00119/4–1949: Telegram</note>'
        '<head><hi>The Minister in Panama</hi> ( <persName type="from">Sapt</persName> ) <hi>to the'
        ' <gloss type="to">Secretary of State</gloss></hi></head><opener><dateline><placeName>'
        'Panama</placeName>, <date when="1949-04-19T16:00:00">April 19, 1949—4 p. m.</date><lb/>'
        "[Received April 20—7:11 a. m.]</dateline><seg>top secret</seg><lb/><seg>niact</seg>"
        "</opener><p>46. All is quiet.</p></div>"
    )
    assert cable.genre == "cable"
    assert str(cable.mrn) == "1949PANAMA46"
    assert cable.origin is not None
    assert cable.origin.name == "Minister in Panama (Sapt)"
    assert [a.name for a in cable.action or ()] == ["Secretary of State"]
    assert cable.dtg is None  # a local clock: only the date is certain
    assert cable.date == date(1949, 4, 19)
    assert cable.marking is not None
    assert cable.marking.level == Level.TOP_SECRET
    assert cable.precedence == Precedence.NIACT_IMMEDIATE
    assert cable.attributes["file"].text == "740.00119/4–1949"
    assert cable.attributes["received"].text == "Received April 20—7:11 a. m."


def test_a_head_with_number_and_date_needs_no_dateline() -> None:
    cable = read(
        document(
            "9. Telegram 226331/Tosec 270030 From the Department of State to Secretary of State"
            " Sapt, September 13, 1976, 2344Z.",
            text="<p>STATE 226331</p><p>1. Text.</p>",
            note='<note type="summary">The Department wrote.</note>',
        ).replace("<dateline></dateline>", "")
    )
    assert str(cable.mrn) == "76STATE226331"
    assert [str(alias) for alias in cable.aliases] == ["76TOSEC270030"]
    assert cable.dtg == datetime(1976, 9, 13, 23, 44, tzinfo=UTC)
    assert [a.name for a in cable.action or ()] == ["Secretary of State Sapt"]
    assert cable.attributes["edition summary"].text == "The Department wrote."
    assert cable.notes == ()


def test_a_document_that_is_no_telegram_has_no_number() -> None:
    cable = read(
        document("9. Memorandum From Sapt to Tarlenheim", text="<p>12. The bridge is down.</p>")
    )
    assert (cable.genre, cable.mrn) == ("document", None)
    assert cable.origin is not None
    assert cable.origin.name == "Sapt"
    note = read(
        '<div type="document" subtype="editorial-note"><head>3. Editorial Note</head></div>'
    )
    assert note.genre == "document"


def test_a_document_of_nobody_is_called_as_the_edition_calls_it() -> None:
    cable = read(
        document("9. Minutes of a <hi>Meeting</hi> of the Bridge\n Committee,", note="<note/>")
    )
    assert cable.subject == "Minutes of a Meeting of the Bridge Committee"
    span = cable.spans["subject"]
    assert "Minutes of a <hi>Meeting</hi>" in cable.source_text[span.start : span.end]
    assert read(document("9. Memorandum From Sapt to Tarlenheim")).subject is None
    assert read(document("9. Telegram From the Embassy in Ruritania")).subject is None
    assert joined(cable) == cable.source_text


def test_a_withdrawn_telegram_says_so() -> None:
    cable = read(
        document(
            "9. Airgram A–232 From the Embassy in Korea to the Department of State",
            date_line="<placeName>Seoul</placeName>, <date>November 2, 1964</date>",
            text="<p>[Source: National Archives, RG 59. Secret; Limited Distribution. 4 pages of"
            " source text not declassified.]</p>",
        )
    )
    assert (cable.genre, cable.availability) == ("airgram", "withdrawn")
    assert str(cable.mrn) == "64SEOUL-A232"
    assert cable.captions == ("LIMIT DISTRIBUTION",)
    assert "CG006" in codes(cable)


def test_the_print_counts_where_the_markup_gives_another_date() -> None:
    cable = read(
        document(
            "9. Telegram From the Embassy in Chad to the Department of State",
            date_line='<date when="1974-10-24">October 24, 1973</date>',
        )
    )
    assert cable.date == date(1973, 10, 24)
    assert "CG308" in codes(cable)
    assert "CG604" in codes(cable)


def test_unmarked_is_not_unclassified() -> None:
    cable = read(
        document(
            "9. Telegram From the Embassy in Chad to the Department of State",
            note='<note type="source">Source: RG 59. No classification marking; Priority.</note>',
            text="<p>7. Text.</p>",
        )
    )
    assert cable.marking is None
    assert cable.precedence == Precedence.PRIORITY
    assert "CG102" in codes(cable)


def test_a_note_printed_in_the_text_is_still_the_source_note() -> None:
    cable = read(
        document(
            "9. Telegram From the Embassy in Chad to the Department of State",
            note='<note type="source">Source: RG 59, Central Files,</note>',
            text="<p>POL 27 CHAD. Confidential; Limdis.</p><p>2141. 1. In talks here.</p>",
        )
    )
    assert cable.marking is not None
    assert cable.marking.level == Level.CONFIDENTIAL
    assert cable.mrn is not None
    assert cable.mrn.number == 2141


@pytest.mark.parametrize(
    ("head", "sender", "addressees"),
    [
        ("Telegram From the Embassy in X to the Department of State", "Embassy in X", 1),
        ("Telegram From the Mission to the United Nations to the Embassy in X", "Mission to the United Nations", 1),  # noqa: E501
        ("Telegram From the Special Assistant to the President (A) to the Ambassador to X (B)", "Special Assistant to the President (A)", 1),  # noqa: E501
        ("Telegram From the Department of State to the Embassies in X, Y, and Z", "Department of State", 3),  # noqa: E501
        ("Telegram From the Department of State to the Embassy in X and the Mission to the United Nations", "Department of State", 2),  # noqa: E501
        ("Telegram From the Department of State to the Embassy in Trinidad and Tobago", "Department of State", 1),  # noqa: E501
        ("Circular Telegram From the White House to Certain Posts", "White House", 1),
        ("Telegram From the Department of State of the Embassy in X", "Department of State", 1),
        ("Telegram From the Department of State toAll Diplomatic Posts", "Department of State", 1),
    ],
)  # fmt: skip
def test_heads(head: str, sender: str, addressees: int) -> None:
    text = f"50. {head}"
    found = read_head(View(text, [(0, 0, len(text), True)]))
    assert found.genre == "cable"
    assert found.sender is not None
    assert found.sender.name == sender
    assert len(found.addressees) == addressees


@pytest.mark.parametrize(
    ("text", "number", "station", "airgram"),
    [
        ("4428. Subject: X", 4428, None, False),
        ("Secto 14. X", 14, "SECTO", False),
        ("Vipto 12/19. X", 19, None, False),
        ("266151/Todel 1466.", 266151, None, False),
        ("A–2127", 2127, None, True),
        ("CA–6447", 6447, "CA", False),
        ("CAP 63365. X", 63365, "CAP", False),
        ("MAC J00 8512. X", 8512, "MAC", False),
        ("JCS 3354-63. X", 3354, "JCS", False),
        ("UK 977672 CC. X", 977672, "UK", False),
        ("9051.Dept pass", 9051, None, False),
        ("151139Z. X", None, None, False),
        ("[document number not declassified] X", None, None, False),
    ],
)
def test_numbers(text: str, number: int | None, station: str | None, airgram: bool) -> None:
    found = read_number(text.replace("–", "-"))
    assert found is not None
    assert (found.number, found.station, found.airgram) == (number, station, airgram)


def test_a_command_has_the_name_that_its_number_spells() -> None:
    """Else what is filed as 63JCS3354 is looked for as 63JOINTSTAFF3354, and never found."""
    mrn = make_mrn(1963, "JCS", 3354, airgram=False)
    assert mrn is not None
    assert MRN.parse(str(mrn)) == mrn


@pytest.mark.parametrize("text", ["Re Embtel 416. X", "In 1964, we met", "POL 27 CHAD. X", ""])
def test_what_is_no_number(text: str) -> None:
    assert read_number(text) is None


def test_a_first_paragraph_one_is_no_telegram_number() -> None:
    text = "<p>1. We met.</p><p>2. We agreed.</p>"
    cable = read(document("9. Telegram From the Embassy in Chad to the Department", text=text))
    assert cable.mrn is None
    assert [p.number for p in cable.paragraphs] == [1, 2]


@pytest.mark.parametrize(
    ("note", "level", "captions", "precedence"),
    [
        ("Source: X, POL 1. Secret; Nodis/Zinnia Double Plus.", Level.SECRET, ("NODIS", "ZINNIA DOUBLE PLUS"), None),  # noqa: E501
        ("Source: X, POL 1 Top Secret; Operational Immediate.", Level.TOP_SECRET, (), Precedence.IMMEDIATE),  # noqa: E501
        ("Source: X. Confidential; Priority Repeated to London, Paris.", Level.CONFIDENTIAL, (), Precedence.PRIORITY),  # noqa: E501
        ("Source: X. Secret Flash.", Level.SECRET, (), Precedence.FLASH),
        ("Source: X. Limited Official Use; Niact.", Level.UNCLASSIFIED, (), Precedence.NIACT_IMMEDIATE),  # noqa: E501
        ("Source: X. Routine; RYBAT.", None, ("RYBAT",), Precedence.ROUTINE),
    ],
)  # fmt: skip
def test_marks(
    note: str, level: Level | None, captions: tuple[str, ...], precedence: Precedence | None
) -> None:
    found = read_source_note(View(note, [(0, 0, len(note), True)]))
    assert (found.marking.level if found.marking else None) == level
    assert (found.captions, found.precedence) == (captions, precedence)


@pytest.mark.parametrize(
    ("sender", "place", "station"),
    [
        ("Department of State", "Washington", "STATE"),
        ("Secretary of State", "Washington", "STATE"),
        ("Secretary of State Sapt", "Geneva", "GENEVA"),
        ("Embassy in Lebanon", "Beirut", "BEIRUT"),
        ("Embassy in Lebanon", "", "BEIRUT"),
        ("Embassy in Israel", "Washington", "TELAVIV"),
        ("Embassy in Indonesia", "Djakarta", "JAKARTA"),
        ("Mission to the United Nations", "New York", "USUNNEWYORK"),
        ("Embassy in Tehran", "", "TEHRAN"),
        ("Embassy in Ruritania", "", None),
        ("Consul at Strelsau", "Strelsau", "STRELSAU"),
    ],
)
def test_stations(sender: str, place: str, station: str | None) -> None:
    assert sender_station(sender, place) == station


def test_washington_is_no_station() -> None:
    assert place_station("Washington, undated") is None


def test_the_subject_ends_at_its_stop_but_not_in_an_abbreviation() -> None:
    text = "4. Subject: Talk With Gen. Sapt on U.S. Ferries. Ref: A. Lisbon 4. B. State 5. Text."
    subject = find_subject(text)
    references = find_references(text)
    assert subject is not None
    assert references is not None
    assert text[subject[1] : subject[2]] == "Talk With Gen. Sapt on U.S. Ferries"
    assert text[references[1] : references[2]] == "A. Lisbon 4. B. State 5"


@pytest.mark.corpus
def test_the_fields_of_the_released_volumes(corpus: Path) -> None:
    files = sorted((corpus / "frus-tei").glob("*-d*.xml"))[::12]
    cables = [read(file.read_text("utf-8")) for file in files]
    assert len(cables) > 250
    assert all(cable.coverage >= 0.99 for cable in cables)
    for name in ("origin", "action", "date"):
        assert sum(getattr(cable, name) is None for cable in cables) <= len(cables) // 100


@pytest.mark.parametrize(
    ("opening", "wanted"),
    [
        ("17. Eyes only Secretary. The dues rose.", ("EYES ONLY",)),
        ("17. Strictly eyes only for Ambassador from Secretary. The dues.", ("EYES ONLY",)),
        ("17. Ref: Lisbon 45. Eyes Only Ambassador from Sapt. The dues.", ("EYES ONLY",)),
        ("17. The report, which is for your eyes only, is late.", None),
    ],
)
def test_eyes_only_at_the_head_of_the_text(opening: str, wanted: tuple[str, ...] | None) -> None:
    cable = read(document("9. Telegram From the Embassy in X to Y", text=f"<p>{opening}</p>"))
    assert cable.captions == wanted


@pytest.mark.parametrize(
    ("sentence", "action", "info"),
    [
        ("Sent also priority to Paris", [], ["Paris"]),
        ("Sent to Bonn, Brussels (also for USEC), and Rome", ["Bonn", "Brussels", "Rome"], []),
        ("Sent with instructions to pass to the Treasury and Sapt", [], []),
        ("Repeated to Paris (also for USRO) and to Bonn", [], ["Paris", "Bonn"]),
        (
            "Sent niact to Oslo Harbor; repeated for information niact to Manila, and to Rome",
            ["Oslo Harbor"],
            ["Manila", "Rome"],
        ),
    ],
)
def test_who_else_got_it(sentence: str, action: list[str], info: list[str]) -> None:
    note = f'<note type="source">Source: Files. Secret. {sentence}.</note>'
    cable = read(document("9. Telegram From the Embassy in X to Y", note=note, text="<p>1. A</p>"))
    assert [each.name for each in cable.action or ()] == ["Y", *action]
    assert [each.name for each in cable.info or ()] == info


@pytest.mark.parametrize(
    ("opening", "station", "number"),
    [
        ("Def 982994. The dues rose.", "DEF", 982994),
        ("CAS 702/IN 40384. Please pass.", "CAS", 702),
        ("040531Z. MAGCH 3837. Reference 022121.", "MAGCH", 3837),
        ("151139Z. Cite MAGCH 3887. For Sapt.", "MAGCH", 3887),
        ("170545Z. Harbor situation 45 worse.", None, None),
    ],
)
def test_numbers_of_commands(opening: str, station: str | None, number: int | None) -> None:
    found = read_number(opening)
    assert found is not None
    assert (found.station, found.number) == (station, number)


def test_letters_of_a_list_are_no_marks() -> None:
    """(C) behind (B) is the third item, and no mark of a confidential paragraph."""
    items = ("(A) The dues.", "(B) The pier.", "It is old.", "(C) The ferry.", "(S) Hidden.")
    text = "".join(f"<p>{item}</p>" for item in ("He spoke of three things.", *items))
    cable = read(document("4. Telegram From the Embassy in Portugal", text=text))
    marks = {each.text: each.marking and each.marking.level for each in cable.paragraphs}
    assert marks["(C) The ferry."] is None
    assert marks["Hidden."] is Level.SECRET
