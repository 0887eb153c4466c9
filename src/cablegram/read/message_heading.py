"""Reading a message: the heading, format lines 1 to 9 (reference section 1)."""

from __future__ import annotations

from cablegram.model import Precedence, Span
from cablegram.read.addresses import read_addresses, read_origin
from cablegram.read.agreement import (
    note_copies,
    note_filing_time,
    note_precedence,
    note_security,
)
from cablegram.read.dtg import read_dtg
from cablegram.read.message_parts import MessageParts
from cablegram.read.transmission import read_fl1, read_fl2, read_fl3, read_fl4, read_janap
from cablegram.vocabulary import station_of_address

_TRANSMISSION_READERS = (
    ("fl1", read_fl1),
    ("fl2", read_fl2),
    ("janap", read_janap),
    ("fl3", read_fl3),
    ("fl4", read_fl4),
)


class HeadingFields(MessageParts):
    """Fields of the heading: transmission, date-time group, originator, addressees."""

    def read_transmission(self) -> None:
        """Read format lines 1 to 4, the pilots above them, and the distribution of a print."""
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

    def compare_lines(self) -> None:
        """Tell where lines of the heading that repeat a fact do not agree."""
        parts, read, context = self.outline.parts, self.transmission, self.context
        warning, filed = read.get("security"), read.get("filing_time")
        if warning and "fl4" in parts:
            marking = self.values.get("marking")
            note_security(warning, marking, context, self._place("fl4"))
        if "fl2" in parts:
            start, end = parts["fl2"][0]
            precedences = read.get("precedences", ())
            note_precedence(self.text[start:end], precedences, context, self._place("fl2"))
        if filed:
            moment = self.values.get("dtg")
            place = self._place("fl3" if "fl3" in parts else "janap")
            note_filing_time(filed, moment.date() if moment else None, context, place)
        if self.outline.distribution:
            start, end = self.outline.distribution[-1]
            note_copies(read.get("distribution", ()), context, context.place(start, end))

    def _place(self, part: str) -> Span:
        return self.context.place(*self.outline.parts[part][0])

    def read_dtg(self) -> None:
        """Read the date-time group and its precedences, or else the precedence of the print."""
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

    def read_origin(self) -> None:
        """Read the FM line, which also says whose numbers the message counts."""
        passage = self._passage("from") or self._passage("print.orig")
        origin = read_origin(passage) if passage is not None else None
        if origin is not None and passage is not None:
            self._set("origin", origin, origin.span)
            self.context.station = station_of_address(origin.name)

    def read_addresses(self) -> None:
        """Read action and information addressees, and the precedence that they alone may have."""
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
            for name in ("action", "info"):  # of labels too: SMART has a precedence for each alone
                named = [a.precedence for a in self.values.get(name) or () if a.precedence]
                if named:
                    self.values["precedence"] = max(named)
                    break
