"""The keeper of alerts: while the room is open, it matches what is filed and sends what is due."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

from cablegram.alerts.board import Board
from cablegram.alerts.people import active_accounts
from cablegram.alerts.running import match_new
from cablegram.alerts.sending import send_due
from cablegram.alerts.settings import read_settings
from cablegram.archive.policy import POLICY_NAME
from cablegram.errors import CablegramError
from cablegram.search import Archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from cablegram.access import Policy
    from cablegram.alerts.sending import Departures

log = logging.getLogger(__name__)

SECONDS: Final = 3.0
#: While cables are filed, so much of the time at most goes into matching, as one part of so many.
SHARE: Final = 5
LEAVE_SECONDS: Final = 5.0
#: What there is, and what it was when all was matched: the two differ if there is something to do.
STATE: Final = """
SELECT (SELECT coalesce(max(id), 0) FROM cable), (SELECT count(*) FROM subscription),
       (SELECT coalesce(max(changed_at), '') FROM dossier),
       (SELECT max(changed_at) FROM subscription)
"""
DUE: Final = """
SELECT 1 FROM alert_delivery WHERE state IN ('waiting', 'sending') AND due_at <= ? LIMIT 1
"""


class AlertKeeper:
    """A thread of its own, so that no page waits for a server of mail. Use it in a `with`."""

    def __init__(
        self,
        folder: Path,
        departures: Departures,
        *,
        policy: Policy | None = None,
        seconds: float = SECONDS,
        open_board: Callable[[Path], Board] = Board.open,
    ) -> None:
        """Remember what to keep; nothing is opened yet.

        Args:
            folder: The archive.
            departures: What alerts leave by.
            policy: By which it is decided who sees what; the archive's own if it is left out.
            seconds: How often it looks whether there is something to do.
            open_board: Opens the board, with its clock.
        """
        self._folder = folder
        self._departures = departures
        self._policy = policy
        self._seconds = seconds
        self._open_board = open_board
        self._closing = threading.Event()
        self._done: tuple[object, ...] | None = None
        self._not_before = 0.0
        self._thread = threading.Thread(target=self._keep, name="alerts", daemon=True)

    def __enter__(self) -> Self:
        """Start the thread."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the thread; what it was sending is taken up again by the next."""
        self._closing.set()
        self._thread.join(LEAVE_SECONDS)

    def _keep(self) -> None:
        while not self._closing.wait(self._seconds):
            try:
                self.round()
            except (CablegramError, OSError) as error:
                # The words of our own errors hold neither text nor secrets.
                said = error if isinstance(error, CablegramError) else type(error).__name__
                log.warning("the keeper of alerts: %s", said)
            except Exception:  # the outermost guard: nobody would be told of anything any more
                log.exception("the keeper of alerts")

    def _who_sees_what(self) -> tuple[object, ...]:
        """Return what is another when somebody may see more or less than before."""
        accounts = active_accounts(self._folder)
        readers = frozenset((name, each.reader) for name, each in accounts.items())
        try:
            file = (self._folder / POLICY_NAME).stat()
        except OSError:
            return readers, None
        return readers, file.st_mtime_ns, file.st_size

    def round(self) -> None:
        """Do what there is to do."""
        with self._open_board(self._folder) as board:
            state = (*board.rows(STATE)[0], board.now().date(), *self._who_sees_what())
            now = board.now().isoformat(timespec="seconds")
            begun = time.monotonic()
            must_match = state != self._done and state[1] and begun >= self._not_before
            if not (must_match or board.rows(DUE, now)):
                return
            with Archive.open(self._folder) as whole:
                if must_match:
                    match_new(whole, board, policy=self._policy)
                    self._done = state
                    self._not_before = begun + SHARE * (time.monotonic() - begun)
                send_due(
                    whole,
                    board,
                    read_settings(self._folder),
                    self._departures,
                    policy=self._policy,
                )
