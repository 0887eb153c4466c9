"""Reading a message: the classification line, sections and the number (sections 2.1, 4)."""

from __future__ import annotations

from cablegram.model import MRN, InvalidMRN, Level, Marking, Section, Span
from cablegram.model.mrn import station_name
from cablegram.read.classification import (
    ClassLine,
    read_banner,
    read_class_line,
    repair_class_line,
    shifted_class_line,
)
from cablegram.read.message_parts import MessageParts
from cablegram.read.passage import Passage
from cablegram.vocabulary import candidates, canonical_station, match_station, series_names

MAX_SECTIONS = 99


class NumberFields(MessageParts):
    """Classification, sections and the number of the message."""

    def read_classification(self) -> None:
        """Read the classification lines: the marking, the sections, the line with the number."""
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
            if line.station is None and (shifted := shifted_class_line(row)) is not None:
                line = read_class_line(shifted)
                self.context.note("CG305", f"the line was read as '{shifted[:50]}'", place)
            if self.class_line is None or _is_better(line, self.class_line):
                self.class_line = line
                self.spans["class_line"] = place
            if line.section is not None and len(sections) < MAX_SECTIONS:
                sections.append(Section(number=line.section, total=line.total, span=place))
            if chosen is not None and line.level not in (None, chosen.level):
                said, first = str(line.level.value), str(chosen.level.value if chosen.level else "")
                self.context.note("CG103", f"a line says {said}, the first says {first}", place)
            self._note_run_together(line, place)
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

    def _note_run_together(self, line: ClassLine, place: Span) -> None:
        """Tell of a classification line with a number of its own: another message begins there."""
        first = self.class_line
        if first is None or first is line or None in (line.number, first.number):
            return
        if line.number != first.number and line.section in (None, 1) and line.station is not None:
            self.context.note("CG704", f"a message with the number {line.number} follows", place)

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

    def read_mrn(self) -> None:
        """Make the number of the message; a label wins over the classification line."""
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
        station = sender if line.station is None else self._station(line.station, sender, span)
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
        if match is None and len(several := candidates(written[:40])) > 1:
            names = ", ".join(several[:6])
            self.context.note("CG309", f"'{written[:40]}' may be {names}", span)
        elif folded:
            self.context.note("CG306", f"'{written[:40]}' is no station in the tables", span)
        return folded or None


def _is_better(line: ClassLine, than: ClassLine) -> bool:
    """Tell whether a further classification line gives the number more surely."""
    if line.number is None or line.station is None:
        return False
    if than.number is None or than.station is None:
        return True
    return canonical_station(than.station) is None and canonical_station(line.station) is not None
