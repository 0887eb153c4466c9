"""Following a matter from cable to cable."""

from cablegram.follow.thread import Node, thread

__all__ = ["Node", "thread"]
