"""Values to JSON-ready dicts and back, for every dataclass of the model.

Names as in Python, times ISO 8601 in UTC, enums as lower-case words, absent is null, MRNs as
their canonical text (STYLE section 3).
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from cablegram.model.frozen_map import FrozenMap
from cablegram.model.mrn import MRN

_LABEL = re.compile(r"[A-Z]{1,2}|\d{1,2}")
_CANONICAL = re.compile(r"(\d{4}|\d{2})?([A-Z]+)(-A)?(\d+)")


def to_json(value: Any) -> Any:  # noqa: ANN401, PLR0911 - JSON leaves the typed world here
    """Return `value` as dicts, lists, strings, numbers, booleans and None."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, MRN):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(to_json(item) for item in value)
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    kind: type = type(value)
    return {name: to_json(getattr(value, name)) for name in _names(kind)}


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {name: hints[name] for name in _names(kind)}


def from_json(kind: Any, data: Any) -> Any:  # noqa: ANN401 - JSON enters the typed world here
    """Build a value of type `kind` from what `to_json` gave.

    Unknown keys are ignored, so that a newer program's JSON can be read.

    Raises:
        TypeError: If the data has not the shape of `kind`.
        ValueError: If a word is not one of an enum, or a number not in range.
    """
    if data is None:
        return None
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _from_union(get_args(kind), data)
    if origin is tuple:
        item = get_args(kind)[0]
        return tuple(from_json(item, entry) for entry in data)
    if origin is frozenset:
        item = get_args(kind)[0]
        return frozenset(from_json(item, entry) for entry in data)
    if origin is FrozenMap:
        item = get_args(kind)[0]
        return FrozenMap({key: from_json(item, entry) for key, entry in data.items()})
    return _from_plain(kind, data)


def _from_union(options: tuple[Any, ...], data: Any) -> Any:  # noqa: ANN401
    kinds = [option for option in options if option is not type(None)]
    if len(kinds) == 1:
        return from_json(kinds[0], data)
    if MRN in kinds and isinstance(data, str):
        return data if _LABEL.fullmatch(data) else mrn_from_text(data)
    message = f"no rule for the union {kinds}"
    raise TypeError(message)


def _from_plain(kind: Any, data: Any) -> Any:  # noqa: ANN401
    if kind is MRN:
        return mrn_from_text(data)
    if kind is datetime:
        return datetime.fromisoformat(data)
    if kind is date:
        return date.fromisoformat(data)
    if dataclasses.is_dataclass(kind):
        hints = _hints(typing.cast("type", kind))
        if not isinstance(data, Mapping):
            message = f"expected an object for {kind}, got {type(data).__name__}"
            raise TypeError(message)
        values = {name: from_json(hint, data[name]) for name, hint in hints.items() if name in data}
        return typing.cast("Any", kind)(**values)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    if kind is float and isinstance(data, int):
        return float(data)
    if not isinstance(data, kind):
        message = f"expected {kind.__name__}, got {type(data).__name__}"
        raise TypeError(message)
    return data


def mrn_from_text(text: str) -> MRN:
    """Return the MRN of a canonical text exactly, without looking its station up."""
    match = _CANONICAL.fullmatch(text)
    if match is None:
        return MRN.parse(text)
    year = match[1]
    if year is not None and len(year) == 2:
        number = int(year)
        full: int | None = 1900 + number if number >= 60 else 2000 + number
    else:
        full = int(year) if year else None
    return MRN(full, match[2], int(match[4]), match[3] is not None)
