"""How bytes and records are kept: compressed, with a dictionary that the archive trains itself.

A witness is kept as it came. A record leaves out the text wherever that is the bytes of its
witness decoded, and goes on with the frame that the witness begins: what it repeats of the witness
(paragraphs, names, numbers) costs next to nothing then, and both are compressed at one go.
docs/explanation/decisions/0011-one-frame.md has the figures.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from operator import sub
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard

from cablegram.read.decode import decode_as, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cablegram.model import Cable

    Decode = Callable[[bytes], dict[str, Any]]

ZSTD_LEVEL = 3
# No single message is larger; a blob that claims to be is damaged.
MAX_RECORD_BYTES = 1 << 30
# It is laid out once in each process, so that its size costs a record no time.
DICTIONARY_BYTES = 160 << 10

# The first byte of a packed record. Schema 1 had a bare frame, which begins with 0x28; until schema
# 5 there were two dictionaries, and a record was compressed behind its own and the text.
FIRST_SCHEMA = b"\x28"
BEHIND_TEXT = b"\x01"
BEHIND_DICTIONARY = b"\x02"
# Goes on with the frame of the witness, whose length stands next, in four bytes.
CONTINUED = b"\x03"
# A frame of its own, with the text in it.
ALONE = b"\x04"
_LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """What compressed data begins with in thought, and its number in the archive."""

    number: int
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """The dictionary in use; `None` as long as an archive has too little to train it on."""

    dictionary: Dictionary | None = None

    @property
    def number(self) -> int | None:
        """The number of the dictionary."""
        return None if self.dictionary is None else self.dictionary.number

    @property
    def content(self) -> bytes:
        """The content of the dictionary; empty for none."""
        return b"" if self.dictionary is None else self.dictionary.content


PLAIN = Packing()


@lru_cache(maxsize=4)
def one_of(packing: Packing) -> Packing:
    """Return the first that was equal: what came from another process is then found at once."""
    return packing


def pack_witness(data: bytes, packing: Packing = PLAIN) -> bytes:
    """Return the bytes of a witness compressed, for one whose records are packed by themselves."""
    return _CONTEXTS.compressor(packing.content).compress(data)


def unpack_witness(raw: bytes, dictionary: bytes = b"") -> bytes:
    """Return the bytes of a witness, whether its frame goes on in a record or not."""
    if zstandard.frame_content_size(raw) > MAX_RECORD_BYTES or not _are_blocks_whole(raw):
        message = "a witness is damaged: its frame is not as one begins"
        raise ValueError(message)
    return _CONTEXTS.decompressor(dictionary).decompressobj().decompress(raw)


def pack_cables(
    cables: Sequence[Cable], data: bytes, packing: Packing = PLAIN
) -> tuple[bytes, tuple[bytes, ...]]:
    """Return the bytes of a witness compressed, and the records of its cables.

    Args:
        cables: Those that were read from the witness, in order.
        data: The bytes of the witness as they are kept.
        packing: The dictionary.
    """
    return pack_contents([content_of(cable, data) for cable in cables], data, packing)


def pack_record(cable: Cable, packing: Packing = PLAIN) -> bytes:
    """Return a cable's record compressed by itself, with its text."""
    return pack_alone(_encoded(_record_of(cable)), packing)


def pack_contents(
    contents: Sequence[Content], data: bytes, packing: Packing
) -> tuple[bytes, tuple[bytes, ...]]:
    """Return a witness and the contents of its records compressed, as `pack_cables` does."""
    # Of no bytes no frame is begun.
    goes_on = bool(data) and bool(contents) and contents[0].is_text_left_out
    packed = [
        b"" if goes_on and place == 0 else pack_alone(content.whole(data), packing)
        for place, content in enumerate(contents)
    ]
    if not goes_on:
        return pack_witness(data, packing), tuple(packed)
    encoded = contents[0].encoded
    frame = _CONTEXTS.compressor(packing.content).compressobj(size=len(data) + len(encoded))
    raw = frame.compress(data) + frame.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    length = len(data).to_bytes(_LENGTH_BYTES, "little")
    packed[0] = b"".join((CONTINUED, length, frame.compress(encoded), frame.flush()))
    return raw, tuple(packed)


def pack_alone(encoded: bytes, packing: Packing) -> bytes:
    """Return the encoded content of a record, text included, as a frame of its own."""
    return ALONE + _CONTEXTS.compressor(packing.content).compress(encoded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A record encoded, and whether its text is left out as that of the witness."""

    encoded: bytes
    is_text_left_out: bool

    def whole(self, data: bytes) -> bytes:
        """Return the encoded record with its text, given the bytes of the witness."""
        if not self.is_text_left_out:
            return self.encoded
        record: dict[str, Any] = msgspec.msgpack.decode(self.encoded)
        return _encoded(_with_text(record, data))


def content_of(cable: Cable, data: bytes) -> Content:
    """Encode the record of a cable, without its text if that is the witness decoded."""
    return _content(_record_of(cable), data)


def content_of_dict(record: dict[str, Any], data: bytes) -> Content:
    """Encode a record as `Cable.to_dict` gives it."""
    tree = record["tree"]
    columns = [[kind for kind, _ in tree], [length for _, length in tree]]
    return _content({**record, "tree": columns}, data)


def unpack_content(
    packed: bytes, dictionary: bytes, raw: bytes, raw_dictionary: bytes
) -> tuple[Content, bytes]:
    """Return the content of a packed record, with the bytes of the witness if they are known.

    They are where the text is left out; else what comes with the content is empty.

    Args:
        packed: The record, not of the first schema.
        dictionary: The content of its dictionary; empty for none.
        raw: The witness as `pack_cables` gave it.
        raw_dictionary: The content of the dictionary of that.
    """
    kind = packed[:1]
    if kind == CONTINUED:
        start = 1 + _LENGTH_BYTES
        length = int.from_bytes(packed[1:start], "little")
        both = _unpacked(raw + packed[start:], raw_dictionary)
        return Content(encoded=both[length:], is_text_left_out=True), both[:length]
    if kind == ALONE:
        return Content(encoded=_unpacked(packed[1:], dictionary), is_text_left_out=False), b""
    if kind not in (BEHIND_TEXT, BEHIND_DICTIONARY):
        message = "a record is damaged: it begins with no known mark"
        raise ValueError(message)
    data = unpack_witness(raw, raw_dictionary) if kind == BEHIND_TEXT else b""
    encoded = _unpacked_behind(packed[1:], dictionary + data)
    return Content(encoded=encoded, is_text_left_out=kind == BEHIND_TEXT), data


def unpack_record(
    packed: bytes,
    dictionary: bytes = b"",
    raw: bytes = b"",
    raw_dictionary: bytes = b"",
    decode: Decode = msgspec.msgpack.decode,
) -> dict[str, Any]:
    """Return the dict that `Cable.from_dict` takes.

    Args:
        packed: The record.
        dictionary: These three as `unpack_content` takes them.
        raw: The witness.
        raw_dictionary: The witness's dictionary.
        decode: Decodes the record, or a part of it that has `encoding` and `source_text`.
    """
    if packed[:1] == FIRST_SCHEMA:
        first: dict[str, Any] = msgspec.json.decode(_unpacked(packed, b""))
        return first
    content, data = unpack_content(packed, dictionary, raw, raw_dictionary)
    record = decode(content.encoded)
    if content.is_text_left_out:
        record = _with_text(record, data)
    if "tree" not in record:
        return record
    record["tree"] = [list(leaf) for leaf in zip(*record["tree"], strict=True)]
    return record


def train(samples: Sequence[bytes], size_bytes: int) -> bytes:
    """Return a dictionary made of samples; empty if they are too few or too much alike.

    The same samples give the same dictionary.
    """
    try:
        made = zstandard.train_dictionary(size_bytes, list(samples), level=ZSTD_LEVEL)
    except zstandard.ZstdError:
        return b""
    return made.as_bytes()


def _record_of(cable: Cable) -> dict[str, Any]:
    """Return the record of a cable with its tree as two columns: kinds, and lengths."""
    ends = cable.tree.ends
    return cable.to_dict_with((cable.tree.kinds, tuple(map(sub, ends, (0, *ends)))))


def _content(record: dict[str, Any], data: bytes) -> Content:
    is_left_out = _is_text_of(data, record["source_text"], record["encoding"])
    if is_left_out:
        record["source_text"] = None
    return Content(encoded=_encoded(record), is_text_left_out=is_left_out)


def _encoded(record: dict[str, Any]) -> bytes:
    return msgspec.msgpack.encode(record)


def _with_text(record: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Put the text of the witness where it belongs; people see the keys in the model's order."""
    text = decode_as(data, record["encoding"])
    if "source_text" in record or "tree" not in record:
        record["source_text"] = text
        return record
    first = {"schema": record.pop("schema"), "form": record.pop("form"), "source_text": text}
    return first | record


def _is_text_of(data: bytes, text: str, encoding: str | None) -> bool:
    if encoding is None:
        return False
    try:
        return encode(text, encoding) == data and decode_as(data, encoding) == text
    except (UnicodeError, LookupError):
        return False


def _are_blocks_whole(raw: bytes) -> bool:
    """Tell whether a frame ends where one of its blocks does (RFC 8878 section 3.1.1.2)."""
    place, end = zstandard.frame_header_size(raw), len(raw)
    is_last = False
    while place < end and not is_last:
        header = int.from_bytes(raw[place : place + 3], "little")
        is_last = bool(header & 1)
        is_one_byte_repeated = header >> 1 & 3 == 1
        place += 3 + (1 if is_one_byte_repeated else header >> 3)
    return place == end


def _unpacked(packed: bytes, dictionary: bytes) -> bytes:
    return _CONTEXTS.decompressor(dictionary).decompress(packed, max_output_size=MAX_RECORD_BYTES)


def _unpacked_behind(packed: bytes, prefix: bytes) -> bytes:
    """Return what was compressed behind a prefix that no other record has."""
    if not prefix:
        return _unpacked(packed, b"")
    made = zstandard.ZstdCompressionDict(prefix, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    decompressor = zstandard.ZstdDecompressor(dict_data=made)
    return decompressor.decompress(packed, max_output_size=MAX_RECORD_BYTES)


class _Contexts(threading.local):
    """The contexts of the library, for each thread its own: two cannot use one at a time."""

    def __init__(self) -> None:
        self.compressor = lru_cache(maxsize=8)(_new_compressor)
        self.decompressor = lru_cache(maxsize=8)(_new_decompressor)


def _new_compressor(dictionary: bytes) -> zstandard.ZstdCompressor:
    if not dictionary:
        return zstandard.ZstdCompressor(level=ZSTD_LEVEL)
    made = zstandard.ZstdCompressionDict(dictionary)
    made.precompute_compress(level=ZSTD_LEVEL)
    return zstandard.ZstdCompressor(level=ZSTD_LEVEL, dict_data=made)


def _new_decompressor(dictionary: bytes) -> zstandard.ZstdDecompressor:
    if not dictionary:
        return zstandard.ZstdDecompressor()
    return zstandard.ZstdDecompressor(dict_data=zstandard.ZstdCompressionDict(dictionary))


_CONTEXTS = _Contexts()
