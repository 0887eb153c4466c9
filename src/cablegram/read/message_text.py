"""Reading a message: the text head, the text, and the furniture of the page (section 2)."""

from __future__ import annotations

from cablegram.model import PageLine, Span
from cablegram.read.attention import read_attention
from cablegram.read.authority import read_authority
from cablegram.read.form_words import is_form_word
from cablegram.read.general_messages import own_general_number, with_general_numbers
from cablegram.read.message_parts import MessageParts
from cablegram.read.orders import read_order
from cablegram.read.paragraphs import BodyReader
from cablegram.read.passage import Passage
from cablegram.read.references import read_references
from cablegram.read.stamps import read_stamps
from cablegram.read.subject import read_subject
from cablegram.read.tags import read_tags
from cablegram.read.usmtf import read_sets
from cablegram.vocabulary import split_captions, station_of_address

MAX_UNREAD = 8  # lines of the heading that are told of


class TextFields(MessageParts):
    """Fields of the text head and of the text, and the furniture of the page."""

    def read_head(self) -> None:
        """Read the text head: captions, attention, E.O., authority, TAGS, SUBJECT, REF."""
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
        self._read_order_and_authority()
        tags = self._passage("tags")
        if tags is not None:
            self._set("tags", read_tags(tags, context), tags.span(0, len(tags.text)))
        subject = self._passage("subject")
        if subject is not None:
            words, marking, span = read_subject(subject)
            label = subject.text.lstrip()[:8].upper()
            if ":" in label and "UBJ" not in label.replace(" ", ""):
                message = f"'{label.partition(':')[0]}' was read as SUBJECT"
                context.note("CG407", message, subject.span(0, len(label)))
            if words is not None:
                self._set("subject", words, span)
                self.values["subject_marking"] = marking
        elif tags is not None and self.class_line is not None and "subject" not in self.values:
            context.note("CG404", "the heading has TAGS but no SUBJECT line", self.spans["tags"])
        references = self._passage("reference")
        if references is not None:
            self._set(
                "references",
                read_references(references, context, addressee=self._first_addressee()),
                references.span(0, len(references.text)),
            )
        read_sets(self)
        if "usmtf" in self.outline.parts or "preface" in self.outline.parts:
            self._read_general_number()

    def _read_general_number(self) -> None:
        """Take the number of a general message (NAVADMIN 165/05), which is a line of its own."""
        parts = self.outline.parts
        lines = sorted(
            line for part in ("preface", "attention", "usmtf") for line in parts.get(part, ())
        )
        number = own_general_number(self.text[start:end] for start, end in lines)
        if number is not None:
            self.values["aliases"] = (*self.values.get("aliases", ()), number)

    def _read_order_and_authority(self) -> None:
        """Read the E.O. line, and the line that says who classified (sections 2.4 and 2.7)."""
        context = self.context
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

    def _first_addressee(self) -> str | None:
        """Return the station that the cable goes to, for "your 123" in its REF line."""
        action = self.values.get("action")
        return station_of_address(action[0].name) if action else None

    def read_body(self) -> None:
        """Read the paragraphs, with the summary, comment and signature in them."""
        context = self.context
        body = BodyReader(self.text, self.leaves, context, context.place).read(
            self.outline.body, self.values.get("references") or ()
        )
        self.values["paragraphs"] = (
            with_general_numbers(body.paragraphs)
            if "usmtf" in self.outline.parts
            else body.paragraphs
        )
        self.values["summary"] = body.summary
        self.values["comment"] = body.comment
        if body.signature is not None and "signature" not in self.values:
            self._set("signature", body.signature, body.signature_span)
        if body.notes:
            self.values["notes"] = body.notes
        numbered = any(each.number is not None for each in body.paragraphs)
        if len(body.paragraphs) > 1 and not numbered and self.class_line is not None:
            place = body.paragraphs[0].span or context.place(0, 0)
            context.note("CG602", "the paragraphs have no numbers", place)
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

    def read_furniture(self) -> None:
        """Read what is of the page and not of the text: page lines, counters, notes, stamps."""
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
        unread = 0
        for start, end in outline.unread:
            if is_form_word(self.text[start:end]):
                self.leaves.add(start, end, "page.form")
            elif self.class_line is not None and unread < MAX_UNREAD:
                unread += 1
                place = self.context.place(start, end)
                self.context.note("CG705", "a line of the heading was not understood", place)
        if outline.notes:
            kept = (self.text[start:end] for start, end in outline.notes)
            before = self.values.get("notes", ())
            self.values["notes"] = before + tuple(row for row in kept if len(row) > 2)
        if outline.stamps:
            self.values["release"] = read_stamps(self.text, outline.stamps, self.context)

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


def _page_number(text: str | None) -> int | None:
    digits = (text or "").upper().replace("O", "0").replace("I", "1").replace("D", "0")
    return int(digits) if digits.isdecimal() else None
