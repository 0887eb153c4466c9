"""Following a matter from cable to cable."""

from cablegram.follow.serials import SeenSerials
from cablegram.follow.thread import Node, thread

__all__ = ["Node", "SeenSerials", "thread"]
