"""What one mail lists of many alerts: so many cables, and of the others how many there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cablegram.alerts.shown import Told
    from cablegram.alerts.values import Subscription

    Tell = Callable[[Subscription, Sequence[int]], Sequence[Told]]

#: Cables that one mail lists, and others that are counted.
MOST_LISTED: Final = 100
MOST_COUNTED: Final = 1_000
#: Alerts that are looked at together.
AT_ONCE: Final = 500


@dataclass(slots=True, kw_only=True)
class Digest:
    """What one mail says.

    Attributes:
        shown: The alerts of the cables that it lists, by subscription.
        others: The cables that it counts; if there are more than `MOST_COUNTED`, not all of them.
        unseen: The alerts of what the reader may not see, as far as they were looked at.
    """

    shown: dict[str, tuple[Subscription, list[Told]]] = field(default_factory=dict)
    others: set[int] = field(default_factory=set)
    unseen: list[int] = field(default_factory=list)

    @property
    def told(self) -> list[Told]:
        """The alerts of the cables that are listed."""
        return [one for _, alerts in self.shown.values() for one in alerts]


def digest(
    alerts: Mapping[str, Sequence[int]], of: Mapping[str, Subscription], tell: Tell
) -> Digest:
    """Return what one mail says of alerts, those first that were found first.

    Args:
        alerts: The numbers of the alerts, by subscription.
        of: The subscriptions.
        tell: Returns what their reader is told of alerts of one of them.
    """
    made, listed = Digest(), set[int]()
    pairs = sorted((each, name) for name, ids in alerts.items() for each in ids)
    for begin in range(0, len(pairs), AT_ONCE):
        part: dict[str, list[int]] = {}
        for alert_id, name in pairs[begin : begin + AT_ONCE]:
            part.setdefault(name, []).append(alert_id)
        found = {name: tell(of[name], ids) for name, ids in part.items()}
        by_id = {one.alert.alert_id: (name, one) for name, told in found.items() for one in told}
        made.unseen += [each for ids in part.values() for each in ids if each not in by_id]
        for _, (name, one) in sorted(by_id.items()):
            cable_id = one.cable.cable_id
            if cable_id in listed or len(listed) < MOST_LISTED:
                listed.add(cable_id)
                made.shown.setdefault(name, (of[name], []))[1].append(one)
            else:
                made.others.add(cable_id)
        if len(made.others) > MOST_COUNTED:
            break
    return made
