"""The graph as files of other programs: GraphML, DOT, CSV of edges, JSON of nodes and links."""

from __future__ import annotations

import csv
import re
from typing import IO, TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

import msgspec

from cablegram.archive.export.tables import inert
from cablegram.follow.graph import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cablegram.follow.graph import Graph
    from cablegram.follow.metrics import Metrics

SCHEMA: Final = "cablegram.graph/1"
#: What XML 1.0 does not allow, escaped or not.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NODE_KEYS: Final = (
    ("name", "string"),
    ("kind", "string"),
    ("date", "string"),
    ("held", "boolean"),
)
_METRIC_KEYS: Final = (("pagerank", "double"), ("component", "int"), ("core", "int"))
_EDGE_KEYS: Final = (("label", "string"), ("place", "string"), ("year_confidence", "double"))


def nodes(graph: Graph, metrics: Metrics | None = None) -> Iterator[dict[str, Any]]:
    """Yield each node as names and values; `date` is left out where there is none."""
    for node, name in enumerate(graph.names):
        row: dict[str, Any] = {"id": node, "name": name, "kind": graph.kinds[node]}
        if graph.dates[node]:
            row["date"] = graph.dates[node]
        row["held"] = bool(graph.held[node])
        if metrics is not None:
            row["pagerank"] = metrics.pagerank[node]
            row["component"] = metrics.component[node]
            row["core"] = metrics.core[node]
        yield row


def links(graph: Graph) -> Iterator[dict[str, Any]]:
    """Yield each edge as names and values; what is not known is left out."""
    for source, target, label, confidence, place in graph.edges():
        row: dict[str, Any] = {"source": source, "target": target, "place": place}
        if label:
            row["label"] = label
        if confidence != UNKNOWN:
            row["year_confidence"] = confidence
        yield row


def write_graphml(graph: Graph, out: IO[str], metrics: Metrics | None = None) -> None:
    """Write GraphML, which Gephi, yEd, Cytoscape, networkx and igraph read."""
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write('<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    keys = _NODE_KEYS + (() if metrics is None else _METRIC_KEYS)
    for owner, named in (("node", keys), ("edge", _EDGE_KEYS)):
        for name, kind in named:
            named_so = f'attr.name="{name}" attr.type="{kind}"'
            out.write(f'  <key id="{owner}_{name}" for="{owner}" {named_so}/>\n')
    out.write('  <graph id="references" edgedefault="directed">\n')
    for row in nodes(graph, metrics):
        out.write(f'    <node id="n{row.pop("id")}">{_data("node", row)}</node>\n')
    for row in links(graph):
        ends = f'source="n{row.pop("source")}" target="n{row.pop("target")}"'
        out.write(f"    <edge {ends}>{_data('edge', row)}</edge>\n")
    out.write("  </graph>\n</graphml>\n")


def _data(owner: str, row: dict[str, Any]) -> str:
    return "".join(
        f"<data key={quoteattr(f'{owner}_{name}')}>{_xml(value)}</data>"
        for name, value in row.items()
    )


def _xml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(_NOT_XML.sub("\ufffd", str(value)))


def write_dot(graph: Graph, out: IO[str], metrics: Metrics | None = None) -> None:
    """Write DOT for Graphviz; what is not held is dashed."""
    out.write("digraph references {\n  node [shape=box];\n")
    for row in nodes(graph, metrics):
        style = "" if row["held"] else ", style=dashed"
        date = f"\\n{row['date']}" if "date" in row else ""
        out.write(f'  n{row["id"]} [label="{_dot(row["name"])}{date}"{style}];\n')
    for row in links(graph):
        label = f' [label="{_dot(row["label"])}"]' if "label" in row else ""
        out.write(f"  n{row['source']} -> n{row['target']}{label};\n")
    out.write("}\n")


def _dot(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


def write_edges(graph: Graph, out: IO[str], metrics: Metrics | None = None) -> None:  # noqa: ARG001 (all take it)
    """Write a CSV of the edges: citing and cited name, whether that is held, and the rest."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ("citing", "cited", "cited_kind", "cited_held", "label", "place", "year_confidence")
    )
    for source, target, label, confidence, place in graph.edges():
        sure = "" if confidence == UNKNOWN else confidence
        held = "true" if graph.held[target] else "false"
        names = graph.names[source], graph.names[target]
        writer.writerow((*map(inert, names), graph.kinds[target], held, inert(label), place, sure))


def write_json(graph: Graph, out: IO[str], metrics: Metrics | None = None) -> None:
    """Write JSON of nodes and links, as d3 and networkx take it; one of them a line."""
    encode = msgspec.json.Encoder().encode
    out.write(f'{{"schema": "{SCHEMA}", "directed": true, "nodes": [\n')
    _lines(out, (encode(row).decode() for row in nodes(graph, metrics)))
    out.write('],\n"links": [\n')
    _lines(out, (encode(row).decode() for row in links(graph)))
    out.write("]}\n")


def _lines(out: IO[str], rows: Iterator[str]) -> None:
    first = next(rows, None)
    if first is not None:
        out.write(first)
    for row in rows:
        out.write(",\n")
        out.write(row)
    out.write("\n")


GRAPH_FORMATS: Final[dict[str, Callable[[Graph, IO[str], Metrics | None], None]]] = {
    "graphml": write_graphml,
    "dot": write_dot,
    "csv": write_edges,
    "json": write_json,
}
