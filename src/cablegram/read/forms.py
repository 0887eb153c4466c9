"""The form readers: one function a source form, from its text to a cable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cablegram.model import MRN, Attribute, Cable, FrozenMap, InvalidMRN, Span
from cablegram.read.attributes import read_attributes
from cablegram.read.dates import find_date
from cablegram.read.frus_web import read_frus_web
from cablegram.read.label_pairs import PARTS, pair_closing, pair_labels
from cablegram.read.lines import Kind, each_line, scan
from cablegram.read.mail import mail_view
from cablegram.read.marks import Leaves
from cablegram.read.message import MessageReader, build
from cablegram.read.rows import row_view
from cablegram.read.sniff import sniff
from cablegram.read.tei import read_tei
from cablegram.read.web import html_view, markdown_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.read.context import Context
    from cablegram.read.view import View

MAX_TEXT_CHARS = 8_000_000  # the longest telegram known has some 300,000
MIN_SCORE = 0.15

_ATTRIBUTES = re.compile(r"^[ \t\f]*Message Attributes[ \t\r]*$", re.MULTILINE)
_TEXT = re.compile(r"^[ \t\f]*Message Text[ \t\r]*$", re.MULTILINE)
_MRN_LABEL = re.compile(r"^[ \t]*MRN\s?:", re.MULTILINE)
_HTML = re.compile(r"<(?:!doctype|html|body|pre|div|p|br|table|a)\b", re.IGNORECASE)


def read_form(text: str, form: str, context: Context) -> Cable:
    """Read a text of a form, or of the form that it is recognised as."""
    if len(text) > MAX_TEXT_CHARS:
        return _too_large(text, form, context)
    if form == "auto":
        ranked = sniff(text)
        form = ranked[0][0] if ranked and ranked[0][1] >= MIN_SCORE else "unknown"
    return _READERS[form](text, context)


def _too_large(text: str, form: str, context: Context) -> Cable:
    """Read what can be a message; the rest stays an unknown leaf."""
    span = Span(MAX_TEXT_CHARS, len(text))
    context.note(
        "CG004",
        f"only the first {MAX_TEXT_CHARS} of {len(text)} characters were read",
        span,
        "a file of many messages is parted by cablegram.read",
    )
    from dataclasses import replace  # noqa: PLC0415 - the rare path

    from cablegram.model import Tree  # noqa: PLC0415

    cable = read_form(text[:MAX_TEXT_CHARS], form, context)
    tree = Tree(text, (*cable.tree.ends, len(text)), (*cable.tree.kinds, "unknown"))
    return replace(cable, source_text=text, tree=tree)


def _read_print(text: str, context: Context, form: str = "telegram") -> Cable:
    """Read raw traffic, a printed telegram, or any fragment of one."""
    leaves = Leaves()
    reader = MessageReader(text, scan(text), leaves, context)
    return build(form, text, reader.read(), leaves, context)


def _read_acp127(text: str, context: Context) -> Cable:
    return _read_print(text, context, "acp127")


def _read_unknown(text: str, context: Context) -> Cable:
    """Take a text that is no form as it is: one unknown leaf (or what a fragment says)."""
    leaves = Leaves()
    context.note("CG002", "the text is none of the forms that are known", Span(0, 0))
    return build("unknown", text, {}, leaves, context)


def _read_sas(text: str, context: Context) -> Cable:
    """Read an export of 1973-79: the print image, then the attributes (reference section 6)."""
    leaves = Leaves()
    mark = _ATTRIBUTES.search(text)
    stop = mark.start() if mark else len(text)
    head = _TEXT.search(text, 0, stop)
    begin = head.end() if head else 0
    if head is not None:
        leaves.add(head.start(), head.end(), "frame.text")
    attributes: dict[str, Attribute] = {}
    if mark is not None:
        leaves.add(mark.start(), mark.end(), "frame.attributes")
        attributes = read_attributes(text, mark.end(), len(text), leaves, context)
    document = _document_number(attributes)
    for key in ("Draft Date", "Sent Date"):
        draft = attributes.get(key)
        if draft is not None and draft.value is not None:
            context.date, context.date_is_hint = draft.value, False
            break
    lines = [line for line in scan(text[:stop]) if line[1] >= begin or line[0] is Kind.STAMP]
    reader = MessageReader(text, lines, leaves, context)
    values = reader.read()
    _complete_from_attributes(values, attributes, document, context)
    values["attributes"] = FrozenMap(attributes)
    return build("sas", text, values, leaves, context)


def _document_number(attributes: dict[str, Attribute]) -> MRN | None:
    number = attributes.get("Document Number")
    if number is None or not number.text:
        return None
    try:
        return MRN.parse(number.text)
    except InvalidMRN:
        return None


_UNTEXTUAL = (
    ("WITHDRAWN", "withdrawn"),
    ("UNRETRIEVABLE", "lost"),
    ("NOT CONVERTED", "lost"),
    ("GARBLED", "lost"),
    ("MICROFI", "microfilm_only"),
)


def _complete_from_attributes(
    values: dict[str, Any], attributes: dict[str, Attribute], document: MRN | None, context: Context
) -> None:
    """Give a record without text what its attributes say, and note where they disagree."""
    mrn = values.get("mrn")
    if document is not None:
        if mrn is None:
            values["mrn"] = document
            context.mrn = document
        elif mrn != document and not _same_number(mrn, document):
            span = attributes["Document Number"].span or Span(0, 0)
            context.note("CG302", f"the record says {document}, the text {mrn}", span)
            if (mrn.station, mrn.number) != (document.station, document.number):
                values["mrn"] = document
                values["aliases"] = (*values.get("aliases", ()), mrn)
        elif mrn.station == document.station and mrn.year != document.year:
            values["mrn"] = document
    if values.get("date") is None and context.date is not None:
        values["date"] = context.date
    if not values.get("paragraphs"):
        locator = attributes.get("Locator")
        where = locator.text.upper() if locator is not None else ""
        text_is_there = "TEXT ON-LINE" in where
        found = [state for word, state in _UNTEXTUAL if word in where]
        action = attributes.get("Review History")
        if action is not None and "WITHDRAWN" in action.text.upper():
            values["availability"] = "withdrawn"
        elif found and not text_is_there:
            values["availability"] = found[0]
        elif not text_is_there:
            values["availability"] = "lost"
        if values.get("availability", "text") != "text":
            context.note("CG006", f"the record has no text: {values['availability']}", Span(0, 0))


def _same_number(mrn: MRN, document: MRN) -> bool:
    """Tell whether two numbers are one but for the station's six-character code."""
    return (
        mrn.year == document.year
        and mrn.number == document.number
        and mrn.station[:4] == document.station[:4]
    )


def _read_smart(text: str, context: Context) -> Cable:
    """Read a labelled print; what stands before its heading is the e-mail that carried it."""
    leaves = Leaves()
    mark = _MRN_LABEL.search(text)
    lines = each_line(text)
    if mark is not None:
        first = next((i for i, line in enumerate(lines) if line[1] >= mark.start()), 0)
        begin = first
        while begin > 0 and lines[begin - 1][0] in (Kind.BLANK, Kind.BANNER, Kind.STAMP, Kind.LABEL):
            if lines[begin - 1][0] is Kind.LABEL and not _is_smart_label(lines[begin - 1]):
                break
            begin -= 1
        for kind, start, end, _ in lines[:begin]:
            if kind in (Kind.STAMP, Kind.BANNER, Kind.BLANK):
                continue
            leaves.add(start, end, "carrier.mail")
        if begin:
            context.carrier = "mail"
        lines = [l for l in lines[:begin] if l[0] in (Kind.STAMP, Kind.BANNER)] + lines[begin:]
    paired = pair_labels(text, lines)
    if paired is not None:
        labelled, stretches, behind = paired
        taken = {start for pairs in labelled.values() for start, _ in pairs}
        taken |= {start for start, _ in stretches}
        lines = [line for line in lines[:behind] if line[1] not in taken] + lines[behind:]
        for start, end in stretches:
            leaves.add(start, end, "label")
    reader = MessageReader(text, lines, leaves, context)
    if paired is not None:
        _take_pairs(reader, paired[0], leaves, context)
        reader.outline.labels |= pair_closing(text, lines)
    values = reader.read()
    values["attributes"] = FrozenMap(values.get("label_attributes", {}))
    return build("smart", text, values, leaves, context)


def _take_pairs(
    reader: MessageReader,
    labelled: dict[str, list[tuple[int, int]]],
    leaves: Leaves,
    context: Context,
) -> None:
    """Give the values that stood behind their labels to the parts that they belong to.

    An old telegram may stand below the labels: its own E.O. line says more than the label's bare
    number, in all else the label wins.
    """
    outline = reader.outline
    first = min((pairs[0] for pairs in labelled.values()), default=(0, 0))
    context.note(
        "CG009", "the labels of the heading stand before their values", context.place(*first)
    )
    for name, pairs in labelled.items():
        for start, end in pairs:
            leaves.add(start, end, f"label.{name.replace(' ', '_')}.value")
        value = reader.text[slice(*pairs[0])].strip()
        part = PARTS.get(name)
        if part is None:
            outline.labels.setdefault(name, pairs)
        elif value.lower() not in ("n/a", "unknown") and (
            part not in outline.parts or part in ("tags", "subject")
        ):
            outline.parts[part] = pairs


def _is_smart_label(line: tuple[Kind, int, int, re.Match[str] | None]) -> bool:
    match = line[3]
    return match is not None and match["label_LABEL"].lower() in (
        "info office", "action office", "action post",
    )


def _through_view(
    text: str, view: View, context: Context, carrier: str, *, keep_form: str | None = None
) -> Cable:
    """Read a message out of its wrapping; spans and leaves lie in the wrapped source."""
    context.view = view
    context.carrier = carrier
    inner = view.text
    ranked = [entry for entry in sniff(inner) if entry[0] in ("acp127", "telegram", "smart")]
    leaves = _ViewLeaves(view)
    lines = scan(inner)
    reader = MessageReader(inner, lines, leaves, context)
    values = reader.read()
    values.pop("label_attributes", None)
    _mark_wrapping(text, view, leaves)
    form = keep_form or (ranked[0][0] if ranked else "telegram")
    return build(form, text, values, leaves, context)


class _ViewLeaves(Leaves):
    """Leaves whose places are offsets of a view; they are put where they lie in the source."""

    __slots__ = ("_view",)

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view

    def add(self, start: int, end: int, kind: str) -> None:
        """Mark a stretch of the view, piece by piece of the source."""
        for left, right in self._view.pieces(start, end):
            super().add(left, right, kind)


def _mark_wrapping(text: str, view: View, leaves: _ViewLeaves) -> None:
    """Mark what of the source is not in the view."""
    place = 0
    for left, right in view.pieces(0, len(view.text)):
        if left > place and text[place:left].strip():
            Leaves.add(leaves, place, left, "markup")
        place = max(place, right)
    if place < len(text):
        Leaves.add(leaves, place, len(text), "markup")


def _read_web(text: str, context: Context) -> Cable:
    view = html_view(text) if _HTML.search(text[:20_000]) else markdown_view(text)
    return _through_view(text, view, context, "html" if view.text != text else "text", keep_form="web")


def _read_mail(text: str, context: Context) -> Cable:
    view, headers = mail_view(text)
    cable = _through_view(text, view, context, "mail", keep_form="mail")
    from dataclasses import replace  # noqa: PLC0415 - only here

    attributes = {key: Attribute(key=key, text=value) for key, value in headers.items()}
    changes: dict[str, Any] = {"attributes": FrozenMap(attributes)}
    if cable.subject is None and headers.get("Subject"):
        changes["subject"] = headers["Subject"]
    return replace(cable, **changes)


def _read_rows(text: str, context: Context) -> Cable:
    """Read one row of a CSV dump: header and body as the message, other columns as attributes."""
    view = row_view(text)
    cable = _through_view(text, view, context, "rows", keep_form="rows")
    return cable


def _read_frus_web(text: str, context: Context) -> Cable:
    return read_frus_web(text, context)


def _read_pdf(text: str, context: Context) -> Cable:
    """Read the text layer of a PDF, whatever message is in it."""
    context.carrier = "pdf"
    return read_form(text, "auto", context)


def stated_date(text: str) -> Any:  # noqa: ANN401
    """Return the first date in a text, or None."""
    found = find_date(text)
    return found[0] if found else None


_READERS: dict[str, Callable[[str, Context], Cable]] = {
    "acp127": _read_acp127,
    "sas": _read_sas,
    "telegram": _read_print,
    "smart": _read_smart,
    "web": _read_web,
    "frus_web": _read_frus_web,
    "rows": _read_rows,
    "tei": read_tei,
    "mail": _read_mail,
    "pdf": _read_pdf,
    "unknown": _read_unknown,
}
