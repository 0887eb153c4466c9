"""The grammar of the documentation, as something that makes sentences and recognises them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cablegram.search.lexer import Kind, tokens

if TYPE_CHECKING:
    import random

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "query-language.md"
_PIECE = re.compile(r'"[^"]+"|[a-z]+|[\[\]{}()|,;=]')
LEAVES = ("word", "phrase", "field")

Rule = tuple[object, ...]


@cache
def rules() -> dict[str, Rule]:
    """Return the rules: any of, all of, maybe, many, a sign, or the name of another rule."""
    page = PAGE.read_text(encoding="utf-8")
    text = page.split("```ebnf\n", 1)[1].split("```", 1)[0]
    found = {}
    for line in text.split(";\n"):
        if line.strip():
            name, right = line.split("=", 1)
            pieces = _PIECE.findall(right)
            rule, rest = _choice(pieces)
            assert not rest, f"{name}: {rest} is left over"
            found[name.strip()] = rule
    return found


def _choice(pieces: list[str]) -> tuple[Rule, list[str]]:
    options = []
    while True:
        sequence, pieces = _sequence(pieces)
        options.append(sequence)
        if not pieces or pieces[0] != "|":
            return ("any_of", *options), pieces
        pieces = pieces[1:]


def _sequence(pieces: list[str]) -> tuple[Rule, list[str]]:
    items: list[Rule] = []
    while True:
        piece, pieces = pieces[0], pieces[1:]
        if piece in "[{(":
            inner, pieces = _choice(pieces)
            assert pieces[0] == {"[": "]", "{": "}", "(": ")"}[piece]
            pieces = pieces[1:]
            items.append(inner if piece == "(" else ("maybe" if piece == "[" else "many", inner))
        elif piece.startswith('"'):
            items.append(("sign", piece.strip('"')))
        else:
            items.append(("name", piece))
        if not pieces or pieces[0] != ",":
            return ("all_of", *items), pieces
        pieces = pieces[1:]


def sentence(dice: random.Random, depth: int = 6) -> list[str]:
    """Return the signs of a random sentence; leaves by their names."""
    return _made(("name", "query"), dice, depth)


def _made(rule: Rule, dice: random.Random, depth: int) -> list[str]:
    kind, *parts = rule
    if kind == "sign":
        return [str(parts[0])]
    if kind == "name":
        name = str(parts[0])
        return [name] if name in LEAVES else _made(rules()[name], dice, depth - 1)
    if kind == "all_of":
        return [sign for part in parts for sign in _made(part, dice, depth)]  # type: ignore[arg-type]
    if kind == "any_of":
        # Near the bound the last ways, which are the plain ones.
        part = dice.choice(parts) if depth > 0 else parts[-1]
        return _made(part, dice, depth)  # type: ignore[arg-type]
    times = dice.randint(0, 1 if kind == "maybe" else 2) if depth > 0 else 0
    return [sign for _ in range(times) for sign in _made(parts[0], dice, depth)]  # type: ignore[arg-type]


def accepts(query: str) -> bool:
    """Tell whether the grammar has the sentence; the lexer cuts it into signs."""
    signs = tuple(token.kind.value for token in tokens(query) if token.kind is not Kind.END)
    return len(signs) in _ends(("name", "query"), signs, 0, {})


def _ends(
    rule: Rule, signs: tuple[str, ...], start: int, known: dict[tuple[str, int], set[int]]
) -> set[int]:
    """Return every place at which the rule can end when it begins at `start`."""
    kind, *parts = rule
    if kind == "sign" or (kind == "name" and parts[0] in LEAVES):
        return {start + 1} if signs[start : start + 1] == (parts[0],) else set()
    if kind == "name":
        key = (str(parts[0]), start)
        if key not in known:
            known[key] = _ends(rules()[key[0]], signs, start, known)
        return known[key]
    if kind == "any_of":
        return set().union(*(_ends(part, signs, start, known) for part in parts))  # type: ignore[arg-type]
    if kind == "all_of":
        places = {start}
        for part in parts:
            places = set().union(*(_ends(part, signs, place, known) for place in places))  # type: ignore[arg-type]
        return places
    places, new = {start}, {start}
    while new:
        reached = set().union(*(_ends(parts[0], signs, place, known) for place in new))  # type: ignore[arg-type]
        new = set() if kind == "maybe" else reached - places
        places |= reached
    return places
