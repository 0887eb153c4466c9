"""Pages that hold while cables are filed: a token says where the next page begins.

The first page fixes the cable that was filed last; later pages leave out what came after it. In an
order by date, station or number no two cables are alike, so a place in the list is enough. Scores
move with every cable that is filed, so for them the token names the best cables themselves, up to
`MAX_RANKED`; the others follow in the order of filing, which does not move.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from dataclasses import dataclass
from typing import Any, Final

import msgspec

MAX_RANKED: Final = 1000
_MAX_TOKEN_CHARS: Final = 20_000
_MAX_BYTES: Final = 60_000
_CHECK_BYTES: Final = 6


class InvalidCursor(ValueError):
    """The text is no token of a page, or one of another query."""

    def __init__(self) -> None:
        super().__init__("this cursor belongs to another query, or is none; begin without one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page begins.

    `up_to` is the identifier of the last cable that counts, `place` how many hits stand before the
    page. In an order by score, `ids` are the best cables, best first, else `None`; `total` is how
    many match in all then, and `after` the last one shown of those that are not among the best.
    """

    up_to: int
    place: int
    ids: tuple[int, ...] | None = None
    total: int = 0
    after: int = 0


def write_cursor(cursor: Cursor, key: str) -> str:
    """Return a cursor as a token for the query and class of readers that `key` names."""
    ids = None if cursor.ids is None else list(cursor.ids)
    packed = msgspec.msgpack.encode([cursor.up_to, cursor.place, cursor.total, cursor.after, ids])
    body = zlib.compress(packed, 9)
    return base64.urlsafe_b64encode(_check(key, body) + body).decode().rstrip("=")


def read_cursor(token: str, key: str) -> Cursor:
    """Return the cursor of a token.

    Raises:
        InvalidCursor: If it was not made for this key, or is damaged.
    """
    if len(token) > _MAX_TOKEN_CHARS:
        raise InvalidCursor
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        check, body = raw[:_CHECK_BYTES], raw[_CHECK_BYTES:]
        if check != _check(key, body):
            raise InvalidCursor
        packed = zlib.decompressobj().decompress(body, _MAX_BYTES)
        up_to, place, total, after, ids = msgspec.msgpack.decode(packed, type=_Packed)
    except (ValueError, binascii.Error, zlib.error, msgspec.MsgspecError) as error:
        raise InvalidCursor from error
    best = None if ids is None else tuple(ids)
    return Cursor(up_to=up_to, place=place, total=total, after=after, ids=best)


_Packed: Any = tuple[int, int, int, int, list[int] | None]


def _check(key: str, body: bytes) -> bytes:
    """Return what tells a token of this query from another; it keeps no secret."""
    return hashlib.sha256(key.encode() + b"\0" + body).digest()[:_CHECK_BYTES]
