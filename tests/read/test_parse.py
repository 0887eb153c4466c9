"""What a user is promised of `cablegram.parse`, on whole messages and on fragments."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

import cablegram
from cablegram.model import MRN, Level, Precedence, ReferenceKind
from cablegram.read.guard import set_guard
from cablegram.read.stream import split_stream

FULL = """\
VZCZCABC0042
OO RUEHC RUEHZY RHEHNSC
DE RUEHLI #0117/01 0931425
ZNY CCCCC ZZH
O P 021424Z APR 08
FM AMEMBASSY LISBON
TO RUEHC/SECSTATE WASHDC IMMEDIATE 1311
INFO RUEHPO/AMCONSUL OPORTO PRIORITY 0420
RUEHZZ/IBERIAN COLLECTIVE
XMT AMEMBASSY MADRID
RHEHNSC/NSC WASHDC
BT
C O N F I D E N T I A L SECTION 01 OF 02 LISBON 000117

SIPDIS
NOFORN

STATE FOR EUR/WE (RASSENDYLL) AND INR/EU

E.O. 12958: DECL: 04/02/2018
TAGS: PREL, MARR, PO (ELPHBERG, RUDOLF)
SUBJECT: (C) OVERFLIGHT TALKS: THE FOREIGN MINISTRY
ASKS FOR A NOTE

REF: A. LISBON 98 B. 07 STATE 161801
(NOTAL)

Classified By: Ambassador F. Tarlenheim for reasons 1.4 (b) a
nd (d).

1. (C) SUMMARY: THE MINISTRY WANTS A NOTE BEFORE THE
TALKS. END SUMMARY.

2. (S/NF) SAPT SAID, AS IN REF B, THAT THE FLIGHTS OF

LISBON 00000117  002 OF 002

LAST WINTER WERE NOT ANNOUNCED (LISBON 98).
BT
#0117
NNNN
VZCZCABC0043
OO RUEHC
DE RUEHLI #0117/02 0931425
ZNY CCCCC ZZH
O P 021424Z APR 08
FM AMEMBASSY LISBON
TO RUEHC/SECSTATE WASHDC IMMEDIATE 1311
BT
C O N F I D E N T I A L SECTION 02 OF 02 LISBON 000117

SIPDIS

3. (U) COMMENT: A NOTE COSTS NOTHING. END COMMENT.
TARLENHEIM
BT
#0117
NNNN
"""


@pytest.fixture(autouse=True)
def _no_guard() -> object:
    set_guard(on=False)
    yield
    set_guard(on=True)


@pytest.fixture(scope="module")
def full() -> cablegram.Cable:
    return cablegram.parse(FULL)


def test_leaves_join_to_the_text(full: cablegram.Cable) -> None:
    assert "".join(leaf.text for leaf in full.tree.leaves()) == FULL
    assert full.coverage == 1.0


def test_transmission(full: cablegram.Cable) -> None:
    lines = full.transmission
    assert (lines.channel, lines.channel_serial) == ("ABC", "0042")
    assert lines.routing_indicators == ("RUEHC", "RUEHZY", "RHEHNSC")
    assert (lines.station, lines.serial, lines.section) == ("RUEHLI", "0117", 1)
    assert lines.filing_time == "0931425"
    assert lines.security == "ZNY CCCCC"
    assert lines.operating_signals == ("ZZH",)
    assert lines.precedences == (Precedence.IMMEDIATE, Precedence.PRIORITY)
    assert [(s.number, s.total) for s in lines.sections] == [(1, 2), (2, 2)]
    assert lines.missing_sections == ()
    assert lines.validation == "0117"
    assert any(page.text.startswith("LISBON 00000117") for page in lines.page_lines)


def test_who_when_and_what_number(full: cablegram.Cable) -> None:
    assert full.form == "acp127"
    assert full.mrn == MRN(2008, "LISBON", 117)
    assert full.dtg == datetime(2008, 4, 2, 14, 24, tzinfo=UTC)
    assert full.precedence is Precedence.IMMEDIATE
    assert full.origin is not None
    assert full.origin.name == "AMEMBASSY LISBON"
    assert full.action is not None
    assert full.info is not None
    action = full.action[0]
    assert (action.name, action.routing_indicator, action.mcn) == (
        "SECSTATE WASHDC",
        "RUEHC",
        "1311",
    )
    assert action.precedence is Precedence.IMMEDIATE
    assert [a.name for a in full.info][:2] == ["AMCONSUL OPORTO", "IBERIAN COLLECTIVE"]
    assert full.info[1].exempt[0] == "AMEMBASSY MADRID"


def test_marks_and_head(full: cablegram.Cable) -> None:
    assert full.marking is not None
    assert full.marking.level is Level.CONFIDENTIAL
    assert full.captions == ("SIPDIS", "NOFORN")
    assert full.attention is not None
    assert full.attention[0].offices == ("EUR/WE", "INR/EU")
    assert full.attention[0].names == ("RASSENDYLL",)
    assert full.executive_order is not None
    assert full.executive_order.number == "12958"
    assert full.declassify_on == date(2018, 4, 2)
    assert [str(tag) for tag in full.tags or ()] == ["PREL", "MARR", "PO", "ELPHBERG, RUDOLF"]
    assert full.subject == "OVERFLIGHT TALKS: THE FOREIGN MINISTRY ASKS FOR A NOTE"
    assert full.subject_marking is not None
    assert full.subject_marking.level is Level.CONFIDENTIAL
    assert full.classified_by is not None
    assert full.classified_by.name == "F. Tarlenheim"
    assert full.classified_by.title == "Ambassador"
    assert full.classified_by.reasons == ("1.4(b)", "1.4(d)")


def test_references_and_their_years(full: cablegram.Cable) -> None:
    first, second = full.references or ()
    assert (first.label, first.mrn, first.year_written) == ("A", MRN(2008, "LISBON", 98), False)
    assert (second.label, second.mrn, second.year_written) == (
        "B",
        MRN(2007, "STATE", 161801),
        True,
    )
    assert second.notal
    assert second.year_confidence == 1.0
    assert first.year_confidence is not None
    assert "CG501" in {d.code for d in full.diagnostics}


def test_paragraphs_over_a_page_line_and_sections(full: cablegram.Cable) -> None:
    numbers = [(p.number, str(p.marking)) for p in full.paragraphs]
    assert numbers == [(1, "CONFIDENTIAL"), (2, "SECRET//NOFORN"), (3, "UNCLASSIFIED")]
    assert "002 OF 002" not in full.paragraphs[1].text
    assert full.paragraphs[1].references == ("B", MRN(None, "LISBON", 98))
    assert full.summary == "THE MINISTRY WANTS A NOTE BEFORE THE\nTALKS"
    assert full.comment == "A NOTE COSTS NOTHING"
    assert full.signature == "TARLENHEIM"


def test_every_field_has_its_span(full: cablegram.Cable) -> None:
    for name, start in (
        ("dtg", "O P 021424Z"),
        ("subject", "OVERFLIGHT"),
        ("marking", "C O N F"),
        ("tags", "TAGS: PREL"),
        ("references", "REF: A."),
        ("signature", "TARLENHEIM"),
        ("executive_order", "E.O. 12958"),
    ):
        span = full.spans[name]
        assert FULL[span.start : span.end].startswith(start), name
    for reference in full.references or ():
        assert reference.span is not None
        assert FULL[reference.span.start : reference.span.end] == reference.text


def test_json_both_ways(full: cablegram.Cable) -> None:
    assert cablegram.Cable.from_dict(full.to_dict()) == full


def test_last_years_number_cited_in_january() -> None:
    text = (
        "R 041015Z JAN 79\nFM AMEMBASSY LISBON\nTO SECSTATE WASHDC\n\nUNCLAS LISBON 0012\n\n"
        "E.O. 12065: N/A\nTAGS: EFIS, PO\nSUBJECT: NETS\n\nREF: LISBON 1801\n\n1. NOTHING NEW.\n"
    )
    cable = cablegram.parse(text)
    reference = (cable.references or ())[0]
    assert reference.mrn == MRN(1978, "LISBON", 1801)
    assert not reference.year_written


def test_a_missing_section_is_said() -> None:
    second = FULL[FULL.index("VZCZCABC0043") :]
    cable = cablegram.parse(second)
    assert cable.transmission.missing_sections == (1,)
    assert "CG701" in {d.code for d in cable.diagnostics}


def test_sections_are_put_in_order() -> None:
    cut = FULL.index("VZCZCABC0043")
    first, second = FULL[:cut], FULL[cut:]
    (joined,) = split_stream(second + first)
    assert joined == FULL


def test_two_messages_in_a_stream() -> None:
    other = FULL.replace("0117", "0118").replace("000117", "000118").replace("021424Z", "031424Z")
    pieces = list(split_stream(FULL + other))
    assert pieces == [FULL, other]


def test_tags_alone() -> None:
    cable = cablegram.parse("TAGS: PTER, KISL, SP\n")
    assert [str(tag) for tag in cable.tags or ()] == ["PTER", "KISL", "SP"]
    assert cable.subject is None
    assert cable.references is None
    assert cable.mrn is None


def test_a_reference_block_alone_with_a_hint() -> None:
    cable = cablegram.parse("REF: A. LISBON 98 B. MADRID A-12\n", date_hint=date(2008, 6, 1))
    kinds = [(r.label, r.kind, r.mrn) for r in cable.references or ()]
    assert kinds == [
        ("A", ReferenceKind.CABLE, MRN(2008, "LISBON", 98)),
        ("B", ReferenceKind.AIRGRAM, MRN(2008, "MADRID", 12, airgram=True)),
    ]


def test_a_header_without_text() -> None:
    header = FULL[: FULL.index("C O N F")]
    cable = cablegram.parse(header)
    assert cable.origin is not None
    assert cable.dtg is not None
    assert cable.paragraphs == ()


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "\ufeff", "a", "\r", "(", "1."])
def test_nearly_nothing(text: str) -> None:
    cable = cablegram.parse(text)
    assert "".join(leaf.text for leaf in cable.tree.leaves()) == text


def test_wrong_types_are_refused() -> None:
    with pytest.raises(TypeError, match="text or bytes"):
        cablegram.parse(12)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="unknown form"):
        cablegram.parse("x", form="telex")


@pytest.mark.parametrize(
    ("line", "number", "section"),
    [
        ("C O N F I D E N T I A L LISBON 000117", 117, None),
        ("S e c r e t lisbon 000117", 117, None),
        ("LIMITED OFFICIAL USE 2545", 2545, None),
        ("UNCLAS LISBON 2238 SECTION 2 OF 2", 2238, 2),
        ("SECRET NOFORN SECTION 01 OF 02 LISBON 000117", 117, 1),
        ("UNCLAS OSLO 1752", 1752, None),
    ],
)
def test_classification_lines(line: str, number: int, section: int | None) -> None:
    heading = "R 021424Z APR 78\nFM AMEMBASSY LISBON\nTO SECSTATE WASHDC\n\n"
    cable = cablegram.parse(f"{heading}{line}\n\nE.O. 11652: N/A\nTAGS: PFOR, PO\n\n1. TEXT.\n")
    assert cable.mrn is not None
    assert cable.mrn.number == number
    sections = cable.transmission.sections
    assert (sections[0].number if sections else None) == section


def test_a_list_of_references_goes_on_below() -> None:
    text = (
        "UNCLAS LISBON 000117\nE.O. 12958: N/A\nTAGS: PREL\nSUBJECT: DUES\n"
        "REF: 07 THE HAGUE\n4086 NOTAL\n05 STATE 55\n\n1. THE DUES ROSE.\n"
    )
    cable = cablegram.parse(text)
    assert [str(one.mrn) for one in cable.references or ()] == ["07THEHAGUE4086", "05STATE55"]
    assert [one.text for one in cable.paragraphs] == ["THE DUES ROSE."]
