"""Places in a text, and what was noticed there.

Diagnostics are data, not exceptions: real cables are dirty, and a reader says what was odd and
where, as a compiler does. Codes are stable for ever and live in `cablegram.model.codes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cablegram.model.value import value

if TYPE_CHECKING:
    from collections.abc import Callable


class Severity(StrEnum):
    """How much a diagnostic matters; the words are those of SARIF's levels."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, init=False)
class Span:
    """A place in `Cable.source_text`: `start` to `end`, in code points from 0, `end` excluded."""

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        """Refuse a span that ends before it starts. Some fifty are made for each message."""
        if not 0 <= start <= end:
            message = f"a span runs forward from 0, not {start}..{end}"
            raise ValueError(message)
        _set_start(self, start)
        _set_end(self, end)


_set_start: Callable[[Span, int], None] = Span.__dict__["start"].__set__
_set_end: Callable[[Span, int], None] = Span.__dict__["end"].__set__


@value
class Diagnostic:
    """One thing that was noticed while reading or checking.

    `code` is stable ("CG512"), `message` one sentence for a person, `hint` what would be right
    if that is certain.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    hint: str = ""


def locate(source_text: str, span: Span) -> tuple[int, int]:
    r"""Return line and column of a span's start, both from 1, columns in code points.

    >>> locate("AB\nCD", Span(4, 5))
    (2, 2)
    """
    line = source_text.count("\n", 0, span.start) + 1
    return line, span.start - (source_text.rfind("\n", 0, span.start) + 1) + 1
