"""Notes on the page of their cable: beside the passage, which is marked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cablegram.archive.desk.anchoring import anchored, plain
from cablegram.archive.desk.pointing import point_to
from cablegram.follow.dossier import notes_on
from cablegram.web.share_pages import shares

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cablegram.archive import Summary
    from cablegram.archive.desk import Note
    from cablegram.search import Archive
    from cablegram.web.asking import Asked
    from cablegram.web.cable_parts import ShownParagraph
    from cablegram.web.passages import Passage, Piece

    #: Where a mark begins and ends, in characters that are no blanks, and the note's number.
    Mark = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedNote:
    """A note of the page: its number there, from 1, and whether its words stand in this copy.

    `words` are those that it is on, empty for a paragraph or the whole cable; `whose` says by whom
    it is, or with whom it is shared, where people have accounts.
    """

    number: int
    note: Note
    words: str = ""
    is_adrift: bool = False
    whose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesOfCable:
    """The notes of a page: `by_paragraph` by places from 0; `others` are on no paragraph of it."""

    by_paragraph: Mapping[int, tuple[NumberedNote, ...]] = field(default_factory=dict)
    others: tuple[NumberedNote, ...] = ()
    marks: Mapping[int, tuple[Mark, ...]] = field(default_factory=dict)

    def place_of(self, number: int) -> str:
        """Return where a note stands in the page."""
        every = [each for some in self.by_paragraph.values() for each in some]
        return next(f"note-{each.note.note_id}" for each in every if each.number == number)

    def marked(self, paragraphs: Sequence[ShownParagraph]) -> tuple[ShownParagraph, ...]:
        """Return the paragraphs of the page with the words marked that notes are on."""
        return tuple(
            replace(each, passages=tuple(_marked(each.passages, self.marks[place])))
            if place in self.marks
            else each
            for place, each in enumerate(paragraphs)
        )


def notes_of(
    archive: Archive, asked: Asked, cable: Summary, record: dict[str, Any]
) -> NotesOfCable:
    """Return the notes on a cable that the reader may see, each at its place."""
    pointer = point_to(archive, cable)
    found = notes_on(archive, asked.desk(), [pointer]).get(pointer, ())
    if not found:
        return NotesOfCable()
    paragraphs = [(each["number"], each["text"]) for each in record["paragraphs"]]
    numbers = [number for number, _ in paragraphs]
    sharing = shares(asked)
    placed: list[tuple[int, int, int, NumberedNote]] = []
    marks: dict[int, list[tuple[int, int, int]]] = {}
    for note in found:
        at = None if note.passage is None else anchored(note.passage, paragraphs)
        whose = sharing.says(note) if sharing is not None else ""
        made = NumberedNote(number=0, note=note, whose=whose)
        if at is not None:
            text = plain(paragraphs[at.paragraph][1])
            start, end = (len(text[:n].replace(" ", "")) for n in (at.start, at.end))
            is_whole = at.start == 0 and at.end == len(text)
            words = "" if is_whole or note.passage is None else note.passage.exact
            made = replace(made, words=words)
            placed.append((at.paragraph, start, len(placed), made))
            if not is_whole:
                marks.setdefault(at.paragraph, []).append((start, end, len(placed) - 1))
        elif note.passage is not None and numbers.count(note.passage.paragraph) == 1:
            place = numbers.index(note.passage.paragraph)
            placed.append((place, 0, len(placed), replace(made, is_adrift=True)))
        else:
            is_adrift = note.passage is not None
            placed.append((len(paragraphs), 0, len(placed), replace(made, is_adrift=is_adrift)))
    return _numbered(placed, marks, len(paragraphs))


def _numbered(
    placed: list[tuple[int, int, int, NumberedNote]],
    marks: dict[int, list[Mark]],
    count: int,
) -> NotesOfCable:
    """Number notes in the order in which the page shows them."""
    by_paragraph: dict[int, tuple[NumberedNote, ...]] = {}
    numbers: dict[int, int] = {}
    for number, (place, _, which, each) in enumerate(sorted(placed, key=lambda e: e[:3]), 1):
        numbers[which] = number
        by_paragraph[place] = (*by_paragraph.get(place, ()), replace(each, number=number))
    return NotesOfCable(
        others=by_paragraph.pop(count, ()),
        by_paragraph=by_paragraph,
        marks={
            place: tuple((start, end, numbers[which]) for start, end, which in some)
            for place, some in marks.items()
        },
    )


def _marked(passages: Sequence[Passage], marks: Sequence[Mark]) -> Iterator[Passage]:
    """Yield passages whose pieces end where marks do, each with the notes that it is under.

    Blanks are not counted: a page has other ones than the paragraph.
    """
    done = 0
    for passage in passages:
        pieces: list[Piece] = []
        for piece in passage.pieces:
            for text, start in _apart(_cut(piece.text, done, marks)):
                end = start + _letters(text)
                under = tuple(
                    number for first, last, number in marks if first < end and start < last
                )
                ends = tuple(number for _, last, number in marks if start < last <= end)
                if text:
                    pieces.append(replace(piece, text=text, notes=under, notes_end=ends))
            done += _letters(piece.text)
        yield replace(passage, pieces=tuple(pieces))


def _cut(text: str, done: int, marks: Sequence[Mark]) -> Iterator[tuple[str, int]]:
    """Yield the parts of a text between the ends of marks, and where each begins."""
    total = _letters(text)
    cuts = sorted(
        {place - done for first, last, _ in marks for place in (first, last)} & set(range(1, total))
    )
    begun, count, last = 0, 0, 0
    for place, letter in enumerate(text):
        if letter.isspace():
            continue
        if cuts and count == cuts[0]:
            yield text[begun:place], done + last
            begun, last = place, cuts.pop(0)
        count += 1
    yield text[begun:], done + last


def _apart(parts: Iterator[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Yield the blanks at the ends of parts by themselves: between two marks they are in none."""
    for text, start in parts:
        words = text.strip()
        before = text[: len(text) - len(text.lstrip())] if words else text
        yield before, start
        if words:
            yield words, start
            yield text[len(before) + len(words) :], start + _letters(words)


def _letters(text: str) -> int:
    return sum(not letter.isspace() for letter in text)
