"""Where the time of `parse` goes: a clock around each step, the time of inner steps taken off."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

from bench.messages import make
from bench.parse_speed import FEW, best, parse_all
from bench.report import Section, Table
from cablegram.read import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Functions of `cablegram.read`, by module and name, and the step that they are.
STEPS = (
    ("decode", "decode", "decode the bytes"),
    ("sniff", "sniff", "recognise the form"),
    ("lines", "scan", "kinds of lines"),
    ("lines", "each_line", "kinds of lines"),
    ("web", "html_view", "unwrap"),
    ("web", "markdown_view", "unwrap"),
    ("mail", "mail_view", "unwrap"),
    ("rows", "row_view", "unwrap"),
    ("attributes", "read_attributes", "attributes of the export"),
    ("references", "read_references", "field: references"),
    ("years", "infer_year", "field: years of references"),
    ("tags", "read_tags", "field: TAGS"),
    ("subject", "read_subject", "field: subject"),
    ("orders", "read_order", "field: E.O. line"),
    ("authority", "read_authority", "field: classified by"),
    ("attention", "read_attention", "field: attention"),
    ("tei", "read_tei", "TEI and its fields"),
    ("message", "build", "the value"),
)
METHODS = (
    ("outliner", "Outliner", "run", "outline"),
    ("marks", "Leaves", "tree", "tree"),
)


class Clock:
    """Seconds and calls by step; what a step calls is not counted twice."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)
        self._inner = [0.0]

    def around(self, function: Callable[..., Any], step: str) -> Callable[..., Any]:
        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            return self.run(step, function, *args, **kwargs)

        return timed

    def guarded(
        self, step: Callable[[Any], None], reader: object, name: str, _context: object
    ) -> None:
        self.run(f"field: {name.removeprefix('the ')}", step, reader)

    def run(self, step: str, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        self._inner.append(0.0)
        began = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            spent = time.perf_counter() - began
            self.seconds[step] += spent - self._inner.pop()
            self.calls[step] += 1
            self._inner[-1] += spent


@contextmanager
def clocked(clock: Clock) -> Iterator[None]:
    """Put clocks around the steps, wherever a module of the reader has a name for them."""
    undo: list[Callable[[], None]] = []
    for module, name, step in STEPS:
        original = getattr(sys.modules[f"cablegram.read.{module}"], name)
        _replace(original, clock.around(original, step), undo)
    guard = sys.modules["cablegram.read.guard"].__dict__["guarded"]
    _replace(guard, clock.guarded, undo)
    for module, kind, name, step in METHODS:
        owner = getattr(sys.modules[f"cablegram.read.{module}"], kind)
        original = getattr(owner, name)
        setattr(owner, name, clock.around(original, step))
        undo.append(lambda owner=owner, name=name, old=original: setattr(owner, name, old))  # type: ignore[misc]
    try:
        yield
    finally:
        for step_back in undo:
            step_back()


def _replace(original: object, timed: object, undo: list[Callable[[], None]]) -> None:
    for name, module in list(sys.modules.items()):
        if not name.startswith("cablegram.read"):
            continue
        spaces = [vars(module), *(v for v in vars(module).values() if isinstance(v, dict))]
        for space in spaces:
            for key in [key for key, value in space.items() if value is original]:
                space[key] = timed
                undo.append(lambda space=space, key=key: space.__setitem__(key, original))  # type: ignore[misc]


def steps_section(count: int, rounds: int) -> Section:
    """Measure the steps on all forms together."""
    messages = make(count)
    parse_all(messages[:FEW])
    _, plain = best(lambda: parse_all(messages), rounds)
    clock = Clock()
    with clocked(clock):
        timed = clock.around(parse, "the rest")
        began = time.process_time()
        for data in messages:
            timed(data)
        with_clocks = time.process_time() - began
    total = sum(clock.seconds.values())
    rows = [
        (step, f"{seconds / total:.1%}", f"{seconds / len(messages) * 1e6:.1f}",
         f"{clock.calls[step] / len(messages):.2f}")
        for step, seconds in sorted(clock.seconds.items(), key=lambda pair: -pair[1])
    ]  # fmt: skip
    slower = with_clocks / plain - 1
    return Section(
        name="Where the time goes",
        about="One process, all forms, from bytes. A step's time leaves out the steps in it.",
        tables=(
            Table(
                title="Steps",
                columns=("step", "share", "microseconds a cable", "calls a cable"),
                rows=tuple(rows),
                note=f"{len(messages):,} cables. The clocks make it {slower:.0%} slower.",
            ),
        ),
    )
