"""What a code means, for somebody who sees it for the first time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from cablegram import vocabulary
from cablegram.model import Level
from cablegram.web.places import tag_place

if TYPE_CHECKING:
    from cablegram.model import Marking, Precedence, Tag

LEVELS: Final = {
    Level.UNCLASSIFIED: "No classification: its release harms nobody's security.",
    Level.RESTRICTED: "The lowest level, used by the United States until 1953 and by others since.",
    Level.CONFIDENTIAL: "Its release could damage national security.",
    Level.SECRET: "Its release could seriously damage national security.",
    Level.TOP_SECRET: "Its release could do national security exceptionally grave damage.",
}
_FAMILIES: Final = {
    "subject": "Subject",
    "geo": "Country or region",
    "organization": "Organization",
    "program": "Program",
    "person": "Person",
    "unknown": "Index term",
}
_PRECEDENCES: Final = {
    "deferred": "Handled when nothing else waits.",
    "routine": "Ordinary traffic, handled in its turn.",
    "priority": "Handled before routine traffic.",
    "immediate": "Handled at once, ahead of priority and routine traffic.",
    "niact_immediate": ("Night action: the addressee is called in to act on it whatever the hour."),
    "flash": "The most urgent: handled before everything else.",
}


_INDICATOR: Final = "By these letters relays knew where to send a message."
#: The second letter of a routing indicator: ACP 121.
_NETWORKS: Final = {
    "U": "a network of the United States", "H": "a network of the United States",
    "C": "Canada’s network", "B": "the United Kingdom’s network",
    "D": "the United Kingdom’s network", "A": "Australia’s network",
    "X": "NATO’s network", "F": "NATO’s network",
}  # fmt: skip
#: Shorter beginnings are those of too many.
_SHORTEST_INDICATOR: Final = 4
#: What the Freedom of Information Act lets an agency keep back: 5 U.S.C. 552(b).
_EXEMPTIONS: Final = {
    "1": "classified in the interest of national defense or foreign policy",
    "2": "rules and practices of the agency’s own staff",
    "3": "another law keeps it secret",
    "4": "trade secrets and commercial information given in confidence",
    "5": "advice and drafts inside the government, before a decision",
    "6": "personal privacy: names, addresses, files on persons",
    "7": "records of law enforcement",
    "8": "reports on banks",
    "9": "geological data of wells",
}
_EXEMPTION: Final = re.compile(r"(?<![A-Z0-9])(?:B([1-9])|\(b\)\(([1-9])\))(?![0-9])")
#: Numbers that a military processing system gave a message.
_PROCESSING: Final = {
    "PSN": "Processing serial number, given by a military switching centre",
    "MID": "Message identifier, given by a military switching centre",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gloss:
    """An explanation.

    Attributes:
        word: As it is shown.
        kind: What sort of code it is, in a word or two.
        meaning: What it stands for, in a few words; empty if no table tells.
        more: A sentence or two on top of that.
        query: What finds other cables with it; empty if nothing does.
        page: The place of a page about it; empty if there is none.
        name: Its identifier in the page.
    """

    word: str
    kind: str
    meaning: str = ""
    more: str = ""
    query: str = ""
    page: str = ""
    name: str = ""


def tag_gloss(tag: Tag, on: date | None) -> Gloss:
    """Explain a code of the TAGS line as it was meant on a day."""
    if tag.family == "person":
        return Gloss(
            word=tag.code,
            kind="Person",
            meaning="A person that the cable is indexed under",
            query=f"person:{quoted(tag.code)}",
            page=tag_place(tag.code),
        )
    found = vocabulary.tag_meaning(tag.code, on)
    meaning = tag.name or (found.name if found else "")
    others = {each.name for each in vocabulary.tag_meanings(tag.code) if each.name}
    more = f"In other years also: {', '.join(sorted(others - {meaning}))}." if meaning else ""
    return Gloss(
        word=tag.code,
        kind=_FAMILIES.get(tag.family, "Index term"),
        meaning=meaning,
        more="" if others <= {meaning} else more,
        query=f"tags:{quoted(tag.code)}",
        page=tag_place(tag.code),
    )


def code_gloss(code: str, on: date | None) -> Gloss:
    """Explain a code of TAGS of which nothing but its letters is known."""
    found = vocabulary.tag_meaning(code, on)
    return Gloss(
        word=code,
        kind=_FAMILIES.get(vocabulary.family_of(code), "Index term"),
        meaning=found.name if found else "",
        query=f"tags:{quoted(code)}",
        page=tag_place(code),
    )


def meaning_in(code: str, first: int, last: int) -> str:
    """Return what a code meant from one year to another, as far as that is one thing."""
    one, other = (code_gloss(code, date(year, 7, 1)).meaning for year in (first, last))
    return one if one == other else code_gloss(code, None).meaning


def level_gloss(level: Level | None) -> Gloss:
    """Explain a level of classification."""
    if level is None:
        return Gloss(
            word="NO MARKING READ",
            kind="Classification",
            meaning="No marking of the whole could be read",
            more="It counts as the highest level for those who may not see everything.",
        )
    return Gloss(
        word=level.value.replace("_", " ").upper(),
        kind="Classification",
        meaning=LEVELS[level],
        query=f"class:{level.value}",
    )


def caption_gloss(word: str) -> Gloss:
    """Explain a caption or control."""
    found = vocabulary.caption(word, short_forms=True)
    if found is None:
        return Gloss(word=word, kind="Caption", query=f"caption:{quoted(word.lower())}")
    years = ""
    if found.in_use_from:
        years = f"In use from {found.in_use_from.year}"
        years += f" to {found.in_use_to.year}." if found.in_use_to else "."
    elif found.in_use_to:
        years = f"In use until {found.in_use_to.year}."
    return Gloss(
        word=word,
        kind=found.kind.capitalize(),
        meaning=found.meaning,
        more=years,
        query=f"caption:{quoted(word.lower())}",
    )


def precedence_word(precedence: Precedence) -> str:
    """Return a precedence as people write it: Priority, NIACT Immediate."""
    words = precedence.value.split("_")
    return " ".join(word.upper() if word == "niact" else word.capitalize() for word in words)


def precedence_gloss(precedence: Precedence) -> Gloss:
    """Explain how quickly a message was to be handled."""
    found = vocabulary.precedence_level(precedence.value.replace("_", " ").upper())
    more = ""
    if found is not None and found.handling_objective:
        more = f"Letter {found.prosign} in the heading. Objective: {found.handling_objective}."
    return Gloss(
        word=precedence_word(precedence),
        kind="Precedence",
        meaning=_PRECEDENCES[precedence.value],
        more=more,
        query=f"precedence:{precedence.value}",
    )


def indicator_gloss(indicator: str) -> Gloss:
    """Explain a routing indicator: whose it is, or at least to which network it belongs."""
    letters = indicator.strip().upper()
    found = vocabulary.routing_indicator(letters)
    if found is not None:
        return Gloss(
            word=indicator,
            kind="Routing indicator",
            meaning=found.organisation,
            more=f"{found.place}. {_INDICATOR}",
        )
    network = _NETWORKS.get(letters[1:2], "") if letters.startswith("R") else ""
    near = next(
        (
            each
            for end in range(len(letters) - 1, _SHORTEST_INDICATOR, -1)
            if (each := vocabulary.routing_indicator(letters[:end])) is not None
        ),
        None,
    )
    more = f"Its first letters are those of {near.organisation}. " if near is not None else ""
    return Gloss(
        word=indicator,
        kind="Routing indicator",
        meaning=f"A station of {network}" if network else "",
        more=f"{more}{_INDICATOR}",
    )


def office_gloss(symbol: str, on: date | None) -> Gloss:
    """Explain the symbol of an office; of one of other years it says so, for symbols come again."""
    found = vocabulary.office(symbol, on)
    more = [f"{found.level.capitalize()}."] if found and found.level else []
    if found is None and (found := vocabulary.office(symbol)) is not None:
        begun = f" from {found.valid_from.year}" if found.valid_from else ""
        ended = f" until {found.valid_to.year}" if found.valid_to else ""
        more = [
            f"So called{begun}{ended}: in {on.year if on else 'this year'} it may mean another."
        ]
    return Gloss(
        word=symbol,
        kind="Office",
        meaning=found.name if found else "",
        more=" ".join(more),
        query=f"office:{quoted(symbol)}",
    )


def signal_gloss(text: str) -> Gloss:
    """Explain an operating signal of the relays."""
    word = (text.split() or [""])[0]
    found = vocabulary.signal(word)
    meaning = found.meaning if found else _PROCESSING.get(word[:3], "")
    return Gloss(word=text, kind="Operating signal", meaning=meaning)


def exemption_glosses(text: str) -> tuple[Gloss, ...]:
    """Explain the exemptions of the Freedom of Information Act that a stamp of release names."""
    found = dict.fromkeys(match[1] or match[2] for match in _EXEMPTION.finditer(text))
    return tuple(
        Gloss(
            word=f"B{number}",
            kind="Exemption",
            meaning=f"Kept back: {_EXEMPTIONS[number]}",
            more="An exemption of the Freedom of Information Act, 5 U.S.C. 552(b).",
        )
        for number in found
    )


def order_gloss(number: str, text: str) -> Gloss:
    """Explain the executive order that a cable was classified under."""
    found = vocabulary.order(re.sub("[^0-9]", "", number[:32]))
    years = ""
    if found is not None:
        end = f"{found.effective_to.year}" if found.effective_to else "today"
        years = f"In force {found.effective_from.year} to {end}."
    return Gloss(
        word=f"E.O. {number}",
        kind="Executive order",
        meaning="The rules under which it was classified, and until when",
        more=" ".join(part for part in (years, _instruction(text)) if part),
    )


def _instruction(text: str) -> str:
    if "DECL" in text.upper():
        return "Behind DECL stands the day or the event on which it was to be declassified."
    if "GDS" in text.upper():
        return "GDS: the General Declassification Schedule opened it step by step after some years."
    return ""


def reason_gloss(order: str | None, written: str) -> Gloss:
    """Explain a reason of classification: `1.4(d)`, `b`."""
    match = re.fullmatch(r"(\d\.\d)?[ ]?\(?([A-Za-z0-9]{1,4})\)?", " ".join(written[:40].split()))
    found = None
    if match is not None:
        found = vocabulary.reason(order or "", match[2], match[1])
        found = found or vocabulary.reason(order or "", match[2])
    return Gloss(
        word=written,
        kind="Reason for classification",
        meaning=found.category if found else "",
        query=f"reason:{quoted(match[2].lower())}" if match and match[2].isalpha() else "",
    )


def marking_words(marking: Marking | None) -> str:
    """Return a marking in words: `Confidential, NOFORN`; empty without one."""
    if marking is None:
        return ""
    level = "not readable" if marking.level is None else marking.level.value.replace("_", " ")
    words = [level.capitalize(), *sorted(marking.controls)]
    if marking.release_to is not None:
        words.append("REL TO " + " ".join(sorted(marking.release_to)))
    return ", ".join(words)


_PLAIN: Final = re.compile(r"[\w./-]+")
_QUOTES: Final = re.compile('["“”„]')


def quoted(text: str) -> str:
    """Return a value as a query has it: in quotation marks if it needs them."""
    if _PLAIN.fullmatch(text):
        return text
    plain = _QUOTES.sub(" ", text).strip()
    return plain if _PLAIN.fullmatch(plain) else f'"{plain}"'


class Glosses:
    """The explanations of one page, each once, with a name of its own."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Gloss] = {}

    def add(self, gloss: Gloss) -> Gloss:
        """Return the gloss with its name in the page."""
        key = (gloss.kind, gloss.word)
        if key not in self._found:
            self._found[key] = replace(gloss, name=f"g{len(self._found) + 1}")
        return self._found[key]

    @property
    def all(self) -> tuple[Gloss, ...]:
        """All of them, in the order in which they came."""
        return tuple(self._found.values())
