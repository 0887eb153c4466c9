"""With whom a person shares what he has written: nobody, one person, a group, or all.

That comes on top of the clearance that it was written under: it is shown to those who may see all
that its writer could, and of them to those with whom he shares it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

    Kind = Literal["private", "person", "group", "all"]

LONGEST: Final = 200
_SAID: Final = re.compile(r"private|all|(?:person|group):[^\x00-\x1f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Sharing:
    """With whom something is shared.

    Attributes:
        kind: With nobody, one person, a group, all.
        name: The account of the person, or the name of the group; empty for the others.
    """

    kind: Kind = "private"
    name: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return what is stored as a text: `private`, `all`, `group:desk`, `person:k3hq9...`.

        Raises:
            ValueError: If it is none of these.
        """
        if len(text) > LONGEST or not _SAID.fullmatch(text):
            raise ValueError("with whom it is shared: private, person:..., group:... or all")
        kind, _, name = text.partition(":")
        return cls(kind, name)  # type: ignore[arg-type]  # one of them, by the pattern

    def __str__(self) -> str:
        """Return it as it is stored."""
        return f"{self.kind}:{self.name}" if self.name else self.kind


PRIVATE: Final = Sharing()
WITH_ALL: Final = Sharing("all")


def shared_with(person: str, groups: Iterable[str]) -> list[str]:
    """Return what is stored with what a person may see that is another's.

    >>> shared_with("k3hq9", ["desk"])
    ['all', 'person:k3hq9', 'group:desk']
    """
    return [
        str(WITH_ALL),
        str(Sharing("person", person)),
        *(str(Sharing("group", each)) for each in sorted(groups)),
    ]
