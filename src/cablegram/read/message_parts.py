"""What the steps of reading a message share: its parts, and what was read so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cablegram.read.outliner import Outliner
from cablegram.read.passage import Passage

if TYPE_CHECKING:
    from datetime import datetime

    from cablegram.model import Span
    from cablegram.read.classification import ClassLine
    from cablegram.read.context import Context
    from cablegram.read.lines import Line
    from cablegram.read.marks import Leaves
    from cablegram.read.outline import Outline


class MessageParts:
    """The parts of one message and the fields that were read from them."""

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

    def _take_group(self, dtg: datetime | None, text: str, span: Span) -> None:
        if dtg is not None and self.values.get("dtg") is None:
            self._set("dtg", dtg, span)
            self.values["date"] = dtg.date()
            self.context.date = dtg.date()
            self.context.date_is_hint = False
        self.values.setdefault("dtg_text", text)
