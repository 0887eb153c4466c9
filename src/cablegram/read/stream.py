"""Streams of teletype traffic: cut into messages, the sections of one message put together.

A transmission runs from its heading to `NNNN`. A second start (`ZCZC`, a JANAP 128 line, a routing
line with `DE` below it) after the text of a message has begun means that two messages run together
(reference section 1.1). Sections travel as transmissions of their own with one date-time group and
one originator (ACP 127(G) para 208f); they are put together in order, as one text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_OPEN = 64  # messages whose further sections are waited for

_TOKEN = re.compile(
    r"""^[ \t]*+(?=[BCFNOPRSTUVYZ\r\n])(?:
      (?P<start>(?:N{4}(?:MAF)?[ \t]*)?(?:V{1,4}[ \t]*)?ZCZC[ \t]?[A-Z]{3}[ \t]?\d{3,4}\b
        | [ZOPRY][A-Z]{2}[A-Z][A-Z0-9]{4}[ ]?[A-Z]{6,7}[ ]?\d{3,5}[ ]\d{7}\b
        | (?:ZZ|OO|PP|RR|YY)[ ][RQU][A-Z]{3,7}\b[^\n]{0,200}\n[ \t]*DE[ ][A-Z]{4,8}\b)
    | (?P<heading>(?:[ZOPRY][ ]){1,4}\d{6}Z[ ]?[A-Z]{3}[ ]\d\d|FM[ ][A-Z])
    | (?P<text>BT[ \t\r]*$|UNCLAS|C[ ]O[ ]N[ ]F|S[ ]E[ ]C[ ]R|T[ ]O[ ]P|CONFIDENTIAL|SECRET)
    | (?P<end>N{4}[ \t\r]*$)
    | (?P<blank>\r?\n\s*^)  # taken together: millions of empty lines cost no more than text
    )""",
    re.VERBOSE | re.MULTILINE,
)
_DTG = re.compile(r"^[ \t]*(?:[ZOPRY][ ]){1,4}(?P<dtg>\d{6}Z[ ]?[A-Z]{3}[ ]\d\d)", re.MULTILINE)
_FROM = re.compile(r"^[ \t]*FM[ ]+(?P<sender>[^\n]{1,60})", re.MULTILINE)
_SECTION = re.compile(
    r"^[^\n]{0,80}?\bSECTION[ ]+(?P<number>\d{1,2})[ ]+OF[ ]+(?P<total>\d{1,2})\b", re.MULTILINE
)
HEAD_CHARS = 6000


def split_stream(text: str) -> Iterator[str]:
    """Yield the messages of a stream, sections put together.

    Nothing is lost: joined, the messages have every character of the text; only sections of one
    message that others stood between change their place.
    """
    open_groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for piece in _transmissions(text):
        section = _section(piece)
        if section is None:
            yield piece
            continue
        key, number, total = section
        group = open_groups.setdefault(key, [])
        group.append((number, piece))
        if len({place for place, _ in group}) >= total:
            yield _joined(open_groups.pop(key))
        elif len(open_groups) > MAX_OPEN:
            yield _joined(open_groups.pop(next(iter(open_groups))))
    for group in open_groups.values():
        yield _joined(group)


def _joined(group: list[tuple[int, str]]) -> str:
    pieces = [piece for _, piece in sorted(group, key=lambda pair: pair[0])]
    return "".join(pieces)


def _section(piece: str) -> tuple[tuple[str, str], int, int] | None:
    """Return a transmission's message, section number and total; None without sections."""
    head = piece[:HEAD_CHARS]
    section = _SECTION.search(head)
    if section is None:
        return None
    dtg, sender = _DTG.search(head), _FROM.search(head)
    if dtg is None or sender is None or dtg.start() > section.start():
        return None
    number, total = int(section["number"]), int(section["total"])
    if not 1 <= number <= total:
        return None
    return (dtg["dtg"], sender["sender"].strip()), number, total


def _transmissions(text: str) -> Iterator[str]:
    """Cut a text at the beginnings of its transmissions; joined, the pieces are the text."""
    begin = 0
    for cut in _cuts(text):
        if cut > begin:
            yield text[begin:cut]
            begin = cut
    if begin < len(text):
        yield text[begin:]


def _cuts(text: str) -> Iterator[int]:
    has_text = ended = False
    after_end = 0
    for match in _TOKEN.finditer(text):
        if match["end"]:
            ended, after_end = True, min(match.end() + 1, len(text))
        elif ended and (match["start"] or match["heading"]):
            yield after_end
            ended = has_text = False
        elif match["start"] and has_text:
            yield match.start()
            has_text = False
        elif match["text"] and not ended:
            has_text = True
