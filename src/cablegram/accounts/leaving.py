"""Leaving by an institution's sign-on: it says that somebody has signed out there.

OpenID Connect Back-Channel Logout 1.0. A server of the institution sends a logout token; whoever
can make one could sign others out, so it is looked at as closely as the token of an arrival.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.accounts.arriving import LONGEST_SUBJECT, Arriving, sid_of
from cablegram.accounts.base import stamp
from cablegram.accounts.provider import LEEWAY_SECONDS, SignOnError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cablegram.accounts.values import Account

#: What a logout token says that it is of (2.4).
EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
#: Kinds that a token may say it is: of a logout (2.4), or nothing in particular.
KINDS: Final = frozenset({"", "jwt", "logout+jwt", "application/logout+jwt"})
#: The standard recommends two minutes. What was said is remembered until then.
LONGEST_SECONDS: Final = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Logout:
    """What a logout token says.

    Attributes:
        subject: Who has signed out; empty if it names a session alone.
        sid: What the institution calls the session; empty for all of the subject's.
        jti: The name of the token itself.
        ends: When it ends.
    """

    subject: str
    sid: str
    jti: str
    ends: dt.datetime


class Leaving(Arriving):
    """Those who came by an institution's sign-on, and leave by it."""

    def hear_logout(self, token: str, *, now: dt.datetime) -> tuple[Account, ...]:
        """End the sessions that an institution says are over; each token counts once.

        Sessions of its own sign-on only. Of a person whose session there it names, those too of
        which it never said by which session there they were begun.

        Args:
            token: The logout token, as it came; anybody may send one.
            now: The time.

        Returns:
            The accounts of which sessions have ended.

        Raises:
            SignOnError: If there is no sign-on, or the token cannot be believed, or was heard.
        """
        provider = self._provider()
        header, claims = provider.signed(token, now=now, waits=False)
        sign_on = provider.sign_on
        said = logout_of(
            header, claims, issuer=sign_on.issuer, client_id=sign_on.client_id, now=now
        )
        digest = self._digest(f"logout {sign_on.issuer} {said.jti}")
        with self._writing() as connection:
            connection.execute("DELETE FROM heard WHERE ends_at <= ?", (stamp(now),))
            ends = stamp(said.ends) + LEEWAY_SECONDS + 1
            heard = connection.execute(
                "INSERT INTO heard VALUES (?, ?) ON CONFLICT DO NOTHING", (digest, ends)
            )
            if not heard.rowcount:
                raise SignOnError("its logout token was heard already")
            condition, values = _over(said, sign_on.issuer)
            rows = connection.execute(
                "DELETE FROM session WHERE account_id IN"  # noqa: S608 (ours)
                f" (SELECT id FROM account WHERE issuer = ?) AND {condition} RETURNING account_id",
                (sign_on.issuer, *values),
            ).fetchall()
        return tuple(self._account(each) for each in sorted({each for (each,) in rows}))


def _over(said: Logout, issuer: str) -> tuple[str, tuple[str, ...]]:
    """Return the condition for the sessions that are over, and its values."""
    his = "account_id = (SELECT id FROM account WHERE issuer = ? AND subject = ?)"
    if not said.sid:
        return his, (issuer, said.subject)
    if not said.subject:
        return "sid = ?", (said.sid,)
    return f"{his} AND sid IN ('', ?)", (issuer, said.subject, said.sid)


def logout_of(
    header: Mapping[str, Any],
    claims: Mapping[str, Any],
    *,
    issuer: str,
    client_id: str,
    now: dt.datetime,
) -> Logout:
    """Return what a token says that is signed by the issuer, if it is a logout token for us (2.6).

    Raises:
        SignOnError: If it is none; the reason says which part of it is wrong.
    """
    kind, audience, events = header.get("typ", ""), claims.get("aud"), claims.get("events")
    issued, ends = (_seconds(claims.get(each)) for each in ("iat", "exp"))
    subject, jti = (_short(claims.get(each, "")) for each in ("sub", "jti"))
    at = now.timestamp()
    event = events.get(EVENT) if isinstance(events, dict) else None
    wrong = {
        "typ": not isinstance(kind, str) or kind.lower() not in KINDS,
        "iss": claims.get("iss") != issuer,
        "aud": client_id not in (audience if isinstance(audience, list) else [audience]),
        "iat": issued is None or issued > at + LEEWAY_SECONDS,
        "exp": ends is None or not at - LEEWAY_SECONDS < ends <= at + LONGEST_SECONDS,
        "jti": not jti,
        "events": not isinstance(event, dict),
        "nonce": "nonce" in claims,  # so that no token of an arrival is one of a logout
        "sub": subject is None or ("sub" in claims and not subject),
        "sid": "sid" in claims and not sid_of(claims),
        "sub or sid": not ({"sub", "sid"} & set(claims)),
    }
    if found := [name for name, is_wrong in wrong.items() if is_wrong]:
        raise SignOnError(f"its logout token is not believed ({', '.join(found)})")
    assert ends is not None  # noqa: S101 (looked at above)
    return Logout(
        subject=subject or "",
        sid=sid_of(claims),
        jti=jti or "",
        ends=dt.datetime.fromtimestamp(ends, dt.UTC),
    )


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def _short(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) <= LONGEST_SUBJECT else None
