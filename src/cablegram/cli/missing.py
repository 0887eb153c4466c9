"""`cablegram missing`: what is cited but not held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cablegram.cli._options import (
    archive_option,
    limit_option,
    output_options,
    reader_option,
    station_option,
)

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.access import Reader
    from cablegram.archive import CitedNumber
    from cablegram.follow import Place

SCHEMA = "cablegram.missing/1"
FIRST_YEAR, LAST_YEAR = 1776, 2199


@click.command("missing")
@archive_option
@reader_option
@station_option
@click.option(
    "--year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), help="Only numbers of this year."
)
@limit_option("How many at most; 0 for all.")
@output_options
def command(
    folder: Path,
    reader: Reader,
    station: str | None,
    year: int | None,
    limit: int,
    as_json: bool,
    as_ndjson: bool,
) -> int:
    """List the cables that others cite and the archive does not have, most cited first.

    \b
    cablegram missing --limit 50
    cablegram missing --station "New Delhi" --year 1975 --json

    Each stands between the nearest held numbers of its station, with the day on which it was
    probably sent: by these neighbours, else by the pace of the station up to then, else by what
    such stations send in a year.
    """
    from cablegram.archive import Store
    from cablegram.cli._opening import opened
    from cablegram.cli._output import print_json
    from cablegram.follow import Places

    with opened(Store, folder, reader) as store:
        found = store.numbers_missing(station=station, year=year, limit=limit or None)
        places = Places(store)
        placed = ((each, places.place(each.mrn, not_after=each.first_cited)) for each in found)
        if as_json:
            print_json({"schema": SCHEMA, "missing": tuple(_row(*each) for each in placed)})
        elif as_ndjson:
            for each in placed:
                print_json({"schema": SCHEMA, **_row(*each)}, indent=0)
        else:
            _print(list(placed))
    return 0


def _row(cited: CitedNumber, place: Place) -> dict[str, Any]:
    return {
        "mrn": cited.mrn,
        "cited_by": cited.cited_by,
        "first_cited": cited.first_cited,
        "year_confidence": cited.year_confidence,
        "before": None if place.before is None else place.before.mrn,
        "before_date": None if place.before is None else place.before.date,
        "after": None if place.after is None else place.after.mrn,
        "after_date": None if place.after is None else place.after.date,
        "date": place.date,
        "earliest": place.earliest,
        "latest": place.latest,
        "basis": place.basis,
    }


def _print(rows: list[tuple[CitedNumber, Place]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from cablegram.cli._output import console, say, share

    if not rows:
        say("nothing is cited that the archive does not have")
        return
    table = Table("MRN", "cited by", "year", "about", "held before", "held after", box=SIMPLE_HEAD)
    for cited, place in rows:
        table.add_row(
            str(cited.mrn),
            f"{cited.cited_by:,}",
            share(cited.year_confidence) if cited.mrn.year else "?",
            "" if place.date is None else f"{place.date} ({place.basis})",
            *(
                "" if near is None else f"{near.mrn} {near.date or ''}"
                for near in (place.before, place.after)
            ),
        )
    console().print(table)
