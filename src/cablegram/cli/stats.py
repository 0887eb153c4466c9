"""`cablegram stats`: how many cables a query finds, by year and the rest."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cablegram.cli._options import (
    archive_option,
    csv_option,
    limit_option,
    output_options,
    reader_option,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.access import Reader
    from cablegram.search import Counts

    Rows = Sequence[tuple[str | None, int]]

SCHEMA = "cablegram.stats/1"
KINDS = ("year", "month", "day", "station", "tags", "class", "caption", "form")
DEFAULT_KINDS = ("year", "class", "station")
CHARTS = (".svg", ".png")
BAR_CHARS = 40
NOT_SAID = "(not said)"
#: So many years, months or days without a cable have a bar each; more are one bar.
MAX_HOLE = 11


def _chart(_ctx: click.Context, _param: click.Parameter, path: Path | None) -> Path | None:
    if path is not None and path.suffix.lower() not in CHARTS:
        raise click.BadParameter(f"{path.name} ends neither in {' nor in '.join(CHARTS)}")
    return path


@click.command("stats")
@click.argument("query", nargs=-1)
@archive_option
@reader_option
@click.option(
    "--by",
    "kinds",
    type=click.Choice(KINDS),
    multiple=True,
    help="What to count by; may be given several times. Year, class and station by default.",
)
@limit_option("How many values of each, but for years, months and days; 0 for all.")
@click.option(
    "--chart",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    callback=_chart,
    help="Write the bars as a picture too, .svg or .png; with one --by.",
)
@csv_option
@output_options
def command(
    *,
    query: tuple[str, ...],
    folder: Path,
    reader: Reader,
    kinds: tuple[str, ...],
    limit: int,
    chart: Path | None,
    as_csv: bool,
    as_json: bool,
    as_ndjson: bool,
) -> int:
    """Count the cables that QUERY finds, or all, by year, month, day, station, TAGS or marks.

    \b
    cablegram stats tags:PREL from:lisbon --by year
    cablegram stats --by tags --limit 50 --chart tags.svg

    Copies of one message count once; a cable counts for each of its TAGS and captions. A chart as
    PNG needs `cablegram[chart]`.
    """
    from cablegram.cli._opening import opened
    from cablegram.search import Archive, count_by

    kinds = tuple(dict.fromkeys(kinds or DEFAULT_KINDS))
    if chart is not None and len(kinds) > 1:
        raise click.BadParameter("one chart is of one --by", param_hint="--chart")
    words = " ".join(query)
    with opened(Archive, folder, reader) as archive:
        counts = [count_by(archive, kind, words) for kind in kinds]
    shown = [each.values if not limit or _is_time(each) else each.values[:limit] for each in counts]
    if chart is not None:
        _write(chart, counts[0], shown[0])
    if as_json:
        _print_document(words, counts, shown)
    elif as_ndjson or as_csv:
        _print_rows(counts, shown, as_csv=as_csv)
    else:
        for each, rows in zip(counts, shown, strict=True):
            _print(each, rows)
    return 0


def _is_time(counts: Counts) -> bool:
    return counts.name in {"year", "month", "day"}


def _print_document(words: str, counts: list[Counts], shown: Sequence[Rows]) -> None:
    from cablegram.cli._output import print_json

    found = {
        each.name: tuple({"value": value, "count": count} for value, count in rows)
        for each, rows in zip(counts, shown, strict=True)
    }
    total = counts[0].total
    print_json({"schema": SCHEMA, "query": words, "total": total, "counts": found})


def _print_rows(counts: list[Counts], shown: Sequence[Rows], *, as_csv: bool) -> None:
    from cablegram.cli._output import print_csv, print_json

    rows = [
        (each.name, value, count)
        for each, values in zip(counts, shown, strict=True)
        for value, count in values
    ]
    if as_csv:
        print_csv(("by", "value", "count"), ((kind, value or "", n) for kind, value, n in rows))
        return
    for kind, value, count in rows:
        print_json({"schema": SCHEMA, "by": kind, "value": value, "count": count}, indent=0)


def _print(counts: Counts, rows: Rows) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from cablegram.cli._output import console, one_line, say

    if not rows:
        say("no cable matches")
        return
    most = max(count for _, count in rows)
    table = Table(counts.name, "cables", "", box=SIMPLE_HEAD, pad_edge=False)
    table.columns[1].justify = "right"
    for value, count in _bars(counts.name, rows):
        bar = "█" * round(BAR_CHARS * count / most) or ("▏" if count else "")
        table.add_row(one_line(value), f"{count:,}", bar)
    console().print(table)
    more = len(counts.values) - len(rows)
    if more:
        say(f"{more:,} more; --limit 0 shows all")
    if counts.others:
        say(f"{counts.others:,} counts of rarer values are left out")


def _bars(kind: str, rows: Rows) -> list[tuple[str, int]]:
    """Return the bars with their labels: those of time also where there is no cable."""
    made: list[tuple[str, int]] = []
    last: int | None = None
    for value, count in rows:
        place = None if value is None else _place(kind, value)
        if place is not None and last is not None:
            holes = [_label(kind, hole) for hole in range(last + 1, place)]
            if len(holes) > MAX_HOLE:
                holes = [f"{holes[0]} to {holes[-1]}"]
            made += [(hole, 0) for hole in holes]
        made.append((NOT_SAID if value is None else value, count))
        last = place
    return made


def _place(kind: str, value: str) -> int | None:
    """Return the number of a year, a month or a day; nothing for other kinds."""
    if kind == "year":
        return int(value)
    if kind == "day":
        return dt.date.fromisoformat(value).toordinal()
    if kind == "month":
        year, month = value.split("-")
        return 12 * int(year) + int(month) - 1
    return None


def _label(kind: str, place: int) -> str:
    if kind == "day":
        return dt.date.fromordinal(place).isoformat()
    return f"{place:04}" if kind == "year" else f"{place // 12:04}-{place % 12 + 1:02}"


def _write(path: Path, counts: Counts, rows: Rows) -> None:
    from cablegram.follow.bars import MAX_BARS, bar_chart, png, svg

    what = f": {counts.query}" if counts.query.strip() else ""
    bars = _bars(counts.name, rows)
    if len(bars) > MAX_BARS:
        raise click.BadParameter(
            f"{len(bars):,} bars are too many for a chart, which has {MAX_BARS:,} at most; "
            "--limit, or a query for fewer years",
            param_hint="--chart",
        )
    chart = bar_chart(f"Cables by {counts.name}{what}", bars)
    data = png(chart) if path.suffix.lower() == ".png" else svg(chart).encode()
    path.write_bytes(data)
