"""The header `Link`: what stands beside an answer, for programs that do not read pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from cablegram.web.kinds import HTML, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.web.answers import Answer
    from cablegram.web.asking import Asked
    from cablegram.web.paths import Path

#: Servers between refuse more than 4,096 bytes of head, of which the other headers have some 800;
#: the links stand in the page too.
MAX_HEADER_CHARS: Final = 3_000
#: How a program gets to know the room.
SERVICE: Final = (
    '</openapi.json>; rel="service-desc"; type="application/json"',
    '</api>; rel="service-doc"; type="text/html"',
)


def link_header(made: Answer, path: Path, asked: Asked, place: str) -> str:
    """Return the value of `Link` for an answer; empty if nothing stands beside it.

    Args:
        made: The answer.
        path: Its row of the table.
        asked: What was asked.
        place: Its address without a query, not escaped.
    """
    found = "" if made.status != 200 else ", ".join(_links(made, path, asked, place))
    return found if len(found) <= MAX_HEADER_CHARS else ""


def _links(made: Answer, path: Path, asked: Asked, place: str) -> Iterator[str]:
    if made.following:
        yield f'<{made.following}>; rel="next"'
    if path.path == "/":
        yield from SERVICE
    if made.media_type != HTML.media_type or "ending" in asked.path:
        return
    names = [each.name for each in path.asks if each.like != "token" and asked.text(each.name)]
    query = urlencode({name: asked.text(name) for name in names}, errors="replace")
    bare = quote(place, safe="/,:@-._~", errors="replace")
    for ending in path.endings:
        where = f"{bare}{ending}?{query}" if query else f"{bare}{ending}"
        yield f'<{where}>; rel="alternate"; type="{kind_of(ending).plain}"'
