"""Following a matter from cable to cable."""

from cablegram.follow.gaps import Gaps, Run, gaps
from cablegram.follow.matter import Matter, Reason, Step, matter
from cablegram.follow.places import Place, Places
from cablegram.follow.serials import SeenSerials
from cablegram.follow.thread import Node, thread
from cablegram.follow.totals import Estimate, estimate_total

__all__ = [
    "Estimate",
    "Gaps",
    "Matter",
    "Node",
    "Place",
    "Places",
    "Reason",
    "Run",
    "SeenSerials",
    "Step",
    "estimate_total",
    "gaps",
    "matter",
    "thread",
]
