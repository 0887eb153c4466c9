"""What of a cable is decided one by one: its heading line by line, its text paragraph by paragraph.

A portion is named by a word that does not change as long as the cable is read the same way: `to`,
`subject`, `p3` for the third paragraph whatever number stands before it, `text` for a cable in
which no paragraphs were found.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.export.columns import portion as mark_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.access import Decided, Decision


class Kind(StrEnum):
    """What a portion is, which tells what is asked of who would see it.

    The envelope is seen by who sees any portion at all; what bears no mark of its own counts as
    the banner; the subject and the paragraphs have marks.
    """

    ENVELOPE = "envelope"
    BANNER = "banner"
    SUBJECT = "subject"
    PARAGRAPH = "paragraph"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Portion:
    """One portion, with its text as it may be released.

    Attributes:
        key: Its name, as above.
        kind: What it is.
        label: What stands before it: `TO`, `SUBJECT`, `3.`; empty if there is nothing.
        text: What is decided on; spans count its characters.
        marking: Its own mark as in the record, `None` without one.
        place: Of a paragraph its place among them, from 0.
        page: The page of the print on which a paragraph begins, if that is known.
        banner: The level of the banner, which counts where it has none of its own.
    """

    key: str
    kind: Kind
    label: str
    text: str
    marking: dict[str, Any] | None = None
    place: int = 0
    page: int | None = None
    banner: str | None = None

    @property
    def level(self) -> str | None:
        """The level that counts for it; `None` if none could be read."""
        return (self.marking or {}).get("level") or self.banner

    @property
    def mark(self) -> str:
        """The mark as it stands before the text, in brackets; empty if there is none."""
        return mark_of(self.marking)

    def decision(self, decided: Decided) -> Decision | None:
        """Return what access decided on it; `None` for the envelope, which follows the rest."""
        match self.kind:
            case Kind.ENVELOPE:
                return None
            case Kind.SUBJECT:
                return decided.subject
            case Kind.PARAGRAPH:
                return decided.paragraphs[self.place]
            case Kind.WHOLE:
                return decided.whole
            case Kind.BANNER:
                return decided.banner


def portions_of(record: dict[str, Any]) -> tuple[Portion, ...]:
    """Return the portions of a cable (`Cable.to_dict`), in the order in which they are released."""
    return (*_heading(record), *_body(record), *_ending(record))


def is_of_the_body(key: str) -> bool:
    """Tell whether a key is that of a paragraph, or of a text without any.

    >>> is_of_the_body("p12"), is_of_the_body("text"), is_of_the_body("subject")
    (True, True, False)
    """
    return key == _TEXT or (key[:1] == "p" and key[1:].isdecimal())


_TEXT: Final = "text"
#: Of the heading, in the order of a telegram. A test holds them against what access shows.
_LINES: Final = (
    ("from", "FROM", Kind.ENVELOPE),
    ("to", "TO", Kind.ENVELOPE),
    ("info", "INFO", Kind.ENVELOPE),
    ("attention", "ATTENTION", Kind.BANNER),
    ("executive_order", "E.O.", Kind.BANNER),
    ("declassify_on", "DECLASSIFY", Kind.BANNER),
    ("tags", "TAGS", Kind.ENVELOPE),
)


def _heading(record: dict[str, Any]) -> Iterator[Portion]:
    banner = _banner(record)
    texts = {
        "from": _names([record["origin"]] if record["origin"] else []),
        "to": _names(record["action"]),
        "info": _names(record["info"]),
        "attention": "; ".join(map(_said, record["attention"] or ())),
        "executive_order": _order(record["executive_order"]),
        "declassify_on": str(record["declassify_on"] or ""),
        "tags": ", ".join(_tag(each) for each in record["tags"] or ()),
    }
    for key, label, kind in _LINES:
        if text := _line(texts[key]):
            yield Portion(key, kind, label, text, banner=banner)
    if subject := _line(record["subject"] or ""):
        mark = record["subject_marking"]
        yield Portion("subject", Kind.SUBJECT, "SUBJECT", subject, mark, banner=banner)
    if references := "\n".join(map(_reference, record["references"] or ())):
        yield Portion("references", Kind.BANNER, "REF", references, banner=banner)
    if classified_by := _classified_by(record["classified_by"]):
        yield Portion("classified_by", Kind.BANNER, "CLASSIFIED BY", classified_by, banner=banner)


def _body(record: dict[str, Any]) -> Iterator[Portion]:
    paragraphs, banner = record["paragraphs"], _banner(record)
    if not paragraphs:
        if text := _lines(record["source_text"]):
            yield Portion(_TEXT, Kind.WHOLE, "", text, banner=banner)
        return
    pages = _pages(record)
    for place, each in enumerate(paragraphs):
        text, heading = _lines(each["text"]), _line(each["heading"] or "")
        if heading and not _line(text).startswith(heading):
            text = f"{heading}\n{text}"
        label = "" if each["number"] is None else f"{each['number']}."
        key = f"p{place + 1}"
        page = _page(pages, each["span"])
        yield Portion(key, Kind.PARAGRAPH, label, text, each["marking"], place, page, banner)


def _ending(record: dict[str, Any]) -> Iterator[Portion]:
    if record["paragraphs"] and (signature := _line(record["signature"] or "")):
        yield Portion("signature", Kind.BANNER, "", signature, banner=_banner(record))


def _banner(record: dict[str, Any]) -> str | None:
    level: str | None = (record["marking"] or {}).get("level")
    return level


def _pages(record: dict[str, Any]) -> list[tuple[int, int]]:
    """Return where pages of the print begin in the source text, with their numbers."""
    lines = record["transmission"].get("page_lines") or ()
    return [
        (each["span"]["start"], each["page"])
        for each in lines
        if each["kind"] == "page" and each["page"] is not None and each["span"]
    ]


def _page(pages: list[tuple[int, int]], span: dict[str, int] | None) -> int | None:
    if span is None:
        return None
    return max((each for each in pages if each[0] <= span["start"]), default=(0, None))[1]


def _names(addressees: list[dict[str, Any]] | None) -> str:
    return "; ".join(
        f"{each['name']} {(each['precedence'] or '').replace('_', ' ').upper()}".strip()
        for each in addressees or ()
    )


def _said(value: dict[str, Any]) -> str:
    return str(value.get("text") or value.get("name") or "")


def _order(order: dict[str, Any] | None) -> str:
    if order is None:
        return ""
    return ": ".join(each for each in (order["number"], order["text"]) if each)


def _tag(tag: dict[str, Any]) -> str:
    return str(tag["code"])


def _reference(reference: dict[str, Any]) -> str:
    label = f"({reference['label']}) " if reference["label"] else ""
    return label + (reference["mrn"] or _line(reference["text"]))


def _classified_by(said: dict[str, Any] | None) -> str:
    if said is None:
        return ""
    parts = (said["name"], said["title"], ", ".join(said["reasons"]))
    return _line("; ".join(each for each in parts if each))


def _line(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
