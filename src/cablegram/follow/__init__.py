"""Following a matter from cable to cable."""

from cablegram.follow.gaps import Gaps, Run, gaps
from cablegram.follow.graph import Graph, read_graph
from cablegram.follow.matter import Matter, Reason, Step, matter
from cablegram.follow.places import Place, Places
from cablegram.follow.serials import SeenSerials
from cablegram.follow.thread import Node, thread
from cablegram.follow.totals import Estimate, estimate_total
from cablegram.follow.years import Correction, Corrections, correct_years

__all__ = [
    "Correction",
    "Corrections",
    "Estimate",
    "Gaps",
    "Graph",
    "Matter",
    "Node",
    "Place",
    "Places",
    "Reason",
    "Run",
    "SeenSerials",
    "Step",
    "correct_years",
    "estimate_total",
    "gaps",
    "matter",
    "read_graph",
    "thread",
]
