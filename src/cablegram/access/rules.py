"""Rules of a policy: these cables, or these paragraphs of them, get this mark.

    adds      what the rule asks is asked besides all else; it only takes away. It may end on a day.
    banner    what the rule asks is asked in place of a banner that is not there or cannot be read.
    instead   what the rule asks is asked in place of every mark in the text and every caption.

Of several that stand in place of something the most specific ones do: those that name paragraphs
before those that name numbers, these before those with any other condition, these before those
without one. Of equally specific ones all are asked together, so that refusal beats leave. What
rules add is asked always.

A condition on something that the cable does not say (the TAGS of one that has no TAGS line) is in
doubt; so is a number without its year. In doubt a rule that adds fits, and one that stands in
place of something does not. But a cable without any number is none of those that a rule names.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 (who keeps a policy reads its types)
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import translate
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cablegram.access.clearance import NOTHING, Clearance
from cablegram.model import MRN, InvalidMRN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Kind(StrEnum):
    """What a rule does."""

    ADDS = "adds"
    BANNER = "banner"
    INSTEAD = "instead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the table of rules. An empty condition asks nothing.

    Attributes:
        name: For people; `explain` gives it as the reason.
        asks: What it asks of a reader.
        kind: What it does with that, as above.
        until: The first day on which it does not hold any more.
        sources: Patterns (`*`, `?`) of names of files, as they were ingested.
        forms: Source forms.
        stations: Canonical names, as in numbers.
        tags: Codes, one of which is among the cable's TAGS.
        mrns: Numbers, canonical.
        since: First day of the cable.
        before: The day after the last one.
        paragraphs: Numbers of paragraphs; all portions if empty.
    """

    name: str
    asks: Clearance = NOTHING
    kind: Kind = Kind.ADDS
    until: dt.date | None = None
    sources: tuple[str, ...] = ()
    forms: frozenset[str] = frozenset()
    stations: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    mrns: frozenset[str] = frozenset()
    since: dt.date | None = None
    before: dt.date | None = None
    paragraphs: frozenset[int] = frozenset()

    @property
    def specificity(self) -> int:
        """How closely it names what it is about, 0 to 3."""
        if self.paragraphs:
            return 3
        if self.mrns:
            return 2
        return int(
            bool(self.sources or self.forms or self.stations or self.tags)
            or self.since is not None
            or self.before is not None
        )


def closest(rules: Iterable[Rule], kind: Kind) -> list[Rule]:
    """Return the most specific rules of a kind."""
    found = [rule for rule in rules if rule.kind is kind]
    most = max((rule.specificity for rule in found), default=0)
    return [rule for rule in found if rule.specificity == most]


def fits(rule: Rule, record: dict[str, Any]) -> bool:
    """Tell whether a rule is about a cable, whatever the day and the portion."""
    answers = set(_answers(rule, record))
    if False in answers:
        return False
    if rule.kind is Kind.INSTEAD and rule.paragraphs:
        # A number that stands before two paragraphs says of neither that it is meant.
        numbers = [each["number"] for each in record["paragraphs"]]
        if any(numbers.count(each) > 1 for each in rule.paragraphs):
            return False
    return None not in answers or rule.kind is Kind.ADDS


def is_wide(rule: Rule, record: dict[str, Any]) -> bool:
    """Tell whether a rule is about all portions of a cable that it fits.

    One that adds to a paragraph which this copy has not, or to a copy without paragraphs, adds to
    all of it: the text may stand in another place.
    """
    if not rule.paragraphs:
        return True
    numbers = {each["number"] for each in record["paragraphs"]}
    return rule.kind is Kind.ADDS and not rule.paragraphs <= numbers


def _answers(rule: Rule, record: dict[str, Any]) -> Iterator[bool | None]:
    """Yield for each condition whether it holds; `None` if the cable does not say."""
    numbers = [each for each in (record["mrn"], *record["aliases"]) if each]
    if rule.mrns:
        is_named = not rule.mrns.isdisjoint(numbers)
        yield is_named or (None if not _yearless(rule.mrns).isdisjoint(numbers) else False)
    if rule.stations:
        stations = {_station(each) for each in numbers} - {None}
        yield None if not stations else not rule.stations.isdisjoint(stations)
    if rule.sources:
        source = record["source"]
        yield None if source is None else _pattern(rule.sources).match(source) is not None
    if rule.forms:
        yield record["form"] in rule.forms
    if rule.tags:
        tags = record["tags"]
        yield None if tags is None else any(each["code"] in rule.tags for each in tags)
    day = record["date"] or (record["dtg"] or "")[:10] or None
    if rule.since is not None:
        yield None if day is None else day >= rule.since.isoformat()
    if rule.before is not None:
        yield None if day is None else day < rule.before.isoformat()


@lru_cache(maxsize=8192)
def _station(number: str) -> str | None:
    try:
        return MRN.parse(number).station
    except InvalidMRN:
        return None


@lru_cache(maxsize=256)
def _yearless(mrns: frozenset[str]) -> frozenset[str]:
    """Return numbers as they stand in a cable of which the year is not known."""
    return frozenset(str(replace(MRN.parse(each), year=None)) for each in mrns)


@lru_cache(maxsize=256)
def _pattern(sources: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{translate(each)})" for each in sources))
