"""The heading of a cable on paper, in the order in which it went over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cablegram.model import Addressee, Cable, Precedence

_PROSIGNS: Final = {
    "flash": "Z", "niact_immediate": "O", "immediate": "O", "priority": "P", "routine": "R",
}  # fmt: skip
_ADDRESSEES_SHOWN: Final = 60


def paper_heading(cable: Cable) -> Iterator[str]:
    """Yield the lines of the heading: time, addresses, number, order, TAGS, subject, references.

    They are made from what was read, so that cables of all forms look alike; the lines as they
    came stand in the source text.
    """
    first = [_prosign(cable.precedence), cable.dtg_text or (str(cable.date) if cable.date else "")]
    if cable.dtg is not None:
        first[1] = f"{cable.dtg:%d%H%M}Z {cable.dtg:%b %y}".upper()
    yield from filter(None, [" ".join(filter(None, first))])
    if cable.origin is not None:
        yield f"FM {cable.origin.name}"
    yield from _addresses("TO", cable.action or ())
    yield from _addresses("INFO", cable.info or ())
    yield ""
    if cable.mrn is not None:
        yield str(cable.mrn)
    if cable.captions:
        yield ", ".join(cable.captions)
    order = cable.executive_order
    if order is not None and (order.number or order.text):
        number = f"E.O. {order.number}: " if order.number else ""
        yield f"{number}{' '.join(order.text.split())}".strip()
    if cable.tags:
        yield f"TAGS: {', '.join(tag.code for tag in cable.tags)}"
    if cable.subject:
        yield f"SUBJECT: {cable.subject}"
    for place, each in enumerate(cable.references or ()):
        label = f"{each.label}. " if each.label else ""
        yield f"{'REF: ' if not place else '     '}{label}{' '.join(each.text.split())}"


def _prosign(precedence: Precedence | None) -> str:
    return "" if precedence is None else _PROSIGNS.get(precedence.value, "")


def _addresses(line: str, addressees: Iterable[Addressee]) -> Iterator[str]:
    for place, each in enumerate(list(addressees)[:_ADDRESSEES_SHOWN]):
        precedence = f" {each.precedence_text}" if each.precedence_text else ""
        yield f"{line + ' ' if not place else ''}{each.name}{precedence}"
