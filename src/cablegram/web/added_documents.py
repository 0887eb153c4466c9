"""The documents of what is added through the room."""

from __future__ import annotations

from typing import Final

from cablegram.web.shapes import (
    COUNT,
    MOMENT,
    MRN,
    NUMBER,
    PLACE,
    TEXT,
    Schema,
    document,
    listed,
    maybe,
    named,
    record,
)

#: What is told of files that were added at one time.
LOT: Final[dict[str, Schema]] = {
    "job": {**TEXT, "description": "its name"},
    "place": PLACE,
    "kind": {"enum": ["upload", "sample"]},
    "state": {"enum": ["waiting", "running", "done", "stopped", "interrupted", "failed"]},
    "step": {**TEXT, "description": "what its process is at"},
    "says": {**TEXT, "description": "the same for a person"},
    "share": {**NUMBER, "minimum": 0, "maximum": 1},
    "begun": MOMENT,
    "ended": maybe(MOMENT),
    "files": COUNT,
    "size_bytes": COUNT,
    "left_out": {**COUNT, "description": "files left out for their names"},
    "first": {**maybe(TEXT), "description": "the name of the first file"},
}

ADDED_PARTS: Final[dict[str, Schema]] = {
    "ingest": record(
        "What was done with files, as `cablegram ingest --report` tells it.",
        inputs=COUNT,
        new_cables=COUNT,
        duplicates=COUNT,
        unread_total=COUNT,
        unread=listed(record("", source=TEXT, reason=TEXT)),
    ),
}

ADDED_DOCUMENTS: Final[dict[str, Schema]] = {
    "added": document(
        "cablegram.added/1",
        "What was added through the room, the newest first.",
        jobs=listed(record("", **LOT)),
    ),
    "job": document(
        "cablegram.job/1",
        "Files that were added at one time: how far they are, and what came of them.",
        **LOT,
        looked_at=COUNT,
        report=named("ingest"),
        new=listed(record("", mrn=maybe(MRN), subject=maybe(TEXT), place=PLACE)),
        next={**maybe(PLACE), "description": "where more of the new cables are"},
    ),
}
