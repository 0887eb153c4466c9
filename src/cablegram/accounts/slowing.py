"""Lock-out by delay: whoever tries and fails waits longer each time, by name and by address.

Nobody is locked out for good, so nobody can lock another out for good: for a name the wait ends at
a minute, which leaves a guesser at most some sixty tries an hour from everywhere together; for an
address at a quarter of an hour. Names that nobody has are slowed like the others. A try is counted
before it is checked, so that many at once count as many.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.accounts.base import Base, stamp
from cablegram.accounts.values import Refused, folded_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

#: After so long without a failure it is as if there had been none.
FORGOTTEN_SECONDS: Final = 24 * 3600
_MOST_DOUBLINGS: Final = 20


@dataclass(frozen=True, slots=True)
class Slowed:
    """What is slowed.

    Attributes:
        key: Name or address, with what it is in front.
        free: So many failures have no consequence; people mistype.
        longest_seconds: The wait doubles up to this.
    """

    key: str
    free: int
    longest_seconds: int

    def wait_seconds(self, failures: int) -> int:
        """Return how long to wait after so many failures.

        >>> [Slowed("", 2, 5).wait_seconds(count) for count in range(6)]
        [0, 0, 1, 2, 4, 5]
        """
        over = failures - self.free
        if over < 0:
            return 0
        return int(min(2 ** min(over, _MOST_DOUBLINGS), self.longest_seconds))


def by_name(name: str) -> Slowed:
    """Return what is slowed for a name, whether anybody has it or not."""
    return Slowed(f"name {folded_name(name[:200])}", 5, 60)


def by_account(account_id: str) -> Slowed:
    """Return what is slowed for somebody who is signed in and asked for his password."""
    return Slowed(f"account {account_id}", 5, 60)


def by_address(address: str) -> Slowed:
    """Return what is slowed for an address; of IPv6 the network that one line has (/64)."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return Slowed(f"address {address[:200]}", 20, 900)
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return by_address(str(parsed.ipv4_mapped))
        parsed = ipaddress.IPv6Network((parsed, 64), strict=False).network_address
    return Slowed(f"address {parsed}", 20, 900)


class Slowing(Base):
    """Tries are counted, and too many refused."""

    def _begin_try(self, whats: Iterable[Slowed], *, now: dt.datetime) -> None:
        """Count a try as a failure until it has succeeded.

        Raises:
            Refused: If one must wait still; such a try is not counted.
        """
        at = stamp(now)
        with self._writing() as connection:
            wait = 0
            counts: list[tuple[bytes, int]] = []
            for what in whats:
                digest = self._digest(what.key)
                row = connection.execute(
                    "SELECT count, last_at FROM tried WHERE digest = ?", (digest,)
                ).fetchone()
                count, last = row or (0, 0)
                last = min(last, at)  # a clock that was put back makes nobody wait longer
                if at - last >= FORGOTTEN_SECONDS:
                    count = 0
                wait = max(wait, last + what.wait_seconds(count) - at if count else 0)
                counts.append((digest, count + 1))
            if wait > 0:
                raise Refused(wait)
            connection.executemany(
                "INSERT INTO tried VALUES (?1, ?2, ?3)"
                " ON CONFLICT (digest) DO UPDATE SET count = ?2, last_at = ?3",
                [(digest, count, at) for digest, count in counts],
            )
            connection.execute("DELETE FROM tried WHERE last_at <= ?", (at - FORGOTTEN_SECONDS,))

    def _end_try(self, forgiven: Slowed, *others: Slowed) -> None:
        """Take back what `_begin_try` counted, since it succeeded.

        Args:
            forgiven: Begins anew: who knows the password may have mistyped it before.
            others: Only this try is taken back. Who signs in as himself goes on being slowed for
                what he tries on others.
        """
        with self._writing() as connection:
            connection.execute("DELETE FROM tried WHERE digest = ?", (self._digest(forgiven.key),))
            for other in others:
                connection.execute(
                    "UPDATE tried SET count = count - 1 WHERE digest = ? AND count > 0",
                    (self._digest(other.key),),
                )
