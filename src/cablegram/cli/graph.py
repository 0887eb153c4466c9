"""`cablegram graph`: the whole graph of references, measured or written for other programs."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import click

from cablegram.cli._options import (
    archive_option,
    limit_option,
    output_options,
    reader_option,
)

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.access import Reader
    from cablegram.follow import Graph, Metrics

SCHEMA = "cablegram.graph-measures/1"
ORDERS = ("pagerank", "core", "cited")


@click.command("graph")
@archive_option
@reader_option
@click.option(
    "--format",
    "wanted",
    type=click.Choice(["graphml", "dot", "csv", "json"]),
    help="Write the graph, in this format, instead of measuring it.",
)
@click.option(
    "--output",
    type=click.File("w", encoding="utf-8", lazy=True),
    default="-",
    help="File for the graph; standard output by default.",
)
@click.option("--measures", is_flag=True, help="Add the measures to the nodes that are written.")
@click.option(
    "--by",
    "order",
    type=click.Choice(ORDERS),
    default=ORDERS[0],
    show_default=True,
    help="What the list of cables is ordered by.",
)
@limit_option("How many cables are listed.")
@output_options
def command(
    *,
    folder: Path,
    reader: Reader,
    wanted: str | None,
    output: IO[str],
    measures: bool,
    order: str,
    limit: int,
    as_json: bool,
    as_ndjson: bool,
) -> int:
    """Measure the graph of references, or write it for Gephi, Graphviz, networkx and others.

    \b
    cablegram graph --limit 50
    cablegram graph --format graphml --measures --output references.graphml

    Without --format: how much is resolved, how many parts hang together, and the cables that stand
    out, by PageRank, by k-core or by how many cite them. The measures need `cablegram[graph]`.
    Cables that are cited but not held are nodes too.
    """
    from cablegram.archive import Store
    from cablegram.cli._opening import opened
    from cablegram.cli._output import print_json
    from cablegram.follow import measure, read_graph
    from cablegram.follow.graph_formats import GRAPH_FORMATS

    with opened(Store, folder, reader) as store:
        graph = read_graph(store)
    if wanted is not None:
        GRAPH_FORMATS[wanted](graph, output, measure(graph) if measures else None)
        return 0
    metrics = measure(graph)
    rows = _top(graph, metrics, order, limit)
    if as_json:
        print_json({"schema": SCHEMA, **_head(graph, metrics), "nodes": tuple(rows)})
    elif as_ndjson:
        for row in rows:
            print_json({"schema": SCHEMA, **row}, indent=0)
    else:
        _print(graph, metrics, rows)
    return 0


def _head(graph: Graph, metrics: Metrics) -> dict[str, Any]:
    sizes = metrics.component_sizes
    return {
        "node_count": len(graph.names),
        "held": sum(graph.held),
        "edge_count": len(graph.sources),
        "references": graph.references,
        "resolved": graph.resolved,
        "share_resolved": round(graph.share_resolved, 6),
        "components": len(sizes),
        "components_of_one": sum(1 for size in sizes if size == 1),
        "largest_component": sizes[0] if sizes else 0,
        "highest_core": max(metrics.core, default=0),
    }


def _top(graph: Graph, metrics: Metrics, order: str, limit: int) -> list[dict[str, Any]]:
    cited = [0] * len(graph.names)
    for _, target in set(zip(graph.sources, graph.targets, strict=True)):
        cited[target] += 1
    keys: dict[str, Any] = {"pagerank": metrics.pagerank, "core": metrics.core, "cited": cited}
    chosen = sorted(
        range(len(graph.names)),
        key=lambda node: (-keys[order][node], -metrics.pagerank[node], graph.names[node]),
    )
    return [
        {
            "name": graph.names[node],
            "kind": graph.kinds[node],
            "date": graph.dates[node] or None,
            "is_held": bool(graph.held[node]),
            "cited_by": cited[node],
            "pagerank": metrics.pagerank[node],
            "component": metrics.component[node],
            "core": metrics.core[node],
        }
        for node in chosen[:limit]
    ]


def _print(graph: Graph, metrics: Metrics, rows: list[dict[str, Any]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from cablegram.cli._output import console, one_line

    head = _head(graph, metrics)
    out = console()
    out.print(f"{head['node_count']:,} nodes, {head['held']:,} of them held")
    out.print(
        f"{head['references']:,} references, {head['share_resolved']:.1%} of those to a number "
        "lead to what is held"
    )
    out.print(
        f"{head['components']:,} parts, {head['components_of_one']:,} of them of one node; "
        f"the largest has {head['largest_component']:,}; highest core {head['highest_core']}"
    )
    if not rows:
        return
    table = Table("cable", "date", "cited by", "PageRank", "core", "part", box=SIMPLE_HEAD)
    for row in rows:
        table.add_row(
            one_line(row["name"]),
            row["date"] or ("" if row["is_held"] else "not held"),
            f"{row['cited_by']:,}",
            f"{row['pagerank']:.2e}",
            str(row["core"]),
            str(row["component"]),
        )
    out.print(table)
