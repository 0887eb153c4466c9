"""One file into the messages that it holds, in constant memory.

Files are split as bytes: their text is looked at as Latin-1, in which each byte is a character,
so each message keeps its own bytes and is decoded by itself. Only UTF-16 and UTF-32 are turned
into UTF-8 first.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from cablegram.intake.bounds import CHUNK_BYTES, MESSAGE_BYTES, Reader, read_up_to
from cablegram.intake.item import Intake, Problem, ProblemCode
from cablegram.intake.recognise import WIDE
from cablegram.read.decode import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Splitter = Callable[[str], Iterable[str]]

__all__ = ["split_file"]

LATIN = "iso-8859-1"
SNIFF_CHARS = 64 << 10
# A splitter that needs all of the text, such as that of XML, is given no more than this.
BUFFER_BYTES = 4 << 20
# Sections of one message are put together only inside one buffer, so that of a stream is larger.
STREAM_BYTES = 16 << 20
# After so many lines behind a quote that is not closed it is decided whether they are rows.
STRAY_ROWS = 10_000
# The first line of a message on AUTODIN (reference section 9.4).
JANAP = re.compile(r"^[ZOPRY][A-Z]{2}[A-Z][A-Z0-9]{4} [A-Z]{6,7}\d{4} \d{7}", re.MULTILINE)
TOO_LARGE = Problem(
    code=ProblemCode.TOO_LARGE,
    message=f"it holds a message of more than {MESSAGE_BYTES >> 20} MB; reading stopped there",
)


def split_file(
    source: str, head: bytes, rest: Reader | None, *, form: str = "auto"
) -> Iterator[Intake]:
    """Yield the messages of one file, in order; a file of one message as it is.

    Args:
        source: What the file is called.
        head: Its first bytes, or all of them if `rest` is `None`.
        rest: The stream of the others.
        form: The form that the caller knows it to be in, or "auto".
    """
    encoding = wide_encoding(head)
    if rest is None and not encoding:
        text = head.decode(LATIN)
        split = splitter(text[:SNIFF_CHARS], text, form)
        if split is None:
            yield _whole(source, head)
            return
        chunks: Iterator[str] = iter((text,))
    elif encoding:
        chunks = _narrow(head, rest, encoding)
        first = next(chunks, "")
        split = splitter(first[:SNIFF_CHARS], first if rest is None else None, form)
        if split is None and rest is None:
            yield _whole(source, head)
            return
        chunks = _before(first, chunks)
    else:
        chunks = _chunks(head, rest)
        split = splitter(head[:SNIFF_CHARS].decode(LATIN), None, form)
    yield from _numbered(source, (split or _one)(chunks), encoding)


def _whole(source: str, data: bytes) -> Intake:
    return Intake(source=source, data=data, encoding=decode(data)[1])


def _numbered(source: str, pieces: Iterable[str | Problem], encoding: str) -> Iterator[Intake]:
    """Give each piece its number, unless it is the only one."""
    held: str | None = None
    count = 0
    for piece in pieces:
        if isinstance(piece, Problem) or len(piece) > MESSAGE_BYTES:
            if held is not None:
                yield _piece(source, held, encoding)
                held = None
            problem = piece if isinstance(piece, Problem) else TOO_LARGE
            yield Intake(source=source, problem=problem)
            continue
        count += 1
        if count == 1:
            held = piece
            continue
        if held is not None:
            yield _piece(f"{source}#1", held, encoding)
            held = None
        yield _piece(f"{source}#{count}", piece, encoding)
    if held is not None:
        yield _piece(source, held, encoding)


def _piece(source: str, text: str, encoding: str) -> Intake:
    data = text.encode(LATIN)
    return Intake(source=source, data=data, encoding=encoding or decode(data)[1])


def splitter(
    head: str, text: str | None, form: str
) -> Callable[[Iterator[str]], Iterator[str | Problem]] | None:
    """Choose how a file is split by its beginning; `None` if it holds one message.

    Args:
        head: The beginning of the file.
        text: All of it, or `None` if it is longer than what was read yet.
        form: The form that the caller named, or "auto".
    """
    from cablegram.read import mail, rows  # noqa: PLC0415  the core is heavy; `estimate` is not

    if form in {"auto", "mail"} and mail.is_mbox(head):
        return lambda chunks: by_buffer(mail.split_mbox, chunks)
    if form == "rows" or (form == "auto" and rows.rows_score(head) >= rows.LIKELY):
        return _rows
    if form in {"auto", "tei"} and "<TEI" in head:
        tei = _late("tei", "split_tei")
        return None if tei is None else lambda chunks: by_buffer(tei, chunks, whole=True)
    if form in {"auto", "acp127"} and (text is None or may_be_stream(text)):
        stream = _late("stream", "split_stream")
        return None if stream is None else lambda chunks: by_buffer(stream, chunks, cut=stream_cut)
    return None


def may_be_stream(text: str) -> bool:
    """Tell cheaply whether a text may hold more than one message of a teletype line."""
    return (
        text.count("NNNN") > 1
        or text.count("ZCZC") > 1
        or text.count("\nFM ") + text.startswith("FM ") > 1
    )


def _late(module: str, name: str) -> Splitter | None:
    """Return a splitter of the core."""
    import importlib  # noqa: PLC0415

    try:
        found: Splitter = getattr(importlib.import_module(f"cablegram.read.{module}"), name)
    except (ImportError, AttributeError):
        return None
    return found


def by_buffer(
    split: Splitter,
    chunks: Iterator[str],
    *,
    whole: bool = False,
    cut: Callable[[str], int] | None = None,
) -> Iterator[str | Problem]:
    """Split a stream with a function that splits a text.

    What is the last piece of a buffer may go on in the next, so it is kept and split again with
    what follows. The buffer at least doubles each time that it gave nothing, so the time stays
    linear.

    Args:
        split: Splits a text; its pieces are in order unless `cut` is given.
        chunks: The stream.
        whole: Whether `split` must see all of the text at once.
        cut: Finds the last place of a buffer at which no message is open, 0 if there is none.
    """
    kept = ""
    least = MESSAGE_BYTES if whole else STREAM_BYTES if cut else BUFFER_BYTES
    while True:
        kept, is_end = _fill(kept, chunks, least)
        if is_end:
            yield from split(kept) if kept else ()
            return
        place = cut(kept) if cut else 0
        if place:
            yield from split(kept[:place])
            last = kept[place:]
        else:
            last = ""
            for piece in split(kept) if not whole else ():
                if last:
                    yield last
                last = piece
        if whole or len(last) > MESSAGE_BYTES:
            yield TOO_LARGE
            return
        kept = last


def stream_cut(text: str) -> int:
    """Return the last place of a teletype stream at which a message ends or begins, or 0.

    The splitter of streams puts sections together, so its last piece need not be the last text.
    """
    end = text.rfind("\nNNNN")
    after = text.find("\n", end + 1) + 1 if end >= 0 else 0
    if end >= 0 and not after:
        end = text.rfind("\nNNNN", 0, end)
        after = text.find("\n", end + 1) + 1 if end >= 0 else 0
    begin = max(text.rfind(f"\n{sign}") for sign in ("ZCZC", "VZCZC")) + 1
    start = max(0, len(text) - BUFFER_BYTES)
    janap = max((match.start() for match in JANAP.finditer(text, start)), default=0)
    return max(after, begin, janap)


def _fill(kept: str, chunks: Iterator[str], least: int) -> tuple[str, bool]:
    wanted = max(least, 2 * len(kept))
    parts = [kept]
    size = len(kept)
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > wanted:
            return "".join(parts), False
    return "".join(parts), True


def _one(chunks: Iterator[str]) -> Iterator[str | Problem]:
    """Take a whole file as one message."""
    return by_buffer(lambda text: (text,), chunks, whole=True)


def _rows(chunks: Iterator[str]) -> Iterator[str | Problem]:
    """Yield each row, after the row of names if there is one: so it can be read by itself.

    Behind a quote that never closes each line looks like a row. A few are better than none; where
    most of very many have another number of cells than the first row, they are no rows.
    """
    from cablegram.read.csv_records import UNCLOSED  # noqa: PLC0415
    from cablegram.read.rows import split_rows  # noqa: PLC0415

    names = ""
    usual = opened = looked = odd = 0
    for count, row in enumerate(split_rows(chunks), 1):
        usual = usual or len(row.cells)
        opened = opened or (count if row.fault == UNCLOSED else 0)
        if opened:
            looked += 1
            odd += len(row.cells) != usual
        if looked == STRAY_ROWS:
            if 2 * odd > looked:
                yield _unclosed(opened)
                return
            opened = looked = odd = 0
        if row.is_names:
            names = row.text if row.text.endswith(("\n", "\r")) else row.text + "\n"
        elif row.text.strip():
            yield names + row.text


def _unclosed(row: int) -> Problem:
    return Problem(
        code=ProblemCode.DAMAGED,
        message=f"a quote in row {row} is not closed; reading stopped {STRAY_ROWS:,} lines later",
    )


def wide_encoding(head: bytes) -> str:
    """Return the name of UTF-16 or UTF-32 if a file is in one of them, else an empty string."""
    if b"\0" not in head[:64]:
        return ""
    sample = head[: len(head) - len(head) % 4] if len(head) >= CHUNK_BYTES else head
    name = decode(sample)[1]
    return name if name.startswith(WIDE) else ""


def _chunks(head: bytes, rest: Reader | None) -> Iterator[str]:
    yield head.decode(LATIN)
    while rest is not None and (data := rest.read(CHUNK_BYTES)):
        yield data.decode(LATIN)


def _narrow(head: bytes, rest: Reader | None, encoding: str) -> Iterator[str]:
    """Yield wide text as the characters of its UTF-8 bytes."""
    decoder = codecs.getincrementaldecoder(encoding.removesuffix("-sig"))("replace")
    data = head
    is_first = encoding.endswith("-sig")
    while data:
        text = decoder.decode(data)
        if is_first:
            text = text.removeprefix("\ufeff")
            is_first = False
        yield text.encode("utf-8", "replace").decode(LATIN)
        data = read_up_to(rest, CHUNK_BYTES) if rest is not None else b""
    left = decoder.decode(b"", final=True)
    if left:
        yield left.encode("utf-8", "replace").decode(LATIN)


def _before(first: str, chunks: Iterator[str]) -> Iterator[str]:
    yield first
    yield from chunks
