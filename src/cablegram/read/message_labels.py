"""Reading a message: the labels of the SMART layout (reference section 7)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cablegram.model import MRN, Attribute, InvalidMRN
from cablegram.read import smart
from cablegram.read.addresses import read_origin
from cablegram.read.attention import read_attention
from cablegram.read.dates import find_date
from cablegram.read.dtg import read_dtg
from cablegram.read.message_parts import MessageParts
from cablegram.vocabulary import split_captions, station_of_address

if TYPE_CHECKING:
    from cablegram.read.passage import Passage


class LabelFields(MessageParts):
    """Fields that the labels of the SMART layout say."""

    def read_labels(self) -> None:
        """Read the labels of the heading; what they say holds unless the text says more."""
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
        if found is not None and "/" not in stamp.text:
            context.note("CG303", "the stroke before the group was read as a digit", span)
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

    def read_pass_line(self) -> None:
        """Read the pass line, where no attention line stood in the text."""
        line = self._label("pass line")
        if line is not None and "attention" not in self.values:
            self._set("attention", read_attention(line), line.span(0, len(line.text)))
