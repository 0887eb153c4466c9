"""Collectives: one address for many posts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from cablegram.vocabulary.tables import is_confirmed, load

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHAPE: Final = re.compile(r"ALL .{1,80}?(?:POSTS?|CAPITALS|CONSULATES)|.{1,80}? COLLECTIVE")
_PREFIX: Final = re.compile(r"[A-Z]{3,8}\s*/\s*(?=[A-Z])")

_LONGEST: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Collective:
    """A collective address.

    Attributes:
        collective: Plain language address.
        short_form: Short form (`ALDAC`), or empty.
        scope: `global`, `regional`, `group`, `topic` or `administrative`.
        routing_indicator: Collective indicator, or empty.
        members: Stations. Every list is inferred from the group's name: an approximation.
        membership_basis: `all posts`, `rule, resolve by date`, `inferred list` or `unknown`.
        confirmed: Whether the row carries no doubt.
        notes: As compiled.
    """

    collective: str
    short_form: str
    scope: str
    routing_indicator: str
    members: tuple[str, ...]
    membership_basis: str
    confirmed: bool
    notes: str


@cache
def _collectives() -> Mapping[str, Collective]:
    found: dict[str, Collective] = {}
    short: dict[str, Collective] = {}
    for row in load("collectives").mappings():
        one = Collective(
            collective=row["collective"],
            short_form=row["short_form"],
            scope=row["scope"],
            routing_indicator=row["routing_indicator"],
            members=tuple(part.strip() for part in row["members"].split(";") if part.strip()),
            membership_basis=row["membership_basis"],
            confirmed=is_confirmed(row["notes"]),
            notes=row["notes"],
        )
        found[one.collective] = one
        if one.short_form:
            short.setdefault(one.short_form, one)
    return {**short, **found}


def _fold(name: str) -> str:
    text = " ".join(name[:_LONGEST].upper().split())
    prefix = _PREFIX.match(text)
    return text[prefix.end() :] if prefix is not None else text


def collective(name: str) -> Collective | None:
    """Return the collective of that address or short form, or None.

    Case, blanks and a routing indicator before it do not count.
    """
    return _collectives().get(_fold(name))


def is_collective(pla: str) -> bool:
    """Tell whether an address stands for many posts: a known one, or one of the usual shape.

    >>> is_collective("EUROPEAN POLITICAL COLLECTIVE"), is_collective("AMEMBASSY LISBON")
    (True, False)
    """
    if len(pla) > _LONGEST:
        return False
    folded = _fold(pla)
    return folded in _collectives() or _SHAPE.fullmatch(folded) is not None
