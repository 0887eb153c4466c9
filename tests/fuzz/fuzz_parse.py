"""Fuzz the reader: made-up messages bent at random, and raw bytes, through `cablegram.parse`.

    python -m tests.fuzz.fuzz_parse --count 100000 --seed 7

An input fails when `parse` raises with the guard off, when the leaves do not give the text back,
when a span leaves the text, or when a message takes longer than `--seconds`. A share of the inputs
(`--growth`) is a message in which one piece is repeated: it fails when twice as many take much
more than twice the time. Failing inputs are written to `--save`; each should become a corpus file.
With `--corpus` the files of a folder are bent beside the made-up messages. With `--atheris` the
same check runs under the coverage-guided fuzzer of that name, if it is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import cablegram
from cablegram.model import Span
from cablegram.read.decode import decode
from cablegram.read.guard import set_guard
from tests.fuzz.bends import corpus_texts, growing, inputs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.model import Cable

# A doubled input may take MUCH times as long; what takes less than the seconds is not looked at.
GROWTH_CHARS = 16_000
MUCH = 3.0
NOTICED_SECONDS = 0.04


def spans(value: object) -> Iterator[Span]:
    """Yield every span inside a value of the model."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from spans(item)
    elif hasattr(value, "items"):
        for item in value.values():  # type: ignore[attr-defined]
            yield from spans(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from spans(getattr(value, name))


def check(data: bytes | str, form: str = "auto") -> Cable:
    """Read an input; raise AssertionError where a law of the reader is broken."""
    cable = cablegram.parse(data, form=form)
    text = decode(data)[0] if isinstance(data, bytes) else data
    assert cable.source_text == text, "source_text is not the decoded input"
    assert "".join(leaf.text for leaf in cable.tree.leaves()) == text, "the leaves lost text"
    for span in spans(cable):
        assert 0 <= span.start <= span.end <= len(text), f"{span} leaves the text"
    assert 0.0 <= cable.coverage <= 1.0, "coverage is no share"
    return cable


def _seconds(data: bytes, form: str) -> float:
    begin = time.process_time()
    cablegram.parse(data, form=form)
    return time.process_time() - begin


def check_growth(parts: tuple[bytes, bytes, bytes], form: str, chars: int = GROWTH_CHARS) -> None:
    """Repeat a piece, and twice as often; raise AssertionError if that takes far more time."""
    before, piece, after = parts
    count = max(2, chars // len(piece) // 2 * 2)  # even: of wide text, whole characters
    once, twice = (before + piece * (count * times) + after for times in (1, 2))
    check(once, form)
    if _seconds(twice, form) < NOTICED_SECONDS:
        return
    short = min(_seconds(once, form) for _ in range(3))
    long = min(_seconds(twice, form) for _ in range(3))
    assert long < NOTICED_SECONDS or long < MUCH * short, (
        f"{len(once)} bytes take {short:.3f} s, {len(twice)} {long:.3f} s; repeated: {piece[:60]!r}"
    )


def _alarm(_signal: int, _frame: object) -> None:
    raise TimeoutError


def _name(error: Exception) -> str:
    """Say where an error came from, so that the same is told once."""
    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, TimeoutError):
        frames.pop()  # where it was at the time, not the alarm
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
    said = f": {error}" if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} at {place}{said}"


def run(options: argparse.Namespace) -> int:
    """Check the inputs that the options ask for; return how many failed."""
    signal.signal(signal.SIGVTALRM, _alarm)  # of the processor: others may be busy
    more = corpus_texts(options.corpus) if options.corpus is not None else ()
    dice = random.Random(options.seed)
    failed = 0
    seen: set[str] = set()
    slowest = 0.0
    started = time.perf_counter()
    for data, form in inputs(options.count, options.seed, options.chars, more):
        begin = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, options.seconds)
        try:
            if dice.random() < options.growth:
                check_growth(growing(dice, data), form)
            else:
                check(data, form)
                slowest = max(slowest, time.process_time() - begin)
            continue
        except Exception as error:  # noqa: BLE001 - what a fuzzer is for
            what = _name(error)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        failed += 1
        if what in seen:
            continue
        seen.add(what)
        name = hashlib.sha256(data).hexdigest()[:12]
        if options.save is not None:
            options.save.mkdir(parents=True, exist_ok=True)
            (options.save / f"{form}-{name}.bin").write_bytes(data)
        sys.stdout.write(f"{what} (form {form}, input {name}): {data[:60]!r}\n")
        sys.stdout.flush()
    rate = options.count / max(time.perf_counter() - started, 1e-9)
    sys.stdout.write(
        f"{options.count} inputs (seed {options.seed}): {failed} failed in {len(seen)} ways,"
        f" slowest {slowest:.3f} s, {rate:.0f} inputs/s\n"
    )
    return failed


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Fuzz cablegram.parse")
    parser.add_argument("--count", type=int, default=10_000, help="how many inputs")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same inputs")
    parser.add_argument("--seconds", type=float, default=5.0, help="longest time of the processor")
    parser.add_argument("--chars", type=int, default=20_000, help="longest input")
    parser.add_argument("--growth", type=float, default=0.05, help="share that is doubled, timed")
    parser.add_argument("--corpus", type=Path, help="folder of messages to bend beside ours")
    parser.add_argument("--save", type=Path, help="folder for failing inputs")
    parser.add_argument("--atheris", action="store_true", help="coverage-guided, if installed")
    options = parser.parse_args()
    set_guard(on=False)
    if options.atheris:
        import atheris

        atheris.instrument_all()
        atheris.Setup(sys.argv[:1], check)
        atheris.Fuzz()
        return 0
    failed = run(options)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
