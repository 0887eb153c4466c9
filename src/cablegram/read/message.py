"""From the parts of a message to a cable: the order of the steps, and what is made of them."""

from __future__ import annotations

from functools import partial
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
            guarded(partial(step, self), name, self.context)
        values = self.values
        values["transmission"] = Transmission(**self.transmission)
        values["spans"] = self.spans
        return values


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
