"""The cable: every field that a message can say, and the text that it was read from."""

from __future__ import annotations

import datetime as dt
from dataclasses import field
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from cablegram.model.address import Addressee, Attention
from cablegram.model.codec import from_json, to_json
from cablegram.model.diagnostic import Diagnostic, Span
from cablegram.model.frozen_map import FrozenMap
from cablegram.model.marking import Marking
from cablegram.model.mrn import MRN
from cablegram.model.ordered import Precedence
from cablegram.model.subject import Reference, Tag
from cablegram.model.text import (
    Attribute,
    ClassifiedBy,
    ExecutiveOrder,
    Paragraph,
    ReleaseEvent,
)
from cablegram.model.transmission import Transmission
from cablegram.model.tree import Tree
from cablegram.model.value import value

if TYPE_CHECKING:
    from collections.abc import Callable

_EMPTY: FrozenMap[Span] = FrozenMap()
_NO_TRANSMISSION = Transmission()
_NO_ATTRIBUTES: FrozenMap[Attribute] = FrozenMap()


@value
class Cable:
    """A telegram as it was read from one witness.

    None means that the message does not say; an empty tuple that it says "none" or has none.
    `genre` is `cable`, `airgram` or `document` (an editorial note or memorandum of a volume).
    `availability` is `text`, or why there is none (`withdrawn`, `microfilm_only`, `lost`).
    `aliases` are other numbers of the same telegram (the TOSEC number beside the STATE number).
    `spans` has the place of each field by its name; values in tuples carry their own.
    `form` is the source form (DESIGN 3.2), `carrier` what it came wrapped in (`html`, `mail` ...),
    `encoding` how the bytes were decoded.
    """

    form: str
    source_text: str = field(repr=False)
    tree: Tree = field(repr=False, compare=False)
    genre: str = "cable"
    availability: str = "text"
    mrn: MRN | None = None
    aliases: tuple[MRN, ...] = ()
    dtg: dt.datetime | None = None
    dtg_text: str | None = None
    date: dt.date | None = None
    precedence: Precedence | None = None
    origin: Addressee | None = None
    action: tuple[Addressee, ...] | None = None
    info: tuple[Addressee, ...] | None = None
    marking: Marking | None = None
    captions: tuple[str, ...] | None = None
    attention: tuple[Attention, ...] | None = None
    executive_order: ExecutiveOrder | None = None
    declassify_on: dt.date | str | None = None
    classified_by: ClassifiedBy | None = None
    tags: tuple[Tag, ...] | None = None
    subject: str | None = None
    subject_marking: Marking | None = None
    references: tuple[Reference, ...] | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    summary: str | None = None
    comment: str | None = None
    signature: str | None = None
    transmission: Transmission = _NO_TRANSMISSION
    release: tuple[ReleaseEvent, ...] = ()
    attributes: FrozenMap[Attribute] = _NO_ATTRIBUTES
    notes: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    spans: FrozenMap[Span] = field(default=_EMPTY, compare=False, repr=False)
    source: str | None = field(default=None, compare=False)
    carrier: str | None = field(default=None, compare=False)
    encoding: str | None = field(default=None, compare=False)

    @property
    def coverage(self) -> float:
        """Share of the source text inside recognised leaves, 0 to 1."""
        return self.tree.coverage

    def to_dict(self) -> dict[str, Any]:
        """Return the cable as a JSON-ready dict; `from_dict` gives it back.

        The text stands once, as `source_text`; `tree` is a list of `[kind, length]`.
        """
        starts = (0, *self.tree.ends)
        leaves = zip(self.tree.kinds, starts, self.tree.ends, strict=False)
        return self.to_dict_with([[kind, end - start] for kind, start, end in leaves])

    def to_dict_with(self, tree: object) -> dict[str, Any]:
        """Return what `to_dict` does with a tree laid out otherwise, as the archive keeps it."""
        data: dict[str, Any] = _writer()(self, tree)
        return data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Build a cable from what `to_dict` gave.

        Raises:
            TypeError: If the data has not the shape of a cable.
            ValueError: If a value is out of range, or the tree does not tile the text.
        """
        from cablegram.model.schema import FIELD_TYPES  # noqa: PLC0415 - needs this class

        values: dict[str, Any] = {}
        for name, kind in FIELD_TYPES.items():
            if name not in data or name in ("tree", "declassify_on"):
                continue
            values[name] = from_json(kind, data[name])
        text = data["source_text"]
        ends: list[int] = []
        place = 0
        for _, length in data["tree"]:
            place += length
            ends.append(place)
        values["tree"] = Tree(text, tuple(ends), tuple(kind for kind, _ in data["tree"]))
        values["declassify_on"] = _date_or_text(data.get("declassify_on"))
        return cls(**values)


@cache
def _writer() -> Callable[[Cable, object], dict[str, Any]]:
    """Return the function that lays out a cable, made when it is first needed."""
    from cablegram.model.writers import compiled, fields_of  # noqa: PLC0415 - needs this class

    names: dict[str, Any] = {"to_json": to_json}
    parts = {"schema": repr("cablegram.cable/1"), **fields_of(Cable, names)}
    parts |= {"tree": "tree", "coverage": "round(value.coverage, 6)"}
    return compiled("value, tree", parts, names)


def _date_or_text(value: str | None) -> dt.date | str | None:
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value) if len(value) == len("2018-04-02") else value
    except ValueError:
        return value
