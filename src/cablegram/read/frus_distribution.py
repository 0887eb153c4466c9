"""Who else got a telegram, as the source note of a volume says: "Repeated to", "Also sent to".

Source: reference section 8 (source-note grammar).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cablegram.model import Addressee
from cablegram.read.frus_source_note import MAX_NOTE, PRECEDENCES, sentence_end, with_hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.read.view import View

_SENT: Final = re.compile(
    r"(?P<kind>Also sent|[Rr]epeated|Also repeated|(?:(?<=[.;)\]] )|\A)Sent|and also sent"
    r"|and pouched)"
    r"(?P<info> for information)?(?P<middle>(?: \w+){0,3}?) to (?=\S)"
)
_PRECEDENCE_WORD: Final = re.compile(
    r"(?P<word>(?:Niact |Operational )?(?:Immediate|Priority|Routine|Flash|Niact))\b(?: to)?",
    re.IGNORECASE,
)
_STOP: Final = re.compile(
    r"[,;]?\s(?:at \d|for information|(?:and )?(?:also )?repeated"
    r"|(?:and )?also sent|and (?:passed|pouched|forwarded|relayed|received)"
    r"|and (?:drafted|cleared|approved)"
    r"|(?:passed|pouched|forwarded|relayed) to|and (?:was|is|were)|which|where|who|with|by)\b"
    r"|\. Drafted"
)
_LEAD: Final = re.compile(r"(?:(?:also|and|the|exclusive|to)\s+)+(?=\S)")
_TRAIL: Final = re.compile(
    r"\s+(?:as (?:telegrams? |[A-Z][a-z]+ )?[\d,-]+|on [A-Z][a-z]+ \d+|for [A-Z][\w ]*"
    r"|exclusive(?: for)?|eyes only|Eyes Only|also|and|niact|priority|personal|\(?by pouch\)?"
    r"|(?:to|for) pass(?: to)?)\b.*\Z"
    r"|\s+\([^()]*\Z"
)
_JOINTS: Final = frozenset({"and", "also", "to"})
MAX_ADDRESSEES: Final = 60
MAX_NAME: Final = 120


def read_distribution(view: View) -> Iterator[tuple[str, Addressee]]:
    """Yield `("sent" or "info", addressee)` for the posts that a note names besides the head's.

    "Sent to" gives the action posts of a circular; "Repeated to", "Also sent to" and "Sent for
    information to" give those for information. Precedence words stand before their posts.
    """
    text = with_hyphens(view.text[:MAX_NOTE])
    count = 0
    for match in _SENT.finditer(text):
        between = match["middle"].split()
        if "with" in between or "instructions" in between:
            continue  # "Sent with instructions to pass to": no addressee of this telegram
        is_action = match["kind"] == "Sent" and not match["info"] and "also" not in between
        kind = "sent" if is_action else "info"
        end = sentence_end(text, match.end())
        stop = _STOP.search(text, match.end(), end)
        end = stop.start() if stop else end
        current = _PRECEDENCE_WORD.search(match["middle"])
        word = current["word"] if current else None
        for start, right in _items(text, match.end(), end):
            ahead = _PRECEDENCE_WORD.match(text, start, right)
            word = ahead["word"] if ahead else word
            left = right - len(text[ahead.end() if ahead else start : right].lstrip())
            if left >= right:
                continue
            count += 1
            if count > MAX_ADDRESSEES:
                return
            precedence = PRECEDENCES.get(word.lower()) if word else None
            addressee = Addressee(
                name=view.text[left:right],
                precedence=precedence,
                precedence_text=word,
                span=view.span(left, right),
            )
            yield kind, addressee


_ITEM: Final = re.compile(r"(?:[^,;()]|\([^()]*\)|[()])+")
_AND: Final = re.compile(r"\A\s*and |\s+and (?=[A-Z]|the |to |niact |priority |also )")


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the posts in a list with commas and a last "and"."""
    for match in _ITEM.finditer(text, start, end):
        place = match.start()
        for joint in _AND.finditer(match[0]):
            yield from _trimmed(text, place, match.start() + joint.start())
            place = match.start() + joint.end()
        yield from _trimmed(text, place, match.end())


def _trimmed(text: str, left: int, right: int) -> Iterator[tuple[int, int]]:
    if right - left > 4 * MAX_NAME:
        return
    left = right - len(text[left:right].lstrip())
    lead = _LEAD.match(text, left, right)
    left = lead.end() if lead else left
    trail = _TRAIL.search(text, left, right)
    right = trail.start() if trail else right
    opened = text.rfind("(", left, right)
    if opened > left and text.find(")", opened, right) < 0:
        right = opened  # "Brussels (also for USEC)"
    right = left + len(text[left:right].rstrip(" ."))
    if left < right and right - left <= MAX_NAME and text[left:right].lower() not in _JOINTS:
        yield left, right
