"""What was put into dossiers since somebody follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cablegram.alerts.batch import pointing
from cablegram.alerts.values import Kind
from cablegram.archive.desk.pointing import pointed_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.access import Policy
    from cablegram.alerts.board import Board
    from cablegram.alerts.watch import Watch, Watching
    from cablegram.archive.desk import Pointer
    from cablegram.search import Archive


def grown(
    whole: Archive, board: Board, watch: Watch, policy: Policy
) -> Iterator[tuple[Watching, tuple[Any, ...], bytes]]:
    """Yield what was put into dossiers, to whom they are shown and who may see it.

    What he may not see yet is told of when it opens to him.

    Yields:
        The subscription, what points to the cable, and what is the same if it is filed anew.
    """
    for each in watch.by_id.values():
        if each.subscription.kind is not Kind.DOSSIER:
            continue
        told = {
            row[0]
            for row in board.rows(
                "SELECT key FROM alert WHERE subscription_id = ?",
                each.subscription.subscription_id,
            )
        }
        put: list[Pointer] = [
            item.pointer
            for item in watch.items_of.get(each.subscription.subscription_id, ())
            if item.added > each.subscription.created
        ]
        if not put:
            continue
        seen = whole.seen_by(each.reader, policy=policy, today=board.now().date())
        for pointer, cables in pointed_at(seen, put).items():
            cable = cables[0]
            title = (cable.subject or "").encode("utf-8", "replace").decode()
            day = None if cable.date is None else cable.date.isoformat()
            mrn = None if cable.mrn is None else str(cable.mrn)
            found, key = pointing(mrn, pointer.sha256, pointer.position, day, title)
            if key not in told:
                yield each, found, key
