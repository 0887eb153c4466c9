"""What the search box proposes while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.search import complete
from cablegram.search.lexer import MAX_CHARS
from cablegram.web.answers import Answer, json_answer

if TYPE_CHECKING:
    from cablegram.search import Archive
    from cablegram.web.asking import Asked

SCHEMA: Final = "cablegram.completion/1"


def completion(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/complete.json`: proposals, each with the query and the cursor afterwards."""
    query = asked.parameters.get("q", "")
    at = asked.number("at", default=len(query))
    found = complete(archive, query, at) if len(query) <= MAX_CHARS else ()
    return json_answer(
        {
            "schema": SCHEMA,
            "query": query,
            "proposals": [
                {
                    "kind": each.proposal.kind,
                    "text": each.proposal.text,
                    "label": each.proposal.label,
                    "meaning": each.proposal.meaning,
                    "count": each.proposal.count,
                    "query": each.query,
                    "cursor": each.cursor,
                }
                for each in found
            ],
        }
    )
