"""The transmission: format lines 1 to 5 and 9 to 16, sections, page lines, relay counters."""

from __future__ import annotations

from dataclasses import field

from cablegram.model.diagnostic import Span
from cablegram.model.ordered import Precedence
from cablegram.model.value import value


@value
class Section:
    """One section of a long telegram. `total` is None when the text does not say."""

    number: int
    total: int | None = None
    serial: str | None = None
    filing_time: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@value
class PageLine:
    """A page line or relay counter that was taken out of the text. `kind`: `page`, `counter`."""

    kind: str
    text: str
    page: int | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@value
class Transmission:
    """What the transmission lines of the (first section of the) message say.

    `channel`, `channel_serial`: format line 1. `routing_indicators`: line 2, in order.
    `station`, `serial`, `section`, `filing_time`: line 3 (or the JANAP 128 heading line).
    `security`: the security warning as written (`ZNY CCCCC`); `operating_signals` with operands.
    `precedences`: those of line 5 (first for action, second for information).
    `distribution`: the ACTION/ORIGIN and INFO copies of a print, such as `("ARA-10", "SS-15")`.
    `validation`: the serial of line 15. `pilots`: handling headings that a relay put before it.
    """

    channel: str | None = None
    channel_serial: str | None = None
    routing_indicators: tuple[str, ...] = ()
    station: str | None = None
    serial: str | None = None
    section: int | None = None
    filing_time: str | None = None
    security: str | None = None
    operating_signals: tuple[str, ...] = ()
    precedences: tuple[Precedence, ...] = ()
    group_count: str | None = None
    distribution: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    missing_sections: tuple[int, ...] = ()
    page_lines: tuple[PageLine, ...] = ()
    validation: str | None = None
    pilots: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)
