"""Texts that make a bad pattern slow, and a bound on the time of the processor."""

from __future__ import annotations

import importlib
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

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
    """Return a piece again and again, cut to `chars`, and what ends it."""
    return (piece * (chars // len(piece) + 1))[:chars] + ending


_PARSER: Any = importlib.import_module("re._parser")  # the standard library's own; not in its docs
_CANDIDATES = " \n\tA1-/,.(:a<=\"'_;)"
_MANY = 20  # a loop of fewer turns is no danger alone
_MOST_PARTS = 60


def attacks(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """Return what comes first, and what to repeat, to keep each loop of a pattern busy.

    Each loop is reached by a text that matches all before it, once with and once without what is
    optional; then what the loop repeats is given to it. Where two loops want the same characters,
    or one search begins again inside another, that needs time in the square.
    """
    found: set[tuple[str, str]] = set()
    for generous in (False, True):
        _walk(_PARSER.parse(pattern.pattern, pattern.flags & ~32), [""], found, generous=generous)
    return {(before, piece) for before, piece in found if piece}


def _walk(
    tree: Any,  # noqa: ANN401 - the standard library's tree of a pattern has no types
    before: list[str],
    found: set[tuple[str, str]],
    *,
    generous: bool,
) -> list[str]:
    """Note the attacks inside a sequence; return texts that match all of it, after `before`."""
    for operation, argument in tree:
        name = str(operation)
        if name == "LITERAL":
            before = [text + chr(argument) for text in before]
        elif name in ("IN", "ANY", "NOT_LITERAL", "CATEGORY"):
            before = [text + _of_class(operation, argument)[0] for text in before]
        elif name == "SUBPATTERN":
            before = _walk(argument[-1], before, found, generous=generous)
        elif name == "ATOMIC_GROUP":
            before = _walk(argument, before, found, generous=generous)
        elif name == "BRANCH":
            ways = [_walk(way, before, found, generous=generous) for way in argument[1]]
            before = [text for way in ways[:_MOST_PARTS] for text in way[:1]]
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            before = _loop(argument, before, found, generous=generous)
        before = list(dict.fromkeys(before))[:_MOST_PARTS]
    return before


def _loop(
    argument: Any,  # noqa: ANN401 - as above
    before: list[str],
    found: set[tuple[str, str]],
    *,
    generous: bool,
) -> list[str]:
    least, most, body = argument
    once = _walk(body, [""], set(), generous=generous)
    if int(most) >= _MANY:
        pieces = list(once)
        if len(body) == 1 and str(body[0][0]) in ("IN", "ANY", "NOT_LITERAL", "CATEGORY"):
            pieces = _of_class(*body[0])
        for text in before[:4]:
            found.update((text, piece) for piece in pieces[:12])
            found.update(("", text + piece) for piece in pieces[:2])
    inside = _walk(body, before, found, generous=generous)
    if not least and not generous:
        return before
    return [text + once[0] * (least - 1) for text in inside] if once else inside


def _of_class(operation: Any, argument: Any) -> list[str]:  # noqa: ANN401 - as above
    """Return characters that a class has in it."""
    compiler: Any = importlib.import_module("re._compiler")
    tree = _PARSER.parse("x")
    tree[0] = (operation, argument)
    one = compiler.compile(tree)
    held = [char for char in _CANDIDATES if one.fullmatch(char)]
    return held or [char for char in map(chr, range(0x2100)) if one.fullmatch(char)][:1] or ["A"]
