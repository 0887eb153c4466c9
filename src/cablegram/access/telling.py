"""What is asked and what is lacking, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cablegram.access.clearance import Clearance
    from cablegram.access.policy import Policy


def shown(asks: Clearance, policy: Policy) -> str:
    """Return what something asks, such as `secret and SBU`."""
    words = sorted(asks.words)
    if asks.nations is not None:
        words.append(f"a national of {_nations(asks.nations, policy)}")
    if asks.rank or not words:
        words.insert(0, policy.levels[asks.rank])
    return " and ".join(words)


def lacks(asks: Clearance, has: Clearance, policy: Policy) -> str:
    """Return what a reader lacks of what is asked."""
    said = []
    if asks.rank > has.rank:
        said.append(f"asks {policy.levels[asks.rank]}, the reader has {policy.levels[has.rank]}")
    if missing := sorted(asks.words - has.words):
        said.append(f"asks {' and '.join(missing)}, which the reader has not")
    if asks.nations is not None and has.nations is not None and not has.nations <= asks.nations:
        nation = " ".join(sorted(has.nations))
        said.append(
            f"asks a national of {_nations(asks.nations, policy)}, the reader is of {nation}"
        )
    return ", and ".join(said)


def _nations(nations: frozenset[str], policy: Policy) -> str:
    return " or ".join(([policy.home] if policy.home else []) + sorted(nations)) or "no nation"
