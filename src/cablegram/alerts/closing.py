"""Places outside to which the alerts of a person go, closed by whoever looks after accounts.

Mail goes to the address of the account; a feed at a secret address, and a webhook, may be known to
somebody else who once had the person's browser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cablegram.alerts.board import Board

COUNT: Final = """
SELECT count(*) FROM subscription WHERE owner = ? AND (feed IS NOT NULL OR hook <> '')
"""
DROP_WAITING: Final = """
DELETE FROM alert_delivery WHERE way = 'hook' AND alert_id IN (
    SELECT alert.id FROM alert JOIN subscription ON subscription.id = subscription_id
    WHERE owner = ?
)
"""
CLOSE: Final = """
UPDATE subscription SET feed = NULL, hook = '', version = version + 1
WHERE owner = ? AND (feed IS NOT NULL OR hook <> '')
"""


def leading_out(board: Board, account_id: str) -> int:
    """Return how many subscriptions of somebody have a feed or a webhook."""
    return int(board.rows(COUNT, account_id)[0][0])


def close_feeds(board: Board, account_id: str) -> int:
    """Close the feeds and webhooks of somebody; what he follows he is told in the room still.

    Returns:
        How many subscriptions had one.

    Raises:
        ArchiveError: If it cannot be written.
    """
    with board.writing():
        board.connection.execute(DROP_WAITING, (account_id,))
        return board.connection.execute(CLOSE, (account_id,)).rowcount
