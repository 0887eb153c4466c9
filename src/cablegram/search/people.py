"""Names of people as they stand in cables, brought into one form.

`SMITH, JOHN A` of a TAGS line, `John A. Smith` and `Ambassador John A. Smith` are one name, spelled
`SMITH, JOHN A`. A surname alone stays alone: it may be anybody's who bears it. Nothing here tells
who a person was, only what was written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: How somebody stands in a cable, and the field of the index with his name. `named` is by the TAGS.
Role = Literal["signed", "classified", "drafted", "named"]
ROLE_FIELDS: Final[dict[Role, str]] = {
    "signed": "signer",
    "classified": "classifier",
    "drafted": "drafter",
    "named": "named",
}
#: The attributes in which drafters stand: of a printed volume, and of the layout of 2009.
_DRAFTED: Final = ("drafted by", "Drafted By")

_LONGEST_TEXT: Final = 160
_LONGEST_WORD: Final = 32
_MOST_GIVEN: Final = 3
_MOST_WORDS: Final = 6
_MOST_NAMES: Final = 6
#: Before a name, and never of it.
_TITLES: Final = frozenset(
    """
    ADM ADMIRAL AMB AMBASSADOR AMERICAN CAPT CAPTAIN CHARGE CHIEF COL COLONEL CONSUL COUNSELOR
    COUNSELLOR DCM DEPUTY DR GEN GENERAL GOVERNOR HON JUDGE KING LT MAJ MAJOR MINISTER MISS MR MRS
    MS PRESIDENT PRIME PRINCE PROF PROFESSOR QUEEN REP REPRESENTATIVE REV SECRETARY SEN SENATOR SGT
    SIR ACTING A/DCM CDA ASSISTANT UNDER VICE CONGEN POLCOUNS ECONCOUNS OFFICER DIRECTOR OFFICE
    COUNTRY POLITICAL ECONOMIC SECTION DESK
    """.split()  # noqa: SIM905 (reads as a list of words)
)
#: Some of them are surnames too.
_SURNAMES_TOO: Final = frozenset({"KING", "PRINCE", "JUDGE", "MAJOR", "CONSUL", "CHIEF"})
#: Where one of these stands, there is no name.
_NO_NAMES: Final = frozenset(
    """
    UNSIGNED NOTE MESSAGE NAME SIGNATURE CLASSIFIED ILLEGIBLE OF FOR THE BY AND TO AT IN ON WHO
    """.split()  # noqa: SIM905 (reads as a list of words)
)
_SUFFIXES: Final = frozenset({"JR", "SR", "II", "III", "IV"})
#: Before the last word of a surname, and of it.
_PARTICLES: Final = frozenset(
    "VAN VON DER DEN DE DA DI DU DES DOS DELLA TER BIN IBN ABU ST".split()  # noqa: SIM905
)
_ASIDE: Final = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_QUOTE_ENDS: Final = re.compile(r"[\"\u201c\u201d]|\bUNQUOTE\b")
_SENTENCE: Final = re.compile(r"[A-Za-z]{5}\.\s")
_APOSTROPHES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'", "\u2010": "-",
                                     "\u2011": "-", "\u2013": "-", "_": " "})  # fmt: skip
_WORD: Final = re.compile(r"[A-Z](?:[A-Z'-]*[A-Z])?")
_PROSE: Final = re.compile(r"\s(?!and\b|de\b|der\b|den\b|van\b|von\b|du\b|la\b)[a-z]|[;\d]")
_JOINED: Final = re.compile(r"\sand\s|[/;]")
_BEFORE_SUFFIX: Final = re.compile(r",\s+(?=(?:Jr|Sr|II|III)\b)", re.IGNORECASE)
_PLACE: Final = re.compile(r"[^:,]{0,40}:\s*")


@dataclass(frozen=True, slots=True, order=True)
class PersonName:
    """A name in one form: the surname, and the given names with initials if they are known."""

    surname: str
    given: str = ""

    def __str__(self) -> str:
        """Return the name as it is sorted: `SMITH, JOHN A`."""
        return f"{self.surname}, {self.given}" if self.given else self.surname

    @property
    def is_surname_only(self) -> bool:
        """Whether it is nothing but a surname, which several may bear."""
        return not self.given

    def may_be(self, other: PersonName) -> bool:
        """Tell whether two names can be one person's: one says less than the other, or the same.

        >>> smith = read_name("J. Smith")
        >>> smith.may_be(read_name("SMITH, JOHN A")), smith.may_be(read_name("Peter Smith"))
        (True, False)
        """
        if self.surname != other.surname:
            return False
        pairs = zip(self.given.split(), other.given.split(), strict=False)
        return all(
            one == two or (min(len(one), len(two)) == 1 and one[0] == two[0]) for one, two in pairs
        )


@lru_cache(maxsize=65536)
def read_name(text: str) -> PersonName | None:
    """Return a name in one form; `None` if there is none that can be told.

    >>> str(read_name("Ambassador John A. Smith")), str(read_name("smith, john a."))
    ('SMITH, JOHN A', 'SMITH, JOHN A')
    >>> str(read_name("VAN DEN HEUVEL")), str(read_name("F.E. Nolting, Jr."))
    ('VAN DEN HEUVEL', 'NOLTING, F E JR')
    """
    text = text.strip()
    if len(text) > _LONGEST_TEXT or _SENTENCE.search(text):
        return None
    plain = _last_quoted(_ASIDE.sub(" ", text.translate(_APOSTROPHES)))
    before, comma, behind = _folded(plain).partition(",")
    if not comma:
        return _read_words(_words(before))
    given = _words(behind.strip(" ,."))
    if given and all(word in _SUFFIXES for word in given):
        return _read_words([*_words(before), *given])
    surname = _words(before)
    if len(surname) > 1 and surname[0] in _TITLES:
        surname = surname[1:]
    if given and given[-1] in _SUFFIXES:  # SMITH, JOHN, JR
        given[:-1] = [word.rstrip(",") for word in given[:-1]]
    if given and _TITLES.issuperset(given):  # Jane Roe, Ambassador
        return _read_words(surname)
    return _name(surname, [word for word in given if word not in _TITLES])


def read_names(text: str) -> tuple[PersonName, ...]:
    """Return the names of a signature or a list: of several, each.

    >>> [str(name) for name in read_names("Collins, Yost, Bruce")]
    ['COLLINS', 'YOST', 'BRUCE']
    """
    if len(text) > _LONGEST_TEXT:
        return ()
    parts = _JOINED.split(text)
    if len(parts) == 1:
        one = read_name(text)
        return _spoken(text) if one is None else (one,)
    if all(part.count(",") == 1 for part in parts):  # Roe, Jane and Poe, Max
        return _names(parts)
    return _spoken(text)


def _spoken(text: str) -> tuple[PersonName, ...]:
    """Return the names in a list, each in the order in which it is spoken."""
    text = _BEFORE_SUFFIX.sub(" ", text)
    return _names(part for each in _JOINED.split(text) for part in each.split(","))


def _names(parts: Iterable[str]) -> tuple[PersonName, ...]:
    names = list(map(read_name, islice(parts, _MOST_NAMES)))
    return tuple(dict.fromkeys(name for name in names if name is not None))


def people_of(record: dict[str, Any]) -> Iterator[tuple[Role, PersonName]]:
    """Yield who signed, classified, drafted a cable, and who is named in its TAGS, each once.

    Args:
        record: The cable (`Cable.to_dict`), or the part of it that the index reads.
    """
    yield from _each("signed", read_names(record["signature"] or ""))
    authority = record["classified_by"]
    if authority and authority["name"]:
        yield from _each("classified", (read_name(authority["name"]),))
    for key in _DRAFTED:
        found = (record.get("attributes") or {}).get(key)
        if found:
            yield from _each("drafted", _drafters(found["text"]))
    codes = [tag["code"] for tag in record["tags"] or () if tag["family"] == "person"]
    yield from _each("named", map(read_name, codes))


def _each(role: Role, names: Iterable[PersonName | None]) -> Iterator[tuple[Role, PersonName]]:
    yield from ((role, name) for name in dict.fromkeys(names) if name is not None)


def _drafters(text: str) -> tuple[PersonName, ...]:
    """Return the drafters that an attribute names, up to where its text becomes prose."""
    text = _ASIDE.sub("", " ".join(text[:_LONGEST_TEXT].split()))
    place = _PLACE.match(text)
    if place is not None:  # LISBON:Roe, Jane A/Poe, Max
        return _names(text[place.end() :].split("/"))
    prose = _PROSE.search(text)
    names = _spoken(text[: prose.start()] if prose else text)
    # An office behind a name stands in capitals: "Staples, USIA".
    if text.isupper():
        return names
    return tuple(name for name in names if not (name.is_surname_only and name.surname in text))


def folded(text: str) -> str:
    """Return the beginning of a name as names begin here: capitals, no stops, single blanks.

    >>> folded("smith,  john a.")
    'SMITH, JOHN A'
    """
    plain = _folded(text[:_LONGEST_TEXT].translate(_APOSTROPHES)).replace(".", " ")
    return " ".join(plain.replace(",", ", ").replace(" ,", ",").split())


def _last_quoted(text: str) -> str:
    """Return who signed below a quoted message: `Lyndon B. Johnson" Rusk` is signed by Rusk."""
    parts = [part for part in _QUOTE_ENDS.split(text) if part.strip(" .,")]
    return parts[-1] if parts else ""


def _folded(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return text.upper()


def _words(text: str) -> list[str]:
    return [word for word in text.replace(".", " ").split() if word]


def _read_words(words: list[str]) -> PersonName | None:
    """Return the name in words of the order in which they are spoken."""
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    end = next((place for place in range(1, len(words)) if _ends_at(words, place)), len(words))
    words = words[:end]
    if len(words) == 1 and words[0] in (_TITLES - _SURNAMES_TOO) | _SUFFIXES:
        return None
    suffix = words[-1:] if len(words) > 1 and words[-1] in _SUFFIXES else []
    words = words[: len(words) - len(suffix)]
    first = len(words) - 1
    while first > 0 and words[first - 1] in _PARTICLES:
        first -= 1
    return _name(words[first:], [*words[:first], *suffix])


def _ends_at(words: list[str], place: int) -> bool:
    """Tell whether an office begins there: `Hassan, King of Morocco`, but `Martin Luther King`."""
    word = words[place]
    return word in _TITLES and not (word in _SURNAMES_TOO and place == len(words) - 1)


def _name(surname: list[str], given: list[str]) -> PersonName | None:
    words = [*surname, *given]
    if not surname or len(given) > _MOST_GIVEN or len(words) > _MOST_WORDS:
        return None
    if not all(len(word) <= _LONGEST_WORD and _WORD.fullmatch(word) for word in words):
        return None
    if _NO_NAMES.intersection(words) or max(map(len, surname)) == 1:
        return None
    return PersonName(" ".join(surname), " ".join(given))
