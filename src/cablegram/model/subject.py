"""TAGS and references: what a cable is about and what it answers."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from enum import StrEnum

from cablegram.model.diagnostic import Span
from cablegram.model.mrn import MRN
from cablegram.model.value import value


class TagFamily(StrEnum):
    """The families of 5 FAH-3 H-012, and person names."""

    SUBJECT = "subject"
    GEO = "geo"
    ORGANIZATION = "organization"
    PROGRAM = "program"
    PERSON = "person"


@value
class Tag:
    """One index term of the TAGS line.

    `name` is the meaning on the cable's date, None when not known. `country` is the ISO 3166
    code of a geographic tag. For a person, `code` is the name as written.
    """

    code: str
    family: TagFamily
    name: str | None = None
    country: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        """Return the code, or a person's name as written."""
        return self.code


class ReferenceKind(StrEnum):
    """What kind of earlier message or event a reference names."""

    CABLE = "cable"
    AIRGRAM = "airgram"
    EMAIL = "email"
    LETTER = "letter"
    TELEPHONE = "telephone"
    MEETING = "meeting"
    DOCUMENT = "document"
    OTHER = "other"


@value
class Reference:
    """One entry of the REF line, or of the sentence that stands for it in older telegrams.

    `label` is its letter. `mrn` is set for cables and airgrams whose number could be read.
    `date` is the date that the entry itself states. `people` are the persons named in it.
    `year_written` says whether the MRN's year stands in the text; when not, `year_confidence`
    (0 to 1) says how sure the inferred one is (docs/explanation/reference-years.md). A written
    year has confidence 1. `text` is the entry as written, line ends included.
    """

    kind: ReferenceKind
    text: str
    label: str | None = None
    mrn: MRN | None = None
    date: date | None = None
    people: tuple[str, ...] = ()
    notal: bool = False
    and_previous: bool = False
    year_written: bool = False
    year_confidence: float | None = None
    span: Span | None = field(default=None, compare=False, repr=False)
