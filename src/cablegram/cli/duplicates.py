"""`cablegram duplicates`: cables whose texts are the same or nearly so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from cablegram.cli._options import (
    archive_option,
    output_options,
    reader_option,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cablegram.access import Reader
    from cablegram.archive import Summary
    from cablegram.follow import Alike

SCHEMA = "cablegram.duplicates/1"
SAY_EVERY = 5000


@click.command("duplicates")
@archive_option
@reader_option
@click.option(
    "--likeness",
    type=click.FloatRange(0.5, 1.0, min_open=True),
    default=0.8,
    show_default=True,
    help="Share of runs of five words that two texts have in common at least.",
)
@output_options
def command(folder: Path, reader: Reader, likeness: float, as_json: bool, as_ndjson: bool) -> int:
    """Find cables that were sent again, corrected, or sent to many posts: texts that are alike.

    \b
    cablegram duplicates
    cablegram duplicates --likeness 0.95 --ndjson

    It reads every text, so it takes minutes on a large archive. Texts of less than twenty words are
    passed over. Needs `cablegram[graph]`.
    """
    from cablegram.archive import Store
    from cablegram.cli._opening import opened
    from cablegram.cli._output import print_json
    from cablegram.follow import duplicates

    with opened(Store, folder, reader) as store:
        found = duplicates(store, likeness=likeness, progress=_progress())
    if as_json:
        print_json({"schema": SCHEMA, "groups": tuple(map(_row, found))})
    elif as_ndjson:
        for each in found:
            print_json({"schema": SCHEMA, **_row(each)}, indent=0)
    else:
        _print(found)
    return 0


def _progress() -> Callable[[int], None] | None:
    from cablegram.cli._output import say

    if not sys.stderr.isatty():
        return None

    def tell(count: int) -> None:
        if count % SAY_EVERY == 0:
            say(f"{count:,} cables read")

    return tell


def _row(found: Alike) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "likeness": round(found.likeness, 4),
        "cables": tuple(map(_cable, found.cables)),
    }


def _cable(cable: Summary) -> dict[str, Any]:
    return {
        "mrn": cable.mrn,
        "date": cable.date,
        "subject": cable.subject,
        "source": cable.source,
    }


def _print(found: tuple[Alike, ...]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from cablegram.cli._output import console, one_line, say, share

    if not found:
        say("no two texts are alike")
        return
    table = Table("kind", "alike", "MRN", "date", "subject", box=SIMPLE_HEAD, pad_edge=False)
    for each in found:
        for place, cable in enumerate(each.cables):
            head = (each.kind, share(each.likeness)) if place == 0 else ("", "")
            name = str(cable.mrn) if cable.mrn else one_line(cable.source)
            table.add_row(*head, name, str(cable.date or ""), one_line(cable.subject or ""))
    console().print(table)
