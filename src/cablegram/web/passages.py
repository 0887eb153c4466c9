"""The text of a paragraph for a page: lines that flow, tables that stand, references as links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cablegram.model.mrn import find_mrns
from cablegram.read.ref_letters import reference_letters
from cablegram.vocabulary import canonical_station, station_endings
from cablegram.web.reflow import USUAL_WIDTH, blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cablegram.model import MRN


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a passage: text, or a link. `letter` is that of the REF line if it names one.

    `notes` are the numbers of the notes on it, `notes_end` of those whose words end with it.
    """

    text: str
    href: str = ""
    title: str = ""
    letter: str = ""
    notes: tuple[int, ...] = ()
    notes_end: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage: pieces that flow, or a table that keeps its lines."""

    pieces: tuple[Piece, ...]
    is_table: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a reference leads, and what is said of it."""

    href: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Where the references of one cable lead: by letter, and by number.

    `sole` is the letter that a bare "reftel" means, if it can mean only one.
    """

    letters: Mapping[str, Target]
    numbers: Mapping[MRN, Target]
    sole: str = ""


def passages(text: str, targets: Targets, width: int = USUAL_WIDTH) -> Iterator[Passage]:
    """Yield the passages of a paragraph's text; `width` is that of the cable's lines."""
    for block, is_table in blocks(text, width):
        yield Passage(pieces=tuple(_pieces(block, targets)), is_table=is_table)


def _pieces(text: str, targets: Targets) -> Iterator[Piece]:
    """Yield text and links in order."""
    done = 0
    for start, end, target, letter in sorted(_mentions(text, targets), key=lambda each: each[:2]):
        if start < done:
            continue
        if start > done:
            yield Piece(text=text[done:start])
        yield Piece(text=text[start:end], href=target.href, title=target.title, letter=letter)
        done = end
    if done < len(text):
        yield Piece(text=text[done:])


def _mentions(text: str, targets: Targets) -> Iterator[tuple[int, int, Target, str]]:
    for letter, start, end in reference_letters(text):
        known = letter or targets.sole
        if (target := targets.letters.get(known)) is not None:
            yield start, _without_lone_bracket(text, start, end), target, known
    for mrn, span in find_mrns(text, canonical_station, station_endings()):
        if (target := _target_of(mrn, targets)) is not None:
            yield span.start, span.end, target, ""


def _without_lone_bracket(text: str, start: int, end: int) -> int:
    """Return where a mention ends: a bracket that was opened before it is no part of it."""
    pair = {")": "(", "]": "["}.get(text[end - 1])
    return end - 1 if pair and pair not in text[start:end] else end


def _target_of(mrn: MRN, targets: Targets) -> Target | None:
    """Return where a number in the text leads; without its year, what the archive made of it."""
    if mrn in targets.numbers:
        return targets.numbers[mrn]
    same = [
        target
        for other, target in targets.numbers.items()
        if (other.station, other.number, other.airgram) == (mrn.station, mrn.number, mrn.airgram)
        and mrn.year is None
    ]
    return same[0] if len(same) == 1 else None
