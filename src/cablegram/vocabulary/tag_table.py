"""TAGS: what an index term means, and when.

Two-letter codes come from three lists: the State list of 1974, the FIPS-like one of about 1980 to
2012 and GENC after it. More than a hundred codes changed their country between them (CH was China,
then Switzerland), so a meaning is asked for with the date of the message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Literal

from cablegram.vocabulary.tables import end_date, is_confirmed, load, start_date

if TYPE_CHECKING:
    from collections.abc import Mapping

Family = Literal["subject", "geo", "organization", "program", "unknown"]

#: Life of the lists of two-letter codes. TAGS began on 1 March 1973; the other bounds are about
#: right only: no document with the days of change was found.
SCHEMES: Final[Mapping[str, tuple[date, date]]] = {
    "1974": (date(1973, 3, 1), date(1979, 12, 31)),
    "FIPS": (date(1980, 1, 1), date(2012, 12, 31)),
    "GENC": (date(2013, 1, 1), date(9999, 12, 31)),
}
#: Where a code is looked for when the list of the day does not have it. Older lists first: region
#: codes of 1974 lived on, and no code was used before it was made.
_FALLBACK: Final[Mapping[str, tuple[str, ...]]] = {
    "1974": ("1974", "FIPS"),
    "FIPS": ("FIPS", "1974"),
    "GENC": ("GENC", "FIPS", "1974"),
}
#: The longest free words of the table have 27 letters; longer texts must not fill the cache.
_LONGEST: Final = 64
_SUBJECT: Final = re.compile(r"[ABCEMOPST][A-Z]{3}")
_PROGRAM: Final = re.compile(r"K[A-Z]{3,4}")
_GEO: Final = re.compile(r"[A-Z]{2}")
_TITLE_WORD: Final = re.compile(r"[^\W_]+")
_ORGANIZATION: Final = re.compile(r"(?=[A-Z0-9/&'.-]*[A-Z])[A-Z0-9][A-Z0-9/&'.-]{1,10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TagMeaning:
    """What a code meant in one list.

    Attributes:
        code: The code, upper case.
        family: `subject`, `geo`, `organization` or `program`.
        name: Title; empty where no list gives one.
        country: ISO 3166 alpha-2 of the present-day country, for geo codes; else empty.
        valid_from: First day, inclusive, or None when not known.
        valid_to: Last day, inclusive, or None when open or not known.
        scheme: List of a geo code (`1974`, `FIPS`, `GENC`); else empty.
        confirmed: Whether the row carries no doubt.
        notes: As compiled.
        group: Field of a subject (`Administration`, `Political Affairs`); else empty.
        later: The nearest code of later years, where a subject was given up; else empty.
    """

    code: str
    family: Family
    name: str
    country: str
    valid_from: date | None
    valid_to: date | None
    scheme: str
    confirmed: bool
    notes: str
    group: str = ""
    later: str = ""


@cache
def _meanings() -> Mapping[str, tuple[TagMeaning, ...]]:
    found: dict[str, list[TagMeaning]] = {}
    for meaning in (*_subjects(), *_geo(), *_organizations(), *_programs()):
        found.setdefault(meaning.code, []).append(meaning)
    return {code: tuple(meanings) for code, meanings in found.items()}


def _subjects() -> list[TagMeaning]:
    return [
        TagMeaning(
            code=row["tag"],
            family="subject",
            name=row["name"],
            country="",
            valid_from=SCHEMES["1974"][0] if row["first_seen"] == "1974" else None,
            # Absent from every list after 1979; the day is not known, and use went on for a while.
            valid_to=None,
            scheme="",
            confirmed=is_confirmed(row["notes"]),
            notes=row["notes"],
            group=row["family"],
            later=row["later_tag"],
        )
        for row in load("tags_subject").mappings()
    ]


def _geo() -> list[TagMeaning]:
    found = []
    dates = {(row["tag"], row["scheme"]): row for row in load("tags_geo_dates").mappings()}
    for row in load("tags_geo").mappings():
        first, last = SCHEMES[row["scheme"]]
        more = dates.get((row["tag"], row["scheme"]), row)
        start = start_date(row["valid_from"] or more["valid_from"])
        end = end_date(row["valid_to"] or more["valid_to"])
        found.append(
            TagMeaning(
                code=row["tag"],
                family="geo",
                name=row["name"],
                country=row["iso3166_alpha2"],
                valid_from=start or first,
                # An end in the table is the end of the country: it may lie after its list's end,
                # and the code was then used that long.
                valid_to=end or (last if last.year < date.max.year else None),
                scheme=row["scheme"],
                confirmed=is_confirmed(row["notes"]),
                notes=row["notes"],
            )
        )
    return found


def _organizations() -> list[TagMeaning]:
    return [_plain(row, "organization") for row in load("tags_organization").mappings()]


def _programs() -> list[TagMeaning]:
    return [_plain(row, "program") for row in load("tags_program").mappings()]


def _plain(row: dict[str, str], family: Family) -> TagMeaning:
    return TagMeaning(
        code=row["tag"],
        family=family,
        name=row["name"],
        country="",
        valid_from=None,
        valid_to=None,
        scheme="",
        confirmed=is_confirmed(row["notes"]),
        notes=row["notes"],
    )


def scheme_on(on: date) -> str:
    """Return the list of two-letter codes in use on a day; days before TAGS count as 1974.

    >>> scheme_on(date(1985, 5, 1))
    'FIPS'
    """
    if on > SCHEMES["1974"][1]:
        return "FIPS" if on <= SCHEMES["FIPS"][1] else "GENC"
    return "1974"


def tag_meanings(code: str) -> tuple[TagMeaning, ...]:
    """Return every meaning that a code ever had, lists in order of time; empty when unknown."""
    return _meanings().get(code.strip().upper(), ())


def tag_meaning(code: str, on: date | None) -> TagMeaning | None:
    """Return what a code meant on a day, or None when no list tells.

    Args:
        code: The code; case does not count.
        on: Date of the message. Without a date a code has a meaning only if all lists agree; the
            latest row is then given.

    A two-letter code that the list of the day lacks is looked for in the list before it, and for
    the days of 1974 in the one after: the lists that survive have gaps.

    >>> tag_meaning("CH", date(1976, 1, 1)).name, tag_meaning("CH", date(2020, 1, 1)).name
    ('China (Mainland)', 'Switzerland')
    """
    meanings = tag_meanings(code)
    geo = [meaning for meaning in meanings if meaning.family == "geo"]
    if not geo:
        return meanings[0] if meanings else None
    if on is None:
        return meanings[-1] if len(set(map(_place, meanings))) == 1 else None
    for scheme in _FALLBACK[scheme_on(on)]:
        for meaning in geo:
            if meaning.scheme == scheme and _alive(meaning, on):
                return meaning
    others = [meaning for meaning in meanings if meaning.family != "geo"]
    return others[0] if others else None


def _place(meaning: TagMeaning) -> str:
    return f"{meaning.family} {meaning.country or meaning.name.upper()}"


def _alive(meaning: TagMeaning, on: date) -> bool:
    """Tell whether the place named already and still was, whatever list the day belongs to."""
    first, last = SCHEMES[meaning.scheme]
    start, end = meaning.valid_from, meaning.valid_to
    return (start is None or start == first or start <= on) and (
        end is None or end == last or on <= end
    )


def codes_for(name: str, on: date | None) -> tuple[str, ...]:
    """Return the TAGS that mean something on a day, in order; empty when none does.

    Args:
        name: A title as the tables have it (`Switzerland`) or, for countries, the ISO 3166 alpha-2
            code; case does not count.
        on: Date of the message, or None for codes of all times.

    >>> codes_for("Switzerland", date(1976, 1, 1)), codes_for("Switzerland", date(2020, 1, 1))
    (('SZ',), ('CH',))
    """
    wanted = name.strip().upper()
    if not wanted:
        return ()
    found = []
    for code, meanings in _meanings().items():
        if on is None:
            hits = meanings
        else:
            now = tag_meaning(code, on)
            hits = (now,) if now is not None and (not now.scheme or _current(now, on)) else ()
        if any(wanted in {hit.name.upper(), hit.country} for hit in hits):
            found.append(code)
    return tuple(sorted(found))


def _current(meaning: TagMeaning, on: date) -> bool:
    """Tell whether a geo meaning is of the day's own list, or no list of the day has the place."""
    scheme = scheme_on(on)
    return meaning.scheme == scheme or _place(meaning) not in _places(scheme)


@cache
def _places(scheme: str) -> frozenset[str]:
    return frozenset(
        _place(meaning)
        for meanings in _meanings().values()
        for meaning in meanings
        if meaning.scheme == scheme
    )


@cache
def _countries() -> Mapping[str, str]:
    """Return the newest name of each country by its letters of ISO 3166."""
    return {
        each.country: each.name
        for scheme in SCHEMES
        for meanings in _meanings().values()
        for each in meanings
        if each.country and each.scheme == scheme
    }


def country_name(country: str) -> str:
    """Return the name of a present-day country, empty if no table has it.

    >>> country_name("CH"), country_name("PT")
    ('Switzerland', 'Portugal')
    """
    return _countries().get(country.upper(), "")


def meanings_named(name: str) -> tuple[TagMeaning, ...]:
    """Return the meanings whose title is `name`, or failing that those whose title has its words.

    Case and punctuation do not count; the words must stand side by side (`China` is found in
    `China (Mainland)`).

    >>> sorted({meaning.code for meaning in meanings_named("switzerland")})
    ['CH', 'SZ']
    """
    wanted = _title(name[:_LONGEST])
    if not wanted:
        return ()
    titles = _titles()
    if wanted in titles:
        return titles[wanted]
    return tuple(
        meaning
        for title, meanings in titles.items()
        if f" {wanted} " in f" {title} "
        for meaning in meanings
    )


def codes_beginning(name: str) -> tuple[str, ...]:
    """Return the codes of which some meaning has these words, of which the last is only begun.

    >>> "SMIG" in codes_beginning("migr"), "PHUM" in codes_beginning("human ri")
    (True, True)
    """
    wanted = _title(name[:_LONGEST])
    if not wanted:
        return ()
    return tuple(
        dict.fromkeys(
            meaning.code
            for title, meanings in _titles().items()
            if f" {wanted}" in f" {title}"
            for meaning in meanings
        )
    )


@cache
def _titles() -> Mapping[str, tuple[TagMeaning, ...]]:
    found: dict[str, list[TagMeaning]] = {}
    for meanings in _meanings().values():
        for meaning in meanings:
            if title := _title(meaning.name):
                found.setdefault(title, []).append(meaning)
    return {title: tuple(meanings) for title, meanings in found.items()}


def _title(name: str) -> str:
    return " ".join(_TITLE_WORD.findall(name.upper()))


def changed_codes() -> tuple[str, ...]:
    """Return the two-letter codes that mean different places in different lists, in order."""
    return tuple(
        sorted(
            code
            for code, meanings in _meanings().items()
            if len({_place(meaning) for meaning in meanings if meaning.scheme}) > 1
        )
    )


def is_known(code: str) -> bool:
    """Tell whether a code is in any table."""
    return code.strip().upper() in _meanings()


def family_of(code: str) -> Family:
    """Return the family of a code, by the tables and else by its shape.

    Program tags and organisations came and went by the hundred, so a well-formed unknown code has
    a family too: K and three or four letters is a program, four letters with the initial of a
    field a subject, two letters a place, anything else like a code an organisation.

    >>> family_of("PREL"), family_of("KXYZ"), family_of("UNGA/C-6"), family_of("(NAME, N.)")
    ('subject', 'program', 'organization', 'unknown')
    """
    return _family(code) if len(code) <= _LONGEST else "unknown"


@lru_cache(maxsize=65536)
def _family(code: str) -> Family:
    code = code.strip().upper()
    known = _meanings().get(code)
    if known:
        return known[0].family
    if _PROGRAM.fullmatch(code):
        return "program"
    if _SUBJECT.fullmatch(code):
        return "subject"
    if _GEO.fullmatch(code):
        return "geo"
    return "organization" if _ORGANIZATION.fullmatch(code) else "unknown"
