"""The formats by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import IO, Any, Final

from cablegram.archive.export.citations import write_bibtex, write_csl, write_ris
from cablegram.archive.export.tables import write_csv, write_parquet
from cablegram.archive.export.texts import write_mail, write_ndjson, write_tei, write_text

Export = Callable[[Iterable[dict[str, Any]], IO[bytes]], int]

FORMATS: Final[dict[str, Export]] = {
    "ndjson": write_ndjson,
    "csv": write_csv,
    "parquet": write_parquet,
    "tei": write_tei,
    "ris": write_ris,
    "bibtex": write_bibtex,
    "csl-json": write_csl,
    "text": write_text,
    "eml": write_mail,
}


def export(records: Iterable[dict[str, Any]], out: IO[bytes], name: str) -> int:
    """Write records in a format and return how many there were.

    Args:
        records: As `Cable.to_dict` gives them, or what a reader may see of them.
        out: A binary stream; it is not closed.
        name: One of `FORMATS`.

    Raises:
        ValueError: If there is no such format.
        MissingExtra: If it needs a package that is not installed.
    """
    if name not in FORMATS:
        raise ValueError(f"there is no format {name!r}; there are {', '.join(FORMATS)}")
    return FORMATS[name](records, out)
