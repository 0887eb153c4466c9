"""The feed of a subscription, which whoever has its secret address may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.alerts import Board, Owner, told
from cablegram.alerts.telling import marks_of
from cablegram.web.alert_pages import board_of
from cablegram.web.feeds import Entry, feed
from cablegram.web.places import alert_place, cable_place
from cablegram.web.problems import NOTHING_HERE

if TYPE_CHECKING:
    from cablegram.accounts import Account, Accounts
    from cablegram.search import Archive
    from cablegram.web.answers import Answer
    from cablegram.web.asking import Asked

MOST = 100


def whose(asked: Asked, accounts: Accounts) -> Account | None:
    """Return whose feed it is by its secret; `None` if there is none, or he is shut out."""
    with Board.open(accounts.folder) as board:
        of = board.of_feed(asked.path["secret"])
    account = None if of is None or of.owner is None else accounts.get(of.owner)
    return account if account is not None and account.is_active else None


def alert_feed(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/feed/SECRET.atom`: what its reader may see at this moment."""
    secret = asked.path["secret"]
    with board_of(asked) as board:
        of = board.of_feed(secret)
        account = None if asked.account is None else asked.account.account_id
        if of is None or of.owner != account:
            raise NOTHING_HERE
        if account is None and Owner(reader=of.reader).key != Owner(reader=asked.reader).key:
            raise NOTHING_HERE  # its reader has a room of his own
        kept = board.alerts(of.subscription_id, MOST)
    entries = [
        Entry(
            place=cable_place(each.cable),
            title=f"({marks_of(each.cable)}) {each.cable.mrn or 'no number'}:"
            f" {each.cable.subject or 'no subject'}",
            day=each.alert.found.date(),
            author=each.cable.origin or "",
            summary=f"{of.name}: {each.why}",
        )
        for each in told(archive, kept, asked.reader, asked.desk().policy, of)
    ]
    place = alert_place(of.subscription_id)
    return feed(of.name, place=place, own=f"/feed/{secret}.atom", entries=entries)
