"""The page of a code of TAGS: what it meant, and which cables have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.web.answers import moved, page
from cablegram.web.glosses import code_gloss, quoted
from cablegram.web.places import parted, search_place, tag_place
from cablegram.web.problems import NOTHING_HERE

if TYPE_CHECKING:
    from cablegram.search import Archive
    from cablegram.web.answers import Answer
    from cablegram.web.asking import Asked


def tag(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/tag/CODE`."""
    spelling, ending = parted(asked.path["code"])
    code = " ".join(spelling.replace("_", " ").upper().split())
    if not code or ending or '"' in code:
        raise NOTHING_HERE
    query = f"tags:{quoted(code)}"
    count = archive.search(query, limit=0).total
    if not count:
        raise NOTHING_HERE
    if spelling != code.replace(" ", "_"):
        return moved(tag_place(code))
    return page(
        "tag.html",
        gloss=code_gloss(code, None),
        links=[(count, "with it", search_place(query, sort="date"))],
    )
