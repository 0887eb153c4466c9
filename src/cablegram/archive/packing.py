"""How bytes and records are kept: compressed, with dictionaries that the archive trains itself.

A witness is kept as it came. A record leaves out the text wherever that is the bytes of its
witness decoded, and is compressed with those bytes before it: what it repeats of them (paragraphs,
names, numbers) costs next to nothing then. docs/explanation/decisions/0008-packing.md has the
figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard

from cablegram.read.decode import decode_as, encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.model import Cable

ZSTD_LEVEL = 3
# No single message is larger; a blob that claims to be is damaged.
MAX_RECORD_BYTES = 1 << 30
WITNESS_DICTIONARY_BYTES = 110 << 10
# It is loaded anew for each record, since the text behind it is another each time.
RECORD_DICTIONARY_BYTES = 32 << 10

# The first byte of a packed record. Schema 1 had a bare frame, which begins with 0x28.
TEXT_OF_WITNESS = b"\x01"
TEXT_WITHIN = b"\x02"
FIRST_SCHEMA = b"\x28"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """What compressed data of one kind begins with in thought, and its number in the archive."""

    number: int
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """The dictionaries in use; `None` as long as an archive has too little to train them on."""

    witness: Dictionary | None = None
    record: Dictionary | None = None

    @property
    def witness_number(self) -> int | None:
        """The number of the dictionary for witnesses."""
        return None if self.witness is None else self.witness.number

    @property
    def record_number(self) -> int | None:
        """The number of the dictionary for records."""
        return None if self.record is None else self.record.number


PLAIN = Packing()


def pack_witness(data: bytes, packing: Packing = PLAIN) -> bytes:
    """Return the bytes of a witness compressed."""
    dictionary = packing.witness
    return _compressor(b"" if dictionary is None else dictionary.content).compress(data)


def unpack_witness(packed: bytes, dictionary: bytes = b"") -> bytes:
    """Return what `pack_witness` was given, which took that dictionary."""
    return _decompressor(dictionary).decompress(packed, max_output_size=MAX_RECORD_BYTES)


def pack_record(cable: Cable, data: bytes, packing: Packing = PLAIN) -> bytes:
    """Return a cable's record compressed, to be kept beside the bytes of its witness.

    Args:
        cable: The cable.
        data: The bytes of the witness as they are kept, not compressed.
        packing: The dictionaries.
    """
    return pack_dict(cable.to_dict(), data, packing)


def pack_dict(record: dict[str, Any], data: bytes, packing: Packing = PLAIN) -> bytes:
    """Return a record (`Cable.to_dict`) compressed, as `pack_record` does."""
    record = dict(record)
    tree = record["tree"]
    record["tree"] = [[kind for kind, _ in tree], [length for _, length in tree]]
    kind = TEXT_WITHIN
    if _is_text_of(data, record["source_text"], record.get("encoding")):
        kind = TEXT_OF_WITNESS
        del record["source_text"]
    return kind + squeeze(msgspec.msgpack.encode(record), kind, data, packing)


def unpack_record(packed: bytes, data: bytes, dictionary: bytes = b"") -> dict[str, Any]:
    """Return the dict that `Cable.from_dict` takes.

    Args:
        packed: What `pack_record` gave.
        data: The bytes of the witness.
        dictionary: The content of the dictionary that was used; empty for none.
    """
    kind = packed[:1]
    if kind == FIRST_SCHEMA:
        first: dict[str, Any] = msgspec.json.decode(unpack_witness(packed))
        return first
    record: dict[str, Any] = msgspec.msgpack.decode(stretch(packed, data, dictionary))
    record["tree"] = [list(leaf) for leaf in zip(*record["tree"], strict=True)]
    if kind == TEXT_OF_WITNESS:
        # The order of keys is that of the model: it is what people see.
        text = decode_as(data, record["encoding"])
        record = {
            "schema": record.pop("schema"),
            "form": record.pop("form"),
            "source_text": text,
        } | record
    return record


def squeeze(content: bytes, kind: bytes, data: bytes, packing: Packing) -> bytes:
    """Return the encoded content of a record as a compressed frame."""
    prefix = _prefix(kind, data, b"" if packing.record is None else packing.record.content)
    if not prefix:
        return _compressor(b"").compress(content)
    made = zstandard.ZstdCompressionDict(prefix, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    return zstandard.ZstdCompressor(level=ZSTD_LEVEL, dict_data=made).compress(content)


def stretch(packed: bytes, data: bytes, dictionary: bytes = b"") -> bytes:
    """Return the encoded content of a packed record, which is not of the first schema."""
    kind = packed[:1]
    if kind not in (TEXT_OF_WITNESS, TEXT_WITHIN):
        message = "a record is damaged: it begins with no known mark"
        raise ValueError(message)
    prefix = _prefix(kind, data, dictionary)
    if not prefix:
        return _decompressor(b"").decompress(packed[1:], max_output_size=MAX_RECORD_BYTES)
    made = zstandard.ZstdCompressionDict(prefix, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    decompressor = zstandard.ZstdDecompressor(dict_data=made)
    return decompressor.decompress(packed[1:], max_output_size=MAX_RECORD_BYTES)


def train(samples: Sequence[bytes], size_bytes: int) -> bytes:
    """Return a dictionary made of samples; empty if they are too few or too much alike.

    The same samples give the same dictionary.
    """
    try:
        made = zstandard.train_dictionary(size_bytes, list(samples), level=ZSTD_LEVEL)
    except zstandard.ZstdError:
        return b""
    return made.as_bytes()


def _is_text_of(data: bytes, text: str, encoding: str | None) -> bool:
    if encoding is None:
        return False
    try:
        return encode(text, encoding) == data and decode_as(data, encoding) == text
    except (UnicodeError, LookupError):
        return False


def _prefix(kind: bytes, data: bytes, dictionary: bytes) -> bytes:
    """Return what a record is compressed behind. The nearest is cheapest to point at: the text."""
    return dictionary + data if kind == TEXT_OF_WITNESS else dictionary


@lru_cache(maxsize=8)
def _compressor(dictionary: bytes) -> zstandard.ZstdCompressor:
    if not dictionary:
        return zstandard.ZstdCompressor(level=ZSTD_LEVEL)
    made = zstandard.ZstdCompressionDict(dictionary)
    made.precompute_compress(level=ZSTD_LEVEL)
    return zstandard.ZstdCompressor(level=ZSTD_LEVEL, dict_data=made)


@lru_cache(maxsize=8)
def _decompressor(dictionary: bytes) -> zstandard.ZstdDecompressor:
    if not dictionary:
        return zstandard.ZstdDecompressor()
    return zstandard.ZstdDecompressor(dict_data=zstandard.ZstdCompressionDict(dictionary))
