from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from cablegram.access import SEES_ALL, Reader, us_policy
from cablegram.access import visible as visible_by
from cablegram.model import Cable, Level, Marking, Paragraph
from tests.made_up import cable

LOW = Reader(level=Level.UNCLASSIFIED)
MIDDLE = Reader(level=Level.CONFIDENTIAL)
HIGH = Reader(level=Level.SECRET)


def visible(record: dict[str, Any], reader: Reader) -> dict[str, Any] | None:
    return visible_by(record, reader, us_policy())


def paragraph(text: str, mark: str | None) -> Paragraph:
    level = {"U": Level.UNCLASSIFIED, "C": Level.CONFIDENTIAL, "S": Level.SECRET, "?": None}
    return Paragraph(text=text, marking=Marking(level=level[mark], text=mark) if mark else None)


def record(
    *paragraphs: Paragraph, level: str | None = "secret", subject_mark: str | None = None
) -> dict[str, Any]:
    made: Cable = replace(
        cable(level=level, subject="FERRY", refs=("07MADRID3",)),
        paragraphs=paragraphs,
        subject_marking=Marking(level=Level(subject_mark)) if subject_mark else None,
        summary="All of it.",
        signature="ROE",
    )
    return made.to_dict()


def texts(found: dict[str, Any] | None) -> list[str] | None:
    return None if found is None else [each["text"] for each in found["paragraphs"]]


MIXED = record(paragraph("open", "U"), paragraph("closed", "S"), paragraph("bare", None))


def test_the_person_alone_sees_all() -> None:
    assert visible(MIXED, SEES_ALL) is MIXED


def test_all_is_seen_by_who_sees_the_highest() -> None:
    assert visible(MIXED, HIGH) is MIXED


def test_a_lower_reader_gets_his_portions_and_the_envelope() -> None:
    found = visible(MIXED, MIDDLE)
    assert found is not None
    assert texts(found) == ["open"]
    assert (found["mrn"], found["date"]) == ("07LISBON1", "2007-03-01")
    assert found["marking"]["level"] == "secret"
    for name in ("subject", "summary", "signature", "references", "classified_by"):
        assert found[name] is None, name
    assert found["source_text"] == ""
    assert found["tree"] == []


def test_the_banners_parts_are_seen_when_only_a_portion_is_above() -> None:
    found = visible(
        record(paragraph("open", "U"), paragraph("closed", "S"), level="confidential"), MIDDLE
    )
    assert found is not None
    assert texts(found) == ["open"]
    assert found["subject"] == "FERRY"
    assert found["signature"] == "ROE"
    assert len(found["references"]) == 1
    assert (found["summary"], found["source_text"]) == (None, "")


def test_a_marked_subject_is_a_portion() -> None:
    found = visible(record(paragraph("closed", "S"), subject_mark="unclassified"), LOW)
    assert found is not None
    assert (found["subject"], texts(found)) == ("FERRY", [])


@pytest.mark.parametrize(
    ("level", "reader", "is_seen"),
    [
        ("unclassified", LOW, True),
        ("secret", MIDDLE, False),
        (None, HIGH, False),  # no banner: the highest
        (None, Reader(level=Level.TOP_SECRET), True),
    ],
)
@pytest.mark.parametrize("mark", [None, "?"])
def test_what_has_no_mark_counts_as_the_banner(
    level: str | None, reader: Reader, is_seen: bool, mark: str | None
) -> None:
    assert (visible(record(paragraph("x", mark), level=level), reader) is not None) is is_seen


@pytest.mark.parametrize(
    "text",
    [
        "(U) open. (S) closed.",
        "a. (S/NF) closed",
        "open\n(SECRET) closed",
        "- (S//REL TO USA, GBR) closed",
        "- (SBU) sensitive",
        "(C//ORCON) closed",
    ],
)
def test_a_paragraph_counts_as_the_marks_in_its_text(text: str) -> None:
    whole = record(paragraph("open", "U"), paragraph(text, "U"), level="unclassified")
    assert texts(visible(whole, LOW)) == ["open"]


@pytest.mark.parametrize("text", ["THE PERSON(S) CAME", "see (U) below", "(see C)", "($)"])
def test_what_is_no_mark(text: str) -> None:
    assert visible(record(paragraph(text, "U"), level="unclassified"), LOW) is not None


def test_release_lists_within_a_text() -> None:
    guest = Reader(level=Level.SECRET, nationality="GBR")
    open_to_him = record(paragraph("- (S//REL TO USA, GBR) shared", "U"), level="unclassified")
    closed = record(paragraph("- (S//NF) closed", "U"), level="unclassified")
    assert texts(visible(open_to_him, guest)) == ["- (S//REL TO USA, GBR) shared"]
    assert texts(visible(closed, guest)) == []


def test_a_text_without_paragraphs_counts_as_its_marks_too() -> None:
    made = record(level="unclassified")
    assert visible(made | {"source_text": "plain"}, LOW) is not None
    hidden = visible(made | {"source_text": "1. (S) closed"}, LOW)
    assert hidden is not None
    assert hidden["source_text"] == ""


def test_hostile_texts_are_looked_at_in_bounded_time() -> None:
    began = time.process_time()
    for text in ("(" * 200_000, "(S/" * 100_000, "(S " + "A" * 200_000, "(S//" + " /" * 100_000):
        visible(record(paragraph(text, "U"), level="unclassified"), LOW)
    assert time.process_time() - began < 2
