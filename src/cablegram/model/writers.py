"""A function for each value type that lays a value out as JSON-ready dicts, written for that type.

`codec.to_json` asks each value what it is. A record has some 460 values, so what a field can hold
is asked once here, of the type's hints, and the function does only what those leave open. Both
give the same (tests/model/test_codec.py).
"""

from __future__ import annotations

import dataclasses
import types
from datetime import date
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from cablegram.model.codec import to_json
from cablegram.model.frozen_map import FrozenMap
from cablegram.model.mrn import MRN

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN = frozenset({str, int, bool, float})


@cache
def writer_of(kind: type) -> Callable[[Any], dict[str, Any]]:
    """Return the function that lays out values of a dataclass, as `to_json` does.

    >>> from cablegram.model.diagnostic import Span
    >>> writer_of(Span)(Span(1, 2))
    {'start': 1, 'end': 2}
    """
    names: dict[str, Any] = {"to_json": to_json}
    parts = fields_of(kind, names)
    return compiled("value", parts, names)


def fields_of(kind: type, names: dict[str, Any]) -> dict[str, str]:
    """Return the expression for each field of `value`; what they call is put into `names`."""
    hints = get_type_hints(kind)
    return {
        field.name: _source(hints[field.name], f"value.{field.name}", names)
        for field in dataclasses.fields(kind)
    }


def compiled(parameters: str, parts: dict[str, str], names: dict[str, Any]) -> Callable[..., Any]:
    """Return the function that makes a dict of expressions."""
    items = ", ".join(f"{key!r}: {source}" for key, source in parts.items())
    # As `dataclass` does, from the fields' names and types alone.
    exec(f"def write({parameters}): return {{{items}}}", names)  # noqa: S102
    write: Callable[..., Any] = names["write"]
    return write


def _source(kind: Any, value: str, names: dict[str, Any]) -> str:  # noqa: ANN401 (a type hint)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _optional([each for each in get_args(kind) if each is not type(None)], value, names)
    if origin in (tuple, frozenset):
        inner = _source(get_args(kind)[0], "item", names)
        listed = f"list({value})" if inner == "item" else f"[{inner} for item in {value}]"
        # Most are empty.
        return f"sorted({listed})" if origin is frozenset else f"({listed} if {value} else [])"
    if origin is FrozenMap:
        inner = _source(get_args(kind)[0], "item", names)
        return f"{{key: {inner} for key, item in {value}.items()}}"
    return _one(kind, value, names)


def _optional(options: list[Any], value: str, names: dict[str, Any]) -> str:
    if _PLAIN.issuperset(options):
        return value
    if len(options) > 1:
        return f"to_json({value})"
    return f"(None if {value} is None else {_source(options[0], value, names)})"


def _one(kind: Any, value: str, names: dict[str, Any]) -> str:  # noqa: ANN401 (a type hint)
    if kind in _PLAIN:
        return value
    if kind is MRN:
        return f"str({value})"
    if kind is date:
        return f"{value}.isoformat()"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"{value}._value_"
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        name = f"write_{kind.__name__}"
        names[name] = writer_of(kind)
        return f"{name}({value})"
    return f"to_json({value})"
