"""A cable as it goes out: nothing in it was made with the help of what is withheld.

Whatever writes a file gets this and nothing else, so no file can hold more. The property behind
it: change only what is withheld, and no byte of a released file changes. Three things of the
withheld portions are told on purpose: that they are there, their numbers, and the page of the print
on which they begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cablegram.model import Level, Marking
from cablegram.release.deciding import Piece, merged
from cablegram.release.portions import Kind
from cablegram.release.rollup import rolled_up
from cablegram.vocabulary import exemption

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from cablegram.release.audience import Audience
    from cablegram.release.deciding import Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A line of the heading or a paragraph, as it goes out.

    Attributes:
        key: The portion's name.
        label: What stands before it.
        mark: Its mark, if anything of it is released.
        pieces: What is released and what is not, in order.
        page: The page of the print that begins before it; `None` if it is the same as before.
    """

    key: str
    label: str
    mark: str
    pieces: tuple[Piece, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A released cable.

    Attributes:
        title: Its number, or that it has none.
        banner: The marks of what is released.
        original: The marks of the whole, as they were.
        stamp: The lines of the release stamp.
        heading: Number, date and the lines of the heading.
        body: Paragraphs and signature.
        is_whole: Whether all of it is released.
        codes: The exemptions that stand in it, each once.
        legend: What each of them means.
    """

    title: str
    banner: str
    original: str
    stamp: tuple[str, ...]
    heading: tuple[Part, ...]
    body: tuple[Part, ...]
    is_whole: bool
    codes: tuple[str, ...]
    legend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a release says of itself: its day, by whose authority, under which case.

    A draft says that it is one, on every page.
    """

    day: dt.date
    authority: str = ""
    case: str = ""
    is_draft: bool = False


def document_of(
    record: dict[str, Any], shares: Sequence[Share], audience: Audience, stamp: Stamp
) -> Document:
    """Return a cable as it goes out.

    Args:
        record: The cable; only its envelope is looked at.
        shares: What is released of each portion.
        audience: To whom.
        stamp: What the release says of itself.
    """
    is_whole = all(each.is_whole for each in shares)
    codes = tuple(
        sorted({code for each in shares for piece in each.pieces for code in piece.codes})
    )
    heading = [*_numbers(record), *_parts(shares, heading=True)]
    return Document(
        title=record["mrn"] or "telegram without a number",
        banner=_banner(record, shares, audience),
        original=_original(record),
        stamp=tuple(_stamp_lines(audience, stamp, codes, is_whole=is_whole)),
        heading=tuple(heading),
        body=tuple(_parts(shares, heading=False)),
        is_whole=is_whole,
        codes=codes,
        legend=tuple(map(_meaning, codes)),
    )


def _meaning(code: str) -> tuple[str, str]:
    found = exemption(code)
    return (code, f"{found.category} ({found.law}, {found.section})" if found else "")


def _numbers(record: dict[str, Any]) -> Iterator[Part]:
    also = f" (also {', '.join(record['aliases'])})" if record["aliases"] else ""
    day = (record["dtg"] or record["date"] or "").replace("T", " ")
    for key, label, text in (
        ("mrn", "MRN", f"{record['mrn']}{also}" if record["mrn"] else ""),
        ("date", "DATE", day),
        ("precedence", "PRECEDENCE", (record["precedence"] or "").replace("_", " ").upper()),
    ):
        if text:
            yield Part(key=key, label=label, mark="", pieces=(Piece(text),))


_OF_THE_BODY = frozenset({Kind.PARAGRAPH, Kind.WHOLE})


def _parts(shares: Sequence[Share], *, heading: bool) -> Iterator[Part]:
    page = None
    for each in shares:
        portion = each.portion
        is_body = portion.kind in _OF_THE_BODY or portion.key == "signature"
        if is_body is heading:
            continue
        begins = portion.page if portion.page != page else None
        page = portion.page or page
        yield Part(
            key=portion.key,
            label=portion.label,
            mark=portion.mark if each.is_released else "",
            pieces=merged(each.pieces),
            page=begins,
        )


def _banner(record: dict[str, Any], shares: Sequence[Share], audience: Audience) -> str:
    whole = marking_of(record["marking"])
    found = [
        _marking(each, whole, audience)
        for each in shares
        if each.is_released and each.portion.kind is not Kind.ENVELOPE
    ]
    return str(rolled_up(found) or Marking(level=Level.UNCLASSIFIED))


def _marking(share: Share, whole: Marking, audience: Audience) -> Marking:
    """Return what a released portion counts as: one released above its mark, as the audience."""
    if not share.by_mark:
        return Marking(level=audience.level)
    own = share.portion.marking
    if own is None or own["level"] is None:
        return whole
    return marking_of(own)


def marking_of(data: dict[str, Any] | None) -> Marking:
    """Return a marking as it stands in a record; one that is not there could not be read."""
    if data is None:
        return Marking(level=None)
    release = data["release_to"]
    return Marking(
        level=None if data["level"] is None else Level(data["level"]),
        controls=frozenset(data["controls"]),
        release_to=None if release is None else frozenset(release),
    )


def _original(record: dict[str, Any]) -> str:
    words = [str(marking_of(record["marking"])) if record["marking"] else "UNMARKED"]
    return " ".join([*words, *(record["captions"] or ())])


def _stamp_lines(
    audience: Audience, stamp: Stamp, codes: tuple[str, ...], *, is_whole: bool
) -> Iterator[str]:
    draft = ["DRAFT, NOT RELEASED:"] if stamp.is_draft else []
    yield " ".join(
        [*draft, "RELEASE IN FULL" if is_whole else "RELEASE IN PART", ", ".join(codes)]
    ).strip()
    when = "To be released" if stamp.is_draft else f"Released {stamp.day.isoformat()}"
    said = [when, f"to {audience.label}"]
    if stamp.authority:
        said.append(f"by authority of {stamp.authority}")
    yield " ".join(said)
    if stamp.case:
        yield f"Case No. {stamp.case}"
