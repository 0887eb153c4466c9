"""The reading room: the archive as pages of the web, made on the server."""

from cablegram.web.application import reading_room
from cablegram.web.room import Room

__all__ = ["Room", "reading_room"]
