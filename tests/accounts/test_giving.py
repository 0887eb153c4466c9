"""Who may give what: a law over readers and marks, whatever the policy's order is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cablegram.access import SEES_ALL, Reader, read_policy, sees, us_policy
from cablegram.accounts import may_give
from cablegram.model import Level, Marking

POLICY = read_policy(
    'base = "us"\n[groups.desk]\nlevel = "secret"\ncontrols = ["EXDIS"]\n[groups.bare]\n'
)
WORDS = st.frozensets(st.sampled_from(["SBU", "ORCON", "NODIS", "EXDIS"]), max_size=3)
READERS = st.one_of(
    st.just(SEES_ALL),
    st.builds(
        Reader,
        level=st.sampled_from(["", "unclassified", "confidential", "secret", "top_secret"]),
        controls=WORDS,
        need_to_know=WORDS,
        nationality=st.sampled_from(["", "USA", "GBR", "FRA"]),
        groups=st.frozensets(st.sampled_from(["desk", "bare"])),
    ),
)
MARKINGS = st.builds(
    Marking,
    level=st.sampled_from(Level),
    controls=st.frozensets(st.sampled_from(["SBU", "ORCON", "NOFORN", "EXDIS"]), max_size=2),
    release_to=st.sampled_from([None, frozenset({"GBR"}), frozenset({"GBR", "FRA"})]),
)


@given(giver=READERS, other=READERS, marking=MARKINGS)
def test_whatever_is_given_is_seen_by_who_gives_it(
    giver: Reader, other: Reader, marking: Marking
) -> None:
    if may_give(giver, other, POLICY) and sees(other, marking, POLICY):
        assert sees(giver, marking, POLICY)


@given(one=READERS, two=READERS, three=READERS)
def test_it_is_an_order(one: Reader, two: Reader, three: Reader) -> None:
    """So nobody gets in two steps what he does not get in one."""
    assert may_give(one, one, POLICY)
    if may_give(one, two, POLICY) and may_give(two, three, POLICY):
        assert may_give(one, three, POLICY)


def test_what_the_policy_does_not_know_is_given_by_who_sees_all_alone() -> None:
    unknown = Reader(level="cosmic")
    assert may_give(SEES_ALL, unknown, us_policy())
    assert not may_give(Reader(level="top_secret"), unknown, us_policy())
    assert not may_give(unknown, Reader(), us_policy())
    assert not may_give(Reader(level="top_secret"), SEES_ALL, us_policy())
