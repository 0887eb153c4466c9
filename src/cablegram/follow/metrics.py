"""Measures of the whole graph: PageRank, components, k-core. Needs the extra `graph`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.errors import MissingExtra

if TYPE_CHECKING:
    from cablegram.follow.graph import Graph

#: PageRank goes on until the error of the sum is below this share of an average node's rank: the
#: library's own tolerance is absolute, and stops at once on a million nodes.
TOLERANCE: Final = 1e-9
DAMPING: Final = 0.85
MAX_ROUNDS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """Measures of each node, in the graph's order.

    Attributes:
        pagerank: Adds up to 1; much cited by what is much cited is high.
        component: Number of the part that hangs together (whichever way the edges lead), 0 for
            the largest.
        core: The largest k such that the node stands among nodes that each have k neighbours in it.
        component_sizes: How many nodes each component has, the largest first.
    """

    pagerank: tuple[float, ...]
    component: tuple[int, ...]
    core: tuple[int, ...]
    component_sizes: tuple[int, ...]


def measure(graph: Graph) -> Metrics:
    """Measure a graph. Several edges between two nodes count once, an edge to itself never.

    Raises:
        MissingExtra: If rustworkx is not installed.
    """
    rustworkx = _library()
    count = len(graph.names)
    if not count:
        return Metrics(pagerank=(), component=(), core=(), component_sizes=())
    pairs = dict.fromkeys(zip(graph.sources, graph.targets, strict=True))
    built = rustworkx.PyDiGraph()
    built.add_nodes_from(range(count))
    built.add_edges_from_no_data([pair for pair in pairs if pair[0] != pair[1]])
    ranks = rustworkx.pagerank(built, alpha=DAMPING, tol=TOLERANCE / count, max_iter=MAX_ROUNDS)
    parts = sorted(
        rustworkx.weakly_connected_components(built), key=lambda part: (-len(part), min(part))
    )
    component = [0] * count
    for number, part in enumerate(parts):
        for node in part:
            component[node] = number
    cores = rustworkx.core_number(built)
    return Metrics(
        pagerank=tuple(ranks[node] for node in range(count)),
        component=tuple(component),
        core=tuple(cores[node] for node in range(count)),
        component_sizes=tuple(map(len, parts)),
    )


def _library() -> Any:  # noqa: ANN401 (a module)
    try:
        import rustworkx  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise MissingExtra("graph", "measures of the graph") from error
    return rustworkx
