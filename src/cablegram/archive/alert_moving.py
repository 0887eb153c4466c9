"""Alerts in a dump: a line for each subscription, with what it was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cablegram.access import read_reader
from cablegram.archive.alert_tables import BEGIN
from cablegram.archive.desk.values import LONGEST_NAME, MOST_ITEMS
from cablegram.archive.moved_values import Columns, one_of, put_row, row_of
from cablegram.model import MRN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

KIND: Final = "subscription"
COLUMNS: Final = (
    "id", "owner", "reader", "name", "kind", "what", "rhythm", "time_zone", "mail", "hook",
    "created_at", "changed_at", "version",
)  # fmt: skip
ALERT: Final = ("mrn", "sha256", "position", "day", "title", "rule", "seen_under", "found_at")
VALUES: Final = Columns(
    numbers=frozenset({"version", "position", "attempts", "behind"}),
    may_be_null=frozenset({"owner", "reader", "written_under", "mrn", "day"}),
    longest={"name": LONGEST_NAME},
    words={
        "reader": read_reader,
        "kind": one_of("query", "search", "cites", "dossier", "station", "thread"),
        "rhythm": one_of("at-once", "daily", "weekly"),
        "mail_shows": one_of("numbers", "subjects"),
        "way": one_of("mail", "hook"),
        "state": one_of("waiting", "sending", "given up"),
    },
)
#: The longest policy that is kept.
LONGEST_POLICY: Final = 1 << 20
DELIVERY: Final = ("way", "state", "due_at", "attempts", "said")
#: What waited when it was dumped is not sent by itself where it is loaded.
RESTORED: Final = "it waited when this archive was dumped, and may have gone out from there since"
DIGEST_BYTES: Final = 32
KEY_BYTES: Final = 16
SHOWS: Final = "SELECT mail_shows FROM alert_person WHERE person = ?"
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
        said = row_of(COLUMNS, row)
        if said["owner"] is not None:  # where it is said of a clearance, and of no reader
            said |= {"reader": None, "written_under": said["reader"]}
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
        waits.setdefault(alert_id, []).append(row_of(DELIVERY, each))
    alerts = []
    for alert_id, key, *each in told:
        said = {"key": key.hex(), **row_of(ALERT, each)}
        if alert_id in waits:
            said["deliveries"] = waits[alert_id]
        alerts.append(said)
    return alerts


def _sight(connection: sqlite3.Connection, name: str) -> dict[str, Any] | None:
    """Return how a class saw when alerts were last matched for it, and up to which day."""
    found = connection.execute(SIGHT, (name,)).fetchone()
    return None if found is None else row_of(("reader", "policy", "day"), found)


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
    row = VALUES.checked(said, COLUMNS)
    if said["owner"] is not None:
        (under,) = VALUES.checked({"written_under": None, **said}, ("written_under",))
        row[COLUMNS.index("reader")] = under
    feed = None if said["feed"] is None else _bytes(said["feed"], DIGEST_BYTES)
    if len(said["numbers"]) > MOST_ITEMS:
        raise ValueError("numbers")
    (behind,) = VALUES.checked({"behind": 0, **said}, ("behind",)) if is_alone else (0,)
    (after_id,) = connection.execute(BEFORE, (behind,)).fetchone()
    columns = (*COLUMNS, "feed", "after_id")
    made = put_row(connection, "subscription", columns, [*row, feed, after_id])
    connection.execute(BEGIN)
    _put_person(connection, said)
    if made is None:
        return False
    if is_alone:
        connection.execute("UPDATE alert_mark SET cable_id = min(cable_id, ?)", (after_id,))
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
    (shows,) = VALUES.checked({"mail_shows": "numbers", **said}, ("mail_shows",))
    person = said["owner"] or said["reader"] or ""
    connection.execute("INSERT OR IGNORE INTO alert_person VALUES (?, ?)", (person, shows))


def _put_sight(connection: sqlite3.Connection, said: dict[str, Any]) -> None:
    """Note of which class a reader was, and how that saw: what has opened since is told."""
    (name,), sight = VALUES.checked(said, ("class",)), said.get("sight")
    connection.execute("UPDATE subscription SET class = ? WHERE id = ?", (name, said["id"]))
    if sight is None:
        return
    reader, day = VALUES.checked(sight, ("reader", "day"))
    policy = sight["policy"]
    if not isinstance(policy, str) or len(policy) > LONGEST_POLICY or day is None:
        raise ValueError("sight")
    connection.execute(
        "INSERT OR IGNORE INTO alert_sight VALUES (?, ?, ?, 0)", (name, reader, policy)
    )
    connection.execute("INSERT OR IGNORE INTO alert_class VALUES (?, 0, ?)", (name, day))


def _put_alert(connection: sqlite3.Connection, subscription_id: str, said: dict[str, Any]) -> None:
    """Put what somebody was told. What was still to be sent is given up, which he is shown."""
    key = _bytes(said["key"], KEY_BYTES)
    values = [subscription_id, key, *VALUES.checked(said, ALERT)]
    alert_id = put_row(connection, "alert", ("subscription_id", "key", *ALERT), values)
    for each in said.get("deliveries", ()):
        way, state, due_at, attempts, why = VALUES.checked(each, DELIVERY)
        why = why if state == "given up" else RESTORED
        values = [alert_id, way, "given up", due_at, attempts, why]
        put_row(connection, "alert_delivery", ("alert_id", *DELIVERY), values)


def _bytes(text: str, length: int) -> bytes:
    found = bytes.fromhex(text)
    if len(found) != length:
        raise ValueError("digest")
    return found
