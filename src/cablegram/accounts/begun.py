"""What was begun and waits for its second half: a sign-on elsewhere, the answer of a passkey."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Final

from cablegram.accounts.base import LONGEST_SECRET, Base, new_secret, stamp
from cablegram.accounts.slowing import by_address

#: Whoever signs on elsewhere types there, and looks for his telephone.
BEGUN_SECONDS: Final = 600
#: More than so many at once are not kept: the oldest go of the address from which most came.
MOST_BEGUN: Final = 10_000
#: And from one address: its oldest go. A whole house may be behind one in the morning.
MOST_FROM_ONE: Final = 200


class Begun(Base):
    """What was begun, each once and for ten minutes.

    Anybody may begin. Whoever begins without end crowds out himself, and nobody else.
    """

    def _begin(self, kind: str, said: dict[str, Any], *, came_from: str, now: dt.datetime) -> str:
        """Keep what was begun; return the secret by which it is taken up.

        Args:
            kind: By which it is taken up.
            said: What is to be known then.
            came_from: The address from which it was begun; empty if that means nothing.
            now: The time.
        """
        secret = new_secret()
        place = self._digest(by_address(came_from).key) if came_from else b""
        ends = stamp(now + dt.timedelta(seconds=BEGUN_SECONDS))
        with self._writing() as connection:
            connection.execute("DELETE FROM begun WHERE ends_at <= ?", (stamp(now),))
            if place:
                connection.execute(
                    "DELETE FROM begun WHERE rowid IN (SELECT rowid FROM begun WHERE came_from = ?"
                    " ORDER BY ends_at DESC, rowid DESC LIMIT -1 OFFSET ?)",
                    (place, MOST_FROM_ONE - 1),
                )
            (count,) = connection.execute("SELECT count(*) FROM begun").fetchone()
            if count >= MOST_BEGUN:
                connection.execute(
                    "DELETE FROM begun WHERE rowid IN (SELECT rowid FROM begun WHERE came_from ="
                    " (SELECT came_from FROM begun GROUP BY came_from ORDER BY count(*) DESC"
                    " LIMIT 1) ORDER BY ends_at, rowid LIMIT ?)",
                    (count - MOST_BEGUN + 1,),
                )
            connection.execute(
                "INSERT INTO begun VALUES (?, ?, ?, ?, ?)",
                (self._digest(secret), kind, json.dumps(said), ends, place),
            )
        return secret

    def _take_up(self, kind: str, secret: str, *, now: dt.datetime) -> dict[str, Any] | None:
        """Return what was begun, once; `None` if there is none of the kind (any more)."""
        if not 0 < len(secret) <= LONGEST_SECRET:
            return None
        with self._writing() as connection:
            rows = connection.execute(
                "DELETE FROM begun WHERE digest = ? AND kind = ? RETURNING said, ends_at",
                (self._digest(secret), kind),
            ).fetchall()
        if not rows or rows[0][1] <= stamp(now):
            return None
        found: dict[str, Any] = json.loads(rows[0][0])
        return found
