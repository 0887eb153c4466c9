"""What every edition of *Foreign Relations* says of a document, made into a cable.

The form readers (`tei`, `frus_web`) find the head, the notes, the dateline and the blocks of text;
here they become fields. The editors' head, dateline and source note stand for the heading of the
telegram, which a volume does not print; TAGS and E.O. line are unknown, not empty.
Source: reference section 8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cablegram.model import Addressee, Attribute, Cable, FrozenMap, Precedence, Span, Tree
from cablegram.model.tree import UNKNOWN
from cablegram.read.closing import NOT_NAMES
from cablegram.read.frus_distribution import read_distribution
from cablegram.read.frus_labels import Labels, read_frus_labels
from cablegram.read.frus_number import Identity, identify
from cablegram.read.frus_source_note import (
    FileLine,
    SourceNote,
    read_source_note,
)
from cablegram.read.frus_station import sender_station
from cablegram.read.frus_text import Body, read_body
from cablegram.vocabulary import caption

if TYPE_CHECKING:
    from cablegram.read.context import Context
    from cablegram.read.frus_dateline import Dateline
    from cablegram.read.frus_head import Head
    from cablegram.read.view import View

_NUMBER: Final = re.compile(r"\d{2,6}\.\s")
_SIGNED_LETTER: Final = re.compile(r"\W*\(?(?:[Ss]igned|s/)\b")
_SURNAME: Final = re.compile(r"[A-Z][A-Z'\u2019-]{2,20}")
_ENCLOSED: Final = re.compile(r"\s*(?:Attach|Enclos|ATTACH|ENCLOS)")
MAX_NAME_BLOCK: Final = 60
MIN_TEXT_BLOCK: Final = 100
#: Heads that name no post of their own: the source note's "Sent to" lists the posts.
COLLECTIVES: Final = ("Certain", "All ", "Selected", "Posts")


@dataclass(slots=True)
class Edition:
    """The parts of a document as its edition prints them, each a view of the source."""

    head: Head
    head_view: View
    dateline: Dateline
    date_view: View
    source_view: View | None = None
    source: SourceNote | None = None
    file_lines: list[tuple[View, FileLine]] = field(default_factory=list)
    blocks: list[View] = field(default_factory=list)
    signatures: list[View] = field(default_factory=list)
    notes: list[View] = field(default_factory=list)
    summaries: list[View] = field(default_factory=list)
    attributes: dict[str, Attribute] = field(default_factory=dict)
    editorial: bool = False


def finish(
    edition: Edition, form: str, text: str, context: Context
) -> tuple[Cable, list[tuple[int, int, str]]]:
    """Return the cable and the places of its fields as `(start, end, kind)` of leaves.

    The cable's tree is one unknown leaf: the form reader puts its own in its place.
    """
    genre = _genre(edition)
    telegram = genre != "document"
    _misplaced_note(edition)
    identity = identify(
        edition.head,
        edition.head_view,
        edition.blocks,
        _place(edition),
        edition.dateline,
        airgram=genre == "airgram",
        telegram=telegram,
    )
    day = edition.dateline.date
    if day is not None:
        context.date, context.date_is_hint = day, False
    context.mrn, context.station = identity.mrn, identity.station
    body = read_body(
        edition.blocks,
        context,
        number_block=identity.block,
        number_end=identity.end,
        addressee=_addressee_station(edition),
        telegram=telegram,
    )
    if not telegram:
        _name_document(edition, body)
    labels = read_frus_labels(edition.blocks, context, identity.block, identity.end)
    if not telegram:
        labels = Labels()
    spans = _spans(edition, identity) | body.spans
    places = identity.places + body.places
    _place_labels(labels, spans, places)
    action, info = _addressees(edition, spans)
    note = edition.source or SourceNote()
    view = edition.source_view
    if note.marks is not None and view is not None:
        span = view.span(*note.marks)
        places.append((span.start, span.end, "heading.marking"))
    cable = Cable(
        form=form,
        source_text=text,
        tree=Tree(text, (len(text),), (UNKNOWN,)) if text else Tree(text, (), ()),
        genre=genre,
        availability="withdrawn" if note.withdrawn and not body.paragraphs else "text",
        mrn=identity.mrn,
        aliases=identity.aliases,
        dtg=identity.moment,
        dtg_text=_dtg_text(edition),
        date=day,
        precedence=note.precedence,
        origin=edition.head.sender,
        action=action,
        info=info,
        marking=note.marking,
        captions=_captions(note, labels),
        executive_order=labels.order,
        declassify_on=labels.declassify_on,
        tags=labels.tags,
        subject=body.subject,
        subject_marking=body.subject_marking,
        references=body.references,
        paragraphs=body.paragraphs,
        signature=_signature(edition),
        attributes=FrozenMap(_attributes(edition, identity)),
        notes=tuple(view.text for view in edition.notes if view.text),
        diagnostics=(),
        spans=FrozenMap(spans),
        source=context.source,
        carrier=context.carrier,
        encoding=context.encoding,
    )
    _report(edition, cable, identity, body, context)
    return cable, places


def _place_labels(
    labels: Labels, spans: dict[str, Span], places: list[tuple[int, int, str]]
) -> None:
    """Add the places of the labels as spans and leaves."""
    for name, span, kind in (
        ("executive_order", labels.order_span, "heading.order"),
        ("tags", labels.tags_span, "heading.tags"),
        ("captions", labels.eyes_only, "heading.captions"),
    ):
        if span is not None:
            spans.setdefault(name, span)
            places.append((span.start, span.end, kind))


def _captions(note: SourceNote, labels: Labels) -> tuple[str, ...] | None:
    """Return the captions of the source note, then that at the head of the text."""
    own = ("EYES ONLY",) if labels.eyes_only is not None else ()
    return tuple(dict.fromkeys((*note.captions, *own))) or None


def _genre(edition: Edition) -> str:
    if edition.editorial:
        return "document"
    if edition.head.genre != "document":
        return edition.head.genre
    if any(line.airgram for _, line in edition.file_lines):
        return "airgram"
    return "cable" if any(line.telegram for _, line in edition.file_lines) else "document"


def _misplaced_note(edition: Edition) -> None:
    """Take the first block as the end of the source note where a volume printed it there.

    1964-68, volume XIV, document 146: the marks stand in a paragraph before the number.
    """
    if edition.source is None or edition.source.marking or len(edition.blocks) < 2:
        return
    first, second = edition.blocks[:2]
    if len(first.text) > 2000 or not _NUMBER.match(second.text) or _NUMBER.match(first.text):
        return
    note = read_source_note(first)
    if note.marking is not None and note.marks is not None and note.marks[0] < 60:
        edition.source, edition.source_view = note, first
        edition.notes.append(first)
        del edition.blocks[0]


def _place(edition: Edition) -> str:
    place = edition.dateline.place
    return edition.date_view.text[place[0] : place[1]] if place else ""


def _addressee_station(edition: Edition) -> str | None:
    if not edition.head.addressees:
        return None
    day = edition.dateline.date
    return sender_station(edition.head.addressees[0].name, "", day.year if day else None)


def _dtg_text(edition: Edition) -> str | None:
    when = edition.dateline.when
    return edition.date_view.text[when[0] : when[1]] if when else None


def _spans(edition: Edition, identity: Identity) -> dict[str, Span]:
    spans: dict[str, Span] = {}
    when = edition.dateline.when
    if when is not None:
        spans["date"] = edition.date_view.span(*when)
        if identity.moment is not None:
            spans["dtg"] = spans["date"]
    if identity.span is not None:
        spans["mrn"] = identity.span
    if edition.head.sender is not None and edition.head.sender.span is not None:
        spans["origin"] = edition.head.sender.span
    note, view = edition.source, edition.source_view
    if note is not None and note.marks is not None and view is not None:
        marks = view.span(*note.marks)
        spans |= {"marking": marks, "captions": marks, "precedence": marks}
    elif note is not None and note.marking is not None and note.marking.span is not None:
        spans["marking"] = note.marking.span
    if edition.signatures:
        view = edition.signatures[0]
        spans["signature"] = view.span(0, len(view.text))
    return spans


def _addressees(
    edition: Edition, spans: dict[str, Span]
) -> tuple[tuple[Addressee, ...] | None, tuple[Addressee, ...] | None]:
    """Return action and information addressees: those of the head, then those of the note."""
    action = list(edition.head.addressees)
    info: list[Addressee] = []
    named = {addressee.name for addressee in action}
    if edition.source_view is not None:
        for kind, addressee in read_distribution(edition.source_view):
            if addressee.name in named:
                continue
            named.add(addressee.name)
            (action if kind == "sent" else info).append(addressee)
    if action and action[0].span is not None:
        spans["action"] = action[0].span
    if info and info[0].span is not None:
        spans["info"] = info[0].span
    precedence = edition.source.precedence if edition.source else None
    if precedence is not None and action:
        action = [_with_precedence(one, precedence, edition.head) for one in action]
    return tuple(action) or None, tuple(info) or None


def _with_precedence(addressee: Addressee, precedence: Precedence, head: Head) -> Addressee:
    if addressee not in head.addressees or addressee.precedence is not None:
        return addressee
    return Addressee(name=addressee.name, precedence=precedence, span=addressee.span)


def _signature(edition: Edition) -> str | None:
    for view in edition.signatures:
        rows = [row for row in view.text.split("\n") if row.strip()]
        if len(rows) > 1 and _SIGNED_LETTER.match(rows[0]):
            del rows[0]  # the signature of a letter that the telegram transmits
        text = " ".join(" ".join(rows).split())
        if text.startswith("[") and text.endswith("]"):
            text = text[1:-1].strip()  # supplied by the editors
        if text:
            return text
    return _name_alone(edition.blocks)


def _name_alone(blocks: list[View]) -> str | None:
    """Return the signature that a volume prints as a paragraph: a surname in capitals alone.

    It must follow the text; words of captions and pages stand alone too.
    """
    after_text = False
    for index, view in enumerate(blocks):
        if not after_text or len(view.text) > MAX_NAME_BLOCK:
            after_text = after_text or len(view.text) >= MIN_TEXT_BLOCK
            continue
        row = view.text.strip().partition("\n")[0].rstrip()
        if _SURNAME.fullmatch(row) is None or row in NOT_NAMES or caption(row) is not None:
            continue
        below = blocks[index + 1].text if index + 1 < len(blocks) else ""
        if not below or "\n" in view.text.strip() or _ENCLOSED.match(below):
            return row
    return None


def _name_document(edition: Edition, body: Body) -> None:
    """Give a document that is neither from nor to anybody the name that the edition gives it."""
    title, view = edition.head.title, edition.head_view
    if title is not None and title[0] < title[1]:
        body.subject = " ".join(view.text[slice(*title)].split())
        body.spans["subject"] = view.span(*title)


def _attributes(edition: Edition, identity: Identity) -> dict[str, Attribute]:
    found = dict(edition.attributes)

    def add(key: str, view: View, place: tuple[int, int] | None) -> None:
        if place is not None and place[0] < place[1] and key not in found:
            text = " ".join(view.text[place[0] : place[1]].split()).strip(" []")
            found[key] = Attribute(key=key, text=text, span=view.span(*place))

    note, view = edition.source, edition.source_view
    if note is not None and view is not None:
        add("source", view, note.citation)
        add("film number", view, note.film)
        for role, start, end in note.roles:
            add(role, view, (start, end))
    for line_view, line in edition.file_lines:
        add("file", line_view, line.file)
    add("place", edition.date_view, edition.dateline.place)
    add("received", edition.date_view, edition.dateline.received)
    if identity.text:
        found["number"] = Attribute(key="number", text=identity.text, span=identity.span)
    for summary in edition.summaries:
        add("edition summary", summary, (0, len(summary.text)))
    return found


def _report(
    edition: Edition, cable: Cable, identity: Identity, body: Body, context: Context
) -> None:
    """Add the diagnostics that only the whole document shows."""
    head = edition.head_view
    whole = head.span(0, len(head.text)) if head.text else Span(0, 0)
    note, view = edition.source, edition.source_view
    for span in body.redactions:
        context.note("CG603", "words were left out because they are not declassified", span)
    if edition.dateline.impossible:
        span = cable.spans.get("date", whole)
        context.note("CG304", "the dateline gives no possible date or time", span)
    if edition.dateline.conflict:
        span = cable.spans.get("date", whole)
        context.note("CG308", "the markup gives another date; that of the dateline counts", span)
    if cable.genre == "document":
        return
    if cable.origin is None:
        context.note("CG201", "the head names no sender", whole)
    if identity.number is None and not identity.withheld:
        context.note("CG301", "the document gives no telegram number", whole)
    elif identity.withheld and identity.span is not None:
        context.note("CG603", "the number of the telegram is not declassified", identity.span)
    if note is not None and note.unmarked and view is not None and note.marks is not None:
        context.note("CG102", "the edition says: no classification marking", view.span(*note.marks))
    if cable.availability == "withdrawn":
        context.note("CG006", "the text of the document is not declassified", whole)
    elif not cable.paragraphs:
        context.note("CG604", "the document has a head but no text", whole)
