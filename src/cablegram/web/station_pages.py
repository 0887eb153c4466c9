"""The page of a station: what it sent, when and about what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.vocabulary import canonical_station, fold_station_name
from cablegram.web.answers import moved, page
from cablegram.web.places import parted, search_place, station_place
from cablegram.web.plain_words import station_name
from cablegram.web.problems import NOTHING_HERE

if TYPE_CHECKING:
    from cablegram.search import Archive
    from cablegram.web.answers import Answer
    from cablegram.web.asking import Asked


def station(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/station/NAME`."""
    spelling, ending = parted(asked.path["name"])
    name = canonical_station(spelling) or fold_station_name(spelling)
    if not name or ending:
        raise NOTHING_HERE
    sent, taken = (archive.search(f'{role}:"{name}"', limit=0).total for role in ("from", "to"))
    if not sent and not taken:
        raise NOTHING_HERE
    if spelling != name:
        return moved(station_place(name, ending=ending))
    return page(
        "station.html",
        name=name,
        title=station_name(name),
        links=[
            (sent, "sent", search_place(f'from:"{name}"', sort="date")),
            (taken, "received", search_place(f'to:"{name}"', sort="date")),
        ],
    )
