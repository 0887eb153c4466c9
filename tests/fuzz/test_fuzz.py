"""A few hundred inputs of the fuzzer on every run; many more go through `fuzz_parse.py` itself."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cablegram.read.guard import set_guard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

COUNT = 300
SCRIPT = Path(__file__).parent / "fuzz_parse.py"


def fuzzer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("cablegram_fuzz_parse", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def _no_guard() -> Iterator[None]:
    set_guard(on=False)
    yield
    set_guard(on=True)


@pytest.mark.parametrize("chars", [600, 20_000])
def test_bent_messages_are_read(chars: int) -> None:
    fuzz = fuzzer()
    for data, form in fuzz.inputs(COUNT // 2, 4711, chars):
        fuzz.check(data, form)


def test_the_same_seed_gives_the_same_inputs() -> None:
    fuzz = fuzzer()
    assert list(fuzz.inputs(20, 3)) == list(fuzz.inputs(20, 3))
