"""Reviews: a queue with states, four eyes, two reviewers at once, dumps, forgetting."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cablegram.access import SEES_ALL, Reader
from cablegram.archive import Store, forget, witnesses_of
from cablegram.archive.desk import ChangedMeanwhile, NotOnTheDesk
from cablegram.archive.desk.pointing import point_to
from cablegram.archive.dumping import dump, load
from cablegram.archive.reviewing import (
    STEPS,
    Action,
    FourEyes,
    Kept,
    ReleasedFile,
    Reviews,
    Ruling,
    State,
    Step,
    WrongStep,
)
from cablegram.model import MRN
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.archive.desk import Pointer

LOW = Reader(name="low", level="unclassified")
PUBLIC = '{"level":"unclassified","words":[],"nations":[]}'
HIDE = Ruling(portion="p1", action=Action.WITHHOLD, start=0, end=3, codes=("B6", "1.4(D)"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "archive", {"mrn": "07LISBON1"}, {"mrn": "07LISBON2"})


def pointer(folder: Path, number: str = "07LISBON1") -> Pointer:
    with Store.open(folder) as store:
        return point_to(store, store.find(MRN.parse(number))[0])


def test_a_review_goes_from_state_to_state(folder: Path) -> None:
    with Reviews.open(folder) as reviews:
        review_id = reviews.open_review(
            pointer(folder), PUBLIC, "UNCLASSIFIED", due=dt.date(2030, 1, 2)
        )
        assert reviews.open_review(pointer(folder), PUBLIC, "UNCLASSIFIED") == review_id
        assert reviews.review(review_id).state is State.TO_DO
        reviews.rule(review_id, [HIDE], by="quill", version=1)
        reviews.step(review_id, Step.SUBMIT, by="quill", version=2)
        with pytest.raises(FourEyes):
            reviews.step(review_id, Step.CONFIRM, by="quill", version=3)
        assert reviews.review(review_id).version == 3, "what was refused changed nothing"
        reviews.step(review_id, Step.CONFIRM, by="harbin", version=3, note="agreed")
        with pytest.raises(WrongStep, match="it has release, reopen"):
            reviews.rule(review_id, [HIDE], by="harbin", version=4)
        reviews.step(review_id, Step.RELEASE, by="harbin", version=4)
        found = reviews.review(review_id)
        assert (found.state, found.due) == (State.RELEASED, dt.date(2030, 1, 2))
        assert [each.step for each in found.steps] == [Step.SUBMIT, Step.CONFIRM, Step.RELEASE]
        assert found.standing[0].codes == ("B6", "1.4(D)")


def test_a_second_reviewer_who_rules_is_a_first_one(folder: Path) -> None:
    with Reviews.open(folder) as reviews:
        review_id = reviews.open_review(pointer(folder), PUBLIC, "U")
        reviews.rule(review_id, [HIDE], by="quill", version=None)
        reviews.step(review_id, Step.SUBMIT, by="quill", version=None)
        reviews.rule(review_id, [HIDE], by="harbin", version=None)
        assert reviews.review(review_id).state is State.IN_REVIEW
        reviews.step(review_id, Step.SUBMIT, by="quill", version=None)
        with pytest.raises(FourEyes):
            reviews.step(review_id, Step.CONFIRM, by="harbin", version=None)
        reviews.undo(review_id, 2, by="quill", version=None)
        with pytest.raises(NotOnTheDesk):
            reviews.undo(review_id, 2, by="quill", version=None)
        assert [each.undone_by for each in reviews.review(review_id).rulings] == [None, "quill"]


def test_every_state_can_be_reached_and_left() -> None:
    assert {state for state, _ in STEPS} == set(State)
    assert set(STEPS.values()) | {State.TO_DO} == set(State)


def test_two_reviewers_at_once_lose_no_ruling(folder: Path) -> None:
    """Each tries with the version that he looked at, and looks again when he is told."""
    with Reviews.open(folder) as reviews:
        review_id = reviews.open_review(pointer(folder), PUBLIC, "U")
    told = []

    def work(name: str) -> None:
        with Reviews.open(folder) as own:
            for place in range(8):
                ruling = Ruling(portion=f"p{place}", action=Action.WITHHOLD, note=name)
                while True:
                    version = own.review(review_id).version
                    try:
                        own.rule(review_id, [ruling], by=name, version=version)
                        break
                    except ChangedMeanwhile:
                        told.append(name)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("quill", "harbin")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with Reviews.open(folder) as reviews:
        found = reviews.review(review_id)
        assert found.version == 17
        assert sorted((each.made_by, each.portion) for each in found.rulings) == sorted(
            (name, f"p{place}") for name in ("quill", "harbin") for place in range(8)
        )
        reviews.rule(review_id, [HIDE], by="quill", version=17)
        with pytest.raises(ChangedMeanwhile):
            reviews.rule(review_id, [HIDE], by="harbin", version=17)


def test_the_queue_has_what_is_due_first_and_nothing_above_the_reader(folder: Path) -> None:
    with Reviews.open(folder) as reviews:
        late = reviews.open_review(pointer(folder), PUBLIC, "U")
        soon = reviews.open_review(pointer(folder, "07LISBON2"), PUBLIC, "U")
        reviews.set_due(soon, dt.date(2030, 1, 1), version=1)
        assert [each.review_id for each in reviews.reviews()] == [soon, late]
        assert reviews.reviews(State.DECIDED) == ()
    with Reviews.open(folder, LOW) as others:
        assert others.reviews() == ()
        with pytest.raises(NotOnTheDesk):
            others.review(late)
        assert others.reviews_of(pointer(folder)) == ()
        own = others.open_review(pointer(folder), PUBLIC, "U")
    with Reviews.open(folder) as reviews:
        reviews.rule(own, [replace(HIDE, note="above")], by="a", version=None)
    with Reviews.open(folder, LOW) as others:
        (ruling,) = others.review(own).rulings
        assert (ruling.portion, ruling.note) == ("p1", ""), "a note may quote what its writer saw"


def test_who_has_decided_is_led_to_what_is_due_next(tmp_path: Path) -> None:
    numbers = [f"07LISBON{n}" for n in range(1, 26)]
    folder = fill(tmp_path / "archive", *({"mrn": each} for each in numbers))
    with Reviews.open(folder) as reviews:
        made = [
            reviews.open_review(
                pointer(folder, each), PUBLIC, "U",
                due=dt.date(2030, 1, n % 3 + 1) if n % 3 else None,
            )
            for n, each in enumerate(numbers)
        ]  # fmt: skip
        reviews.step(made[4], Step.SUBMIT, by="quill", version=None)
        reviews.step(made[4], Step.CONFIRM, by="harbin", version=None)
        order = [each.review_id for each in reviews.reviews()]
        waiting = [each for each in order if each != made[4]]
        for each in order:
            place = order.index(each)
            round_to = [*order[place + 1 :], *order[:place]]
            found = [one.review_id for one in reviews.following(reviews.review(each))]
            assert found == [one for one in round_to if one in waiting]
    with Reviews.open(folder, LOW) as others:
        (own,) = [others.open_review(pointer(folder), PUBLIC, "U")]
        assert list(others.following(others.review(own))) == [], "nothing above him"


def kept_file(folder: Path, content: str) -> ReleasedFile:
    return ReleasedFile(
        file_id="", pointer=pointer(folder), audience=PUBLIC, label="U", review_id=None,
        format="text", file_sha256="00", content=content, made_by="quill",
        made_at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip


def test_what_went_out_is_kept_once_and_goes_along_with_a_dump(
    folder: Path, tmp_path: Path
) -> None:
    with Reviews.open(folder) as reviews, Kept.open(folder) as kept:
        review_id = reviews.open_review(pointer(folder), PUBLIC, "U")
        reviews.rule(review_id, [HIDE], by="quill", version=1)
        reviews.step(review_id, Step.SUBMIT, by="quill", version=2)
        assert kept.keep([kept_file(folder, "out")]) == 1
        assert kept.keep([kept_file(folder, "out")]) == 0
        before = reviews.review(review_id)
    with Store.open(folder) as store:
        assert dump(store, tmp_path / "d").desk == 2
    with Store.open(tmp_path / "other", create=True) as other:
        assert load(other, tmp_path / "d").desk == 2
        assert load(other, tmp_path / "d").desk == 2, "again changes nothing"
    with Reviews.open(tmp_path / "other") as reviews, Kept.open(tmp_path / "other") as kept:
        assert reviews.review(review_id) == before
        assert [each.content for each in kept.all_released()] == ["out"]
    with Kept.open(folder, LOW) as others:
        assert others.released_of(pointer(folder)) == ()


def test_who_forgets_a_cable_forgets_what_went_out_of_it(folder: Path) -> None:
    words = "The harbor master raised the dues again."
    with Reviews.open(folder) as reviews, Kept.open(folder) as kept:
        review_id = reviews.open_review(pointer(folder), PUBLIC, "U")
        noted = Ruling(portion="p1", action=Action.WITHHOLD, note=f"It says: {words}")
        reviews.rule(review_id, [noted], by="quill", version=None)
        kept.keep([kept_file(folder, words)])
    with Store.open(folder) as store:
        ids = [each.cable_id for n in (1, 2) for each in store.find(MRN.parse(f"07LISBON{n}"))]
        forget(store, [each.witness_id for each in witnesses_of(store, ids)])
    with Reviews.open(folder, SEES_ALL) as reviews, Kept.open(folder) as kept:
        found = reviews.review(review_id)
        assert (found.pointer.title, found.rulings[0].note) == ("", "It says: [forgotten].")
        assert [each.content for each in kept.all_released()] == [""]
