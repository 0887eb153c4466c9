"""Tokens of pages: where the next one begins, in a form that says nothing to its bearer."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any, Final

import msgspec

from cablegram.search import InvalidCursor

_CHECK_BYTES: Final = 6
_MAX_TOKEN_CHARS: Final = 1000


def write_token(value: object, key: str) -> str:
    """Return a value as a token for the list that `key` names."""
    body = msgspec.msgpack.encode(value)
    return base64.urlsafe_b64encode(_check(key) + body).decode().rstrip("=")


def read_token(token: str, key: str, kind: Any) -> Any:  # noqa: ANN401 (what `kind` says)
    """Return the value of a token.

    Args:
        token: As it came.
        key: Of the list that it must belong to.
        kind: The type of the value.

    Raises:
        InvalidCursor: If it was not made for this list, or is damaged.
    """
    if len(token) > _MAX_TOKEN_CHARS:
        raise InvalidCursor
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        if raw[:_CHECK_BYTES] != _check(key):
            raise InvalidCursor
        return msgspec.msgpack.decode(raw[_CHECK_BYTES:], type=kind)
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        raise InvalidCursor from error


def _check(key: str) -> bytes:
    """Return what tells a token of this list from another; it keeps no secret."""
    return hashlib.sha256(key.encode()).digest()[:_CHECK_BYTES]
