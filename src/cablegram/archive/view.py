"""What a class of readers sees of an archive: an archive of its own.

It lies in the folder `classes` of the whole one and is filed, by the same code, from the cables as
the class may see them: reduced first, and only then compared with others of their number, joined,
counted, cited. So nothing that comes out of it can depend on what the class may not see. It is
derived: thrown away when the archive forgets something, made anew when it is asked for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from cablegram.access import Reader, clearance_class, visible
from cablegram.archive.dictionaries import transaction
from cablegram.archive.ingest import ingest
from cablegram.archive.lock import ArchiveBusy, writing
from cablegram.archive.rows import Item
from cablegram.archive.schema import DATABASE_NAME, schema_version
from cablegram.archive.years import correct_years
from cablegram.model import Cable
from cablegram.read.paragraphs import paragraph_references

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cablegram.archive.store import Store

    Kind = TypeVar("Kind", bound=Store)

CLASSES_FOLDER: Final = "classes"
#: Raised when the same cable would be reduced otherwise than before.
VIEW_FORMAT: Final = 1
#: Cables between two notes of how far it is: what a crash can make it look at again.
AT_ONCE: Final = 10_000
#: Fewer are not worth other processes.
FEW: Final = 2_000

HIGHEST = "SELECT coalesce(max(id), 0) FROM cable WHERE position >= 0"


def view_folder(whole: Store, reader: Reader) -> Path:
    """Return the folder of the archive of a reader's class."""
    name = f"{clearance_class(reader)}-{VIEW_FORMAT}.{schema_version()}-{whole.identity}"
    return whole.folder / CLASSES_FOLDER / name


def views(whole: Kind) -> Iterator[Kind]:
    """Yield the archives of classes that there are, as they are, each open until the next.

    What is left of other formats is of no account: it is never opened.
    """
    pattern = f"*-{VIEW_FORMAT}.{schema_version()}-{whole.identity}"
    for folder in sorted((whole.folder / CLASSES_FOLDER).glob(pattern)):
        if (folder / DATABASE_NAME).is_file():
            with whole.open(folder) as view:
                yield view


def cables_behind(view: Store, whole: Store) -> int:
    """Return how far the archive of a class is behind the whole one; negative if it is ahead."""
    return _highest(whole) - _noted(view)


def has_turned_back(view: Store, whole: Store) -> bool:
    """Tell whether the archive of a class knows of what the whole one does not have any more."""
    return cables_behind(view, whole) < 0


def bring_up(
    view: Store,
    whole: Store,
    reader: Reader,
    *,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> int:
    """File in the archive of a class what the whole one has and it has not.

    If another process is at it, and something was filed before, it is left to that process.

    Args:
        view: The archive of the class.
        whole: The archive that it is made of.
        reader: One of the class.
        workers: Processes, as for `Store.ingest`.
        progress: Called now and then with the number of cables looked at.

    Returns:
        How many cables were looked at.

    Raises:
        ArchiveError: If the folder cannot be written.
    """
    begun = _noted(view)
    # The years are corrected last: a process may have ended just before.
    if begun >= _highest(whole) and view.followed() == view.highest_id():
        return 0
    try:
        with writing(view.folder, wait=not begun), view.connection() as connection:
            return _file(connection, view, whole, reader, workers=workers, progress=progress)
    except ArchiveBusy:
        return 0


def _file(
    connection: sqlite3.Connection,
    view: Store,
    whole: Store,
    reader: Reader,
    *,
    workers: int,
    progress: Callable[[int], None] | None,
) -> int:
    seen = 0
    if not (last := _noted(view)):
        # The same archive and class always have the same name, for pages that go on.
        connection.execute("UPDATE archive SET identity = ?", (view.folder.name,))
    while last < (highest := _highest(whole)):
        feed = _Feed(whole, reader, last)
        used = workers if highest - last > FEW else 1
        ingest(connection, iter(feed), read_seen, workers=used, progress=None)
        last = feed.last
        seen += feed.looked_at
        with transaction(connection):
            connection.execute("DELETE FROM looked_at")
            connection.execute("INSERT INTO looked_at VALUES (?)", (last,))
        if progress is not None:
            progress(seen)
    correct_years(view)
    return seen


def read_seen(source: str, data: bytes) -> tuple[Cable, ...]:
    """Return the cable of an item that `bring_up` files."""
    del source  # what the class may know of it stands in the data
    cable = Cable.from_dict(msgspec.json.decode(data))
    return (cable if cable.source_text else _with_mentions(cable),)


def _with_mentions(cable: Cable) -> Cable:
    """Read again which numbers the paragraphs name, by nothing but their own texts."""
    if cable.references is not None:
        return cable
    paragraphs = tuple(
        replace(each, references=paragraph_references(each.text)) for each in cable.paragraphs
    )
    return replace(cable, paragraphs=paragraphs)


class _Feed:
    """The next cables of an archive, as a class sees them."""

    def __init__(self, whole: Store, reader: Reader, last: int) -> None:
        self._whole = whole
        self._reader = reader
        self.last = last
        self.looked_at = 0

    def __iter__(self) -> Iterator[Item]:
        for cable_id, source, record in self._whole.copies_after(self.last, AT_ONCE):
            self.last = cable_id
            self.looked_at += 1
            seen = visible(record, self._reader)
            if seen is not None:
                # Without the name of the file, so that what looks the same is the same.
                data = msgspec.json.encode({**seen, "source": None})
                yield Item(source=source, data=data, raw=b"")


def _highest(whole: Store) -> int:
    return int(whole.rows(HIGHEST)[0][0])


def _noted(view: Store) -> int:
    return int(view.rows("SELECT coalesce(max(cable_id), 0) FROM looked_at")[0][0])
