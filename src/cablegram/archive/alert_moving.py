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
ALERT: Final = ("mrn", "sha256", "position", "day", "title", "rule", "seen_under", "found_at")
CHOICES: Final = {
    "kind": {"query", "search", "cites", "dossier", "station", "thread"},
    "rhythm": {"at-once", "daily", "weekly"},
    "mail_shows": {"numbers", "subjects"},
    "way": {"mail", "hook"},
    "state": {"waiting", "sending", "given up"},
}
_NUMBERS: Final = {"version", "position", "attempts", "behind"}
#: The longest policy that is kept.
LONGEST_POLICY: Final = 1 << 20
_MAY_BE_NULL: Final = {"owner", "reader", "mrn", "day"}
DELIVERY: Final = ("way", "state", "due_at", "attempts", "said")
#: What waited when it was dumped is not sent by itself where it is loaded.
RESTORED: Final = "it waited when this archive was dumped, and may have gone out from there since"
DIGEST_BYTES: Final = 32
KEY_BYTES: Final = 16
SHOWS: Final = "SELECT mail_shows FROM alert_person WHERE person = ?"
BEGIN: Final = """
INSERT INTO alert_mark
SELECT (SELECT coalesce(max(id), 0) FROM cable) WHERE NOT EXISTS (SELECT 1 FROM alert_mark)
"""
BEHIND: Final = """
SELECT count(*) FROM cable WHERE position >= 0
AND id > max(?, (SELECT coalesce(max(cable_id), 0) FROM alert_mark))
"""
BEFORE: Final = """
SELECT coalesce((SELECT id FROM cable WHERE position >= 0 ORDER BY id DESC LIMIT 1 OFFSET ?), 0)
"""
NOT_SENT: Final = f"""
SELECT alert_id, {", ".join(DELIVERY)} FROM alert_delivery JOIN alert ON alert.id = alert_id
WHERE alert.subscription_id = ? AND state <> 'sent' ORDER BY alert_id, way
"""  # noqa: S608 (names of columns)
SIGHT: Final = """
SELECT reader, policy, coalesce(
    (SELECT day FROM alert_class WHERE name = class),
    (SELECT substr(max(created_at), 1, 10) FROM subscription WHERE class = alert_sight.class))
FROM alert_sight WHERE class = ?
"""


def alert_lines(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yield what everybody follows: `{"subscription": {...}}`, and what he was told of it."""
    names = ", ".join(COLUMNS)
    query = f"SELECT {names}, lower(hex(feed)), class, after_id FROM subscription ORDER BY id"  # noqa: S608
    known: set[str] = set()
    for *row, feed, name, after_id in connection.execute(query).fetchall():
        said = dict(zip(COLUMNS, row, strict=True))
        numbers = connection.execute(
            "SELECT mrn, distance FROM subscription_number WHERE subscription_id = ? ORDER BY 1",
            (said["id"],),
        ).fetchall()
        (behind,) = connection.execute(BEHIND, (after_id,)).fetchone()
        shows = connection.execute(SHOWS, (said["owner"] or said["reader"] or "",)).fetchone()
        more = {
            "mail_shows": shows[0] if shows else "numbers",
            "behind": behind,
            "class": name,
            "sight": None if name in known else _sight(connection, name),
            "alerts": _alerts(connection, said["id"]),
        }
        known.add(name)
        yield {KIND: {**said, "feed": feed or None, "numbers": numbers, **more}}


def _alerts(connection: sqlite3.Connection, subscription_id: str) -> list[dict[str, Any]]:
    """Return what somebody was told, and what of it was not sent yet."""
    told = connection.execute(
        f"SELECT id, key, {', '.join(ALERT)} FROM alert WHERE subscription_id = ? ORDER BY id",  # noqa: S608
        (subscription_id,),
    ).fetchall()
    waits: dict[int, list[dict[str, Any]]] = {}
    for alert_id, *each in connection.execute(NOT_SENT, (subscription_id,)):
        waits.setdefault(alert_id, []).append(dict(zip(DELIVERY, each, strict=True)))
    alerts = []
    for alert_id, key, *each in told:
        said = {"key": key.hex(), **dict(zip(ALERT, each, strict=True))}
        if alert_id in waits:
            said["deliveries"] = waits[alert_id]
        alerts.append(said)
    return alerts


def _sight(connection: sqlite3.Connection, name: str) -> dict[str, Any] | None:
    """Return how a class saw when alerts were last matched for it, and up to which day."""
    found = connection.execute(SIGHT, (name,)).fetchone()
    return None if found is None else dict(zip(("reader", "policy", "day"), found, strict=True))


def put_subscription(
    connection: sqlite3.Connection, said: dict[str, Any], *, is_alone: bool = False
) -> bool:
    """Put a line of a dump among the subscriptions; what is there already stays as it is.

    It looks at what is filed from then on: what comes with the dump was looked at before. Where
    nothing but the dump is held, it goes on where it was: with what was filed and not looked at.

    Args:
        connection: With a transaction open.
        said: The line's content.
        is_alone: Whether the archive holds nothing but the dump.

    Returns:
        Whether it is new.

    Raises:
        KeyError: If something is missing in it.
        ValueError: If something in it cannot be.
    """
    row = _checked(said, COLUMNS)
    feed = None if said["feed"] is None else _bytes(said["feed"], DIGEST_BYTES)
    if len(said["numbers"]) > MOST_ITEMS:
        raise ValueError("numbers")
    (behind,) = _checked({"behind": 0, **said}, ("behind",)) if is_alone else (0,)
    (after_id,) = connection.execute(BEFORE, (behind,)).fetchone()
    marks = ", ".join("?" * len(row))
    made = connection.execute(
        f"INSERT OR IGNORE INTO subscription ({', '.join(COLUMNS)}, feed, after_id)"  # noqa: S608
        f" VALUES ({marks}, ?, ?)",
        (*row, feed, after_id),
    )
    connection.execute(BEGIN)
    if is_alone:
        connection.execute("UPDATE alert_mark SET cable_id = min(cable_id, ?)", (after_id,))
    _put_person(connection, said)
    if not made.rowcount:
        return False
    if is_alone and said.get("class"):
        _put_sight(connection, said)
    for mrn, distance in said["numbers"]:
        if not isinstance(distance, int):
            raise ValueError("distance")  # noqa: TRY004 (of a file)
        connection.execute(
            "INSERT INTO subscription_number VALUES (?, ?, ?)",
            (said["id"], str(MRN.parse(mrn)), distance),
        )
    for each in said["alerts"]:
        _put_alert(connection, said["id"], each)
    return True


def _put_person(connection: sqlite3.Connection, said: dict[str, Any]) -> None:
    (shows,) = _checked({"mail_shows": "numbers", **said}, ("mail_shows",))
    person = said["owner"] or said["reader"] or ""
    connection.execute("INSERT OR IGNORE INTO alert_person VALUES (?, ?)", (person, shows))


def _put_sight(connection: sqlite3.Connection, said: dict[str, Any]) -> None:
    """Note of which class a reader was, and how that saw: what has opened since is told."""
    (name,), sight = _checked(said, ("class",)), said.get("sight")
    connection.execute("UPDATE subscription SET class = ? WHERE id = ?", (name, said["id"]))
    if sight is None:
        return
    reader, day = _checked(sight, ("reader", "day"))
    policy = sight["policy"]
    if not isinstance(policy, str) or len(policy) > LONGEST_POLICY or day is None:
        raise ValueError("sight")
    connection.execute(
        "INSERT OR IGNORE INTO alert_sight VALUES (?, ?, ?, 0)", (name, reader, policy)
    )
    connection.execute("INSERT OR IGNORE INTO alert_class VALUES (?, 0, ?)", (name, day))


def _put_alert(connection: sqlite3.Connection, subscription_id: str, said: dict[str, Any]) -> None:
    """Put what somebody was told. What was still to be sent is given up, which he is shown."""
    alert_id = connection.execute(
        f"INSERT INTO alert (subscription_id, key, {', '.join(ALERT)})"  # noqa: S608
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (subscription_id, _bytes(said["key"], KEY_BYTES), *_checked(said, ALERT)),
    ).lastrowid
    for each in said.get("deliveries", ()):
        way, state, due_at, attempts, why = _checked(each, DELIVERY)
        why = why if state == "given up" else RESTORED
        connection.execute(
            "INSERT INTO alert_delivery VALUES (?, ?, 'given up', ?, ?, ?)",
            (alert_id, way, due_at, attempts, why),
        )


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
