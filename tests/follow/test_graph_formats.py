"""The graph as files of other programs, and its measures."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cablegram.archive import Store
from cablegram.archive.export.tables import inert
from cablegram.errors import MissingExtra
from cablegram.follow import Graph, duplicates, measure, read_graph
from cablegram.follow.graph_formats import GRAPH_FORMATS
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path

#: A string of DOT.
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
SPACE = "{http://graphml.graphdrawing.org/xmlns}"


def made(*edges: tuple[int, int], names: tuple[str, ...] = ()) -> Graph:
    """Return a graph of these edges; a node for each number up to the highest."""
    graph = Graph()
    count = max((*(max(edge) + 1 for edge in edges), len(names)), default=0)
    for node in range(count):
        graph.names.append(names[node] if node < len(names) else f"08LISBON{node + 1}")
        graph.kinds.append("cable")
        graph.dates.append("2008-05-14" if node == 0 else "")
        graph.held.append(node % 2 == 0)
    for source, target in edges:
        graph.sources.append(source)
        graph.targets.append(target)
        graph.labels.append("A" if target % 2 else "")
        graph.confidences.append(0.5 if target % 2 else -1)
        graph.places.append("ref")
    return graph


def text_of(graph: Graph, name: str, *, measured: bool = False) -> str:
    out = io.StringIO()
    GRAPH_FORMATS[name](graph, out, measure(graph) if measured else None)
    return out.getvalue()


def read_xml(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 (written by us)


def test_graphml() -> None:
    root = read_xml(text_of(made((0, 1), (2, 1)), "graphml", measured=True))
    keys = {key.get("id"): key.get("attr.name") for key in root.iter(f"{SPACE}key")}
    nodes = {
        node.get("id"): {keys[data.get("key")]: data.text for data in node}
        for node in root.iter(f"{SPACE}node")
    }
    assert nodes["n0"]["name"] == "08LISBON1"
    assert (nodes["n0"]["date"], nodes["n0"]["held"]) == ("2008-05-14", "true")
    assert "date" not in nodes["n1"]
    assert float(nodes["n1"]["pagerank"] or 0) > float(nodes["n0"]["pagerank"] or 0)
    edges = [(edge.get("source"), edge.get("target")) for edge in root.iter(f"{SPACE}edge")]
    assert edges == [("n0", "n1"), ("n2", "n1")]


@given(st.text(max_size=30))
@example("\\")
@example('\\"')
def test_no_name_breaks_a_format(name: str) -> None:
    graph = made((0, 1), names=(name, name))
    read_xml(text_of(graph, "graphml"))
    assert [row["name"] for row in json.loads(text_of(graph, "json"))["nodes"]] == [name, name]
    rows = list(csv.reader(io.StringIO(text_of(graph, "csv"), newline="")))
    assert [len(row) for row in rows] == [7, 7]
    labels = QUOTED.findall(text_of(graph, "dot"))
    written = [label.removesuffix("\\n2008-05-14") for label in labels[:2]]
    assert [re.sub(r"\\(.)", r"\1", each) for each in written] == [name.replace("\n", " ")] * 2
    assert labels[2:] == ["A"]


def test_json_and_csv_and_dot() -> None:
    graph = made((0, 1), (1, 2))
    document = json.loads(text_of(graph, "json"))
    assert document["schema"] == "cablegram.graph/1"
    assert document["links"] == [
        {"source": 0, "target": 1, "place": "ref", "label": "A", "year_confidence": 0.5},
        {"source": 1, "target": 2, "place": "ref"},
    ]
    assert text_of(graph, "csv").splitlines()[1] == "08LISBON1,08LISBON2,cable,false,A,ref,0.5"
    assert '  n0 -> n1 [label="A"];' in text_of(graph, "dot").splitlines()
    assert "style=dashed" in text_of(graph, "dot")
    assert json.loads(text_of(made(), "json"))["nodes"] == []


def test_a_cell_is_no_formula() -> None:
    assert [inert(text) for text in ("=1+1", "@x", "08LISBON1", "")] == [
        "'=1+1",
        "'@x",
        "08LISBON1",
        "",
    ]


def test_measures() -> None:
    """A triangle with a tail, a pair, a lone one; an edge twice and a loop change nothing."""
    edges = ((0, 1), (1, 2), (2, 0), (3, 0), (4, 5))
    plain = measure(made(*edges, names=("", "", "", "", "", "", "alone")))
    assert plain.component == (0, 0, 0, 0, 1, 1, 2)
    assert plain.component_sizes == (4, 2, 1)
    assert plain.core == (2, 2, 2, 1, 1, 1, 0)
    assert sum(plain.pagerank) == pytest.approx(1)
    assert max(plain.pagerank) == plain.pagerank[0]
    again = measure(made(*edges, (0, 1), (4, 4), names=("", "", "", "", "", "", "alone")))
    assert again == plain
    assert measure(made()).pagerank == ()


def test_pagerank_of_a_large_graph_is_exact() -> None:
    """One node that all cite: its rank is known, and the library's own tolerance misses it."""
    count = 50_000
    graph = made(*((node, 0) for node in range(1, count)))
    ranks = measure(graph).pagerank
    # With d = 0.85: r0 = b + d (n-1) b + d r0 / n + ..., dangling mass spread evenly.
    base = ranks[1]
    assert ranks[0] == pytest.approx(base * (1 + 0.85 * (count - 1)), rel=1e-6)


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "rustworkx", None)
    monkeypatch.setitem(sys.modules, "rensa", None)
    with pytest.raises(MissingExtra, match=r"pip install 'cablegram\[graph\]'"):
        measure(made((0, 1)))
    with (
        Store.open(fill(tmp_path, {})) as store,
        pytest.raises(MissingExtra, match="texts that are alike"),
    ):
        duplicates(store)


def test_the_graph_of_an_archive_is_measured(tmp_path: Path) -> None:
    folder = fill(tmp_path, {"mrn": "08LISBON9", "refs": ("07LISBON1", "07LISBON2")})
    with Store.open(folder) as store:
        assert measure(read_graph(store)).component_sizes == (3,)
