"""What is withheld, as it is looked for.

A withheld stretch of five words or more is looked for by its runs of five words; a shorter one,
such as a name or a number, as it is, and if it is cut out of a portion, by each of its words that
has a capital, or is of a script that has none. Case, signs and line ends do not count.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from cablegram.release.portions import Kind
from cablegram.search.runs import LONGEST_WORD_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cablegram.release.deciding import Share

RUN_WORDS: Final = 5
#: A lone word of fewer letters stands everywhere.
LEAST_LETTERS: Final = 3
#: Letters of a word with a capital that is looked for by itself.
LEAST_OF_A_NAME: Final = 4
#: What a query of the index may hold.
MOST_PHRASES: Final = 100
MOST_CHARS: Final = 3_500
_WORD: Final = re.compile(r"[^\W_]+")

Run = tuple[str, ...]
Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class Hidden:
    """The runs of words of what is withheld of a portion."""

    portion: str
    runs: frozenset[Run]


def hidden_words(shares: Sequence[Share]) -> tuple[Hidden, ...]:
    """Return what is withheld of each portion, as it is looked for.

    If nothing of the cable goes out, the lines of its envelope are not looked for: who wrote to
    whom stands in every other cable of the same two.
    """
    goes_out = any(each.is_released for each in shares)
    made = []
    for share in shares:
        if share.portion.kind is Kind.ENVELOPE and not goes_out:
            continue
        text = share.portion.text
        runs: set[Run] = set()
        for start, end in share.withheld:
            runs |= _runs(text[start:end], is_cut_out=end - start < len(text))
        if runs:
            made.append(Hidden(share.portion.key, frozenset(runs)))
    return tuple(made)


def _runs(text: str, *, is_cut_out: bool) -> set[Run]:
    written = _WORD.findall(text)
    words = tuple(each.casefold() for each in written)
    if len(words) >= RUN_WORDS:
        return {words[n : n + RUN_WORDS] for n in range(len(words) - RUN_WORDS + 1)}
    if not words or (len(words) == 1 and len(words[0]) < LEAST_LETTERS):
        return set()
    # And the parts of a name: the next sentence has but one of them.
    names = {
        (word.casefold(),)
        for word in written
        if is_cut_out and len(word) >= LEAST_OF_A_NAME and _may_be_a_name(word)
    }
    return {words, *names}


def _may_be_a_name(word: str) -> bool:
    return word[0].isupper() or unicodedata.category(word[0]) == "Lo"


class Sought(Generic[Name]):
    """Runs of words, each by what it was withheld from, that are looked for in texts."""

    def __init__(self, named: Iterable[tuple[Name, Hidden]]) -> None:
        self._names: dict[Run, list[int]] = {}
        self._order: list[Name] = []
        for name, hidden in named:
            for run in hidden.runs:
                self._names.setdefault(run, []).append(len(self._order))
            self._order.append(name)
        self._sizes = tuple(sorted({len(run) for run in self._names}))

    def found(self, text: str) -> tuple[tuple[Name, int], ...]:
        """Return of what runs stand in a text, and how many different ones, in their order."""
        words = tuple(each.casefold() for each in _WORD.findall(text))
        seen: set[Run] = set()
        for size in self._sizes:
            seen.update(
                run
                for start in range(len(words) - size + 1)
                if (run := words[start : start + size]) in self._names
            )
        counts: dict[int, int] = {}
        for run in seen:
            for place in self._names[run]:
                counts[place] = counts.get(place, 0) + 1
        return tuple((self._order[place], counts[place]) for place in sorted(counts))

    def queries(self) -> Iterator[str]:
        """Yield queries of the index: together they find every text with one of the runs."""
        waiting: list[str] = []
        chars = 0
        for run in sorted(self._names):
            phrase = f'"{" ".join(run)}"'
            if max(len(each.encode()) for each in run) > LONGEST_WORD_BYTES:
                continue  # the index does not have it
            if waiting and (
                len(waiting) == MOST_PHRASES or chars + len(phrase) + len(" OR ") > MOST_CHARS
            ):
                yield " OR ".join(waiting)
                waiting, chars = [], 0
            waiting.append(phrase)
            chars += len(phrase) + len(" OR ")
        if waiting:
            yield " OR ".join(waiting)
