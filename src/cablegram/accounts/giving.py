"""Who may give what: nobody gives a clearance that he has not himself. What the log says of it.

Else one who looks after accounts, and sees little, would see all by one more step: an account that
he makes for himself, or a new password for somebody who sees more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cablegram.access import InvalidReader, held

if TYPE_CHECKING:
    from cablegram.access import Policy, Reader
    from cablegram.accounts.values import Role


def said_of(role: Role, reader: Reader) -> dict[str, Any]:
    """Return what somebody may do and see in words for the log; what he has not is left out.

    >>> from cablegram.access import Reader
    >>> from cablegram.accounts import Role
    >>> said_of(Role.REVIEWER, Reader(level="secret", controls=frozenset({"SBU", "ORCON"})))
    {'role': 'reviewer', 'level': 'secret', 'controls': ['ORCON', 'SBU']}
    >>> said_of(Role.ADMIN, Reader(sees_all=True))
    {'role': 'admin', 'sees': 'all'}
    """
    said: dict[str, Any] = {"role": role.value}
    if reader.sees_all:
        return said | {"sees": "all"}
    words = {
        "level": reader.level,
        "controls": sorted(reader.controls),
        "need_to_know": sorted(reader.need_to_know),
        "nationality": reader.nationality,
        "groups": sorted(reader.groups),
    }
    return said | {name: value for name, value in words.items() if value}


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
