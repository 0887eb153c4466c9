"""The precedences, as the tables of the procedure have them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cablegram.vocabulary.tables import is_confirmed, load


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedenceLevel:
    """One precedence.

    Attributes:
        level: Name as written after an addressee.
        prosign: Letter in the heading.
        routing_line_form: Doubled letter of the routing line.
        order: 0 is handled first.
        handling_objective: Time objective of the procedure, in words.
        service_objective_minutes: Objective of the service in minutes, or None.
        used_by: `state`, `military` or `both`.
        confirmed: Whether the row carries no doubt.
        notes: As compiled.
    """

    level: str
    prosign: str
    routing_line_form: str
    order: int
    handling_objective: str
    service_objective_minutes: int | None
    used_by: str
    confirmed: bool
    notes: str


@cache
def precedence_levels() -> tuple[PrecedenceLevel, ...]:
    """Return the precedences, highest first."""
    return tuple(
        sorted(
            (
                PrecedenceLevel(
                    level=row["level"],
                    prosign=row["prosign"],
                    routing_line_form=row["routing_line_form"],
                    order=int(row["order"]),
                    handling_objective=row["handling_objective"],
                    service_objective_minutes=(
                        int(row["us_service_objective_minutes"])
                        if row["us_service_objective_minutes"]
                        else None
                    ),
                    used_by=row["used_by"],
                    confirmed=is_confirmed(row["notes"]),
                    notes=row["notes"],
                )
                for row in load("precedence").mappings()
            ),
            key=lambda level: level.order,
        )
    )


def precedence_level(text: str) -> PrecedenceLevel | None:
    """Return the precedence of a name, prosign or doubled prosign, or None.

    O is IMMEDIATE: NIACT IMMEDIATE has the same letter but is written out after the addressee.
    """
    word = " ".join(text[:64].upper().split())
    named = [
        level
        for level in precedence_levels()
        if word in {level.level, level.prosign, level.routing_line_form}
    ]
    return next((level for level in named if level.level == word), named[-1] if named else None)
