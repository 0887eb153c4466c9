"""The questions put to every engine, made of words and codes that the cables have."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cablegram.search import Archive

ONE = "one term"
ALL = "three terms, AND"
ANY = "three terms, OR"
PHRASE = "phrase of two words"
COMMON_PHRASE = "phrase of two of the commonest"
NARROW = "term, station, year, TAGS"
BEGINNING = "beginning of a word"
FACETS = "facets, half of all"
KINDS = (ONE, ALL, ANY, PHRASE, COMMON_PHRASE, NARROW, BEGINNING, FACETS)
PHRASES = frozenset({PHRASE, COMMON_PHRASE})
EACH = 100
HALVES = 5
TRIES = 1000
_WORD = re.compile(r"[A-Za-z]{3,}")
_ANY_WORD = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question in no engine's language; `station`, `year` and `tag` narrow it down if given."""

    kind: str
    words: tuple[str, ...]
    station: str = ""
    year: int = 0
    tag: str = ""

    def __str__(self) -> str:
        """Return it in the language of cablegram."""
        match self.kind:
            case "three terms, OR":
                return " OR ".join(self.words)
            case kind if kind in PHRASES:
                return f'"{" ".join(self.words)}"'
            case "beginning of a word":
                return f"{self.words[0]}*"
            case "term, station, year, TAGS":
                return f'{self.words[0]} from:{self.station} date:{self.year} tags:"{self.tag}"'
            case _:
                return " ".join(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words of an archive: `few` cables have them, `some`, more than a twentieth, about half.

    `commonest` are those of more than a fifth, of whatever length.
    """

    few: list[str]
    some: list[str]
    most: list[str]
    halves: list[str]
    commonest: frozenset[str]


def vocabulary(archive: Archive) -> Vocabulary:
    """Return the words of an archive that queries are made of."""
    finder = archive.ready()
    held = len(archive.leading_ids())
    terms = finder.terms()
    plain = [each for each in terms if each[0].isalpha() and len(each[0]) > 3]
    most = [term for term, count in plain if count > held / 20] or [plain[0][0]]
    some = [term for term, count in plain if held / 1000 < count <= held / 20] or most
    few = [term for term, count in plain if 1 < count <= 20] or some
    near = sorted(plain, key=lambda pair: abs(pair[1] - held / 2))
    return Vocabulary(
        few=few,
        some=some,
        most=most,
        halves=[each[0] for each in near[:HALVES]],
        commonest=frozenset(term for term, count in terms if count > held / 5),
    )


def sample(archive: Archive, count: int) -> list[dict[str, Any]]:
    """Return records of cables here and there that have a date, TAGS, a number and some text."""
    dice = random.Random(5)
    highest = archive.highest_id()
    found: list[dict[str, Any]] = []
    for _ in range(TRIES):
        held = archive.summaries([dice.randint(1, highest) for _ in range(100)])
        records = (archive.record(cable_id) for cable_id in sorted(held))
        found += [
            each
            for each in records
            if each["date"] and each["tags"] and each["mrn"] and len(longest(each)) > 8
        ]
        if len(found) >= count:
            return found[:count]
    raise SystemExit(f"{archive.folder}: too few cables with date, TAGS, number and text")


def longest(record: dict[str, Any]) -> list[str]:
    """Return the plain words of the longest paragraph."""
    text = max((each["text"] for each in record["paragraphs"]), key=len, default="")
    return [word.lower() for word in _WORD.findall(text)]


def phrases(
    records: list[dict[str, Any]], commonest: frozenset[str], *, are_common: bool, count: int
) -> list[tuple[str, str]]:
    """Return pairs of words that stand side by side: both of the commonest words, or neither."""
    dice = random.Random(13)
    found: list[tuple[str, str]] = []
    for record in records:
        text = max((each["text"] for each in record["paragraphs"]), key=len, default="")
        pairs = [
            (first, second)
            for first, second in pairwise(word.lower() for word in _ANY_WORD.findall(text))
            if first.isalpha()
            and second.isalpha()
            and min(len(first), len(second)) > 1
            and (first in commonest) is (second in commonest) is are_common
        ]
        found += [dice.choice(pairs)] if pairs else []
    return [found[place % len(found)] for place in range(count)] if found else []


def questions(archive: Archive, each: int = EACH) -> dict[str, list[Question]]:
    """Return the questions of each kind; the same archive gives the same ones."""
    from cablegram.model import MRN

    dice = random.Random(7)
    words = vocabulary(archive)
    bands = (words.few, words.some, words.most)
    records = sample(archive, each)

    def pick(band: list[str], number: int = 1) -> tuple[str, ...]:
        return tuple(dice.choice(band) for _ in range(number))

    def phrased(kind: str) -> list[Question]:
        found = phrases(records, words.commonest, are_common=kind == COMMON_PHRASE, count=each)
        return [Question(kind=kind, words=pair) for pair in found]

    def narrow(record: dict[str, Any]) -> Question:
        return Question(
            kind=NARROW,
            words=(dice.choice(longest(record)),),
            station=MRN.parse(record["mrn"]).station,
            year=int(record["date"][:4]),
            tag=record["tags"][0]["code"].upper(),
        )

    return {
        ONE: [Question(kind=ONE, words=pick(bands[turn % 3])) for turn in range(each)],
        ALL: [Question(kind=ALL, words=pick(words.most, 3)) for _ in range(each)],
        ANY: [Question(kind=ANY, words=pick(words.some, 3)) for _ in range(each)],
        PHRASE: phrased(PHRASE),
        COMMON_PHRASE: phrased(COMMON_PHRASE),
        NARROW: [narrow(record) for record in records],
        BEGINNING: [
            Question(kind=BEGINNING, words=(pick(words.some)[0][:4],)) for _ in range(each)
        ],
        FACETS: [Question(kind=FACETS, words=(word,)) for word in words.halves],
    }
