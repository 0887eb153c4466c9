"""The one place that decides: portion by portion of a cable, seen or not, and why.

| what | asks |
|---|---|
| a mark, with a level that can be read | its level, controls, release list |
| a portion without a mark | what the banner asks |
| a mark whose level cannot be read | what the banner asks, and its own controls |
| no banner, or one whose level cannot be read | the highest level, and its controls |
| a rule of the policy that gives such a cable a banner | what it says in place of the level |
| a mark in the text of a portion | its level, controls, release list besides |
| a caption of the cable | need to know, of every portion |
| a rule of the policy that adds | what it says besides, until its day |
| a rule that stands in place of the marks | what it says, and the captions nothing |
| the day of declassification has come, and the policy lets it count | no level |
| anything else | to be held |

A reader sees a portion if he has all that is asked: each row can only take away. All is pure; what
day it is comes in as a value.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cablegram.access.clearance import NOTHING, Clearance
from cablegram.access.marks import embedded
from cablegram.access.policy import asked
from cablegram.access.reader import held
from cablegram.access.rules import Kind, closest, fits, is_wide
from cablegram.access.telling import lacks, shown
from cablegram.model import Cable
from cablegram.model.mark_text import parse_mark

if TYPE_CHECKING:
    from cablegram.access.policy import Policy
    from cablegram.access.reader import Reader

    #: The place of a rule in its policy, and whether all portions are meant.
    Fitting = tuple[tuple[int, bool], ...]
    #: Level, controls and release list of a mark.
    Mark = tuple[str | None, tuple[str, ...], tuple[str, ...] | None]
    #: What asks, in words, and what it asks.
    Ground = tuple[str, Clearance]

#: Portions that a case remembers, and cases that a reader's judge does.
_REMEMBERED: Final = 2048


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a reader sees a portion, and why; for a reviewer, who may know what it asks."""

    portion: str
    allowed: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided on a cable.

    Attributes:
        banner: On what bears no mark of its own: references, signature, who classified it ...
        subject: `None` if there is none.
        paragraphs: In the order of the cable.
        whole: On what is made from all of it (source text, summary, notes): seen only if all is.
        changes_on: The next day on which the answer may be another; `None` if no day changes it.
    """

    banner: Decision
    subject: Decision | None
    paragraphs: tuple[Decision, ...]
    whole: Decision
    changes_on: dt.date | None = None

    @property
    def portions(self) -> tuple[Decision, ...]:
        """All of them, in the order of the cable."""
        subject = () if self.subject is None else (self.subject,)
        return (self.banner, *subject, *self.paragraphs, self.whole)


def decide(
    reader: Reader, record: dict[str, Any] | Cable, policy: Policy, today: dt.date | None = None
) -> Decided:
    """Decide what a reader sees of a cable.

    Args:
        reader: Who looks.
        record: The cable, or what `Cable.to_dict` gives.
        policy: What marks mean.
        today: The day; without one, none that the policy or the cable names has come.

    Raises:
        InvalidReader: If the policy has not the reader's level, or not one of his groups.
    """
    if isinstance(record, Cable):
        record = record.to_dict()
    today = today or dt.date.min
    rules, ends = _fitting(policy, record, today)
    is_declassified, opens_on = _declassified(policy, record, today)
    banner = _mark(record["marking"])
    captions = tuple(record["captions"] or ())
    case = _judge(reader, policy).case(banner, captions, rules, is_declassified=is_declassified)

    paragraphs = []
    for each in record["paragraphs"]:
        text, heading = each["text"], each["heading"]
        inside = embedded(text) if "(" in text else ()
        if heading and "(" in heading:
            inside += embedded(heading)
        paragraphs.append(case.decision("paragraph", each["number"], each["marking"], inside))
    subject = None
    if (text := record["subject"]) is not None:
        subject = case.decision("subject", None, record["subject_marking"], embedded(text))
    own = case.decision("banner", None, None, ())
    inside = () if paragraphs else embedded(record["source_text"])
    whole = case.decision("whole", None, None, inside)
    if whole.allowed and not (
        all(each.allowed for each in paragraphs) and (subject is None or subject.allowed)
    ):
        whole = _NOT_ALL
    return Decided(
        banner=own,
        subject=subject,
        paragraphs=tuple(paragraphs),
        whole=whole,
        changes_on=None if whole.allowed else min((*ends, *opens_on), default=None),
    )


#: How the banner comes to ask something, by portion and whether that has no mark.
_COUNTS: Final = {
    (portion, is_bare): "the banner"
    if portion in ("banner", "whole")
    else ("no mark: the banner" if is_bare else "its mark cannot be read: the banner")
    for portion in ("banner", "subject", "paragraph", "whole")
    for is_bare in (False, True)
}
_NOT_ALL: Final = Decision("whole text", allowed=False, why="it holds a portion that is not seen")


def _mark(data: dict[str, Any] | None) -> Mark:
    if data is None:
        return (None, (), None)
    controls, release = data["controls"], data["release_to"]
    if not controls and release is None:
        return (data["level"], (), None)
    return (data["level"], tuple(controls), None if release is None else tuple(release))


def _fitting(
    policy: Policy, record: dict[str, Any], today: dt.date
) -> tuple[Fitting, list[dt.date]]:
    """Return the rules about a cable, and on which days they end."""
    rules, ends = [], []
    for place, rule in enumerate(policy.rules):
        if (rule.until is None or today < rule.until) and fits(rule, record):
            rules.append((place, is_wide(rule, record)))
            if rule.until is not None:
                ends.append(rule.until)
    return tuple(rules), ends


def _declassified(
    policy: Policy, record: dict[str, Any], today: dt.date
) -> tuple[bool, tuple[dt.date, ...]]:
    """Return whether the level has fallen, and on which day it will.

    Only a day counts that the cable names itself, and that is after its own (reference section
    3.6; what holds without one, or on an event, is not certain).
    """
    if not policy.on_date or not (record["declassify_on"] and record["date"]):
        return False, ()
    try:
        day = dt.date.fromisoformat(record["declassify_on"])
    except ValueError:
        return False, ()
    if day.isoformat() <= record["date"]:
        return False, ()
    return (True, ()) if day <= today else (False, (day,))


class _Judge:
    """The cases that a reader has been in, by what is the same for all portions of a cable."""

    def __init__(self, reader: Reader, policy: Policy) -> None:
        self._reader = reader
        self._policy = policy
        self._cases: dict[Any, _Case] = {}

    def case(
        self,
        banner: Mark,
        captions: tuple[str, ...],
        rules: Fitting,
        *,
        is_declassified: bool,
    ) -> _Case:
        key = (banner, captions, rules, is_declassified)
        found = self._cases.get(key)
        if found is None:
            if len(self._cases) >= _REMEMBERED:
                self._cases.clear()
            found = self._cases[key] = _Case(
                self._reader,
                self._policy,
                banner,
                captions,
                rules,
                is_declassified=is_declassified,
            )
        return found


@lru_cache(maxsize=64)
def _judge(reader: Reader, policy: Policy) -> _Judge:
    return _Judge(reader, policy)


class _Case:
    """Decides on portions of cables that have banner, captions and rules in common."""

    def __init__(
        self,
        reader: Reader,
        policy: Policy,
        banner: Mark,
        captions: tuple[str, ...],
        rules: Fitting,
        *,
        is_declassified: bool,
    ) -> None:
        self._has = None if reader.sees_all else held(reader, policy)
        self._policy = policy
        self._banner = banner
        self._captions = captions
        self._rules = [(policy.rules[place], is_for_all) for place, is_for_all in rules]
        self._is_declassified = is_declassified
        self._decisions: dict[Any, Decision] = {}

    def decision(
        self,
        portion: str,
        number: int | None,
        marking: dict[str, Any] | None,
        inside: tuple[str, ...],
    ) -> Decision:
        """Return the decision on a portion.

        Args:
            portion: What it is.
            number: That of a paragraph.
            marking: Its own mark.
            inside: The marks in its text.
        """
        mark = None if marking is None else _mark(marking)
        key = (portion, number, mark, inside)
        found = self._decisions.get(key)
        if found is None:
            if len(self._decisions) >= _REMEMBERED:
                self._decisions.clear()
            grounds = self._grounds(portion, number, mark, inside)
            found = self._decisions[key] = self._decide(_name(portion, number), grounds)
        return found

    def _decide(self, name: str, grounds: list[Ground]) -> Decision:
        if self._has is None:
            return Decision(name, allowed=True, why="the reader sees all")
        refused = [ground for ground in grounds if not ground[1] <= self._has]
        if refused:
            why = "; ".join(
                f"{what} {lacks(one, self._has, self._policy)}" for what, one in refused
            )
        else:
            why = "; ".join(f"{what} asks {shown(one, self._policy)}" for what, one in grounds)
        return Decision(name, allowed=not refused, why=why)

    def _grounds(
        self, portion: str, number: int | None, mark: Mark | None, inside: tuple[str, ...]
    ) -> list[Ground]:
        """Return all that asks something of who would see a portion."""
        rules = [
            rule
            for rule, is_for_all in self._rules
            if is_for_all or (number is not None and number in rule.paragraphs)
        ]
        grounds = [
            (f"rule {rule.name!r} in place of the marks", rule.asks)
            for rule in closest(rules, Kind.INSTEAD)
        ]
        if not grounds:
            grounds = [*self._of_text(portion, mark), *self._of_marks_inside(inside)]
            for caption in self._captions:
                asks = self._level_aside(asked(self._policy, None, (caption,)))
                if asks != NOTHING:
                    grounds.append((f"caption {caption[:60]}", asks))
        for rule in rules:
            if rule.kind is Kind.ADDS:
                until = "" if rule.until is None else f" until {rule.until}"
                grounds.append((f"rule {rule.name!r}{until}", rule.asks))
        return grounds

    def _of_text(self, portion: str, mark: Mark | None) -> list[Ground]:
        """Return what the mark of a portion asks, or the banner in its place."""
        if mark is not None and mark[0] is not None:
            return [("its mark", self._fallen(asked(self._policy, *mark)))]
        found = [
            (f"{_COUNTS[portion, mark is None]}{which}", asks) for which, asks in self._of_banner()
        ]
        if mark is not None and (mark[1] or mark[2] is not None):
            found.append(("its mark", self._level_aside(asked(self._policy, None, *mark[1:]))))
        return found

    def _of_banner(self) -> list[Ground]:
        """Return what the banner asks, or what a rule gives in its place."""
        banner = asked(self._policy, *self._banner)
        if self._banner[0] is not None:
            return [("", self._fallen(banner))]
        given = closest((rule for rule, _ in self._rules), Kind.BANNER)
        # Controls and list of a banner whose level cannot be read are asked all the same.
        beside = self._level_aside(banner)
        found = [(f", which rule {rule.name!r} gives,", rule.asks | beside) for rule in given]
        return found or [(", which cannot be read,", banner)]

    def _of_marks_inside(self, inside: tuple[str, ...]) -> list[Ground]:
        found = []
        for text in inside:
            level, controls, release = parse_mark(text)
            listed = None if release is None else tuple(sorted(release))
            asks = asked(self._policy, level, tuple(sorted(controls)), listed)
            found.append((f"the mark ({text[:60]}) in its text", self._fallen(asks)))
        return found

    def _fallen(self, asks: Clearance) -> Clearance:
        return self._level_aside(asks) if self._is_declassified else asks

    @staticmethod
    def _level_aside(asks: Clearance) -> Clearance:
        return Clearance(0, asks.words, asks.nations)


def _name(portion: str, number: int | None) -> str:
    if portion == "whole":
        return "whole text"
    return portion if number is None else f"{portion} {number}"
