"""Following a matter from cable to cable."""

from cablegram.follow.duplicates import Alike, duplicates
from cablegram.follow.gaps import Gaps, Run, gaps
from cablegram.follow.graph import Graph, read_graph
from cablegram.follow.holdings import Holding, holdings
from cablegram.follow.matter import Matter, Reason, Step, matter
from cablegram.follow.metrics import Metrics, measure
from cablegram.follow.places import Place, Places
from cablegram.follow.thread import Node, thread
from cablegram.follow.totals import Estimate, estimate_total

__all__ = [
    "Alike",
    "Estimate",
    "Gaps",
    "Graph",
    "Holding",
    "Matter",
    "Metrics",
    "Node",
    "Place",
    "Places",
    "Reason",
    "Run",
    "Step",
    "duplicates",
    "estimate_total",
    "gaps",
    "holdings",
    "matter",
    "measure",
    "read_graph",
    "thread",
]
