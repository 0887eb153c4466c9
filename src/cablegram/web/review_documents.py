"""The JSON documents of reviews, as JSON Schemas."""

from __future__ import annotations

from typing import Final

from cablegram.archive.reviewing import Action, State, Step
from cablegram.release.as_json import QUEUE_SCHEMA, SCHEMA
from cablegram.web.shapes import (
    COUNT,
    DAY,
    MOMENT,
    MRN,
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

_STATE: Final[Schema] = {"enum": [each.value for each in State]}
_ACTION: Final[Schema] = {"enum": [each.value for each in Action]}
_SPAN: Final[dict[str, Schema]] = {
    "start": {**maybe(COUNT), "description": "where the span begins; null for the whole portion"},
    "end": {**maybe(COUNT), "description": "where it ends, exclusive, in code points"},
}
_HEAD: Final[dict[str, Schema]] = {
    "review": {**TEXT, "description": "the word that stands for it"},
    "href": PLACE,
    "mrn": maybe(MRN),
    "subject": TEXT,
    "to": {**TEXT, "description": "those to whom it is to go"},
    "state": _STATE,
    "due": maybe(DAY),
    "version": {**COUNT, "description": "to be given back with a change"},
    "created": MOMENT,
    "changed": MOMENT,
}

REVIEW_PARTS: Final[dict[str, Schema]] = {
    "review_head": record(
        "A review without what was decided in it.",
        **_HEAD,
        is_late={**YES_OR_NO, "description": "whether the day is past by which it is due"},
    ),
    "review_portion": record(
        "A portion of the cable, and what becomes of it.",
        portion={**TEXT, "description": "its name, such as `subject` or `p3`"},
        mark=TEXT,
        text=TEXT,
        released={**YES_OR_NO, "description": "whether anything of it goes out"},
        whole={**YES_OR_NO, "description": "whether all of it goes out"},
        withheld=listed(
            {"type": "array", "items": COUNT, "minItems": 2, "maxItems": 2},
            description="the withheld stretches of its text, start and end in code points",
        ),
        codes=listed(TEXT, description="exemptions"),
        why={**TEXT, "description": "what its mark says"},
        stale={
            **YES_OR_NO,
            "description": "whether it is withheld because a ruling was made on another text",
        },
    ),
    "review_ruling": record(
        "What a reviewer has decided on a portion or a span of it.",
        number=COUNT,
        portion=TEXT,
        action=_ACTION,
        **_SPAN,
        codes=listed(TEXT),
        authority=TEXT,
        note=TEXT,
        proposal={**TEXT, "description": "the proposal that was taken; empty if none was"},
        made_by=TEXT,
        made_at=maybe(MOMENT),
        undone_by={**maybe(TEXT), "description": "who took it back; null if it stands"},
    ),
    "review_proposal": record(
        "What a rule proposes, which a person takes or leaves.",
        key={**TEXT, "description": "the word by which it is taken or left"},
        rule=TEXT,
        portion=TEXT,
        action=_ACTION,
        **_SPAN,
        codes=listed(TEXT),
        why=TEXT,
    ),
    "review_step": record(
        "What brought a review from one state to the next.",
        step={"enum": [each.value for each in Step]},
        state=_STATE,
        note=TEXT,
        made_by=TEXT,
        made_at=MOMENT,
    ),
    "review_file": record(
        "A file that went out by it.",
        format=TEXT,
        sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
        made_by=TEXT,
        made_at=MOMENT,
    ),
}

REVIEW_DOCUMENTS: Final[dict[str, Schema]] = {
    "reviews": document(
        QUEUE_SCHEMA,
        "The queue of reviews, what is due first first; only of cables of which the reader sees"
        " all.",
        reviews=listed(named("review_head")),
        is_cut={**YES_OR_NO, "description": "whether there are more; choose a state to see them"},
    ),
    "review": document(
        SCHEMA,
        "A cable portion by portion: what would go out of it, what was ruled, what is proposed.",
        **_HEAD,
        portions=listed(named("review_portion")),
        rulings=listed(named("review_ruling")),
        proposals=listed(named("review_proposal")),
        steps=listed(named("review_step")),
        files=listed(named("review_file")),
    ),
}
