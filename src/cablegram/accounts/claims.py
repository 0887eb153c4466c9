"""What an institution says of a person, and the role and clearance that follow from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cablegram.access import Reader
from cablegram.accounts.values import LONGEST_NAME, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cablegram.access import Policy

#: Stands for any value: the claim is there.
ANY: Final = "*"
_NO_NAME: Final = re.compile(r"[^\w.@+-]+")
_LONGEST_TEXT: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRule:
    """Whoever has a claim is given rights. All rules that fit add up; if none fits, he is refused.

    Attributes:
        claim: The claim's name; of one within another, both with a dot between.
        has: The value that it is, or has among others; `*` for any.
        role: What he may do.
        reader: What he may see. That he sees all is not said by a claim.
    """

    claim: str
    has: str
    role: Role = Role.READER
    reader: Reader = field(default_factory=Reader)

    def fits(self, claims: Mapping[str, Any]) -> bool:
        """Tell whether somebody of whom this is said has the claim."""
        found = claim_of(claims, self.claim)
        values = found if isinstance(found, list) else [found]
        return any(_text(value) is not None and self.has in {ANY, _text(value)} for value in values)


def claim_of(claims: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 (JSON)
    """Return a claim by its name, or of one within others by a name with dots; `None` if not said.

    >>> claim_of({"realm": {"roles": ["a"]}, "x.y": 1}, "realm.roles")
    ['a']
    >>> claim_of({"realm": {"roles": ["a"]}, "x.y": 1}, "x.y")
    1
    """
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        if not isinstance(found, dict):
            return None
        found = found.get(part)
    return found


def rights_by_claims(
    rules: Sequence[ClaimRule], claims: Mapping[str, Any], policy: Policy, *, name: str = ""
) -> tuple[Role, Reader] | None:
    """Return role and clearance of somebody by what an institution says of him.

    Args:
        rules: All of the archive.
        claims: What is said of him, checked already.
        policy: Says which level is higher.
        name: For the reader.

    Returns:
        The highest role and level of the rules that fit, and the words and groups of all of them;
        the nationality of the first that has one. `None` if no rule fits.
    """
    fitting = [rule for rule in rules if rule.fits(claims)]
    if not fitting:
        return None
    readers = [rule.reader for rule in fitting]
    nations = [each.nationality for each in readers if each.nationality]
    return max((rule.role for rule in fitting), key=lambda role: role.rank), Reader(
        name=name,
        level=max((each.level for each in readers), key=lambda level: _rank(policy, level)),
        controls=frozenset().union(*(each.controls for each in readers)),
        need_to_know=frozenset().union(*(each.need_to_know for each in readers)),
        nationality=nations[0] if nations else "",
        groups=frozenset().union(*(each.groups for each in readers)),
    )


def name_by_claims(claims: Mapping[str, Any], claim: str) -> str:
    """Return a name that an account can have, by a claim; `person` if the claim gives none.

    >>> name_by_claims({"preferred_username": "Ana Prado"}, "preferred_username")
    'Ana-Prado'
    """
    said = text_of(claims, claim)
    return _NO_NAME.sub("-", said).strip("-")[: LONGEST_NAME - 4] or "person"


def text_of(claims: Mapping[str, Any], claim: str) -> str:
    """Return a claim that is a text as one line, empty if it is none or much too long."""
    found = claim_of(claims, claim)
    if not isinstance(found, str) or len(found) > _LONGEST_TEXT:
        return ""
    line = " ".join(found.split())
    return line if line.isprintable() else ""


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else None


def _rank(policy: Policy, level: str) -> int:
    rank = policy.rank(level) if level else 0
    return -1 if rank is None else rank
