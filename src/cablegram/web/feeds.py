"""Feeds (RFC 4287), to be told of what is filed later."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from cablegram.archive.export.texts import clean_xml
from cablegram.web.answers import Answer
from cablegram.web.kinds import HTML, KINDS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A cable in a feed: where it stands, and what is told of it."""

    place: str
    title: str
    day: dt.date | None
    author: str
    summary: str = ""


def feed(title: str, *, place: str, own: str, entries: Iterable[Entry]) -> Answer:
    """Return a feed.

    Its names and those of its entries are made from where they stand, so they are the same for
    ever. Two messages of one number, even of one day, are two entries.

    Args:
        title: Of the feed.
        place: The page that it belongs to.
        own: Where the feed itself is.
        entries: In their order.
    """
    shown = tuple(entries)
    newest = max((each.day for each in shown if each.day), default=None)
    page, atom = HTML.plain, KINDS[".atom"].plain
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_xml(title)}</title>",
        f"<id>{_name(place)}</id>",
        f'<link rel="self" type="{atom}" href={quoteattr(own)}/>',
        f'<link rel="alternate" type="{page}" href={quoteattr(place)}/>',
        f"<updated>{_moment(newest)}</updated>",
        "<author><name>cablegram</name></author>",
    ]
    seen: Counter[str] = Counter()
    for each in shown:
        key = f"{each.place} {each.day or ''}"
        seen[key] += 1
        parts.append(_entry(each, _name(key if seen[key] == 1 else f"{key} {seen[key]}")))
    parts.append("</feed>\n")
    body = "\n".join(parts).encode("utf-8", "replace")
    return Answer(body=body, media_type=KINDS[".atom"].media_type)


def _entry(entry: Entry, name: str) -> str:
    summary = f"<summary>{_xml(entry.summary)}</summary>" if entry.summary else ""
    return (
        f"<entry><title>{_xml(entry.title)}</title>"
        f"<id>{name}</id>"
        f'<link rel="alternate" type="{HTML.plain}" href={quoteattr(entry.place)}/>'
        f"<updated>{_moment(entry.day)}</updated>"
        f"<author><name>{_xml(entry.author or 'unknown')}</name></author>{summary}</entry>"
    )


def _name(key: str) -> str:
    """Return a name for ever, as a feed wants one: an IRI that leads nowhere."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"cablegram:{key}").urn


def _moment(day: dt.date | None) -> str:
    return f"{day or '1970-01-01'}T00:00:00Z"


def _xml(text: str) -> str:
    return escape(clean_xml(text))
