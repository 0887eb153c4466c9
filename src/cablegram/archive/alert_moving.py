"""Alerts in a dump: a line for each subscription, with what it was told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from cablegram.access import read_reader
from cablegram.archive.desk.values import LONGEST_NAME, LONGEST_TEXT, MOST_ITEMS
from cablegram.model import MRN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

KIND: Final = "subscription"
COLUMNS: Final = (
    "id", "owner", "reader", "name", "kind", "what", "rhythm", "time_zone", "mail", "hook",
    "created_at", "changed_at", "version",
)  # fmt: skip
#: Of what was told: what is to be sent of it goes with the archive that was to send it.
ALERT: Final = ("mrn", "sha256", "position", "day", "title", "rule", "seen_under", "found_at")
CHOICES: Final = {
    "kind": {"query", "search", "cites", "dossier", "station", "thread"},
    "rhythm": {"at-once", "daily", "weekly"},
    "mail_shows": {"numbers", "subjects"},
}
_NUMBERS: Final = {"version", "position"}
_MAY_BE_NULL: Final = {"owner", "reader", "mrn", "day"}
DIGEST_BYTES: Final = 32
KEY_BYTES: Final = 16
SHOWS: Final = "SELECT mail_shows FROM alert_person WHERE person = ?"
BEGIN: Final = """
INSERT INTO alert_mark
SELECT (SELECT coalesce(max(id), 0) FROM cable) WHERE NOT EXISTS (SELECT 1 FROM alert_mark)
"""


def alert_lines(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yield what everybody follows: `{"subscription": {...}}`, and what he was told of it."""
    query = f"SELECT {', '.join(COLUMNS)}, lower(hex(feed)) FROM subscription ORDER BY id"  # noqa: S608
    for *row, feed in connection.execute(query).fetchall():
        said = dict(zip(COLUMNS, row, strict=True))
        numbers = connection.execute(
            "SELECT mrn, distance FROM subscription_number WHERE subscription_id = ? ORDER BY 1",
            (said["id"],),
        ).fetchall()
        told = connection.execute(
            f"SELECT lower(hex(key)), {', '.join(ALERT)} FROM alert"  # noqa: S608
            " WHERE subscription_id = ? ORDER BY id",
            (said["id"],),
        ).fetchall()
        alerts = [{"key": key, **dict(zip(ALERT, each, strict=True))} for key, *each in told]
        shows = connection.execute(SHOWS, (said["owner"] or said["reader"] or "",)).fetchone()
        more = {"mail_shows": shows[0] if shows else "numbers"}
        yield {KIND: {**said, **more, "feed": feed or None, "numbers": numbers, "alerts": alerts}}


def put_subscription(connection: sqlite3.Connection, said: dict[str, Any]) -> bool:
    """Put a line of a dump among the subscriptions; what is there already stays as it is.

    It looks at what is filed from then on: what comes with the dump was looked at before.

    Args:
        connection: With a transaction open.
        said: The line's content.

    Returns:
        Whether it is new.

    Raises:
        KeyError: If something is missing in it.
        ValueError: If something in it cannot be.
    """
    row = _checked(said, COLUMNS)
    feed = None if said["feed"] is None else _bytes(said["feed"], DIGEST_BYTES)
    numbers, alerts = said["numbers"], said["alerts"]
    if len(numbers) > MOST_ITEMS:
        raise ValueError("numbers")
    marks = ", ".join("?" * len(row))
    made = connection.execute(
        f"INSERT OR IGNORE INTO subscription ({', '.join(COLUMNS)}, feed, after_id)"  # noqa: S608
        f" VALUES ({marks}, ?, (SELECT coalesce(max(id), 0) FROM cable))",
        (*row, feed),
    )
    connection.execute(BEGIN)
    if (shows := said.get("mail_shows", "numbers")) not in CHOICES["mail_shows"]:
        raise ValueError("mail_shows")
    person = said["owner"] or said["reader"] or ""
    connection.execute("INSERT OR IGNORE INTO alert_person VALUES (?, ?)", (person, shows))
    if not made.rowcount:
        return False
    for mrn, distance in numbers:
        if not isinstance(distance, int):
            raise ValueError("distance")  # noqa: TRY004 (of a file)
        connection.execute(
            "INSERT INTO subscription_number VALUES (?, ?, ?)",
            (said["id"], str(MRN.parse(mrn)), distance),
        )
    for each in alerts:
        connection.execute(
            f"INSERT INTO alert (subscription_id, key, {', '.join(ALERT)})"  # noqa: S608
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (said["id"], _bytes(each["key"], KEY_BYTES), *_checked(each, ALERT)),
        )
    return True


def _bytes(text: str, length: int) -> bytes:
    found = bytes.fromhex(text)
    if len(found) != length:
        raise ValueError("digest")
    return found


def _checked(said: dict[str, Any], names: Sequence[str]) -> list[Any]:
    """Return the values of columns, each of the type that its column has."""
    for name in names:
        value = said[name]
        if value is None:
            if name not in _MAY_BE_NULL:
                raise ValueError(name)
        elif name in _NUMBERS:
            if not isinstance(value, int) or not 0 <= value < 1 << 31:
                raise ValueError(name)
        elif (
            not isinstance(value, str)
            or len(value) > (LONGEST_NAME if name == "name" else LONGEST_TEXT)
            or value not in CHOICES.get(name, {value})
        ):
            raise ValueError(name)
        elif name.endswith("_at"):
            dt.datetime.fromisoformat(value)
        elif name == "day":
            dt.date.fromisoformat(value)
        elif name == "reader":
            read_reader(value)
        elif name == "mrn":
            MRN.parse(value)
    return [said[name] for name in names]
