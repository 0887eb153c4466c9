"""A policy: which levels there are, what each word asks, what groups have, which rules hold."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 (who keeps a policy reads its types)
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from cablegram.access.clearance import Clearance
from cablegram.access.rules import Rule  # noqa: TC001 (as above)
from cablegram.access.text_files import folded

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Policy:
    """What marks mean, and what else is kept from whom. `read_policy` makes one of a file.

    Attributes:
        name: For people.
        source: Where it comes from, for people.
        levels: Names, lowest first.
        home: The nation from which nothing is kept for its nationality; empty if there is none.
        home_words: Words that ask for the home nationality (NOFORN).
        free_words: Words that ask nothing (SIPDIS). Any other word asks to be held.
        known_words: Controls and captions that it lists as asking to be held.
        names: Other spellings, each with the words that it stands for.
        nations: Names on release lists that are no trigraphs, with the nations they stand for.
        text_levels: What a level in a text counts as; one that is not here counts as the highest.
        groups: What members have besides their own.
        on_date: Whether the level falls to the lowest on the day of declassification.
        rules: In the order of the file, which says nothing.
        digest: Of all that it says: two policies with one digest decide the same.
    """

    name: str
    levels: tuple[str, ...]
    digest: str
    source: str = ""
    home: str = ""
    home_words: frozenset[str] = frozenset()
    free_words: frozenset[str] = frozenset()
    known_words: frozenset[str] = frozenset()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nations: Mapping[str, frozenset[str]] = field(default_factory=dict)
    text_levels: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, Clearance] = field(default_factory=dict)
    on_date: bool = False
    rules: tuple[Rule, ...] = ()

    @property
    def highest(self) -> int:
        """Rank of the highest level."""
        return len(self.levels) - 1

    def rank(self, level: str) -> int | None:
        """Return the rank of a level by its name, `None` if there is none of that name."""
        name = folded(level)
        for rank, each in enumerate(self.levels):
            if folded(each) == name:
                return rank
        return None

    def words_of(self, words: Iterable[str]) -> frozenset[str]:
        """Return the words that are to be held, in the policy's spelling."""
        return self._spelled(words) - self.home_words - self.free_words

    def nations_of(
        self, words: Iterable[str], release: Iterable[str] | None
    ) -> frozenset[str] | None:
        """Return the foreign nations that words and a release list leave, `None` for all."""
        if self._spelled(words) & self.home_words:
            return frozenset()
        if release is None:
            return None
        listed = (self.nations.get(each, frozenset({each})) for each in release)
        return frozenset().union(*listed) - {self.home}

    def _spelled(self, words: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        for word in words:
            plain = " ".join(word.upper().split())
            found.update(self.names.get(plain, (plain,)))
        return frozenset(found)


@lru_cache(maxsize=8192)
def asked(
    policy: Policy,
    level: str | None,
    words: tuple[str, ...] = (),
    release: tuple[str, ...] | None = None,
) -> Clearance:
    """Return what a mark in a text asks by a policy.

    A level that could not be read, or that the policy does not know, counts as the highest.
    """
    rank = policy.highest if level is None else policy.text_levels.get(level, policy.highest)
    return Clearance(rank, policy.words_of(words), policy.nations_of(words, release))
