"""`cablegram ingest`: file cables in an archive."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cablegram.cli._options import archive_option, common_options, json_option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

    from cablegram.archive import IngestReport
    from cablegram.search import Archive

    Tell = Callable[[IngestReport], None]

UNREAD_SHOWN = 20


@click.command("ingest")
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="PATH...",
    type=click.Path(exists=True, path_type=Path, allow_dash=True),
)
@archive_option
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=None,
    envvar="CABLEGRAM_WORKERS",
    show_envvar=True,
    help="Processes that read.  [default: one for each core]",
)
@click.option(
    "--report",
    "report_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report, with every input that could not be read, as JSON to this file.",
)
@click.option(
    "--wait",
    is_flag=True,
    envvar="CABLEGRAM_WAIT",
    help="Wait for another process that writes to the archive.",
)
@click.option("--quiet", is_flag=True, envvar="CABLEGRAM_QUIET", help="Say nothing of progress.")
@json_option
@common_options
def command(
    paths: tuple[Path, ...],
    folder: Path,
    workers: int | None,
    report_path: Path | None,
    wait: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """File the cables in PATHs: files, folders, archives, or - for standard input.

    \b
    cablegram ingest cables/ more.zip
    cablegram ingest ~/cables --archive ~/archive --report report.json

    What is held already is passed over, so that the same command can be run again after an
    interruption. It gives way to other programs that want the processor. Exit status 3 if nothing
    at all could be read.
    """
    from cablegram.archive import prune
    from cablegram.audit import Action
    from cablegram.cli._noted import filing, noted
    from cablegram.search import Archive

    with Archive.open(folder, create=True) as archive:
        with filing(folder, "ingest") as filed:

            def note(report: IngestReport) -> None:
                if report.new_witnesses:
                    filed.update(inputs=report.inputs, cables=report.new_cables)

            used = workers or os.cpu_count() or 1
            report = _ingest(archive, paths, used, wait=wait, quiet=quiet, note=note)
        with noted(folder, "ingest") as log:
            log.note(Action.ADDED, inputs=report.inputs, cables=report.new_cables)
        told = _match(archive, folder)
        prune(archive)
    document = _document(report)
    if report_path is not None:
        _write(report_path, document)
    if as_json:
        from cablegram.cli._output import print_ready

        print_ready(document)
    else:
        _print(report)
        if told:
            click.echo(f"alerts      {told:>10,}   `cablegram alert run` sends what is due")
    nothing = report.unread_total and not (report.new_witnesses or report.duplicates)
    return 3 if nothing else 0


def _ingest(
    archive: Archive,
    paths: tuple[Path, ...],
    workers: int,
    *,
    wait: bool,
    quiet: bool,
    note: Tell,
) -> IngestReport:
    """Ingest; each batch is told to `note`, and shown if that is wanted."""
    from cablegram.archive.feed import count_files, items, read_bytes

    is_shown = not quiet and sys.stderr.isatty()
    total = count_files(paths) if is_shown else None
    with _progress(total, is_shown=is_shown) as tell:

        def told(report: IngestReport) -> None:
            note(report)
            if tell is not None:
                tell(report)

        return archive.ingest_and_index(
            items(paths), read_bytes, workers=workers, wait=wait, progress=told
        )


def _match(archive: Archive, folder: Path) -> int:
    """Match what was filed against the subscriptions; return how many alerts that made."""
    from cablegram.alerts import Board, match_new

    with Board.open(folder) as board:
        return sum(match_new(archive, board).fired.values())


@contextmanager
def _progress(total: int | None, *, is_shown: bool) -> Iterator[Tell | None]:
    """Show a bar on stderr, if that is a terminal."""
    if not is_shown:
        yield None
        return
    with _bars() as bars:
        reading = bars.add_task("reading", total=total, note="")

        def tell(report: IngestReport) -> None:
            rate = report.new_cables / report.seconds if report.seconds else 0.0
            note = (
                f"{report.new_cables:,} cables, {rate:,.0f}/s, {report.diagnostics:,} diagnostics,"
                f" {report.unread_total:,} unread"
            )
            # An archive has more members than it is files: the total grows with what is seen.
            whole = max(total or 0, report.inputs)
            bars.update(reading, completed=report.inputs, total=whole, note=note)

        yield tell


def _bars() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed
    from rich.progress import TimeRemainingColumn as Left

    from cablegram.cli._output import error_console

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
        Elapsed(),
        Left(),
        console=error_console(),
    )


def _document(report: IngestReport) -> dict[str, Any]:
    from cablegram.archive import REPORT_SCHEMA
    from cablegram.model.codec import to_json

    return {"schema": REPORT_SCHEMA, **to_json(report)}


def _write(path: Path, document: dict[str, Any]) -> None:
    import msgspec

    path.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")


def _print(report: IngestReport) -> None:
    from cablegram.cli._output import one_line, say

    rate = report.new_cables / report.seconds if report.seconds else 0.0
    click.echo(f"inputs      {report.inputs:>10,}   {report.size_bytes / 1e6:,.1f} MB")
    click.echo(f"new         {report.new_witnesses:>10,}   {report.new_cables:,} cables")
    if report.variants or report.conflicts:
        others = f"{report.conflicts:,} other messages of a number"
        click.echo(f"variants    {report.variants:>10,}   {others}")
    if report.years_corrected:
        said = "inferred years of references, by the numbers held now"
        click.echo(f"corrected   {report.years_corrected:>10,}   {said}")
    click.echo(f"held before {report.duplicates:>10,}")
    click.echo(f"unread      {report.unread_total:>10,}")
    click.echo(f"seconds     {report.seconds:>10.1f}   {rate:,.0f} cables a second")
    for unread in report.unread[:UNREAD_SHOWN]:
        say(f"unread: {one_line(unread.source)}: {one_line(unread.reason)}")
    if report.unread_total > UNREAD_SHOWN:
        say(f"... and {report.unread_total - UNREAD_SHOWN:,} more; --report FILE lists them")
