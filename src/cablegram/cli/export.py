"""`cablegram export`: cables in the formats of other programs."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from cablegram.cli._options import (
    archive_option,
    common_options,
    json_option,
    reader_option,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.access import Reader

SCHEMA = "cablegram.export/1"
STREAMS = ("-", "<stdout>")
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
@click.option(
    "--each",
    "each_folder",
    metavar="FOLDER",
    type=click.Path(file_okay=False, writable=True, path_type=Path),
    help="Write a file for each cable into this folder instead, named after its number.",
)
@json_option
@common_options
def command(
    query: tuple[str, ...],
    folder: Path,
    reader: Reader,
    name: str,
    output: IO[bytes],
    each_folder: Path | None,
    as_json: bool,
) -> int:
    """Write the cables that QUERY finds, or all, in a format of other programs.

    \b
    cablegram export tags:PTER date:1975 --format csv --output 1975.csv
    cablegram export from:lisbon --format eml --each mails

    Cables are written as they are read; memory hardly grows. What the columns of csv and
    parquet hold, and what the other formats are for, stands in docs/reference/export.md. With
    --json the number of cables is printed, which needs --output or --each. Parquet needs
    `cablegram[parquet]`. After an interruption, the same command with --each goes on; files that
    are the same already are left alone.
    """
    from cablegram.archive.export import EACH, export, export_each
    from cablegram.audit import Action
    from cablegram.cli._noted import noted
    from cablegram.cli._opening import opened
    from cablegram.cli._output import print_json, say
    from cablegram.search import Archive, parse_query
    from cablegram.search.records import records

    is_stream = output.name in STREAMS
    if each_folder is not None and not is_stream:
        raise click.UsageError("--each takes a folder, --output a file: one of them")
    if each_folder is not None and name not in EACH:
        raise click.UsageError(f"{name} is a table; --each needs one of {', '.join(EACH)}")
    if as_json and is_stream and each_folder is None:
        raise click.UsageError("--json prints a report, so the cables need --output or --each")
    words = " ".join(query)
    parse_query(words)  # a wrong query leaves no empty file behind
    report: dict[str, object] = {"schema": SCHEMA, "format": name, "query": words}
    with noted(folder, "export") as log, opened(Archive, folder, reader) as archive:
        log.note(Action.EXPORTED, query=log.digest(words), format=name)
        found = log.each(Action.EXPORTED, records(archive, words))
        if each_folder is not None:
            written = export_each(found, each_folder, name)
            report |= {
                "cables": written.cables,
                "new": written.new,
                "same": written.same,
                "changed": written.changed,
            }
            text = f"{written.new:,} new, {written.same:,} as before, {written.changed:,} changed"
            said = f"{written.cables:,} cables: {text}"
        else:
            with _named(output):
                count = export(found, output, name)
                output.flush()
            report["cables"] = count
            said = f"{count:,} cables written"
    if as_json:
        print_json(report)
    else:
        say(said)
    return 0


@contextmanager
def _named(output: IO[bytes]) -> Iterator[None]:
    """Give the name of the file to an error of writing, such as a full disk."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        is_stream = output.name in STREAMS
        if not is_stream:
            with suppress(OSError):  # what is left in its buffer cannot be written either
                output.close()
        name = "standard output" if is_stream else output.name
        raise OSError(error.errno, error.strerror, error.filename or name) from error
