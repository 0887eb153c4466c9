"""What the index reads of a record: the rest, most of it places in the text, is passed over.

To decode these parts alone takes a third of the time. `documents` says what becomes of them; a
test finds a part that it asks for and that is missing here.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypedDict

import msgspec


class _Addressee(TypedDict, total=False):
    name: str
    office: str | None


class _Attention(TypedDict, total=False):
    text: str
    names: list[str]
    offices: list[str]


class _Tag(TypedDict, total=False):
    code: str
    family: str
    name: str | None
    country: str | None


class _Reference(TypedDict, total=False):
    text: str
    mrn: str | None
    people: list[str]


class _Paragraph(TypedDict, total=False):
    text: str
    heading: str | None
    marking: Any


class _Diagnostic(TypedDict, total=False):
    code: str


class _Attribute(TypedDict, total=False):
    text: str


# The attributes with those who drafted it.
_Attributes = TypedDict(
    "_Attributes", {"drafted by": _Attribute, "Drafted By": _Attribute}, total=False
)


class _Indexed(TypedDict, total=False):
    schema: str
    form: str
    source_text: str | None
    encoding: str | None
    genre: str
    availability: str
    mrn: str | None
    aliases: list[str]
    dtg: str | None
    date: str | None
    precedence: str | None
    origin: _Addressee | None
    action: list[_Addressee] | None
    info: list[_Addressee] | None
    marking: Any
    captions: list[str] | None
    attention: list[_Attention] | None
    executive_order: Any
    declassify_on: str | None
    classified_by: Any
    tags: list[_Tag] | None
    subject: str | None
    references: list[_Reference] | None
    paragraphs: list[_Paragraph]
    summary: str | None
    signature: str | None
    attributes: _Attributes
    release: Any
    notes: list[str]
    diagnostics: list[_Diagnostic]


@cache
def decoder() -> msgspec.msgpack.Decoder[Any]:
    """Return what decodes these parts of a packed record."""
    return msgspec.msgpack.Decoder(_Indexed)
