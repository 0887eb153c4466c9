"""The JSON Schema of a cable, made from the value types."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from cablegram.model.cable import Cable
from cablegram.model.frozen_map import FrozenMap
from cablegram.model.mrn import MRN

_CABLE_HINTS: Mapping[str, Any] = get_type_hints(Cable)
FIELD_TYPES: Mapping[str, Any] = {
    item.name: _CABLE_HINTS[item.name] for item in dataclasses.fields(Cable)
}
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    MRN: {"type": "string", "pattern": r"^(\d{4}|\d{2})?[A-Z]+(-A)?[0-9]+$"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of `Cable.to_dict()`."""
    definitions: dict[str, Any] = {}
    properties: dict[str, Any] = {"schema": {"const": "cablegram.cable/1"}}
    for name, kind in FIELD_TYPES.items():
        properties[name] = _schema(kind, definitions)
    properties["tree"] = {
        "type": "array",
        "description": "leaves in order, each [kind, length in code points]",
        "items": {
            "type": "array",
            "prefixItems": [{"type": "string"}, {"type": "integer", "minimum": 0}],
            "minItems": 2,
            "maxItems": 2,
        },
    }
    properties["coverage"] = {"type": "number", "minimum": 0, "maximum": 1}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "cablegram.cable/1",
        "title": "Cable",
        "type": "object",
        "required": ["schema", "form", "source_text", "tree"],
        "properties": properties,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        options = [
            {"type": "null"} if option is type(None) else _schema(option, definitions)
            for option in arguments
        ]
        return {"anyOf": options}
    if origin in (tuple, frozenset):
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is FrozenMap:
        return {"type": "object", "additionalProperties": _schema(arguments[0], definitions)}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    return _reference(kind, definitions)


def _reference(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}
        hints = get_type_hints(kind)
        definitions[name] = {
            "type": "object",
            "properties": {
                item.name: _schema(hints[item.name], definitions)
                for item in dataclasses.fields(kind)
            },
        }
    return {"$ref": f"#/$defs/{name}"}
