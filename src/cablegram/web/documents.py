"""The JSON documents of the room, each as a JSON Schema: what a program can rely on.

A document has its name and version in `schema`. It only grows: a program leaves aside what it does
not know.
"""

from __future__ import annotations

from typing import Any, Final

from cablegram.model import json_schema
from cablegram.web.added_documents import ADDED_DOCUMENTS
from cablegram.web.alert_documents import ALERT_DOCUMENTS
from cablegram.web.audit_paths import AUDIT_DOCUMENTS
from cablegram.web.desk_documents import DESK_DOCUMENTS
from cablegram.web.review_documents import REVIEW_DOCUMENTS
from cablegram.web.shapes import (
    COUNT,
    DAY,
    MRN,
    NUMBER,
    PLACE,
    TEXT,
    YES_OR_NO,
    Schema,
    document,
    listed,
    maybe,
    named,
    record,
)

_COUNTS: Final[Schema] = {"type": "object", "additionalProperties": {"type": "integer"}}


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


DOCUMENTS: Final[dict[str, Schema]] = {
    "error": document(
        "cablegram.error/1",
        "What went wrong; the same shape for every path.",
        status={"type": "integer", "minimum": 400, "maximum": 599},
        error={**TEXT, "description": "a stable word", "examples": ["not-held", "wrong-query"]},
        message={**TEXT, "description": "one sentence for a person"},
        hint={"type": ["string", "null"], "description": "what to do"},
    ),
    "passkey_question": document(
        "cablegram.passkey-question/1",
        "What a device is asked for a passkey, by WebAuthn.",
        options={**TEXT, "description": "what the browser is given, as JSON"},
        secret={**TEXT, "description": "to be given back with the answer"},
    ),
    **ADDED_DOCUMENTS,
    **DESK_DOCUMENTS,
    **AUDIT_DOCUMENTS,
    **REVIEW_DOCUMENTS,
    **ALERT_DOCUMENTS,
    "search": document(
        "cablegram.search/1",
        "A page of results.",
        query=TEXT,
        total=COUNT,
        offset=COUNT,
        not_indexed={**COUNT, "description": "cables filed of late, not in this answer yet"},
        next={**maybe(PLACE), "description": "where the next page is; null on the last"},
        cursor={**maybe(TEXT), "description": "the token of the next page"},
        facets=listed(named("facet")),
        facets_late={**YES_OR_NO, "description": "whether there was no time to count them"},
        hits=listed(named("hit")),
    ),
    "values": document(
        "cablegram.facet/1",
        "All values of a facet, most cables first; years in order of time.",
        name=TEXT,
        query=TEXT,
        total={**COUNT, "description": "how many cables are counted"},
        values=listed(record("", value=TEXT, count=COUNT)),
        not_said={**COUNT, "description": "how many cables have no value"},
        others={**COUNT, "description": "counts of values beyond the first 65,000"},
    ),
    "batch": document(
        "cablegram.batch/1",
        "What each line of a list finds.",
        rows=listed(named("line")),
        left={**COUNT, "description": "lines that there was no time or room for"},
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
    "station": document(
        "cablegram.station/1",
        "A station: what it sent and received, about what, with whom, and who signed.",
        station=TEXT,
        name=TEXT,
        kind=maybe(TEXT),
        city=maybe(TEXT),
        country={**maybe(TEXT), "description": "letters of ISO 3166, of the present day"},
        routing_indicators=listed(TEXT),
        other_names=listed(TEXT),
        sent=COUNT,
        received=COUNT,
        months=listed(record("", month=TEXT, sent=COUNT, received=COUNT)),
        tags=listed(named("tally")),
        sent_to=listed(named("tally")),
        received_from=listed(named("tally")),
        signers=listed(named("tally")),
        holdings={
            "type": ["array", "null"],
            "items": named("holding"),
            "description": "null where there are too many numbers to weigh them here",
        },
        newest=listed(named("listed_cable")),
        most_cited=listed(named("listed_cable")),
    ),
    "stations": document(
        "cablegram.stations/1",
        "The stations that sent a cable, or were sent one.",
        q=TEXT,
        stations=listed(
            record(
                "",
                name=TEXT,
                title=TEXT,
                kind=TEXT,
                country=TEXT,
                sent=COUNT,
                received=COUNT,
                first=maybe(COUNT),
                last=maybe(COUNT),
            )
        ),
    ),
    "tag": document(
        "cablegram.tag/1",
        "A code of TAGS: what it meant, how often it stands, and beside what.",
        code=TEXT,
        family=TEXT,
        group=maybe(TEXT),
        count=COUNT,
        meanings=listed(
            record("", name=maybe(TEXT), first_year=COUNT, last_year=COUNT, count=COUNT)
        ),
        years=listed(record("", year=COUNT, count=COUNT, all=COUNT)),
        neighbours=listed(
            record(
                "",
                code=TEXT,
                meaning=maybe(TEXT),
                count=COUNT,
                lift={**maybe(NUMBER), "description": "how many times as often as by chance"},
                href=PLACE,
            )
        ),
        stations=listed(named("tally")),
        newest=listed(named("listed_cable")),
    ),
    "tags": document(
        "cablegram.tags/1",
        "The codes of TAGS that cables have, the most frequent first.",
        q=TEXT,
        tags=listed(
            record(
                "",
                code=TEXT,
                family=TEXT,
                group=TEXT,
                meaning=TEXT,
                count=COUNT,
                first=maybe(COUNT),
                last=maybe(COUNT),
            )
        ),
    ),
    "person": document(
        "cablegram.person/1",
        "A name as it is written: what it signed, classified and drafted, and what names it.",
        name=TEXT,
        surname_only=YES_OR_NO,
        count=COUNT,
        roles=listed(
            record(
                "",
                role={"enum": ["signed", "classified", "drafted", "named"]},
                count=COUNT,
                years=listed(record("", year=COUNT, count=COUNT)),
                stations=listed(named("tally")),
            )
        ),
        tags=listed(named("tally")),
        company=listed(record("", title=TEXT, people=listed(named("tally")))),
        may_be=listed(named("offered")),
        others_of_the_surname=listed(named("offered")),
        newest=listed(named("listed_cable")),
    ),
    "people": document(
        "cablegram.people/1",
        "Names, those first that stand in most cables.",
        q=TEXT,
        letter=maybe(TEXT),
        people=listed(
            record(
                "",
                name=TEXT,
                title=TEXT,
                count=COUNT,
                signed=COUNT,
                classified=COUNT,
                drafted=COUNT,
                named=COUNT,
            )
        ),
        is_cut={**YES_OR_NO, "description": "whether there are more"},
    ),
    "archive": document(
        "cablegram.archive-page/1",
        "Figures of the archive, as the reader sees it.",
        cables=COUNT,
        not_indexed=COUNT,
        is_counted={**YES_OR_NO, "description": "whether the counts have all that is filed"},
        copies=COUNT,
        joined=COUNT,
        shared_numbers=COUNT,
        without_text=COUNT,
        incomplete=COUNT,
        references=COUNT,
        references_with_number=COUNT,
        references_held=COUNT,
        first_year=maybe(COUNT),
        last_year=maybe(COUNT),
        forms=_COUNTS,
        levels=_COUNTS,
        coverage=_COUNTS,
        looked_at=COUNT,
        noticed=_COUNTS,
        whole={
            "type": ["object", "null"],
            "description": "what only he is told who sees the whole archive",
        },
    ),
    "map": document(
        "cablegram.map/1",
        "How many cables each station sent, and how many to whom, most first.",
        posts=listed(record("", station=TEXT, sent=COUNT)),
        flows=listed(
            {
                "type": "object",
                "required": ["from", "to", "cables"],
                "properties": {"from": TEXT, "to": TEXT, "cables": COUNT},
            }
        ),
        flows_left_out=COUNT,
    ),
    "missing": document(
        "cablegram.missing-page/1",
        "Numbers that are cited and not held, and how much is held of what stations sent.",
        total=COUNT,
        next=maybe(PLACE),
        missing=listed(
            record(
                "A number that is not held, and about when it was sent.",
                mrn=MRN,
                cited_by=COUNT,
                first_cited=maybe(DAY),
                year_confidence=NUMBER,
                date=maybe(DAY),
                earliest=maybe(DAY),
                latest=maybe(DAY),
                basis=maybe(TEXT),
            )
        ),
        numbering=listed(
            record(
                "What is held of a station's numbers, of one period or of all.",
                station=TEXT,
                airgram=YES_OR_NO,
                start=DAY,
                end=DAY,
                held=COUNT,
                estimated=COUNT,
                low=maybe(COUNT),
                high=maybe(COUNT),
                cited_and_missing=maybe(COUNT),
            )
        ),
    ),
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
