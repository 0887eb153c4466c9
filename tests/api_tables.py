"""Tables of the Python API and of the columns of exports, made from the code for the manual."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
from typing import TYPE_CHECKING, Any, Final, get_origin

import cablegram
from cablegram.archive.export import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.archive.export import Column

#: Packages of the outer layers whose public names are listed.
PACKAGES: Final = (
    "cablegram.search",
    "cablegram.archive",
    "cablegram.archive.export",
    "cablegram.follow",
    "cablegram.access",
)
KINDS: Final = {
    "text": "text", "day": "day", "time": "time", "whole": "whole number", "real": "number",
    "flag": "yes or no",
}  # fmt: skip


def api_tables() -> str:
    """Return the methods of `Archive`, and the names of each package of the outer layers."""
    parts = ["### `cablegram.Archive`\n", *_table("method", _methods(cablegram.Archive))]
    for name in PACKAGES:
        package = importlib.import_module(name)
        rows = (_row(each, getattr(package, each)) for each in sorted(package.__all__, key=_order))
        parts += ["", f"### `{name}`\n", *_table("name", rows)]
    return "\n".join(parts) + "\n"


def _order(name: str) -> tuple[bool, bool, str]:
    return name[0].isupper(), name.isupper(), name


def _table(head: str, rows: Iterator[tuple[str, str]]) -> Iterator[str]:
    yield f"| {head} | what it gives |"
    yield "|---|---|"
    for name, about in rows:
        yield f"| `{name.replace('|', chr(92) + '|')}` | {about} |"


def _methods(cls: type) -> Iterator[tuple[str, str]]:
    """Yield all that a class has for others, what it inherits too, in the order of the source."""
    seen: dict[str, Any] = {}
    for base in reversed(cls.__mro__[:-1]):
        seen |= {name: value for name, value in vars(base).items() if not name.startswith("_")}
    for name, value in seen.items():
        if isinstance(value, property):
            yield name, _first(value)
        elif isinstance(value, classmethod | staticmethod) or inspect.isfunction(value):
            function = getattr(cls, name)
            signature = _signature(function, is_method=inspect.isfunction(value))
            yield name + signature, _first(function)


def _row(name: str, value: Any) -> tuple[str, str]:  # noqa: ANN401 (anything public)
    value = inspect.unwrap(value) if callable(value) else value
    if inspect.isfunction(value):
        return name + _signature(value), _first(value)
    if isinstance(value, type):
        if dataclasses.is_dataclass(value):
            fields = ", ".join(field.name for field in dataclasses.fields(value))
            return name, f"{_first(value)} Fields: {fields}."
        return name, _first(value)
    if get_origin(value) is not None:
        return name, "a type, for annotations"
    shown = f": `{value!r}`" if isinstance(value, str | tuple) else f" ({type(value).__name__})"
    return name, f"a constant{shown}" if len(shown) < 100 else "a constant (tuple)"


def _first(value: object) -> str:
    text = (inspect.getdoc(value) or "").partition("\n\n")[0]
    return " ".join(text.split())


def _signature(function: Any, *, is_method: bool = False) -> str:  # noqa: ANN401 (any callable)
    """Return the parameters without types; defaults as they are written in the source."""
    parameters = list(inspect.signature(function).parameters.values())[is_method:]
    shown = []
    is_keyword = False
    for each in parameters:
        if each.kind is inspect.Parameter.KEYWORD_ONLY and not is_keyword:
            shown.append("*")
            is_keyword = True
        text = f"**{each.name}" if each.kind is inspect.Parameter.VAR_KEYWORD else each.name
        if each.kind is inspect.Parameter.VAR_POSITIONAL:
            text, is_keyword = f"*{each.name}", True
        if each.default is not inspect.Parameter.empty:
            text += f"={_default(each.default)}"
        shown.append(text)
    return f"({', '.join(shown)})"


def _default(value: object) -> str:
    """Return a default; a value of the package by the name under which the package has it."""
    text = repr(value)
    if re.match(r"[A-Z]\w*\(|<", text):
        for name in PACKAGES:
            for key, other in vars(importlib.import_module(name)).items():
                if other is value and key.isupper():
                    return key
        return "..."
    return text


def columns_table() -> str:
    """Return the columns of CSV, Parquet and data frames."""
    lines = ["| column | kind | what it holds |", "|---|---|---|"]
    for column in COLUMNS:
        lines.append(_column(column))
        lines += [_column(field, f"{column.name}[].") for field in column.fields]
    return "\n".join(lines) + "\n"


def _column(column: Column, before: str = "") -> str:
    kind = "groups" if column.fields else KINDS[column.kind]
    kind = f"list of {kind}" if column.many else kind
    return f"| `{before}{column.name}` | {kind} | {column.about} |"
