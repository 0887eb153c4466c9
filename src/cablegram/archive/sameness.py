"""Whether two records of one number are copies of one message, and what differs between them.

docs/explanation/witnesses.md tells the rule and why it is so. All here is pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Record = dict[str, Any]

# Copies carry the date of writing, of sending or of receipt.
DAYS_APART = 3
# Runs of so many words are compared; shorter ones are common to all telegrams.
RUN_WORDS = 3
# Below so many runs a text says too little to tell messages apart.
FEW_RUNS = 20
# A beginning of fewer letters is common to the subjects of a post.
FEW_LETTERS = 7
# The share of the shorter text's runs that the other has as well.
ALIKE = 0.5
VERY_ALIKE = 0.9
# Of a volume-long text the beginning decides.
COMPARED_CHARS = 200_000
# Words of a passage times words of the other, above which a difference is not looked into.
MATCHED_AT_MOST = 4_000_000

# What belongs to the copy and not to the message.
OF_THE_COPY = frozenset(
    {
        "schema", "form", "source_text", "tree", "diagnostics", "spans", "source", "carrier",
        "encoding", "coverage", "attributes", "paragraphs", "notes",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDifference:
    """A field of which two copies say different things; values are JSON-ready."""

    field: str
    first: Any
    other: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDifference:
    """A passage in which two copies differ.

    `paragraph` is its number in the first copy, `None` if it has none there. An empty text means
    that the copy has nothing in that place.
    """

    paragraph: int | None
    first: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """All that differs between two copies; both empty if they say the same."""

    fields: tuple[FieldDifference, ...]
    text: tuple[TextDifference, ...]


def is_same_message(first: Record, other: Record) -> bool:
    """Return whether two records of one number are copies of one message."""
    apart = _are_dates_apart(first, other)
    subjects = [_folded(each["subject"] or "") for each in (first, other)]
    if apart and all(subjects) and subjects[0] != subjects[1]:
        return False
    if _are_sections_of_one(first, other):
        return not apart
    runs = [_runs(each) for each in (first, other)]
    if min(map(len, runs)) >= FEW_RUNS:
        share = len(runs[0] & runs[1]) / min(map(len, runs))
        return share >= (VERY_ALIKE if apart else ALIKE)
    is_text_same = bool(runs[0]) and runs[0] == runs[1]
    return not apart and (not all(subjects) or _is_beginning(first, other) or is_text_same)


def _is_beginning(first: Record, other: Record) -> bool:
    """Return whether one subject is the beginning of the other.

    A card of an index goes on with words of the text behind the subject, or leaves words out
    behind three dots.
    """
    whole = [_folded(each["subject"]) for each in (first, other)]
    begun = [_folded(each["subject"].partition("...")[0]) for each in (first, other)]
    if whole[0] == whole[1]:
        return True
    return any(len(begun[n]) >= FEW_LETTERS and whole[1 - n].startswith(begun[n]) for n in range(2))


def sections_of(record: Record) -> frozenset[int]:
    """Return the numbers of the sections that a record has; empty if it is not in sections."""
    return frozenset(each["number"] for each in record["transmission"]["sections"])


def _are_sections_of_one(first: Record, other: Record) -> bool:
    totals = [
        {each["total"] for each in record["transmission"]["sections"]} for record in (first, other)
    ]
    if not totals[0] or not totals[1] or not (totals[0] & totals[1] - {None}):
        return False
    return not (sections_of(first) & sections_of(other))


def _are_dates_apart(first: Record, other: Record) -> bool:
    """Return whether both have a date, and these cannot be of one message."""
    days = [record["date"] or (record["dtg"] or "")[:10] for record in (first, other)]
    if not all(days):
        return False
    return abs((date.fromisoformat(days[0]) - date.fromisoformat(days[1])).days) > DAYS_APART


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _runs(record: Record) -> set[tuple[str, ...]]:
    """Return the runs of words in a record's paragraphs, without case and signs."""
    if record["availability"] != "text":
        return set()
    text = " ".join(each["text"] for each in record["paragraphs"])[:COMPARED_CHARS]
    words = [folded for word in text.split() if (folded := _folded(word))]
    return {tuple(words[n : n + RUN_WORDS]) for n in range(len(words) - RUN_WORDS + 1)}


def differences(first: Record, other: Record) -> Differences:
    """Return what differs between two copies, field by field and passage by passage."""
    fields = tuple(
        FieldDifference(
            field=name, first=_without_places(first[name]), other=_without_places(value)
        )
        for name, value in other.items()
        if name not in OF_THE_COPY and _without_places(first[name]) != _without_places(value)
    )
    return Differences(fields=fields, text=tuple(_text_differences(first, other)))


def _without_places(value: Any) -> Any:  # noqa: ANN401 (JSON)
    """Return a JSON value without the places in the text, which each copy has its own of."""
    if isinstance(value, dict):
        return {key: _without_places(each) for key, each in value.items() if key != "span"}
    return [_without_places(each) for each in value] if isinstance(value, list) else value


def _text_differences(first: Record, other: Record) -> Iterator[TextDifference]:
    ours, theirs = first["paragraphs"], other["paragraphs"]
    keys: list[list[str]] = [
        [" ".join(each["text"].split()) for each in side] for side in (ours, theirs)
    ]
    for tag, a, b, c, d in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        paired = b - a == d - c
        for n, m in zip(range(a, b), range(c, d), strict=True) if paired else ():
            yield from _passages(ours[n]["number"], keys[0][n], keys[1][m])
        if not paired:
            number = ours[a]["number"] if a < b else None
            yield from _passages(number, "\n".join(keys[0][a:b]), "\n".join(keys[1][c:d]))


def _passages(number: int | None, first: str, other: str) -> Iterator[TextDifference]:
    """Yield the words that differ between two texts, each with a word before and behind it."""
    ours, theirs = first.split(), other.split()
    if not ours or not theirs or len(ours) * len(theirs) > MATCHED_AT_MOST:
        yield TextDifference(paragraph=number, first=first, other=other)
        return
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag != "equal":
            yield TextDifference(
                paragraph=number, first=_around(ours, a, b), other=_around(theirs, c, d)
            )


def _around(words: Sequence[str], start: int, end: int) -> str:
    return " ".join(words[max(0, start - 1) : end + 1])
