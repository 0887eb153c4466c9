"""Story lines: chains of cables over weeks or years, among a few posts, that cite each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from cablegram.sample import people
from cablegram.sample.cable import Cable, Paragraph
from cablegram.sample.citations import write_references
from cablegram.sample.eras import (
    Era,
    authority,
    executive_order,
    level_and_captions,
    portion_mark,
)
from cablegram.sample.posts import DEPARTMENT, post, posts
from cablegram.sample.prose import MONTHS, SIZES
from cablegram.sample.themes import themes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.sample.citations import Cited
    from cablegram.sample.dice import Dice
    from cablegram.sample.lengths import Lengths
    from cablegram.sample.posts import Post
    from cablegram.sample.prose import Prose
    from cablegram.sample.serials import Register
    from cablegram.sample.themes import Theme
    from cablegram.sample.truth import SampleAddressee

__all__ = ["Matter", "begin", "cables_of"]

_OTHERS_EARLY: Final = ("USDOC WASHDC", "SECDEF WASHDC", "USIA WASHDC", "TREASURY WASHDC")
_OTHERS_LATE: Final = (
    ("RUCPDOC", "USDOC WASHDC"),
    ("RHEHNSC", "NSC WASHDC"),
    ("RUEKJCS", "SECDEF WASHDC"),
    ("RUEAIIA", "CIA WASHDC"),
    ("RHEBAAA", "DOE WASHDC"),
)


@dataclass(slots=True, kw_only=True)
class Matter:
    """One story line: what it is about, who takes part, and what has been sent so far."""

    theme: Theme
    era: Era
    hosts: tuple[Post, ...]
    cast: dict[str, str]
    subject: str
    start: datetime
    length: int
    signers: dict[str, str] = field(default_factory=dict)
    sent: list[Cited] = field(default_factory=list)


@cache
def _abroad() -> tuple[Post, ...]:
    return tuple(each for each in posts() if not each.is_department)


def begin(dice: Dice, era: Era, turn: int) -> Matter:
    """Choose theme, posts, people and start of a story line; `turn` spreads the years."""
    theme = dice.pick(themes())
    hosts = dice.several(_abroad(), dice.between(1, 4))
    main = dice.pick(hosts)
    cast = {
        **people.cast(dice),
        "nat": main.nationality,
        "country": main.country,
        "capital": main.city,
    }
    span = era.last - era.first + 1
    year = era.first + (turn * 5 + dice.between(0, 1)) % span
    start = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=dice.between(0, 330))
    subject = dice.pick(theme.subjects).format(**cast, year=year, month=dice.pick(MONTHS))
    return Matter(
        theme=theme,
        era=era,
        hosts=(main, *(each for each in hosts if each is not main)),
        cast=cast,
        subject=subject,
        start=start,
        length=dice.between(4, 16),
    )


def cables_of(
    dice: Dice, matter: Matter, register: Register, prose: Prose, lengths: Lengths
) -> Iterator[Cable]:
    """Plan the cables of a story line in order of time; some that are cited are never made."""
    moment = matter.start
    for place in range(matter.length):
        origin = _origin(dice, matter, place)
        taken = register.take(origin, moment)
        if taken is None or moment.year > matter.era.last:
            return
        number, dtg = taken
        held = place == 0 or not dice.chance(0.12)
        if held:
            yield _cable(dice, matter, origin, (number, dtg), register, prose, lengths)
        matter.sent.append((origin, number, dtg, held))
        moment = dtg + timedelta(
            days=dice.between(1, 9) if dice.chance(0.6) else dice.between(10, 120)
        )


def _origin(dice: Dice, matter: Matter, place: int) -> Post:
    if place and dice.chance(0.22):
        return post(DEPARTMENT)
    return matter.hosts[0] if dice.chance(0.6) else dice.pick(matter.hosts)


def _cited(dice: Dice, matter: Matter, dtg: datetime, register: Register) -> list[Cited]:
    """Choose what a cable refers to: mostly the last few of its matter, now and then another."""
    wanted = dice.weighted(((0, 2.0), (1, 4.0), (2, 2.5), (3, 1.5), (5, 0.5)))
    earlier = [each for each in matter.sent if each[2] < dtg]
    found = list(dice.several(earlier[-8:], wanted))[::-1]
    if dice.chance(0.12):
        source = dice.pick((*matter.hosts, post(DEPARTMENT)))
        back = dtg - timedelta(days=dice.between(3, 200))
        taken = register.take(source, back) if back.year >= matter.era.first else None
        if taken is not None and taken[1] < dtg:
            found.append((source, *taken, False))
    return found


def _addressees(
    dice: Dice, matter: Matter, origin: Post, number: int, year: int, precedence: str
) -> tuple[tuple[SampleAddressee, ...], tuple[SampleAddressee, ...]]:
    late = year >= 1996
    low = "PRIORITY" if "IMMEDIATE" in precedence else "ROUTINE"

    def address(to: Post, word: str) -> SampleAddressee:
        shown = None if word == "ROUTINE" else word
        mcn = None
        if to.is_department or late or dice.chance(0.15):
            base = sum(ord(letter) * 37 for letter in origin.station + to.station)
            mcn = f"{(base + number // 3) % 9000 + 1000:04d}"
        return (to.pla, shown, mcn, to.routing_indicator if late else None)

    others = [each for each in matter.hosts if each is not origin]
    if origin.is_department:
        action = [address(to, precedence) for to in (others[:3] or matter.hosts[:1])]
        rest = others[3:]
    else:
        action = [address(post(DEPARTMENT), precedence)]
        rest = others
        if others and dice.chance(0.2):
            action.append(address(others[0], precedence))
            rest = others[1:]
    info = [address(to, low if dice.chance(0.3) else "ROUTINE") for to in rest]
    if late and dice.chance(0.5):
        info += [
            (name, None, None, indicator)
            for indicator, name in dice.several(_OTHERS_LATE, dice.between(1, 3))
        ]
    elif not late and dice.chance(0.2):
        info.append((dice.pick(_OTHERS_EARLY), None, None, None))
    return tuple(action), tuple(info)


def _tags(dice: Dice, matter: Matter, year: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    theme = matter.theme
    if year < 1973:  # TAGS began on 1 March 1973
        return (), ()
    subjects = theme.early_tags if year < 1980 else theme.late_tags
    chosen = (subjects[0], *dice.several(subjects[1:], dice.between(0, len(subjects) - 1)))
    geo = tuple(dict.fromkeys(each.geo_tag for each in matter.hosts if each.geo_tag))[:3]
    programs = dice.several(theme.programs, 1) if year >= 1999 and dice.chance(0.5) else ()
    persons: tuple[str, ...] = ()
    if year < 2000 and dice.chance(0.06):
        chosen = ("OVIP", *chosen)
        name, first = people.american(dice).upper(), people.given_name(dice).upper()
        persons = (f"{name}, {first}",)
    return (*chosen, *programs, *geo), persons


def _paragraphs(
    dice: Dice, matter: Matter, cable: Cable, prose: Prose, left: int
) -> tuple[Paragraph, ...]:
    """Write about `left` characters: a summary if they are many, then paragraphs, a comment."""
    theme, cast, on = matter.theme, matter.cast, cable.dtg.date()
    texts = []
    if left > 1600:
        texts.append(
            f"SUMMARY: {prose.sentence(dice, theme, cast)}"
            f" {prose.paragraph(dice, theme, cast, 250)} END SUMMARY."
        )
        left -= 450
    elif cable.references and dice.chance(0.6):
        where = "REFTEL" if len(cable.references) == 1 else f"REF {cable.references[0].label}"
        texts.append(
            f"{prose.sentence(dice, theme, cast)} See {where}."
            f" {prose.paragraph(dice, theme, cast, 150)}"
        )
        left -= 250
    else:
        texts.append(f"{prose.sentence(dice, theme, cast)} {prose.sentence(dice, theme, cast)}")
        left -= 200
    while left > 150:
        wanted = dice.pick(SIZES)
        texts.append(prose.paragraph(dice, theme, cast, min(wanted, left)))
        left -= wanted
    if len(texts) > 1:
        texts.append(
            prose.request(dice, theme, cast)
            if dice.chance(0.35)
            else prose.comment(dice, theme, cast)
        )
    entire = 1979 <= on.year < 1996 and cable.level in {"CONFIDENTIAL", "SECRET"}
    if entire and dice.chance(0.6):
        texts.insert(0, "ENTIRE TEXT")
    lone = len(texts) == 1
    return tuple(
        Paragraph(
            number=None if lone else place,
            mark=f"{cable.level[0]} - ENTIRE TEXT"
            if text == "ENTIRE TEXT"
            else portion_mark(dice, on, cable.level, cable.captions),
            text=text,
        )
        for place, text in enumerate(texts, 1)
    )


def _cable(
    dice: Dice,
    matter: Matter,
    origin: Post,
    sent: tuple[int, datetime],
    register: Register,
    prose: Prose,
    lengths: Lengths,
) -> Cable:
    number, dtg = sent
    precedence = dice.weighted(
        (("ROUTINE", 6.0), ("PRIORITY", 3.0), ("IMMEDIATE", 1.2), ("NIACT IMMEDIATE", 0.08))
    )
    level, captions = level_and_captions(dice, dtg.date())
    action, info = _addressees(dice, matter, origin, number, dtg.year, precedence)
    signer = matter.signers.get(origin.station)
    if signer is None:
        signer = matter.signers[origin.station] = people.american(dice)
    order = executive_order(dice, dtg.date(), level, signer)
    tags, persons = _tags(dice, matter, dtg.year)
    faults: set[str] = set()
    cited = _cited(dice, matter, dtg, register)
    cable = Cable(
        theme=matter.theme,
        form=dice.weighted(matter.era.forms),
        post=origin,
        number=number,
        dtg=dtg,
        precedence=precedence,
        action=action,
        info=info,
        level=level,
        captions=captions,
        attention=_attention(dice, matter, origin),
        executive_order=order.number,
        order_line=order.line,
        declassify=order.declassify,
        authority=authority(dice, dtg.date(), level, people.american(dice)),
        tags=tags,
        person_tags=persons,
        subject=matter.subject
        if dice.chance(0.7)
        else dice.pick(matter.theme.subjects).format(
            **matter.cast, year=dtg.year, month=MONTHS[dtg.month - 1]
        ),
        subject_mark=None,
        references=write_references(dice, cited, dtg, origin, faults=faults),
        paragraphs=(),
        signature=signer,
        drafter=people.american(dice),
        reference_style=dice.between(0, 3),
        faults=faults,
    )
    if cable.dtg.year >= 1996 and cable.level != "UNCLASSIFIED" and dice.chance(0.3):
        cable.subject_mark = dice.pick(("U", cable.level[0]))
    prose.restart(dice)
    cable.paragraphs = _paragraphs(dice, matter, cable, prose, lengths.take(dice))
    return cable


def _attention(dice: Dice, matter: Matter, origin: Post) -> tuple[str, ...]:
    if origin.is_department or not dice.chance(0.25):
        return ()
    verb = dice.pick(("FOR", "FOR", "PASS TO"))
    line = f"{dice.pick(('STATE', 'DEPT'))} {verb} {matter.theme.office}"
    if dice.chance(0.4):
        line += f" ({people.american(dice).upper()})"
    return (line,)
