"""A list of numbers and queries: how many cables each line finds, and which comes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.errors import QueryError
from cablegram.search.parser import parse_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cablegram.archive import Summary
    from cablegram.model import MRN
    from cablegram.search.archive import Archive
    from cablegram.search.finding import Finder

MAX_LINES: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLine:
    """A line of a list.

    Attributes:
        line: As it was written.
        number: The number that it was taken for; `None` if it was taken for a query.
        query: The query that it was taken for; empty for a number.
        total: How many cables it finds; `None` if that is not known.
        first: The first of them.
        problem: What is wrong with it; empty if nothing is.
        is_late: Whether the time was over before its turn.
    """

    line: str
    number: MRN | None = None
    query: str = ""
    total: int | None = None
    first: Summary | None = None
    problem: str = ""
    is_late: bool = False


def count_lines(
    archive: Archive,
    lines: Iterable[str],
    *,
    seconds: float | None = None,
    clock: Callable[[], float],
) -> Iterator[ListedLine]:
    """Yield what each line of a list finds; one that is wrong does not stop the others.

    What was filed since the last search is indexed first. Empty lines and those that begin with
    `#` are passed over.

    Args:
        archive: The archive.
        lines: Message reference numbers in any spelling, or queries. A number without a year is
            taken for one only if such a cable is held: `ARTICLE 5` may be two words.
        seconds: What is not begun after so long is late; `None` for as long as it takes.
        clock: Gives the seconds from some point on.
    """
    finder = archive.ready()
    begun = clock()
    for written in lines:
        line = written.strip()
        if not line or line.startswith("#"):
            continue
        if seconds is not None and clock() - begun > seconds:
            yield ListedLine(line=line, is_late=True)
        else:
            yield _counted(archive, finder, line)


def _counted(archive: Archive, finder: Finder, line: str) -> ListedLine:
    try:
        parsed = parse_query(line)
    except QueryError as error:
        hint = f" {error.hint}" if error.hint else ""
        return ListedLine(line=line, problem=f"column {error.column}: {error.reason}.{hint}")
    number = parsed.typed_number
    if number is not None:
        held = archive.find(number)
        if held or number.year is not None:
            first = held[0] if held else None
            return ListedLine(line=line, number=number, total=len(held), first=first)
    total, found = finder.find(parsed, limit=1)
    first = archive.summaries([found[0][0]]).get(found[0][0]) if found else None
    return ListedLine(line=line, query=line, total=total, first=first)
