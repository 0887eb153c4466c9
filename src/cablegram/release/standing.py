"""Where withheld words still stand: in the cable itself, its copies, others, and what went out.

A withheld stretch of five words or more is looked for by its runs of five words; a shorter one,
such as a name or a number, as it is, and if it is cut out of a portion, by each of its words that
has a capital. Case, signs and line ends do not count. Nothing that is found is quoted: a place says
which portion's words stand there, and how many runs of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cablegram.access import may_read
from cablegram.archive.view import view_folder
from cablegram.release.reviewing import open_text, rulings_for, subjects_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from cablegram.archive.desk import Desk
    from cablegram.archive.reviewing import Kept, Reviews
    from cablegram.release.deciding import Share
    from cablegram.release.reviewing import Case, Subject
    from cablegram.search import Archive

RUN_WORDS: Final = 5
#: A lone word of fewer letters stands everywhere.
LEAST_LETTERS: Final = 3
#: Letters of a word with a capital that is looked for by itself.
LEAST_OF_A_NAME: Final = 4
#: Phrases that are searched for of one stretch, from its beginning to its end.
PHRASES: Final = 6
#: Cables that are looked at for one phrase.
MOST_CABLES: Final = 100
_WORD: Final = re.compile(r"[^\W_]+")


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


@dataclass(frozen=True, slots=True)
class Hidden:
    """The words of what is withheld of a portion."""

    portion: str
    runs: frozenset[tuple[str, ...]]
    phrases: tuple[str, ...]

    def count(self, text: str) -> int:
        """Return how many of the runs stand in a text."""
        words = tuple(each.casefold() for each in _WORD.findall(text))
        found: set[tuple[str, ...]] = set()
        for size in {len(run) for run in self.runs}:
            found |= {
                run
                for start in range(len(words) - size + 1)
                if (run := words[start : start + size]) in self.runs
            }
        return len(found)


def hidden_words(shares: Iterable[Share]) -> tuple[Hidden, ...]:
    """Return what is withheld of each portion, as it is looked for."""
    made = []
    for share in shares:
        runs: set[tuple[str, ...]] = set()
        phrases: list[str] = []
        for start, end in share.withheld:
            written = _WORD.findall(share.portion.text[start:end])
            words = tuple(each.casefold() for each in written)
            if len(words) >= RUN_WORDS:
                found = [words[n : n + RUN_WORDS] for n in range(len(words) - RUN_WORDS + 1)]
                step = max(1, len(found) // PHRASES)
                phrases += [" ".join(each) for each in found[::step][:PHRASES]]
                runs.update(found)
            elif words and (len(words) > 1 or len(words[0]) >= LEAST_LETTERS):
                # And the parts of a name: the next sentence has but one of them.
                is_cut_out = end - start < len(share.portion.text)
                names = [
                    word
                    for word in written
                    if is_cut_out and len(word) >= LEAST_OF_A_NAME and word[0].isupper()
                ]
                found = [words, *((each.casefold(),) for each in names)]
                phrases += [" ".join(each) for each in found]
                runs.update(found)
        if runs:
            made.append(Hidden(share.portion.key, frozenset(runs), tuple(phrases)))
    return tuple(made)


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


def standing(looking: Looking, subject: Subject, shares: Sequence[Share]) -> tuple[Place, ...]:
    """Return where withheld words of a cable still stand, what is open first."""
    hidden = hidden_words(shares)
    found = [
        *_itself(hidden, shares, subject),
        *_copies(looking, hidden, subject),
        *_cables(looking, hidden, subject),
        *_index(looking, hidden, subject),
        *_desk(looking, hidden),
        *_released(looking, hidden),
    ]
    return tuple(sorted(found, key=lambda each: not each.is_open))


def _places(
    hidden: Sequence[Hidden], where: Where, name: str, text: str, *, is_open: bool
) -> Iterator[Place]:
    for each in hidden:
        if runs := each.count(text):
            yield Place(where=where, name=name, portion=each.portion, runs=runs, is_open=is_open)


def _itself(hidden: Sequence[Hidden], shares: Sequence[Share], subject: Subject) -> Iterator[Place]:
    for share in shares:
        text = open_text((share,))
        name = f"{subject.record['mrn'] or 'it'} {share.portion.key}"
        yield from _places(hidden, Where.ITSELF, name, text, is_open=True)


def _in_record(
    looking: Looking, hidden: Sequence[Hidden], where: Where, cable_id: int, name: str
) -> Iterator[Place]:
    """Yield the places in a cable: open ones by what the audience gets of it, else shut ones."""
    case = looking.case
    record = looking.archive.record(cable_id)
    summary = looking.archive.summaries([cable_id])[cable_id]
    from cablegram.archive.desk.pointing import point_to  # noqa: PLC0415

    pointer = point_to(looking.archive, summary)
    rulings = rulings_for(looking.reviews, pointer, case.audience, case.policy)
    is_known = subjects_of(looking.archive, pointer)
    shares = case.shares(record, rulings if is_known else ())
    for share in shares:
        seen = open_text((share,))
        for each in hidden:
            if runs := each.count(share.portion.text):
                yield Place(
                    where=where, name=f"{name} {share.portion.key}", portion=each.portion,
                    runs=runs, is_open=bool(each.count(seen)),
                )  # fmt: skip


def _copies(looking: Looking, hidden: Sequence[Hidden], subject: Subject) -> Iterator[Place]:
    for copy in looking.archive.witnesses(subject.summary.cable_id):
        if copy.cable_id != subject.summary.cable_id:
            yield from _in_record(looking, hidden, Where.COPY, copy.cable_id, copy.source)


def _found(
    archive: Archive, hidden: Sequence[Hidden], but: frozenset[int]
) -> Iterator[tuple[int, str]]:
    """Yield cables, with their numbers, in which the index has a phrase of what is withheld."""
    seen = set(but)
    for phrase in dict.fromkeys(phrase for each in hidden for phrase in each.phrases):
        hits = archive.search(f'"{phrase}"', limit=MOST_CABLES, with_snippets=False).hits
        for hit in hits:
            if hit.cable.cable_id not in seen:
                seen.add(hit.cable.cable_id)
                yield hit.cable.cable_id, str(hit.cable.mrn or hit.cable.source)


def _cables(looking: Looking, hidden: Sequence[Hidden], subject: Subject) -> Iterator[Place]:
    copies = looking.archive.witnesses(subject.summary.cable_id)
    but = frozenset(each.cable_id for each in copies)
    for cable_id, name in _found(looking.archive, hidden, but):
        yield from _in_record(looking, hidden, Where.CABLE, cable_id, name)


def _index(looking: Looking, hidden: Sequence[Hidden], subject: Subject) -> Iterator[Place]:
    """Yield where the reading room shows it to the audience, if it has been there.

    The room goes by the marks alone: what a ruling withholds in an open portion stands there.
    """
    case = looking.case
    folder: Path = view_folder(looking.whole, case.audience.reader, case.policy, case.today)
    if not folder.exists():
        return
    view = looking.whole.seen_by(case.audience.reader, policy=case.policy, today=case.today)
    for cable_id, name in _found(view, hidden, frozenset()):
        record = view.record(cable_id)
        texts = [record["subject"] or "", *(each["text"] for each in record["paragraphs"])]
        if not record["paragraphs"]:
            texts.append(record["source_text"])
        where = "the cable itself" if record["mrn"] == subject.record["mrn"] else name
        yield from _places(hidden, Where.INDEX, where, "\n".join(texts), is_open=True)


def _desk(looking: Looking, hidden: Sequence[Hidden]) -> Iterator[Place]:
    """Yield where people have written it; open if it was written under no more than they have."""
    for note in looking.desk.notes():
        quoted = note.passage.exact if note.passage else ""
        text = f"{note.body}\n{quoted}\n{note.pointer.title}"
        yield from _places(hidden, Where.NOTE, note.note_id, text, is_open=False)
    for each in looking.desk.dossiers():
        dossier = looking.desk.dossier(each.dossier_id)
        items = "\n".join(f"{item.note}\n{item.pointer.title}" for item in dossier.items)
        text = f"{dossier.name}\n{dossier.description}\n{items}"
        yield from _places(hidden, Where.DOSSIER, dossier.dossier_id, text, is_open=False)
    for search in looking.desk.searches():
        text = f"{search.name}\n{search.query}"
        yield from _places(hidden, Where.SEARCH, search.search_id, text, is_open=False)


def _released(looking: Looking, hidden: Sequence[Hidden]) -> Iterator[Place]:
    case = looking.case
    for file in looking.kept.all_released():
        number = file.pointer.mrn or file.file_sha256[:12]
        name = f"{number} released {file.made_at.date().isoformat()} to {file.label}"
        is_open = may_read(case.audience.reader, file.audience, case.policy)
        yield from _places(hidden, Where.RELEASED, name, file.content, is_open=is_open)
