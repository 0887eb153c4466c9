"""What could be meant by what is typed, one kind after the other; each asks one state of an index.

Nothing is proposed that no cable of the index has, except fields, orders and things to ask for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from cablegram import vocabulary
from cablegram.model import MRN, InvalidMRN, Level, Precedence
from cablegram.search.field_words import FIELD_MEANINGS, HAS_MEANINGS, SORT_MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.archive import Summary
    from cablegram.archive.interface import RecordStore
    from cablegram.search.finding import Finder

_ROLES: Final = {"from": "sent by", "to": "addressed to", "info": "for information to"}
_NUMBER: Final = re.compile(
    r"(?P<year>(?:19|20)?[0-9]{2})?[ ]?(?P<station>[A-Za-z][A-Za-z.' ]{0,40}?)"
    r"[ ]?0*(?P<serial>[0-9]{0,7})"
)
#: Below so many letters too many words begin so.
LEAST_LETTERS: Final = 2
LEAST_OF_A_MEANING: Final = 3
_MOST_PER_KIND: Final = 8
#: So far the words of a name may stand out of line: RUSK, DEAN is Dean Rusk.
NAME_PLACES: Final = 4
#: Longer names that no table has are whole offices with their people.
_LONGEST_NAME: Final = 24
_LISTED: Final = 24
#: A post with more cables has its numbers tried one by one, not walked through.
_MOST_WALKED: Final = 20_000
_LONGEST_SUBJECT: Final = 80
_TRIED: Final = 200
_MOST_PER_SERIES: Final = 100
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Something that could be meant.

    Attributes:
        kind: `field`, `tag`, `station`, `number`, `person`, `word`, `caption`, `class`, `date` ...
        text: What a query says for it: `tags:SMIG`, `from:lisbon`, `07LISBON13`.
        label: What a person reads first.
        meaning: What that is; empty where the label says it.
        count: How many cables have it; `None` where that is not counted.
        is_exact: Whether it is what is typed, to the last letter.
    """

    kind: str
    text: str
    label: str
    meaning: str = ""
    count: int | None = None
    is_exact: bool = False
    #: The field and the term of the index that it is counted by.
    counted_by: tuple[str, str | int] | None = field(default=None, compare=False, repr=False)


def quoted(text: str) -> str:
    """Return a value as a query has it: in quotation marks if it needs them."""
    plain = re.sub(r'["“”„]', " ", text).strip()
    return plain if re.fullmatch(r"[\w./-]+", plain) else f'"{plain}"'


class Proposer:
    """Proposes what one state of an archive has."""

    def __init__(self, finder: Finder, store: RecordStore) -> None:
        self._finder = finder
        self._store = store

    def fields(self, text: str) -> Iterator[Proposal]:
        """Propose fields whose name begins so."""
        wanted = text.lower()
        for name, meaning in FIELD_MEANINGS.items():
            if wanted and name.startswith(wanted):
                yield Proposal(
                    kind="field",
                    text=f"{name}:",
                    label=f"{name}:",
                    meaning=meaning,
                    is_exact=name == wanted,
                )

    def tags(self, text: str) -> list[Proposal]:
        """Propose TAGS whose code begins so, or whose meaning has a word that does."""
        wanted = " ".join(text.upper().split())
        counts = dict(self._terms("tags", wanted))
        if len(wanted) >= LEAST_OF_A_MEANING:
            meant = [code for code in vocabulary.codes_beginning(wanted) if code not in counts]
            counts |= {code: count for code in meant if (count := self._count("tags", code))}
        made = [
            Proposal(
                kind="tag",
                text=f"tags:{quoted(code)}",
                label=code,
                meaning=_tag_meaning(code),
                count=count,
                counted_by=("tags", code),
                is_exact=code == wanted,
            )
            for code, count in counts.items()
        ]
        return _most_first(made, wanted)

    def stations(self, text: str, role: str = "from") -> list[Proposal]:
        """Propose posts that any of their names begins so."""
        folded = vocabulary.fold_station_name(text)
        counts = {
            station: count
            for station in vocabulary.stations_beginning(text)
            if (count := self._count(role, station))
        }
        for term, count in self._terms(role, folded):
            if len(term) <= _LONGEST_NAME and vocabulary.canonical_station(term) in {None, term}:
                counts.setdefault(term, count)
        found = [_station(role, name, count, folded) for name, count in counts.items()]
        return _most_first(found, text.upper().strip())

    def numbers(self, text: str, field: str = "") -> list[Proposal]:
        """Propose numbers that begin so; those of a post in the order of its series."""
        match = _NUMBER.fullmatch(text.strip())
        if match is None:
            return []
        prefix = _prefix(match)
        if prefix is None:
            return []
        index_field = "ref" if field in {"ref", "cites"} else "mrn"
        index_field += "" if match["year"] else "_any"
        terms = self._numbers_of(index_field, prefix, match)
        held = self._store.holding([MRN.parse(term) for term in terms])
        meanings = {str(mrn): _of_cable(found[0]) for mrn, found in held.items() if found}
        return [
            Proposal(
                kind="number",
                text=f"{field}:{term}" if field else term,
                label=term,
                meaning=meanings.get(term, ""),
                count=self._count(index_field, term),
                counted_by=(index_field, term),
                is_exact=term == prefix,
            )
            for term in terms
        ]

    def captions(self, text: str) -> list[Proposal]:
        """Propose captions and controls that begin so."""
        wanted = text.upper().strip()
        return [
            Proposal(
                kind="caption",
                text=f"caption:{quoted(term.lower())}",
                label=term,
                meaning=found.meaning if (found := vocabulary.caption(term)) else "",
                count=count,
                counted_by=("caption", term),
                is_exact=term == wanted,
            )
            for term, count in self._terms("caption", wanted)
        ]

    def levels(self, text: str) -> list[Proposal]:
        """Propose classifications that begin so, from low to high."""
        wanted = text.lower().replace(" ", "_").replace("-", "_")
        return [
            Proposal(
                kind="class",
                text=f"class:{level.value.replace('_', '-')}",
                label=level.value.replace("_", " "),
                meaning="classification",
                count=count,
                counted_by=("level", level.rank),
                is_exact=level.value == wanted,
            )
            for level in Level
            if level.value.startswith(wanted) and (count := self._count("level", level.rank))
        ]

    def precedences(self, text: str) -> list[Proposal]:
        """Propose precedences that begin so, from low to high."""
        wanted = text.lower()
        return [
            Proposal(
                kind="precedence",
                text=f"precedence:{each.value.replace('_', '-')}",
                label=each.value.replace("_", " "),
                count=count,
                counted_by=("precedence", each.rank),
            )
            for each in Precedence
            if each.value.startswith(wanted) and (count := self._count("precedence", each.rank))
        ]

    def years(self, text: str) -> list[Proposal]:
        """Propose years that begin so, in order of time."""
        if not re.fullmatch(r"(?:1[89]?|2[01]?|(?:18|19|20|21)[0-9]{1,2})?", text):
            return []
        low, high = (int(text.ljust(4, digit)) if text else year for digit, year in
                     (("0", 1850), ("9", 2100)))  # fmt: skip
        found = [
            (year, count) for year in range(low, high + 1) if (count := self._count("year", year))
        ]
        return [
            Proposal(
                kind="date",
                text=f"date:{year}",
                label=str(year),
                meaning="year",
                count=count,
                counted_by=("year", year),
                is_exact=str(year) == text,
            )
            for year, count in found
        ]

    def words(self, text: str, field: str = "") -> list[Proposal]:
        """Propose words of the texts, or of a field, that begin so."""
        cut = self._finder.words_of(text)
        if len(cut) != 1 or len(cut[0]) < LEAST_LETTERS:
            return []
        within = "text" if field in {"", "para"} else field
        return [
            Proposal(
                kind="word",
                text=f"{field}:{word}" if field else word,
                label=word,
                count=count,
                counted_by=(within, word),
                is_exact=word == cut[0],
            )
            for word, count in self._terms(within, cut[0])
        ]

    def people(self, text: str) -> list[Proposal]:
        """Propose people of whose names a word begins so."""
        if sum(map(str.isalpha, text)) < LEAST_LETTERS or any(map(str.isdigit, text)):
            return []
        return [
            Proposal(
                kind="person",
                text=_person(name),
                label=name,
                meaning="signed, classified, drafted or named in TAGS",
                count=count,
                counted_by=("people", name),
            )
            for name, count in self._finder.people(text, _MOST_PER_KIND)
            if any(map(str.isalpha, name))
        ]

    def keywords(self, field: str, text: str) -> list[Proposal]:
        """Propose values of a field whose values are words as they are written."""
        wanted = text.lower() if field == "form" else text.upper()
        return [
            Proposal(
                kind=field,
                text=f"{field}:{quoted(term)}",
                label=term,
                count=count,
                counted_by=(field, term),
            )
            for term, count in self._terms(field, wanted)
        ]

    def chosen(self, field: str, text: str) -> list[Proposal]:
        """Propose what may stand behind `has:` and `sort:`."""
        meanings = HAS_MEANINGS if field == "has" else SORT_MEANINGS
        return [
            Proposal(kind=field, text=f"{field}:{name}", label=name, meaning=meaning)
            for name, meaning in meanings.items()
            if name.startswith(text.lower())
        ]

    def _terms(self, field: str, beginning: str) -> list[tuple[str, int]]:
        """Return the terms that begin so and are still there, most first."""
        found = self._finder.beginning(field, beginning, _LISTED)
        held = (each for each in found if self._count(field, each[0]))
        return list(islice(held, _MOST_PER_KIND))

    def _count(self, field: str, term: str | int) -> int:
        """Return about how many cables have a term, 0 only if none has; `complete` is exact."""
        return self._finder.has_term(field, term)

    def _numbers_of(self, field: str, prefix: str, match: re.Match[str]) -> list[str]:
        """Return numbers that begin so, the lowest first."""
        finder = self._finder
        if match["serial"] or field == "ref":
            found = [term for term, _ in finder.beginning(field, prefix, _MOST_WALKED)]
        else:
            found = []
            for name, count in self._series(prefix, match):
                if count > _MOST_WALKED:
                    tried = (f"{name}{serial}" for serial in range(1, _TRIED))
                    found += [each for each in tried if finder.frequency(field, each)]
                else:
                    found += [term for term, _ in finder.beginning(field, name, _MOST_PER_SERIES)]
        found.sort(key=lambda each: (len(each), each))
        held = (each for each in found if self._count(field, each))
        return list(islice(held, _MOST_PER_KIND))

    def _series(self, prefix: str, match: re.Match[str]) -> list[tuple[str, int]]:
        """Return the beginnings of the numbers of posts whose name begins so, most cables first.

        With how many cables of all years the post has.
        """
        year = prefix.rstrip(_LETTERS)
        begun = prefix.removeprefix(year)
        if not begun or not match["year"]:
            return []
        names = self._finder.beginning("station", begun, _MOST_PER_KIND)
        return [(year + name, count) for name, count in names]


def _prefix(match: re.Match[str]) -> str | None:
    """Return how canonical numbers begin that are meant; `None` if no number begins so."""
    serial = match["serial"]
    written = f"{match['year'] or ''}{match['station'].strip()}"
    try:
        canonical = str(MRN.parse(f"{written}{serial or 1}"))
    except InvalidMRN:
        return None
    return canonical if serial else canonical[:-1]


def _person(name: str) -> str:
    """Return a query for a name: its words, in either order if there are several."""
    words = re.findall(r"\w+", name.lower())
    return f"person:{words[0]}" if len(words) == 1 else f'person:"{" ".join(words)}"~{NAME_PLACES}'


def _station(role: str, name: str, count: int, folded: str) -> Proposal:
    info = vocabulary.all_stations().get(name)
    shown = info.display_name if info else name
    if info and (info.pla or info.city):
        where = f"{_ROLES[role]} {info.pla or info.city}"
    else:
        where = "not in the table of posts"
    return Proposal(
        kind="station",
        text=f"{role}:{quoted(shown.lower())}",
        label=shown,
        meaning=where,
        count=count,
        counted_by=(role, name),
        is_exact=folded in {name, vocabulary.fold_station_name(shown)},
    )


def _of_cable(cable: Summary) -> str:
    day = cable.date.isoformat() if cable.date else ""
    return ", ".join(part for part in (day, (cable.subject or "")[:_LONGEST_SUBJECT]) if part)


def _tag_meaning(code: str) -> str:
    names = dict.fromkeys(each.name for each in vocabulary.tag_meanings(code) if each.name)
    return "; ".join(names)


def _most_first(found: list[Proposal], begun: str) -> list[Proposal]:
    """Return the first of some proposals: what is typed, what begins so, what is frequent."""
    found.sort(
        key=lambda each: (
            not each.is_exact,
            not each.label.startswith(begun),
            -(each.count or 0),
            each.label,
        )
    )
    return found[:_MOST_PER_KIND]
