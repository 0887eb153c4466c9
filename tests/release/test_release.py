"""What goes out of a cable: the permitted portions, and nothing that depends on the others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cablegram
from cablegram.access.portions import ENVELOPE, OF_THE_BANNER
from cablegram.model import MRN
from cablegram.release import (
    Action,
    NothingReleased,
    Ruling,
    Stamp,
    as_text,
    audience_of,
    decided_shares,
    digest_of,
    portions_of,
    released,
)
from tests.release.cables import DAY, HIDDEN, OPEN_TEXT, POLICY, PUBLIC, record

STAMP = Stamp(day=DAY, authority="A. Quill")


def text_of(made: dict[str, Any], *rulings: Ruling, code: str = "") -> str:
    shares = decided_shares(made, PUBLIC, POLICY, DAY, rulings, code=code)
    return as_text(released(made, shares, PUBLIC, STAMP)).decode()


def ruling(made: dict[str, Any], key: str, action: Action, *span: int, codes: str = "B6") -> Ruling:
    (text,) = [each.text for each in portions_of(made) if each.key == key]
    start, end = span or (None, None)
    return Ruling(
        portion=key, action=action, start=start, end=end, codes=(codes,), digest=digest_of(text)
    )


def test_what_the_marks_keep_back_is_withheld_in_place() -> None:
    text = text_of(record())
    assert f"1. (U) {OPEN_TEXT}" in text
    assert "\n2. [WITHHELD B1]\n" in text
    assert "\n3. [WITHHELD B1]\n" in text, "a portion without a mark counts as the banner"
    assert text.startswith("UNCLASSIFIED\nRELEASE IN PART B1\nReleased 2030-05-01 to UNCLASSIFIED")
    assert "by authority of A. Quill" in text
    assert "Original marking: SECRET" in text
    for word in HIDDEN:
        assert word.lower() not in text.lower()


def test_pages_and_numbers_are_kept() -> None:
    text = text_of(record())
    assert "\n[page 2]\n2. [WITHHELD" in text
    assert "\n[page 4]\n4. (U) Ships" in text
    assert "[page 3]" not in text


def test_it_is_read_as_a_cable_again() -> None:
    again = cablegram.parse(text_of(record()))
    assert again.mrn == MRN.parse("07LISBON4")
    assert [each.number for each in again.paragraphs] == [1, 2, 3, 4]
    assert [each.kind for each in again.release] == ["released_in_part"]


@pytest.mark.parametrize("key", ["from", "to", "tags", "subject", "references", "signature", "p1"])
def test_every_portion_can_be_withheld(key: str) -> None:
    made = record(subject="OPEN")
    made["marking"] = record()["paragraphs"][0]["marking"]  # all of it unclassified
    made["paragraphs"] = made["paragraphs"][:1]
    (text,) = [each.text for each in portions_of(made) if each.key == key]
    assert text in text_of(made).replace("\n" + " " * 15, "\n")
    out = text_of(made, ruling(made, key, Action.WITHHOLD))
    assert text not in out
    assert "[WITHHELD B6]" in out


def test_a_ruling_on_a_span_withholds_it_alone() -> None:
    made = record()
    start = OPEN_TEXT.index("master")
    out = text_of(made, ruling(made, "p1", Action.WITHHOLD, start, start + 6))
    assert "1. (U) The harbor [WITHHELD B6] raised the dues again." in out


def test_refusal_beats_leave_where_spans_meet() -> None:
    made = record()
    leave = ruling(made, "p2", Action.RELEASE, 0, 20)
    refuse = ruling(made, "p2", Action.WITHHOLD, 0, 12)
    for order in ((leave, refuse), (refuse, leave)):
        assert "2. (S) [WITHHELD B6] told us[WITHHELD B1]" in text_of(made, *order)


def test_what_is_withheld_side_by_side_is_one_mark_with_all_exemptions() -> None:
    """Where a name begins within what is withheld would tell that there is one, and where."""
    made = record()
    name = ruling(made, "p2", Action.WITHHOLD, 0, 12)
    assert "\n2. [WITHHELD B6, B1]\n" in text_of(made, name)
    more = ruling(made, "p1", Action.WITHHOLD, 4, 10, codes="B6")
    whole = text_of(made, more, ruling(made, "p1", Action.WITHHOLD, 11, 17, codes="1.4(D)"))
    assert "1. (U) The [WITHHELD B6] [WITHHELD 1.4(D)] raised" in whole
    whole = text_of(made, more, ruling(made, "p1", Action.WITHHOLD, 4, 17, codes="1.4(D)"))
    assert "1. (U) The [WITHHELD B6, 1.4(D)] raised" in whole
    same = ruling(made, "p1", Action.WITHHOLD, 4, 10, codes="1.4(D)")
    assert "1. (U) The [WITHHELD B6, 1.4(D)] master" in text_of(made, more, same)


def test_a_ruling_on_another_text_withholds_the_portion() -> None:
    """The text may have been read anew since: better too little than the wrong span."""
    made = record(subject="OPEN")
    before = ruling(made, "subject", Action.WITHHOLD, 0, 3)
    made["subject"] = "NOW OPEN"
    out = text_of(made, before)
    assert "SUBJECT:       [WITHHELD B6]" in out
    assert OPEN_TEXT in out


def test_what_is_withheld_is_withheld_wherever_its_text_stands_now() -> None:
    """Another copy, or another reading, may count its paragraphs otherwise."""
    made = record(("U", "Varela is here."), ("U", "So he is."))
    hide = ruling(made, "p1", Action.WITHHOLD, 0, 6)
    later = record(("U", "One."), ("U", "Varela is here."), ("U", "So he is."))
    out = text_of(later, hide)
    assert "2. (U) [WITHHELD B6] is here." in out
    assert {"1. (U) One.", "3. (U) So he is."} <= set(out.splitlines())


@pytest.mark.parametrize("texts", [("One.", "Varela is here. So he is."), ("One.",)])
def test_what_is_withheld_and_not_found_again_withholds_all(texts: tuple[str, ...]) -> None:
    """A paragraph of which a name is withheld is part of another one, or of none that is known."""
    made = record(("U", "Varela is here."), ("U", "So he is."), subject="OPEN")
    hide = ruling(made, "p1", Action.WITHHOLD, 0, 6)
    later = record(*(("U", text) for text in texts), subject="OPEN")
    again = ruling(later, "p1", Action.RELEASE)
    with pytest.raises(NothingReleased, match="reads otherwise"):
        text_of(later, hide, again)
    assert "1. (U) One." in text_of(later, again), "once the lost one is taken back"


def test_a_release_of_what_is_not_found_again_withholds_what_stands_there_now() -> None:
    made = record(("U", "One."), ("S", "Two."))
    show = ruling(made, "p2", Action.RELEASE)
    out = text_of(record(("U", "One."), ("U", "Three.")), show)
    assert "1. (U) One." in out
    assert "2. [WITHHELD" in out
    assert "1. (U) One." in text_of(record(("U", "One.")), show), "there is nothing in its place"


def test_the_banner_counts_what_is_released_above_its_mark_as_the_audience() -> None:
    made = record()
    out = text_of(made, ruling(made, "p2", Action.RELEASE))
    assert out.startswith("UNCLASSIFIED\n")
    assert f"2. (S) {HIDDEN[1]}" in out
    secret = audience_of("secret", POLICY)
    shares = decided_shares(made, secret, POLICY, DAY)
    whole = as_text(released(made, shares, secret, STAMP)).decode()
    assert whole.startswith("SECRET\nRELEASE IN FULL\n")


def test_nothing_goes_out_of_what_may_not_be_seen_at_all() -> None:
    made = record(("S", "one"), ("S", "two"))
    with pytest.raises(NothingReleased, match="no portion of it may be seen by UNCLASSIFIED"):
        text_of(made)


def test_every_field_that_access_shows_is_a_portion_or_an_open_line() -> None:
    """So that a reviewer can withhold each; a new field of the model fails here."""
    keys = {each.key for each in portions_of(record())}
    named = {"origin": "from", "action": "to"}
    open_lines = {"form", "genre", "availability", "mrn", "aliases", "dtg", "date", "precedence",
                  "marking", "captions", "subject_marking"}  # fmt: skip
    not_here = {"info", "executive_order", "declassify_on"}  # the made-up cable has none
    wanted = {named.get(each, each) for each in (*ENVELOPE, *OF_THE_BANNER)}
    assert wanted - open_lines - not_here <= keys


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)


@given(
    marks=st.lists(st.sampled_from(["U", "S", ""]), min_size=1, max_size=5),
    one=st.lists(words, min_size=8, max_size=8),
    other=st.lists(words, min_size=8, max_size=8),
)
def test_no_byte_depends_on_what_is_withheld(
    marks: list[str], one: list[str], other: list[str]
) -> None:
    made = []
    for hidden in (one, other):
        texts = [
            ("U", OPEN_TEXT),
            *((mark, "Open." if mark == "U" else f"x{hidden[n]}") for n, mark in enumerate(marks)),
        ]
        each = record(*texts, subject=f"x{hidden[5]}")
        each["signature"] = f"x{hidden[6]}"
        each["classified_by"]["name"] = f"x{hidden[7]}"
        made.append(text_of(each))
    assert made[0] == made[1]
