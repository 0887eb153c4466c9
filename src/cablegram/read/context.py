"""What a field reader may know besides its own text: the date, the sender, the look-ups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from cablegram.model import CODES, MRN, Diagnostic, Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from cablegram.read.view import View


class SerialEvidence(Protocol):
    """What is known of the numbers that stations used: an archive's own curve, or a model."""

    def probability(self, station: str, number: int, on: date) -> float | None:
        """Tell how likely it is that `station` had sent its number `number` by `on`.

        The number is one of the numbering period of `on`: a year, but for 1950 to 1968. The days
        of that period after the citing cable are asked too.

        Returns:
            0 to 1, or None when nothing is known of the station in that period.
        """
        ...


@dataclass(slots=True, kw_only=True)
class Context:
    """The state of reading one message. One is made for each; field readers add diagnostics.

    `date` is the date of the message as far as known (its DTG, else the hint). `mrn` is its own
    number, `station` its sender's station. `serials` is evidence of an archive, if there is one.
    `source`, `encoding` and `carrier` are passed on to the cable. `view` is the text that is read
    where it is not the source itself; `place` makes a span of the source of offsets in it (without
    a view it is `Span` itself, since it is called some fifty times a message).
    """

    date: date | None = None
    date_is_hint: bool = False
    mrn: MRN | None = None
    station: str | None = None
    serials: SerialEvidence | None = None
    source: str | None = None
    encoding: str | None = None
    carrier: str | None = None
    view: View | None = None
    place: Callable[[int, int], Span] = Span
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def look_through(self, view: View | None) -> None:
        """Read a view of the source from now on, or the source itself again."""
        self.view = view
        self.place = Span if view is None else view.span

    def note(self, code: str, message: str, span: Span, hint: str = "") -> None:
        """Add a diagnostic with its code's default severity."""
        severity = CODES[code].severity
        self.diagnostics.append(
            Diagnostic(code=code, severity=severity, message=message, span=span, hint=hint)
        )
