"""Transfer encodings of mail undone piece by piece: quoted-printable, base64, encoded words."""

from __future__ import annotations

import binascii
import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cablegram.read.view import ViewBuilder

__all__ = ["add_base64", "add_quoted_printable", "decode_words"]

# A run of encoded bytes, which together may be one character, or a line end that is to vanish.
ESCAPES = re.compile(r"(?P<bytes>(?:=[0-9A-Fa-f]{2}){1,400})|=[ \t]{0,40}\r?(?:\n|\Z)")
WORD = re.compile(r"=\?([\w:.+-]{1,40})(?:\*[\w-]{0,20})?\?([QqBb])\?([^?\s]{0,200})\?=")
WORD_GAP = re.compile(r"(\?=)[ \t\r\n]{1,20}(?==\?[\w:.+*-]{1,60}\?[QqBb]\?)")
NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
# Decoded and mapped in blocks, so that a span is at most so much wider than the text it means.
BASE64_CHARS = 76


def add_quoted_printable(
    text: str, start: int, end: int, charset: str, builder: ViewBuilder
) -> None:
    """Add the content of a quoted-printable stretch to a view."""
    codec = _codec(charset)
    kept = start
    for match in ESCAPES.finditer(text, start, end):
        builder.keep(text, kept, match.start())
        kept = match.end()
        if match["bytes"]:
            data = bytes.fromhex(match[0].replace("=", ""))
            builder.put(_text(data, codec), match.start(), kept)
    builder.keep(text, kept, end)


def add_base64(text: str, start: int, end: int, charset: str, builder: ViewBuilder) -> None:
    """Add the content of a base64 stretch to a view, about a line at a time.

    Signs that are not of the alphabet are passed over, as RFC 2045 section 6.8 says; what follows
    the padding is not content.
    """
    decoder = codecs.getincrementaldecoder(_codec(charset))("replace")
    waiting = ""
    place = start
    while place < end:
        stop = text.find("\n", place, min(end, place + BASE64_CHARS * 4))
        stop = min(end, place + BASE64_CHARS * 4) if stop < 0 else stop + 1
        line, padding, _ = text[place:stop].partition("=")
        signs = waiting + NOT_BASE64.sub("", line)
        is_last = bool(padding)
        whole = len(signs) if is_last else len(signs) - len(signs) % 4
        chunk, waiting = signs[:whole], signs[whole:]
        builder.put(decoder.decode(_unbase(chunk)), place, stop)
        place = stop
        if is_last:
            break
    builder.put(decoder.decode(_unbase(waiting), final=True), place, place)


def _unbase(signs: str) -> bytes:
    if len(signs) % 4 == 1:
        signs = signs[:-1]
    return binascii.a2b_base64(signs + "=" * (-len(signs) % 4))


def decode_words(value: str) -> str:
    """Return a header's value with its encoded words (RFC 2047) decoded; broken ones stay."""
    if "=?" not in value:
        return value
    return WORD.sub(_word, WORD_GAP.sub(r"\1", value))


def _word(match: re.Match[str]) -> str:
    charset, kind, content = match.groups()
    if kind in "Bb":
        data = _unbase(NOT_BASE64.sub("", content))
    else:
        text = content.replace("_", " ")
        data = re.sub(
            rb"=([0-9A-Fa-f]{2})",
            lambda found: bytes([int(found[1], 16)]),
            text.encode("ascii", "replace"),
        )
    return _text(data, _codec(charset))


def _codec(charset: str) -> str:
    """Return the name of a codec for text; Windows-1252 stands for its subsets, as on the web."""
    name = charset.strip().lower()
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return "utf-8"
    if not found._is_text_encoding or found.name in {"undefined", "idna", "punycode"}:  # noqa: SLF001
        return "utf-8"
    return "cp1252" if found.name in {"iso8859-1", "ascii"} else found.name


def _text(data: bytes, codec: str) -> str:
    names = {"utf-8": ("utf-8", "cp1252"), "cp1252": ("cp1252",)}.get(codec, (codec,))
    for name in names:
        try:
            return data.decode(name)
        except (UnicodeError, ValueError):
            continue
    return data.decode("iso-8859-1")
