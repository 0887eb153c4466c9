"""A dossier from its title to its citations, as blocks, one cable read at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.desk.anchoring import anchored
from cablegram.model import Cable
from cablegram.web.cable_parts import portion
from cablegram.web.citing import archival_note
from cablegram.web.dossier_parts import marking_of, title_of, together
from cablegram.web.exports.blocks import Block, Kind, in_one_line, joined
from cablegram.web.glosses import marking_words
from cablegram.web.passages import Targets, passages
from cablegram.web.plain_words import heading_sentence
from cablegram.web.templates import counted, day, short_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from cablegram.archive import Summary
    from cablegram.archive.desk import Note
    from cablegram.follow.dossier import Entry, Gathered
    from cablegram.search import Archive

_NO_LINKS: Final = Targets(letters={}, numbers={})
#: Of what could not be parted into paragraphs, so much is printed.
LONGEST_TEXT: Final = 200_000
#: So much of a subject stands in the contents; the cable has all of it.
LONGEST_IN_A_LIST: Final = 240


def blocks_of(archive: Archive, gathered: Gathered, made: dt.date) -> Iterator[Block]:
    """Yield a dossier: title, contents, chronology, cables in order, persons, citations.

    Args:
        archive: As the reader sees it.
        gathered: The dossier.
        made: The day of the export.
    """
    yield from _front(gathered, made)
    if gathered.entries:
        yield Block(kind=Kind.HEADING, text="Contents")
        yield from (_contents(each) for each in gathered.entries)
        yield Block(kind=Kind.HEADING, text="Chronology")
        yield from (_day(each) for each in gathered.chronology)
        yield Block(kind=Kind.HEADING, text="Cables")
    back = _Back()
    for entry in gathered.entries:
        yield from _entry(archive, entry, back)
    yield from back.blocks()


class _Back:
    """What the last pages are made of, gathered while the cables are read."""

    def __init__(self) -> None:
        self._people: dict[str, tuple[str, list[int]]] = {}
        self._citations: list[Block] = []

    def add(self, record: dict[str, Any], number: int) -> str:
        """Take a cable, and return its archival note."""
        note = in_one_line(archival_note(record))
        citation = Block(kind=Kind.CITATION, label=f"{number}.", text=note, places=(number,))
        self._citations.append(citation)
        for name in people_of(record):
            _, places = self._people.setdefault(name.casefold(), (name, []))
            if number not in places:
                places.append(number)
        return note

    def blocks(self) -> Iterator[Block]:
        if self._people:
            yield Block(kind=Kind.HEADING, text="Persons")
            for _, (name, places) in sorted(self._people.items()):
                yield Block(kind=Kind.PERSON, text=name, places=tuple(places))
        if self._citations:
            yield Block(kind=Kind.HEADING, text="Citations")
            yield from self._citations


def people_of(record: dict[str, Any]) -> Iterator[str]:
    """Yield who signed, classified, is written to, named in a reference or indexed as a person."""
    authority = record["classified_by"] or {}
    found = [record["signature"], authority.get("name")]
    for attention in record["attention"] or ():
        found += attention["names"]
    for reference in record["references"] or ():
        found += reference["people"]
    found += [tag["code"] for tag in record["tags"] or () if tag["family"] == "person"]
    for name in found:
        said = in_one_line(name or "").strip(" .,;:/-*")
        if 1 < len(said) <= 80 and any(map(str.isalpha, said)):
            yield said.upper()


def _front(gathered: Gathered, made: dt.date) -> Iterator[Block]:
    dossier = gathered.dossier
    yield Block(kind=Kind.TITLE, text=dossier.name)
    level, words = together(gathered.entries)
    if words:
        yield Block(kind=Kind.BANNER, text=words, level=level)
    if dossier.description:
        yield Block(kind=Kind.ABOUT, text=dossier.description)
    days = sorted(each.date for each in gathered.entries if each.date)
    span = f", from {day(days[0])} to {day(days[-1])}" if days else ""
    missing = f"; {gathered.missing} of them not held" if gathered.missing else ""
    count = counted(len(gathered.entries), "cable")
    yield Block(kind=Kind.QUIET, text=f"{count}{span}{missing}. Made on {day(made)}.")


def _when(entry: Entry) -> str:
    about = "about " if entry.is_estimated else ""
    return f"{about}{short_day(entry.date)}" if entry.date else "no date"


def shortened(text: str) -> str:
    """Return a text that fits a line or two of a list."""
    return text if len(text) <= LONGEST_IN_A_LIST else f"{text[:LONGEST_IN_A_LIST]}…"


def _contents(entry: Entry) -> Block:
    cable = entry.cables[0] if entry.cables else None
    number = entry.item.pointer.mrn or (cable.mrn if cable else None)
    marking = marking_of(cable) if cable else "not held"
    title = shortened(title_of(entry))
    return Block(
        kind=Kind.CONTENTS,
        label=f"{entry.number}.",
        text=title,
        more=joined(
            (
                str(number) if number and str(number) != title else "",
                _when(entry),
                shortened(marking),
            )
        ),
        places=(entry.number,),
        is_missing=cable is None,
    )


def _day(entry: Entry) -> Block:
    number = entry.item.pointer.mrn or (entry.cables[0].mrn if entry.cables else None)
    title = shortened(title_of(entry))
    return Block(
        kind=Kind.DAY,
        label=_when(entry),
        text=title if entry.cables else f"{title}, not held",
        more=str(number) if number and str(number) != title else "",
        places=(entry.number,),
        is_missing=not entry.cables,
    )


def _entry(archive: Archive, entry: Entry, back: _Back) -> Iterator[Block]:
    number = entry.item.pointer.mrn
    if not entry.cables:
        yield Block(
            kind=Kind.CABLE, label=f"{entry.number}.", text=title_of(entry), more=_when(entry),
            places=(entry.number,), is_missing=True,
        )  # fmt: skip
        told = f" By its number it was sent {_when(entry)}." if entry.is_estimated else ""
        yield Block(kind=Kind.QUIET, text=f"Not held: the archive does not have it.{told}")
        yield from _item_note(entry)
        return
    for place, cable in enumerate(entry.cables):
        record = archive.record(cable.cable_id)
        yield Block(
            kind=Kind.CABLE,
            label=f"{entry.number}.",
            text=in_one_line(cable.subject or "") or str(cable.mrn or "No subject"),
            more=joined((str(cable.mrn or "no number"), day(cable.date))),
            places=(entry.number,) if place == 0 else (),
        )
        if len(entry.cables) > 1:
            which = f"Message {place + 1} of {len(entry.cables)} of the number {number}."
            yield Block(kind=Kind.QUIET, text=which)
        if place == 0:
            yield from _item_note(entry)
        notes = entry.notes if len(entry.cables) == 1 else ()
        yield from _cable(cable, record, notes)
        yield Block(kind=Kind.QUIET, text=back.add(record, entry.number))


def _item_note(entry: Entry) -> Iterator[Block]:
    if entry.item.note:
        yield Block(kind=Kind.NOTE, label="Note", text=entry.item.note)


def _cable(cable: Summary, record: dict[str, Any], notes: tuple[Note, ...]) -> Iterator[Block]:
    found = Cable.from_dict(record)
    level = cable.level.value if cable.level else "unread"
    banner = Block(kind=Kind.BANNER, text=marking_of(cable), level=level)
    yield banner
    precedence = found.precedence.value.replace("_", " ").capitalize() if found.precedence else ""
    if said := heading_sentence(found.origin, found.action or (), found.info or (), precedence):
        yield Block(kind=Kind.ROW, label="Heading", text=said)
    for name, words in (
        ("TAGS", ", ".join(str(tag) for tag in found.tags or ())),
        ("Reference", "; ".join(_reference(each) for each in record["references"] or ())),
    ):
        if words:
            yield Block(kind=Kind.ROW, label=name, text=in_one_line(words))
    placed = _placed(record, notes)
    for note in placed.get(-1, ()):
        yield _note(note)
    for place, paragraph in enumerate(found.paragraphs):
        mark = portion(paragraph.marking)
        number = "" if paragraph.number is None else f"{paragraph.number}."
        label = joined_label(number, mark, marking_words(paragraph.marking) if mark else "")
        text = paragraph.text.strip("\n")
        heading = in_one_line(paragraph.heading or "")
        if heading and not in_one_line(text).startswith(heading):
            yield Block(kind=Kind.TEXT, label=label, text=heading)
            label = ""
        for passage in passages(text, _NO_LINKS):
            said = "".join(piece.text for piece in passage.pieces)
            yield Block(kind=Kind.TABLE if passage.is_table else Kind.TEXT, label=label, text=said)
            label = ""
        for note in placed.get(place, ()):
            yield _note(note)
    if not found.paragraphs and found.source_text:
        yield Block(kind=Kind.TABLE, text=found.source_text[:LONGEST_TEXT])
    if found.signature:
        yield Block(kind=Kind.SIGNATURE, text=in_one_line(found.signature))
    yield banner


def joined_label(number: str, mark: str, words: str) -> str:
    """Return what stands before a paragraph: `4. (C, Confidential)`."""
    inner = mark.strip("()")
    said = f"({inner}, {words})" if words and words.casefold() != inner.casefold() else mark
    return " ".join(part for part in (number, said) if part)


def _reference(reference: dict[str, Any]) -> str:
    label = f"{reference['label']}) " if reference["label"] else ""
    return f"{label}{reference['mrn'] or reference['text']}"


def _placed(record: dict[str, Any], notes: tuple[Note, ...]) -> dict[int, list[Note]]:
    """Return notes by the paragraph behind which they stand, those of none under -1."""
    paragraphs = [(each["number"], each["text"]) for each in record["paragraphs"]]
    numbers = [number for number, _ in paragraphs]
    placed: dict[int, list[Note]] = {}
    for note in notes:
        at = None if note.passage is None else anchored(note.passage, paragraphs)
        if at is not None:
            place = at.paragraph
        elif note.passage is not None and numbers.count(note.passage.paragraph) == 1:
            place = numbers.index(note.passage.paragraph)
        else:
            place = -1
        placed.setdefault(place, []).append(note)
    return placed


def _note(note: Note) -> Block:
    quoted = note.passage.exact if note.passage else ""
    on = f" on “{quoted[:200]}{'…' if len(quoted) > 200 else ''}”" if quoted else ""
    return Block(kind=Kind.NOTE, label=f"Note{on}", text=note.body)
