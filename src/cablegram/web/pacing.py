"""How much one person may ask of the room: so much of its time, and so much at once.

Where people sign in, each has an allowance of the time that pages take to be made. A page costs
what it took, so that it need not be said which are dear; whoever reads never comes near the end.
What his assistant is answered over HTTP is counted alike, by the program that answers it.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from cablegram.web.answers import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

Asked = ParamSpec("Asked")
Result = TypeVar("Result")

#: Seconds of making pages that a person has saved at most, and gets back each second.
MOST_SAVED: Final = 30.0
GIVEN_BACK: Final = 0.5
#: Requests of one person that are under way at once: the others must wait for theirs.
MOST_AT_ONCE: Final = 24


@dataclass(slots=True)
class _Allowance:
    left: float
    at: float
    under_way: int = 0


class Pace:
    """The allowances of all; any thread may ask."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with whole allowances.

        Args:
            clock: Gives seconds that only rise.
        """
        self._clock = clock
        self._lock = threading.Lock()
        self._people: dict[str, _Allowance] = {}

    def begin(self, account_id: str | None) -> None:
        """Let somebody ask for something, until `end`; nobody counts where nobody signs in.

        Raises:
            Problem: If he has used up what he has, or asks too much at once.
        """
        if account_id is None:
            return
        with self._lock:
            his = self._of(account_id)
            if his.under_way >= MOST_AT_ONCE:
                raise _too_much(1)
            if his.left <= 0:
                raise _too_much(max(1, ceil(-his.left / GIVEN_BACK)))
            his.under_way += 1

    def end(self, account_id: str | None) -> None:
        """Note that what `begin` let somebody ask for is done."""
        if account_id is not None:
            with self._lock:
                self._of(account_id).under_way -= 1

    def charged(
        self, account_id: str | None, job: Callable[Asked, Result]
    ) -> Callable[Asked, Result]:
        """Return a job that takes the processor time that it needs from somebody's allowance."""
        if account_id is None:
            return job

        def do(*args: Asked.args, **kwargs: Asked.kwargs) -> Result:
            begun = time.thread_time()
            try:
                return job(*args, **kwargs)
            finally:
                self.spend(account_id, time.thread_time() - begun)

        return do

    def spend(self, account_id: str, seconds: float) -> None:
        """Take off what something took."""
        with self._lock:
            self._of(account_id).left -= seconds

    def _of(self, account_id: str) -> _Allowance:
        """Return the allowance of somebody as it is now; called with the lock held."""
        now = self._clock()
        his = self._people.get(account_id)
        if his is None:
            his = self._people[account_id] = _Allowance(MOST_SAVED, now)
        his.left = min(MOST_SAVED, his.left + GIVEN_BACK * (now - his.at))
        his.at = now
        return his


def _too_much(seconds: int) -> Problem:
    return Problem(
        status=429,
        code="too-much",
        title="Too much at once",
        message="More was asked for with this account than one may ask for.",
        hint=f"Try again in {seconds} {'second' if seconds == 1 else 'seconds'}.",
        headers={"Retry-After": str(seconds)},
    )
