"""`cablegram gaps`: which numbers of a station the archive does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cablegram.cli._options import (
    archive_option,
    limit_option,
    output_options,
    reader_option,
    station_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.access import Reader
    from cablegram.follow import Estimate, Gaps, Run

SCHEMA = "cablegram.gaps/1"
FIRST_YEAR, LAST_YEAR = 1776, 2199


def _station_and_year(
    _ctx: click.Context, _param: click.Parameter, words: tuple[str, ...]
) -> tuple[str, int]:
    """Return the station, whose name may have blanks, and the year behind it."""
    *name, year = words
    if not name or not year.isdecimal() or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise click.BadParameter("a station and a year are needed, such as: lisbon 2008")
    return station_of(" ".join(name)), int(year)


@click.command("gaps")
@click.argument(
    "asked", metavar="STATION YEAR", nargs=-1, required=True, callback=_station_and_year
)
@archive_option
@reader_option
@click.option("--airgrams", is_flag=True, help="Look at airgrams, which count by themselves.")
@click.option(
    "--confidence",
    type=click.FloatRange(0.5, 0.999),
    default=0.95,
    show_default=True,
    help="Of the interval of the estimate.",
)
@limit_option("How many runs the text form lists, cited ones first; 0 for all.", default=40)
@output_options
def command(
    asked: tuple[str, int],
    folder: Path,
    reader: Reader,
    airgrams: bool,
    confidence: float,
    limit: int,
    as_json: bool,
    as_ndjson: bool,
) -> int:
    """Tell which numbers of a station and year are not held, and how many it sent.

    \b
    cablegram gaps lisbon 2008
    cablegram gaps "rio de janeiro" 1975 --json

    A station numbers its cables 1, 2, 3 ... each year, so the numbers that are held show what is
    not: in runs, with the days between which they were sent and which of them other cables cite.
    The estimate of the year's total takes the held numbers for a fair draw of all; how it is made
    and when not to trust it stands in docs/explanation/serial-gaps.md. Exit status 1 if no number
    of that station and year is held or cited.
    """
    from cablegram.archive import Store
    from cablegram.cli._opening import opened
    from cablegram.cli._output import print_json, say
    from cablegram.follow import gaps

    station, year = asked
    with opened(Store, folder, reader) as store:
        periods = gaps(store, station, year, airgram=airgrams, confidence=confidence)
    is_known = any(each.held or each.runs for each in periods)
    if as_json:
        rows = tuple({**_head(each), "runs": tuple(map(_row, each.runs))} for each in periods)
        print_json({"schema": SCHEMA, "station": station, "year": year, "periods": rows})
    elif as_ndjson:
        for each in periods:
            for run in each.runs:
                print_json({"schema": SCHEMA, **_row(run)}, indent=0)
    else:
        for each in periods:
            if each.held or each.runs:
                _print(each, limit)
    if not is_known:
        say(f"no number of {station} of {year} is held or cited")
    return 0 if is_known else 1


def _head(found: Gaps) -> dict[str, Any]:
    return {
        "start": found.start,
        "end": found.end,
        "held": found.held,
        "missing": found.missing,
        "missing_cited": found.cited,
        "largest_held": found.largest_held,
        "last_date": found.last_date,
        "not_believed": found.cited_beyond,
        "sent_by_last_date": _estimate(found.sent),
        "total": _estimate(found.total),
    }


def _estimate(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {
        "total": estimate.total,
        "low": estimate.low,
        "high": estimate.high,
        "confidence": estimate.confidence,
    }


def _row(run: Run) -> dict[str, Any]:
    return {
        "first": run.first,
        "last": run.last,
        "count": run.count,
        "earliest": run.earliest,
        "latest": run.latest,
        "cited": tuple({"mrn": each.mrn, "cited_by": each.cited_by} for each in run.cited),
    }


def _print(found: Gaps, limit: int) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from cablegram.cli._output import console, say

    out = console()
    out.print(f"{found.station}, {found.start} to {found.end}")
    out.print(f"held {found.held:,}, not held {found.missing:,}, of which cited {found.cited:,}")
    if found.total is not None:
        out.print(
            f"sent about {found.total.total:,} "
            f"({found.total.low:,} to {found.total.high:,}, {found.total.confidence:.0%})"
        )
    if found.cited_beyond:
        out.print(f"not believed: {', '.join(map(str, found.cited_beyond))}")
    shown = found.runs
    if limit and len(shown) > limit:
        chosen = sorted(shown, key=lambda run: (-len(run.cited), -run.count))[:limit]
        shown = tuple(sorted(chosen, key=lambda run: run.first.number))
    table = Table("not held", "how many", "sent between", "cited", box=SIMPLE_HEAD, pad_edge=False)
    for run in shown:
        days = f"{run.earliest or '?'} and {run.latest or '?'}"
        cited = ", ".join(f"{each.mrn.number} ({each.cited_by})" for each in run.cited)
        name = str(run.first) if run.count == 1 else f"{run.first} to {run.last.number}"
        table.add_row(name, f"{run.count:,}", days, cited)
    out.print(table)
    if len(shown) < len(found.runs):
        say(f"{len(found.runs) - len(shown):,} more runs; --limit 0 lists all")
