"""Where withheld words still stand: in the cable itself, its copies, others, and what went out.

How they are looked for is said in `hidden`. Nothing that is found is quoted: a place says which
portion's words stand there, and how many runs of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cablegram.access import may_read
from cablegram.archive.desk.pointing import point_to
from cablegram.archive.view import view_folder
from cablegram.release.hidden import Sought, hidden_words
from cablegram.release.reviewing import open_text, rulings_for, subjects_of
from cablegram.search.records import all_found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from cablegram.archive import Summary
    from cablegram.archive.desk import Desk
    from cablegram.archive.reviewing import Kept, Reviews
    from cablegram.release.deciding import Share
    from cablegram.release.reviewing import Case, Subject
    from cablegram.search import Archive


class Where(StrEnum):
    """The kind of a place."""

    ITSELF = "the released part of the cable itself"
    COPY = "another copy or section"
    CABLE = "another cable"
    INDEX = "the index of that audience"
    NOTE = "a note"
    DOSSIER = "a dossier"
    SEARCH = "a saved search"
    RELEASED = "a file that went out"
    FOLDER = "a file of the folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place where withheld words stand.

    Attributes:
        where: What it is.
        name: Which: a number, a source, the word that stands for it.
        portion: Of which portion words stand there.
        runs: How many different runs.
        is_open: Whether the audience may see that place.
    """

    where: Where
    name: str
    portion: str
    runs: int
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """All that is looked through, as the reviewer sees it.

    Attributes:
        archive: The cables.
        whole: The archive of which the audience's class may have been made.
        desk: Notes, dossiers, searches.
        reviews: What is ruled.
        kept: What went out.
        case: For whom.
    """

    archive: Archive
    whole: Archive
    desk: Desk
    reviews: Reviews
    kept: Kept
    case: Case


def standing(
    looking: Looking,
    subject: Subject,
    shares: Sequence[Share],
    *,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Place]:
    """Yield where withheld words of a cable still stand, in the order of `Where`.

    Every cable that holds a run of them is looked at, in memory that does not grow with their
    number: of each it is remembered by one bit that it was seen.

    Args:
        looking: What is looked through.
        subject: The cable.
        shares: What goes out of it.
        progress: Called with the number of cables and files looked at so far.
    """
    sought = Sought((each.portion, each) for each in hidden_words(shares))
    counting = _Counting(progress)
    yield from _itself(sought, shares, subject)
    yield from _copies(looking, sought, subject)
    yield from _cables(looking, sought, subject, counting)
    yield from _index(looking, sought, subject, counting)
    yield from _desk(looking, sought)
    yield from _released(looking, sought, counting)


class _Counting:
    """Tells how many were looked at."""

    def __init__(self, progress: Callable[[int], None] | None) -> None:
        self._count = 0
        self._progress = progress

    def one(self) -> None:
        self._count += 1
        if self._progress is not None:
            self._progress(self._count)


def _places(
    sought: Sought[str], where: Where, name: str, text: str, *, is_open: bool
) -> Iterator[Place]:
    for portion, runs in sought.found(text):
        yield Place(where=where, name=name, portion=portion, runs=runs, is_open=is_open)


def _itself(sought: Sought[str], shares: Sequence[Share], subject: Subject) -> Iterator[Place]:
    for share in shares:
        text = open_text((share,))
        name = f"{subject.record['mrn'] or 'it'} {share.portion.key}"
        yield from _places(sought, Where.ITSELF, name, text, is_open=True)


def _in_record(
    looking: Looking, sought: Sought[str], where: Where, summary: Summary, name: str
) -> Iterator[Place]:
    """Yield the places in a cable: open ones by what the audience gets of it, else shut ones."""
    case = looking.case
    pointer = point_to(looking.archive, summary)
    rulings = rulings_for(looking.reviews, pointer, case.audience, case.policy)
    is_known = subjects_of(looking.archive, pointer)
    shares = case.shares(looking.archive.record(summary.cable_id), rulings if is_known else ())
    for share in shares:
        found = sought.found(share.portion.text)
        seen = dict(sought.found(open_text((share,)))) if found else {}
        for portion, runs in found:
            yield Place(
                where=where, name=f"{name} {share.portion.key}", portion=portion, runs=runs,
                is_open=portion in seen,
            )  # fmt: skip


def _copies(looking: Looking, sought: Sought[str], subject: Subject) -> Iterator[Place]:
    for copy in looking.archive.witnesses(subject.summary.cable_id):
        if copy.cable_id != subject.summary.cable_id:
            yield from _in_record(looking, sought, Where.COPY, copy, copy.source)


def _found(
    archive: Archive, sought: Sought[str], but: Iterable[int], counting: _Counting
) -> Iterator[tuple[Summary, str]]:
    """Yield each cable in which the index has a run of what is withheld, once, with its name."""
    seen = bytearray(archive.ready().highest_id // 8 + 1)
    for each in but:
        _mark(seen, each)
    for query in sought.queries():
        for cable in all_found(archive, query):
            if _mark(seen, cable.cable_id):
                counting.one()
                yield cable, str(cable.mrn or cable.source)


def _mark(seen: bytearray, number: int) -> bool:
    """Remember a number, and tell whether it was not there before."""
    place, bit = number >> 3, 1 << (number & 7)
    if place >= len(seen):
        seen.extend(bytes(place + 1 - len(seen)))
    is_new = not seen[place] & bit
    seen[place] |= bit
    return is_new


def _cables(
    looking: Looking, sought: Sought[str], subject: Subject, counting: _Counting
) -> Iterator[Place]:
    copies = looking.archive.witnesses(subject.summary.cable_id)
    but = [each.cable_id for each in copies]
    for cable, name in _found(looking.archive, sought, but, counting):
        yield from _in_record(looking, sought, Where.CABLE, cable, name)


def _index(
    looking: Looking, sought: Sought[str], subject: Subject, counting: _Counting
) -> Iterator[Place]:
    """Yield where the reading room shows it to the audience, if it has been there.

    The room goes by the marks alone: what a ruling withholds in an open portion stands there.
    """
    case = looking.case
    folder: Path = view_folder(looking.whole, case.audience.reader, case.policy, case.today)
    if not folder.exists():
        return
    view = looking.whole.seen_by(case.audience.reader, policy=case.policy, today=case.today)
    for cable, name in _found(view, sought, (), counting):
        record = view.record(cable.cable_id)
        texts = [record["subject"] or "", *(each["text"] for each in record["paragraphs"])]
        if not record["paragraphs"]:
            texts.append(record["source_text"])
        where = "the cable itself" if record["mrn"] == subject.record["mrn"] else name
        yield from _places(sought, Where.INDEX, where, "\n".join(texts), is_open=True)


def _desk(looking: Looking, sought: Sought[str]) -> Iterator[Place]:
    """Yield where people have written it; open if it was written under no more than they have."""
    for note in looking.desk.notes():
        quoted = note.passage.exact if note.passage else ""
        text = f"{note.body}\n{quoted}\n{note.pointer.title}"
        yield from _places(sought, Where.NOTE, note.note_id, text, is_open=False)
    for each in looking.desk.dossiers():
        dossier = looking.desk.dossier(each.dossier_id)
        items = "\n".join(f"{item.note}\n{item.pointer.title}" for item in dossier.items)
        text = f"{dossier.name}\n{dossier.description}\n{items}"
        yield from _places(sought, Where.DOSSIER, dossier.dossier_id, text, is_open=False)
    for search in looking.desk.searches():
        text = f"{search.name}\n{search.query}"
        yield from _places(sought, Where.SEARCH, search.search_id, text, is_open=False)


def _released(looking: Looking, sought: Sought[str], counting: _Counting) -> Iterator[Place]:
    case = looking.case
    for file in looking.kept.all_released():
        counting.one()
        number = file.pointer.mrn or file.file_sha256[:12]
        name = f"{number} released {file.made_at.date().isoformat()} to {file.label}"
        is_open = may_read(case.audience.reader, file.audience, case.policy)
        yield from _places(sought, Where.RELEASED, name, file.content, is_open=is_open)
