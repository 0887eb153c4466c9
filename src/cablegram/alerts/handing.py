"""What somebody owned who is let in no more, given to another: dossiers, notes, searches, alerts.

It stays written under the clearance that it was written under: only what the other may see becomes
his, the rest stays and can be given to somebody else.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.access import InvalidReader, may_read, read_reader, written_under
from cablegram.alerts.board import MOST_EACH
from cablegram.alerts.values import NotFollowed
from cablegram.archive.desk.sharing import PRIVATE, Sharing
from cablegram.archive.dictionaries import transaction
from cablegram.archive.schema import connect
from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.access import Policy, Reader
    from cablegram.accounts import Account

#: What lies on the desk and has an owner, and by which word it is counted.
DESK: Final = {"dossier": "dossiers", "note": "notes", "saved_search": "searches"}
ALERTS: Final = "alerts"
#: Where the former owner was told goes with him: mail, webhook, a secret address, what waits. What
#: the new one may see besides has not opened to him: he could see it before (`class`).
GIVE_ALERTS: Final = """
UPDATE subscription SET owner = ?, mail = '', hook = '', feed = NULL, class = '',
    version = version + 1
WHERE owner = ?
"""
DROP_WAITING: Final = """
DELETE FROM alert_delivery WHERE alert_id IN (
    SELECT alert.id FROM alert JOIN subscription ON subscription.id = subscription_id
    WHERE owner = ?
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What was given and what has stayed, how many of each kind: `dossiers`, `notes`, ..."""

    given: dict[str, int]
    stayed: dict[str, int]


def hand_over(
    folder: Path, giver_id: str, giver: Reader | None, taker: Account, policy: Policy
) -> Handed:
    """Give what somebody owned to another, whole or not at all, as far as that one may see it.

    What was shared stays shared. Alerts have words that were typed, numbers that he could see, and
    what he was told: they are given if the other may see all that the former owner may, under which
    he typed them, all that he has written, and all that he was told; else they stay. They tell in
    the room alone, until their new owner says otherwise.

    Args:
        folder: Of the whole archive.
        giver_id: The account that is let in no more, or was.
        giver: What it may see still; `None` if nobody knows: then only he who sees all gets alerts.
        taker: Who gets it.
        policy: Of the archive.

    Raises:
        NotFollowed: If he would have more alerts than one may.
        InvalidReader: If the policy does not know the level or a group of his.
        ArchiveError: If there is no archive, or it cannot be written.
    """
    connection = connect(folder, create=False)
    try:
        with transaction(connection):
            given, stayed = _give_desk(connection, giver_id, taker, policy)
            may = not any(stayed.values()) and _may_have_alerts(
                connection, giver_id, giver, taker.reader, policy
            )
            kept = given if may else stayed
            kept[ALERTS] = _count(connection, "subscription", giver_id)
            if may:
                if _count(connection, "subscription", taker.account_id) + kept[ALERTS] > MOST_EACH:
                    raise NotFollowed(f"one person follows {MOST_EACH:,} things at most")
                connection.execute(DROP_WAITING, (giver_id,))
                connection.execute(GIVE_ALERTS, (taker.account_id, giver_id))
    except sqlite3.Error as error:
        raise ArchiveError(str(folder), f"the database says: {error}") from error
    finally:
        connection.close()
    return Handed(given={ALERTS: 0, **given}, stayed={ALERTS: 0, **stayed})


def _give_desk(
    connection: sqlite3.Connection, giver_id: str, taker: Account, policy: Policy
) -> tuple[dict[str, int], dict[str, int]]:
    """Give what lies on the desk; return how many of each kind were given, and have stayed."""
    given, stayed = dict.fromkeys(DESK.values(), 0), dict.fromkeys(DESK.values(), 0)
    to_himself = str(Sharing("person", taker.account_id))
    for table, kind in DESK.items():
        query = f"SELECT DISTINCT written_under FROM {table} WHERE owner = ?"  # noqa: S608 (ours)
        for (under,) in connection.execute(query, (giver_id,)).fetchall():
            if may_read(taker.reader, under, policy):
                given[kind] += connection.execute(
                    f"UPDATE {table} SET owner = ?1, version = version + 1,"  # noqa: S608 (ours)
                    " shared = CASE shared WHEN ?2 THEN ?3 ELSE shared END"
                    " WHERE owner = ?4 AND written_under = ?5",
                    (taker.account_id, to_himself, str(PRIVATE), giver_id, under),
                ).rowcount
        stayed[kind] = _count(connection, table, giver_id)
    return given, stayed


def _may_have_alerts(
    connection: sqlite3.Connection,
    giver_id: str,
    giver: Reader | None,
    taker: Reader,
    policy: Policy,
) -> bool:
    """Tell whether somebody may see whatever the words of another's alerts could be of."""
    if taker.sees_all:
        return True
    if giver is None:
        return False
    typed = connection.execute(
        "SELECT DISTINCT reader FROM subscription WHERE owner = ?", (giver_id,)
    ).fetchall()
    told = connection.execute(
        "SELECT DISTINCT seen_under FROM alert JOIN subscription ON subscription.id ="
        " subscription_id WHERE owner = ?",
        (giver_id,),
    )
    readers = connection.execute(
        "SELECT DISTINCT sight.reader FROM alert_sight AS sight JOIN subscription AS one"
        " ON one.class = sight.class WHERE one.owner = ?",
        (giver_id,),
    ).fetchall()
    try:
        under = [written_under(giver, policy), *(each for (each,) in told)]
        under += [each or "" for (each,) in typed]  # what nobody knows is for him who sees all
        for (reader,) in readers:
            if reader is None:  # it was matched for one who sees all
                return False
            under.append(written_under(read_reader(reader), policy))
    except InvalidReader:  # what the policy does not know any more cannot be compared
        return False
    return all(may_read(taker, each, policy) for each in under)


def _count(connection: sqlite3.Connection, table: str, owner: str) -> int:
    query = f"SELECT count(*) FROM {table} WHERE owner = ?"  # noqa: S608 (ours)
    (count,) = connection.execute(query, (owner,)).fetchone()
    return int(count)
