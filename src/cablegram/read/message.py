"""From the parts of a message to a cable: which part gives which field, and what wins."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from cablegram.model import (
    MRN,
    Attribute,
    Cable,
    FrozenMap,
    InvalidMRN,
    Level,
    Marking,
    PageLine,
    Precedence,
    Section,
    Span,
    Transmission,
)
from cablegram.model.mrn import station_name
from cablegram.read import smart
from cablegram.read.addresses import read_addresses, read_origin
from cablegram.read.attention import read_attention
from cablegram.read.authority import read_authority
from cablegram.read.classification import (
    ClassLine,
    read_banner,
    read_class_line,
    repair_class_line,
)
from cablegram.read.dates import find_date
from cablegram.read.dtg import read_dtg
from cablegram.read.form_words import is_form_word
from cablegram.read.guard import guarded
from cablegram.read.orders import read_order
from cablegram.read.outliner import Outliner
from cablegram.read.paragraphs import BodyReader
from cablegram.read.passage import Passage
from cablegram.read.portions import portion
from cablegram.read.references import read_references
from cablegram.read.stamps import read_stamps
from cablegram.read.subject import read_subject
from cablegram.read.tags import read_tags
from cablegram.read.transmission import read_fl1, read_fl2, read_fl3, read_fl4, read_janap
from cablegram.read.usmtf import read_sets
from cablegram.vocabulary import (
    canonical_station,
    match_station,
    series_names,
    split_captions,
    station_of_address,
)

if TYPE_CHECKING:
    from cablegram.read.context import Context
    from cablegram.read.lines import Line
    from cablegram.read.marks import Leaves
    from cablegram.read.outline import Outline

_TRANSMISSION_READERS = (
    ("fl1", read_fl1),
    ("fl2", read_fl2),
    ("janap", read_janap),
    ("fl3", read_fl3),
    ("fl4", read_fl4),
)
MAX_SECTIONS = 99


class MessageReader:
    """Reads one message of the print forms (acp127, sas, telegram, smart)."""

    def __init__(self, text: str, lines: list[Line], leaves: Leaves, context: Context) -> None:
        """Take the text that is read (the source, or a view of it) and its lines."""
        self.text = text
        self.leaves = leaves
        self.context = context
        self.outline: Outline = Outliner(text, lines, leaves).run()
        self.values: dict[str, Any] = {}
        self.spans: dict[str, Span] = {}
        self.transmission: dict[str, Any] = {}
        self.class_line: ClassLine | None = None

    def read(self) -> dict[str, Any]:
        """Return the fields of the cable by name."""
        for name, step in _STEPS:
            guarded(partial(step, self), name, self.context)
        values = self.values
        values["transmission"] = Transmission(**self.transmission)
        values["spans"] = self.spans
        return values

    # --- helpers --------------------------------------------------------------------------

    def _passage(self, part: str) -> Passage | None:
        lines = self.outline.parts.get(part)
        if not lines:
            return None
        return Passage.of_lines(self.text, lines, self.context.view)

    def _label(self, label: str) -> Passage | None:
        lines = self.outline.labels.get(label)
        if not lines:
            return None
        kept = [pair for pair in lines if self.text[slice(*pair)].strip()]
        return Passage.of_lines(self.text, kept, self.context.view) if kept else None

    def _set(self, name: str, value: Any, span: Span | None) -> None:  # noqa: ANN401
        self.values[name] = value
        if span is not None:
            self.spans[name] = span

    # --- transmission ---------------------------------------------------------------------

    def _read_transmission(self) -> None:
        parts = self.outline.parts
        for part, reader in _TRANSMISSION_READERS:
            if part in parts:
                passage = self._passage(part)
                if passage is not None:
                    reader(passage, self.transmission)
        groups = self._passage("groups")
        if groups is not None:
            self.transmission["group_count"] = groups.text.strip()
        pilots = parts.get("pilots")
        if pilots:
            self.transmission["pilots"] = tuple(self.text[start:end] for start, end in pilots)
        if self.outline.distribution:
            tokens: list[str] = []
            for start, end in self.outline.distribution:
                tokens += (
                    self.text[start:end]
                    .replace("ACTION", "")
                    .replace("ORIGIN", "")
                    .replace("INFO", "")
                    .split()
                )
            self.transmission["distribution"] = tuple(tokens)

    def _read_dtg(self) -> None:
        for part in ("fl5", "print.dtg"):
            passage = self._passage(part)
            group = read_dtg(passage, self.context) if passage is not None else None
            if group is None or passage is None:
                continue
            self._take_group(group.dtg, group.text, passage.span(0, len(passage.text)))
            if group.precedences:
                self.transmission["precedences"] = group.precedences
                self.values["precedence"] = max(group.precedences)
            if group.signals:
                before = self.transmission.get("operating_signals", ())
                self.transmission["operating_signals"] = before + group.signals
            if group.dtg is not None:
                break
        prec = self._passage("print.prec") or self._passage("urgency")
        if prec is not None and "precedence" not in self.values:
            word = prec.text.strip().lower().replace(" ", "_")
            if word in Precedence.__members__.values():
                self._set("precedence", Precedence(word), prec.span(0, len(prec.text)))

    def _take_group(self, dtg: datetime | None, text: str, span: Span) -> None:
        if dtg is not None and self.values.get("dtg") is None:
            self._set("dtg", dtg, span)
            self.values["date"] = dtg.date()
            self.context.date = dtg.date()
            self.context.date_is_hint = False
        self.values.setdefault("dtg_text", text)

    # --- who and what number --------------------------------------------------------------

    def _read_origin(self) -> None:
        passage = self._passage("from") or self._passage("print.orig")
        origin = read_origin(passage) if passage is not None else None
        if origin is not None and passage is not None:
            self._set("origin", origin, origin.span)
            self.context.station = station_of_address(origin.name)

    def _read_classification(self) -> None:
        sections: list[Section] = []
        chosen: Marking | None = None
        for start, end, match in self.outline.classes:
            row = self.text[start:end]
            line = read_class_line(row)
            place = self.context.place(start, end)
            if match is None and line.level is None:
                repaired = repair_class_line(row)
                if repaired is not None:
                    line = read_class_line(repaired)
                    self.context.note("CG104", f"the line was read as '{repaired[:50]}'", place)
            if self.class_line is None or _is_better(line, self.class_line):
                self.class_line = line
                self.spans["class_line"] = place
                self._class_start = start
            if line.section is not None and len(sections) < MAX_SECTIONS:
                sections.append(Section(number=line.section, total=line.total, span=place))
            if chosen is None and line.level is not None:
                chosen = Marking(
                    level=line.level,
                    controls=line.controls,
                    text=self.text[start : start + line.level_end].strip(),
                    span=place,
                )
        self._take_sections(sections)
        if chosen is None:
            chosen = self._banner()
        elif chosen.level is Level.UNCLASSIFIED and self.outline.banners:
            chosen = self._with_banner_controls(chosen)
        if chosen is not None:
            self._set("marking", chosen, chosen.span)

    def _with_banner_controls(self, line: Marking) -> Marking:
        """An unclassified line below a banner such as SBU carries the banner's controls."""
        banner = self._banner()
        if banner is None or banner.level is not Level.UNCLASSIFIED:
            return line
        if banner.controls <= line.controls:
            return line
        return Marking(
            level=line.level,
            controls=line.controls | banner.controls,
            text=line.text,
            span=line.span,
        )

    def _banner(self) -> Marking | None:
        """Without a classification line the highest banner of the page stands."""
        best: Marking | None = None
        seen: set[str] = set()
        controls: set[str] = set()
        for start, end in self.outline.banners:
            row = self.text[start:end]
            if row in seen:
                continue
            seen.add(row)
            marking = read_banner(Passage(row, [0], [start], self.context.view))
            controls |= marking.controls
            if marking.level is not None and (
                best is None or best.level is None or marking.level > best.level
            ):
                best = marking
        if best is not None and best.level is Level.UNCLASSIFIED and controls:
            best = Marking(
                level=best.level, controls=frozenset(controls), text=best.text, span=best.span
            )
        return best

    def _take_sections(self, sections: list[Section]) -> None:
        if not sections:
            return
        by_number = {section.number: section for section in sections}
        total = max((section.total or 0) for section in sections)
        self.transmission["sections"] = tuple(by_number[number] for number in sorted(by_number))
        numbers = [section.number for section in sections]
        first = sections[0].span or Span(0, 0)
        if 0 < total <= MAX_SECTIONS:
            missing = tuple(n for n in range(1, total + 1) if n not in by_number)
            if missing:
                self.transmission["missing_sections"] = missing
                listed = ", ".join(map(str, missing))
                self.context.note("CG701", f"section {listed} of {total} is missing", first)
        if numbers != sorted(numbers):
            self.context.note("CG702", "the sections stand out of order", first)
        if len({section.total for section in sections if section.total}) > 1:
            self.context.note("CG709", "the sections state different totals", first)

    def _read_mrn(self) -> None:
        context = self.context
        label = self.values.pop("labelled_mrn", None)
        mrn = self._mrn_of_line()
        if label is not None:
            if mrn is not None and (mrn.station, mrn.number) != (label.station, label.number):
                context.note(
                    "CG302", f"the heading says {label}, the text {mrn}", self.spans["mrn"]
                )
            mrn = label
        if mrn is not None:
            self._set("mrn", mrn, self.spans.get("mrn") or self.spans.get("class_line"))
            context.mrn = mrn
            context.station = context.station or mrn.station

    def _mrn_of_line(self) -> MRN | None:
        line = self.class_line
        if line is None or line.number is None:
            return None
        context = self.context
        span = self.spans["class_line"]
        sender = context.station
        if line.station is None:
            station = sender
        else:
            station = self._station(line.station, sender, span)
        if not station:
            return None
        year = context.date.year if context.date is not None else None
        if year is not None and context.date_is_hint:
            context.note("CG307", f"the year {year} of the number is that of the hint", span)
        try:
            mrn = MRN(year, station, line.number, line.airgram)
        except InvalidMRN:
            return None
        if line.series is not None:
            name, _, serial = line.series.partition(" ")
            if int(serial):
                alias = MRN(year, name.upper(), int(serial))
                self.values["aliases"] = (*self.values.get("aliases", ()), alias)
        return mrn

    def _station(self, written: str, sender: str | None, span: Span) -> str | None:
        """Return the station of a classification line; a garbled one by the sender's name."""
        known = canonical_station(written)
        if known is not None:
            return known
        folded = station_name(written)
        if folded.upper() in series_names():
            return folded
        match = match_station(written)
        if match is not None and (
            sender is None or match.station == sender or match.how != "fuzzy"
        ):
            self.context.note("CG305", f"'{written[:40]}' was read as {match.station}", span)
            return match.station
        if sender is not None and sender[:3] == folded[:3]:
            self.context.note("CG305", f"'{written[:40]}' was read as {sender}, the sender", span)
            return sender
        if folded:
            self.context.note("CG306", f"'{written[:40]}' is no station in the tables", span)
        return folded or None

    def _read_addresses(self) -> None:
        action, info = read_addresses(self.text, self.outline, self.context, self.context.view)
        if action is not None or "action" not in self.values:
            self.values["action"] = action
        if info is not None or "info" not in self.values:
            self.values["info"] = info
        for name, found in (("action", action), ("info", info)):
            if found:
                first, last = found[0].span, found[-1].span
                if first is not None and last is not None:
                    self.spans[name] = Span(first.start, max(first.start, last.end))
        words = [a.precedence for a in action or () if a.precedence is Precedence.NIACT_IMMEDIATE]
        stated = self.values.get("precedence")
        if words and stated is not None and stated <= Precedence.IMMEDIATE:
            self.values["precedence"] = Precedence.NIACT_IMMEDIATE
        elif stated is None and "precedence" not in self.values:
            named = [a.precedence for a in (action or ()) if a.precedence is not None]
            if named:
                self.values["precedence"] = max(named)

    # --- the text head --------------------------------------------------------------------

    def _read_head(self) -> None:
        context = self.context
        captions: list[str] = list(self.class_line.handling) if self.class_line else []
        for start, end in self.outline.parts.get("captions", ()):
            captions += split_captions(self.text[start:end]) or ()
            span = context.place(start, end)
            self.spans.setdefault("captions", span)
        if captions:
            self.values["captions"] = tuple(
                dict.fromkeys([*(self.values.get("captions") or ()), *captions])
            )
        attention = self._passage("attention")
        if attention is not None:
            self._set(
                "attention", read_attention(attention), attention.span(0, len(attention.text))
            )
        order = self._passage("order")
        if order is not None:
            found, when = read_order(order, context)
            again = self._passage("again.order")
            if not found.text and again is not None:  # a label has the bare number of the order
                found, when = read_order(again, context)
            if found.number is not None or found.text or "executive_order" not in self.values:
                self._set("executive_order", found, found.span)
                self.values["declassify_on"] = when
        authority = self._passage("authority")
        if authority is not None:
            by = read_authority(authority)
            span = authority.span(0, len(authority.text))
            if by is None:
                context.note("CG108", "the classified-by line was not read", span)
            else:
                self._set("classified_by", by, span)
        tags = self._passage("tags")
        if tags is not None:
            self._set("tags", read_tags(tags, context), tags.span(0, len(tags.text)))
        subject = self._passage("subject")
        if subject is not None:
            words, marking, span = read_subject(subject)
            if words is not None:
                self._set("subject", words, span)
                self.values["subject_marking"] = marking
        references = self._passage("reference")
        if references is not None:
            self._set(
                "references",
                read_references(references, context),
                references.span(0, len(references.text)),
            )
        read_sets(self)

    # --- SMART labels ---------------------------------------------------------------------

    def _read_labels(self) -> None:
        labels = self.outline.labels
        if not labels:
            return
        context = self.context
        mrn = self._label("mrn")
        if mrn is not None:
            try:
                self.values["labelled_mrn"] = MRN.parse(mrn.text.strip())
                self.spans["mrn"] = mrn.span(0, len(mrn.text))
                year = self.values["labelled_mrn"].year
                if year is not None and context.date is None:
                    context.date = date(year, 12, 31)
                    context.date_is_hint = False
            except InvalidMRN:
                context.note("CG301", "the MRN label has no number", mrn.span(0, len(mrn.text)))
        stamp = self._label("date/dtg")
        if stamp is not None:
            self._read_date_label(stamp)
        sender = self._label("from")
        if sender is not None:
            origin = read_origin(sender)
            if origin is not None:
                self._set("origin", origin, origin.span)
                context.station = station_of_address(origin.name)
        for label, name in (("action", "action"), ("info", "info")):
            passage = self._label(label)
            if passage is not None:
                self._set(
                    name, smart.read_labelled_addresses(passage), passage.span(0, len(passage.text))
                )
        captions = self._label("captions") or self._label("caption")
        if captions is not None:
            words = split_captions(" ".join(captions.text.split()))
            written = tuple(
                w.strip() for w in captions.text.replace("\n", ",").split(",") if w.strip()
            )
            self._set("captions", words or written, captions.span(0, len(captions.text)))
        self._attribute_labels()

    def _read_date_label(self, stamp: Passage) -> None:
        context = self.context
        stated, rest = smart.split_date_dtg(stamp)
        found = find_date(stated) if stated else None
        if found is not None:
            context.date = found[0]
            context.date_is_hint = False
        group = read_dtg(rest, context)
        span = stamp.span(0, len(stamp.text))
        if group is None:
            if found is not None:
                self._set("date", found[0], span)
            return
        if smart.is_midnight_only(group.text, found[0] if found else None):
            self._set("date", found[0] if found else None, span)
            self.values["dtg_text"] = group.text
            return
        self._take_group(group.dtg, group.text, span)
        if (
            found is not None
            and group.dtg is not None
            and abs((group.dtg.date() - found[0]).days) > 1
        ):
            context.note("CG308", "the stated date and the date-time group differ", span)

    def _attribute_labels(self) -> None:
        """Keep the labels of the people and of handling as attributes."""
        attributes: dict[str, Attribute] = {}
        known = {
            "mrn",
            "date/dtg",
            "from",
            "action",
            "info",
            "captions",
            "caption",
            "pass line",
        }
        for label in self.outline.labels:
            if label in known:
                continue
            passage = self._label(label)
            text = " ".join(passage.text.split()) if passage is not None else ""
            span = passage.span(0, len(passage.text)) if passage is not None else None
            attributes[label.title()] = Attribute(key=label.title(), text=text, span=span)
        self.values["label_attributes"] = attributes
        signature = attributes.get("Signature")
        if signature is not None and signature.text:
            self._set("signature", signature.text, signature.span)

    def _read_labelled_subject_matter(self) -> None:
        line = self._label("pass line")
        if line is not None and "attention" not in self.values:
            self._set("attention", read_attention(line), line.span(0, len(line.text)))

    # --- the text -------------------------------------------------------------------------

    def _read_body(self) -> None:
        context = self.context
        body = BodyReader(self.text, self.leaves, context, context.place).read(
            self.outline.body, self.values.get("references") or ()
        )
        self.values["paragraphs"] = body.paragraphs
        self.values["summary"] = body.summary
        self.values["comment"] = body.comment
        if body.signature is not None and "signature" not in self.values:
            self._set("signature", body.signature, body.signature_span)
        if body.notes:
            self.values["notes"] = body.notes
        if body.redactions:
            context.note(
                "CG603",
                f"words were taken out before release in {body.redactions} places",
                context.place(0, 0),
            )
        if body.paragraphs:
            first, last = body.paragraphs[0].span, body.paragraphs[-1].span
            if first is not None and last is not None:
                self.spans["paragraphs"] = Span(first.start, max(first.start, last.end))
            self._authority_in_text(body.paragraphs[0].text)

    def _authority_in_text(self, text: str) -> None:
        """Read `1. (U) CLASSIFIED BY POLOFF X, 1.5 (D).`, which stands in the first paragraph."""
        if "classified_by" in self.values or "lassified" not in text[:200].lower().replace(
            "cl", "l"
        ):
            return
        place = text[:200].lower().find("classified by")
        if place < 0 or place > 60:
            return
        by = read_authority(Passage.whole(text[place : place + 400].split("\n\n", maxsplit=1)[0]))
        if by is not None and by.reasons:
            self.values["classified_by"] = by

    def _read_furniture(self) -> None:
        outline = self.outline
        pages = [
            PageLine(
                kind="page",
                text=self.text[start:end],
                page=_page_number(match["page_PAGE"]) if match is not None else None,
                span=self.context.place(start, end),
            )
            for start, end, match in outline.pages
        ]
        pages += [
            PageLine(kind="counter", text=self.text[start:end], span=self.context.place(start, end))
            for start, end in outline.counters
        ]
        if pages:
            self.transmission["page_lines"] = tuple(pages)
        for kind, start, end in outline.endings:
            row = self.text[start:end]
            if kind.name == "VALIDATION":
                self._validation(row.lstrip("# "), start, end)
        for start, end in outline.unread:
            if is_form_word(self.text[start:end]):
                self.leaves.add(start, end, "page.form")
        if outline.notes:
            kept = (self.text[start:end] for start, end in outline.notes)
            before = self.values.get("notes", ())
            self.values["notes"] = before + tuple(row for row in kept if len(row) > 2)
        if outline.stamps:
            self.values["release"] = read_stamps(self.text, outline.stamps, self.context.place)

    def _validation(self, serial: str, start: int, end: int) -> None:
        if "validation" in self.transmission:
            return
        self.transmission["validation"] = serial
        stated = self.transmission.get("serial")
        if stated is not None and stated.lstrip("0") != serial.lstrip("0"):
            self.context.note(
                "CG703",
                f"line 15 says {serial[:8]}, line 3 says {stated}",
                self.context.place(start, end),
            )


_STEPS = (
    ("the labels", MessageReader._read_labels),  # noqa: SLF001 - the class's own table
    ("the transmission lines", MessageReader._read_transmission),  # noqa: SLF001
    ("the date-time group", MessageReader._read_dtg),  # noqa: SLF001
    ("the originator", MessageReader._read_origin),  # noqa: SLF001
    ("the classification line", MessageReader._read_classification),  # noqa: SLF001
    ("the number", MessageReader._read_mrn),  # noqa: SLF001
    ("the addressees", MessageReader._read_addresses),  # noqa: SLF001
    ("the text head", MessageReader._read_head),  # noqa: SLF001
    ("the pass line", MessageReader._read_labelled_subject_matter),  # noqa: SLF001
    ("the text", MessageReader._read_body),  # noqa: SLF001
    ("the page lines", MessageReader._read_furniture),  # noqa: SLF001
)


def _is_better(line: ClassLine, than: ClassLine) -> bool:
    """Tell whether a further classification line gives the number more surely."""
    if line.number is None or line.station is None:
        return False
    if than.number is None or than.station is None:
        return True
    return canonical_station(than.station) is None and canonical_station(line.station) is not None


def _page_number(text: str | None) -> int | None:
    digits = (text or "").upper().replace("O", "0").replace("I", "1").replace("D", "0")
    return int(digits) if digits.isdecimal() else None


def build(
    form: str, source: str, reader_values: dict[str, Any], leaves: Leaves, context: Context
) -> Cable:
    """Make the cable of what was read; diagnostics are put in order of place and code."""
    values = dict(reader_values)
    spans = values.pop("spans", {})
    values.pop("label_attributes", None)
    diagnostics = context.diagnostics
    if len(diagnostics) > 1:
        unique = {(d.span.start, d.code, d.message): d for d in diagnostics}
        diagnostics = [unique[key] for key in sorted(unique)]
    return Cable(
        form=form,
        source_text=source,
        tree=leaves.tree(source),
        spans=FrozenMap(spans),
        diagnostics=tuple(diagnostics),
        source=context.source,
        carrier=context.carrier,
        encoding=context.encoding,
        **values,
    )


__all__ = ["MessageReader", "build", "portion"]
