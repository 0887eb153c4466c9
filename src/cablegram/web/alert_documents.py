"""The JSON documents of alerts, as JSON Schemas."""

from __future__ import annotations

from typing import Final

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

_HEAD: Final[dict[str, Schema]] = {
    "id": {**TEXT, "description": "the word that stands for it"},
    "href": PLACE,
    "name": TEXT,
    "kind": {"enum": ["query", "search", "cites", "dossier", "station", "thread"]},
    "what": TEXT,
    "rhythm": {"enum": ["at-once", "daily", "weekly"]},
    "has_feed": YES_OR_NO,
    "created": MOMENT,
    "version": COUNT,
    "cables": {**COUNT, "description": "told of and seen now, of the 200 that were looked at"},
}

ALERT_PARTS: Final[dict[str, Schema]] = {
    "subscription": record("What somebody follows.", **_HEAD),
    "alert_line": record(
        "A cable that somebody was told of.",
        id={**TEXT, "description": "the same whenever the cable is filed anew"},
        found=MOMENT,
        why={**TEXT, "description": "which rule fired"},
        mrn=maybe(MRN),
        date=maybe(DAY),
        origin=maybe(TEXT),
        level=maybe(TEXT),
        controls=listed(TEXT),
        captions=listed(TEXT),
        subject=maybe(TEXT),
        href=PLACE,
    ),
}

ALERT_DOCUMENTS: Final[dict[str, Schema]] = {
    "alerts": document(
        "cablegram.alerts/1", "What somebody follows.", subscriptions=listed(named("subscription"))
    ),
    "alert": document(
        "cablegram.alert-list/1",
        "A subscription with what it was told of, the newest first.",
        **_HEAD,
        next={**maybe(PLACE), "description": "where the next page is; null on the last"},
        alerts=listed(named("alert_line")),
    ),
}
