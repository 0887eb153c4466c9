"""What a review is made of: rulings, steps from one state to the next, files that went out."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cablegram.errors import AccessDenied, CablegramError

if TYPE_CHECKING:
    import datetime as dt

    from cablegram.archive.desk.values import Pointer

LONGEST_NOTE: Final = 5_000


class Action(StrEnum):
    """What a ruling does."""

    WITHHOLD = "withhold"
    RELEASE = "release"


class State(StrEnum):
    """How far a review is."""

    TO_DO = "to do"
    IN_REVIEW = "in review"
    SECOND_REVIEW = "second review"
    DECIDED = "decided"
    RELEASED = "released"


class Step(StrEnum):
    """What brings a review from one state to another."""

    RULE = "rule"
    LEAVE = "leave"
    SUBMIT = "submit"
    SEND_BACK = "send back"
    CONFIRM = "confirm"
    RELEASE = "release"
    REOPEN = "reopen"


#: Which step leads where; any other is refused. A ruling in the second review begins anew. To leave
#: proposals changes nothing but that they are not made again; their keys are the note of the step.
STEPS: Final[dict[tuple[State, Step], State]] = {
    (State.TO_DO, Step.RULE): State.IN_REVIEW,
    (State.IN_REVIEW, Step.RULE): State.IN_REVIEW,
    (State.SECOND_REVIEW, Step.RULE): State.IN_REVIEW,
    (State.TO_DO, Step.LEAVE): State.IN_REVIEW,
    (State.IN_REVIEW, Step.LEAVE): State.IN_REVIEW,
    (State.SECOND_REVIEW, Step.LEAVE): State.SECOND_REVIEW,
    (State.TO_DO, Step.SUBMIT): State.SECOND_REVIEW,
    (State.IN_REVIEW, Step.SUBMIT): State.SECOND_REVIEW,
    (State.SECOND_REVIEW, Step.SEND_BACK): State.IN_REVIEW,
    (State.SECOND_REVIEW, Step.CONFIRM): State.DECIDED,
    (State.DECIDED, Step.RELEASE): State.RELEASED,
    (State.RELEASED, Step.RELEASE): State.RELEASED,
    (State.DECIDED, Step.REOPEN): State.IN_REVIEW,
    (State.RELEASED, Step.REOPEN): State.IN_REVIEW,
}
#: What a second reviewer has confirmed.
CONFIRMED: Final = frozenset({State.DECIDED, State.RELEASED})


class WrongStep(CablegramError, ValueError):
    """A review is not where that can be done."""

    def __init__(self, state: State, step: Step) -> None:
        super().__init__(state, step)
        self.state = state
        self.step = step

    def __str__(self) -> str:
        there = ", ".join(step.value for state, step in STEPS if state is self.state)
        return f"a review {self.state.value!r} has no step {self.step.value!r}; it has {there}"


class FourEyes(AccessDenied):
    """Who has ruled on a cable, or handed it in, does not confirm it."""

    def __init__(self) -> None:
        super().__init__(
            "confirm it", "the second reviewer is another person than those who ruled on it"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a reviewer has decided on a portion or a span of it.

    Attributes:
        portion: The portion's key.
        action: What is done.
        start: Where the span begins in the portion's text; `None` for the whole portion.
        end: Where it ends, exclusive.
        codes: Exemptions on which it is withheld.
        digest: Of the portion's text as the reviewer saw it (`digest_of`).
        authority: By whose authority.
        note: Why, for other reviewers; empty for one who may not see it.
        proposal: The proposal that was taken; empty if there was none.
        number: Its place among those of its review, from 1.
        made_by: Who made it.
        made_at: When.
        undone_by: Who took it back; `None` if it stands.
    """

    portion: str
    action: Action
    start: int | None = None
    end: int | None = None
    codes: tuple[str, ...] = ()
    digest: str = ""
    authority: str = ""
    note: str = ""
    proposal: str = ""
    number: int = 0
    made_by: str = ""
    made_at: dt.datetime | None = None
    undone_by: str | None = None


def digest_of(text: str) -> str:
    """Return what a ruling remembers of the text that it was made on."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One step that a review took."""

    step: Step
    state: State
    note: str
    made_by: str
    made_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The review of one cable for one audience.

    Attributes:
        review_id: A random word, which stands for it in addresses.
        pointer: The cable.
        audience: The clearance of those to whom it is to go.
        label: What these are called.
        state: How far it is.
        due: By when it is to be decided.
        created: When it was opened.
        changed: When it was changed last.
        version: Rises with every change.
        rulings: All of them, oldest first, those taken back too; empty in a list.
        steps: What was done, oldest first; empty in a list.
    """

    review_id: str
    pointer: Pointer
    audience: str
    label: str
    state: State
    due: dt.date | None
    created: dt.datetime
    changed: dt.datetime
    version: int
    rulings: tuple[Ruling, ...] = ()
    steps: tuple[Taken, ...] = ()

    @property
    def standing(self) -> tuple[Ruling, ...]:
        """The rulings that were not taken back, oldest first."""
        return tuple(each for each in self.rulings if each.undone_by is None)

    @property
    def firsts(self) -> frozenset[str]:
        """Those who may not be the second reviewer: who ruled, and who handed it in last."""
        handed = [each.made_by for each in self.steps if each.step is Step.SUBMIT][-1:]
        return frozenset([*(each.made_by for each in self.standing), *handed])

    def is_first(self, name: str) -> bool:
        """Tell whether somebody may not be the second reviewer, in whatever letters he writes it.

        A name on the command line, and in a room where nobody signs in, is what somebody says.
        """
        return _plain(name) in map(_plain, self.firsts)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedFile:
    """A file that went out. `content` is what stood in it, as text; `file_sha256` is its hash."""

    file_id: str
    pointer: Pointer
    audience: str
    label: str
    review_id: str | None
    format: str
    file_sha256: str
    content: str
    made_by: str
    made_at: dt.datetime
