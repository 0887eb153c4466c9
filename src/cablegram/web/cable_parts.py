"""The parts of a cable's page, made ready for the template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.model import Level, locate
from cablegram.vocabulary import collective, station_info, station_of_address
from cablegram.web.glosses import (
    Gloss,
    Glosses,
    caption_gloss,
    exemption_glosses,
    indicator_gloss,
    level_gloss,
    marking_words,
    office_gloss,
    order_gloss,
    precedence_gloss,
    precedence_word,
    reason_gloss,
    signal_gloss,
    tag_gloss,
)
from cablegram.web.passages import Passage, passages
from cablegram.web.places import station_place
from cablegram.web.plain_words import genre_word, heading_sentence, plain_name
from cablegram.web.reflow import usual_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from cablegram.model import Addressee, Cable, Marking, Paragraph
    from cablegram.web.passages import Targets

#: The heading of a file that is one long volume is not shown at once.
ORIGINAL_CHARS: Final = 6_000
#: So many paragraphs tell how wide the lines are.
_LOOKED_AT: Final = 100
#: An office of the distribution with how many copies it got; the sum and the sign are no offices.
_COPIES: Final = re.compile(r"([A-Z][A-Z0-9/]{0,7})-[0-9OQ]{1,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the heading: its name, plain text, and words with their explanations."""

    name: str
    text: str = ""
    glosses: tuple[Gloss, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownParagraph:
    """A paragraph: `anchor` is its place in the page, `mark` the mark as written, or empty.

    `order` counts from 1.

    `level` is that of its mark as a word of ours, empty without one; `words` says it in full.
    """

    anchor: str
    order: int
    number: str
    mark: str
    level: str
    words: str
    heading: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """A diagnostic with its place."""

    code: str
    severity: str
    message: str
    hint: str
    line: int | None


def banner(cable: Cable, glosses: Glosses) -> tuple[str, tuple[Gloss, ...]]:
    """Return the level as a word of ours, and the words of the banner."""
    marking = cable.marking
    level = marking.level if marking else None
    controls = sorted(marking.controls) if marking else []
    words = [glosses.add(level_gloss(level))]
    if level is Level.UNCLASSIFIED and "LOU" in controls:
        # It stands in the place of the level, and has rules of its own.
        controls.remove("LOU")
        words = [glosses.add(caption_gloss("LIMITED OFFICIAL USE"))]
    if marking is not None and marking.release_to is not None:
        controls.append("REL TO " + " ".join(sorted(marking.release_to)))
    words += [glosses.add(caption_gloss(word)) for word in (*controls, *(cable.captions or ()))]
    return level.value if level else "unread", tuple(dict.fromkeys(words))


def title_of(cable: Cable) -> str:
    """Return the subject; of a cable without one, what it is and who wrote to whom."""
    if cable.subject:
        return cable.subject
    what = genre_word(cable.genre)
    number = f" {cable.mrn.number}" if cable.mrn is not None else ""
    sender = f" from {plain_name(cable.origin.name)}" if cable.origin else ""
    takers = cable.action or ()
    taker = f" to {plain_name(takers[0].name)}" if takers else ""
    others = " and others" if len(takers) > 1 else ""
    return f"{what}{number}{sender}{taker}{others}"


def sentence(cable: Cable) -> str:
    """Return the heading in one sentence."""
    precedence = ""
    if cable.precedence is not None:
        precedence = precedence_word(cable.precedence)
    return heading_sentence(cable.origin, cable.action or (), cable.info or (), precedence)


def heading_rows(cable: Cable, glosses: Glosses) -> tuple[Row, ...]:
    """Return the lines of the heading, those that say something."""
    return tuple(row for row in _rows(cable, glosses) if row.text or row.glosses)


def _rows(cable: Cable, glosses: Glosses) -> Iterator[Row]:
    day = cable.date
    if cable.precedence is not None:
        yield Row(name="Precedence", glosses=(glosses.add(precedence_gloss(cable.precedence)),))
    yield Row(
        name="From", glosses=_addressees([cable.origin] if cable.origin else (), day, glosses)
    )
    yield Row(name="To", glosses=_addressees(cable.action or (), day, glosses))
    yield Row(name="Information", glosses=_addressees(cable.info or (), day, glosses))
    for text, symbols in _attention(cable).items():
        offices = tuple(glosses.add(office_gloss(symbol, day)) for symbol in symbols)
        yield Row(name="Attention", text=text, glosses=offices)
    yield Row(name="TAGS", glosses=tuple(glosses.add(tag_gloss(t, day)) for t in cable.tags or ()))
    order = cable.executive_order
    if order is not None and (order.number or order.text):
        gloss = glosses.add(order_gloss(order.number or "", order.text))
        yield Row(name="Order", text=" ".join(order.text.split()), glosses=(gloss,))
    if cable.declassify_on is not None:
        yield Row(name="Declassify", text=_declassify(cable))
    authority = cable.classified_by
    if authority is not None:
        number = order.number if order is not None else None
        reasons = tuple(glosses.add(reason_gloss(number, each)) for each in authority.reasons)
        who = ", ".join(part for part in (authority.name, authority.title) if part)
        yield Row(name="Classified by", text=who, glosses=reasons)
    yield from _transmission(cable, glosses)
    for said in dict.fromkeys(" ".join(event.text.split())[:300] for event in cable.release):
        codes = tuple(glosses.add(each) for each in exemption_glosses(said))
        yield Row(name="Released", text=said, glosses=codes)


def _attention(cable: Cable) -> dict[str, tuple[str, ...]]:
    """Return the attention lines, each once: every section of a long telegram repeats them."""
    found: dict[str, tuple[str, ...]] = {}
    for each in cable.attention or ():
        found.setdefault(" ".join(each.text.split()), each.offices)
    return found


def _declassify(cable: Cable) -> str:
    said = cable.declassify_on
    return said if isinstance(said, str) else f"{said.day} {said:%B} {said.year}" if said else ""


def _transmission(cable: Cable, glosses: Glosses) -> Iterator[Row]:
    sent = cable.transmission
    if sent.station:
        said = f"number {sent.serial}" if sent.serial else ""
        sender = glosses.add(indicator_gloss(sent.station))
        yield Row(name="Sent by", text=said, glosses=(sender,))
    indicators = tuple(glosses.add(indicator_gloss(each)) for each in sent.routing_indicators[:40])
    yield Row(name="Routed to", glosses=indicators)
    signals = [each for each in (sent.security, *sent.operating_signals) if each]
    yield Row(name="Signals", glosses=tuple(glosses.add(signal_gloss(each)) for each in signals))
    offices = (
        glosses.add(office_gloss(each[1], cable.date))
        for each in map(_COPIES.fullmatch, sent.distribution[:80])
        if each is not None
    )
    yield Row(name="Copies to", glosses=tuple(dict.fromkeys(offices)))
    if sent.missing_sections:
        yield Row(name="Not held", text=f"section {', '.join(map(str, sent.missing_sections))}")


def _addressees(
    addressees: Iterable[Addressee], day: date | None, glosses: Glosses
) -> tuple[Gloss, ...]:
    return tuple(glosses.add(_addressee(each, day)) for each in addressees)


def _addressee(addressee: Addressee, day: date | None) -> Gloss:
    """Explain an address: what and where it is, by which letters it was reached, how quickly."""
    said = plain_name(addressee.name)
    said = said[:1].upper() + said[1:]
    station = station_of_address(addressee.name)
    info = station_info(station) if station else None
    more = []
    if info is not None and info.city:
        kind = info.post_type.replace("_", " ").capitalize()
        more.append(f"{kind} in {info.city} ({info.country})." if info.country else f"{kind}.")
    elif (group := collective(addressee.name)) is not None:
        more.append(f"A collective address: many posts at once. {group.notes}".strip())
    if addressee.routing_indicator:
        more.append(f"Routing indicator {addressee.routing_indicator}.")
    if addressee.precedence is not None:
        more.append(f"Precedence for this addressee: {precedence_word(addressee.precedence)}.")
    if addressee.exempt:
        more.append(f"Not to {', '.join(addressee.exempt)}.")
    if addressee.office:
        office = office_gloss(addressee.office, day)
        more.append(f"Office {addressee.office}: {office.meaning}." if office.meaning else "")
    return Gloss(
        word=said,
        kind="Address",
        meaning=f"Written {addressee.name}" if said != addressee.name else "",
        more=" ".join(part for part in more if part),
        query=f"from:{station.lower()}" if station else "",
        page=station_place(station) if station else "",
    )


def shown_paragraphs(
    cable: Cable, targets: Targets, some: Sequence[Paragraph] | None = None
) -> tuple[ShownParagraph, ...]:
    """Return the paragraphs with their places in the page, each place once.

    Args:
        cable: The cable.
        targets: Where its references lead.
        some: The first ones, if not all are shown.
    """
    width = usual_width(each.text for each in cable.paragraphs[:_LOOKED_AT])
    paragraphs = cable.paragraphs if some is None else some
    return tuple(
        _paragraph(paragraph, (anchor, order), targets, width)
        for order, (anchor, paragraph) in enumerate(
            zip(anchors_of(paragraphs), paragraphs, strict=True), 1
        )
    )


def anchors_of(paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    """Return the places of paragraphs in the page of their cable, each once: `p4`, or `n5`."""
    given: dict[str, None] = {}
    for order, paragraph in enumerate(paragraphs, 1):
        anchor = f"p{paragraph.number}" if paragraph.number is not None else f"n{order}"
        given[anchor if anchor not in given else f"n{order}"] = None
    return tuple(given)


def _paragraph(
    paragraph: Paragraph, place: tuple[str, int], targets: Targets, width: int
) -> ShownParagraph:
    mark = paragraph.marking
    heading = " ".join((paragraph.heading or "").split())
    text = paragraph.text.strip("\n")
    return ShownParagraph(
        anchor=place[0],
        order=place[1],
        number="" if paragraph.number is None else str(paragraph.number),
        mark=portion(mark),
        level=level_word(mark),
        words=marking_words(mark),
        heading="" if " ".join(text.split()).startswith(heading) else heading,
        passages=tuple(passages(text, targets, width)),
    )


def portion(marking: Marking | None) -> str:
    """Return a portion's mark as written, in brackets."""
    if marking is None:
        return ""
    text = " ".join(marking.text.split()) or str(marking)
    return text if text.startswith("(") else f"({text})"


def level_word(marking: Marking | None) -> str:
    """Return the level of a mark as a word of ours, which the style sheet knows."""
    if marking is None:
        return ""
    return marking.level.value if marking.level is not None else "unread"


def original_heading(cable: Cable) -> str:
    """Return the lines of the source before the first paragraph; empty if it has none."""
    starts = [each.span.start for each in cable.paragraphs if each.span is not None]
    if not cable.source_text or not starts:
        return ""
    text = cable.source_text[: min(starts)].strip("\r\n")
    if len(text) > ORIGINAL_CHARS:
        text = text[:ORIGINAL_CHARS] + "\n…"
    return text.replace("\r\n", "\n").replace("\r", "\n")


def noticed(cable: Cable) -> tuple[Noticed, ...]:
    """Return the diagnostics with their lines."""
    has_text = bool(cable.source_text)
    return tuple(
        Noticed(
            code=each.code,
            severity=each.severity.value,
            message=each.message,
            hint=each.hint,
            line=locate(cable.source_text, each.span)[0] if has_text else None,
        )
        for each in cable.diagnostics
    )
