"""How the fuzzer bends messages: lines, fields, words and bytes in wrong places."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

from cablegram.sample import generate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

FORMS = ("auto", "acp127", "sas", "telegram", "smart", "web", "rows", "tei", "mail")
# What the patterns look for; pieces of it in wrong places are what real dirt looks like.
WORDS = (
    "E.O. 12958: DECL: 04/02/2018\n",
    "TAGS: ",
    "SUBJECT: ",
    "REF: A. ",
    "REFTEL",
    "BT\n",
    "NNNN\n",
    "ZCZCABC0042\n",
    "VZCZCXYZ0000\n",
    "OO RUEHC\n",
    "DE RUEHZX #0117/01 0931425\n",
    "ZNY CCCCC ZZH\n",
    "O P 021424Z APR 08\n",
    "FM AMEMBASSY ZENDA\n",
    "TO RUEHC/SECSTATE WASHDC IMMEDIATE 1311\n",
    "INFO ",
    "XMT ",
    "PAGE 02",
    "\nPAGE 01        LISBON  02545  01 OF 02  091430Z\n",
    "SECTION 01 OF 02 ",
    "C O N F I D E N T I A L ",
    "UNCLAS ",
    "S E C R E T",
    "1. (C) ",
    "\n2. (S/NF) ",
    "(",
    ")",
    "[1](#)",
    "¶5. ",
    "&#x000A;",
    "<div>",
    "</p>",
    "<TEI>",
    "]]>",
    "<!--",
    "\\\n",
    "Classified By: ",
    "END SUMMARY.",
    "BEGIN TEXT",
    "QUOTE",
    "UNQUOTE",
    "MRN:",
    "Date/DTG:",
    "Action:",
    "Message Text\n",
    "Message Attributes\n",
    "Document Number: ",
    "TAGS: n/a",
    ",",
    ";",
    "|",
    '"',
    "'",
    "\t",
    "\r\n",
    "\x00",
    "\x0c",
    "\ufeff",
    "\u0130",
    "\u200b",
    "\U0001f4e1",
    "999999999999",
    "Content-Type: ",
    "From: ",
    "Subject: =?utf-8?b?4pyT?=",
    "MMHS-Primary-Precedence: ",
    "LINE1: ",
    "<ASECT>",
    "--------------------- 054819",
)
RAW = tuple(range(256))
BREAKS = (
    b"\n",
    b"\n\n",
    b" ",
    b"\t",
    b"\r\n",
    b"\n    ",
    b"\x0c",
    b"\nPAGE 02 LISBON 00117 091430Z\n",
    b"\xa0",
)
WRAPPINGS = (
    (b"<html><body><pre>", b"</pre></body></html>"),
    (b'1,"4/2/2008","08LISBON9","X","U","","', b'"\n'),
    (b"From a@b.c Wed Apr  2 14:24:00 2008\nFrom: a@b.c\n\n", b"\n\n"),
    (
        b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><div type="document" xml:id="d1"><p>',
        b"</p></div></TEI>",
    ),
    (b"Message Text\n\n", b"\nMessage Attributes\n\nTAGS: n/a\n"),
    (b"\xff\xfe", b""),
    (b'"', b'"'),
)
_FIELD = re.compile(rb"(?m)^(?=[ \t]*(?:[A-Z][A-Za-z. ]{1,24}:|\d{1,3}\. |FM |TO |INFO |BT$))")
_MISREAD = bytes.maketrans(b"O0I1SB5E,.", b"0O1I5SBF.,")


def sample_texts(seed: int, count: int = 160) -> list[bytes]:
    """Return made-up messages of all forms, small ones, since they break as well as large ones."""
    return [message.data for message in generate(count, seed=seed, size=1200)]


def corpus_texts(folder: Path, chars: int = 20_000) -> list[bytes]:
    """Return the beginnings of the files of a folder."""
    return [path.read_bytes()[:chars] for path in sorted(folder.rglob("*")) if path.is_file()]


def _drop_lines(dice: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    share = dice.random() * 0.5
    return b"\n".join(line for line in lines if dice.random() > share)


def _double_lines(dice: random.Random, data: bytes) -> bytes:
    lines: list[bytes] = []
    for line in data.split(b"\n"):
        lines += [line] * (1 if dice.random() > 0.15 else 2)
    return b"\n".join(lines)


def _shuffle_lines(dice: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    start = dice.randrange(len(lines))
    window = lines[start : start + dice.randint(2, 20)]
    dice.shuffle(window)
    return b"\n".join([*lines[:start], *window, *lines[start + len(window) :]])


def _flip(dice: random.Random, data: bytes) -> bytes:
    letters = bytearray(data)
    for _ in range(dice.randint(1, 30)):
        if letters:
            letters[dice.randrange(len(letters))] = dice.choice(RAW)
    return bytes(letters)


def _cut(dice: random.Random, data: bytes) -> bytes:
    left, right = sorted((dice.randrange(len(data) + 1), dice.randrange(len(data) + 1)))
    return dice.choice((data[:right], data[left:], data[left:right], data[:left] + data[right:]))


def _insert(dice: random.Random, data: bytes) -> bytes:
    for _ in range(dice.randint(1, 6)):
        place = dice.randrange(len(data) + 1)
        data = data[:place] + dice.choice(WORDS).encode() + data[place:]
    return data


def _repeat(dice: random.Random, data: bytes) -> bytes:
    place = dice.randrange(len(data) + 1)
    piece = data[place : place + dice.randint(1, 12)] or b"A"
    return data[:place] + piece * dice.randint(2, 80) + data[place:]


def _join_lines(dice: random.Random, data: bytes) -> bytes:
    share = dice.random()
    lines = data.split(b"\n")
    return b"".join(line + (b" " if dice.random() < share else b"\n") for line in lines)


def _fields(data: bytes) -> list[bytes]:
    """Part a message at the lines that begin with a label or a paragraph's number."""
    return _FIELD.split(data)


def _move_field(dice: random.Random, data: bytes) -> bytes:
    fields = _fields(data)
    field = fields.pop(dice.randrange(len(fields)))
    fields.insert(dice.randrange(len(fields) + 1), field)
    return b"".join(fields)


def _double_field(dice: random.Random, data: bytes) -> bytes:
    fields = _fields(data)
    place = dice.randrange(len(fields))
    return b"".join([*fields[:place], *[fields[place]] * dice.randint(2, 6), *fields[place + 1 :]])


def _swap_values(dice: random.Random, data: bytes) -> bytes:
    """Put what stands behind one label behind another."""
    fields = [field.partition(b":") for field in _fields(data)]
    one, two = dice.randrange(len(fields)), dice.randrange(len(fields))
    values = [value for _, _, value in fields]
    values[one], values[two] = values[two], values[one]
    return b"".join(
        label + colon + value for (label, colon, _), value in zip(fields, values, strict=True)
    )


def _break_words(dice: random.Random, data: bytes) -> bytes:
    """Put line ends, page lines and blanks into words, as printers and scanners do."""
    for _ in range(dice.randint(1, 8)):
        place = dice.randrange(len(data) + 1)
        data = data[:place] + dice.choice(BREAKS) + data[place:]
    return data


def _misread(dice: random.Random, data: bytes) -> bytes:
    """Take letters for digits and digits for letters in a stretch, as a scanner does."""
    start = dice.randrange(len(data) + 1)
    end = start + dice.randint(1, 400)
    return data[:start] + data[start:end].translate(_MISREAD) + data[end:]


def _wrap(dice: random.Random, data: bytes) -> bytes:
    before, after = dice.choice(WRAPPINGS)
    return before + (data if dice.random() < 0.7 else data.replace(b"\n", b"\r\n")) + after


def _quote(dice: random.Random, data: bytes) -> bytes:
    """Put one message into another's text."""
    lines = data.split(b"\n")
    sign = dice.choice((b"> ", b"    ", b"| ", b"QUOTE\n"))
    place = dice.randrange(len(lines))
    return b"\n".join([*lines[:place], *[sign + line for line in lines], *lines[place:]])


def _change_case(dice: random.Random, data: bytes) -> bytes:
    return dice.choice((data.lower(), data.upper(), data.swapcase(), data.title()))


CHANGES: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _drop_lines,
    _double_lines,
    _shuffle_lines,
    _flip,
    _cut,
    _insert,
    _repeat,
    _join_lines,
    _change_case,
    _move_field,
    _double_field,
    _swap_values,
    _break_words,
    _misread,
    _wrap,
    _quote,
)


def growing(dice: random.Random, data: bytes) -> tuple[bytes, bytes, bytes]:
    """Return what stands before a piece that is repeated, the piece, and what stands behind it.

    The piece is a run of lines, a field, a word with its blanks, or a few characters: each is what
    some pattern or loop of the reader goes over.
    """
    roll = dice.random()
    if roll < 0.25:
        parts = data.splitlines(keepends=True) or [b""]
    elif roll < 0.45:
        parts = _fields(data)
    elif roll < 0.65:
        parts = re.findall(rb"\S*\s*", data)
    else:
        place = dice.randrange(len(data) + 1)
        piece = dice.choice((data[place : place + dice.randint(1, 8)], dice.choice(WORDS).encode()))
        return data[:place], piece or b" ", dice.choice((data[place:], b"!", b"\n\n1. (U) A\n"))
    start = dice.randrange(len(parts))
    end = min(len(parts), start + dice.choice((1, 1, 1, 2, 3)))
    before, piece, after = (
        b"".join(part) for part in (parts[:start], parts[start:end], parts[end:])
    )
    return before, piece or b" ", dice.choice((after, b"!"))


def interleave(dice: random.Random, first: bytes, second: bytes) -> bytes:
    """Return the lines of two messages mixed, each in its own order."""
    one, two = first.split(b"\n"), second.split(b"\n")
    lines: list[bytes] = []
    while one or two:
        source = one if one and (not two or dice.random() < 0.5) else two
        lines += source[: dice.randint(1, 5)]
        del source[:5]
    return b"\n".join(lines)


def inputs(
    count: int, seed: int, chars: int = 20_000, more: Sequence[bytes] = ()
) -> Iterator[tuple[bytes, str]]:
    """Yield inputs with the form that they are read as; the same seed gives the same ones.

    With a small `chars` a window of each message is bent, from its start as a rule. `more` are
    messages that are bent beside the made-up ones.
    """
    dice = random.Random(seed)
    samples = [*sample_texts(seed), *more]
    if chars < 20_000:
        starts = [dice.randrange(len(s)) if dice.random() < 0.3 else 0 for s in samples]
        samples = [s[at : at + chars] for s, at in zip(samples, starts, strict=True)]
    for _ in range(count):
        roll = dice.random()
        if roll < 0.08:
            data = bytes(dice.choice(RAW) for _ in range(dice.randint(0, 300)))
        elif roll < 0.2:
            data = "".join(dice.choice(WORDS) for _ in range(dice.randint(1, 40))).encode()
        elif roll < 0.3:
            data = interleave(dice, dice.choice(samples), dice.choice(samples))
        else:
            data = dice.choice(samples)
            for _ in range(dice.randint(1, 4)):
                data = dice.choice(CHANGES)(dice, data)
        yield data[:chars], "auto" if dice.random() < 0.8 else dice.choice(FORMS)
