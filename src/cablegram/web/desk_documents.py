"""The JSON documents of the desk, as JSON Schemas: dossiers, notes, saved searches."""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
TRUTH: Final[Schema] = {"type": "boolean"}
TIME: Final[Schema] = {"type": "string", "format": "date-time"}
PLACE: Final[Schema] = {"type": "string", "description": "an address of the room, or a urn"}
MAYBE: Final[Schema] = {"type": ["string", "null"]}
VERSION: Final[Schema] = {**COUNT, "description": "to be given back with a change"}


def _object(description: str, /, **fields: Schema) -> Schema:
    return {
        "type": "object",
        "description": description,
        "required": list(fields),
        "properties": fields,
    }


def _named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(each: Schema) -> Schema:
    return {"type": "array", "items": each}


_HEAD: Final[dict[str, Schema]] = {
    "id": {**TEXT, "description": "the word that stands for it"},
    "href": PLACE,
    "name": TEXT,
    "description": TEXT,
    "cables": COUNT,
    "created": TIME,
    "changed": TIME,
    "version": VERSION,
    "may_change": {**TRUTH, "description": "whether it was made under the reader's clearance"},
}

DESK_PARTS: Final[dict[str, Schema]] = {
    "dossier_head": _object("A dossier without what is in it.", **_HEAD),
    "dossier_item": _object(
        "A cable in a dossier, held or not.",
        id=TEXT,
        place={**COUNT, "minimum": 1},
        mrn=MAYBE,
        href=PLACE,
        is_held=TRUTH,
        messages={**COUNT, "description": "how many messages it can be"},
        date={"type": ["string", "null"], "format": "date"},
        is_estimated={**TRUTH, "description": "whether the day is inferred from its number"},
        origin=MAYBE,
        level=MAYBE,
        controls=_list(TEXT),
        captions=_list(TEXT),
        subject=MAYBE,
        note=TEXT,
        added=TIME,
        notes=_list(_named("annotation")),
    ),
    "annotation": {
        **_object(
            "A note as the Web Annotation model of the W3C has it.",
            type={"const": "Annotation"},
            id=PLACE,
            motivation={"const": "commenting"},
            created=TIME,
            body=_object("", type={"const": "TextualBody"}, value=TEXT, format=TEXT),
            target={"type": ["string", "object"], "description": "the cable, or a passage of it"},
        ),
    },
    "saved_search": _object(
        "A search with a name.",
        id=TEXT,
        name=TEXT,
        query=TEXT,
        sort=TEXT,
        href=PLACE,
        created=TIME,
        changed=TIME,
        version=VERSION,
        may_change=TRUTH,
    ),
}

DESK_DOCUMENTS: Final[dict[str, Schema]] = {
    "dossiers": _object(
        "The dossiers, the one changed last first.",
        schema={"const": "cablegram.dossiers/1"},
        dossiers=_list(_named("dossier_head")),
    ),
    "dossier": _object(
        "A dossier with its cables in order.",
        schema={"const": "cablegram.dossier/1"},
        **_HEAD,
        not_held=COUNT,
        items=_list(_named("dossier_item")),
    ),
    "notes": _object(
        "The notes on cables and passages, oldest first.",
        schema={"const": "cablegram.notes/1"},
        notes=_list(_named("annotation")),
    ),
    "saved": _object(
        "The saved searches by name.",
        schema={"const": "cablegram.saved/1"},
        searches=_list(_named("saved_search")),
    ),
    "annotations": _object(
        "An AnnotationCollection with its only page (JSON-LD).",
        **{"@context": {"const": "http://www.w3.org/ns/anno.jsonld"}},
        id=PLACE,
        type={"const": "AnnotationCollection"},
        label=TEXT,
        total=COUNT,
        first=_object(
            "", type={"const": "AnnotationPage"}, id=PLACE, partOf=PLACE, startIndex=COUNT,
            items=_list(_named("annotation")),
        ),
    ),
}  # fmt: skip
