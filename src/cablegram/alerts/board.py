"""The board of an archive: subscriptions, and what they were told."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from cablegram.access import SEES_ALL, read_reader
from cablegram.alerts.changing import keep_sight
from cablegram.alerts.values import (
    Alert,
    Delivery,
    Kind,
    MailShows,
    NoSubscription,
    NotFollowed,
    Owner,
    Rhythm,
    Subscription,
    Ways,
)
from cablegram.alerts.years import kept_years, start_years
from cablegram.archive.alert_tables import BEGIN
from cablegram.archive.desk.pointing import pointer_of
from cablegram.archive.desk.values import ChangedMeanwhile
from cablegram.archive.dictionaries import transaction
from cablegram.archive.schema import connect
from cablegram.chance import new_id
from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    from cablegram.access import Policy
    from cablegram.alerts.forms import ReaderClass

COLUMNS: Final = (
    "id, owner, reader, name, kind, what, rhythm, time_zone, mail, hook, feed IS NOT NULL,"
    " after_id, created_at, version"
)
ALERT: Final = (
    "id, key, subscription_id, mrn, sha256, position, day, title, rule, seen_under, found_at"
)
ADD: Final = """
INSERT INTO subscription
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, (SELECT coalesce(max(id), 0) FROM cable), ?, ?, 1, ?)
"""
BEFORE: Final = "id < (SELECT id FROM alert WHERE subscription_id = ?1 AND key = ?3)"
#: What each person with an account may follow.
MOST_EACH: Final = 1_000
#: What was to be sent and may not be seen by its reader now; nobody is told of it.
NOT_FOR_YOU: Final = "not seen"


class Board:
    """The subscriptions of an archive; it belongs to the thread that opened it.

    Each change waits for the others and is whole or not at all.
    """

    def __init__(
        self,
        folder: Path,
        connection: sqlite3.Connection,
        now: Callable[[], dt.datetime],
    ) -> None:
        self.folder = folder
        self.connection = connection
        self._now = now

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        now: Callable[[], dt.datetime] | None = None,
    ) -> Self:
        """Open the board of an archive.

        Args:
            path: The folder of the whole archive.
            now: Gives the time; the clock, in UTC, if it is left out.

        Raises:
            ArchiveError: If there is no archive, or not one that this version can use.
        """
        folder = Path(path)
        return cls(folder, connect(folder, create=False), now or _now)

    def close(self) -> None:
        """Close it. Closing twice does nothing."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def now(self) -> dt.datetime:
        """Return the time, in UTC."""
        return self._now().astimezone(dt.UTC)

    def all(self) -> tuple[Subscription, ...]:
        """Return the subscriptions of everyone, for matching and sending."""
        return tuple(map(_subscription, self.rows(f"SELECT {COLUMNS} FROM subscription")))  # noqa: S608

    def of(self, owner: Owner) -> tuple[Subscription, ...]:
        """Return somebody's subscriptions, by name."""
        condition, values = _own(owner)
        query = f"SELECT {COLUMNS} FROM subscription WHERE {condition}"  # noqa: S608
        found = map(_subscription, self.rows(query, *values))
        return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.subscription_id)))

    def one(self, owner: Owner, subscription_id: str) -> Subscription:
        """Return one of somebody's subscriptions.

        Raises:
            NoSubscription: If there is none, or it is another's.
        """
        condition, values = _own(owner)
        query = f"SELECT {COLUMNS} FROM subscription WHERE id = ? AND {condition}"  # noqa: S608
        found = self.rows(query, subscription_id, *values)
        if not found:
            raise NoSubscription
        return _subscription(found[0])

    def add(
        self,
        owner: Owner,
        kind: Kind,
        what: str,
        *,
        name: str,
        ways: Ways | None = None,
        numbers: Sequence[tuple[str, int]] = (),
        sight: tuple[ReaderClass, Policy] | None = None,
        years: frozenset[bytes] | None = None,
    ) -> str:
        """Keep a subscription to what is filed from now on, and return the word for it.

        What is said was looked at before (`following.follow`).

        Args:
            owner: Whose it is.
            kind: What it looks for.
            what: The query, number, word or station.
            name: For people.
            ways: How he is told, beside the room.
            numbers: Those of a thread, with how many steps away they are.
            sight: The class of its reader, and the policy; as matching finds them if left out.
            years: References whose year was corrected (`years.corrected`), if it watches numbers.

        Raises:
            NotFollowed: If an account has a thousand already.
        """
        subscription_id = new_id()
        now = self._time()
        under = None if sight is None else sight[0].seen_under
        reader = owner.key if owner.account is None else under
        said = (name, kind.value, what, *_columns(ways or Ways()))
        with self.writing():
            if owner.account is not None and len(self.of(owner)) >= MOST_EACH:
                raise NotFollowed(f"one person follows {MOST_EACH:,} things at most")
            of = "" if sight is None else sight[0].name
            row = (subscription_id, owner.account, reader, *said, now, now, of)
            self.connection.execute(ADD, row)
            if sight is not None:
                keep_sight(self.connection, *sight)
            if years is not None and kept_years(self, of) is None:
                start_years(self.connection, of, years)
            self.connection.executemany(
                "INSERT INTO subscription_number VALUES (?, ?, ?)",
                [(subscription_id, *each) for each in numbers],
            )
            # Who begins to follow has seen what is there.
            self.connection.execute(BEGIN)
        return subscription_id

    def change(
        self,
        owner: Owner,
        subscription_id: str,
        *,
        version: int,
        name: str,
        ways: Ways,
        under: str | None = None,
    ) -> None:
        """Give a subscription another name, rhythm, or other ways.

        Args:
            owner: Whose it is.
            subscription_id: The word for it.
            version: The one that he has seen.
            name: For people.
            ways: How he is told, beside the room.
            under: The clearance under which he types the name. If the rest was typed under another,
                nobody knows any more who may see both.

        Raises:
            NoSubscription: If there is none, or it is another's.
            ChangedMeanwhile: If it has another version now.
        """
        with self._changing(owner, subscription_id, version):
            self.connection.execute(
                "UPDATE subscription SET reader = CASE WHEN owner IS NULL OR name = ?1"
                " OR reader = ?2 THEN reader END, name = ?1, rhythm = ?3, time_zone = ?4,"
                " mail = ?5, hook = ?6 WHERE id = ?7",
                (name, under, *_columns(ways), subscription_id),
            )

    def remove(self, owner: Owner, subscription_id: str) -> None:
        """Delete a subscription, with all that it was told.

        Raises:
            NoSubscription: If there is none, or it is another's.
        """
        with self.writing():
            self.one(owner, subscription_id)
            self.connection.execute("DELETE FROM subscription WHERE id = ?", (subscription_id,))

    def new_feed(self, owner: Owner, subscription_id: str, *, version: int) -> str:
        """Give a subscription's feed a new secret word, and return it: it is told this once.

        The one that there was leads nowhere from then on.

        Raises:
            NoSubscription: If there is none, or it is another's.
            ChangedMeanwhile: If it has another version now.
        """
        secret = secrets.token_urlsafe(32)
        with self._changing(owner, subscription_id, version):
            self.connection.execute(
                "UPDATE subscription SET feed = ? WHERE id = ?", (_digest(secret), subscription_id)
            )
        return secret

    def close_feed(self, owner: Owner, subscription_id: str, *, version: int) -> None:
        """Close the feed of a subscription. It raises what `new_feed` does."""
        with self._changing(owner, subscription_id, version):
            self.connection.execute(
                "UPDATE subscription SET feed = NULL WHERE id = ?", (subscription_id,)
            )

    def mail_shows(self, owner: Owner) -> MailShows:
        """Return what mail to somebody says of cables: numbers, if he has said nothing else."""
        rows = self.rows("SELECT mail_shows FROM alert_person WHERE person = ?", owner.person)
        return MailShows(rows[0][0]) if rows else MailShows.NUMBERS

    def show_by_mail(self, owner: Owner, shows: MailShows) -> None:
        """Have mail to somebody say more or less of cables, of all that he follows."""
        with self.writing():
            self.connection.execute(
                "INSERT OR REPLACE INTO alert_person VALUES (?, ?)", (owner.person, shows.value)
            )

    def of_feed(self, secret: str) -> Subscription | None:
        """Return the subscription whose feed has a secret word, `None` if there is none."""
        query = f"SELECT {COLUMNS} FROM subscription WHERE feed = ?"  # noqa: S608
        found = self.rows(query, _digest(secret))
        return _subscription(found[0]) if found else None

    def alerts(self, subscription_id: str, limit: int, *, before: bytes = b"") -> tuple[Alert, ...]:
        """Return what a subscription was told, the newest first.

        Args:
            subscription_id: The word for it.
            limit: So many at most.
            before: The key of one that it was told: those that were found before it.
        """
        query = f"SELECT {ALERT} FROM alert WHERE subscription_id = ?1 AND (?3 = x'' OR {BEFORE})"  # noqa: S608
        rows = self.rows(f"{query} ORDER BY id DESC LIMIT ?2", subscription_id, limit, before)
        return tuple(map(alert_of, rows))

    def deliveries(self, subscription_id: str) -> dict[int, Delivery]:
        """Return what is on its way, or was given up, by alert."""
        rows = self.rows(
            "SELECT alert_id, way, state, attempts, said FROM alert_delivery"
            " JOIN alert ON alert.id = alert_id WHERE subscription_id = ? AND state <> 'sent'"
            " ORDER BY alert_id",
            subscription_id,
        )
        return {
            alert_id: Delivery(way=way, state=state, attempts=attempts, said=said)
            for alert_id, way, state, attempts, said in rows
        }

    def send_again(self, owner: Owner, subscription_id: str) -> None:
        """Have what was given up tried once more.

        Raises:
            NoSubscription: If there is none, or it is another's.
        """
        with self.writing():
            self.one(owner, subscription_id)
            self.connection.execute(
                "UPDATE alert_delivery SET state = 'waiting', attempts = 0, due_at = ?"
                " WHERE state = 'given up' AND said <> ? AND alert_id IN"
                " (SELECT id FROM alert WHERE subscription_id = ?)",
                (self._time(), NOT_FOR_YOU, subscription_id),
            )

    def send_all_again(self) -> int:
        """Have what was given up tried once more, of everybody; return how many alerts that is."""
        with self.writing():
            return self.connection.execute(
                "UPDATE alert_delivery SET state = 'waiting', attempts = 0, due_at = ?"
                " WHERE state = 'given up' AND said <> ?",
                (self._time(), NOT_FOR_YOU),
            ).rowcount

    @contextmanager
    def _changing(self, owner: Owner, subscription_id: str, version: int) -> Iterator[None]:
        with self.writing():
            present = self.one(owner, subscription_id).version
            if present != version:
                raise ChangedMeanwhile("subscription", present)
            yield
            self.connection.execute(
                "UPDATE subscription SET version = version + 1, changed_at = ? WHERE id = ?",
                (self._time(), subscription_id),
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Change something, as a whole or not at all; for the modules of this package alone."""
        try:
            with transaction(self.connection):
                yield
        except sqlite3.Error as error:
            raise ArchiveError(str(self.folder), f"the database says: {error}") from error

    def rows(self, query: str, *values: Any) -> list[Any]:  # noqa: ANN401 (of SQLite)
        """Return the rows of a reading query; for the modules of this package alone."""
        try:
            return self.connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise ArchiveError(str(self.folder), f"the database says: {error}") from error

    def _time(self) -> str:
        return self.now().isoformat(timespec="seconds")


def _columns(ways: Ways) -> tuple[str, str, str, str]:
    return ways.rhythm.value, ways.time_zone, ways.mail, ways.hook


def _own(owner: Owner) -> tuple[str, tuple[str, ...]]:
    """Return the condition for somebody's subscriptions, and its values.

    The person alone who sees all has those of all who are no account.
    """
    if owner.account is not None:
        return "owner = ?", (owner.account,)
    if owner.reader.sees_all:
        return "owner IS NULL", ()
    return "owner IS NULL AND reader = ?", (owner.key or "",)


def _subscription(row: Sequence[Any]) -> Subscription:
    (
        subscription_id, owner, reader, name, kind, what, rhythm, time_zone, mail, hook, has_feed,
        after_id, created, version,
    ) = row  # fmt: skip
    return Subscription(
        subscription_id=subscription_id,
        owner=owner,
        reader=SEES_ALL if owner is not None or reader is None else read_reader(reader),
        name=name,
        kind=Kind(kind),
        what=what,
        ways=Ways(rhythm=Rhythm(rhythm), time_zone=time_zone, mail=mail, hook=hook),
        has_feed=bool(has_feed),
        after_id=after_id,
        created=dt.datetime.fromisoformat(created),
        version=version,
    )


def alert_of(row: Sequence[Any]) -> Alert:
    """Return the alert in the columns `ALERT`."""
    alert_id, key, subscription_id, *pointer, rule, seen_under, found = row
    return Alert(
        alert_id=alert_id,
        key=key.hex(),
        subscription_id=subscription_id,
        pointer=pointer_of(*pointer),
        rule=rule,
        seen_under=seen_under,
        found=dt.datetime.fromisoformat(found),
    )


def _digest(secret: str) -> bytes:
    """Return what is kept of a secret word: it is long and of chance, so one round is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
