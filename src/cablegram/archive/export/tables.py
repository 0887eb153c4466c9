"""Tables of cables: CSV, Parquet, and the schema of data frames."""

from __future__ import annotations

import csv
import datetime as dt
import io
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, Final

from cablegram.archive.export.columns import COLUMNS, Column, row_of
from cablegram.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Rows of Parquet that are written at once: about 10 MB of telegrams.
ROWS_AT_ONCE: Final = 2000
#: What parts the values of a list in one cell.
SEPARATOR: Final = "; "
#: With these a spreadsheet begins a formula; some take the wide forms of East Asia for the same.
BEGIN_FORMULAS: Final = frozenset("=+-@\t\n\uff1d\uff0b\uff0d\uff20")


def write_csv(records: Iterable[dict[str, Any]], out: IO[bytes]) -> int:
    """Write CSV in UTF-8, lists in one cell. Of a group, its first field stands for it."""
    text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\n")
        names = [column for column in COLUMNS if column.name != "paragraphs"]
        writer.writerow([column.name for column in names])
        count = 0
        for record in records:
            row = row_of(record)
            writer.writerow([_cell(column, row[column.name]) for column in names])
            count += 1
    finally:
        text.detach()
    return count


def _cell(column: Column, value: Any) -> str:  # noqa: ANN401 (a value of any kind)
    if value is None:
        return ""
    if column.many:
        key = "mrn" if column.name == "references" else ""
        if column.fields:
            first = column.fields[0].name
            value = [(each[key] or each["kind"]) if key else each[first] or "" for each in value]
        return inert(SEPARATOR.join(map(str, value)))
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return inert(str(value))


def inert(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, with plain line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}")
    return f"'{text}" if text[:1] in BEGIN_FORMULAS else text


def write_parquet(records: Iterable[dict[str, Any]], out: IO[bytes]) -> int:
    """Write Parquet with nested columns, a group of rows at a time.

    Raises:
        MissingExtra: If pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 (an extra)
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtra("parquet", "Parquet") from error
    schema = arrow_schema(pa)
    count = 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for rows in _batches(records):
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            count += len(rows)
    return count


def _batches(records: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(records)
    while rows := [clean(row_of(record)) for record in islice(left, ROWS_AT_ONCE)]:
        yield rows


def clean(value: Any) -> Any:  # noqa: ANN401 (a row and what is in it)
    """Return a value without lone surrogates, which UTF-8 has no place for."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: clean(each) for key, each in value.items()}
    if isinstance(value, list):
        return [clean(each) for each in value]
    return value


def arrow_schema(pa: Any) -> Any:  # noqa: ANN401 (of pyarrow)
    """Return the schema of the columns; each has what it holds as its metadata."""
    return pa.schema([_arrow_field(pa, column) for column in COLUMNS])


def _arrow_field(pa: Any, column: Column) -> Any:  # noqa: ANN401
    plain = {
        "text": pa.string(),
        "day": pa.date32(),
        "time": pa.timestamp("us", tz="UTC"),
        "whole": pa.int64(),
        "real": pa.float64(),
        "flag": pa.bool_(),
    }
    kind = plain[column.kind]
    if column.fields:
        kind = pa.struct([_arrow_field(pa, field) for field in column.fields])
    if column.many:
        kind = pa.list_(kind)
    return pa.field(column.name, kind, metadata={"description": column.about})


def polars_frame(records: Iterable[dict[str, Any]]) -> Any:  # noqa: ANN401 (of polars)
    """Return a data frame of Polars with the same columns.

    Raises:
        MissingExtra: If polars is not installed.
    """
    try:
        import polars as pl  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise MissingExtra("polars", "data frames of Polars") from error
    schema = {column.name: _polars_type(pl, column) for column in COLUMNS}
    frames = [pl.DataFrame(rows, schema=schema, orient="row") for rows in _batches(records)]
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)


def _polars_type(pl: Any, column: Column) -> Any:  # noqa: ANN401
    plain = {
        "text": pl.String,
        "day": pl.Date,
        "time": pl.Datetime("us", "UTC"),
        "whole": pl.Int64,
        "real": pl.Float64,
        "flag": pl.Boolean,
    }
    kind = plain[column.kind]
    if column.fields:
        kind = pl.Struct({field.name: _polars_type(pl, field) for field in column.fields})
    return pl.List(kind) if column.many else kind
