"""What a class of readers sees of an archive: an archive of its own.

It lies in the folder `classes` of the whole one and is filed, by the same code, from the cables as
the class may see them: reduced first, and only then compared with others of their number, joined,
counted, cited. So nothing that comes out of it can depend on what the class may not see. It is
derived: thrown away when the archive forgets something, made anew when it is asked for.

It is the archive of one day, which stands in its name: all in it was decided as of that day. It
notes the next day on which one of its cables may be decided otherwise (an embargo ends). From that
day on another is made, and the old one thrown away.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from cablegram.access import clearance_class, decide, reduced
from cablegram.archive.class_folders import CLASSES_FOLDER, GONE, mark_of, note_use, throw_away
from cablegram.archive.dictionaries import transaction
from cablegram.archive.ingest import ingest
from cablegram.archive.lock import ArchiveBusy, writing
from cablegram.archive.rows import Item
from cablegram.archive.schema import DATABASE_NAME, schema_version
from cablegram.archive.years import correct_years
from cablegram.errors import ArchiveError
from cablegram.model import Cable
from cablegram.read.paragraphs import paragraph_references

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cablegram.access import Policy, Reader
    from cablegram.archive.listed import Summary
    from cablegram.archive.store import Store
    from cablegram.model import MRN

    Kind = TypeVar("Kind", bound=Store)

#: Raised when the same cable would be reduced otherwise than before.
VIEW_FORMAT: Final = 2
#: Before the digest of a policy that is not that of the whole archive.
GIVEN: Final = "given-"
CHANGES_NAME: Final = "changes-on"
#: Cables between two notes of how far it is: what a crash can make it look at again.
AT_ONCE: Final = 10_000
#: Fewer are not worth other processes.
FEW: Final = 2_000

HIGHEST = "SELECT coalesce(max(id), 0) FROM cable WHERE position >= 0"


def view_of(
    whole: Kind,
    views: dict[Path, Kind],
    reader: Reader,
    policy: Policy,
    today: dt.date,
    *,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Kind:
    """Return the archive of a reader's class, brought up to date; `Store.seen_by` tells the rest.

    Args:
        whole: The archive that it is made of.
        views: The archives of classes that are open, to which it is added.
        reader: One of the class.
        policy: By which it is decided.
        today: The day.
        workers: Processes, as for `Store.ingest`.
        progress: Called now and then with the number of cables looked at.
    """
    while True:
        folder = view_folder(whole, reader, policy, today)
        view = views.get(folder)
        if view is not None and view.mark != mark_of(folder):
            views.pop(folder).close()  # it was thrown away meanwhile
            view = None
        if view is None:
            view = views[folder] = _opened(whole, folder)
        note_use(folder)
        bring_up(view, whole, reader, policy, workers=workers, progress=progress)
        # What was filed just now may be of a day that this one is too old for: once more, then.
        if holds_on(folder, today):
            drop_outlived(folder, whole)
            # Not what is returned: another process, by another policy, may have thrown it away just
            # now, and what is open can be read.
            for gone in [each for each in views if each != folder and not each.exists()]:
                views.pop(gone).close()
            return view


def _opened(whole: Kind, folder: Path) -> Kind:
    """Open the archive of a class; one that knows more than the whole one now begins anew."""
    view = whole.open(folder, create=True)
    if has_turned_back(view, whole):
        view.close()
        throw_away(folder, whole.folder / CLASSES_FOLDER)
        view = whole.open(folder, create=True)
    view.mark = mark_of(folder)
    return view


def view_folder(whole: Store, reader: Reader, policy: Policy, today: dt.date) -> Path:
    """Return the folder of the archive of a reader's class that holds on a day.

    Raises:
        InvalidReader: If the policy has not the reader's level, or not one of his groups.
    """
    given = "" if policy.digest == whole.policy.digest else GIVEN
    folder = whole.folder / CLASSES_FOLDER / f"{given}{policy.digest}"
    name = f"{clearance_class(reader, policy)}-{_made_as(whole)}"
    # Days in ISO 8601 stand in the order of time.
    now = folder / f"{name}@{today.isoformat()}"
    last = max((path for path in folder.glob(f"{name}@*") if path <= now), default=now)
    return last if holds_on(last, today) else now


def is_made_so(folder: Path, whole: Store) -> bool:
    """Tell whether a folder has a name that an archive of a class gets from this version."""
    return folder.name.rpartition("@")[0].endswith(f"-{_made_as(whole)}")


def _made_as(whole: Store) -> str:
    return f"{VIEW_FORMAT}.{schema_version()}-{whole.identity}"


def holds_on(folder: Path, today: dt.date) -> bool:
    """Tell whether what the archive of a class has is still what its class may see."""
    noted = _changes_on(folder)
    return noted is None or today < noted


def drop_outlived(folder: Path, whole: Store) -> None:
    """Throw away what an archive of a class takes the place of.

    That is those of the same class of earlier days, and those of other policies: among the given
    ones if it is by a given policy, else among the archive's own, unless that has changed since.
    """
    is_given = folder.parent.name.startswith(GIVEN)
    if not is_given and folder.parent.name != whole.policy.digest:
        return
    classes = folder.parent.parent
    for other in list(classes.iterdir()):
        if other == folder.parent or other.name.startswith(GONE):
            continue
        if other.name.startswith(GIVEN) is is_given:
            throw_away(other, classes)
    name, _, day = folder.name.rpartition("@")
    for other in folder.parent.glob(f"{name}@*"):
        if other.name.rpartition("@")[2] < day:
            throw_away(other, classes)


def views(whole: Kind) -> Iterator[Kind]:
    """Yield the archives of classes that there are, as they are, each open until the next.

    What is left of other formats is of no account: it is never opened.
    """
    for folder in sorted((whole.folder / CLASSES_FOLDER).glob(f"*/*-{_made_as(whole)}@*")):
        if (folder / DATABASE_NAME).is_file():
            with whole.open(folder) as view:
                yield view


def copies_of(whole: Store, mrn: MRN) -> Iterator[tuple[Summary, dict[str, Any]]]:
    """Yield every copy of a number with its record, as archives of classes are made of them.

    What was joined of sections does not come: each section is decided by itself.
    """
    for message in whole.find(mrn):
        for copy in whole.witnesses(message.cable_id):
            if whole.rows("SELECT 1 FROM cable WHERE id = ? AND position >= 0", (copy.cable_id,)):
                yield copy, {**whole.record(copy.cable_id), "source": copy.source}


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
    policy: Policy,
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
        policy: By which it is decided, as of the day of the folder.
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
            feed = _Feed(whole, reader, policy, _day_of(view.folder))
            return _file(connection, view, feed, workers=workers, progress=progress)
    except ArchiveBusy:
        return 0


def _file(
    connection: sqlite3.Connection,
    view: Store,
    feed: _Feed,
    *,
    workers: int,
    progress: Callable[[int], None] | None,
) -> int:
    feed.last = _noted(view)
    if not feed.last:
        # The same archive and class always have the same name, for pages that go on.
        connection.execute("UPDATE archive SET identity = ?", (view.folder.name,))
    while feed.last < (highest := _highest(feed.whole)):
        used = workers if highest - feed.last > FEW else 1
        ingest(connection, iter(feed), read_seen, workers=used, progress=None)
        # Before the note of how far it is: what is not noted is looked at again.
        _note_change(view.folder, feed.changes_on)
        with transaction(connection):
            connection.execute("DELETE FROM looked_at")
            connection.execute("INSERT INTO looked_at VALUES (?)", (feed.last,))
        if progress is not None:
            progress(feed.looked_at)
    correct_years(view)
    return feed.looked_at


def read_seen(source: str, data: bytes) -> tuple[Cable, ...]:
    """Return the cable of an item that `bring_up` files."""
    del source  # what the class may know of it stands in the data
    return (with_mentions(Cable.from_dict(msgspec.json.decode(data))),)


def with_mentions(cable: Cable) -> Cable:
    """Read again which numbers the paragraphs name, by nothing but their own texts.

    That is so for a cable of which a part is seen, and no reference.
    """
    if cable.source_text or cable.references is not None:
        return cable
    paragraphs = tuple(
        replace(each, references=paragraph_references(each.text)) for each in cable.paragraphs
    )
    return replace(cable, paragraphs=paragraphs)


class _Feed:
    """The next cables of an archive, as a class sees them, and when that changes."""

    def __init__(self, whole: Store, reader: Reader, policy: Policy, day: dt.date) -> None:
        self.whole = whole
        self._reader = reader
        self._policy = policy
        self._day = day
        self.last = 0
        self.looked_at = 0
        self.changes_on: dt.date | None = None

    def __iter__(self) -> Iterator[Item]:
        for cable_id, source, record in self.whole.copies_after(self.last, AT_ONCE):
            self.last = cable_id
            self.looked_at += 1
            record["source"] = source
            decided = decide(self._reader, record, self._policy, self._day)
            self.changes_on = _earlier(self.changes_on, decided.changes_on)
            seen = reduced(record, decided)
            if seen is not None:
                # Without the name of the file, so that what looks the same is the same.
                data = msgspec.json.encode({**seen, "source": None})
                yield Item(source=source, data=data, raw=b"")


def _earlier(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _day_of(folder: Path) -> dt.date:
    return dt.date.fromisoformat(folder.name.rpartition("@")[2])


def _changes_on(folder: Path) -> dt.date | None:
    """Return the next day on which a cable of a class may be decided otherwise.

    A note that cannot be read counts as none: time only opens, so what is shut stays so.
    """
    try:
        return dt.date.fromisoformat((folder / CHANGES_NAME).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None


def _note_change(folder: Path, day: dt.date | None) -> None:
    earliest = _earlier(_changes_on(folder), day)
    if earliest is None or earliest == _changes_on(folder):
        return
    written = folder / f"{CHANGES_NAME}.new"
    try:
        written.write_text(earliest.isoformat(), encoding="ascii")
        written.replace(folder / CHANGES_NAME)
    except OSError as error:  # it may have been thrown away meanwhile
        raise ArchiveError(str(folder), f"cannot be written: {error.strerror}") from error


def _highest(whole: Store) -> int:
    return int(whole.rows(HIGHEST)[0][0])


def _noted(view: Store) -> int:
    return int(view.rows("SELECT coalesce(max(cable_id), 0) FROM looked_at")[0][0])
