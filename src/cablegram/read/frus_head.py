"""The head of a document of *Foreign Relations*: its number, what it is, from whom, to whom.

From 1955 on: `50. Telegram From the Embassy in X to the Department of State`. Before: `The
Ambassador in X (Name) to the Secretary of State`, and only the file line says telegram.
Source: reference section 8 (head patterns).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cablegram.model import Addressee
from cablegram.read.frus_source_note import with_hyphens
from cablegram.read.frus_station import is_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.read.view import View

MAX_HEAD: Final = 1500

_NUMBER: Final = re.compile(r"\s*\[?(?P<number>\d{1,5}[a-z]?)\]?\.?\]?\s*(?=\D)")
_KIND: Final = re.compile(
    r"\s*(?P<kind>(?:[A-Z][\w-]* (?:of )?){0,4}?(?:Telegram|Airgram|Message|Cable|Telex))\b"
    r"(?P<ref>(?: (?:No\. ?)?[A-Z]{0,3}-?\d[\w/ -]{0,40}?| [A-Z][A-Za-z]+ \d[\w/ -]{0,40}?)?)"
    r",? (?P<from>[Ff]rom)\b"
)
_BARE_KIND: Final = re.compile(r"\s*(?:[A-Z][\w-]* ){0,3}?(?P<kind>Telegram|Airgram)\b")
_DOCUMENT: Final = re.compile(
    r"\s*(?P<kind>(?:[A-Z\"“][\w’'\"”-]* (?:of |for |to )?){0,6}?"
    r"(?:Memorandum|Letter|Note|Paper|Report|Minutes|Editorial|Despatch|Instruction|Record|Message"
    r"|Aide-Mémoire|Statement|Summary|Notes|Estimate|Directive))\b"
)
_FROM: Final = re.compile(r"\b[Ff]rom\b")
_DATE: Final = re.compile(
    r"[,.]?\s*(?P<date>(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December),? \d{1,2}, \d{4}(?:, \d{3,4} ?Z)?.{0,60})\Z"
)
#: A place before the date: "to the Department of State, Kampala, August 25, 1972".
_SEAT: Final = re.compile(r", (?P<place>[A-Z][a-z]+(?: [A-Z][a-z]+)?)\Z")
_TO: Final = re.compile(r"\s(?P<to>to|of)(?:\s+(?=\S)|(?=[A-Z]))|\((?P<brackets>[^()]*)\)")
#: Words after which " to " belongs to a title: "Mission to the United Nations".
_TITLE: Final = re.compile(
    r"\b(?:Mission|Missions|Ambassador|Delegation|Representative|Observer|Assistant|Adviser|Advisor"
    r"|Minister|Envoy|Deputy|Counselor|Liaison|Aide|Consultant|accredited|Attaché|Representatives"
    r"|Secretary|Experts|Exports)\Z"
)
_OFFICE_AHEAD: Final = re.compile(r"(?:the )?(?:Embass|Legation|Consul|Mission|Department)")
_OUTER: Final = re.compile(r"\s*,?\s*(?P<at>(?:,? ?(?:in|at) [A-Z][\w .,’'-]{2,40}))\Z")
_PLURAL: Final = re.compile(
    r"(?P<kind>Embassies|Legations|Consulates General|Consulates|Missions|Stations)"
    r" (?P<word>in|at|to) "
)
_SINGULAR: Final = {
    "Embassies": "Embassy",
    "Legations": "Legation",
    "Consulates General": "Consulate General",
    "Consulates": "Consulate",
    "Missions": "Mission",
    "Stations": "Station",
}
_OPENS: Final = (
    r"(?:the |The )?(?:U\.S\. )?(?:Embass|Legation|Consul|Mission|Department|Secretary of State"
    r"|Secretary of Defense|Assistant Secretary|Under Secretary|Ambassador|President|Commander"
    r"|Chairman|Delegation|Interests Section|White House|Certain|Vice President|Special"
    r"|[A-Z][\w ]{2,40} Attach)"
)
_JOINT: Final = re.compile(
    rf"(?:, and (?={_OPENS})| and (?={_OPENS})|, (?=(?:the )?(?:Embass|Mission|Consul|Legation)))"
)
_LIST: Final = re.compile(r", and |, | and ")
_ONE_COUNTRY: Final = ("Trinidad and Tobago", "Bosnia and Herzegovina", "Antigua and Barbuda")
_COLLECTIVE: Final = ("Certain", "All", "Selected", "Posts", "Treasury")
#: Old volumes have the name in an element of its own, with blanks around it.
_INNER: Final = re.compile(r"(?<=\() | (?=\))|(\S) (?=,)")
_ARTICLE: Final = re.compile(r"(?:[Tt]he|Mr\.(?= the))(?:\s+|(?=[A-Z]))")


@dataclass(slots=True)
class Head:
    """What a head says; `kind` is its words ("Circular Telegram"), empty for the old heads.

    `title` is all of it behind the number, of a document that is neither from nor to anybody.
    """

    number: str | None = None
    kind: str = ""
    genre: str = "document"
    reference: tuple[int, int] | None = None
    sender: Addressee | None = None
    addressees: tuple[Addressee, ...] = ()
    date: tuple[int, int] | None = None
    title: tuple[int, int] | None = None
    parted: bool = field(default=False)


def read_head(view: View) -> Head:
    """Return the parts of a head, given its view without the notes."""
    text = with_hyphens(view.text[:MAX_HEAD]).replace("\n", " ")
    head = Head()
    number = _NUMBER.match(text)
    place = 0
    if number is not None:
        head.number = number["number"]
        place = number.end()
    named = place
    end = len(text)
    date = _DATE.search(text, max(place, end - 140))
    if date is not None:
        head.date = date.span("date")
        end = date.start()
        seat = _SEAT.search(text, max(place, end - 40), end)
        if seat is not None and is_place(seat["place"]):
            end = seat.start()
    kind = _KIND.match(text, place)
    if kind is not None:
        head.kind = kind["kind"]
        head.genre = "airgram" if "Airgram" in head.kind else "cable"
        head.reference = kind.span("ref") if kind["ref"] else None
        place = kind.end()
    elif (bare := _BARE_KIND.match(text, place)) is not None:
        head.kind = bare["kind"]
        head.genre = "airgram" if bare["kind"] == "Airgram" else "cable"
        origin = _FROM.search(text, bare.end(), end)
        place = origin.end() if origin else end
    elif (document := _DOCUMENT.match(text, place)) is not None:
        head.kind = document["kind"]
        origin = _FROM.search(text, document.end(), end)
        place = origin.end() if origin else end
    _parties(head, view, text, place, end)
    if head.genre == "document" and head.sender is None and not head.addressees:
        head.title = _trim(text, named, end)
    return head


def _parties(head: Head, view: View, text: str, start: int, end: int) -> None:
    """Find the sender and the addressees in `text[start:end]`."""
    while end > start and text[end - 1] in " .,;":
        end -= 1
    if text.rfind("[", start, end) > text.rfind("]", start, end) and text[end - 1] == "[":
        end -= 1
    joint = _split(text, start, end)
    if joint is None:
        if head.kind:
            head.sender = next(_names(view, text, start, end), None)
        return
    head.parted = True
    left, right = joint
    senders = list(_names(view, text, start, left))
    whole = _strip(text, start, left)
    head.sender = senders[0] if len(senders) == 1 else _addressee(view, *whole)
    head.addressees = tuple(_names(view, text, right, end))


def _split(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the places before and after the " to " between sender and addressee.

    The first one that does not belong to a title; if all do, the last. "of" stands for "to" in
    a misprint that two volumes have ("Department of State of the Embassy in Jordan").
    """
    titles: list[tuple[int, int]] = []
    misprint: tuple[int, int] | None = None
    for match in _TO.finditer(text, start, end):
        if match["to"] is None:
            continue
        if match["to"] == "of":
            if text[start : match.start()].endswith("Department of State") and (
                _OFFICE_AHEAD.match(text, match.end())
            ):
                misprint = misprint or match.span()
            continue
        before = text[max(start, match.start() - 40) : match.start()]
        if _TITLE.search(before) is None or before.endswith("and Secretary"):
            return match.span()
        titles.append(match.span())
    return titles[-1] if titles else misprint


def _names(view: View, text: str, start: int, end: int) -> Iterator[Addressee]:
    """Yield the parties of a list: "the Embassies in X and Y and the Mission to Z"."""
    left, right = _strip(text, start, end)
    if left >= right:
        return
    if text.startswith(_COLLECTIVE, left) and " and the " not in text[left:right]:
        yield _addressee(view, left, right)
        return
    place = left
    for match in _JOINT.finditer(text, left, right):
        if text[left : match.start()].count("(") != text[left : match.start()].count(")"):
            continue
        if _within_name(text, match.start()):
            continue
        yield from _plural(view, text, place, match.start())
        place = match.end()
    yield from _plural(view, text, place, right)


def _within_name(text: str, at: int) -> bool:
    return text.startswith(" and ", at) and any(
        text.startswith(name, at - name.index(" and ")) for name in _ONE_COUNTRY
    )


def _plural(view: View, text: str, start: int, end: int) -> Iterator[Addressee]:
    left, right = _strip(text, start, end)
    if left >= right:
        return
    plural = _PLURAL.match(text, left, right)
    if plural is None:
        yield _addressee(view, left, right)
        return
    word = f"{_SINGULAR[plural['kind']]} {plural['word']} "
    place = plural.end()
    ends = [
        m.span() for m in _LIST.finditer(text, place, right) if not _within_name(text, m.start())
    ]
    for stop, after in [*ends, (right, right)]:
        if place < stop:
            yield Addressee(name=word + view.text[place:stop], span=view.span(place, stop))
        place = after


def _addressee(view: View, start: int, end: int) -> Addressee:
    name = _INNER.sub(r"\1", " ".join(view.text[start:end].split()))
    return Addressee(name=name, span=view.span(start, end))


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the blanks and stops around a stretch, and its article."""
    start, end = _trim(text, start, end)
    article = _ARTICLE.match(text, start, end)
    return (article.end() if article else start), end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " .,;":
        end -= 1
    while start < end and text[start] in " ,;":
        start += 1
    return start, end
