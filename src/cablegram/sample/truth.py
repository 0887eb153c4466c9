"""What a made-up message is, and what a perfect reader would find in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date, datetime

__all__ = [
    "FORMS",
    "SampleAddressee",
    "SampleAuthority",
    "SampleMessage",
    "SampleReference",
    "SampleTruth",
]

#: The source forms that can be made, in the words of `cablegram.parse(form=...)`.
FORMS: Final = ("acp127", "mail", "rows", "sas", "smart", "tei", "telegram", "web")

#: PLA, precedence as a word or None, message continuity number as written, routing indicator.
SampleAddressee = tuple[str, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAuthority:
    """Who classified a cable: name, title, and the letters of the reasons."""

    name: str | None
    title: str | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleReference:
    """One entry of the REF line.

    `year` is the true year, also where the text leaves it out (`year_written` is False then).
    `held` says whether the cited cable was made as well. `text` is the entry as written, without
    its label. `station` is canonical (`RIODEJANEIRO`); it is None for what is no cable.
    """

    label: str | None
    kind: str
    text: str
    year: int | None = None
    station: str | None = None
    number: int | None = None
    airgram: bool = False
    year_written: bool = False
    notal: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTruth:
    """The fields of one made-up cable, as they stand in its text.

    What the form does not show is None or empty (a FRUS telegram has no TAGS, a lone text part
    no date). `year` and `day` are always the true ones. `paragraphs` holds (number, mark) in order,
    the mark without its parentheses; `copies` the sum of the distribution line; `faults` the names
    of the deliberate deviations (`cablegram.sample.faults.FAULTS`), sorted.
    """

    form: str
    year: int
    station: str
    number: int
    day: date
    airgram: bool = False
    dtg: datetime | None = None
    precedence: str | None = None
    origin: str | None = None
    action: tuple[SampleAddressee, ...] = ()
    info: tuple[SampleAddressee, ...] = ()
    level: str | None = None
    captions: tuple[str, ...] = ()
    executive_order: str | None = None
    declassify: str | None = None
    authority: SampleAuthority | None = None
    tags: tuple[str, ...] = ()
    person_tags: tuple[str, ...] = ()
    subject: str | None = None
    references: tuple[SampleReference, ...] = ()
    paragraphs: tuple[tuple[str | None, str | None], ...] = ()
    signature: str | None = None
    sections: int = 1
    copies: int | None = None
    faults: tuple[str, ...] = ()

    @property
    def mrn(self) -> str:
        """The canonical message reference number, such as `08LISBON9`."""
        series = "A-" if self.airgram else ""
        return f"{self.year % 100:02d}{self.station}{series}{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleMessage:
    """One file: its name below the folder (with `/`), its form, its bytes and its truths.

    Most files hold one cable; streams, tables and mailboxes hold several, in the order of
    `truths`.
    """

    name: str
    form: str
    data: bytes
    truths: tuple[SampleTruth, ...]

    @property
    def truth(self) -> SampleTruth:
        """The only truth of a file that holds one cable.

        Raises:
            ValueError: If the file holds several cables.
        """
        if len(self.truths) != 1:
            raise ValueError(f"{self.name} holds {len(self.truths)} cables; read `truths`")
        return self.truths[0]
