"""Markings: who may see what another marking marks (reference section 3.1)."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.model import Level, Marking
from cablegram.read.portions import portion

CONTROLS = ("NOFORN", "ORCON", "SBU", "LOU", "FGI GBR")
COUNTRIES = ("USA", "GBR", "AUS", "CAN")


def mark(level: str | None, *controls: str, release: tuple[str, ...] | None = None) -> Marking:
    return Marking(
        level=Level(level) if level else None,
        controls=frozenset(controls),
        release_to=None if release is None else frozenset(release),
    )


markings = st.builds(
    Marking,
    level=st.none() | st.sampled_from(Level),
    controls=st.frozensets(st.sampled_from(CONTROLS)),
    release_to=st.none() | st.frozensets(st.sampled_from(COUNTRIES), min_size=1),
)
read_markings = markings.filter(lambda marking: marking.level is not None)


@given(read_markings)
def test_reflexive(one: Marking) -> None:
    assert one.dominates(one)


@given(markings, markings, markings)
def test_transitive(one: Marking, two: Marking, three: Marking) -> None:
    if one.dominates(two) and two.dominates(three):
        assert one.dominates(three)


def _seen_alike(one: Marking, two: Marking) -> bool:
    def release(marking: Marking) -> frozenset[str] | None:
        return frozenset({"USA"}) if "NOFORN" in marking.controls else marking.release_to

    return (one.level, one.controls, release(one)) == (two.level, two.controls, release(two))


@given(read_markings, read_markings)
def test_antisymmetric(one: Marking, two: Marking) -> None:
    """Both ways only where they say the same; NOFORN beside any list says USA only."""
    if one.dominates(two) and two.dominates(one):
        assert _seen_alike(one, two)


@given(read_markings, read_markings)
def test_the_join_dominates_both(one: Marking, two: Marking) -> None:
    assert one.level is not None
    assert two.level is not None
    lists = [each.release_to for each in (one, two) if each.release_to is not None]
    joined = Marking(
        level=max(one.level, two.level),
        controls=one.controls | two.controls,
        release_to=frozenset.intersection(*lists) if lists else None,
    )
    if "NOFORN" in joined.controls and lists and not joined.release_to:
        return  # nobody is left on the list, USA neither
    if "NOFORN" not in joined.controls or all("USA" in each for each in lists):
        assert joined.dominates(one)
        assert joined.dominates(two)


CASES = [
    ("higher level sees lower", mark("secret"), mark("confidential"), True),
    ("lower level does not see higher", mark("confidential"), mark("secret"), False),
    ("restricted is above unclassified", mark("restricted"), mark("unclassified"), True),
    ("restricted is below confidential", mark("restricted"), mark("confidential"), False),
    ("a control asks for itself", mark("secret"), mark("secret", "ORCON"), False),
    ("a control more does no harm", mark("secret", "ORCON"), mark("secret"), True),
    (
        "level does not make up for a control",
        mark("top_secret"),
        mark("unclassified", "SBU"),
        False,
    ),
    (
        "LOU is a control, not a rank",
        mark("unclassified", "LOU"),
        mark("unclassified", "SBU"),
        False,
    ),
    (
        "GBR sees REL TO USA, GBR",
        mark("secret", release=("GBR",)),
        mark("secret", release=("USA", "GBR")),
        True,
    ),
    (
        "FRA does not see REL TO USA, GBR",
        mark("secret", release=("FRA",)),
        mark("secret", release=("USA", "GBR")),
        False,
    ),
    (
        "one without a list does not see a list",
        mark("secret"),
        mark("secret", release=("USA",)),
        False,
    ),
    ("one with a list sees what has none", mark("secret", release=("GBR",)), mark("secret"), True),
    (
        "NOFORN is REL TO USA: USA list",
        mark("secret", "NOFORN"),
        mark("secret", release=("USA",)),
        True,
    ),
    (
        "NOFORN is REL TO USA: wider list",
        mark("secret", "NOFORN"),
        mark("secret", release=("USA", "GBR")),
        True,
    ),
    (
        "NOFORN is REL TO USA: without USA",
        mark("secret", "NOFORN"),
        mark("secret", release=("GBR",)),
        False,
    ),
    ("NOFORN asks for NOFORN", mark("secret", release=("USA",)), mark("secret", "NOFORN"), False),
    ("what could not be read counts as the highest", mark("secret"), mark(None), False),
    ("top secret sees what could not be read", mark("top_secret"), mark(None), True),
    ("one that could not be read sees the lowest", mark(None), mark("unclassified"), True),
    ("and nothing above it", mark(None), mark("restricted"), False),
]


@pytest.mark.parametrize(
    ("one", "other", "wanted"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_dominates(one: Marking, other: Marking, wanted: bool) -> None:
    assert one.dominates(other) is wanted


def test_levels_are_ordered() -> None:
    order = ["unclassified", "restricted", "confidential", "secret", "top_secret"]
    assert [level.value for level in sorted(Level)] == order
    for one, two in product(Level, repeat=2):
        assert (one <= two) == (one.rank <= two.rank)
        assert (one > two) == (one.rank > two.rank)
        assert (one >= two) == (not one < two)


def test_a_level_is_compared_with_levels_only() -> None:
    from cablegram.model import Precedence

    with pytest.raises(TypeError):
        assert Level.SECRET < Precedence.FLASH
    for compare in ("__le__", "__gt__", "__ge__", "__lt__"):
        assert getattr(Level.SECRET, compare)("secret") is NotImplemented


@pytest.mark.parametrize(
    ("marking", "wanted"),
    [
        (mark("secret", "NOFORN"), "SECRET//NOFORN"),
        (mark("top_secret", "ORCON", "SI"), "TOP SECRET//ORCON//SI"),
        (mark("secret", release=("GBR", "USA", "AUS")), "SECRET//REL TO USA, AUS, GBR"),
        (mark("confidential", release=("GBR",)), "CONFIDENTIAL//REL TO GBR"),
        (mark(None, "SBU"), "UNMARKED//SBU"),
    ],
    ids=str,
)
def test_canonical_text(marking: Marking, wanted: str) -> None:
    assert str(marking) == wanted


def test_text_and_place_are_not_part_of_the_meaning() -> None:
    assert portion("S/NF") == portion("S//NF") == portion("SECRET/NOFORN")
    assert portion("S/NF").text == "S/NF"


MARKS = [
    ("U", "UNCLASSIFIED"),
    ("SBU", "UNCLASSIFIED//SBU"),
    ("LOU", "UNCLASSIFIED//LOU"),
    ("C", "CONFIDENTIAL"),
    ("TS", "TOP SECRET"),
    ("R", "RESTRICTED"),
    ("S/NF", "SECRET//NOFORN"),
    ("C/N", "CONFIDENTIAL//NOFORN"),
    ("SBU/N", "UNCLASSIFIED//NOFORN//SBU"),
    ("SBU/NF", "UNCLASSIFIED//NOFORN//SBU"),
    ("S//OC/NF", "SECRET//NOFORN//ORCON"),
    ("S//REL TO USA, AUS, GBR", "SECRET//REL TO USA, AUS, GBR"),
    ("C/REL UK", "CONFIDENTIAL//REL TO UK"),
    ("U//FOUO", "UNCLASSIFIED//FOUO"),
    ("TS//SI//NF", "TOP SECRET//NOFORN//SI"),
    ("//DEU S", "SECRET//FGI DEU"),
    ("SECRET", "SECRET"),
    ("C - ENTIRE TEXT", "CONFIDENTIAL"),
    ("S//RELIDO", "SECRET//RELIDO"),
    ("S//XYZZY", "SECRET//XYZZY"),
    ("NSC", "UNMARKED"),
]


@pytest.mark.parametrize(("text", "wanted"), MARKS, ids=[text for text, _ in MARKS])
def test_portion_marks_mean(text: str, wanted: str) -> None:
    """Section 3.2: State's one slash and the register's two; an unknown control still restricts."""
    assert str(portion(text)) == wanted
