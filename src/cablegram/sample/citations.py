"""References to earlier cables, and the ways in which drafters wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.sample.people import american
from cablegram.sample.serials import number_by
from cablegram.sample.truth import SampleReference

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cablegram.sample.dice import Dice
    from cablegram.sample.posts import Post

__all__ = ["Cited", "is_year_clear", "write_references"]

#: A cable that can be cited: its post, number, time, and whether it was made too.
Cited = tuple["Post", int, "datetime", bool]

#: Spellings under which drafters cited some posts.
_SHORT: Final = {
    "ADDISABABA": "ADDIS",
    "BUENOSAIRES": "BA",
    "HONGKONG": "HK",
    "KUALALUMPUR": "KL",
    "STATE": "SECSTATE",
    "THEHAGUE": "HAGUE",
}


def is_year_clear(post: Post, number: int, sent: datetime, citing: datetime) -> bool:
    """Tell whether a number without year can only be last year's: far above what is reached yet."""
    return (
        sent.year == citing.year - 1
        and sent.month >= 10
        and citing.month <= 2
        and number > number_by(post, citing) * 1.5 + 30
    )


def _cable(
    dice: Dice, cited: Cited, citing: datetime, label: str | None, *, faults: set[str]
) -> SampleReference:
    post, number, sent, held = cited
    written = sent.year != citing.year or (citing.year >= 1990 and dice.chance(0.3))
    if sent.year != citing.year and is_year_clear(post, number, sent, citing):
        written = dice.chance(0.35)
    name = post.display_name
    if post.station in _SHORT and dice.chance(0.08):
        name = _SHORT[post.station]
        faults.add("station_alias")
    digits = dice.weighted(
        ((str(number), 6.0), (f"{number:04d}", 2.0), (f"{number:06d}", 1.0 * (citing.year >= 1990)))
    )
    text = f"{name} {digits}"
    if written:
        short, long = f"{sent.year % 100:02d}", str(sent.year)
        text = dice.weighted(
            ((f"{short} {text}", 6.0), (f"{long} {text}", 1.0), (f"{text} ({long})", 1.0))
        )
    notal = dice.chance(0.08)
    if notal:
        text += " (NOTAL)"
    return SampleReference(
        label=label,
        kind="cable",
        text=text,
        year=sent.year,
        station=post.station,
        number=number,
        year_written=written,
        notal=notal,
        held=held,
    )


def _other(dice: Dice, post: Post, citing: datetime, label: str | None) -> SampleReference:
    one, two = american(dice).upper(), american(dice).upper()
    day = f"{citing.month}/{max(1, citing.day - 2)}/{citing.year % 100:02d}"
    kind = dice.pick(("airgram", "letter", "telephone", "meeting", "email"))
    if kind == "email" and citing.year < 1992:
        kind = "telephone"
    if kind == "airgram" and citing.year > 1989:
        kind = "email"
    number = dice.between(2, 250)
    text = {
        "airgram": f"{post.display_name} A-{number}",
        "email": f"{one}/{two} E-MAIL OF {day}",
        "letter": f"{one} LETTER TO {two} OF {day}",
        "meeting": f"{one}-{two} MEETING OF {day}",
        "telephone": f"{one}-{two} TELCON OF {day}",
    }[kind]
    if kind != "airgram":
        return SampleReference(label=label, kind=kind, text=text)
    return SampleReference(
        label=label,
        kind=kind,
        text=text,
        year=citing.year,
        station=post.station,
        number=number,
        airgram=True,
    )


def write_references(
    dice: Dice, cited: Sequence[Cited], citing: datetime, home: Post, *, faults: set[str]
) -> tuple[SampleReference, ...]:
    """Return the entries of a REF line, labelled if there are several."""
    with_other = bool(cited) and dice.chance(0.1)
    total = len(cited) + with_other
    labels: list[str | None] = [None] if total == 1 else [chr(65 + place) for place in range(total)]
    found = [
        _cable(dice, each, citing, label, faults=faults)
        for each, label in zip(cited, labels, strict=False)
    ]
    if with_other:
        found.append(_other(dice, home, citing, labels[-1]))
    return tuple(found)
