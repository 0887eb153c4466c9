"""Messages in a wrapping: web pages, mail, rows of a table.

The wrapping is undone to a view, the message in it is read as its own form, and every span and
leaf lies in the wrapped source.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from cablegram.model import (
    MRN,
    Addressee,
    Attribute,
    FrozenMap,
    InvalidMRN,
    Marking,
    Precedence,
    Span,
)
from cablegram.model.value import place_value
from cablegram.read.classification import level_of
from cablegram.read.dates import find_date
from cablegram.read.lines import scan
from cablegram.read.mail import Headers, mail_view
from cablegram.read.marks import Leaves
from cablegram.read.message import MessageReader
from cablegram.read.passage import Passage
from cablegram.read.references import read_references
from cablegram.read.rows import row_view
from cablegram.read.sas import find_attributes, sas_values
from cablegram.read.smart_print import smart_values
from cablegram.read.sniffing import is_labelled
from cablegram.read.tags import read_tags
from cablegram.read.web import html_view, is_html, markdown_view

if TYPE_CHECKING:
    from cablegram.read.context import Context
    from cablegram.read.view import View

_PRECEDENCES = ("deferred", "routine", "priority", "immediate", "flash", "flash")


@place_value
class Unwrapped:
    """The fields of a wrapped message, with the leaves of the source."""

    values: dict[str, Any]
    leaves: Leaves


class ViewLeaves(Leaves):
    """Leaves whose places are offsets of a view; they are put where they lie in the source."""

    __slots__ = ("_view",)

    def __init__(self, view: View) -> None:
        """Put leaves through `view`."""
        super().__init__()
        self._view = view

    def add(self, start: int, end: int, kind: str) -> None:
        """Mark a stretch of the view, piece by piece of the source."""
        add = self._pieces.append
        for left, right in self._view.pieces(start, end):
            add((left, right, kind))

    def add_wrapping(self, text: str) -> None:
        """Mark what of the source is not in the view."""
        place = 0
        for left, right in self._view.pieces(0, len(self._view.text)):
            if left > place and text[place:left].strip():
                super().add(place, left, "markup")
            place = max(place, right)
        super().add(place, len(text), "markup")


def _read_view(text: str, view: View, context: Context) -> Unwrapped:
    """Read the message of a view as the form that it has."""
    context.look_through(view)
    leaves = ViewLeaves(view)
    inner = view.text
    if find_attributes(inner):
        values = sas_values(inner, leaves, context)
    elif is_labelled(inner):
        values = smart_values(inner, leaves, context)
    else:
        values = MessageReader(inner, scan(inner), leaves, context).read()
    leaves.add_wrapping(text)
    return Unwrapped(values, leaves)


def read_web(text: str, context: Context) -> Unwrapped:
    """Read a message out of HTML, or out of Markdown that was made of HTML."""
    html = is_html(text)
    context.carrier = "html" if html else "markdown"
    return _read_view(text, html_view(text) if html else markdown_view(text), context)


def read_row(text: str, context: Context) -> Unwrapped:
    """Read one row of a CSV dump: header and body as the message, completed by other columns."""
    view = row_view(text)
    context.carrier = "rows"
    columns = view.attributes
    found = find_date(columns.get("date", "")) if columns.get("date") else None
    if found is not None:
        context.date, context.date_is_hint = found[0], False
    if columns.get("origin"):
        context.station = None
    read = _read_view(text, view, context)
    values = read.values
    values["attributes"] = FrozenMap(
        {key: Attribute(key=key, text=value) for key, value in columns.items()}
    )
    _complete(values, columns, context, found[0] if found else None)
    return read


def _complete(
    values: dict[str, Any], columns: dict[str, str], context: Context, on: object
) -> None:
    """Fill fields that the message itself lacks from the columns beside it."""
    stated = _mrn(columns.get("mrn"))
    if stated is not None:
        own = values.get("mrn")
        if own is None or own.number == stated.number:
            values["mrn"] = stated
        elif own != stated:
            context.note("CG302", f"the column says {stated}, the text {own}", Span(0, 0))
    if values.get("date") is None and on is not None:
        values["date"] = on
    if values.get("origin") is None and columns.get("origin"):
        values["origin"] = Addressee(name=" ".join(columns["origin"].split()))
    if values.get("subject") is None and columns.get("subject"):
        values["subject"] = " ".join(columns["subject"].split())
    if values.get("marking") is None and columns.get("classification"):
        level, control = level_of(columns["classification"])
        values["marking"] = Marking(
            level=level,
            controls=frozenset({control}) if control else frozenset(),
            text=columns["classification"],
        )
    if values.get("tags") is None and columns.get("tags"):
        values["tags"] = read_tags(Passage.whole(columns["tags"]), context)
    if values.get("references") is None and columns.get("references", "").strip():
        context.mrn = values.get("mrn")
        context.station = context.mrn.station if context.mrn else context.station
        # The span of such a reference is that of the cell's text alone; it is left out.
        values["references"] = read_references(Passage.whole(columns["references"]), context)


def _mrn(text: str | None) -> MRN | None:
    if not text:
        return None
    try:
        return MRN.parse(text)
    except InvalidMRN:
        return None


def read_mail(text: str, context: Context) -> Unwrapped:
    """Read a mail message: its text as a cable, completed by the MMHS fields (section 9.1)."""
    view, headers = mail_view(text)
    context.carrier = "mail"
    _date_of_mail(headers, context)
    read = _read_view(text, view, context)
    values = read.values
    for fault in headers.faults:
        context.note("CG005", fault, Span(0, 0))
    values["attributes"] = FrozenMap(
        {key: Attribute(key=key, text=value) for key, value in headers.items()}
    )
    _complete(
        values,
        {
            "mrn": headers.get("MMHS-Originator-Reference", ""),
            "origin": headers.get("MMHS-Originator-PLAD", ""),
            "subject": headers.get("Subject", ""),
            "tags": headers.get("MMHS-Subject-Indicator-Codes", "").replace(";", ","),
        },
        context,
        None,
    )
    precedence = _precedence(headers.get("MMHS-Primary-Precedence", ""))
    if values.get("precedence") is None and precedence is not None:
        values["precedence"] = precedence
    for field, names in (
        ("action", ("MMHS-Other-Recipients-Indicator-To", "To")),
        ("info", ("MMHS-Other-Recipients-Indicator-CC", "Cc")),
    ):
        if not values.get(field):
            found = [entry for name in names for entry in _addressees(headers.get(name, ""))]
            if found:
                values[field] = tuple(found)
    stated = headers.get("MMHS-Extended-Authorisation-Info") or headers.get("Date", "")
    moment = _moment(stated)
    if values.get("dtg") is None and moment is not None:
        values["dtg"], values["date"], values["dtg_text"] = moment, moment.date(), stated
    return read


def _addressees(field: str) -> list[Addressee]:
    """Return the addressees of a header field: display names, else the addresses themselves."""
    found: list[Addressee] = []
    for name, address in getaddresses([field.replace(";", ",")]):
        words = " ".join((name or address).split())
        if words:
            found.append(Addressee(name=words))
    return found


def _moment(text: str) -> datetime | None:
    """Return the time of an RFC 5322 date, None when it is none."""
    try:
        moment = parsedate_to_datetime(text[:80])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def _date_of_mail(headers: Headers, context: Context) -> None:
    stated = headers.get("MMHS-Extended-Authorisation-Info") or headers.get("Date", "")
    moment = _moment(stated)
    if moment is not None and context.date is None:
        context.date, context.date_is_hint = moment.date(), False


def _precedence(text: str) -> Precedence | None:
    """Read a precedence field: a word, or a number from 0 (RFC 6477)."""
    words = text.split("(", maxsplit=1)[0].strip().lower()
    if words.isdecimal() and int(words) < len(_PRECEDENCES):
        words = _PRECEDENCES[int(words)]
    return Precedence(words) if words in {p.value for p in Precedence} else None
