"""One planned cable: everything that it says, before it is put into a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from cablegram.sample.posts import Post
    from cablegram.sample.themes import Theme
    from cablegram.sample.truth import SampleAddressee, SampleAuthority, SampleReference

__all__ = ["Cable", "Paragraph"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph: number or None, portion mark or None, and its text in one line."""

    number: int | None
    mark: str | None
    text: str


@dataclass(slots=True, kw_only=True)
class Cable:
    """What the forms are made from. Not frozen: a fault may change it before it is written."""

    theme: Theme
    form: str
    post: Post
    number: int
    dtg: datetime
    precedence: str
    action: tuple[SampleAddressee, ...]
    info: tuple[SampleAddressee, ...]
    level: str
    captions: tuple[str, ...]
    attention: tuple[str, ...]
    executive_order: str | None
    order_line: str | None
    declassify: str | None
    authority: SampleAuthority | None
    tags: tuple[str, ...]
    person_tags: tuple[str, ...]
    subject: str
    subject_mark: str | None
    references: tuple[SampleReference, ...]
    paragraphs: tuple[Paragraph, ...]
    signature: str
    drafter: str
    reference_style: int = 0
    is_corrected: bool = False
    faults: set[str] = field(default_factory=set)

    @property
    def upper(self) -> bool:
        """Whether the circuit carried capitals only."""
        return self.dtg.year < 1999

    def cased(self, text: str) -> str:
        """Return text as the circuit of that time carried it."""
        return text.upper() if self.dtg.year < 1999 else text
