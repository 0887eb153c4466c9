"""TAGS: meanings by date, families, fused runs."""

from __future__ import annotations

from datetime import date

import pytest

from cablegram.vocabulary import (
    changed_codes,
    codes_for,
    family_of,
    is_known,
    near_tags,
    split_fused,
    tag_meaning,
    tag_meanings,
)
from cablegram.vocabulary.tags import scheme_on

# The code, the years, the name in each.
MEANINGS: list[tuple[str, dict[int, str | None]]] = [
    ("CH", {1974: "China (Mainland)", 1985: "China", 2012: "China", 2020: "Switzerland"}),
    ("GE", {1974: "Germany (East)", 1985: "Germany (East)", 2005: None, 2020: "Georgia"}),
    ("RS", {1974: "Russia", 2005: "Russia", 2020: "Serbia"}),
    ("KN", {1974: "Korea (North)", 2005: "Korea (North)", 2020: "Saint Kitts and Nevis"}),
    ("SZ", {1974: "Switzerland", 2005: "Switzerland", 2020: "Swaziland"}),
    ("UR", {1974: "Soviet Union", 1985: "Soviet Union", 2005: None}),
    ("GM", {1985: None, 1995: "Germany", 2020: "Gambia (The)"}),
    ("XF", {1974: "Middle East", 2005: "Middle East"}),
    ("YI", {1985: None, 1995: "Serbia and Montenegro", 2008: None}),
    ("QQ", {1974: None, 2005: None, 2020: None}),
]


@pytest.mark.parametrize(("code", "names"), MEANINGS, ids=[case[0] for case in MEANINGS])
def test_geo_meanings_by_year(code: str, names: dict[int, str | None]) -> None:
    for year, name in names.items():
        meaning = tag_meaning(code, date(year, 6, 1))
        assert (meaning.name if meaning else None) == name, year


def test_codes_change_meaning_between_lists() -> None:
    # The number that the reference gives for the lists of 1974, about 1980 to 2012, and 2024.
    assert len(changed_codes()) == 106
    assert {"CH", "GE", "RS", "KN"} <= set(changed_codes())


@pytest.mark.parametrize("code", changed_codes())
def test_a_changed_code_has_no_meaning_without_a_date(code: str) -> None:
    assert tag_meaning(code, None) is None
    places = {meaning.country or meaning.name.upper() for meaning in tag_meanings(code)}
    assert len(places) > 1


def test_a_list_has_one_row_for_a_code() -> None:
    for code in changed_codes():
        schemes = [meaning.scheme for meaning in tag_meanings(code) if meaning.scheme]
        assert len(schemes) == len(set(schemes))


def test_unchanged_codes_need_no_date() -> None:
    canada = tag_meaning("ca", None)
    assert canada is not None
    assert canada.country == "CA"
    subject = tag_meaning("PREL", None)
    assert subject is not None
    assert (subject.family, subject.confirmed) == ("subject", True)
    assert tag_meaning("XXXX", None) is None


def test_codes_that_are_also_agencies() -> None:
    agency = tag_meaning("VA", date(2005, 1, 1))
    assert agency is not None
    assert agency.family == "organization"
    place = tag_meaning("VA", date(2020, 1, 1))
    assert place is not None
    assert place.family == "geo"


def test_doubtful_rows_stay_doubtful() -> None:
    for code, on in (("KCFE", None), ("KUNC", None), ("AA", date(2005, 1, 1))):
        meaning = tag_meaning(code, on)
        assert meaning is not None
        assert not meaning.confirmed


def test_codes_for_a_meaning() -> None:
    assert codes_for("Switzerland", date(1976, 1, 1)) == ("SZ",)
    assert codes_for("switzerland", date(2005, 1, 1)) == ("SZ",)
    assert codes_for("Switzerland", date(2020, 1, 1)) == ("CH",)
    assert codes_for("CH", date(2005, 1, 1)) == ("SZ",)
    assert codes_for("Switzerland", None) == ("CH", "SZ")
    assert codes_for("Ruritania", None) == ()
    assert codes_for(" ", None) == ()


def test_lists_by_day() -> None:
    days = (date(1973, 1, 5), date(1979, 12, 31), date(1980, 1, 1), date(2012, 12, 31))
    assert [scheme_on(day) for day in days] == ["1974", "1974", "FIPS", "FIPS"]
    assert scheme_on(date(2013, 1, 1)) == "GENC"


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("PREL", "subject"),
        ("pgov", "subject"),
        ("PXYZ", "subject"),
        ("KNNP", "program"),
        ("KXYZ", "program"),
        ("KXYZA", "program"),
        ("HUMAN RIGHTS", "program"),
        ("CH", "geo"),
        ("QQ", "geo"),
        ("NATO", "organization"),
        ("OPEC", "organization"),  # a known body wins over the shape of a subject
        ("UNGA/C-6", "organization"),
        ("AFL-CIO", "organization"),
        ("(TARLENHEIM, FRITZ VON)", "unknown"),
        ("TWO WORDS", "unknown"),
        ("123", "unknown"),
        ("", "unknown"),
        ("P" * 10_000, "unknown"),
    ],
)
def test_families(code: str, family: str) -> None:
    assert family_of(code) == family


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("PHUMPGOV", ("PHUM", "PGOV")),
        ("ETRDEINVECINPGOVCS", ("ETRD", "EINV", "ECIN", "PGOV", "CS")),
        ("VTPREL", ("VT", "PREL")),
        ("KFRDKIRFCVIS", ("KFRD", "KIRF", "CVIS")),
        ("prelusfr", ("PREL", "US", "FR")),
        ("PGOV", None),
        ("PHUMPGOVX", None),
        ("PRELQQ", None),
        ("USFRUKGM", None),
        ("PRELUSFRUK", None),  # three places in a row
        ("SOCIAL", None),
        ("ECONOMIC", None),
        ("APEC", None),
        ("PREL" * 10_000, None),
        ("", None),
    ],
)
def test_fused_runs(text: str, codes: tuple[str, ...] | None) -> None:
    assert split_fused(text) == codes


def test_suggestions() -> None:
    assert near_tags("POGOV") == ("PGOV",)
    assert near_tags("MOPPS") == ("MOPS",)
    assert near_tags("KWWMN") == ("KWMN",)
    assert near_tags("PG0V") == ("PGOV",)
    assert near_tags("PGOV") == ()
    assert near_tags("Z" * 1000) == ()


def test_known() -> None:
    assert is_known(" prel ")
    assert not is_known("PXYZ")
