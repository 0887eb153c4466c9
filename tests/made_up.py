"""Made-up cables for tests of what comes after reading: described in JSON, not in a real form."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from cablegram.archive import Item, Store
from cablegram.model import (
    MRN,
    Addressee,
    Cable,
    Level,
    Marking,
    Paragraph,
    Reference,
    ReferenceKind,
    Tag,
    TagFamily,
    Tree,
)

if TYPE_CHECKING:
    from pathlib import Path


def cable(  # noqa: PLR0913 (one for each field that the tests vary)
    mrn: str | None = "07LISBON1",
    *,
    day: str | None = "2007-03-01",
    subject: str | None = "HARBOR DUES",
    text: tuple[str, ...] = ("The harbor master raised the dues again.",),
    tags: tuple[str, ...] = ("PREL",),
    refs: tuple[str, ...] = (),
    origin: str = "AMEMBASSY LISBON",
    to: tuple[str, ...] = ("SECSTATE WASHDC",),
    level: str | None = "unclassified",
    controls: tuple[str, ...] = (),
    captions: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    sure: float | None = None,
    signed: str | None = None,
) -> Cable:
    """Build a cable of which only the given things are known."""
    source_text = "\n".join(text)
    mark = {"unclassified": "U", "confidential": "C", "secret": "S"}.get(level or "", "")
    return Cable(
        form="telegram",
        source_text=source_text,
        tree=Tree(source_text, (len(source_text),), ("paragraph",)),
        mrn=MRN.parse(mrn) if mrn else None,
        aliases=tuple(map(MRN.parse, aliases)),
        date=date.fromisoformat(day) if day else None,
        dtg=datetime.fromisoformat(day + "T12:00:00").replace(tzinfo=UTC) if day else None,
        subject=subject,
        origin=Addressee(name=origin),
        signature=signed,
        action=tuple(Addressee(name=name) for name in to),
        marking=Marking(level=Level(level), controls=frozenset(controls)) if level else None,
        captions=captions,
        tags=tuple(
            Tag(code=code, family=TagFamily.PERSON if ", " in code else TagFamily.SUBJECT)
            for code in tags
        ),
        paragraphs=tuple(
            Paragraph(
                text=each, number=n, marking=Marking(level=Level(level or "secret"), text=mark)
            )
            for n, each in enumerate(text, start=1)
        ),
        references=tuple(_reference(text, n, sure) for n, text in enumerate(refs)),
    )


def _reference(text: str, place: int, sure: float | None) -> Reference:
    if not any(map(str.isdigit, text)):
        return Reference(kind=ReferenceKind.LETTER, text=text, label=chr(65 + place))
    return Reference(
        kind=ReferenceKind.CABLE,
        text=text,
        label=chr(65 + place),
        mrn=MRN.parse(text),
        year_written=sure is None,
        year_confidence=1.0 if sure is None else sure,
    )


def item(name: str, *described: dict[str, Any]) -> Item:
    """Return an input that `read_made_up` reads as these cables."""
    return Item(source=name, data=json.dumps(described).encode())


def read_made_up(_source: str, data: bytes) -> tuple[Cable, ...]:
    """Read what `item` wrote. `die` ends the process, `fail` raises."""
    described = json.loads(data)
    if described == ["die"]:
        os._exit(9)
    if described == ["fail"]:
        msg = "a fault"
        raise RuntimeError(msg)
    return tuple(cable(**_values(each)) for each in described)


def _values(described: dict[str, Any]) -> dict[str, Any]:
    tuples = ("text", "tags", "refs", "to", "controls", "captions", "aliases")
    return {key: tuple(value) if key in tuples else value for key, value in described.items()}


def fill(folder: Path, *described: dict[str, Any]) -> Path:
    """Make an archive with these cables, one input each, and return its folder."""
    with Store.open(folder, create=True) as store:
        store.ingest([item(f"{n}.txt", each) for n, each in enumerate(described)], read_made_up)
    return folder
