"""What a reader is shown of his alerts: cables that he may see at this moment, as he sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cablegram.access import may_read
from cablegram.archive.desk.pointing import pointed_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cablegram.access import Policy, Reader
    from cablegram.alerts.values import Alert, Subscription
    from cablegram.archive import Store, Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert with its cable as the reader sees it, and in words which rule fired."""

    alert: Alert
    cable: Summary
    why: str


def told(
    seen: Store, alerts: Iterable[Alert], reader: Reader, policy: Policy, of: Subscription
) -> tuple[Told, ...]:
    """Return alerts of one subscription with their cables.

    What was found under a clearance that the reader has no more is left out, and so is what he
    may not see now, or what is not held any more.

    Args:
        seen: The archive as the reader sees it.
        alerts: In their order.
        reader: Who is told.
        policy: By which it is decided.
        of: Their subscription.
    """
    shown = [each for each in alerts if may_read(reader, each.seen_under, policy)]
    found = pointed_at(seen, [each.pointer for each in shown])
    return tuple(
        Told(alert=each, cable=cables[0], why=each.rule or rule_of(of))
        for each in shown
        if (cables := found.get(each.pointer))
    )


def rule_of(subscription: Subscription) -> str:
    """Return what a subscription looks for, in words."""
    what = subscription.what
    words = {
        "query": f"matches {what}" if what else "is new",
        "search": f"matches the saved search {subscription.name}",
        "cites": f"cites {what}",
        "dossier": f"belongs to the dossier {subscription.name}",
        "station": f"is from {what}",
        "thread": f"belongs to the thread of {what}",
    }
    return words[subscription.kind.value]
