"""What goes from the desk when a cable is forgotten: what it was quoted with.

What people have written stays, without the words of the forgotten text. So that no eye must go
through it, every run of five words or more that stands in that text is taken out of every note,
description, name and query, whoever wrote it and wherever; a run that also stands in a copy of the
message which stays is left. Quotations of its passages, and the subject by which a dossier knows
it, go whatever their length. Its number stays: it is cited, like any that is not held.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    Run = tuple[str, ...]

RUN_WORDS: Final = 5
TAKEN_OUT: Final = "[forgotten]"
#: Tables with the columns that people write, and how a row is known again.
WRITTEN: Final = (
    ("dossier", "id", ("name", "description")),
    ("dossier_item", "dossier_id || ' ' || id", ("note",)),
    ("note", "id", ("body",)),
    ("saved_search", "id", ("name", "query")),
    ("subscription", "id", ("name", "what")),
    ("ruling", "review_id || ' ' || number", ("note", "authority")),
    ("review_step", "review_id || ' ' || number", ("note",)),
)
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A cable that is forgotten, as what is on the desk may point to it.

    Attributes:
        mrns: Its number and its further ones.
        sha256: The hash of its witness, in hexadecimal.
        position: Which cable of the witness.
        day: Its date as written in the tables.
        title: Its subject.
        texts: All that it says: source text, subject, paragraphs.
    """

    mrns: tuple[str, ...]
    sha256: str
    position: int
    day: str | None
    title: str
    texts: tuple[str, ...]


def forget_on_desk(
    connection: sqlite3.Connection, gone: Iterable[Gone], staying: Iterable[str]
) -> None:
    """Take out of the desk what it has from cables that are forgotten.

    Args:
        connection: With a transaction open.
        gone: The cables; they are taken one after the other.
        staying: The texts of other cables of the same numbers, which stay.
    """
    written = list(_written(connection))
    known = {run for _, _, values in written for text in values for run in _runs(text)}
    taken: set[Run] = set()
    staying = tuple(staying)
    still = " ".join(" ".join(staying).split())
    for cable in gone:
        for text in cable.texts:
            taken.update(run for run in _runs(text) if run in known)
        for where, values in _pointing(cable):
            _forget_quotes(connection, where, values, still)
    for text in staying:
        taken.difference_update(_runs(text))
    if not taken:
        return
    for (table, key, columns), row_key, texts in written:
        changed = [without(text, taken) for text in texts]
        if changed != texts:
            sets = ", ".join(f"{name} = ?" for name in columns)
            query = f"UPDATE {table} SET {sets} WHERE {key} = ?"  # noqa: S608 (ours)
            connection.execute(query, (*changed, row_key))


def without(text: str, taken: set[Run]) -> str:
    """Return a text without runs of words.

    >>> without("He wrote: the dredgers sail at dawn tomorrow, I think.",
    ...         {("the", "dredgers", "sail", "at", "dawn")})
    'He wrote: [forgotten] tomorrow, I think.'
    """
    words = list(_WORD.finditer(text))
    said = [each[0].casefold() for each in words]
    is_gone = [False] * len(words)
    for start in range(len(words) - RUN_WORDS + 1):
        if tuple(said[start : start + RUN_WORDS]) in taken:
            is_gone[start : start + RUN_WORDS] = [True] * RUN_WORDS
    pieces: list[str] = []
    done = place = 0
    while place < len(words):
        first = place
        while place < len(words) and is_gone[place]:
            place += 1
        if place > first:
            pieces += [text[done : words[first].start()], TAKEN_OUT]
            done = words[place - 1].end()
        else:
            place += 1
    return "".join([*pieces, text[done:]])


def _runs(text: str) -> Iterator[Run]:
    words = [each[0].casefold() for each in _WORD.finditer(text)]
    for start in range(len(words) - RUN_WORDS + 1):
        yield tuple(words[start : start + RUN_WORDS])


def _written(
    connection: sqlite3.Connection,
) -> Iterator[tuple[tuple[str, str, tuple[str, ...]], str, list[str]]]:
    """Yield all that people have written: where, the key of the row, the texts."""
    for place in WRITTEN:
        table, key, columns = place
        query = f"SELECT {key}, {', '.join(columns)} FROM {table}"  # noqa: S608 (ours)
        for row_key, *texts in connection.execute(query).fetchall():
            yield place, row_key, texts


def _pointing(cable: Gone) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Yield conditions for the rows that point to a cable."""
    for mrn in cable.mrns:
        yield "mrn = ?", (mrn,)
    if not cable.mrns:
        yield "mrn IS NULL AND sha256 = ? AND position = ?", (cable.sha256, cable.position)
        if cable.title and cable.day:
            yield "mrn IS NULL AND day = ? AND title = ?", (cable.day, cable.title)


def _forget_quotes(
    connection: sqlite3.Connection, where: str, values: tuple[object, ...], still: str
) -> None:
    """Take quotations and subjects of one cable out of the rows that point to it."""
    for table, key, columns in (
        ("note", "id", ("exact", "prefix", "suffix", "title")),
        ("dossier_item", "dossier_id || ' ' || id", ("title",)),
        ("alert", "id", ("title",)),
        ("review", "id", ("title",)),
        ("released_file", "id", ("title", "content")),
    ):
        query = f"SELECT {key}, {', '.join(columns)} FROM {table} WHERE {where}"  # noqa: S608
        for row_key, *texts in connection.execute(query, values).fetchall():
            if all(" ".join(text.split()) in still for text in texts):
                continue
            sets = ", ".join(f"{name} = ''" for name in columns)
            connection.execute(
                f"UPDATE {table} SET {sets}, sha256 = '' WHERE {key} = ?",  # noqa: S608
                (row_key,),
            )
