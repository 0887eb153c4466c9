"""Templates: everything that comes from outside is escaped, and nothing is ever marked safe."""

from __future__ import annotations

import hashlib
import re
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cablegram.accounts import Role
from cablegram.model import MRN
from cablegram.web.doorkeeping import ALONE
from cablegram.web.kinds import kind_of
from cablegram.web.places import (
    calendar_place,
    facet_place,
    following_place,
    job_place,
    map_place,
    missing_place,
    person_place,
    place_of,
    search_place,
    station_place,
    tag_place,
    thread_place,
)
from cablegram.web.plain_words import station_name
from cablegram.web.sections import ADD, EXPLAINED, NEEDED, SECTIONS, SIGNED_IN

if TYPE_CHECKING:
    import datetime as dt

    from cablegram.web.doorkeeping import Caller

#: Control characters, signs that reverse the direction of writing, halves of characters.
_UNSHOWN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


#: Whether the room takes files: without that, no page leads to where they are handed in.
MAY_ADD: ContextVar[bool] = ContextVar("MAY_ADD", default=False)
#: Whether anything may be kept or changed in the room, such as a note.
MAY_CHANGE: ContextVar[bool] = ContextVar("MAY_CHANGE", default=True)
#: Whether who looks may begin to follow something: everybody may, unless the room only shows.
MAY_FOLLOW: ContextVar[bool] = ContextVar("MAY_FOLLOW", default=True)
#: Who looks: the head of a page has his name, and no menu for whoever has yet to sign in.
VISITOR: ContextVar[Caller] = ContextVar("VISITOR", default=ALONE)


def sections() -> list[tuple[str, str]]:
    """Return the entries of the menu: place and word; those that are for whoever looks."""
    visitor = VISITOR.get()
    if visitor.role is None:
        return []
    return [
        each
        for each in (*SECTIONS, *(SIGNED_IN if visitor.account else ()))
        if (each[0] != ADD or MAY_ADD.get()) and visitor.may(NEEDED.get(each[0], Role.READER))
    ]


def shown(value: object) -> object:
    """Return what stands in a page for a value: no text of a cable takes hold of the page."""
    if value is None:
        return ""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", value)


def day(value: dt.date | None) -> str:
    """Return a day as people write it: 4 January 2008."""
    return f"{value.day} {value:%B} {value.year}" if value else "no date"


def short_day(value: dt.date | None) -> str:
    """Return a day in few letters: 4 Jan 2008."""
    return f"{value.day} {value:%b} {value.year}" if value else "no date"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: 1 cable, 2,400 cables."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def share(value: float) -> str:
    """Return how sure something is, in per cent that never reach a certainty it has not."""
    return f"{min(99, round(100 * value))} %" if value < 1 else "100 %"


def file_name(source: str) -> str:
    """Return the end of a path, with the folder that it lies in: enough to know it again."""
    return "/".join(source.replace("\\", "/").split("/")[-2:])


@cache
def static_names() -> frozenset[str]:
    """Return the names of our own files."""
    return frozenset(each.name for each in (files(__package__) / "static").iterdir())


@cache
def static_file(name: str) -> tuple[bytes, str]:
    """Return a file of our own and its version, which changes with it.

    Raises:
        FileNotFoundError: If there is none of that name.
    """
    data = (files(__package__) / "static" / name).read_bytes()
    return data, hashlib.blake2b(data, digest_size=6).hexdigest()


def static(name: str) -> str:
    """Return the place of a file of our own, which changes with it."""
    return f"/static/{name}?v={static_file(name)[1]}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("cablegram.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "day": day,
        "short_day": short_day,
        "file_name": file_name,
        "place": place_of,
        "share": share,
    }
    made.globals |= {
        "counted": counted,
        "kind_of": kind_of,
        "static": static,
        "search_place": search_place,
        "facet_place": facet_place,
        "person_place": person_place,
        "calendar_place": calendar_place,
        "missing_place": missing_place,
        "map_place": map_place,
        "explained": EXPLAINED,
        "sections": sections,
        "station_name": station_name,
        "station_place": station_place,
        "tag_place": tag_place,
        "job_place": job_place,
        "may_add": MAY_ADD.get,
        "may_change": MAY_CHANGE.get,
        "may_follow": MAY_FOLLOW.get,
        "may_review": lambda: MAY_CHANGE.get() and VISITOR.get().may(Role.REVIEWER),
        "following_place": following_place,
        "visitor": VISITOR.get,
        "thread_place": thread_place,
        "is_number": lambda value: isinstance(value, MRN),
    }
    return made


def render(template: str, **values: Any) -> bytes:  # noqa: ANN401 (of templates)
    """Return a page as bytes."""
    return _environment().get_template(template).render(**values).encode("utf-8", "replace")
