"""References whose year the numbers of an archive have told otherwise since.

A year that was not written is inferred by the reader, and corrected when more cables of the station
are held. What then cites a number that is watched is told, once. Of each class a digest is kept of
all that was corrected when its alerts were last matched; what was so then is not told.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cablegram.alerts.batch import pointing
from cablegram.alerts.changing import classes_then
from cablegram.alerts.numbers import Named, number_of
from cablegram.alerts.values import Kind
from cablegram.alerts.watch import THREAD_DEPTH
from cablegram.archive.schema import DATABASE_NAME
from cablegram.archive.view import view_folder
from cablegram.model import MRN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from cablegram.access import Policy
    from cablegram.alerts.board import Board
    from cablegram.alerts.forms import ReaderClass
    from cablegram.alerts.watch import Watch, Watching
    from cablegram.archive import Store
    from cablegram.search import Archive

#: What watches numbers.
KINDS: Final = frozenset({Kind.CITES, Kind.DOSSIER, Kind.THREAD})
CORRECTED: Final = """
SELECT cable.mrn, lower(hex(witness.sha256)), cable.position, cable.date, cable.subject,
       reference.year, reference.station, reference.number, reference.airgram,
       reference.label, reference.paragraph
FROM reference JOIN cable ON cable.id = reference.cable_id
JOIN witness ON witness.id = cable.witness_id
WHERE reference.read_year IS NOT NULL AND cable.lead_id IS NULL
ORDER BY cable.id, reference.position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A reference with the year that the numbers tell: what cites (`pointer`, `key`), and what."""

    own: MRN | None
    pointer: tuple[Any, ...]
    key: bytes
    cited: MRN
    where: str


@dataclass(slots=True, kw_only=True)
class Years:
    """What was corrected: what is told of it, what threads grow by, what there is by class.

    `watched` are the classes of which somebody watches numbers, and of which he was.
    """

    found: list[tuple[Watching, Corrected, str]] = field(default_factory=list)
    grown: list[tuple[str, str, int]] = field(default_factory=list)
    by_class: dict[str, frozenset[bytes]] = field(default_factory=dict)
    watched: set[str] = field(default_factory=set)


def corrected(seen: Store) -> dict[bytes, Corrected]:
    """Return what was corrected in an archive, as a class sees it, by what is kept of it."""
    found: dict[bytes, Corrected] = {}
    for mrn, sha256, position, day, subject, *number, label, paragraph in seen.rows(CORRECTED):
        year, station, serial, airgram = number
        cited = MRN(year, station, serial, bool(airgram))
        title = (subject or "").encode("utf-8", "replace").decode()
        pointer, key = pointing(mrn, sha256, position, day, title)
        where = f" as {label}" if label else ""
        if paragraph is not None:
            where = f" in paragraph {paragraph}"
        said = f"{mrn or key.hex()} {cited}"
        found.setdefault(
            hashlib.sha256(said.encode()).digest()[:16],
            Corrected(
                own=None if mrn is None else number_of(mrn),
                pointer=pointer,
                key=key,
                cited=cited,
                where=where,
            ),
        )
    return found


def years_corrected(whole: Archive, board: Board, watch: Watch, policy: Policy) -> Years:
    """Return what was corrected since the last time, for all who watch numbers.

    Args:
        whole: The whole archive.
        board: Its subscriptions, and the clock.
        watch: What they look for.
        policy: By which it is decided who sees what.
    """
    years = Years()
    then = classes_then(board)
    watching: dict[str, list[Watching]] = {}
    for each in watch.by_id.values():
        if each.subscription.kind in KINDS:
            watching.setdefault(each.of.name, []).append(each)
    for name, some in watching.items():
        of_class: dict[str, list[Watching]] = {}
        for each in some:
            of_class.setdefault(then[each.subscription.subscription_id], []).append(each)
        seen = _seen(whole, board, some[0].of, policy, must_be=set(of_class) != {name})
        years.watched |= {name, *of_class}
        if seen is None:
            continue
        there = corrected(seen)
        years.by_class[name] = frozenset(there)
        for was, those in of_class.items():
            known = kept_years(board, was)
            if known is not None:
                _tell(years, watch, those, [there[key] for key in there if key not in known])
    return years


def keep_years(connection: sqlite3.Connection, years: Years) -> None:
    """Keep what was corrected, where somebody watches numbers. A transaction is open."""
    for name, keys in years.by_class.items():
        rows = connection.execute("SELECT key FROM alert_year WHERE class = ?", (name,))
        there = {key for (key,) in rows}
        connection.executemany(
            "DELETE FROM alert_year WHERE class = ? AND key = ?",
            [(name, key) for key in there - keys],
        )
        start_years(connection, name, keys - there)
    for (name,) in connection.execute("SELECT class FROM alert_sight WHERE has_years = 1"):
        if name not in years.watched:
            connection.execute("DELETE FROM alert_year WHERE class = ?", (name,))
            connection.execute("UPDATE alert_sight SET has_years = 0 WHERE class = ?", (name,))


def start_years(connection: sqlite3.Connection, name: str, keys: Iterable[bytes]) -> None:
    """Keep what a class has corrected, which is kept of it already. A transaction is open."""
    connection.executemany("INSERT INTO alert_year VALUES (?, ?)", [(name, key) for key in keys])
    connection.execute("UPDATE alert_sight SET has_years = 1 WHERE class = ?", (name,))


def _tell(years: Years, watch: Watch, those: Iterable[Watching], new: Iterable[Corrected]) -> None:
    meant = {each.subscription.subscription_id: each for each in those}
    for each in new:
        for fired in watch.numbers.fired(Named(own=(), cited=((each.cited, each.where),))):
            watched = fired.watched
            watching = meant.get(watched.subscription_id)
            if watching is None or watched.mrn.year is None:  # it cited that of any year before
                continue
            if watching.subscription.kind is Kind.THREAD and each.own is not None:
                key = (watched.subscription_id, str(each.own))
                if key in watch.in_threads:
                    continue
                if watched.distance < THREAD_DEPTH:
                    years.grown.append((*key, watched.distance + 1))
            years.found.append((watching, each, f"{fired.rule}, by the numbers held"))


def _seen(
    whole: Archive, board: Board, of: ReaderClass, policy: Policy, *, must_be: bool
) -> Store | None:
    """Return the archive of a class, if there is one or must be; whoever asks makes it."""
    if of.reader.sees_all:
        return whole
    today = board.now().date()
    folder = view_folder(whole, of.reader, policy, today)
    if not must_be and not (folder / DATABASE_NAME).is_file():
        return None
    return whole.seen_by(of.reader, policy=policy, today=today)


def kept_years(board: Board, name: str) -> frozenset[bytes] | None:
    """Return what a class had corrected when its alerts were last matched, `None` if unknown."""
    if not board.rows("SELECT 1 FROM alert_sight WHERE class = ? AND has_years = 1", name):
        return None
    return frozenset(
        key for (key,) in board.rows("SELECT key FROM alert_year WHERE class = ?", name)
    )
