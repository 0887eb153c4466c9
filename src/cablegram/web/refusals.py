"""How much of what is refused is noted: enough to tell what goes on, and no more.

The log only grows, and who has no account can be refused as often as he likes. So each address, and
each person, has some entries saved, and gets one back now and then; what is left out is counted,
and the next entry that is written tells how many these were.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.accounts.slowing import by_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.accounts import Account

#: Entries that one address or person has saved at most, and how many it gets back each second.
MOST_SAVED: Final = 100
GIVEN_BACK: Final = 1 / 30
#: The same for all together.
MOST_SAVED_IN_ALL: Final = 2_000
GIVEN_BACK_IN_ALL: Final = 1.0
#: More addresses at once are not told apart.
MOST_ADDRESSES: Final = 10_000


@dataclass(slots=True)
class _Saved:
    left: float
    at: float

    def grow(self, now: float, most: float, back: float) -> None:
        self.left = min(most, self.left + back * (now - self.at))
        self.at = now


class Refusals:
    """What was refused and noted; any thread may ask."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with all that may be saved.

        Args:
            clock: Gives seconds that only rise.
        """
        self._clock = clock
        self._lock = threading.Lock()
        self._all = _Saved(MOST_SAVED_IN_ALL, clock())
        self._each: dict[str, _Saved] = {}
        self._left_out = 0

    def noting(self, account: Account | None, address: str) -> int | None:
        """Count a refusal, which is then noted or not.

        Args:
            account: Who was refused something; `None` if nobody knows.
            address: From where he came.

        Returns:
            How many were left out since one was noted last; `None` if this one is left out too.
        """
        key = by_address(address).key if account is None else account.account_id
        now = self._clock()
        with self._lock:
            self._all.grow(now, MOST_SAVED_IN_ALL, GIVEN_BACK_IN_ALL)
            his = self._of(key, now)
            if min(self._all.left, his.left) < 1:
                self._left_out += 1
                return None
            self._all.left -= 1
            his.left -= 1
            left_out, self._left_out = self._left_out, 0
            return left_out

    def _of(self, key: str, now: float) -> _Saved:
        """Return what an address or a person has saved; whoever has all again is forgotten."""
        if key not in self._each and len(self._each) >= MOST_ADDRESSES:
            for each in self._each.values():
                each.grow(now, MOST_SAVED, GIVEN_BACK)
            self._each = {name: his for name, his in self._each.items() if his.left < MOST_SAVED}
            if len(self._each) >= MOST_ADDRESSES:
                key = ""
        his = self._each.setdefault(key, _Saved(MOST_SAVED, now))
        his.grow(now, MOST_SAVED, GIVEN_BACK)
        return his
