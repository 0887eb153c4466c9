"""`cablegram search`: find cables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cablegram.cli._options import archive_option, common_options, json_option, ndjson_option

if TYPE_CHECKING:
    from pathlib import Path

    from rich.text import Text

    from cablegram.search import Hit, Results, Snippet

SCHEMA = "cablegram.search/1"


@click.command("search")
@click.argument("query", nargs=-1)
@archive_option
@click.option(
    "--limit",
    type=click.IntRange(0, 10_000),
    default=20,
    show_default=True,
    envvar="CABLEGRAM_LIMIT",
    help="How many cables to list.",
)
@click.option("--offset", type=click.IntRange(0), default=0, help="How many to pass over.")
@click.option("--count", "only_count", is_flag=True, help="Print only how many cables match.")
@click.option("--require", is_flag=True, help="Exit with 1 if nothing matches.")
@json_option
@ndjson_option
@common_options
def command(
    query: tuple[str, ...],
    folder: Path,
    limit: int,
    offset: int,
    only_count: bool,
    require: bool,
    as_json: bool,
    as_ndjson: bool,
) -> int:
    """Find cables; without a QUERY, all of them.

    \b
    cablegram search '"base rights" from:lisbon to:state tags:MARR date:2007-06..2008'
    cablegram search --json 'ref:07LISBON1328 -subject:visa sort:-date'

    Fields: from to tags class caption date mrn ref subject. Words must all be found; OR and
    brackets give a choice, a minus excludes, quotation marks keep words together. A message
    reference number alone finds that cable.
    """
    from cablegram.cli._output import print_json, say
    from cablegram.search import Archive

    with Archive.open(folder) as archive:
        results = archive.search(" ".join(query), limit=0 if only_count else limit, offset=offset)
    if results.not_indexed:
        say(f"{results.not_indexed:,} cables are being indexed and are not in this answer yet")
    if as_json:
        print_json(_document(results))
    elif only_count:
        click.echo(str(results.total))
    elif as_ndjson:
        for hit in results.hits:
            print_json(_hit(hit), indent=0)
    else:
        _print_table(results)
    return 1 if require and not results.total else 0


def _hit(hit: Hit) -> dict[str, Any]:
    cable = hit.cable
    return {
        "mrn": cable.mrn,
        "date": cable.date,
        "origin": cable.origin,
        "level": cable.level,
        "controls": cable.controls,
        "captions": cable.captions,
        "subject": cable.subject,
        "genre": cable.genre,
        "form": cable.form,
        "source": cable.source,
        "score": hit.score,
        "snippet": hit.snippet,
    }


def _document(results: Results) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "query": results.query,
        "total": results.total,
        "offset": results.offset,
        "not_indexed": results.not_indexed,
        "hits": tuple(map(_hit, results.hits)),
    }


def _print_table(results: Results) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from cablegram.cli._output import console, marks_of, one_line, say

    if not results.hits:
        say("no cable matches" if not results.total else f"{results.total:,} cables match")
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("date", no_wrap=True)
    table.add_column("MRN", style="bold", overflow="fold", min_width=12)
    table.add_column("marks", overflow="fold", max_width=18)
    table.add_column("subject and passage", ratio=1)
    for hit in results.hits:
        cable = hit.cable
        table.add_row(
            cable.date.isoformat() if cable.date else "",
            str(cable.mrn) if cable.mrn else one_line(cable.source.rpartition("/")[2]),
            marks_of(cable.level, cable.controls, cable.captions),
            _passage(one_line(cable.subject or ""), hit.snippet),
        )
    out = console()
    out.print(table)
    shown = f"{results.offset + 1} to {results.offset + len(results.hits)}"
    say(f"{results.total:,} cables match; {shown} are shown")


def _passage(subject: str, snippet: Snippet | None) -> Text:
    """Return the subject, and below it the passage with its paragraph, marking and hits."""
    from rich.text import Text

    from cablegram.cli._output import safe

    cell = Text(subject, style="bold")
    if snippet is None:
        return cell
    if subject:
        cell.append("\n")
    number = f"¶{snippet.paragraph} " if snippet.paragraph is not None else ""
    cell.append(safe(number + (f"{snippet.marking} " if snippet.marking else "")), style="cyan")
    place = 0
    for start, end in snippet.hits:
        cell.append(safe(snippet.text[place:start]), style="not bold")
        cell.append(safe(snippet.text[start:end]), style="not bold reverse")
        place = end
    cell.append(safe(snippet.text[place:]), style="not bold")
    return cell
