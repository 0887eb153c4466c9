"""The JSON documents of the room, each as a JSON Schema: what a program can rely on.

A document has its name and version in `schema`. It only grows: a program leaves aside what it does
not know.
"""

from __future__ import annotations

from typing import Any, Final

from cablegram.model import json_schema

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
NUMBER: Final[Schema] = {"type": "number"}
YES_OR_NO: Final[Schema] = {"type": "boolean"}
DAY: Final[Schema] = {"type": "string", "format": "date"}
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


def _cable() -> Schema:
    """Return the schema of a cable; its parts are found inside the description."""

    def placed(value: object) -> Any:  # noqa: ANN401 (JSON)
        if isinstance(value, dict):
            return {
                key: f"#/components/schemas/cable/{each.removeprefix('#/')}"
                if key == "$ref"
                else placed(each)
                for key, each in value.items()
                if key not in {"$schema", "$id"}
            }
        return [placed(each) for each in value] if isinstance(value, list) else value

    made: Schema = placed(json_schema())
    return {
        **made,
        "description": "A cable: its text, and what was read in it. docs/reference/fields.md",
    }


def _calendar() -> Schema:
    """Return the schema of a calendar: it has months or days."""
    made = document(
        "cablegram.calendar/1",
        "How many cables there are of each month, or of each day; only those that have any.",
        query=TEXT,
        total=COUNT,
        undated={**COUNT, "description": "cables whose day is not known"},
    )
    month = {"type": "string", "pattern": r"^\d{4}-\d{2}$"}
    more = {
        "months": listed(record("", month=month, cables=COUNT)),
        "days": listed(record("", day=DAY, cables=COUNT)),
    }
    return {**made, "properties": {**made["properties"], **more}}


PARTS: Final[dict[str, Schema]] = {
    "facet": record(
        "Counts of one field over the whole answer.",
        name=TEXT,
        values=listed(record("", value=TEXT, count=COUNT)),
        others={**COUNT, "description": "how many further values there are"},
    ),
    "snippet": record(
        "A passage, with where the words that were found stand in it.",
        text=TEXT,
        hits=listed({"type": "array", "prefixItems": [COUNT, COUNT], "minItems": 2, "maxItems": 2}),
        paragraph=maybe(COUNT),
        marking=maybe(TEXT),
    ),
    "hit": record(
        "A cable that was found.",
        mrn=maybe(MRN),
        href=PLACE,
        date=maybe(DAY),
        origin=maybe(TEXT),
        level=maybe(TEXT),
        controls=listed(TEXT),
        captions=listed(TEXT),
        subject=maybe(TEXT),
        genre=TEXT,
        form=TEXT,
        source=TEXT,
        score=maybe(NUMBER),
        snippet=maybe(named("snippet")),
    ),
    "proposal": record(
        "One thing that could be meant.",
        kind={**TEXT, "examples": ["tag", "station", "number", "person", "word"]},
        text={**TEXT, "description": "what a query says for it"},
        label=TEXT,
        meaning=TEXT,
        count=maybe(COUNT),
        query={**TEXT, "description": "the whole query with it"},
        cursor={**COUNT, "description": "where one would go on typing, in code points"},
    ),
    "reason": record(
        "Why a cable belongs to a matter.",
        relation={"enum": ["cites", "cited_by", "same_subject"]},
        other=maybe(MRN),
        text=TEXT,
        label=maybe(TEXT),
        paragraph=maybe(COUNT),
        year_confidence=maybe({**NUMBER, "minimum": 0, "maximum": 1}),
        read_year=maybe({"type": "integer"}),
        tags=listed(TEXT),
        words=listed(TEXT),
    ),
    "step": record(
        "A cable of a matter, held or not, or what it cites that is no cable.",
        mrn=maybe(MRN),
        href=maybe(PLACE),
        kind=TEXT,
        date=maybe(DAY),
        is_estimated={**YES_OR_NO, "description": "whether the day is inferred from its number"},
        is_held=YES_OR_NO,
        subject=maybe(TEXT),
        distance=COUNT,
        text=TEXT,
        reasons=listed(named("reason")),
    ),
}

DOCUMENTS: Final[dict[str, Schema]] = {
    "error": document(
        "cablegram.error/1",
        "What went wrong; the same shape for every path.",
        status={"type": "integer", "minimum": 400, "maximum": 599},
        error={**TEXT, "description": "a stable word", "examples": ["not-held", "wrong-query"]},
        message={**TEXT, "description": "one sentence for a person"},
        hint={"type": ["string", "null"], "description": "what to do"},
    ),
    "search": document(
        "cablegram.search/1",
        "A page of results.",
        query=TEXT,
        total=COUNT,
        offset=COUNT,
        not_indexed={**COUNT, "description": "cables filed of late, not in this answer yet"},
        next={**maybe(PLACE), "description": "where the next page is; null on the last"},
        facets=listed(named("facet")),
        hits=listed(named("hit")),
    ),
    "thread": document(
        "cablegram.thread/1",
        "A matter from first to last.",
        mrn=MRN,
        depth=COUNT,
        left_out={**COUNT, "description": "how many steps more there are"},
        steps=listed(named("step")),
    ),
    "completion": document(
        "cablegram.completion/1",
        "What could be meant by what is being typed.",
        query=TEXT,
        proposals=listed(named("proposal")),
    ),
    "calendar": _calendar(),
    "choice": document(
        "cablegram.choice/1",
        "Several messages under one number (status 300).",
        mrn=MRN,
        messages=listed(record("", href=PLACE, date=maybe(DAY), subject=maybe(TEXT))),
    ),
    "csl": listed(
        {"type": "object", "required": ["id", "type"], "properties": {"id": TEXT, "type": TEXT}},
        description="CSL-JSON, as citation managers read it.",
    ),
    "cable": _cable(),
    "openapi": {
        "type": "object",
        "description": "This document.",
        "required": ["openapi", "info", "paths"],
        "properties": {"openapi": TEXT, "info": {"type": "object"}, "paths": {"type": "object"}},
    },
}
