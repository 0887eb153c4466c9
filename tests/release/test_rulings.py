"""Which rulings count for whom, what is proposed, and where withheld words still stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cablegram import Archive
from cablegram.access import Reader, us_policy, written_under
from cablegram.archive.desk import Desk
from cablegram.archive.reviewing import Action, Kept, Reviews, Ruling, Step
from cablegram.model import MRN
from cablegram.release import (
    Case,
    Looking,
    Rule,
    Stamp,
    Subject,
    Where,
    audience_of,
    case_of,
    decided_shares,
    look,
    portions_of,
    proposals_of,
    ruled,
    rulings_for,
    send_out,
    standing,
    subject_of,
    taken,
)
from cablegram.release.reviewing import open_text
from tests.archive.test_witnesses import NUMBER, filed, section
from tests.made_up import fill
from tests.release.cables import DAY, POLICY, PUBLIC, record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.release import Audience

SECRET = audience_of("secret", POLICY)
CONFIDENTIAL = audience_of("confidential", POLICY)
NAME = "Telmo Varela"
SENTENCE = "The dredgers sail at dawn with a crew of forty men."
CABLES: tuple[dict[str, Any], ...] = (
    {"mrn": "07LISBON1", "text": [f"The chairman {NAME} is here.", SENTENCE], "level": "secret"},
    {"mrn": "07LISBON2", "text": [f"We met {NAME.upper()} again.", f"He said: {SENTENCE}"]},
    {"mrn": "07LISBON3", "text": ["Nothing of note."]},
)


class Open:
    """An archive with all that a reviewer has open."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive.open(folder)
        self.reviews = Reviews.open(folder)
        self.kept = Kept.open(folder)
        self.desk = Desk.open(folder)

    def close(self) -> None:
        for each in (self.archive, self.reviews, self.kept, self.desk):
            each.close()

    def subject(self, number: str = "07LISBON1") -> Subject:
        return subject_of(self.archive, self.archive.find(MRN.parse(number))[0])

    def review(self, audience: Audience = PUBLIC, number: str = "07LISBON1") -> str:
        own = written_under(audience.reader, POLICY)
        return self.reviews.open_review(self.subject(number).pointer, own, audience.label)

    def decide(self, review_id: str, *rulings: Ruling) -> None:
        self.reviews.rule(review_id, rulings, by="quill", version=None)
        self.reviews.step(review_id, Step.SUBMIT, by="quill", version=None)
        self.reviews.step(review_id, Step.CONFIRM, by="harbin", version=None)

    def keys(self, audience: Audience) -> set[tuple[str, str]]:
        found = rulings_for(self.reviews, self.subject().pointer, audience, POLICY)
        return {(each.portion, each.action.value) for each in found}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    made = Open(fill(tmp_path / "archive", *CABLES))
    yield made
    made.close()


def test_what_is_withheld_counts_for_all_below_and_what_is_released_for_all_above(
    opened: Open,
) -> None:
    middle = opened.review(CONFIDENTIAL)
    subject = opened.subject()
    hide = ruled(subject.record, "p1", Action.WITHHOLD, codes=("B6",))
    show = ruled(subject.record, "p2", Action.RELEASE)
    opened.reviews.rule(middle, [*hide, *show], by="quill", version=None)
    withhold, release = ("p1", "withhold"), ("p2", "release")
    assert opened.keys(CONFIDENTIAL) == {withhold}, "nobody has confirmed it yet"
    opened.reviews.step(middle, Step.SUBMIT, by="quill", version=None)
    opened.reviews.step(middle, Step.CONFIRM, by="harbin", version=None)
    assert opened.keys(CONFIDENTIAL) == {withhold, release}
    assert opened.keys(PUBLIC) == {withhold}
    assert opened.keys(SECRET) == {release}


def test_what_a_lower_audience_gets_stands_in_what_a_higher_one_gets(opened: Open) -> None:
    subject = opened.subject()
    opened.decide(opened.review(PUBLIC), *ruled(subject.record, "p2", Action.RELEASE))
    opened.decide(
        opened.review(SECRET),
        *ruled(subject.record, "p1", Action.WITHHOLD, words=NAME, codes=("B6",)),
    )
    got = []
    for audience in (PUBLIC, CONFIDENTIAL, SECRET):
        rulings = rulings_for(opened.reviews, subject.pointer, audience, POLICY)
        shares = decided_shares(subject.record, audience, POLICY, DAY, rulings)
        got.append({p.text for each in shares for p in each.pieces if p.text is not None})
    assert any(SENTENCE in text for text in got[0])
    assert got[0] <= got[1] <= got[2]
    assert not any(NAME in text for texts in got for text in texts)


def test_what_a_higher_audience_is_refused_a_lower_one_does_not_get(opened: Open) -> None:
    """Whichever review is the later one, and also by a span."""
    subject = opened.subject()
    for first, then in ((SECRET, PUBLIC), (PUBLIC, SECRET)):
        for audience in (first, then):
            action = Action.WITHHOLD if audience is SECRET else Action.RELEASE
            review_id = opened.review(audience)
            if opened.reviews.review(review_id).version > 1:
                opened.reviews.step(review_id, Step.REOPEN, by="quill", version=None)
            spans = ruled(subject.record, "p2", action, words="dredgers sail")
            whole = ruled(subject.record, "p2", action)
            opened.decide(review_id, *whole, *(spans if action is Action.RELEASE else ()))
        rulings = rulings_for(opened.reviews, subject.pointer, PUBLIC, POLICY)
        shares = decided_shares(subject.record, PUBLIC, POLICY, DAY, rulings)
        (share,) = [each for each in shares if each.portion.key == "p2"]
        assert not share.is_released


def test_of_one_review_the_last_ruling_on_a_portion_counts(opened: Open) -> None:
    subject = opened.subject()
    hide = ruled(subject.record, "p2", Action.WITHHOLD)
    show = ruled(subject.record, "p2", Action.RELEASE)
    opened.decide(opened.review(PUBLIC), *hide, *show)
    assert opened.keys(PUBLIC) == {("p2", "release")}


def test_what_was_joined_of_sections_has_the_banner_of_the_highest(tmp_path: Path) -> None:
    parts = [section(1), section(2), section(3)]
    marked = parts[1].data.replace(b"UNCLAS", b"S E C R E T")
    assert marked != parts[1].data
    with filed(tmp_path, [parts[0], replace(parts[1], data=marked), parts[2]]) as store:
        joined = store.find(NUMBER)[0]
        held = store.record(joined.cable_id)
        found = subject_of(store, joined).record
    assert held["source"].endswith("parts in sections")
    assert (held["marking"]["level"], found["marking"]["level"]) == ("unclassified", "secret")


def test_a_ruling_counts_for_each_copy_whatever_it_says_of_itself(tmp_path: Path) -> None:
    """Another copy has another subject and another day, and a paragraph before."""
    words = " ".join(f"word{n}" for n in range(60))
    named = f"The chairman {NAME} is here. {words}"
    opened = Open(
        fill(
            tmp_path / "archive",
            {"mrn": "07LISBON1", "text": [named]},
            {
                "mrn": "07LISBON1", "text": ["Begun.", named], "subject": "DUES OF HARBORS",
                "day": "2007-03-02",
            },
        )
    )  # fmt: skip
    copies = [
        subject_of(opened.archive, each)
        for each in opened.archive.witnesses(opened.subject().summary.cable_id)
    ]
    assert len({each.pointer.title for each in copies}) == len(
        {each.pointer.day for each in copies}
    )
    for ruled_on, other in (copies, copies[::-1]):
        own = written_under(PUBLIC.reader, POLICY)
        review_id = opened.reviews.open_review(ruled_on.pointer, own, PUBLIC.label)
        (key,) = [each.key for each in portions_of(ruled_on.record) if NAME in each.text]
        made = ruled(ruled_on.record, key, Action.WITHHOLD, words=NAME)
        opened.reviews.rule(review_id, made, by="quill", version=None)
        rulings = rulings_for(opened.reviews, other.pointer, PUBLIC, POLICY)
        shares = decided_shares(other.record, PUBLIC, POLICY, DAY, rulings)
        assert words in open_text(shares)
        assert NAME not in open_text(shares)
        opened.reviews.undo(review_id, 1, by="quill", version=None)
    opened.close()


def test_a_ruling_on_what_has_no_number_is_on_that_alone(tmp_path: Path) -> None:
    """Of one day there are several, and most have no subject; by both it can be the same."""
    one = {"mrn": None, "subject": None, "text": [f"{NAME} is here."]}
    opened = Open(
        fill(
            tmp_path / "archive",
            one, one | {"text": ["Another."]},
            *(one | {"subject": "DUES", "text": [text]} for text in ("Dues rose.", "Dues rose!")),
        )
    )  # fmt: skip
    held = opened.archive.summaries([1, 2, 3, 4])
    subjects = [subject_of(opened.archive, each) for each in held.values()]
    for subject in (subjects[0], subjects[2]):
        own = written_under(PUBLIC.reader, POLICY)
        review_id = opened.reviews.open_review(subject.pointer, own, PUBLIC.label)
        hide = ruled(subject.record, "p1", Action.WITHHOLD)
        opened.reviews.rule(review_id, hide, by="quill", version=None)
    found = [len(rulings_for(opened.reviews, each.pointer, PUBLIC, POLICY)) for each in subjects]
    assert found == [1, 0, 1, 1]
    opened.close()


def test_a_reviewer_who_does_not_know_of_a_ruling_obeys_it(opened: Open) -> None:
    high = opened.review(PUBLIC)
    opened.reviews.rule(
        high, ruled(opened.subject().record, "p1", Action.WITHHOLD), by="a", version=None
    )
    low = Reader(level="confidential")
    with Reviews.open(opened.archive.folder, low, policy=us_policy()) as others:
        assert others.reviews() == ()
        found = rulings_for(others, opened.subject().pointer, PUBLIC, POLICY)
    assert [each.portion for each in found] == ["p1"]


PROSE: tuple[tuple[str, list[str]], ...] = (
    ("Call him at +351 21 555 0134 or 202-555-0187.", ["telephone", "telephone"]),
    ("Write to a.quill@example.org, please.", ["e-mail"]),
    ("He lives at 14 Harbor Street and at Rua da Prata 80.", ["address", "address"]),
    ("He holds passport no. X1234567.", ["number"]),
    ("Varela (strictly protect) told us.", ["source"]),
    ("A CONFIDENTIAL SOURCE told us in strict confidence.", ["source", "source"]),
    ("Ambassador Ada Quill met Dr. Harbin.", ["name", "name"]),
    ("MARLOWE, CHRISTOPHER MARLOWE and Marlowes.", ["name", "name"]),
    ("On 1973-05-01 dues rose to 1,200 (ref 07 LISBON 12).", []),
)


@pytest.mark.parametrize(("text", "rules"), PROSE, ids=[text[:12] for text, _ in PROSE])
def test_rules_propose_with_a_reason(text: str, rules: list[str]) -> None:
    made = record(("U", text), subject="x")
    made["tags"] = [{**made["tags"][0], "family": "person", "code": "MARLOWE, KIT"}]
    shares = [
        each for each in decided_shares(made, PUBLIC, POLICY, DAY) if each.portion.key == "p1"
    ]
    found = proposals_of(made, shares)
    assert sorted(each.rule for each in found) == sorted(rules)
    assert all(each.why and each.codes and each.action is Action.WITHHOLD for each in found)


def test_a_mark_above_is_proposed_with_the_reasons_of_its_classifier() -> None:
    made = record()
    shares = decided_shares(made, PUBLIC, POLICY, DAY)
    (found,) = [each for each in proposals_of(made, shares) if each.portion == "p2"]
    assert (found.rule, found.codes) == ("mark", ("B1", "1.4(D)"))
    assert "asks secret" in found.why


def test_a_proposal_is_taken_or_left_and_not_made_again(opened: Open) -> None:
    review_id = opened.review()

    def looked() -> tuple[str, ...]:
        review = opened.reviews.review(review_id)
        case = case_of(opened.reviews, review, POLICY, DAY)
        found = look(opened.archive, opened.kept, opened.subject(), review, case)
        return tuple(each.key for each in found.proposals if each.portion in {"p1", "p2"})

    first, second = looked()
    review = opened.reviews.review(review_id)
    case = case_of(opened.reviews, review, POLICY, DAY)
    proposals = look(opened.archive, opened.kept, opened.subject(), review, case).proposals
    (one,) = [each for each in proposals if each.key == first]
    opened.reviews.rule(review_id, [taken(one)], by="quill", version=None)
    assert looked() == (second,)
    opened.reviews.step(review_id, Step.LEAVE, by="quill", version=None, note=second)
    assert looked() == ()


def test_what_is_open_in_another_copy_or_went_out_is_proposed_for_release(tmp_path: Path) -> None:
    words = " ".join(f"word{n}" for n in range(60))
    opened = Open(
        fill(
            tmp_path / "archive",
            {"mrn": "07LISBON1", "text": [words, SENTENCE], "level": "secret"},
            {"mrn": "07LISBON1", "text": ["x " + words[6:], SENTENCE], "level": "unclassified"},
        )
    )
    review_id = opened.review()
    review = opened.reviews.review(review_id)
    case = case_of(opened.reviews, review, POLICY, DAY)
    subject = next(
        subject_of(opened.archive, each)
        for each in opened.archive.witnesses(opened.subject().summary.cable_id)
        if each.level == "secret"
    )
    found = [
        each
        for each in look(opened.archive, opened.kept, subject, review, case).proposals
        if each.rule == "elsewhere"
    ]
    assert [(each.portion, each.action.value) for each in found] == [("p2", "release")]
    assert found[0].why == "the same text is open already: another copy of the message"
    hide = ruled(subject.record, "p2", Action.WITHHOLD, words="dredgers", codes=("B6",))
    opened.reviews.rule(review_id, hide, by="quill", version=None)
    looked = look(opened.archive, opened.kept, subject, opened.reviews.review(review_id), case)
    rules = {(each.portion, each.rule) for each in looked.proposals}
    assert ("p2", "elsewhere") not in rules, "it is withheld there too"
    opened.close()


def place(opened: Open, subject: Subject, rulings: tuple[Ruling, ...]) -> set[tuple[Where, bool]]:
    case = Case(audience=PUBLIC, policy=POLICY, today=DAY)
    looking = Looking(
        archive=opened.archive, whole=opened.archive, desk=opened.desk, reviews=opened.reviews,
        kept=opened.kept, case=case,
    )  # fmt: skip
    found = list(standing(looking, subject, case.shares(subject.record, rulings)))
    assert not any(NAME.lower() in str(each).lower() for each in found), "no word is quoted"
    return {(each.where, each.is_open) for each in found}


def test_withheld_words_are_found_wherever_they_stand(opened: Open) -> None:
    subject = opened.subject()
    opened.desk.make_note(subject.pointer, f"Ask {NAME}.")
    opened.desk.make_dossier("Dredgers", f"They say: {SENTENCE}")
    opened.desk.save_search("Who", f'"{NAME}"')
    assert place(opened, subject, ()) == {
        (Where.CABLE, True),
        (Where.NOTE, False),
        (Where.DOSSIER, False),
    }, "the sentence, and the subject that the note remembers; the name is no run of five words"
    hide = ruled(subject.record, "p1", Action.RELEASE) + ruled(
        subject.record, "p1", Action.WITHHOLD, words=NAME
    )
    found = place(opened, subject, hide)
    assert found == {
        (Where.CABLE, True),
        (Where.NOTE, False),
        (Where.DOSSIER, False),
        (Where.SEARCH, False),
    }
    rule = Rule(audience=PUBLIC, policy=POLICY, stamp=Stamp(day=DAY), by="quill")
    out = opened.archive.folder / "out.txt"
    send_out(opened.subject("07LISBON2"), rule, opened.reviews, opened.kept, None, out)
    opened.archive.seen_by(PUBLIC.reader, policy=POLICY, today=DAY)
    found = place(opened, subject, hide)
    assert (Where.RELEASED, True) in found
    assert (Where.INDEX, True) in found


def test_a_name_that_is_withheld_once_and_stands_again_is_told(opened: Open) -> None:
    made = replace(opened.subject(), record=record(("U", f"{NAME} is here."), ("U", f"So {NAME}.")))
    (text,) = [each.text for each in portions_of(made.record) if each.key == "p1"]
    assert NAME in text
    hide = ruled(made.record, "p1", Action.WITHHOLD, words="telmo  varela", codes=("B6",))
    assert (Where.ITSELF, True) in place(opened, made, hide)
    made = replace(opened.subject(), record=record(("U", f"{NAME} is here."), ("U", "So Varela.")))
    assert (Where.ITSELF, True) in place(opened, made, hide), "one part of the name is enough"
    arabic = "\u062a\u0644\u0645\u0648 \u0641\u0627\u0631\u064a\u0644\u0627"
    texts = (("U", f"{arabic} is here."), ("U", f"So {arabic.split()[1]}."))
    made = replace(opened.subject(), record=record(*texts))
    hide = ruled(made.record, "p1", Action.WITHHOLD, words=arabic, codes=("B6",))
    assert (Where.ITSELF, True) in place(opened, made, hide), "in a script without capitals too"
