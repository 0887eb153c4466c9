"""What a file is by its first bytes: an archive, a compressed file, a PDF, text, or none of them.

Names decide nothing here but one thing: a tar without a mark is believed if it is called `.tar`.
"""

from __future__ import annotations

from cablegram.read.decode import decode

__all__ = ["ARCHIVES", "PACKED", "TEXT", "WIDE", "foreign_kind", "recognise"]

TEXT = "text"
PDF = "pdf"
EMPTY = "empty"
FOREIGN = "foreign"
ARCHIVES = frozenset({"zip", "tar", "7z"})
PACKED = frozenset({"gzip", "bzip2", "xz", "zstd"})
WIDE = ("utf-16", "utf-32")
SAMPLE_BYTES = 8192

MARKS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08PK\x03\x04", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"%PDF-", PDF),
)
FOREIGN_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"II*\x00", "an image (TIFF)"),
    (b"MM\x00*", "an image (TIFF)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or Outlook file"),
    (b"Rar!\x1a\x07", "a RAR archive, which is not supported"),
    (b"MSCF\x00\x00\x00\x00", "a CAB archive, which is not supported"),
    (b"\x1f\x9d", "a compress (.Z) file, which is not supported"),
    (b"\x04\x22\x4d\x18", "an LZ4 file, which is not supported"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
)
BEGINNINGS = frozenset(mark[0] for mark, _ in (*MARKS, *FOREIGN_MARKS))
# The controls that text may hold: tab, line ends, form feed, bell, shifts, escape, end of file,
# and the start and end signs of teletype traffic.
TELETYPE_CONTROLS = b"\t\n\v\f\r\x1a\x1b\x01\x02\x03\x04\x07\x08\x0e\x0f"
CONTROLS = bytes(byte for byte in (*range(0x20), 0x7F) if byte not in TELETYPE_CONTROLS)
PRINTABLE_SAMPLE = bytes(range(0x20, 0x7F)) + b"\t\n\r\f"
MANY_CONTROLS = 0.3
MANY_CONTROLS_NOT_UTF8 = 0.05


def recognise(head: bytes, name: str) -> str:
    """Return the kind of a file: one of `ARCHIVES`, `PACKED`, or a word of this module.

    Args:
        head: The first bytes of the file, or all of it; 8 KB are enough.
        name: What it is called.
    """
    if not head:
        return EMPTY
    if head[0] in BEGINNINGS:
        for mark, kind in MARKS:
            if head.startswith(mark) and (kind != "bzip2" or is_bzip2(head)):
                return kind
        if any(head.startswith(mark) for mark, _ in FOREIGN_MARKS):
            return FOREIGN
    if is_tar(head, name):
        return "tar"
    if b"%PDF-" in head[:1024]:
        return PDF
    return TEXT if is_text(head) else FOREIGN


def is_bzip2(head: bytes) -> bool:
    """Tell a bzip2 file from a text that begins with its three letters."""
    return head[3:4] in b"123456789" and head[4:10] in (b"1AY&SY", b"\x17rE8P\x90", b"")


def is_tar(head: bytes, name: str) -> bool:
    """Tell whether a file begins with the header of a tar member."""
    if len(head) < 512:
        return False
    if head[257:262] == b"ustar":
        return True
    if b"\0" not in head[:100]:
        return False
    if name.endswith(".tar") and not head[:512].strip(b"\0"):
        return True
    try:
        written = int(head[148:156].strip(b"\0 ") or b"x", 8)
    except ValueError:
        return False
    return written == sum(head[:148]) + 8 * 0x20 + sum(head[156:512])


def is_text(data: bytes) -> bool:
    """Tell whether bytes may be text in one of the encodings that are read.

    Other encodings have high bytes, other machines have control characters; programs and images
    have many of both.
    """
    sample = data[:SAMPLE_BYTES]
    if not sample.translate(None, PRINTABLE_SAMPLE):
        return True
    # A sample may end inside a character: up to three bytes.
    for cut in range(4):
        text, encoding = decode(sample[: len(sample) - cut] if cut else sample)
        if encoding.startswith("utf-"):
            break
    else:
        text, encoding = "", ""
    if encoding.startswith(WIDE):
        return True
    controls = (len(sample) - len(sample.translate(None, CONTROLS))) / len(sample)
    return controls <= (MANY_CONTROLS if text and encoding else MANY_CONTROLS_NOT_UTF8)


def foreign_kind(head: bytes) -> str:
    """Say for a person what a file is that is no text."""
    for mark, kind in FOREIGN_MARKS:
        if head.startswith(mark):
            return kind
    if head[:4] == b"RIFF":
        return "an image, sound or film"
    return "made of bytes that are no text"
