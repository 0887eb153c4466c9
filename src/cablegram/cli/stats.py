"""`cablegram stats`: how many cables, by year and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cablegram.cli._options import (
    archive_option,
    limit_option,
    output_options,
)

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = "cablegram.stats/1"
KINDS = ("year", "station", "tags", "class", "caption", "form")
BAR_CHARS = 40
NOT_SAID = "(not said)"


@click.command("stats")
@archive_option
@click.option(
    "--by",
    "kinds",
    type=click.Choice(KINDS),
    multiple=True,
    help="What to count by; may be given several times. Year, class and station by default.",
)
@limit_option("How many values of each, but for years; 0 for all.")
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, writable=True),
    help="Write the chart as SVG into this file as well; with one --by.",
)
@output_options
def command(
    folder: Path,
    kinds: tuple[str, ...],
    limit: int,
    svg: str | None,
    as_json: bool,
    as_ndjson: bool,
) -> int:
    """Count cables by year, station, TAGS, class, caption or form, with a bar for each.

    \b
    cablegram stats
    cablegram stats --by tags --limit 50 --svg tags.svg

    Copies of one message count once; a cable counts for each of its TAGS and captions.
    """
    from cablegram.archive import Store, count_by
    from cablegram.cli._output import print_json

    kinds = kinds or ("year", "class", "station")
    if svg is not None and len(kinds) > 1:
        raise click.BadParameter("one chart is of one --by", param_hint="--svg")
    with Store.open(folder) as store:
        counts = {kind: count_by(store, kind) for kind in kinds}
    shown = {
        kind: rows if kind == "year" or not limit else rows[:limit] for kind, rows in counts.items()
    }
    if svg is not None:
        _write(svg, kinds[0], shown[kinds[0]])
    if as_json:
        found = {
            kind: tuple({"value": value, "count": count} for value, count in rows)
            for kind, rows in shown.items()
        }
        print_json({"schema": SCHEMA, "counts": found})
    elif as_ndjson:
        for kind, rows in shown.items():
            for value, count in rows:
                row = {"schema": SCHEMA, "by": kind, "value": value, "count": count}
                print_json(row, indent=0)
    else:
        for kind, rows in shown.items():
            _print(kind, rows, len(counts[kind]) - len(rows))
    return 0


def _print(kind: str, rows: tuple[tuple[str | None, int], ...], more: int) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from cablegram.cli._output import console, one_line, say

    most = max((count for _, count in rows), default=0) or 1
    table = Table(kind, "cables", "", box=SIMPLE_HEAD, pad_edge=False)
    table.columns[1].justify = "right"
    for value, count in rows:
        bar = "█" * round(BAR_CHARS * count / most) or "▏"
        table.add_row(NOT_SAID if value is None else one_line(value), f"{count:,}", bar)
    console().print(table)
    if more:
        say(f"{more:,} more; --limit 0 shows all")


def _write(path: str, kind: str, rows: tuple[tuple[str | None, int], ...]) -> None:
    from pathlib import Path

    from cablegram.follow.bars import bar_chart

    chart = bar_chart(f"Cables by {kind}", [(value or NOT_SAID, count) for value, count in rows])
    Path(path).write_text(chart, encoding="utf-8")
