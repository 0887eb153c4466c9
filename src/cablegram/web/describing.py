"""The description of the room for programs: OpenAPI 3.1, made from the table of paths."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from cablegram.web.asking import FORM
from cablegram.web.document_parts import PARTS
from cablegram.web.documents import DOCUMENTS
from cablegram.web.kinds import HTML, KINDS, kind_of
from cablegram.web.shapes import named
from cablegram.web.uploads import MULTIPART

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cablegram.web.paths import Parameter, Path

_CONVERTER: Final = re.compile(r"\{(\w+):\w+\}")
_ABOUT: Final = """\
What the reading room shows to people, a program gets at the same addresses: as a page, or with an
ending as a file. Without an ending, `Accept: application/json` asks for JSON where there is one.

- A long list comes in pages. `next` (and `Link: <...>; rel="next"`) is the address of the next one;
  the token in it is opaque and holds until the archive is made anew.
- Every answer has an `ETag`; with `If-None-Match` what has not changed is not sent again (304).
- `HEAD` answers as `GET` does, without the body.
- An error has the right status and one shape, `error`; where a person asks it is a page.
- A cable that the reader may not see answers exactly as one that is not held.
- What changes something is a form (`POST`); it is taken from no page of another place.
- Where people sign in, a program sends `Authorization: Bearer TOKEN`. Without one it gets 401
  whatever it asks for; what its scopes or its owner's role do not allow, 403; and when it asks for
  more than one person may, 429 with `Retry-After`.
"""
#: What any path may answer.
_ALWAYS: Final = (414, 421, 500, 503)
#: And what one that is not for everybody may.
_TURNED_AWAY: Final = (303, 401, 403, 429)
_SAYS: Final = {
    200: "It is here.",
    300: "Several cables have this number.",
    301: "It stands elsewhere: another spelling was asked for.",
    302: "It stands elsewhere for now.",
    303: "Done, what came of it stands elsewhere; or a person has to sign in first.",
    304: "It has not changed since.",
    400: "A parameter or field is wrong.",
    401: "Nobody has signed in, or the token is wrong.",
    403: "It is not for whoever asks, or a page of another place sent it.",
    404: "Not held, or nothing of that name.",
    408: "It did not come, or too slowly.",
    409: "Something else came between.",
    422: "It cannot be kept as it is.",
    501: "What it needs is not installed here.",
    413: "Too large.",
    414: "The address is too long.",
    415: "That is no form.",
    429: "One person has asked for too much.",
    421: "The room answers under its own name only.",
    500: "A fault of the program, or a damaged archive.",
    503: "The room is being prepared, or too much is asked at once.",
}
_HEADERS: Final[dict[str, Any]] = {
    "ETag": {"description": "Names the bytes of the answer.", "schema": {"type": "string"}},
    "Link": {
        "description": 'The next page (rel="next") and siblings (rel="alternate").',
        "schema": {"type": "string"},
    },
    "Location": {"description": "Where it stands.", "schema": {"type": "string"}},
    "Retry-After": {
        "description": "When to ask again, in seconds.",
        "schema": {"type": "integer", "minimum": 1},
    },
}
#: How a program says for whom it asks, where people sign in.
_SCHEMES: Final[dict[str, Any]] = {
    "token": {"type": "http", "scheme": "bearer", "description": "Of an account, with scopes."},
}


def describe(paths: Iterable[Path], version: str) -> dict[str, Any]:
    """Return the document that describes these paths."""
    described: dict[str, Any] = {}
    for path in paths:
        for place, ending in places_of(path):
            described.setdefault(place, {})[path.method.lower()] = _operation(path, place, ending)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "cablegram, the reading room",
            "version": version,
            "summary": "An archive of diplomatic telegrams: search, cables, matters.",
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "the room itself"}],
        "paths": described,
        "components": {
            "schemas": {**DOCUMENTS, **PARTS},
            "headers": _HEADERS,
            "securitySchemes": _SCHEMES,
        },
    }


def places_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield where a path stands, without and with each of its endings, and the ending."""
    bare = _CONVERTER.sub(r"{\1}", path.path)
    for ending in ("", *path.endings):
        yield f"{bare}{ending}", ending


def json_of(path: Path, ending: str) -> str | None:
    """Return the name of the document that is given as JSON; `None` if none is."""
    if ending == ".csl.json":
        return "csl"
    if ending == ".jsonld":
        return "annotations"
    if ending not in {"", ".json"} or not path.document:
        return None
    return path.document


def media_types(path: Path, ending: str) -> tuple[str, ...]:
    """Return the media types that a path answers with when all is well."""
    if ending:
        return (kind_of(ending).plain,)
    if path.method == "POST":  # what comes of a form may be a file that a field asks for
        words = {f".{word}" for each in path.fields for word in each.choices}
        as_json = (KINDS[".json"].plain,) if path.document else ()
        kinds = (HTML.plain, *as_json, *(kind_of(e).plain for e in KINDS if e in words))
        return tuple(dict.fromkeys(kinds))
    for own in (".json", ".atom"):
        if path.path.endswith(own):
            return (KINDS[own].plain,)
    json = (KINDS[".json"].plain,) if path.document else ()
    # A form may ask for a file instead of a page.
    files = [kind_of(f".{each}").plain for field in path.fields if field.name == "as"
             for each in field.choices]  # fmt: skip
    return tuple(dict.fromkeys((HTML.plain, *json, *files)))


def statuses(path: Path) -> tuple[int, ...]:
    """Return the statuses that a path may answer with."""
    found = {*_ALWAYS, *path.statuses}
    if path.role is not None:
        found |= {*_TURNED_AWAY}
    if path.method == "POST":
        found |= {303, 400, 403, 408, 413, 415}
    else:
        found |= {200, 304}
    if path.asks:
        found.add(400)
    if path.within:
        found |= {301, 302, 404}
    return tuple(sorted(found))


def _operation(path: Path, place: str, ending: str) -> dict[str, Any]:
    name = re.sub(r"\W+", "_", place).strip("_") or "front"
    made: dict[str, Any] = {
        "operationId": f"{path.method.lower()}_{name}",
        "summary": path.says,
        "tags": [path.path.split("/")[1].partition(".")[0] or "front"],
        "parameters": [
            *(_parameter(each, "path") for each in path.within),
            *(_parameter(each, "query") for each in path.asks),
        ],
        "responses": {str(status): _response(path, ending, status) for status in statuses(path)},
    }
    if path.role is not None:
        # Or without: where nobody signs in.
        made["security"] = [{"token": []}, {}]
    if path.method == "POST":
        made["requestBody"] = _body(path)
    return made


def _parameter(parameter: Parameter, where: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": parameter.name,
        "in": where,
        "description": parameter.says,
        "schema": _schema_of(parameter),
    }
    if where == "path":
        made["required"] = True
    else:
        made["allowEmptyValue"] = True  # as if it were not there
    if parameter.example:
        made["example"] = _example(parameter)
    return made


def _schema_of(parameter: Parameter) -> dict[str, Any]:
    match parameter.kind:
        case "number":
            highest = {} if parameter.highest is None else {"maximum": parameter.highest}
            return {"type": "integer", "minimum": 0, **highest}
        case "choice":
            return {"type": "string", "enum": list(parameter.choices)}
        case _:
            return {"type": "string"} | (
                {"format": f"cablegram-{parameter.like}"} if parameter.like else {}
            )


def _example(parameter: Parameter) -> str | int:
    return int(parameter.example) if parameter.kind == "number" else parameter.example


def _body(path: Path) -> dict[str, Any]:
    if path.takes_files:
        files = {"type": "array", "items": {"type": "string", "format": "binary"}}
        schema = {"type": "object", "properties": {"files": files}}
        return {"required": True, "content": {MULTIPART: {"schema": schema}}}
    return {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {
                        each.name: {**_schema_of(each), "description": each.says}
                        for each in path.fields
                    },
                }
            }
        },
    }


def _response(path: Path, ending: str, status: int) -> dict[str, Any]:
    made: dict[str, Any] = {"description": _SAYS.get(status) or HTTPStatus(status).phrase}
    headers = []
    match status:
        case 200:
            headers = ["ETag", "Link"]
            made["content"] = {
                kind: _content(json_of(path, ending) if "json" in kind else None)
                for kind in media_types(path, ending)
            }
        case 202:
            made["content"] = {KINDS[".json"].plain: _content(path.document)}
        case 300:
            made["content"] = {
                HTML.plain: {},
                KINDS[".json"].plain: _content("choice"),
            }
        case 301 | 302 | 303:
            headers = ["Location"]
        case 304:
            headers = ["ETag"]
        case _:
            if status in {429, 503}:
                headers = ["Retry-After"]
            made["content"] = {
                HTML.plain: {},
                KINDS[".json"].plain: _content("error"),
            }
    if headers:
        made["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    return made


def _content(document: str | None) -> dict[str, Any]:
    return {"schema": named(document)} if document else {}
