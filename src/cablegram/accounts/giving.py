"""Who may give what: nobody gives a clearance that he has not himself.

Else one who looks after accounts, and sees little, would see all by one more step: an account that
he makes for himself, or a new password for somebody who sees more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.access import InvalidReader, held

if TYPE_CHECKING:
    from cablegram.access import Policy, Reader


def may_give(giver: Reader, given: Reader, policy: Policy) -> bool:
    """Tell whether somebody who sees this much may make another see that much.

    >>> from cablegram.access import Reader, us_policy
    >>> low, high = Reader(level="confidential"), Reader(level="secret")
    >>> may_give(high, low, us_policy()), may_give(low, high, us_policy())
    (True, False)
    """
    if giver.sees_all:
        return True
    if given.sees_all:
        return False
    try:
        return held(given, policy) <= held(giver, policy)
    except InvalidReader:  # what the policy does not know cannot be compared
        return False
