"""`cablegram search`: find cables."""

from __future__ import annotations

from itertools import islice
from typing import IO, TYPE_CHECKING

import click

from cablegram.cli._options import (
    archive_option,
    csv_option,
    limit_option,
    output_options,
    reader_option,
)

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.access import Reader

MAX_QUERIES = 10_000


@click.command("search")
@click.argument("query", nargs=-1)
@archive_option
@reader_option
@limit_option("How many cables to list.", highest=10_000)
@click.option("--offset", type=click.IntRange(0), default=0, help="How many to pass over.")
@click.option(
    "--cursor",
    metavar="TOKEN",
    help='Pages that hold while cables are filed: "start", then what the page before says.',
)
@click.option("--count", "only_count", is_flag=True, help="Print only how many cables match.")
@click.option(
    "--facets",
    "with_facets",
    is_flag=True,
    help="Count all that match by year, station, TAGS, class, caption and form.",
)
@click.option("--explain", "only_explain", is_flag=True, help="Print how the query is understood.")
@click.option(
    "--from-file",
    "queries",
    type=click.File(encoding="utf-8"),
    help="A table of many queries, one a line: how many match, first day, last day.",
)
@click.option("--require", is_flag=True, help="Exit with 1 if nothing matches.")
@csv_option
@output_options
def command(
    *,
    query: tuple[str, ...],
    folder: Path,
    reader: Reader,
    limit: int,
    offset: int,
    cursor: str | None,
    only_count: bool,
    with_facets: bool,
    only_explain: bool,
    queries: IO[str] | None,
    require: bool,
    as_csv: bool,
    as_json: bool,
    as_ndjson: bool,
) -> int:
    """Find cables; without a QUERY, all of them.

    \b
    cablegram search '"base rights" from:lisbon to:state tags:MARR date:2007-06..2008'
    cablegram search --json 'ref:07LISBON1328 -subject:visa sort:-date'

    Words must all be found; OR and brackets give a choice, a minus excludes, quotation marks keep
    words together, overfl* goes on, cleranace~ is spelled nearly so. A message reference number
    alone finds that cable. Fields: text subject summary para from to info tags class caption date
    mrn ref citedby precedence form signed classifiedby reason declass has office person signer
    classifier drafter named.
    """
    from cablegram.cli._opening import opened
    from cablegram.cli._output import say
    from cablegram.cli._results import FORMATS, print_explanation, print_results, print_rows
    from cablegram.search import Archive, InvalidCursor, table

    asked = [name for name, wish in zip(FORMATS, (as_json, as_ndjson, as_csv), strict=True) if wish]
    if len(asked) > 1:
        raise click.UsageError(f"--{asked[0]} and --{asked[1]} exclude each other.")
    form = asked[0] if asked else "text"
    words = " ".join(query)
    if only_explain:
        print_explanation(words, form)
        return 0
    with opened(Archive, folder, reader) as archive:
        if queries is not None:
            if query:
                raise click.UsageError("Give a QUERY or --from-file, not both.")
            found = print_rows(table(archive, islice(queries, MAX_QUERIES)), form)
            return 1 if require and not found else 0
        try:
            results = archive.search(
                words,
                limit=0 if only_count else limit,
                offset=offset,
                cursor=cursor,
                with_facets=with_facets,
            )
        except InvalidCursor as error:
            raise click.BadParameter(str(error), param_hint="--cursor") from error
    if results.not_indexed:
        say(f"{results.not_indexed:,} cables are being indexed and are not in this answer yet")
    print_results(results, form, only_count=only_count)
    return 1 if require and not results.total else 0
