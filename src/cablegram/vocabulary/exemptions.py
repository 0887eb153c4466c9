"""Why a portion of a released cable is withheld: the codes that stand in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from cablegram.vocabulary.orders import all_reasons
from cablegram.vocabulary.tables import load

#: The order whose reasons are given today, whatever the order that a cable was classified under.
ORDER: Final = "13526"
_SIGNS: Final = re.compile(r"[\s().-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A ground on which something may be withheld.

    Attributes:
        code: As it stands in place of what is withheld: `1.4(D)`, `25X1`, `B1`, `B7(C)`.
        law: The order or statute.
        section: Where it stands there.
        category: Short paraphrase.
        notes: What to mind.
    """

    code: str
    law: str
    section: str
    category: str
    notes: str = ""


@cache
def all_exemptions() -> tuple[Exemption, ...]:
    """Return those of E.O. 13526 (reasons, then 25X and 50X) and of the FOIA, in their order.

    Source: `classification_reasons` and `foia_exemptions` of the vocabulary's tables.
    """
    found = []
    for kind in ("reason", "exemption"):
        for row in all_reasons():
            if row.order == ORDER and row.kind == kind:
                code = f"{row.section}({row.letter.upper()})" if kind == "reason" else row.marking
                section = f"{row.section}({row.letter})" if kind == "reason" else row.section
                found.append(
                    Exemption(
                        code=code,
                        law=f"E.O. {row.order}",
                        section=f"section {section}",
                        category=row.category,
                        notes=row.notes,
                    )
                )
    found += [
        Exemption(
            code=each["code"],
            law="FOIA",
            section=each["section"],
            category=each["category"],
            notes=each["notes"],
        )
        for each in load("foia_exemptions").mappings()
    ]
    return tuple(found)


@lru_cache(maxsize=1024)
def exemption(code: str) -> Exemption | None:
    """Return the exemption of a code in any spelling, or None.

    >>> exemption("(b)(6)").code, exemption("1.4 d").code, exemption("25x1").code
    ('B6', '1.4(D)', '25X1')
    """
    wanted = _SIGNS.sub("", code[:32]).upper().removeprefix("FOIA")
    return next((each for each in all_exemptions() if _SIGNS.sub("", each.code) == wanted), None)
