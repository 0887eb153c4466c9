"""The made part of the page of the interface for programs, and its document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cablegram import __version__
from cablegram.web.describing import describe, json_of, media_types, places_of, statuses
from cablegram.web.documents import DOCUMENTS
from cablegram.web.paths import PATHS

if TYPE_CHECKING:
    from cablegram.web.paths import Parameter, Path
    from cablegram.web.shapes import Schema


def openapi_text() -> str:
    """Return the document of OpenAPI as it is checked in."""
    return json.dumps(describe(PATHS, __version__), indent=2, ensure_ascii=False) + "\n"


def http_tables() -> str:
    """Return the paths and the JSON documents as tables."""
    parts = ["## Paths\n"]
    parts += [_path(path) for path in PATHS]
    parts.append("## Documents\n")
    parts += [
        _document(name, schema)
        for name, schema in DOCUMENTS.items()
        if "schema" in schema.get("properties", {}) and name != "cable"
    ]
    return "\n".join(parts)


def _path(path: Path) -> str:
    bare, _ = next(places_of(path))
    lines = [f"### `{path.method} {bare}`\n", f"{path.says}\n"]
    rows = [
        *(_parameter(each, "path") for each in path.within),
        *(_parameter(each, "query") for each in path.asks),
        *(_parameter(each, "form") for each in path.fields),
    ]
    if rows:
        lines += ["| name | in | value |", "|---|---|---|", *rows, ""]
    if path.method == "GET":
        lines += ["| ending | gives | document |", "|---|---|---|"]
        for _, ending in places_of(path):
            kinds = ", ".join(f"`{kind}`" for kind in media_types(path, ending))
            name = json_of(path, ending)
            lines.append(f"| {f'`{ending}`' if ending else ''} | {kinds} | {name or ''} |")
        lines.append("")
    lines.append(f"Statuses: {', '.join(map(str, statuses(path)))}.\n")
    return "\n".join(lines)


def _parameter(parameter: Parameter, where: str) -> str:
    value = parameter.says
    if parameter.kind == "number":
        highest = "" if parameter.highest is None else f" up to {parameter.highest:,}"
        value += f" A whole number{highest}."
    if parameter.choices:
        value += f" One of {', '.join(f'`{each}`' for each in parameter.choices)}."
    return f"| `{parameter.name}` | {where} | {value} |"


def _document(name: str, schema: Schema) -> str:
    lines = [f"### {name}\n", f"`{schema['properties']['schema']['const']}`: "]
    lines[-1] += f"{schema['description']}\n"
    lines += ["| field | type | what |", "|---|---|---|"]
    lines += [
        f"| `{field}` | {_type(each)} | {each.get('description', '')} |"
        for field, each in schema["properties"].items()
        if field != "schema"
    ]
    return "\n".join([*lines, ""])


def _type(schema: Schema) -> str:
    match schema:
        case {"$ref": str(place)}:
            return place.rpartition("/")[2]
        case {"anyOf": list(some)}:
            return " or ".join(map(_type, some))
        case {"enum": list(some)}:
            return ", ".join(f"`{each}`" for each in some)
        case {"type": "array", "items": dict(each)}:
            return f"list of {_type(each)}"
        case {"type": list(some)}:
            return " or ".join(some)
        case {"type": str(kind)}:
            return kind
    return ""
