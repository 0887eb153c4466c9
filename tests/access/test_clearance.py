"""What is asked and what is had are points of one lattice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cablegram.access import NOTHING, Clearance, Reader, held, sees, us_policy
from cablegram.model import Level, Marking

WORDS = ("SBU", "ORCON", "NODIS", "EXDIS", "ROGER CHANNEL")
NATIONS = ("GBR", "AUS", "CAN")
sets = st.frozensets(st.sampled_from(WORDS))
clearances = st.builds(
    Clearance,
    st.integers(0, 4),
    sets,
    st.none() | st.frozensets(st.sampled_from(NATIONS)),
)
markings = st.builds(
    Marking,
    level=st.none() | st.sampled_from(Level),
    controls=st.frozensets(st.sampled_from((*WORDS, "NOFORN", "EFTO", "WHAT IS THIS"))),
    release_to=st.none() | st.frozensets(st.sampled_from((*NATIONS, "USA", "FVEY", "UK"))),
)
readers = st.builds(
    Reader,
    level=st.sampled_from(Level),
    controls=sets,
    need_to_know=sets,
    nationality=st.sampled_from(("", "USA", *NATIONS)),
)


@given(clearances)
def test_reflexive_and_above_nothing(one: Clearance) -> None:
    assert one <= one  # noqa: PLR0124 (the law)
    assert one >= NOTHING


@given(clearances, clearances, clearances)
def test_transitive(one: Clearance, two: Clearance, three: Clearance) -> None:
    """Drawn so that it is not empty: below and above are made with meet and join."""
    low, high = one & two, two | three
    assert low <= two <= high
    assert low <= high
    if one <= two <= three:
        assert one <= three


@given(clearances, clearances)
def test_antisymmetric(one: Clearance, two: Clearance) -> None:
    assert (one <= two <= one) == (one == two)


@given(clearances, clearances, clearances)
def test_join_is_the_least_above_both(one: Clearance, two: Clearance, other: Clearance) -> None:
    join = one | two
    assert one <= join
    assert two <= join
    assert (join <= other) == (one <= other and two <= other)


@given(clearances, clearances, clearances)
def test_meet_is_the_most_below_both(one: Clearance, two: Clearance, other: Clearance) -> None:
    meet = one & two
    assert meet <= one
    assert meet <= two
    assert (other <= meet) == (other <= one and other <= two)


@given(clearances, clearances)
def test_the_order_is_that_of_join_and_meet(one: Clearance, two: Clearance) -> None:
    assert (one <= two) == (one | two == two) == (one & two == one)


@given(readers, readers, markings)
def test_more_clearance_never_sees_less(one: Reader, two: Reader, marking: Marking) -> None:
    us = us_policy()
    if held(one, us) <= held(two, us) and sees(one, marking, us):
        assert sees(two, marking, us)


@given(readers, markings, markings)
def test_a_stricter_mark_is_never_seen_by_more(
    reader: Reader, strict: Marking, other: Marking
) -> None:
    """Stricter as the model has it (reference section 3.1)."""
    us = us_policy()
    if strict.dominates(other) and sees(reader, strict, us):
        release = other.release_to
        # The model compares release lists as they are written; FVEY is a name for several.
        if release is None or not release & {"FVEY", "UK"} or strict.release_to is None:
            assert sees(reader, other, us)


@given(readers, st.sampled_from(WORDS), markings)
def test_one_word_more_never_sees_less(reader: Reader, word: str, marking: Marking) -> None:
    more = Reader(
        level=reader.level,
        controls=reader.controls | {word},
        need_to_know=reader.need_to_know,
        nationality=reader.nationality,
    )
    if sees(reader, marking, us_policy()):
        assert sees(more, marking, us_policy())
