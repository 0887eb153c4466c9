"""Beginning to follow something: what is said is looked at before it is kept."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final
from zoneinfo import available_timezones

from cablegram.alerts.forms import classes_of
from cablegram.alerts.numbers import number_of
from cablegram.alerts.posting import NotPosted, checked_hook
from cablegram.alerts.settings import is_mail_address
from cablegram.alerts.values import Kind, NotFollowed, Owner, Ways
from cablegram.alerts.watch import THREAD_DEPTH
from cablegram.alerts.years import KINDS, corrected, kept_years
from cablegram.archive import station_of_name
from cablegram.archive.desk.values import LONGEST_NAME, name_of
from cablegram.follow.matter import matter
from cablegram.search import parse_query

if TYPE_CHECKING:
    from cablegram.alerts.board import Board
    from cablegram.archive.desk import Desk
    from cablegram.search import Archive

LONGEST_QUERY: Final = 4_096


def follow(
    archive: Archive,
    desk: Desk,
    board: Board,
    owner: Owner,
    kind: Kind,
    what: str,
    *,
    name: str = "",
    ways: Ways | None = None,
) -> str:
    """Begin to follow something, and return the word of the subscription.

    Args:
        archive: The archive as the reader sees it.
        desk: His desk.
        board: Where it is kept.
        owner: Whose it is.
        kind: What it looks for.
        what: A query; the word of a saved search or a dossier; a number; a station.
        name: For people; made of the rest if it is empty.
        ways: How he is told, beside the room.

    Raises:
        NotFollowed: If there is no such thing, or something is wrong with it.
        QueryError: If the query cannot be understood.
        NotOnTheDesk: If there is no such dossier or saved search for him.
    """
    canonical, called = _looked_up(desk, kind, what)
    numbers = _thread(archive, canonical) if kind is Kind.THREAD else ()
    ways = checked(ways or Ways())
    of = classes_of([owner.reader], desk.policy).get(owner.reader)
    must_begin = of is not None and kind in KINDS and kept_years(board, of.name) is None
    return board.add(
        owner,
        kind,
        canonical,
        name=name_of(name or called[:LONGEST_NAME], "subscription"),
        ways=ways,
        numbers=numbers,
        # What he could see when he began to follow is not told of as something new.
        sight=None if of is None else (of, desk.policy),
        years=frozenset(corrected(archive)) if must_begin else None,
    )


def _looked_up(desk: Desk, kind: Kind, what: str) -> tuple[str, str]:
    """Return what is followed in one spelling, and what it is called."""
    text = " ".join(what.split())
    match kind:
        case Kind.QUERY:
            if len(what) > LONGEST_QUERY:
                raise NotFollowed(f"a query has {LONGEST_QUERY:,} characters at most")
            parse_query(text)
            return text, text or "all cables"
        case Kind.SEARCH:
            return text, desk.search(text).name
        case Kind.DOSSIER:
            return text, desk.dossier(text).name
        case Kind.STATION:
            named = number_of(f"{text} 1")
            station = station_of_name(text) or (named.station if named else "")
            if not station:
                raise NotFollowed(f"{text[:60]!r} is no name of a station")
            return station, f"from {station}"
        case Kind.CITES | Kind.THREAD:
            mrn = number_of(text)
            if mrn is None:
                raise NotFollowed(f"{text[:60]!r} is no message reference number")
            called = "what cites" if kind is Kind.CITES else "the thread of"
            return str(mrn), f"{called} {mrn}"


def _thread(archive: Archive, number: str) -> tuple[tuple[str, int], ...]:
    """Return the numbers of a thread, with how many steps away each is."""
    mrn = number_of(number)
    if mrn is None:
        return ()
    found = matter(archive, mrn, depth=THREAD_DEPTH, same_subject=False)
    steps = {str(each.mrn): each.distance for each in found.steps if each.mrn is not None}
    return tuple(sorted((steps | {str(found.mrn): 0}).items()))


def checked(ways: Ways) -> Ways:
    """Return how somebody is told.

    Raises:
        NotFollowed: If there is no such time zone, or an address is none.
    """
    if ways.time_zone not in zones():
        raise NotFollowed(f"{ways.time_zone[:60]!r} is no time zone, such as Europe/Lisbon")
    if ways.mail and not is_mail_address(ways.mail):
        raise NotFollowed("that is no address for mail")
    if ways.hook:
        try:
            checked_hook(ways.hook)
        except NotPosted as error:
            raise NotFollowed(str(error)) from error
    return ways


@cache
def zones() -> frozenset[str]:
    """Return the names of the time zones that there are."""
    return frozenset(available_timezones()) | {"UTC"}
