"""Numbers that are watched: who cites them, and when one that was cited arrives."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cablegram.archive.edges import reference_rows
from cablegram.archive.listed import mrn_of
from cablegram.archive.view import with_mentions
from cablegram.model import MRN, Cable, InvalidMRN
from cablegram.read.paragraphs import paragraph_references
from cablegram.search.documents import number_without_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    Bare = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A number that a subscription watches.

    Attributes:
        subscription_id: Whose.
        mrn: The number; without a year, that of every year.
        distance: Of a thread: steps of references to the cable that was asked for.
        arrives: Whether the cable itself is told of, when it is filed.
    """

    subscription_id: str
    mrn: MRN
    distance: int = 0
    arrives: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """That a form has something to do with a number that is watched; `rule` says what."""

    watched: Watched
    rule: str


class Numbers:
    """All that is watched, by number."""

    def __init__(self) -> None:
        self._by_number: dict[Bare, list[Watched]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._by_number)

    def watch(self, watched: Watched) -> None:
        """Watch a number."""
        self._by_number[_bare(watched.mrn)].append(watched)

    def fired(self, record: dict[str, Any]) -> list[Fired]:
        """Return what a form has to do with the numbers, by nothing but the form."""
        if not self._by_number:
            return []
        found = list(self._arrived(record))
        if any(bare in self._by_number for bare in _candidates(record)):
            found += self._cited(record)
        return found

    def cited_by(self, record: dict[str, Any]) -> list[MRN]:
        """Return the numbers that a form cites."""
        return [mrn for mrn, _ in _citations(record)]

    def _arrived(self, record: dict[str, Any]) -> Iterator[Fired]:
        for text in (record["mrn"], *record["aliases"]):
            if text and number_without_year(text) in self._by_number:
                mrn = MRN.parse(text)
                for each in self._by_number[_bare(mrn)]:
                    if each.arrives and _is_meant(each.mrn, mrn):
                        yield Fired(watched=each, rule=f"is {mrn}")

    def _cited(self, record: dict[str, Any]) -> Iterator[Fired]:
        for mrn, where in _citations(record):
            for each in self._by_number.get(_bare(mrn), ()):
                if _is_meant(each.mrn, mrn):
                    yield Fired(watched=each, rule=f"cites {mrn}{where}")


def _candidates(record: dict[str, Any]) -> Iterator[Bare]:
    """Yield numbers without their years that a form may cite; few are looked at closely."""
    for reference in record["references"] or ():
        if reference["mrn"]:
            yield number_without_year(reference["mrn"])
    for paragraph in record["paragraphs"]:
        used = paragraph["references"]
        if not record["source_text"] and record["references"] is None:
            # The references were made with the help of the REF line, which is not seen.
            for each in paragraph_references(paragraph["text"]):
                if isinstance(each, MRN):
                    yield _bare(each)
            continue
        yield from map(number_without_year, used)


def _citations(record: dict[str, Any]) -> Iterator[tuple[MRN, str]]:
    """Yield the numbers that a form cites, and where."""
    for row in reference_rows(with_mentions(Cable.from_dict(record))):
        mrn = mrn_of(row[3], row[4], row[5], int(row[6] or 0))  # type: ignore[arg-type]
        if mrn is not None:
            label, paragraph = str(row[1] or ""), row[14] or 0
            where = f" in paragraph {paragraph!s}" if paragraph else ""
            where = f" as {label}" if label else where
            yield mrn, where


def _is_meant(watched: MRN, found: MRN) -> bool:
    return watched.year is None or found.year is None or watched.year == found.year


def _bare(mrn: MRN) -> Bare:
    return number_without_year(str(mrn))


def number_of(text: str) -> MRN | None:
    """Return the number in a text, `None` if it is none."""
    try:
        return MRN.parse(text)
    except InvalidMRN:
        return None
