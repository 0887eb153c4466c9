"""`cablegram export`: cables in the formats of other programs."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import click

from cablegram.cli._options import (
    archive_option,
    common_options,
    json_option,
    reader_option,
)

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.access import Reader

SCHEMA = "cablegram.export/1"
NAMES = ("ndjson", "csv", "parquet", "tei", "ris", "bibtex", "csl-json", "text", "eml")


@click.command("export")
@click.argument("query", nargs=-1)
@archive_option
@reader_option
@click.option(
    "--format",
    "name",
    type=click.Choice(NAMES),
    default="ndjson",
    show_default=True,
    envvar="CABLEGRAM_FORMAT",
    help="The format.",
)
@click.option(
    "--output",
    type=click.File("wb", lazy=True),
    default="-",
    help="File to write; standard output by default.",
)
@json_option
@common_options
def command(
    query: tuple[str, ...],
    folder: Path,
    reader: Reader,
    name: str,
    output: IO[bytes],
    as_json: bool,
) -> int:
    """Write the cables that QUERY finds, or all, in a format of other programs.

    \b
    cablegram export tags:PTER date:1975 --format csv --output 1975.csv
    cablegram export --format parquet --output all.parquet

    Cables are written as they are read, in memory that does not grow. What the columns of csv and
    parquet hold, and what the other formats are for, stands in docs/reference/export.md. With
    --json the number of cables is printed, which needs --output. Parquet needs
    `cablegram[parquet]`.
    """
    from cablegram.archive.export import export
    from cablegram.cli._output import print_json, say
    from cablegram.search import Archive, parse_query
    from cablegram.search.records import records

    if as_json and output.name in {"-", "<stdout>"}:
        raise click.UsageError("--json prints a report, so the cables need --output FILE")
    words = " ".join(query)
    parse_query(words)  # a wrong query leaves no empty file behind
    with Archive.open(folder) as archive:
        count = export(records(archive, words, reader=reader), output, name)
    output.flush()
    if as_json:
        print_json({"schema": SCHEMA, "format": name, "query": words, "cables": count})
    else:
        say(f"{count:,} cables written")
    return 0
