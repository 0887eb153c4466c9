"""An archive with a board, for tests of alerts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cablegram.access import Reader
from cablegram.alerts import Board, Kind, Owner, Ways, follow, match_new, told
from cablegram.archive.desk import Desk
from cablegram.search import Archive
from tests.made_up import item, read_made_up

if TYPE_CHECKING:
    from pathlib import Path

STUDENT = Reader(level="unclassified")
ALONE, OF_STUDENT = Owner(), Owner(reader=STUDENT)
#: Mail and webhooks that go to this machine alone.
SETTINGS = """
address = "https://cables.example.org/"
[mail]
host = "localhost"
port = {port}
security = "none"
from = "cables@example.org"
[webhook]
networks = ["127.0.0.0/8"]
"""


class House:
    """An archive, its board, and shorter ways to both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = Archive.open(folder, create=True)
        self.time = dt.datetime(2027, 1, 5, 12, tzinfo=dt.UTC)
        self.board = Board.open(folder, now=lambda: self.time)
        self.filed = 0

    def close(self) -> None:
        self.board.close()
        self.archive.close()

    def file(self, *described: dict[str, Any]) -> None:
        items = [item(f"{self.filed + n}.txt", each) for n, each in enumerate(described)]
        self.filed += len(described)
        self.archive.ingest(items, read_made_up)

    def follow(
        self, what: str, kind: Kind = Kind.QUERY, owner: Owner = ALONE, ways: Ways | None = None
    ) -> str:
        seen = self.archive.seen_by(owner.reader, today=self.time.date())
        with Desk.open(self.folder, owner.reader) as desk:
            return follow(seen, desk, self.board, owner, kind, what, ways=ways)

    def pass_days(self, days: int) -> None:
        self.time += dt.timedelta(days=days)

    def run(self) -> list[tuple[str, str]]:
        """Match, and return what was told just now: the name of a subscription and a number."""
        matched = match_new(self.archive, self.board)
        found = []
        for each in self.board.all():
            if count := matched.fired.get(each.subscription_id):
                alerts = self.board.alerts(each.subscription_id, count)
                seen = self.archive.seen_by(each.reader, today=self.time.date())
                shown = told(seen, alerts, each.reader, self.archive.policy, each)
                found += [(each.name, str(one.cable.mrn or one.cable.subject)) for one in shown]
        return sorted(found)
