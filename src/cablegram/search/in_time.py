"""What is counted only if it does not take too long."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ThreadPoolExecutor

    Result = TypeVar("Result")

#: What is late runs on to its end, but no more than so many at once.
THREADS: Final = 4


@cache
def _threads() -> ThreadPoolExecutor:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - for a room alone

    return ThreadPoolExecutor(THREADS, thread_name_prefix="counting")


def in_time(job: Callable[[], Result], seconds: float) -> Result | None:
    """Return what a job gives, `None` if it takes longer than so many seconds.

    Args:
        job: Runs in another thread, so it must not touch a connection; it gives no `None`.
        seconds: How long it may take.
    """
    begun = _threads().submit(job)
    try:
        return begun.result(seconds)
    except TimeoutError:
        begun.cancel()  # if it still waits for those that were late before it
        return None
