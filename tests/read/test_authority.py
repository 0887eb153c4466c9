"""The classified-by line in the word orders that people use (reference section 2.7)."""

from __future__ import annotations

import pytest

import cablegram
from cablegram.read.authority import read_authority
from cablegram.read.passage import Passage

B, BD = ("1.4(b)",), ("1.4(b)", "1.4(d)")
LINES: list[tuple[str, str | None, str | None, tuple[str, ...]]] = [
    (
        "Classified by F. von Tarlenheim, Ambassador. Reason: 1.5 (b) and (d).",
        "F. von Tarlenheim",
        "Ambassador",
        ("1.5(b)", "1.5(d)"),
    ),
    (
        "(U) Classified by F. von Tarlenheim, Ambassador. Reason: 1.4 (b).",
        "F. von Tarlenheim",
        "Ambassador",
        B,
    ),
    ("Classified By: GRETA HELSING, DCM, for reasons 1.4 (b) and (d)", "GRETA HELSING", "DCM", BD),
    (
        "CLASSIFIED BY: AMBASSADOR GRETA HELSING; REASON 1.4(B), (D)",
        "GRETA HELSING",
        "AMBASSADOR",
        BD,
    ),
    ("1. (U) CLASSIFIED BY POLOFF SAPT, 1.5 (D).", "SAPT", "POLOFF", ("1.5(d)",)),
    ("Classified By: Econoff J. Dollard. Reasons: 1.4 b/d", "J. Dollard", "Econoff", BD),
    ("Classified By: J. Dollard, Consul, reason para 1.4 (b)", "J. Dollard", "Consul", B),
    (
        "Classified By: DCM Peter Thornham for reasons 1.4 (b) a\nnd (d).",
        "Peter Thornham",
        "DCM",
        BD,
    ),
    (
        "Classified By: Classified by DCM Peter Thornham, reasons 1.4 (b, d)",
        "Peter Thornham",
        "DCM",
        BD,
    ),
    (
        "Classified By: Political Counselor, Anna Tolmere, for reason 1.4 (d)",
        "Anna Tolmere",
        "Political Counselor",
        ("1.4(d)",),
    ),
    (
        "Classified By: A/DCM Anna Tolmere for reasons 1.4 (a), (b), (c), (d), (e), (f), (g), (h).",
        "Anna Tolmere",
        "A/DCM",
        tuple(f"1.4({c})" for c in "abcdefgh"),
    ),
    (
        "Classified By: Charge d'Affaires Peter Thornham for reasons E.O. 12958, 1.4 (b).",
        "Peter Thornham",
        "Charge d'Affaires",
        B,
    ),
    (
        "Classified By: Peter Thornham, Charge d'Affaires, a.i., reason 1.4(b)",
        "Peter Thornham",
        "Charge d'Affaires, a.i",
        B,
    ),
    (
        "CLASSIFIED BY: CONSUL GENERAL A. TOLMERE, REASONS: 1.4(B/D)",
        "A. TOLMERE",
        "CONSUL GENERAL",
        BD,
    ),
    ("Classified By: Anna Tolmere (Consul) for reason 1.4 (b)", "Anna Tolmere", "Consul", B),
    ("Classified by: Anna Tolmere, Consul", "Anna Tolmere", "Consul", ()),
    ("Classified by: Ambassador", None, "Ambassador", ()),
    ("Classified by: Anna Tolmere", "Anna Tolmere", None, ()),
    ("Derived from: DSCG 05-1. Reason: 1.4 (c)", "DSCG 05-1", None, ("1.4(c)",)),
    ("Reason: 1.4 (b)", None, None, B),
]


@pytest.mark.parametrize(
    ("line", "name", "title", "reasons"), LINES, ids=[case[0][:60] for case in LINES]
)
def test_a_line(line: str, name: str | None, title: str | None, reasons: tuple[str, ...]) -> None:
    found = read_authority(Passage.whole(line))
    assert found is not None
    assert (found.name, found.title, found.reasons) == (name, title, reasons)


@pytest.mark.parametrize("line", ["", "Classified By:", "CLASSIFIED BY: ."])
def test_nothing_said(line: str) -> None:
    assert read_authority(Passage.whole(line)) is None


HEAD = """\
C O N F I D E N T I A L LISBON 000117

E.O. 12958: DECL: 04/02/2018
TAGS: PREL, PO
SUBJECT: HARBOR DUES

{line}

{first}. (C) The dues rose.

{second}. (C) The ships left.
"""


def test_an_unnumbered_paragraph_above_the_text() -> None:
    cable = cablegram.parse(
        HEAD.format(
            line="(U) Classified by Greta Helsing, DCM. Reason: 1.4 (b) and (d).", first=1, second=2
        )
    )
    assert cable.classified_by is not None
    assert (cable.classified_by.name, cable.classified_by.title) == ("Greta Helsing", "DCM")
    assert [each.number for each in cable.paragraphs] == [1, 2]
    assert cable.classified_by.span is not None
    assert (
        "Greta Helsing"
        in cable.source_text[cable.classified_by.span.start : cable.classified_by.span.end]
    )


def test_the_first_paragraph_may_say_it() -> None:
    cable = cablegram.parse(
        HEAD.format(line="1. (U) CLASSIFIED BY POLOFF SAPT, 1.5 (D).", first=2, second=3)
    )
    assert cable.classified_by is not None
    assert cable.classified_by.reasons == ("1.5(d)",)
