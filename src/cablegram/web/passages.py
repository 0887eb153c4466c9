"""The text of a paragraph for a page: lines that flow, tables that stand, references as links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.model.mrn import find_mrns
from cablegram.read.ref_letters import reference_letters
from cablegram.vocabulary import canonical_station, station_endings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cablegram.model import MRN

#: A line at least so long goes on in the next one: teletype lines had 69 characters.
FULL_LINE_CHARS: Final = 44
_TABLE: Final = re.compile(r"\S {3,}\S")
#: What begins a line of its own: a dash, a bullet, a letter or number with a sign behind it.
_ITEM: Final = re.compile(r"\s*(?:--?(?=\s|[A-Z(])|[*•·]|\(?[A-Za-z0-9]{1,3}[.)](?=\s))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a passage: text, or a link. `letter` is that of the REF line if it names one."""

    text: str
    href: str = ""
    title: str = ""
    letter: str = ""


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


def passages(text: str, targets: Targets) -> Iterator[Passage]:
    """Yield the passages of a paragraph's text."""
    for lines, is_table in _blocks(text):
        joined = lines if is_table else " ".join(lines.split())
        yield Passage(pieces=tuple(_pieces(joined, targets)), is_table=is_table)


def _blocks(text: str) -> Iterator[tuple[str, bool]]:
    """Yield runs of lines that belong together, and whether they are a table."""
    block: list[str] = []
    was_table = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").expandtabs().split("\n"):
        is_table = _TABLE.search(line) is not None
        if not line.strip():
            # Where a page line was taken out, the sentence goes on behind the blank one.
            is_open = bool(block) and not was_table and _is_open(block[-1])
            if is_open:
                continue
            goes_on = False
        else:
            goes_on = bool(block) and is_table == was_table
            if goes_on and not is_table:
                goes_on = _goes_on(block[-1], line)
        if not goes_on:
            if any(each.strip() for each in block):
                yield "\n".join(block).strip("\n"), was_table
            block = []
        block.append(line.rstrip())
        was_table = is_table
    if any(each.strip() for each in block):
        yield "\n".join(block).strip("\n"), was_table


def _is_open(line: str) -> bool:
    """Tell whether a line is full and its sentence has not ended."""
    text = line.strip()
    return len(text) >= FULL_LINE_CHARS and text[-1] not in ".:;?!)\"'-"


def _goes_on(line: str, following: str) -> bool:
    """Tell whether a line of prose goes on in the following one."""
    if len(line.strip()) < FULL_LINE_CHARS:
        return False
    item = _ITEM.match(following)
    if item is None:
        return True
    # A number at the beginning of a line may be the day of a month, if the sentence is open.
    return item[0].strip()[:1].isdigit() and _is_open(line)


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
            yield start, end, target, known
    for mrn, span in find_mrns(text, canonical_station, station_endings()):
        if (target := _target_of(mrn, targets)) is not None:
            yield span.start, span.end, target, ""


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
