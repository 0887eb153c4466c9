"""Enums of the field's words that have an order, such as ROUTINE below FLASH."""

from __future__ import annotations

from enum import StrEnum


class OrderedWord(StrEnum):
    """A word with a rank: members compare by their place in the class, lowest first."""

    @property
    def rank(self) -> int:
        """Place in the order, from 0."""
        return _ranks(type(self))[self]

    def __lt__(self, other: object) -> bool:
        """Compare by rank with a member of the same enum."""
        if type(other) is not type(self):
            return NotImplemented
        return self.rank < other.rank

    def __le__(self, other: object) -> bool:
        """Compare by rank with a member of the same enum."""
        if type(other) is not type(self):
            return NotImplemented
        return self.rank <= other.rank

    def __gt__(self, other: object) -> bool:
        """Compare by rank with a member of the same enum."""
        if type(other) is not type(self):
            return NotImplemented
        return self.rank > other.rank

    def __ge__(self, other: object) -> bool:
        """Compare by rank with a member of the same enum."""
        if type(other) is not type(self):
            return NotImplemented
        return self.rank >= other.rank


_RANKS: dict[type[OrderedWord], dict[OrderedWord, int]] = {}


def _ranks(enum: type[OrderedWord]) -> dict[OrderedWord, int]:
    ranks = _RANKS.get(enum)
    if ranks is None:
        ranks = _RANKS[enum] = {member: rank for rank, member in enumerate(enum)}
    return ranks


class Precedence(OrderedWord):
    """Handling precedence, lowest first (5 FAH-2 H-421; ACP 127(G) para 150).

    NIACT IMMEDIATE stands only as words beside an addressee; its prosign is that of IMMEDIATE.
    """

    DEFERRED = "deferred"
    ROUTINE = "routine"
    PRIORITY = "priority"
    IMMEDIATE = "immediate"
    NIACT_IMMEDIATE = "niact_immediate"
    FLASH = "flash"


class Level(OrderedWord):
    """Level of classification, lowest first.

    Administrative controls (LIMITED OFFICIAL USE, SENSITIVE BUT UNCLASSIFIED, EFTO) are controls
    of a `Marking`, not levels (12 FAM 541; 32 CFR 2001.23).
    """

    UNCLASSIFIED = "unclassified"
    RESTRICTED = "restricted"
    CONFIDENTIAL = "confidential"
    SECRET = "secret"  # noqa: S105 - a level of classification, not a password
    TOP_SECRET = "top_secret"  # noqa: S105 - a level of classification, not a password
