"""What `cablegram search` prints: results, facets, tables of many queries, explanations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from rich.text import Text

    from cablegram.search import Facet, Hit, Results, Row, Snippet

TABLE_SCHEMA = "cablegram.search-table/1"
EXPLAIN_SCHEMA = "cablegram.search-explain/1"
FORMATS = ("json", "ndjson", "csv")
BAR_WIDTH = 40
_COLUMNS = (
    "mrn", "date", "origin", "level", "controls", "captions", "subject", "genre", "form",
    "source", "score", "paragraph", "marking", "passage",
)  # fmt: skip


def print_explanation(query: str, form: str) -> None:
    """Print how a query is understood."""
    from cablegram.cli._output import print_json, safe
    from cablegram.search import explain, parse_query

    lines = explain(parse_query(query))
    if form in {"json", "ndjson"}:
        document = {"schema": EXPLAIN_SCHEMA, "query": query, "lines": tuple(lines.split("\n"))}
        print_json(document, indent=2 if form == "json" else 0)
    else:
        click.echo(safe(lines))


def print_results(results: Results, form: str, *, only_count: bool) -> None:
    """Print an answer in one of `FORMATS`, or as a table for a person (`text`)."""
    from cablegram.cli._output import print_csv, print_json
    from cablegram.search.document import hit_document

    if form == "json":
        print_json(_document(results))
    elif only_count:
        click.echo(str(results.total))
    elif form == "ndjson":
        for hit in results.hits:
            print_json(hit_document(hit), indent=0)
    elif form == "csv":
        print_csv(_COLUMNS, map(_line, results.hits))
    else:
        _print_table(results)
        if results.facets:
            _print_facets(results.facets)
    if form != "json":
        _say_next(results)


def print_rows(rows: Iterable[Row], form: str) -> int:
    """Print the table of many queries, and return how many cables were found in all."""
    from cablegram.cli._output import print_csv, print_json

    columns = ("query", "total", "first", "last", "problem")
    made = []
    found = 0
    for row in rows:
        found += row.total or 0
        made.append({name: getattr(row, name) for name in columns})
        if form == "ndjson":
            print_json(made[-1], indent=0)
    if form == "json":
        print_json({"schema": TABLE_SCHEMA, "rows": tuple(made)})
    elif form == "csv":
        print_csv(columns, ([_cell(value) for value in row.values()] for row in made))
    elif form == "text":
        _print_rows(made)
    return found


def _say_next(results: Results) -> None:
    from cablegram.cli._output import say

    if results.cursor:
        say(f"next page: --cursor {results.cursor}")


def _document(results: Results) -> dict[str, Any]:
    from cablegram.search.document import hit_document, results_document

    return {**results_document(results), "hits": tuple(map(hit_document, results.hits))}


def _line(hit: Hit) -> list[str]:
    """Return a hit as a line of the CSV table."""
    from cablegram.search.document import hit_document

    values = hit_document(hit)
    shown = hit.snippet
    passage = (shown.paragraph, shown.marking, shown.text) if shown else (None, None, None)
    return [_cell(values[name]) for name in _COLUMNS[:-3]] + [_cell(value) for value in passage]


def _cell(value: object) -> str:
    if value is None:
        return ""
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _print_table(results: Results) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from cablegram.cli._output import console, marks_of, one_line, say

    if not results.hits:
        say("no cable matches" if not results.total else f"{results.total:,} cables match")
    else:
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
        console().print(table)
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


def _print_facets(facets: Sequence[Facet]) -> None:
    """Print each facet; the years as a histogram."""
    from cablegram.cli._output import console

    for facet in facets:
        if facet.values:
            console().print(_facet(facet))


def _facet(facet: Facet) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    from cablegram.cli._output import one_line

    table = Table(
        box=None, show_header=False, pad_edge=False, title=facet.name, title_justify="left"
    )
    table.add_column(min_width=14)
    table.add_column(justify="right", min_width=9)
    table.add_column()
    most = max(count for _, count in facet.values)
    for value, count in facet.values:
        bar = "█" * max(1, round(BAR_WIDTH * count / most)) if facet.name == "year" else ""
        table.add_row(Text(one_line(value)), f"{count:,}", Text(bar, style="cyan"))
    if facet.others:
        table.add_row(Text("others", style="italic"), f"{facet.others:,}", "")
    return table


def _print_rows(rows: Sequence[dict[str, Any]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from cablegram.cli._output import console, one_line

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("query", ratio=1, overflow="fold")
    table.add_column("cables", justify="right")
    table.add_column("first", no_wrap=True)
    table.add_column("last", no_wrap=True)
    for row in rows:
        said = Text(one_line(row["query"][:200]))
        if row["problem"]:
            said.append("\n" + one_line(row["problem"]), style="italic")
        total = "" if row["total"] is None else f"{row['total']:,}"
        table.add_row(said, total, _cell(row["first"]), _cell(row["last"]))
    console().print(table)
