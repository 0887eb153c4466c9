"""What a field reader may know besides its own text: the date, the sender, the look-ups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from cablegram.model import CODES, MRN, Diagnostic, Span

if TYPE_CHECKING:
    from datetime import date


class SerialEvidence(Protocol):
    """What is known of the numbers that stations used: an archive's own curve, or a model."""

    def probability(self, station: str, number: int, on: date) -> float | None:
        """Tell how likely it is that `station` had sent its number `number` of the year by `on`.

        Returns:
            0 to 1, or None when nothing is known of the station in that year.
        """
        ...


@dataclass(slots=True, kw_only=True)
class Context:
    """The state of reading one message. One is made for each; field readers add diagnostics.

    `date` is the date of the message as far as known (its DTG, else the hint). `mrn` is its own
    number, `station` its sender's station. `serials` is evidence of an archive, if there is one.
    `source`, `encoding` and `carrier` are passed on to the cable.
    """

    date: date | None = None
    date_is_hint: bool = False
    mrn: MRN | None = None
    station: str | None = None
    serials: SerialEvidence | None = None
    source: str | None = None
    encoding: str | None = None
    carrier: str | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def note(self, code: str, message: str, span: Span, hint: str = "") -> None:
        """Add a diagnostic with its code's default severity."""
        severity = CODES[code].severity
        self.diagnostics.append(
            Diagnostic(code=code, severity=severity, message=message, span=span, hint=hint)
        )
