"""What was begun and waits for its second half: a sign-on elsewhere, the answer of a passkey."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Final

from cablegram.accounts.base import LONGEST_SECRET, Base, new_secret, stamp

#: Whoever signs on elsewhere types there, and looks for his telephone.
BEGUN_SECONDS: Final = 600
#: More than so many at once are not kept: the oldest go.
MOST_BEGUN: Final = 10_000


class Begun(Base):
    """What was begun, each once and for ten minutes."""

    def _begin(self, kind: str, said: dict[str, Any], *, now: dt.datetime) -> str:
        """Keep what was begun; return the secret by which it is taken up."""
        secret = new_secret()
        with self._writing() as connection:
            connection.execute("DELETE FROM begun WHERE ends_at <= ?", (stamp(now),))
            connection.execute(
                "DELETE FROM begun WHERE digest IN"
                " (SELECT digest FROM begun ORDER BY ends_at DESC LIMIT -1 OFFSET ?)",
                (MOST_BEGUN - 1,),
            )
            ends = stamp(now + dt.timedelta(seconds=BEGUN_SECONDS))
            connection.execute(
                "INSERT INTO begun VALUES (?, ?, ?, ?)",
                (self._digest(secret), kind, json.dumps(said), ends),
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
