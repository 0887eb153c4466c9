"""Who may see what a reader has written: whoever may see all that its writer could.

A note may quote any text that its writer saw. So what is written is stored with the clearance that
its writer had, and it is shown to those whose own is at least that. Only a reader with the same
clearance may change it: a change by one who sees more would tell the others of him, and could carry
down what they may not see.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cablegram.access.clearance import Clearance
from cablegram.access.reader import held

if TYPE_CHECKING:
    from cablegram.access.policy import Policy
    from cablegram.access.reader import Reader

#: What is written by one who sees all. Nobody else sees that.
ALL: Final = "all"


def written_under(reader: Reader, policy: Policy) -> str:
    """Return the clearance under which a reader writes, as it is stored.

    Levels and words stand in it by name, since their places change with the policy.

    Raises:
        InvalidReader: If the policy has not the reader's level, or not one of his groups.
    """
    if reader.sees_all:
        return ALL
    has = held(reader, policy)
    said = {
        "level": policy.levels[has.rank],
        "words": sorted(has.words),
        "nations": sorted(has.nations or ()),
    }
    return json.dumps(said, separators=(",", ":"))


def may_read(reader: Reader, written: str, policy: Policy) -> bool:
    """Tell whether a reader may see what was written under a clearance (`written_under`).

    A level that the policy does not have, or a text that is none of ours, is for him alone who
    sees all.

    Raises:
        InvalidReader: If the policy has not the reader's level, or not one of his groups.
    """
    if reader.sees_all:
        return True
    asks = _stored(written, policy)
    return asks is not None and asks <= held(reader, policy)


def may_change(reader: Reader, written: str, policy: Policy) -> bool:
    """Tell whether a reader may change what was written under a clearance: only under his own.

    Raises:
        InvalidReader: If the policy has not the reader's level, or not one of his groups.
    """
    if reader.sees_all:
        return written == ALL
    return _stored(written, policy) == held(reader, policy)


def _stored(written: str, policy: Policy) -> Clearance | None:
    """Return a stored clearance as it is by a policy, `None` if that cannot be told."""
    try:
        said = json.loads(written)
        rank = policy.rank(said["level"])
        words, nations = said["words"], said["nations"]
        if rank is None or not all(isinstance(each, str) for each in (*words, *nations)):
            return None
        return Clearance(rank, policy.words_of(words), frozenset(nations))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
