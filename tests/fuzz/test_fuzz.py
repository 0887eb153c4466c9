"""A few hundred inputs of the fuzzer on every run; many more go through `fuzz_parse.py` itself."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

import cablegram
from cablegram.read.guard import set_guard
from tests.fuzz.bends import CHANGES, growing, inputs, sample_texts
from tests.fuzz.fuzz_parse import check, check_growth

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNT = 300


@pytest.fixture(autouse=True)
def _no_guard() -> Iterator[None]:
    set_guard(on=False)
    yield
    set_guard(on=True)


@pytest.mark.parametrize("chars", [600, 20_000])
def test_bent_messages_are_read(chars: int) -> None:
    for data, form in inputs(COUNT // 2, 4711, chars):
        check(data, form)


def test_pieces_that_are_repeated_are_read() -> None:
    dice = random.Random(4711)
    for data, form in inputs(COUNT // 6, 4712, 2000):
        check_growth(growing(dice, data), form, 2000)


def test_the_same_seed_gives_the_same_inputs() -> None:
    assert list(inputs(20, 3)) == list(inputs(20, 3))


def test_growth_beyond_the_doubled_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check can fail: a reader that needs time in the square is told by what it repeats."""
    seconds = {4: 0.1, 8: 0.4}
    monkeypatch.setattr(
        "tests.fuzz.fuzz_parse._seconds", lambda data, _form: seconds[data.count(b"Z")]
    )
    with pytest.raises(AssertionError, match="repeated: b'Z'"):
        check_growth((b"A", b"Z", b"B"), "auto", 4)
    seconds[8] = 0.2
    check_growth((b"A", b"Z", b"B"), "auto", 4)


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_takes_any_bytes(change: object) -> None:
    dice = random.Random(1)
    for data in (b"", b"\n", b"A", *sample_texts(1, 20)):
        assert callable(change)
        bent = change(dice, data)
        assert isinstance(cablegram.parse(bent), cablegram.Cable)
