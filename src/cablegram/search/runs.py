"""Runs: two words that follow each other in so many cables that the index has a term for them.

A phrase of common words is dear: the places of each word must be looked at in every cable that has
them all. So two words that follow each other in many cables have a term of their own, in the field
`run`. Which they are is told by a sample of the archive when its index is begun, and holds for the
life of the index, so that a run which has a term in it has one in every cable; the answer is the
same with and without, only sooner.

The field is filled up to as many terms as the text has, so that a run is scored by the same length
of the text as the phrase would be.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import tantivy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Self

# A word of that many bytes or more is left out of the index.
LONGEST_WORD_BYTES: Final = 64
# Two words that so large a share of the sample has are a frequent run.
FREQUENT_SHARE: Final = 0.005
SAMPLE_CABLES: Final = 5_000
# A smaller archive has no list, and needs none.
LEAST_CABLES: Final = 20_000
RUN_FIELD: Final = "run"
LIST_FILE: Final = "runs-"
NO_LIST: Final = "none"
# Fills a field up; no run is spelled so.
FILLING: Final = "-"
_JOINT: Final = "_"
_FILLED: Final = (" " + FILLING) * 1000
_FOLDED: Final = bytes(
    ord(chr(byte).lower()) if byte < 128 and chr(byte).isalnum() else 32 for byte in range(256)
)


def run_of(words: Sequence[str]) -> str:
    """Return the term of a run of words."""
    return _JOINT.join(words)


class Cutter:
    """Cuts text into words as the index does, those that are too long for it included."""

    def __init__(self) -> None:
        self._analyzer = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.ascii_fold())
            .build()
        )

    def __call__(self, text: str) -> list[str]:
        """Return the words of a text, in order."""
        if text.isascii():  # the same, three times as fast
            return text.encode("ascii").translate(_FOLDED).decode("ascii").split()
        return self._analyzer.analyze(text)


class Runs:
    """The frequent runs of an index, and of how many cables they were told; 0 for no list."""

    def __init__(self, found: Iterable[tuple[str, str]] = (), cables: int = 0) -> None:
        """Take the runs, each as its words."""
        self.found = frozenset(found)
        self.cables = cables
        # By the first word, then by the second: half the time of one table of pairs.
        self._after: dict[str, dict[str, str]] = {}
        for first, second in self.found:
            self._after.setdefault(first, {})[second] = run_of((first, second))

    @cached_property
    def name(self) -> str:
        """A name that another list has not; `NO_LIST` for none."""
        return hashlib.sha256(self._lines()).hexdigest()[:16] if self.cables else NO_LIST

    @classmethod
    def load(cls, folder: Path, name: str) -> Self | None:
        """Return the list of that name; `None` if it is not there, or damaged."""
        if name == NO_LIST:
            return cls()
        try:
            count, *runs = (folder / f"{LIST_FILE}{name}").read_text("utf-8").splitlines()
            pairs = (run.partition(_JOINT) for run in runs)
            loaded = cls(((first, second) for first, _, second in pairs), int(count))
        except (OSError, ValueError):
            return None
        return loaded if loaded.name == name else None

    def save(self, folder: Path) -> None:
        """Write the list into the folder of its index."""
        kept = folder / f"{LIST_FILE}{self.name}"
        if self.cables and not kept.exists():
            made = kept.with_suffix(".new")
            made.write_bytes(self._lines())
            made.replace(kept)

    def _lines(self) -> bytes:
        lines = [str(self.cables), *sorted(map(run_of, self.found))]
        return ("\n".join(lines) + "\n").encode()

    def of_texts(self, texts: Iterable[Sequence[str]], between: int) -> str:
        """Return the terms of the field `run` for the passages of a cable, cut into words.

        Args:
            texts: The passages.
            between: How many terms besides the words the field of the text has.
        """
        found: list[str] = []
        length = between
        after = self._after.get
        for words in texts:
            length += len(words)
            found += [
                run
                for following, word in zip(map(after, words), words[1:], strict=False)
                if following and (run := following.get(word))
            ]
        return _filled(found, length)


NO_RUNS: Final = Runs()


def _filled(runs: list[str], length: int) -> str:
    text = " ".join(runs)
    missing = length - len(runs)
    while missing > 0:
        text += _FILLED[: 2 * missing]
        missing -= 1000
    return text


def frequent_runs(
    cables: Iterable[Sequence[Sequence[str]]], *, of: int, share: float = FREQUENT_SHARE
) -> Runs:
    """Return the runs that many of some cables have.

    Args:
        cables: The sample: of each cable the passages, cut into words.
        of: How many cables that are.
        share: How large a share of the sample has a run that is frequent.
    """
    sample = [[words for words in texts if len(words) > 1] for texts in cables]
    least = max(2.0, share * len(sample))
    singles = Counter(
        word for texts in sample for word in {each for words in texts for each in words}
    )
    kept = {
        word
        for word, count in singles.items()
        if count >= least and len(word.encode()) < LONGEST_WORD_BYTES
    }
    counts: Counter[tuple[str, str]] = Counter()
    for texts in sample:
        pairs = {pair for words in texts for pair in pairwise(words)}
        counts.update(pair for pair in pairs if pair[0] in kept and pair[1] in kept)
    return Runs((run for run, count in counts.items() if count >= least), of)


def spread(ids: Sequence[int], count: int) -> Sequence[int]:
    """Return so many of some identifiers, spread evenly."""
    return [ids[place * len(ids) // count] for place in range(count)] if len(ids) > count else ids
