"""Every pattern of the package: those of its modules, those of lines, those inside functions."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from pathlib import Path
from typing import TYPE_CHECKING

import cablegram
from cablegram.read import line_patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

ASKS = ("match", "search", "fullmatch", "finditer", "sub", "split", "findall")


def _modules() -> Iterator[str]:
    """Name each module; those that start a program when they are imported stay out."""
    for info in pkgutil.walk_packages(cablegram.__path__, "cablegram."):
        if not info.name.endswith("__main__"):
            yield info.name


def _source(name: str) -> str:
    path = importlib.import_module(name).__file__
    assert path is not None
    return Path(path).read_text(encoding="utf-8")


SOURCES = {name.removeprefix("cablegram."): _source(name) for name in _modules()}
EVERYWHERE = "\n".join(SOURCES.values())


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


def _of_functions(source: str) -> Iterator[tuple[str, str]]:
    """Yield place and text of the patterns that are written where they are asked: `re.sub("x"`."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in ASKS
        ):
            first = node.args[0]
            assert isinstance(first, ast.Constant), f"line {node.lineno}: name this pattern"
            yield f"{node.lineno} {node.func.attr}", str(first.value)


def patterns() -> dict[str, re.Pattern[str]]:
    """Return every pattern by the name that it stands under."""
    found: dict[str, re.Pattern[str]] = {}
    seen: set[int] = set()
    for name, source in SOURCES.items():
        for key, value in vars(importlib.import_module(f"cablegram.{name}")).items():
            for number, pattern in enumerate(_inside(value)):
                if id(pattern) not in seen:
                    seen.add(id(pattern))
                    found[f"{name}.{key}" + (f"[{number}]" * (number > 0))] = pattern
        for place, text in _of_functions(source):
            found[f"{name}:{place}"] = re.compile(text)
    for kind in line_patterns.KINDS:
        found[f"read.line_patterns.{kind}"] = line_patterns.compile_kinds((kind,), exact=False)
    return dict(sorted(found.items()))


def asked(name: str) -> set[str]:
    """How the code asks a pattern: one that is only matched at a place is not searched for."""
    if " " in name:
        words = {name.rpartition(" ")[2]}
        return {word if word.endswith("match") else "search" for word in words}
    module, _, key = name.partition("[")[0].rpartition(".")
    if module == "read.line_patterns" and key in line_patterns.KINDS:
        return {"match"}
    text = SOURCES.get(module, "") if key.startswith("_") else EVERYWHERE
    words = set(re.findall(rf"\b{key}\.({'|'.join(ASKS)})\b", text))
    # A pattern in a table is asked under another name: it may be searched for.
    return {word if word.endswith("match") else "search" for word in words or {"search"}}
