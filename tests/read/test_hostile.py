"""No input makes a pattern or the reader slow: every compiled pattern, against nasty text.

STYLE 4: patterns are anchored, so that a failed try costs little whatever stands there.
"""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
import signal
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cablegram
import cablegram.model
from cablegram.read.guard import set_guard

if TYPE_CHECKING:
    from collections.abc import Iterator

PATTERN_CHARS = 20_000
PATTERN_SECONDS = 1.0
TEXT_CHARS = 200_000
TEXT_SECONDS = 3.0
NASTY = {
    "newlines": "\n",
    "spaces": " ",
    "tabs": "\t",
    "carriage returns": "\r\n",
    "blank rows": " \n",
    "letter": "A",
    "spaced letters": "A A ",
    "words": "TABLES ",
    "words in rows": "TABLES SHIPS\n",
    "small words": "the dues rose ",
    "parentheses": "(",
    "marks": "(A)",
    "portion marks": "(C) ",
    "digits": "1",
    "paragraphs": "1.",
    "paragraphs in rows": "1. (C) A\n",
    "dashes": "- ",
    "rule": "-",
    "slashes": "/",
    "commas": "A, ",
    "dots": ". ",
    "quotes": '"',
    "apostrophes": "'",
    "references": "REF A ",
    "reference rows": "REF: A. LISBON 98\n",
    "numbers of messages": "07 LISBON 98, ",
    "sections": "SECTION 01 OF 02 ",
    "section rows": "SECTION 01 OF 02\n",
    "spaced marking": "C O N F I D E N T I A L ",
    "tags": "PREL, ",
    "page lines": "PAGE 02 LISBON 00117\n",
    "tags of markup": "<p>",
    "open markup": "<",
    "entities": "&#x0A;",
    "links": "[1](#)",
    "comments": "<!--",
    "equals": "=20",
    "labels": "MRN: ",
    "attribute rows": "TAGS: n/a\n",
    "mail fields": "From: a@b.c\n",
    "cells": '"",',
    "months": "JAN ",
    "times": "021424Z APR 08 ",
    "addresses": "AMEMBASSY LISBON ",
    "marks of precedence": "O P R ",
}
# What comes behind decides whether a pattern fails, and that is when it tries every other way.
ENDINGS = ("", "!", "\n1", "1")
# A short text is enough where the time doubles with each word; it tells before the long one hangs.
SIZES = ((60, ENDINGS), (300, ENDINGS), (PATTERN_CHARS, ("!",)))
# Patterns that need time in the square of a run, or worse, and the most that they are given.
MEASURED = {
    "read.closing._SIGNATURE": 40,  # a line of more is no signature
    "read.frus_head._DATE": 140,  # the end of a title
    "read.frus_head._OUTER": 140,  # what is left of a title
    "read.frus_distribution._AND": 1000,  # the same
    "read.frus_distribution._TRAIL": 1000,
    "read.label_pairs._SHAPES[5]": 1000,  # matched with one row of a block of values
    "read.label_pairs._SHAPES[6]": 1000,
    "read.label_pairs._SHAPES[7]": 1000,
    "read.stamps._REVIEW": 1000,  # one line
    "read.portions._PARTS": 1000,  # what stands in the parentheses of a mark
}
# Known to be slow where the text is not cut before; each entry goes when the pattern is mended.
KNOWN_SLOW = frozenset(
    {
        "read.addresses._MCN",
        "read.addresses._OFFICE",
        "read.addresses._PRECEDENCE",
        "read.attention._PART",
        "read.authority._REASON",
        "read.authority._SPLIT",
        "read.classification._HANDLING",
        "read.reference_people._PART",
        "read.smart._PRECEDENCE",
        "read.stream._TOKEN",
        "read.usmtf._SUBJECT_END",
    }
)
SMART = "MRN: 12 LISBON 117\nDate/DTG: Apr 02, 2012 / 021424Z APR 12\n"
HEAD = "UNCLAS LISBON 000117\nE.O. 12958: N/A\nTAGS: PREL\n"
VOLUME = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><div type="document" xml:id="d1"><head>1. '
# Where the nasty text stands: what reads it depends on that.
STARTS = {
    "alone": "",
    "tags": "TAGS: PREL\n",
    "to": "FM AMEMBASSY LISBON\nTO ",
    "info": "FM AMEMBASSY LISBON\nTO SECSTATE WASHDC\nINFO ",
    "classification": "UNCLAS LISBON 000117 ",
    "order": "E.O. 12958: DECL: ",
    "subject": HEAD + "SUBJECT: X ",
    "reference": HEAD + "SUBJECT: X\nREF: LISBON 98 ",
    "authority": HEAD + "Classified By: ",
    "attention": "UNCLAS LISBON 000117\nSTATE FOR ",
    "portion": HEAD + "SUBJECT: X\n\n1. (C",
    "paragraph": HEAD + "SUBJECT: X\n\n1. (C) A ",
    "military": "FM CNO WASHINGTON DC\nBT\nUNCLAS\nMSGID/GENADMIN/CNO//\nSUBJ/X",
    "labelled action": SMART + "Action: ",
    "labelled reference": SMART + "Reference: A) ",
    "volume": VOLUME + "Telegram From the Embassy in Lisbon ",
    "record": "Message Text\nUNCLAS LISBON 1\nMessage Attributes\nTo: ",
    "mail": "From: a@b.c\nTo: x\nSubject: ",
}
# Known to take longer than the bound; each goes when the reader is mended.
KNOWN_SLOW_TEXTS = frozenset(
    {
        ("info", "slashes"),
        ("classification", "spaces"),
        ("classification", "tabs"),
        ("authority", "parentheses"),
        ("authority", "dashes"),
        ("authority", "rule"),
        ("authority", "dots"),
        ("attention", "marks"),
        ("attention", "portion marks"),
        ("reference", "cells"),
        ("labelled reference", "cells"),
        ("labelled action", "spaces"),
        ("labelled action", "tabs"),
    }
)


def _modules() -> Iterator[str]:
    for package in ("cablegram.read", "cablegram.model"):
        # The function `parse` hides nothing here: the package is taken by its name.
        module = importlib.import_module(package)
        yield package
        for info in pkgutil.walk_packages(module.__path__, f"{package}."):
            yield info.name


def _inside(value: object, depth: int = 3) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, dict) and depth:
        for item in value.values():
            yield from _inside(item, depth - 1)
    elif isinstance(value, list | tuple | set | frozenset) and depth:
        for item in value:
            yield from _inside(item, depth - 1)


def patterns() -> dict[str, re.Pattern[str]]:
    """Every compiled pattern of the modules, by the name that it stands under."""
    for text in ("FM AMEMBASSY LISBON\nTAGS: PREL\n1. (C) A\n", "MRN: 12 LISBON 1\nDate/DTG: x\n"):
        cablegram.parse(text)  # some are compiled when they are first met
    found: dict[int, tuple[str, re.Pattern[str]]] = {}
    for name in _modules():
        module = importlib.import_module(name)
        for key, value in vars(module).items():
            for number, pattern in enumerate(_inside(value)):
                label = f"{name.removeprefix('cablegram.')}.{key}" + (f"[{number}]" * (number > 0))
                found.setdefault(id(pattern), (label, pattern))
    return dict(sorted(found.values(), key=lambda pair: pair[0]))


PATTERNS = patterns()


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Stop what hangs; the engine of `re` looks for signals while it works."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "SIGVTALRM"
    ):
        yield
        return

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def long_text(piece: str, chars: int, ending: str) -> str:
    return (piece * (chars // len(piece) + 1))[:chars] + ending


@pytest.fixture(autouse=True)
def _no_guard() -> Iterator[None]:
    set_guard(on=False)
    yield
    set_guard(on=True)


def test_patterns_were_found() -> None:
    assert len(PATTERNS) > 200


def _sources() -> dict[str, str]:
    found = {}
    for name in _modules():
        path = importlib.import_module(name).__file__
        assert path is not None
        found[name.removeprefix("cablegram.")] = Path(path).read_text(encoding="utf-8")
    return found


SOURCES = _sources()
EVERYWHERE = "\n".join(SOURCES.values())


def asked(name: str) -> set[str]:
    """How the code asks a pattern: one that is only matched at a place is not searched for."""
    module, _, key = name.partition("[")[0].rpartition(".")
    text = SOURCES[module] if key.startswith("_") else EVERYWHERE
    words = set(
        re.findall(rf"\b{key}\.(match|search|fullmatch|finditer|sub|split|findall)\b", text)
    )
    # A pattern in a table is asked under another name: it may be searched for.
    return {word if word.endswith("match") else "search" for word in words or {"search"}}


@pytest.mark.parametrize("name", [name for name in PATTERNS if name not in KNOWN_SLOW])
def test_no_pattern_is_slow(name: str) -> None:
    most = MEASURED.get(name, PATTERN_CHARS)
    asks = [getattr(PATTERNS[name], how) for how in sorted(asked(name))]
    for label, piece in NASTY.items():
        for chars, endings in SIZES:
            for text in (long_text(piece, min(chars, most), ending)[:most] for ending in endings):
                for ask in asks:
                    try:
                        with limit(PATTERN_SECONDS):
                            ask(text)
                    except TimeoutError:
                        pytest.fail(f"{ask.__name__}, {len(text)} characters of {label}")


def test_what_is_known_to_be_slow_exists() -> None:
    assert set(PATTERNS) >= KNOWN_SLOW
    assert all(start in STARTS and label in NASTY for start, label in KNOWN_SLOW_TEXTS)


CASES = [pair for pair in itertools.product(STARTS, NASTY) if pair not in KNOWN_SLOW_TEXTS]


@pytest.mark.slow
@pytest.mark.parametrize(("start", "label"), CASES)
def test_no_text_is_slow(start: str, label: str) -> None:
    text = STARTS[start] + long_text(NASTY[label], TEXT_CHARS, "!\nBT\n")
    try:
        with limit(TEXT_SECONDS):
            cable = cablegram.parse(text)
    except TimeoutError:
        pytest.fail(f"parse took more than {TEXT_SECONDS} s")
    assert "".join(leaf.text for leaf in cable.tree.leaves()) == text
