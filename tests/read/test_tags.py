"""The TAGS line: codes, persons, fused runs, slips (reference section 5)."""

from __future__ import annotations

from datetime import date

import pytest

import cablegram
from cablegram.model import TagFamily
from cablegram.read.context import Context
from cablegram.read.passage import Passage
from cablegram.read.tags import read_tags

# Line, codes in order, persons in order.
LINES: list[tuple[str, str, tuple[str, ...]]] = [
    ("TAGS: PREL, PGOV, PO", "PREL PGOV PO", ()),
    ("TAGS: PREL PGOV PO", "PREL PGOV PO", ()),
    ("TAGS: PREL,PGOV,PO", "PREL PGOV PO", ()),
    ("TAGS: PREL; PGOV; PO.", "PREL PGOV PO", ()),
    ("TAGS PREL, PGOV", "PREL PGOV", ()),
    ("TAG: PREL, PGOV", "PREL PGOV", ()),
    ("TAGES: PREL, PGOV", "PREL PGOV", ()),
    ("TABS: PREL, PGOV", "PREL PGOV", ()),
    ("TAS: PREL, PGOV", "PREL PGOV", ()),
    ("TGS: PREL, PGOV", "PREL PGOV", ()),
    ("AGS: PREL, PGOV", "PREL PGOV", ()),
    ("TAGS:PREL,PGOV", "PREL PGOV", ()),
    ("TAGS;PREL", "PREL", ()),
    ("tags: prel, po", "PREL PO", ()),
    ("PREL, PGOV", "PREL PGOV", ()),
    ("TAGS: PREL,\n      PGOV,\n      PO", "PREL PGOV PO", ()),
    ("TAGS: OVIP PO (ELPHBERG, RUDOLF)", "OVIP PO", ("ELPHBERG, RUDOLF",)),
    (
        "TAGS: OVIP, (ELPHBERG, RUDOLF), (HELSING, GRETA), PREL",
        "OVIP PREL",
        ("ELPHBERG, RUDOLF", "HELSING, GRETA"),
    ),
    ("TAGS: OVIP (ELPHBERG,\n RUDOLF), PO", "OVIP PO", ("ELPHBERG, RUDOLF",)),
    ("TAGS: OVIP (ELPHBERG, RUDOLF", "OVIP", ("ELPHBERG, RUDOLF",)),
    ("TAGS: OVIP HELSING GRETA PREL", "OVIP PREL", ("HELSING GRETA",)),
    ("TAGS: PHUMPGOV", "PHUM PGOV", ()),
    ("TAGS: ETRDEINVECINPGOVCS", "ETRD EINV ECIN PGOV CS", ()),
    ("TAGS: PREL, KDEM, KNNP, PARM", "PREL KDEM KNNP PARM", ()),
    ("TAGS: PREL, NATO, UNGA, AFL-CIO, UNGA/C-6", "PREL NATO UNGA AFL-CIO UNGA/C-6", ()),
    ("TAGS: PREL, PREL, PO", "PREL PO", ()),
    ("TAGS: PREL, SIPDIS, PO", "PREL PO", ()),
    ("TAGS: TAGS PREL PO", "PREL PO", ()),
    ("TAGS: [PTER](#) [PREL](#)", "PTER PREL", ()),
    ("TAGS: PREL, ZZZZ, PO", "PREL ZZZZ PO", ()),
    ("TAGS:", "", ()),
]


@pytest.mark.parametrize(("line", "codes", "persons"), LINES, ids=[case[0] for case in LINES])
def test_a_line(line: str, codes: str, persons: tuple[str, ...]) -> None:
    found = read_tags(Passage.whole(line), Context())
    assert [tag.code for tag in found if tag.family is not TagFamily.PERSON] == codes.split()
    assert tuple(tag.code for tag in found if tag.family is TagFamily.PERSON) == persons


@pytest.mark.parametrize(
    ("code", "family", "country"),
    [
        ("PREL", "subject", None),
        ("PO", "geo", "PT"),
        ("GM", "geo", "DE"),
        ("SP", "geo", "ES"),
        ("NATO", "organization", None),
        ("KDEM", "program", None),
    ],
)
def test_families(code: str, family: str, country: str | None) -> None:
    (tag,) = read_tags(Passage.whole(f"TAGS: {code}"), Context(date=date(2008, 4, 2)))
    assert (tag.family, tag.country) == (family, country)
    assert tag.name
    assert str(tag) == code


def codes(line: str) -> list[str]:
    context = Context()
    read_tags(Passage.whole(line), context)
    return [each.code for each in context.diagnostics]


def test_what_was_odd_is_said() -> None:
    assert codes("TAGS: PHUMPGOV") == ["CG401"]
    assert codes("TAGS: PREL, PREL") == ["CG405"]
    assert codes("TAGS: PREL, ZZZZ") == ["CG402"]
    assert codes("TAGS: PREL, PO") == []


@pytest.mark.parametrize(
    ("slip", "near"), [("POGOV", "PGOV"), ("MOPPS", "MOPS"), ("KWWMN", "KWMN")]
)
def test_a_slip_is_kept_and_the_right_code_named(slip: str, near: str) -> None:
    context = Context()
    (tag,) = read_tags(Passage.whole(f"TAGS: {slip}"), context)
    assert tag.code in (slip, near)
    assert any(near in each.hint or near in each.message for each in context.diagnostics)


def test_each_has_its_place() -> None:
    line = "TAGS: PREL, OVIP (ELPHBERG, RUDOLF)"
    for tag in read_tags(Passage.whole(line), Context()):
        assert tag.span is not None
        assert tag.code in line[tag.span.start : tag.span.end]


HEAD = """\
UNCLAS LISBON 000117

E.O. 12958: N/A
TAGS: {tags}
SUBJECT: HARBOR DUES

1. A.

2. B.
"""


def tags(text: str) -> list[str]:
    return [str(tag) for tag in cablegram.parse(HEAD.format(tags=text)).tags or ()]


@pytest.mark.parametrize(
    "page",
    [
        "UNCLASSIFIED PAGE 02 LISBON 00283 01 OF 05 241033Z",
        "PAGE 02 LISBON 00117",
        "LISBON 00000117  002 OF 002",
    ],
)
def test_a_page_line_inside(page: str) -> None:
    assert tags(f"PREL, PGOV,\n{page}\nPO") == ["PREL", "PGOV", "PO"]


def test_repeated_in_each_section_they_are_kept_once() -> None:
    text = HEAD.format(tags="PREL, PO").replace("UNCLAS LISBON", "UNCLAS SECTION 01 OF 02 LISBON")
    text += text.replace("01 OF", "02 OF").replace("1. A.\n\n2. B.", "3. C.")
    assert [str(tag) for tag in cablegram.parse(text).tags or ()] == ["PREL", "PO"]


def test_no_line_is_none_and_an_empty_one_is_empty() -> None:
    assert cablegram.parse("SUBJECT: HARBOR DUES\n").tags is None
    assert cablegram.parse(HEAD.format(tags="")).tags in ((), None)


def test_there_is_an_end() -> None:
    line = "TAGS: " + ", ".join(f"A{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(400))
    assert len(read_tags(Passage.whole(line), Context())) <= 256
