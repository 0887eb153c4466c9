"""Telegrams as *Foreign Relations* prints them, in the older and the newer markup (section 8)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from cablegram.sample.posts import posts
from cablegram.sample.prose import MONTHS, wrap
from cablegram.sample.truths import truth_of

if TYPE_CHECKING:
    from datetime import datetime

    from cablegram.sample.cable import Cable
    from cablegram.sample.dice import Dice
    from cablegram.sample.posts import Post
    from cablegram.sample.prose import Prose
    from cablegram.sample.truth import SampleTruth

__all__ = ["render", "stem"]

_TEI: Final = "http://www.tei-c.org/ns/1.0"
_FRUS: Final = "http://history.state.gov/frus/ns/1.0"


def stem(cable: Cable) -> str:
    """Return the name of the file without its ending."""
    return (
        f"frus{cable.dtg.year}v{cable.number % 29 + 1:02d}-{cable.post.station.lower()}"
        f"-d{cable.number}"
    )


def _office(post: Post) -> str:
    if post.is_department:
        return "Department of State"
    if post.pla.startswith("AMCONSUL"):
        return f"Consulate General in {post.city}"
    if post.pla.startswith("USMISSION"):
        return f"Mission in {post.city}"
    article = (
        "the "
        if post.country in {"Netherlands", "Philippines", "United Kingdom", "United Arab Emirates"}
        else ""
    )
    return f"Embassy in {article}{post.country}"


def _chief(office: str) -> str:
    """Return the title of who heads an office: telegrams of before 1952 go from man to man."""
    head, _, rest = office.partition(" in ")
    title = {
        "Embassy": "Ambassador",
        "Consulate General": "Consul General",
        "Mission": "Delegate",
    }[head]
    return f"{title} in {rest}"


def _receiver(cable: Cable) -> str:
    if cable.post.is_department:
        names = {each.pla: each for each in posts()}
        return _office(names[cable.action[0][0]])
    return "Department of State"


def _clock(moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    half = "a.m." if moment.hour < 12 else "p.m."
    if moment.hour == 12 and not moment.minute:
        return "noon"
    return f"{hour}:{moment.minute:02d} {half}" if moment.minute else f"{hour} {half}"


def _day(moment: datetime) -> str:
    return f"{MONTHS[moment.month - 1]} {moment.day}, {moment.year}"


def _marks(cable: Cable) -> str:
    """Return the marks sentence of a source note."""
    level = (
        "No classification marking"
        if cable.level == "UNCLASSIFIED"
        else (cable.level.capitalize() if " " not in cable.level else "Limited Official Use")
    )
    parts = [level]
    if cable.precedence != "ROUTINE":
        parts.append(
            "Niact Immediate" if "NIACT" in cable.precedence else cable.precedence.capitalize()
        )
    parts += [caption.capitalize() for caption in cable.captions]
    return "; ".join(parts)


def _paragraphs(cable: Cable, prose: Prose, *, numbered: bool) -> list[str]:
    del prose
    out = []
    for place, paragraph in enumerate(cable.paragraphs):
        words = escape(paragraph.text, quote=False)
        if place == 0 and not numbered:
            words = f"{cable.number}. {words}"
        elif numbered and paragraph.number is not None:
            words = f"{paragraph.number}. {words}"
        out.append("\n".join(wrap(words, 76)))
    return [f"<p>{words}</p>" for words in out]


def _wrapped(cable: Cable, volume: str, inner: list[str], *, new: bool) -> str:
    place = cable.number % 400 + 1
    extra = ""
    if new:
        day = f"{cable.dtg:%Y-%m-%d}"
        extra = (
            f' subtype="historical-document" frus:doc-dateTime-min="{day}T00:00:00+00:00"'
            f' frus:doc-dateTime-max="{day}T23:59:59+00:00"'
        )
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<TEI xmlns="{_TEI}" xmlns:frus="{_FRUS}" xml:id="{volume}"><text><body>',
            f'<div type="document" xml:id="d{place}" n="{place}"{extra}>',
            *inner,
            "</div>",
            "</body></text></TEI>",
            "",
        ]
    )


def _late(dice: Dice, cable: Cable, prose: Prose) -> str:
    place = cable.number % 400 + 1
    to = _receiver(cable)
    new = dice.chance(0.4)
    zulu = cable.dtg.year >= 1973
    when = f"{cable.dtg:%Y-%m-%dT%H:%M:00}" + ("Z" if zulu else "")
    clock = f"{cable.dtg:%H%MZ}" if zulu else _clock(cable.dtg)
    calendar = 'calendar="gregorian" ' if new else ""
    dateline = (
        f"<dateline><placeName>{cable.post.city}</placeName>, <date {calendar}"
        f'when="{when}">{_day(cable.dtg)}, {clock}</date></dateline>'
    )
    note = (
        f'<note n="1" xml:id="d{place}fn1" type="source">Source: National Archives, RG 59,'
        f" Central Files, Box {dice.between(10, 2900)}. {_marks(cable)}."
        f" Drafted by {cable.drafter}; approved by {cable.signature}.</note>"
    )
    numbered = zulu and len(cable.paragraphs) > 1
    first = [f"<p>{cable.number}. Subject: {escape(cable.subject, quote=False)}.</p>"]
    head = (
        f'<head>{place}. Telegram From the <gloss type="from">{_office(cable.post)}</gloss>'
        f' to the <gloss type="to">{to}</gloss>'
    )
    inner = [
        head,
        f"{note}</head>",
        *(["<opener>", dateline, "</opener>"] if new else [dateline]),
        *(first if numbered else []),
        *_paragraphs(cable, prose, numbered=numbered),
        f"<closer><signed><persName>{cable.signature}</persName></signed></closer>",
    ]
    return _wrapped(cable, stem(cable).split("-", maxsplit=1)[0], inner, new=new)


def _early(dice: Dice, cable: Cable, prose: Prose) -> str:
    file = (
        f"{dice.between(500, 899)}.{dice.between(0, 99):02d}/{cable.dtg.month}"
        f"–{cable.dtg.day}{cable.dtg:%y}"
    )
    person = f'<persName type="from"><hi rend="italic">{cable.signature}</hi></persName>'
    if cable.post.is_department:
        to = _chief(_receiver(cable))
        head = f'<hi rend="italic">The Secretary of State to the <gloss type="to">{to}</gloss></hi>'
    else:
        title = _chief(_office(cable.post))
        head = (
            f'<hi rend="italic">The {title}</hi> ({person}) <hi rend="italic">to the'
            f' <gloss type="to">Secretary of State</gloss></hi>'
        )
    dateline = (
        f'<dateline><placeName><hi rend="smallcaps">{cable.post.city}</hi></placeName>,'
        f' <date when="{cable.dtg:%Y-%m-%dT%H:%M:00}">{_day(cable.dtg).rpartition(",")[0]},'
        f" {cable.dtg.year}—{_clock(cable.dtg)}</date>.</dateline>"
    )
    inner = [
        f'<note rend="inline" type="source">{file}: Telegram</note>',
        f"<head>{head}</head>",
        dateline,
        *_paragraphs(cable, prose, numbered=False),
        f'<closer><signed><hi rend="smallcaps">{cable.signature}</hi></signed></closer>',
    ]
    return _wrapped(cable, stem(cable).split("-", maxsplit=1)[0], inner, new=False)


def render(dice: Dice, cable: Cable, prose: Prose) -> tuple[str, SampleTruth]:
    """Return the file's text and what it says."""
    early = cable.dtg.year < 1952
    zulu = cable.dtg.year >= 1973
    data = _early(dice, cable, prose) if early else _late(dice, cable, prose)
    numbered = zulu and len(cable.paragraphs) > 1
    receiver = _receiver(cable)
    if early:
        receiver = _chief(receiver) if cable.post.is_department else "Secretary of State"
    shows_level = not early and cable.level != "UNCLASSIFIED"
    precedence = None if early or cable.precedence == "ROUTINE" else cable.precedence
    origin = _office(cable.post)
    if early:
        origin = (
            "Secretary of State"
            if cable.post.is_department
            else (f"{_chief(origin)} ({cable.signature})")
        )
    return data, truth_of(
        cable,
        dtg=cable.dtg if zulu else None,
        precedence=precedence,
        origin=origin,
        action=((receiver, precedence, None, None),),
        info=(),
        level=cable.level if shows_level else None,
        captions=() if early else cable.captions,
        executive_order=None,
        declassify=None,
        authority=None,
        tags=(),
        person_tags=(),
        subject=cable.subject if numbered else None,
        references=(),
        paragraphs=tuple(
            (str(each.number) if numbered else None, None) for each in cable.paragraphs
        ),
        signature=cable.signature,
    )
