"""An address for every page of the table of paths, in the archive that the tests share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cablegram.web.paths import PATHS

if TYPE_CHECKING:
    from cablegram.web.paths import Path

#: What was added at one time, in that archive.
JOB: Final = "20080104-153000-a1b2c3"
#: What stands for the parameters of a path, by path, in the archive of `conftest.CABLES`, if it
#: is not the example of the table. Or all its addresses, with what may be asked.
ADDRESSES: Final = {
    "/search": (
        "/search?q=dues", "/search?q=", "/search?q=nothing+there", "/search?q=dues)",
        "/search?q=dues&sort=-date", "/search?q=date:2007",
    ),
    "/calendar": ("/calendar", "/calendar?q=dues"),
    "/calendar/{year}": ("/calendar/2007",),
    "/calendar/{year}/{month}": ("/calendar/2007/03",),
    "/calendar/{year}/{month}/{day}": ("/calendar/2007/03/09",),
    "/complete.json": ("/complete.json?q=du", "/complete.json?q=from:&at=5"),
    "/facet/{name}": ("/facet/tags?q=dues", "/facet/tags?filter=zzz", "/facet/year"),
    "/batch": ("/batch", "/batch?lines=07LISBON4%0Adues%0Aferry%29%0A07OSLO1"),
    "/c/{spelling:path}": (
        "/c/07LISBON4", "/c/07LISBON4?view=source", "/c/07LISBON4?view=diff",
        "/c/07MADRID3", "/c/07MADRID3?w=1&view=diff",
        "/c/07LISBON2", "/c/nonsense",
    ),
    "/item/{number:path}": ("/item/7",),
    "/missing": ("/missing", "/missing?station=madrid"),
    "/map": ("/map", "/map?station=lisbon&year=2007"),
    "/thread/{spelling:path}": (
        "/thread/07LISBON4", "/thread/07LISBON4?depth=4&only=references",
        "/thread/07LISBON4?read=1",
    ),
    "/station/{name:path}": ("/station/LISBON", "/station/STATE"),
    "/dossiers/add": ("/dossiers/add?q=dues", "/dossiers/add?thread=07LISBON4", "/dossiers/add"),
    "/dossier/{name:path}": ("/dossier/all1",),
    "/review/{name:path}": ("/review/allreview",),
    "/note": ("/note?cable=07LISBON4&p=1", "/note?id=all7", "/note?cable=07LISBON4"),
    "/alerts": ("/alerts", "/alerts?kind=query&what=dues", "/alerts?kind=dossier&what=all1"),
    "/alerts/{word:path}": ("/alerts/alls1", "/alerts/alls2"),
    "/feed/{secret}.atom": ("/feed/feed-of-all.atom",),
    "/saved": ("/saved", "/saved?q=dues&sort=-date"),
    "/tag/{code:path}": ("/tag/PREL",),
    "/person/{name:path}": ("/person/MARLOWE",),
    "/add/{job:path}": (f"/add/{JOB}", f"/add/{JOB}?from=2"),
}  # fmt: skip
#: Pages that are on no path.
OTHERS: Final = ("/nothing-here",)
#: The rows that are read.
ROWS: Final = tuple(path for path in PATHS if path.method == "GET")


def addresses(path: Path) -> tuple[str, ...]:
    """Return addresses of a row of the table: those that are given here, or that of its example."""
    if path.path in ADDRESSES:
        return ADDRESSES[path.path]
    found = path.path
    for each in path.within:
        found = re.sub(rf"\{{{each.name}(:\w+)?\}}", each.example or "no-example", found)
    return (found,)


#: Every address that is read, each once.
READ: Final = (*dict.fromkeys(each for path in ROWS for each in addresses(path)), *OTHERS)
#: Those that only lead to another page, where nobody signs in.
LEADING_ON: Final = ("/sign-in/oidc", "/sign-in/oidc/return")
#: Those of them that are pages for people.
PAGES: Final = tuple(
    each
    for each in READ
    if not re.search(r"\.[a-z]+$", each.partition("?")[0]) and each not in LEADING_ON
)
