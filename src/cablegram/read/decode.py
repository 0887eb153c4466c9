"""Bytes to text with nothing lost: `encode(*decode(data)) == data`, for any bytes.

The name that is recorded says how to get the bytes back; it ends in `-sig` where a byte order
mark stood before the text. Line ends stay as they are.
"""

from __future__ import annotations

import codecs

__all__ = ["decode", "decode_as", "encode"]

UTF8 = "utf-8"
WINDOWS = "windows-1252"
LATIN = "iso-8859-1"
SIGNED = "-sig"

# UTF-32 first: its little-endian mark begins with that of UTF-16.
MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MARK_BEGINNINGS = frozenset(mark[0] for mark, _ in MARKS)
SAMPLE_BYTES = 4096
# Of the bytes that would be the high halves of UTF-16 this share is zero in Western text; in text
# of one byte a character hardly any is.
MANY_ZEROS = 0.4
FEW_ZEROS = 0.05


def decode(data: bytes) -> tuple[str, str]:
    r"""Return the text of `data` and the name of its encoding.

    A byte order mark decides; then UTF-16 without mark by its pattern of zero bytes; then UTF-8;
    then Windows-1252 if it defines all the bytes, else Latin-1, which takes any.

    >>> decode(b"REF: LISBON 9")
    ('REF: LISBON 9', 'utf-8')
    >>> decode(b"S\xc3O TOM\xc9")
    ('SÃO TOMÉ', 'windows-1252')
    """
    name = _marked(data) if data[:1] and data[0] in MARK_BEGINNINGS else None
    if name is None:
        name = unmarked_wide(data)
    if name is not None:
        text = _try(data[len(_mark(name)) :], name.removesuffix(SIGNED))
        if text is not None and encode(text, name) == data:
            return text, name
    text = _try(data, UTF8)
    if text is not None:
        return text, UTF8
    text = _try(data, WINDOWS)
    if text is not None:
        return text, WINDOWS
    return data.decode(LATIN), LATIN


def encode(text: str, encoding: str) -> bytes:
    """Return the bytes from which `decode` made `text` and `encoding`.

    Raises:
        UnicodeEncodeError: If the text did not come from `decode` and cannot be written so.
        LookupError: If there is no such encoding.
    """
    return _mark(encoding) + text.encode(encoding.removesuffix(SIGNED))


def decode_as(data: bytes, encoding: str) -> str:
    """Return the text of `data`, whose encoding `decode` has found before.

    Raises:
        UnicodeDecodeError: If the bytes are not in that encoding.
        LookupError: If there is no such encoding.
    """
    return data[len(_mark(encoding)) :].decode(encoding.removesuffix(SIGNED))


def unmarked_wide(data: bytes) -> str | None:
    """Return the name of UTF-16 if the first bytes look like it, though no mark says so."""
    sample = data[:SAMPLE_BYTES]
    if b"\0" not in sample or len(data) < 2:
        return None
    half = max(len(sample) // 2, 1)
    first = sample[0::2].count(0) / half
    second = sample[1::2].count(0) / half
    if second >= MANY_ZEROS and first <= FEW_ZEROS:
        return "utf-16-le"
    if first >= MANY_ZEROS and second <= FEW_ZEROS:
        return "utf-16-be"
    return None


def _marked(data: bytes) -> str | None:
    for mark, name in MARKS:
        if data.startswith(mark):
            if name == "utf-32-le" and len(data) % 4:
                continue
            return name + SIGNED
    return None


def _mark(encoding: str) -> bytes:
    if encoding.endswith(SIGNED):
        bare = encoding.removesuffix(SIGNED)
        for mark, name in MARKS:
            if name == bare:
                return mark
    return b""


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
