"""The text of a cable: paragraphs, and who classified it."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from cablegram.model.diagnostic import Span
from cablegram.model.marking import Marking
from cablegram.model.mrn import MRN
from cablegram.model.value import value


@value
class Paragraph:
    """One paragraph with its number, portion mark and heading.

    `text` is the paragraph as written without number, mark and page furniture; sub-paragraphs
    and tables stay in it as they are. `references` are those used in it: letters of the REF line
    ("B") or MRNs that stand in the text. `marking` is None when the paragraph has no mark.
    """

    text: str
    number: int | None = None
    marking: Marking | None = None
    heading: str | None = None
    references: tuple[str | MRN, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@value
class ClassifiedBy:
    """The classification authority: "Classified by F. von Tarlenheim, Ambassador. Reason ..."."""

    name: str | None = None
    title: str | None = None
    reasons: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@value
class ExecutiveOrder:
    """The E.O. line: number of the order, and its declassification instruction as written."""

    number: str | None
    text: str = ""
    scheme: str | None = None
    authority: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@value
class ReleaseEvent:
    """A stamp that says what was released, when and by whom.

    `kind` is `systematic_review`, `released_in_full`, `released_in_part`, `denied`, `foia_case` ...
    A stamp never changes the original marks (reference section 3.7).
    """

    kind: str
    text: str
    date: date | None = None
    authority: str | None = None
    case_number: str | None = None
    document_number: str | None = None
    exemptions: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@value
class Attribute:
    """One datum of the source's own metadata.

    `text` is the value as written, lines joined. `value` is its date when it is one. `text` is
    empty when the source says that it has none (`n/a`, a lone blank).
    """

    key: str
    text: str
    value: date | None = None
    span: Span | None = field(default=None, compare=False, repr=False)
