"""The export of 1973-79: a print image, then the record's attributes (reference section 6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cablegram.model import (
    MRN,
    Addressee,
    Attribute,
    ExecutiveOrder,
    FrozenMap,
    InvalidMRN,
    Marking,
    Span,
    TagFamily,
)
from cablegram.read.attributes import read_attributes
from cablegram.read.classification import level_of
from cablegram.read.lines import Kind, scan
from cablegram.read.message import MessageReader
from cablegram.read.passage import Passage
from cablegram.read.reference_words import real_date
from cablegram.read.references import read_references
from cablegram.read.tags import read_tags
from cablegram.vocabulary import order_in_force

if TYPE_CHECKING:
    from datetime import date

    from cablegram.read.context import Context
    from cablegram.read.marks import Leaves

_TEXT = "Message Text"
_ATTRIBUTES = "Message Attributes"
_MAX_MARGIN = 120  # characters beside a title on its line
# What the locator says where there is no text (reference section 6.4).
_UNTEXTUAL = (
    ("WITHDRAWN", "withdrawn"),
    ("MICROFI", "microfilm_only"),
    ("UNRETRIEVABLE", "lost"),
    ("NOT CONVERTED", "lost"),
    ("GARBLED", "lost"),
)
_CODE = re.compile(r"[A-Z][A-Z0-9/&-]+")
_PERSON = re.compile(r"\([^()]{0,80}\)?")
_MAX_DRAFT_DAYS = 3
_ORDER_TAIL = re.compile(r"\s+OR-[A-Z]\Z")  # the end of the E.O. line, fallen into From
_LEVELS = frozenset(
    {"UNCLASSIFIED", "LIMITED OFFICIAL USE", "CONFIDENTIAL", "SECRET", "TOP SECRET"}
)
_SCHEMES = {"GS": "GDS", "GDS": "GDS", "AS": "ADS", "ADS": "ADS", "NA": "N/A"} | {
    f"X{reason}": f"XGDS-{reason}" for reason in range(1, 5)
}
_ORDER_CODE = re.compile(
    r"(?:(?P<number>1\d{4})\s+)?(?P<code>[A-Z]{1,4}\d?)\b"
    r"(?:\s+(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d))?(?:\s+(?P<who>[A-Z][A-Z, .'-]{2,40}))?"
)
_PLACEHOLDER = ("ERROR READING TEXT INDEX", "EXPAND ERROR ENCOUNTERED")


def find_attributes(text: str) -> tuple[int, int] | None:
    """Return where the line stands that parts an export's text from its attributes."""
    return _find_title(text, _ATTRIBUTES, len(text))


def find_text(text: str, stop: int) -> tuple[int, int] | None:
    """Return where the line stands that begins an export's text, before `stop`."""
    return _find_title(text, _TEXT, stop)


def _find_title(text: str, title: str, stop: int) -> tuple[int, int] | None:
    """Find a line that holds nothing but a title; `str.find` is much quicker than a pattern."""
    place = text.find(title, 0, stop)
    while place >= 0:
        end = place + len(title)
        before = text[max(0, place - _MAX_MARGIN) : place].rpartition("\n")
        after = text[end : min(end + _MAX_MARGIN, stop)].partition("\n")
        is_first = before[1] or place <= _MAX_MARGIN
        is_last = after[1] or end + _MAX_MARGIN >= stop
        if is_first and is_last and not before[2].strip(" \t\f") and not after[0].strip(" \t\r"):
            return place - len(before[2]), end + len(after[0])
        place = text.find(title, end, stop)
    return None


def sas_values(text: str, leaves: Leaves, context: Context) -> dict[str, Any]:
    """Read the fields of an export: from the text, completed from the attributes."""
    mark = find_attributes(text)
    stop = mark[0] if mark else len(text)
    head = find_text(text, stop)
    begin = head[1] if head else 0
    if head is not None:
        leaves.add(*head, "frame.text")
    attributes: dict[str, Attribute] = {}
    if mark is not None:
        leaves.add(*mark, "frame.attributes")
        attributes = read_attributes(text, mark[1], len(text), leaves, context)
    document = _document_number(attributes)
    for key in ("Draft Date", "Sent Date"):
        draft = attributes.get(key)
        if draft is not None and draft.value is not None:
            context.date, context.date_is_hint = draft.value, False
            break
    lines = [line for line in scan(text[:stop]) if line[1] >= begin or line[0] is Kind.STAMP]
    values = MessageReader(text, lines, leaves, context).read()
    _complete(values, attributes, document, context)
    values["attributes"] = FrozenMap(attributes)
    return values


def _document_number(attributes: dict[str, Attribute]) -> MRN | None:
    number = attributes.get("Document Number")
    if number is None or not number.text:
        return None
    try:
        return MRN.parse(number.text)
    except InvalidMRN:
        return None


def _complete(
    values: dict[str, Any],
    attributes: dict[str, Attribute],
    document: MRN | None,
    context: Context,
) -> None:
    """Give a record without text what its attributes say, and note where they disagree."""
    if document is not None:
        _take_document_number(values, attributes, document, context)
    _note_conflicts(values, attributes, context)
    if values.get("date") is None and context.date is not None:
        values["date"] = context.date
    paragraphs = values.get("paragraphs", ())
    if paragraphs and any(word in paragraphs[0].text for word in _PLACEHOLDER):
        values["paragraphs"] = ()
    if not values.get("paragraphs"):
        _take_availability(values, attributes, context)
        _take_record(values, attributes, context)


def _note_conflicts(
    values: dict[str, Any], attributes: dict[str, Attribute], context: Context
) -> None:
    """Tell where the record and the text give different TAGS, levels or days; both are kept."""
    tags, said = values.get("tags"), attributes.get("TAGS")
    if tags and said is not None and said.text:
        codes = _PERSON.sub(" ", said.text) if "(" in said.text else said.text
        recorded = set(_CODE.findall(codes))
        read = {tag.code for tag in tags if tag.family is not TagFamily.PERSON}
        if recorded != read:
            _conflict("TAGS", said, " ".join(sorted(read)), context)
    marking, said = values.get("marking"), attributes.get("Original Classification")
    if marking is not None and said is not None and said.text in _LEVELS:
        level, _ = level_of(said.text)
        if marking.level is not None and level is not marking.level:
            _conflict("classification", said, marking.text, context)
    moment, said = values.get("dtg"), attributes.get("Draft Date")
    drafted = said.value if said is not None else None
    if moment is not None and said is not None and drafted is not None:
        days = abs((moment.date() - drafted).days)
        if days > _MAX_DRAFT_DAYS:
            _conflict("date", said, f"{moment:%d %b %Y}", context)


def _conflict(what: str, said: Attribute, read: str, context: Context) -> None:
    span = said.span or Span(0, 0)
    context.note("CG901", f"the {what} of the record and of the text ({read[:60]}) differ", span)


def _take_document_number(
    values: dict[str, Any], attributes: dict[str, Attribute], document: MRN, context: Context
) -> None:
    """The record's number wins over the text's; a number that differs is kept as an alias."""
    mrn = values.get("mrn")
    if mrn is None or mrn == document:
        values["mrn"] = document
        return
    same = mrn.number == document.number and mrn.station[:4] == document.station[:4]
    if not same or mrn.year != document.year:
        span = attributes["Document Number"].span or Span(0, 0)
        context.note("CG302", f"the record says {document}, the text {mrn}", span)
    if same:
        values["mrn"] = MRN(document.year, mrn.station, mrn.number, mrn.airgram)
    else:
        values["mrn"] = document
        values["aliases"] = (*values.get("aliases", ()), mrn)


def _take_record(
    values: dict[str, Any], attributes: dict[str, Attribute], context: Context
) -> None:
    """Give a record that lost its text what its attributes say: they are all that is left."""

    def stated(key: str) -> Attribute | None:
        attribute = attributes.get(key)
        return attribute if attribute is not None and attribute.text else None

    def passage(attribute: Attribute) -> Passage:
        start = attribute.span.start if attribute.span is not None else 0
        return Passage.whole(attribute.text, start)

    if values.get("subject") is None and (subject := stated("Subject")):
        values["subject"] = subject.text
    if values.get("tags") is None and (tags := stated("TAGS")):
        values["tags"] = read_tags(passage(tags), context)
    if values.get("origin") is None and (sender := stated("From")):
        name = _ORDER_TAIL.sub("", sender.text)
        values["origin"] = Addressee(name=name or sender.text, span=sender.span)
    if values.get("action") is None and (to := stated("To")):
        action, _, info = to.text.partition(" INFO ")
        values["action"] = _stations(action, to)
        if info and values.get("info") is None:
            values["info"] = _stations(info, to)
    if values.get("marking") is None and (mark := stated("Original Classification")):
        # Some 200 records have a word of the text there, such as SECRETARY (section 6.4).
        level, control = level_of(mark.text) if mark.text in _LEVELS else (None, None)
        if level is not None:
            controls = frozenset({control}) if control else frozenset()
            values["marking"] = Marking(
                level=level, controls=controls, text=mark.text, span=mark.span
            )
    if values.get("executive_order") is None and (code := stated("Executive Order")):
        order, when = _order_of_code(code, context)
        values["executive_order"], values["declassify_on"] = order, when
    if values.get("references") is None and (cited := stated("Reference")):
        values["references"] = read_references(passage(cited), context)


def _stations(text: str, to: Attribute) -> tuple[Addressee, ...]:
    """Return the stations of a record, which are parted by five spaces."""
    names = [name.strip() for name in text.split("     ")]
    return tuple(Addressee(name=name, span=to.span) for name in names if name)


def _order_of_code(code: Attribute, context: Context) -> tuple[ExecutiveOrder, date | str | None]:
    """Read a record's own code of the E.O. line: `GS`, `X1`, `GS 19850208 NAME, FIRST M`."""
    match = _ORDER_CODE.match(code.text)
    if match is None or match["code"] not in _SCHEMES:
        return ExecutiveOrder(number=None, text=code.text, span=code.span), None
    scheme = _SCHEMES[match["code"]]
    number = match["number"]
    if number is None and context.date is not None:
        in_force = order_in_force(context.date)
        number = in_force.number if in_force is not None else None
    when: date | str | None = None if scheme in ("GDS", "N/A") else scheme
    if match["year"] is not None:
        when = real_date(int(match["year"]), int(match["month"]), int(match["day"])) or when
    order = ExecutiveOrder(
        number=number, text=code.text, scheme=scheme, authority=match["who"], span=code.span
    )
    return order, when


def _take_availability(
    values: dict[str, Any], attributes: dict[str, Attribute], context: Context
) -> None:
    locator = attributes.get("Locator")
    where = locator.text.upper() if locator is not None else ""
    history = attributes.get("Review History")
    if history is not None and "WITHDRAWN" in history.text.upper():
        state = "withdrawn"
    else:
        found = [state for word, state in _UNTEXTUAL if word in where]
        state = found[0] if found and "TEXT ON-LINE" not in where else "lost"
    values["availability"] = state
    context.note("CG006", f"the record has no text: {state}", Span(0, 0))
