"""A cable as rows: what goes into which column. Pure, so that it runs in the reading processes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cablegram.archive.edges import day_of, number_columns, reference_rows
from cablegram.archive.packing import PLAIN, pack_cables, pack_record
from cablegram.intake.carried import carried

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cablegram.archive.packing import Packing
    from cablegram.intake import Ocr
    from cablegram.model import Addressee, Cable

    ReadBytes = Callable[[str, bytes], Sequence[Cable]]

Column = str | int | float | bytes | None
Row = tuple[Column, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One input: the bytes of a message, and what it is called.

    `raw` are the bytes as they came, where `data` was made from them (the text of a PDF), and
    these are then what is kept. `carrier` and `ocr` are what `intake.Intake` says of the wrapping.
    `problem` says why there are no bytes, or `None`.
    """

    source: str
    data: bytes
    raw: bytes | None = None
    carrier: str = ""
    ocr: Ocr | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CableRows:
    """The rows of one cable, without the identifiers that the database gives.

    `number` is the cable's, as `number_columns` gives it; `diagnostics` counts what was odd.
    """

    diagnostics: int
    number: tuple[int | None, str | None, int | None, int]
    cable: Row
    aliases: tuple[Row, ...]
    addressees: tuple[Row, ...]
    tags: tuple[Row, ...]
    references: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadItem:
    """One input after reading: what is to be filed, or the problem that prevents it.

    `raw_sha256` is the hash of what is kept, where that is not what was read. `dictionary` is the
    number of the one that `raw` was compressed with.
    """

    source: str
    sha256: bytes
    size: int
    raw: bytes = b""
    raw_sha256: bytes | None = None
    dictionary: int | None = None
    form: str | None = None
    carrier: str | None = None
    encoding: str | None = None
    cables: tuple[CableRows, ...] = ()
    problem: str | None = None


def digest(data: bytes) -> bytes:
    """Return the hash by which the same bytes are known again."""
    return hashlib.sha256(data).digest()


def read_item(item: Item, read_bytes: ReadBytes, packing: Packing = PLAIN) -> ReadItem:
    """Read one input and lay its cables out as rows.

    A fault of the reader is the problem of this input; the others go on.
    """
    sha256 = digest(item.data)
    if item.problem is not None:
        return ReadItem(
            source=item.source, sha256=sha256, size=len(item.data), problem=item.problem
        )
    try:
        cables = tuple(
            carried(cable, item.carrier, item.ocr) for cable in read_bytes(item.source, item.data)
        )
        problem = None if cables else "no cable was found in it"
        kept = item.data if item.raw is None else item.raw
        raw, records = pack_cables(cables, kept, packing)
        rows = tuple(
            cable_rows(cable, position, packed, packing)
            for position, (cable, packed) in enumerate(zip(cables, records, strict=True))
        )
    except Exception as error:  # noqa: BLE001 (said in the report; one input must not stop all)
        cables, rows, raw = (), (), b""
        problem = f"the reader failed on it, which is a fault of cablegram ({type(error).__name__})"
    first = cables[0] if cables else None
    return ReadItem(
        source=item.source,
        sha256=sha256,
        size=len(item.data),
        raw=b"" if problem else raw,
        raw_sha256=None if problem or item.raw is None else digest(item.raw),
        dictionary=packing.number,
        form=first.form if first else None,
        carrier=first.carrier if first else None,
        encoding=first.encoding if first else None,
        cables=rows,
        problem=problem,
    )


@lru_cache(maxsize=65536)
def station_of_name(name: str) -> str | None:
    """Return the station that an address means, or `None` if it is no station's."""
    from cablegram.vocabulary import station_of_address  # noqa: PLC0415 - a large table

    return station_of_address(name)


def cable_rows(
    cable: Cable, position: int, packed: bytes = b"", packing: Packing = PLAIN
) -> CableRows:
    """Return the rows of one cable.

    Args:
        cable: The cable.
        position: Which of its witness it is, from 0.
        packed: Its record as `pack_cables` gave it; if empty, it is packed by itself.
        packing: The dictionary.
    """
    marking = cable.marking
    mrn = cable.mrn
    day = day_of(cable)
    row: Row = (
        position,
        cable.genre,
        cable.availability,
        cable.form,
        None if mrn is None else str(mrn),
        *number_columns(mrn),
        None if day is None else day.isoformat(),
        None if cable.dtg is None else cable.dtg.isoformat(),
        None if cable.precedence is None else cable.precedence.value,
        None if cable.origin is None else cable.origin.name,
        None if marking is None or marking.level is None else marking.level.value,
        ",".join(sorted(marking.controls)) if marking else "",
        ",".join(cable.captions or ()),
        cable.subject,
        cable.coverage if cable.source_text else 0.0,
        len(cable.transmission.missing_sections),
        packed or pack_record(cable, packing),
        packing.number,
    )
    addressees = [("from", 0, cable.origin)] if cable.origin else []
    addressees += [("action", n, each) for n, each in enumerate(cable.action or ())]
    addressees += [("info", n, each) for n, each in enumerate(cable.info or ())]
    return CableRows(
        diagnostics=len(cable.diagnostics),
        number=number_columns(mrn),
        cable=row,
        aliases=tuple(number_columns(alias) for alias in cable.aliases),
        addressees=tuple(_addressee_row(*each) for each in addressees),
        tags=tuple((n, tag.code, tag.family.value) for n, tag in enumerate(cable.tags or ())),
        references=reference_rows(cable),
    )


def _addressee_row(role: str, position: int, addressee: Addressee) -> Row:
    precedence = None if addressee.precedence is None else addressee.precedence.value
    station = station_of_name(addressee.name)
    return role, position, addressee.name, station, addressee.routing_indicator, precedence
