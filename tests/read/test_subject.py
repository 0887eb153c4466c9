"""The SUBJECT line (reference section 2.5)."""

from __future__ import annotations

import pytest

import cablegram
from cablegram.read.passage import Passage
from cablegram.read.subject import read_subject

LINES: list[tuple[str, str | None, str | None]] = [
    ("SUBJECT: HARBOR DUES", "HARBOR DUES", None),
    ("SUBJ: HARBOR DUES", "HARBOR DUES", None),
    ("SUBJ HARBOR DUES", "HARBOR DUES", None),
    ("UBJECT: HARBOR DUES", "HARBOR DUES", None),
    ("SUBJET: HARBOR DUES", "HARBOR DUES", None),
    ("SUBJECT : HARBOR DUES", "HARBOR DUES", None),
    ("Subject: Harbor Dues", "Harbor Dues", None),
    ("SUBJECT:HARBOR DUES", "HARBOR DUES", None),
    ("SUBJECT: (S/NF) HARBOR DUES", "HARBOR DUES", "SECRET//NOFORN"),
    ("SUBJECT: (U) HARBOR DUES", "HARBOR DUES", "UNCLASSIFIED"),
    ("SUBJECT: (SBU/N) HARBOR DUES", "HARBOR DUES", "UNCLASSIFIED//NOFORN//SBU"),
    ("SUBJECT: (UNIDENTIFIED) SHIPS", "(UNIDENTIFIED) SHIPS", None),
    (
        "SUBJECT: HARBOR DUES\nAND WHAT BECOMES OF THEM",
        "HARBOR DUES AND WHAT BECOMES OF THEM",
        None,
    ),
    ("SUBJ/HARBOR DUES//", "HARBOR DUES", None),
    (
        "SUBJ/HARBOR DUES\n/(HD) AND SHIPS\n/OF THE LINE//",
        "HARBOR DUES (HD) AND SHIPS OF THE LINE",
        None,
    ),
    ("XIBJ: HARBOR DUES", "HARBOR DUES", None),
    ("SUGJECT: HARBOR DUES", "HARBOR DUES", None),
    ("SUBJECT:", None, None),
]


@pytest.mark.parametrize(("line", "wanted", "mark"), LINES, ids=[case[0] for case in LINES])
def test_a_line(line: str, wanted: str | None, mark: str | None) -> None:
    subject, marking, _ = read_subject(Passage.whole(line))
    assert subject == wanted
    assert (str(marking) if marking else None) == mark


HEAD = """\
UNCLAS LISBON 000117

E.O. 12958: N/A
TAGS: PREL
SUBJECT: {subject}
{after}
1. The dues rose.

2. B.
"""
WRAPPED = [
    ("THE CABINET\nAND THE DUES", "", "THE CABINET AND THE DUES"),
    ("THE CABINET\nAND THE DUES\nOF THE HARBOR", "\n", "THE CABINET AND THE DUES OF THE HARBOR"),
    ("REFUGEES, REFORM\nREFERENDUM ON THE DUES", "\n", "REFUGEES, REFORM REFERENDUM ON THE DUES"),
    ("THE DUES\nPAGE 02 LISBON 00117\nOF THE HARBOR", "\n", "THE DUES OF THE HARBOR"),
    ("THE DUES", "\nREF: STATE 31415\n", "THE DUES"),
    ("THE DUES", "REFTEL: STATE 31415\n", "THE DUES"),
    ("THE DUES", "\nClassified By: DCM Sapt. Reason: 1.4 (b).\n", "THE DUES"),
]


@pytest.mark.parametrize(
    ("subject", "after", "wanted"), WRAPPED, ids=[case[0] + case[1] for case in WRAPPED]
)
def test_where_it_ends(subject: str, after: str, wanted: str) -> None:
    cable = cablegram.parse(HEAD.format(subject=subject, after=after))
    assert cable.subject == wanted
    assert [each.number for each in cable.paragraphs] == [1, 2]
    span = cable.spans["subject"]
    assert " ".join(cable.source_text[span.start : span.end].split()).startswith(
        wanted.split(maxsplit=1)[0]
    )


def test_none_where_there_is_no_line() -> None:
    assert cablegram.parse("TAGS: PREL\n").subject is None


@pytest.mark.parametrize("label", ["XIBJ", "SUGJECT", "SUBH", "SIBJ"])
def test_a_garbled_label_below_the_tags_is_read_and_said(label: str) -> None:
    """1974 LA PAZ 1291 has `XIBJ:`."""
    cable = cablegram.parse(HEAD.format(subject="THE DUES", after="").replace("SUBJECT", label))
    assert cable.subject == "THE DUES"
    assert "CG407" in {each.code for each in cable.diagnostics}


def test_another_label_in_its_place_is_no_subject() -> None:
    cable = cablegram.parse(HEAD.format(subject="THE DUES", after="").replace("SUBJECT", "OBJECT"))
    assert cable.subject is None
