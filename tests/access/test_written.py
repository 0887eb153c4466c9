"""Who may see, and who may change, what a reader has written."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.access import (
    SEES_ALL,
    InvalidReader,
    Reader,
    held,
    may_change,
    may_read,
    read_policy,
    us_policy,
    written_under,
)

US = us_policy()
READERS = st.builds(
    Reader,
    level=st.sampled_from(["", "unclassified", "confidential", "secret", "top secret"]),
    controls=st.frozensets(st.sampled_from(["ORCON", "SBU", "NF"]), max_size=2),
    need_to_know=st.frozensets(st.sampled_from(["NODIS", "ROGER CHANNEL"]), max_size=2),
    nationality=st.sampled_from(["", "USA", "GBR", "PRT"]),
)


@given(writer=READERS, reader=READERS)
def test_he_reads_who_has_all_that_the_writer_had(writer: Reader, reader: Reader) -> None:
    written = written_under(writer, US)
    assert may_read(reader, written, US) == (held(writer, US) <= held(reader, US))
    assert may_change(reader, written, US) == (held(writer, US) == held(reader, US))
    assert may_read(writer, written, US)
    assert may_change(writer, written, US)


@given(one=READERS, other=READERS, third=READERS)
def test_what_is_passed_on_by_reading_goes_up_only(
    one: Reader, other: Reader, third: Reader
) -> None:
    """Who reads what a reader wrote, who could read another's, could read that as well."""
    if may_read(other, written_under(one, US), US) and may_read(
        third, written_under(other, US), US
    ):
        assert may_read(third, written_under(one, US), US)


@given(reader=READERS)
def test_who_sees_all_reads_all_and_is_read_by_his_like_alone(reader: Reader) -> None:
    assert may_read(SEES_ALL, written_under(reader, US), US)
    assert not may_change(SEES_ALL, written_under(reader, US), US)
    assert not may_read(reader, written_under(SEES_ALL, US), US)
    assert not may_change(reader, written_under(SEES_ALL, US), US)
    assert may_change(SEES_ALL, written_under(SEES_ALL, US), US)


@pytest.mark.parametrize(
    "stored",
    ["", "all", "{", "[]", "null", "3", "{}", '{"level":"cosmic","words":[],"nations":[]}',
     '{"level":3,"words":[],"nations":[]}', '{"level":"secret","words":[3],"nations":[]}',
     '{"level":"secret","words":null,"nations":[]}', '{"level":"secret","words":["X"]}'],
)  # fmt: skip
def test_what_cannot_be_told_is_for_nobody_but_who_sees_all(stored: str) -> None:
    highest = Reader(level="top secret", controls=frozenset({"X"}))
    assert not may_read(highest, stored, US)
    assert not may_change(highest, stored, US)
    assert may_read(SEES_ALL, stored, US)


def test_levels_are_kept_by_name() -> None:
    """A level put in between does not lower what was written before."""
    old = read_policy('levels = ["open", "shut"]')
    new = read_policy('levels = ["open", "ajar", "shut"]')
    shut = written_under(Reader(level="shut"), old)
    for level, policy in product(("open", "ajar"), (new,)):
        assert not may_read(Reader(level=level), shut, policy)
    assert may_read(Reader(level="shut"), shut, new)


def test_a_reader_of_a_level_that_there_is_not() -> None:
    for reader in (Reader(level="cosmic"),):
        with pytest.raises(InvalidReader):
            written_under(reader, US)
        with pytest.raises(InvalidReader):
            may_read(reader, written_under(Reader(), US), US)
