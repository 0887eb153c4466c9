"""What the schemas of JSON documents are put together from."""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
NUMBER: Final[Schema] = {"type": "number"}
YES_OR_NO: Final[Schema] = {"type": "boolean"}
DAY: Final[Schema] = {"type": "string", "format": "date"}
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
MRN: Final[Schema] = {
    "type": "string",
    "pattern": r"^(\d{4}|\d{2})?[A-Z]+(-A)?[0-9]+$",
    "description": "a message reference number",
    "examples": ["08LISBON9"],
}
PLACE: Final[Schema] = {"type": "string", "pattern": "^/", "description": "an address of the room"}


def named(name: str) -> Schema:
    """Return a reference to another document or part of one."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(each: Schema, **more: object) -> Schema:
    """Return a list of what is alike."""
    return {"type": "array", "items": each, **more}


def maybe(each: Schema) -> Schema:
    """Return what may be null: not known, or none."""
    if "$ref" in each:
        return {"anyOf": [each, {"type": "null"}]}
    return {**each, "type": [each["type"], "null"]}


def record(description: str, /, **fields: Schema) -> Schema:
    """Return an object that has all of its fields always."""
    return {
        "type": "object",
        "description": description,
        "required": list(fields),
        "properties": fields,
    }


def document(schema: str, description: str, /, **fields: Schema) -> Schema:
    """Return an object that names itself."""
    return record(description, schema={"const": schema}, **fields)
