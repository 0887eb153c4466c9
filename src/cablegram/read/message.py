"""From the parts of a message to a cable: the order of the steps, and what is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cablegram.model import Cable, FrozenMap, Transmission
from cablegram.read.guard import guarded
from cablegram.read.message_heading import HeadingFields
from cablegram.read.message_labels import LabelFields
from cablegram.read.message_number import NumberFields
from cablegram.read.message_text import TextFields

if TYPE_CHECKING:
    from cablegram.read.context import Context
    from cablegram.read.marks import Leaves


class MessageReader(LabelFields, HeadingFields, NumberFields, TextFields):
    """Reads one message of the print forms (acp127, sas, telegram, smart)."""

    def read(self) -> dict[str, Any]:
        """Return the fields of the cable by name."""
        for name, step in _STEPS:
            guarded(step, self, name, self.context)
        values = self.values
        values["transmission"] = Transmission(**self.transmission)
        values["spans"] = self.spans
        return values


_STEPS = (
    ("the labels", MessageReader.read_labels),
    ("the transmission lines", MessageReader.read_transmission),
    ("the date-time group", MessageReader.read_dtg),
    ("the originator", MessageReader.read_origin),
    ("the classification line", MessageReader.read_classification),
    ("the number", MessageReader.read_mrn),
    ("the addressees", MessageReader.read_addresses),
    ("the agreement of the lines", MessageReader.compare_lines),
    ("the text head", MessageReader.read_head),
    ("the pass line", MessageReader.read_pass_line),
    ("the text", MessageReader.read_body),
    ("the page lines", MessageReader.read_furniture),
)


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
