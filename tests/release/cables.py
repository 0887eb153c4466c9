"""A made-up cable with portions of many levels, as tests of the release vary it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from cablegram.access import us_policy
from cablegram.model import (
    Attention,
    ClassifiedBy,
    Level,
    Marking,
    PageLine,
    Paragraph,
    Span,
    Transmission,
)
from cablegram.release import Audience, audience_of
from tests.made_up import cable

DAY = dt.date(2030, 5, 1)
LEVELS = {"U": Level.UNCLASSIFIED, "C": Level.CONFIDENTIAL, "S": Level.SECRET}
POLICY = us_policy()
PUBLIC: Audience = audience_of("unclassified", POLICY)
OPEN_TEXT = "The harbor master raised the dues again."
#: Words that stand nowhere but in what is withheld from the public.
HIDDEN = ("Zephyrine", "Quillfeather", "Marlowe", "Vantongeren", "obelisk")


def record(*portions: tuple[str, str], subject: str = f"{HIDDEN[0]} ON THE QUAY") -> dict[str, Any]:
    """Return the record of a secret cable with paragraphs of these marks and texts."""
    chosen = portions or (
        ("U", OPEN_TEXT),
        ("S", f"{HIDDEN[1]} told us of the {HIDDEN[4]}."),
        ("", f"Unmarked, with {HIDDEN[3]}."),
        ("U", "Ships of 9 meters draft can enter from March."),
    )
    made = replace(
        cable("07LISBON4", subject=subject, level="secret", refs=("06MADRID77",)),
        paragraphs=tuple(_paragraph(n, *each) for n, each in enumerate(chosen, 1)),
        source_text="x",
        tree=cable(text=("x",)).tree,
        signature=HIDDEN[2].upper(),
        attention=(Attention(text=f"FOR {HIDDEN[3].upper()}"),),
        classified_by=ClassifiedBy(name=HIDDEN[0], title="Consul", reasons=("1.4(d)",)),
        transmission=Transmission(
            page_lines=tuple(
                PageLine(kind="page", text="", page=n, span=Span(100 * n, 100 * n + 9))
                for n in (2, 4)
            )
        ),
    )
    return made.to_dict()


def _paragraph(number: int, mark: str, text: str) -> Paragraph:
    marking = Marking(level=LEVELS[mark], text=f"({mark})") if mark else None
    place = 100 * number + 20
    return Paragraph(text=text, number=number, marking=marking, span=Span(place, place + 50))
