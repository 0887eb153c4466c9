"""The one guard: a fault of ours in a field reader leaves that field empty and says CG001.

Tests run with the guard off, so that a fault is a failed test and never a quiet gap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.read.context import Context

T = TypeVar("T")
_state = {"on": True}


def set_guard(*, on: bool) -> None:
    """Switch the guard for this process; tests switch it off."""
    _state["on"] = on


def is_guarded() -> bool:
    """Tell whether the guard is on."""
    return _state["on"]


def guarded(step: Callable[[T], None], reader: T, name: str, context: Context) -> None:
    """Run a reader's step; with the guard on, a fault in it becomes a diagnostic."""
    if not _state["on"]:
        step(reader)
        return
    try:
        step(reader)
    except Exception as error:  # noqa: BLE001 - the guard's purpose; RecursionError included
        context.note(
            "CG001",
            f"{name} could not be read: a fault of ours ({type(error).__name__})",
            context.place(0, 0),
        )
