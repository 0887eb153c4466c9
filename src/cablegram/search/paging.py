"""The hits of a page, and where the next one begins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cablegram.search.cursor import MAX_RANKED, Cursor
from cablegram.search.tree import is_ranked

if TYPE_CHECKING:
    from cablegram.search.finding import Finder, Found
    from cablegram.search.tree import ParsedQuery


def page(
    finder: Finder, parsed: ParsedQuery, begin: Cursor, limit: int
) -> tuple[int, list[Found], Cursor | None]:
    """Return how many cables match, the hits of a page, and where the next one begins.

    By score the first `MAX_RANKED` come as they are ranked when the first page is made; those that
    are not among them follow in the order of filing. No cable comes twice, and none is left out
    but one that does not match any more.

    Args:
        finder: What searches the index as it is now.
        parsed: The query.
        begin: Where the page begins.
        limit: How many hits at most.
    """
    if parsed.sort == "score" and is_ranked(parsed):
        return _page_by_score(finder, parsed, begin, limit)
    total, found = finder.find(parsed, limit=limit, offset=begin.place, up_to=begin.up_to)
    place = begin.place + limit
    more = limit and place < total
    return total, found, Cursor(up_to=begin.up_to, place=place) if more else None


def _page_by_score(
    finder: Finder, parsed: ParsedQuery, begin: Cursor, limit: int
) -> tuple[int, list[Found], Cursor | None]:
    scores: dict[int, float | None] = {}
    if begin.ids is None:
        total, ranked = finder.find(parsed, limit=MAX_RANKED, up_to=begin.up_to)
        scores = dict(ranked)
        begin = replace(begin, ids=tuple(scores), total=total)
    best = begin.ids or ()
    end = begin.place + limit
    chosen = best[begin.place : end]
    held = finder.held(chosen)
    found: list[Found] = [(each, scores.get(each)) for each in chosen if each in held]
    after, is_over = begin.after, end >= begin.total
    if end > len(best) and begin.total > len(best):
        # Of the others, so many are passed over: only if the first page began behind the best.
        skipped = 0 if after else max(0, begin.place - len(best))
        wanted = end - max(begin.place, len(best))
        others = finder.filed_after(
            parsed, after, up_to=begin.up_to, limit=skipped + wanted + 1, without=frozenset(best)
        )
        shown = others[skipped : skipped + wanted]
        found += [(each, None) for each in shown]
        after = shown[-1] if shown else after
        is_over = len(others) <= skipped + wanted
    if limit == 0 or is_over:
        return begin.total, found, None
    return begin.total, found, replace(begin, place=end, after=after)
