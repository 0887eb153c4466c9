"""Where things stand in the room: identity in the path, view in the query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

if TYPE_CHECKING:
    from cablegram.archive import Summary
    from cablegram.model import MRN

#: Endings of a cable's page, and of a list's; the longer of two that end alike comes first.
CABLE_ENDINGS: Final = (".csl.json", ".tei.xml", ".json", ".txt", ".ris", ".bib")
LIST_ENDINGS: Final = (".json", ".csv", ".ndjson", ".atom", ".ris", ".bib")


def place_of(mrn: MRN, **view: object) -> str:
    """Return the place of a number's page: letters, digits and hyphens, so always safe."""
    return f"/c/{mrn}{_query(view)}"


def item_place(cable_id: int, **view: object) -> str:
    """Return the place of a cable that has no number."""
    return f"/item/{cable_id}{_query(view)}"


def cable_place(cable: Summary) -> str:
    """Return the place of a cable that is held."""
    return item_place(cable.cable_id) if cable.mrn is None else place_of(cable.mrn)


def thread_place(mrn: MRN, **view: object) -> str:
    """Return the place of the matter around a number."""
    return f"/thread/{mrn}{_query(view)}"


def search_place(query: str, *, ending: str = "", **view: object) -> str:
    """Return the place of a search."""
    return f"/search{ending}{_query({'q': query, **view})}"


def _query(view: dict[str, object]) -> str:
    said = {key: str(value) for key, value in view.items() if value not in (None, "")}
    return f"?{urlencode(said, errors='replace')}" if said else ""
