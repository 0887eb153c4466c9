"""The sections of the room, as the head of every page names them."""

from __future__ import annotations

from typing import Final

#: Place and word, in the order of the menu.
SECTIONS: Final = (
    ("/search", "Cables"),
    ("/calendar", "Calendar"),
    ("/stations", "Stations"),
    ("/people", "People"),
    ("/tags", "TAGS"),
    ("/map", "Map"),
    ("/missing", "Missing"),
    ("/help", "Help"),
)
