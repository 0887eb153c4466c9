"""What a reader gets of a cable: the portions that he sees, and nothing that depends on others.

A portion without a mark, or with one that could not be read, counts as the banner; a banner that
could not be read, as the highest level. A paragraph whose text holds marks of its own (those of
its sub-paragraphs) counts as all of them together. Who sees any portion sees the envelope:
number, date, addresses, precedence, TAGS, captions, the banner, and which sections there are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cablegram.access.reader import Reader, sees
from cablegram.model import Level, Marking

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What everyone gets who sees one portion at least.
ENVELOPE: Final = (
    "form", "genre", "availability", "mrn", "aliases", "dtg", "date", "precedence", "origin",
    "action", "info", "marking", "captions", "tags", "subject_marking",
)  # fmt: skip
#: What bears no mark of its own and comes from the heading or the end: it counts as the banner.
OF_THE_BANNER: Final = (
    "attention", "executive_order", "declassify_on", "classified_by", "references", "signature",
)  # fmt: skip
#: What is made from the whole text, with the value that stands for nothing.
OF_THE_WHOLE: Final[dict[str, Any]] = {
    "schema": "cablegram.cable/1", "source_text": "", "tree": [], "coverage": 0.0, "source": None,
    "carrier": None, "encoding": None, "spans": {},
    "summary": None, "comment": None, "notes": (), "release": (),
    "attributes": {}, "diagnostics": (),
}  # fmt: skip

_LEVELS: Final = {
    "U": Level.UNCLASSIFIED, "SBU": Level.UNCLASSIFIED, "LOU": Level.UNCLASSIFIED,
    "FOUO": Level.UNCLASSIFIED, "UNCLASSIFIED": Level.UNCLASSIFIED, "R": Level.RESTRICTED,
    "RESTRICTED": Level.RESTRICTED, "C": Level.CONFIDENTIAL, "CONFIDENTIAL": Level.CONFIDENTIAL,
    "S": Level.SECRET, "SECRET": Level.SECRET, "TS": Level.TOP_SECRET,
    "TOP SECRET": Level.TOP_SECRET,
}  # fmt: skip
_CONTROLS: Final = {"NF": "NOFORN", "N": "NOFORN", "OC": "ORCON", "PR": "PROPIN", "IMC": "IMCON"}
_LEVEL_WORDS: Final = "|".join(sorted(_LEVELS, key=len, reverse=True))
# "PERSON(S)" is no mark, so nothing but a blank or a sign may stand before the bracket.
_MARK: Final = re.compile(
    rf"(?<![^\s.,;:)\]-])\([ ]?(?P<level>{_LEVEL_WORDS})(?P<rest>[ /,-][A-Z /,-]{{0,60}})?\)"
)
_SEPARATORS: Final = re.compile(r"[/,\s-]+")
_REL: Final = re.compile(r"REL(?:EASABLE)?(?: TO)?\b(?P<list>[A-Z ,/]*)")


def visible(record: dict[str, Any], reader: Reader) -> dict[str, Any] | None:
    """Return the record of a cable (`Cable.to_dict`) as a reader may see it.

    Args:
        record: The whole record; it is not changed.
        reader: Who looks.

    Returns:
        The record itself if all of it may be seen; else one that `Cable.from_dict` takes, without
        a text of its own; `None` if no portion of it may be seen.
    """
    if reader.sees_all:
        return record
    banner = _marking(record["marking"]) or Marking(level=None)
    is_banner_seen = sees(reader, banner)
    paragraphs = [
        paragraph
        for paragraph in record["paragraphs"]
        if all(sees(reader, marking) for marking in _markings(paragraph, banner))
    ]
    has_subject = record["subject"] is not None
    is_subject_seen = has_subject and all(
        sees(reader, marking)
        for marking in (
            _portion(record["subject_marking"], banner),
            *_embedded(record["subject"]),
        )
    )
    is_whole = is_banner_seen and len(paragraphs) == len(record["paragraphs"])
    is_whole = is_whole and (is_subject_seen or not has_subject)
    if is_whole and not record["paragraphs"]:
        is_whole = all(sees(reader, marking) for marking in _embedded(record["source_text"]))
    if is_whole:
        return record
    if not (paragraphs or is_subject_seen):
        return None
    made = OF_THE_WHOLE | {name: record[name] for name in ENVELOPE}
    made |= {name: record[name] if is_banner_seen else None for name in OF_THE_BANNER}
    made["subject"] = record["subject"] if is_subject_seen else None
    made["paragraphs"] = (
        paragraphs
        if is_banner_seen
        else [{**each, "references": []} for each in paragraphs]  # made with the help of REF
    )
    transmission = record["transmission"]
    made["transmission"] = {name: transmission[name] for name in ("sections", "missing_sections")}
    seen: dict[str, Any] = _without_places(made)
    return seen


def _without_places(value: Any) -> Any:  # noqa: ANN401 (JSON)
    """Return a value without the places in the text: they tell how long the rest of it is."""
    if isinstance(value, dict):
        return {
            key: None if key == "span" else _without_places(each) for key, each in value.items()
        }
    return [_without_places(each) for each in value] if isinstance(value, list) else value


def _markings(paragraph: dict[str, Any], banner: Marking) -> Iterator[Marking]:
    yield _portion(paragraph["marking"], banner)
    yield from _embedded(paragraph["text"])
    yield from _embedded(paragraph["heading"] or "")


def _portion(data: dict[str, Any] | None, banner: Marking) -> Marking:
    marking = _marking(data)
    return banner if marking is None or marking.level is None else marking


def _marking(data: dict[str, Any] | None) -> Marking | None:
    if data is None:
        return None
    release = data.get("release_to")
    return _made(
        data.get("level"),
        tuple(data.get("controls") or ()),
        None if release is None else tuple(release),
    )


@lru_cache(maxsize=4096)
def _made(level: str | None, controls: tuple[str, ...], release: tuple[str, ...] | None) -> Marking:
    return Marking(
        level=None if level is None else Level(level),
        controls=frozenset(controls),
        release_to=None if release is None else frozenset(release),
    )


def _embedded(text: str) -> Iterator[Marking]:
    """Yield the marks that stand in a text."""
    if "(" in text:
        for match in _MARK.finditer(text):
            yield _read(match["level"], match["rest"] or "")


@lru_cache(maxsize=4096)
def _read(level: str, rest: str) -> Marking:
    release = _REL.search(rest)
    if release is not None:
        rest = rest[: release.start()] + rest[release.end() :]
    words = {_CONTROLS.get(word, word) for word in _SEPARATORS.split(rest) if word}
    if level in {"SBU", "LOU", "FOUO"}:
        words.add(level)
    return Marking(
        level=_LEVELS[level],
        controls=frozenset(words),
        release_to=None
        if release is None
        else frozenset(word for word in _SEPARATORS.split(release["list"]) if word),
    )
