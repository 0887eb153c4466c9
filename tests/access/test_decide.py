"""One function decides, portion by portion, and says why."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.access import (
    SEES_ALL,
    Decided,
    InvalidReader,
    Reader,
    decide,
    held,
    read_policy,
    us_policy,
    visible,
)
from cablegram.access.decide import _REMEMBERED
from cablegram.model import Level, Marking, Paragraph
from cablegram.read.portions import portion
from tests.access.policies import NEWSROOM, us_with
from tests.access.test_clearance import markings, readers
from tests.made_up import cable

if TYPE_CHECKING:
    from cablegram.access import Policy
    from cablegram.model import Cable

SECRET = Reader(level="secret")
GUEST = Reader(level="secret", nationality="GBR")


def made(
    *marks: str | None, captions: tuple[str, ...] = (), level: str | None = "confidential"
) -> Cable:
    """Build a cable with one paragraph for each mark, numbered from 1."""
    paragraphs = tuple(
        Paragraph(text=f"text {n}", number=n, marking=portion(mark) if mark else None)
        for n, mark in enumerate(marks, 1)
    )
    return replace(cable(level=level, captions=captions), paragraphs=paragraphs)


def seen(decided: Decided) -> list[bool]:
    return [each.allowed for each in decided.paragraphs]


def policy_with(*rules: dict[str, Any], on_date: bool = False) -> Policy:
    return read_policy(json.dumps(us_with(*rules, on_date=on_date)))


# What stands in the cable, who looks, whether he sees it, and a part of the reason.
CASES = [
    ("its own mark", made("S"), SECRET, True, "its mark asks secret"),
    ("above the reader", made("TS"), SECRET, False, "asks top_secret, the reader has secret"),
    ("no mark", made(None), SECRET, True, "no mark: the banner asks conf"),
    ("not readable", made("NSC"), Reader(), False, "its mark cannot be read: the banner asks"),
    (
        "no banner",
        made(None, level=None),
        SECRET,
        False,
        "the banner, which cannot be read, asks top_secret",
    ),
    ("a control", made("S//OC"), SECRET, False, "asks ORCON, which the reader has not"),
    ("one that nobody knows", made("S//XYZZY"), SECRET, False, "asks XYZZY"),
    ("only for sending", made("U//EFTO"), SECRET, True, "its mark asks unclassified"),
    ("NOFORN at home", made("S/NF"), SECRET, True, "asks secret and a national of USA"),
    ("NOFORN abroad", made("S/NF"), GUEST, False, "a national of USA, the reader is of GBR"),
    ("on the list", made("S//REL TO USA, GBR"), GUEST, True, "USA or GBR"),
    ("not on the list", made("S//REL TO USA, CAN"), GUEST, False, "USA or CAN, the reader is"),
    ("several nations by one name", made("S//REL TO USA, FVEY"), GUEST, True, "AUS or CAN or GBR"),
    ("restrictive caption", made("U", captions=("NODIS",)), SECRET, False, "caption NODIS asks"),
    ("caption of a slug", made("U", captions=("QUAYSIDE",)), SECRET, False, "caption QUAYSIDE"),
    ("handling caption", made("U", captions=("SIPDIS",)), SECRET, True, "asks unclassified"),
    ("caption for a control", made("U", captions=("SENSITIVE",)), SECRET, False, "asks SBU"),
    ("NOFORN as caption", made("U", captions=("NOFORN",)), GUEST, False, "caption NOFORN asks"),
    ("need to know in a mark", made("S//ND"), SECRET, False, "asks NODIS"),
]


@pytest.mark.parametrize(
    ("of", "reader", "is_seen", "why"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_decide(of: Cable, reader: Reader, is_seen: bool, why: str) -> None:
    (found,) = decide(reader, of, us_policy()).paragraphs
    assert found.allowed is is_seen
    assert why in found.why


def test_need_to_know_opens_what_the_caption_shuts() -> None:
    of = made("U", None, captions=("NODIS", "ROGER CHANNEL"))
    reader = Reader(level="secret", need_to_know=frozenset({"NODIS"}))
    assert seen(decide(reader, of, us_policy())) == [False, False]
    reader = replace(reader, need_to_know=frozenset({"NODIS", "ROGER"}))
    assert seen(decide(reader, of, us_policy())) == [True, True]


def test_an_unreadable_mark_keeps_its_controls() -> None:
    """The level of the banner, and the control that could be read."""
    of = made("NSC")
    marking = Marking(level=None, controls=frozenset({"ORCON"}))
    of = replace(of, paragraphs=(replace(of.paragraphs[0], marking=marking),))
    assert seen(decide(SECRET, of, us_policy())) == [False]
    assert seen(decide(replace(SECRET, controls=frozenset({"ORCON"})), of, us_policy())) == [True]


def test_the_portions_of_a_cable_in_their_order() -> None:
    decided = decide(Reader(level="confidential"), made("U", "S", None), us_policy())
    assert [(each.portion, each.allowed) for each in decided.portions] == [
        ("banner", True),
        ("subject", True),
        ("paragraph 1", True),
        ("paragraph 2", False),
        ("paragraph 3", True),
        ("whole text", False),
    ]
    assert decided.whole.why == "it holds a portion that is not seen"


def test_a_cable_without_a_subject() -> None:
    decided = decide(SECRET, replace(made("U"), subject=None), us_policy())
    assert [each.portion for each in decided.portions] == ["banner", "paragraph 1", "whole text"]


def test_who_sees_all_is_told_so() -> None:
    decided = decide(SEES_ALL, made("TS", captions=("NODIS",)), us_policy())
    assert {each.why for each in decided.portions} == {"the reader sees all"}


def test_marks_in_a_text_and_a_heading() -> None:
    of = made("U", "U", "U", level="unclassified")
    one, two, three = of.paragraphs
    of = replace(
        of,
        paragraphs=(
            replace(one, text="open (S) shut"),
            replace(two, heading="QUAY (S//REL TO USA, GBR/OC)"),
            replace(three, text="open (//GBR S//NF) shut, see (two)"),
        ),
    )
    assert seen(decide(Reader(), of, us_policy())) == [False, False, False]
    allowed = [each.why for each in decide(GUEST, of, us_policy()).paragraphs]
    assert "the mark (S) in its text asks secret" in allowed[0]
    assert "asks ORCON, which the reader has not" in allowed[1], "not a nation on the list"
    assert "asks FGI GBR" in allowed[2]
    assert "the reader is of GBR" in allowed[2]


def test_rights_of_groups() -> None:
    policy = read_policy(NEWSROOM)
    with pytest.raises(InvalidReader, match="there are desk"):
        decide(Reader(groups=frozenset({"desks"})), made("U"), policy)
    of = made("S", "S")
    assert seen(decide(Reader(groups=frozenset({"desk"})), of, policy)) == [True, False]
    assert seen(decide(Reader(), of, policy)) == [False, False]


def test_specific_before_general() -> None:
    policy, public, of = read_policy(NEWSROOM), Reader(), made("S", "S")
    for source, is_seen in (
        ("published/1.txt", True),
        ("site/a/1.html", True),
        ("inbox/1.txt", False),
        (None, False),
    ):
        decided = decide(public, of.to_dict() | {"source": source}, policy)
        assert seen(decided) == [is_seen, False], source
    (first, _) = decide(Reader(level="staff"), made("S", "U"), policy).paragraphs
    assert first.why == (
        "rule 'what is not said otherwise is for the staff' in place of the marks asks staff"
    )


def test_what_a_rule_adds_to_a_paragraph() -> None:
    policy, staff = read_policy(NEWSROOM), Reader(level="staff")
    decided = decide(staff, made("S", "U"), policy)
    assert seen(decided) == [True, False]
    assert "rule 'the quay names a source' asks source-protected" in decided.paragraphs[1].why
    assert seen(decide(staff, made("S"), policy)) == [False], "a copy without that paragraph"
    assert not decide(staff, made(), policy).whole.allowed, "nor with any"


def test_refusal_beats_leave_among_equals() -> None:
    leave = {"name": "a", "instead": True, "forms": ["telegram"], "level": "unclassified"}
    refusal = leave | {"name": "b", "level": "secret"}
    assert seen(decide(Reader(), made("C"), policy_with(leave))) == [True]
    assert seen(decide(Reader(), made("C"), policy_with(leave, refusal))) == [False]


def test_in_place_of_the_marks_stands_for_captions_and_marks_in_the_text_too() -> None:
    leave = {"name": "a", "instead": True, "mrns": ["07LISBON1"], "level": "unclassified"}
    of = made("S", captions=("NODIS",))
    of = replace(of, paragraphs=(replace(of.paragraphs[0], text="(TS) shut"),))
    assert seen(decide(Reader(), of, policy_with(leave))) == [True]


def test_in_place_of_the_marks_of_a_paragraph_whose_number_stands_twice() -> None:
    leave = {
        "name": "a", "instead": True, "mrns": ["07LISBON1"], "paragraphs": [1],
        "level": "unclassified",
    }  # fmt: skip
    of = made("S", "S")
    assert seen(decide(Reader(), of, policy_with(leave))) == [True, False]
    twice = replace(of, paragraphs=tuple(replace(each, number=1) for each in of.paragraphs))
    assert seen(decide(Reader(), twice, policy_with(leave))) == [False, False]


def test_a_rule_gives_a_banner_to_what_has_none() -> None:
    gives = {"name": "volumes", "banner": True, "forms": ["telegram"], "level": "unclassified"}
    policy = policy_with(gives)
    bare = made(None, "S", level=None)
    decided = decide(Reader(), bare, policy)
    assert seen(decided) == [True, False], "a mark of a portion stands"
    assert decided.paragraphs[0].why == (
        "no mark: the banner, which rule 'volumes' gives, asks unclassified"
    )
    captioned = replace(bare, captions=("NODIS",))
    assert seen(decide(Reader(), captioned, policy)) == [False, False], "so does a caption"
    marking = Marking(level=None, controls=frozenset({"ORCON"}))
    assert seen(decide(Reader(), replace(bare, marking=marking), policy)) == [False, False]
    assert seen(decide(Reader(), made(None), policy)) == [False], "one that can be read stands"
    closer = policy_with(gives, gives | {"name": "x", "mrns": ["07LISBON1"], "level": "secret"})
    assert seen(decide(Reader(), bare, closer)) == [False, False]
    in_doubt = policy_with(gives | {"tags": ["PREL"]})
    assert seen(decide(Reader(), replace(bare, tags=None), in_doubt)) == [False, False]


SAYS: list[tuple[dict[str, Any], dict[str, Any], bool | None]] = [
    ({"stations": ["LISBON"]}, {}, True),
    ({"stations": ["Madrid"]}, {}, False),
    ({"stations": ["Madrid"]}, {"aliases": ["07MADRID3"]}, True),
    ({"stations": ["LISBON"]}, {"mrn": None}, None),
    ({"stations": ["LISBON"]}, {"mrn": "no number"}, None),
    ({"tags": ["PREL"]}, {}, True),
    ({"tags": ["ETRD"]}, {}, False),
    ({"tags": ["PREL"]}, {"tags": None}, None),
    ({"forms": ["telegram"]}, {}, True),
    ({"forms": ["sas"]}, {}, False),
    ({"sources": ["in*/?.txt"]}, {"source": "inbox/1.txt"}, True),
    ({"sources": ["in*/?.txt"]}, {"source": "inbox/10.txt"}, False),
    ({"sources": ["*"]}, {"source": None}, None),
    ({"since": "2007-03-01"}, {}, True),
    ({"since": "2007-03-02"}, {}, False),
    ({"since": "2007-03-02"}, {"date": None}, False),
    ({"since": "2007-03-01"}, {"date": None, "dtg": None}, None),
    ({"before": "2007-03-02"}, {}, True),
    ({"before": "2007-03-01"}, {}, False),
    ({"before": "2007-03-01"}, {"date": None, "dtg": None}, None),
    ({"mrns": ["07LISBON1"]}, {}, True),
    ({"mrns": ["07LISBON1"]}, {"mrn": None}, False),
    ({"mrns": ["07LISBON1"]}, {"mrn": "LISBON1"}, None),
    ({"mrns": ["07LISBON1"]}, {"mrn": "LISBON2"}, False),
    ({"mrns": ["07LISBON1"]}, {"mrn": "06LISBON1"}, False),
    ({"mrns": ["07LISBON1"]}, {"mrn": "07STATE9", "aliases": ["07LISBON1"]}, True),
    ({"forms": ["telegram"], "tags": ["ETRD"]}, {}, False),
    ({"forms": ["telegram"], "tags": ["ETRD"]}, {"tags": None}, None),
]


@pytest.mark.parametrize(("condition", "change", "holds"), SAYS)
def test_conditions(condition: dict[str, Any], change: dict[str, Any], holds: bool | None) -> None:
    """What the cable does not say is in doubt: it fits what adds and not what opens."""
    record = made("C").to_dict() | change
    adds = policy_with({"name": "x", "level": "secret", **condition})
    reader = Reader(level="confidential")
    assert seen(decide(reader, record, adds)) == [holds is False]
    opens = policy_with({"name": "x", "level": "unclassified", "instead": True, **condition})
    assert seen(decide(Reader(), record, opens)) == [holds is True]


DAY = dt.date(2027, 2, 1)
EMBARGO = {"name": "e", "tags": ["PREL"], "controls": ["EMBARGOED"], "until": "2027-02-01"}


def test_an_embargo_ends() -> None:
    policy = policy_with(EMBARGO, EMBARGO | {"name": "f", "until": "2027-03-01"})
    reader = Reader(level="secret")
    before = decide(reader, made("U"), policy, DAY - dt.timedelta(days=1))
    assert seen(before) == [False]
    assert "rule 'e' until 2027-02-01 asks EMBARGOED" in before.paragraphs[0].why
    assert before.changes_on == DAY
    assert decide(reader, made("U"), policy, DAY).changes_on == dt.date(2027, 3, 1)
    after = decide(reader, made("U"), policy, dt.date(2027, 3, 1))
    assert (seen(after), after.changes_on) == ([True], None)
    assert seen(decide(reader, made("U"), policy)) == [False], "without a day none has come"


def test_nothing_changes_for_who_sees_it_all_already() -> None:
    reader = Reader(level="secret", controls=frozenset({"EMBARGOED"}))
    assert (
        decide(reader, made("U"), policy_with(EMBARGO), DAY.replace(year=2026)).changes_on is None
    )


def declassified(on: object, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return made("S", "S//OC", captions=("SIPDIS",)).to_dict() | {"declassify_on": on, **more}


def test_the_day_of_declassification_if_the_policy_lets_it_count() -> None:
    policy = policy_with(on_date=True)
    record = declassified("2027-02-01")
    before = decide(Reader(), record, policy, DAY - dt.timedelta(days=1))
    assert (seen(before), before.changes_on) == ([False, False], DAY)
    after = decide(Reader(), record, policy, DAY)
    assert seen(after) == [True, False], "the controls stay"
    assert after.banner.allowed
    off = decide(Reader(), record, us_policy(), DAY)
    assert (seen(off), off.changes_on) == ([False, False], None)


@pytest.mark.parametrize(
    "record",
    [
        declassified(None),
        declassified("AFTER THE TREATY"),
        declassified("2007-03-01"),  # its own day
        declassified("1999-01-01"),
        declassified("2020-01-01", date=None),
    ],
)
def test_a_day_of_declassification_that_is_not_certain(record: dict[str, Any]) -> None:
    decided = decide(Reader(), record, policy_with(on_date=True), DAY)
    assert (seen(decided), decided.changes_on) == ([False, False], None)


def test_a_banner_that_cannot_be_read_is_not_declassified() -> None:
    record = declassified("2020-01-01", marking=None)
    record["paragraphs"][0]["marking"] = None
    decided = decide(Reader(level="secret"), record, policy_with(on_date=True), DAY)
    assert seen(decided) == [False, False]


def test_what_is_remembered_has_a_bound() -> None:
    reader = Reader(level="confidential")
    paragraphs = tuple(Paragraph(text="x", number=n) for n in range(_REMEMBERED + 10))
    of = replace(made(), paragraphs=paragraphs)
    assert set(seen(decide(reader, of, us_policy()))) == {True}
    for n in range(_REMEMBERED + 10):
        assert seen(decide(reader, made("U", captions=(f"SLUG {n}",)), us_policy())) == [False]


cables = st.builds(
    lambda marks, banner, captions: replace(
        cable(level="secret", captions=captions),
        marking=banner,
        paragraphs=tuple(
            Paragraph(text=f"text {n}", number=n, marking=mark) for n, mark in enumerate(marks)
        ),
    ),
    st.lists(st.none() | markings, max_size=4),
    st.none() | markings,
    st.lists(st.sampled_from(("NODIS", "SIPDIS", "EXDIS", "NOFORN", "SLUG")), max_size=2).map(
        tuple
    ),
)
RULES = policy_with(
    EMBARGO,
    {"name": "a banner", "banner": True, "level": "restricted"},
    {"name": "leave", "instead": True, "paragraphs": [1], "level": "unclassified"},
    {"name": "more", "paragraphs": [2], "level": "top_secret", "until": "2027-03-01"},
    on_date=True,
)
days = st.dates(dt.date(2027, 1, 25), dt.date(2027, 3, 5))


@given(cables, readers, readers, days)
def test_who_has_more_sees_no_less(of: Cable, one: Reader, two: Reader, day: dt.date) -> None:
    if held(one, RULES) <= held(two, RULES):
        for ours, theirs in zip(
            decide(one, of, RULES, day).portions, decide(two, of, RULES, day).portions, strict=True
        ):
            assert theirs.allowed >= ours.allowed


@given(cables, readers, days, days)
def test_time_only_opens_and_not_before_it_is_said(
    of: Cable, reader: Reader, one: dt.date, two: dt.date
) -> None:
    """A class's archive is filed again on the day that `changes_on` tells, and not before."""
    earlier, later = sorted((one, two))
    of = replace(of, declassify_on=DAY)
    before = decide(reader, of, RULES, earlier)
    after = decide(reader, of, RULES, later)
    for ours, theirs in zip(before.portions, after.portions, strict=True):
        assert theirs.allowed >= ours.allowed
    if before.changes_on is None or later < before.changes_on:
        allowed = [[each.allowed for each in decided.portions] for decided in (before, after)]
        assert allowed[0] == allowed[1]


@given(cables, readers, days)
def test_what_is_visible_is_what_was_decided(of: Cable, reader: Reader, day: dt.date) -> None:
    record = of.to_dict()
    decided = decide(reader, record, RULES, day)
    found = visible(record, reader, RULES, day)
    shown = [] if found is None else [each["text"] for each in found["paragraphs"]]
    texts = [
        each.text
        for each, decision in zip(of.paragraphs, decided.paragraphs, strict=True)
        if decision.allowed
    ]
    assert shown == texts
    assert (found is record) is decided.whole.allowed
    if found is not None and found is not record:
        assert (found["subject"] is not None) == (
            decided.subject is not None and decided.subject.allowed
        )
        assert (found["signature"], found["source_text"]) == (None, "")
    if found is None:
        assert not any(each.allowed for each in decided.paragraphs)


def test_the_level_word_of_the_model_is_a_level_of_the_us_policy() -> None:
    for level in Level:
        assert us_policy().text_levels[level] == level.rank
