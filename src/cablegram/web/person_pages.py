"""The page of a person: what he signed, classified and is named in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.web.answers import page
from cablegram.web.glosses import quoted
from cablegram.web.places import parted, search_place
from cablegram.web.problems import NOTHING_HERE

if TYPE_CHECKING:
    from cablegram.search import Archive
    from cablegram.web.answers import Answer
    from cablegram.web.asking import Asked


def person(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/person/NAME`."""
    spelling, ending = parted(asked.path["name"])
    name = " ".join(spelling.replace("_", " ").replace('"', " ").split())
    if ending or not any(map(str.isalpha, name)):
        raise NOTHING_HERE
    query = f"person:{quoted(name)}"
    count = archive.search(query, limit=0).total
    if not count:
        raise NOTHING_HERE
    return page(
        "person.html", name=name, links=[(count, "name him", search_place(query, sort="date"))]
    )
