"""Numbers that are watched: who cites them, and when one that was cited arrives."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cablegram.archive.edges import reference_rows
from cablegram.archive.listed import mrn_of
from cablegram.archive.view import with_mentions
from cablegram.model import MRN, Cable, InvalidMRN
from cablegram.model.codec import mrn_from_text
from cablegram.read.paragraphs import paragraph_references
from cablegram.search.documents import number_without_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A number that a subscription watches.

    Attributes:
        subscription_id: Whose.
        mrn: The number; without a year, that of every year.
        cites: Whether it is told of what cites the number.
        arrives: Whether it is told of the cable itself, when it is filed.
        distance: Of a thread: steps of references to the cable that was asked for.
    """

    subscription_id: str
    mrn: MRN
    cites: bool = True
    arrives: bool = False
    distance: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """That a form has something to do with a number that is watched; `rule` says what."""

    watched: Watched
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The numbers that a form has (`own`), and those that it cites, each with where it does."""

    own: tuple[MRN, ...]
    cited: tuple[tuple[MRN, str], ...]


class Numbers:
    """All that is watched, by number."""

    def __init__(self) -> None:
        self._by_number: dict[str, list[Watched]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._by_number)

    def watch(self, watched: Watched) -> None:
        """Watch a number."""
        self._by_number[_bare(watched.mrn)].append(watched)

    def fired(self, named: Named) -> Iterator[Fired]:
        """Yield what a form has to do with the numbers, by nothing but the form."""
        for mrn in named.own:
            for each in self._by_number.get(_bare(mrn), ()):
                if each.arrives and _is_meant(each.mrn, mrn):
                    yield Fired(watched=each, rule=f"is {mrn}")
        for mrn, where in named.cited:
            for each in self._by_number.get(_bare(mrn), ()):
                if each.cites and _is_meant(each.mrn, mrn):
                    yield Fired(watched=each, rule=f"cites {mrn}{where}")


def named_in(record: Record) -> Named:
    """Return the numbers that a form has and cites, as the archive would have them."""
    own = tuple(mrn_from_text(text) for text in (record["mrn"], *record["aliases"]) if text)
    bare = {_bare(each) for each in own}
    cited: list[tuple[MRN, str]] = []
    for reference in record["references"] or ():
        if reference["mrn"]:
            where = f" as {reference['label']}" if reference["label"] else ""
            cited.append((mrn_from_text(reference["mrn"]), where))
            bare.add(_bare(cited[-1][0]))
    for place, mrn in _mentioned(record):
        if mrn.year is None:  # it is inferred, which takes the whole cable
            return Named(own=own, cited=tuple(_inferred(record)))
        if _bare(mrn) not in bare:
            bare.add(_bare(mrn))
            cited.append((mrn, f" in paragraph {place}"))
    return Named(own=own, cited=tuple(cited))


def _mentioned(record: Record) -> Iterator[tuple[int, MRN]]:
    """Yield the numbers that stand in paragraphs."""
    is_again = not record["source_text"] and record["references"] is None
    for place, paragraph in enumerate(record["paragraphs"], 1):
        if is_again:  # they were read with the help of the REF line, which is not seen
            for used in paragraph_references(paragraph["text"]):
                if isinstance(used, MRN):
                    yield place, used
            continue
        for text in paragraph["references"]:
            if len(text) > len("A") and (number := number_of(text)) is not None:
                yield place, number


def _inferred(record: Record) -> Iterator[tuple[MRN, str]]:
    for row in reference_rows(with_mentions(Cable.from_dict(record))):
        mrn = mrn_of(row[3], row[4], row[5], int(row[6] or 0))  # type: ignore[arg-type]
        if mrn is not None:
            label, paragraph = str(row[1] or ""), str(row[13] or "")
            where = f" in paragraph {paragraph}" if paragraph else ""
            yield mrn, f" as {label}" if label else where


def _is_meant(watched: MRN, found: MRN) -> bool:
    return watched.year is None or watched.year == found.year


def _bare(mrn: MRN) -> str:
    return number_without_year(str(mrn))


def number_of(text: str) -> MRN | None:
    """Return the number in a text, `None` if it is none."""
    try:
        return MRN.parse(text)
    except InvalidMRN:
        return None
