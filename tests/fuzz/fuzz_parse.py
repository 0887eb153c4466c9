"""Fuzz the reader: made-up messages bent at random, and raw bytes, through `cablegram.parse`.

    python tests/fuzz/fuzz_parse.py --count 100000 --seed 7

An input fails when `parse` raises with the guard off, when the leaves do not give the text back,
when a span leaves the text, or when a message takes longer than `--seconds`. Failing inputs are
written to `--save`; each should become a corpus file. With `--atheris` the same check runs under
the coverage-guided fuzzer of that name, if it is installed.
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
from cablegram.sample import generate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cablegram.model import Cable

FORMS = ("auto", "acp127", "sas", "telegram", "smart", "web", "rows", "tei", "mail")
# What the patterns look for; pieces of it in wrong places are what real dirt looks like.
WORDS = (
    "E.O. 12958: DECL: 04/02/2018\n",
    "TAGS: ",
    "SUBJECT: ",
    "REF: A. ",
    "REFTEL",
    "BT\n",
    "NNNN\n",
    "ZCZCABC0042\n",
    "VZCZCXYZ0000\n",
    "OO RUEHC\n",
    "DE RUEHZX #0117/01 0931425\n",
    "ZNY CCCCC ZZH\n",
    "O P 021424Z APR 08\n",
    "FM AMEMBASSY ZENDA\n",
    "TO RUEHC/SECSTATE WASHDC IMMEDIATE 1311\n",
    "INFO ",
    "XMT ",
    "PAGE 02",
    "\nPAGE 01        LISBON  02545  01 OF 02  091430Z\n",
    "SECTION 01 OF 02 ",
    "C O N F I D E N T I A L ",
    "UNCLAS ",
    "S E C R E T",
    "1. (C) ",
    "\n2. (S/NF) ",
    "(",
    ")",
    "[1](#)",
    "¶5. ",
    "&#x000A;",
    "<div>",
    "</p>",
    "<TEI>",
    "]]>",
    "<!--",
    "\\\n",
    "Classified By: ",
    "END SUMMARY.",
    "BEGIN TEXT",
    "QUOTE",
    "UNQUOTE",
    "MRN:",
    "Date/DTG:",
    "Action:",
    "Message Text\n",
    "Message Attributes\n",
    "Document Number: ",
    "TAGS: n/a",
    ",",
    ";",
    "|",
    '"',
    "'",
    "\t",
    "\r\n",
    "\x00",
    "\x0c",
    "\ufeff",
    "\u0130",
    "\u200b",
    "\U0001f4e1",
    "999999999999",
    "Content-Type: ",
    "From: ",
    "Subject: =?utf-8?b?4pyT?=",
    "MMHS-Primary-Precedence: ",
    "LINE1: ",
    "<ASECT>",
    "--------------------- 054819",
)
RAW = tuple(range(256))


def sample_texts(seed: int, count: int = 160) -> list[bytes]:
    """Return made-up messages of all forms, small ones, since they break as well as large ones."""
    return [message.data for message in generate(count, seed=seed, size=1200)]


def _drop_lines(dice: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    share = dice.random() * 0.5
    return b"\n".join(line for line in lines if dice.random() > share)


def _double_lines(dice: random.Random, data: bytes) -> bytes:
    lines: list[bytes] = []
    for line in data.split(b"\n"):
        lines += [line] * (1 if dice.random() > 0.15 else 2)
    return b"\n".join(lines)


def _shuffle_lines(dice: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    start = dice.randrange(len(lines))
    window = lines[start : start + dice.randint(2, 20)]
    dice.shuffle(window)
    return b"\n".join([*lines[:start], *window, *lines[start + len(window) :]])


def _flip(dice: random.Random, data: bytes) -> bytes:
    letters = bytearray(data)
    for _ in range(dice.randint(1, 30)):
        if letters:
            letters[dice.randrange(len(letters))] = dice.choice(RAW)
    return bytes(letters)


def _cut(dice: random.Random, data: bytes) -> bytes:
    left, right = sorted((dice.randrange(len(data) + 1), dice.randrange(len(data) + 1)))
    return dice.choice((data[:right], data[left:], data[left:right], data[:left] + data[right:]))


def _insert(dice: random.Random, data: bytes) -> bytes:
    for _ in range(dice.randint(1, 6)):
        place = dice.randrange(len(data) + 1)
        data = data[:place] + dice.choice(WORDS).encode() + data[place:]
    return data


def _repeat(dice: random.Random, data: bytes) -> bytes:
    place = dice.randrange(len(data) + 1)
    piece = data[place : place + dice.randint(1, 12)] or b"A"
    return data[:place] + piece * dice.randint(2, 80) + data[place:]


def _join_lines(dice: random.Random, data: bytes) -> bytes:
    share = dice.random()
    lines = data.split(b"\n")
    return b"".join(line + (b" " if dice.random() < share else b"\n") for line in lines)


def _change_case(dice: random.Random, data: bytes) -> bytes:
    return dice.choice((data.lower(), data.upper(), data.swapcase(), data.title()))


CHANGES: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _drop_lines,
    _double_lines,
    _shuffle_lines,
    _flip,
    _cut,
    _insert,
    _repeat,
    _join_lines,
    _change_case,
)


def interleave(dice: random.Random, first: bytes, second: bytes) -> bytes:
    """Return the lines of two messages mixed, each in its own order."""
    one, two = first.split(b"\n"), second.split(b"\n")
    lines: list[bytes] = []
    while one or two:
        source = one if one and (not two or dice.random() < 0.5) else two
        lines += source[: dice.randint(1, 5)]
        del source[:5]
    return b"\n".join(lines)


def inputs(count: int, seed: int, chars: int = 20_000) -> Iterator[tuple[bytes, str]]:
    """Yield inputs with the form that they are read as; the same seed gives the same ones.

    With a small `chars` a window of each message is bent, from its start as a rule.
    """
    dice = random.Random(seed)
    samples = sample_texts(seed)
    if chars < 20_000:
        starts = [dice.randrange(len(s)) if dice.random() < 0.3 else 0 for s in samples]
        samples = [s[at : at + chars] for s, at in zip(samples, starts, strict=True)]
    for _ in range(count):
        roll = dice.random()
        if roll < 0.08:
            data = bytes(dice.choice(RAW) for _ in range(dice.randint(0, 300)))
        elif roll < 0.2:
            data = "".join(dice.choice(WORDS) for _ in range(dice.randint(1, 40))).encode()
        elif roll < 0.3:
            data = interleave(dice, dice.choice(samples), dice.choice(samples))
        else:
            data = dice.choice(samples)
            for _ in range(dice.randint(1, 4)):
                data = dice.choice(CHANGES)(dice, data)
        yield data[:chars], "auto" if dice.random() < 0.8 else dice.choice(FORMS)


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


def _alarm(_signal: int, _frame: object) -> None:
    raise TimeoutError


def run(count: int, seed: int, *, seconds: float, save: Path | None, chars: int = 20_000) -> int:
    """Check `count` inputs; return how many failed."""
    signal.signal(signal.SIGVTALRM, _alarm)  # of the processor: others may be busy
    failed = 0
    seen: set[str] = set()
    slowest = 0.0
    started = time.perf_counter()
    for data, form in inputs(count, seed, chars):
        begin = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        try:
            check(data, form)
            slowest = max(slowest, time.process_time() - begin)
            continue
        except Exception as error:  # noqa: BLE001 - what a fuzzer is for
            frames = traceback.extract_tb(error.__traceback__)
            if isinstance(error, TimeoutError):
                frames.pop()  # where it was at the time, not the alarm
            what = f"{type(error).__name__} at {Path(frames[-1].filename).name}:{frames[-1].lineno}"
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        failed += 1
        if what in seen:
            continue
        seen.add(what)
        name = hashlib.sha256(data).hexdigest()[:12]
        if save is not None:
            save.mkdir(parents=True, exist_ok=True)
            (save / f"{form}-{name}.bin").write_bytes(data)
        sys.stdout.write(f"{what} (form {form}, input {name}): {data[:60]!r}\n")
        sys.stdout.flush()
    rate = count / max(time.perf_counter() - started, 1e-9)
    sys.stdout.write(
        f"{count} inputs (seed {seed}): {failed} failed in {len(seen)} ways,"
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
    failed = run(
        options.count,
        options.seed,
        seconds=options.seconds,
        save=options.save,
        chars=options.chars,
    )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
