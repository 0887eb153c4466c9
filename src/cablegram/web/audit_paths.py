"""The row of the table of paths that is about the log."""

from __future__ import annotations

from typing import Final

from cablegram.accounts import Role
from cablegram.web.audit_pages import ACTIONS, AUDIT_ENDINGS, audit
from cablegram.web.path_rows import Parameter, Path
from cablegram.web.shapes import TEXT, YES_OR_NO, Schema, document, listed, maybe, record

AUDIT_PATHS: Final = (
    Path(
        path="/audit",
        page=audit,
        role=Role.ADMIN,
        says="The log: what was shown, searched, taken away, refused and changed, and by whom.",
        asks=(
            Parameter(name="who", says="Only what this person did.", example="roe"),
            Parameter(name="action", says="Only this.", kind="choice", choices=ACTIONS),
            Parameter(name="what", says="Only what names this cable.", like="mrn"),
            Parameter(name="since", says="From this day on, in UTC.", example="2026-01-01"),
            Parameter(name="until", says="Up to this day, in UTC.", example="2026-12-31"),
            Parameter(name="before", says="The token of the next page.", like="token"),
        ),
        endings=AUDIT_ENDINGS,
        document="audit",
    ),
)
AUDIT_DOCUMENTS: Final[dict[str, Schema]] = {
    "audit": document(
        "cablegram.audit-page/1",
        "Entries of the log, the newest first, as far as the reader may see what they name.",
        kept=YES_OR_NO,
        entries=listed(
            record(
                "An entry.",
                at={"type": "string", "format": "date-time"},
                who=TEXT,
                action={"enum": list(ACTIONS)},
                what=listed(TEXT),
                outcome=TEXT,
                about={"type": "object", "additionalProperties": TEXT},
            )
        ),
        next=maybe(TEXT),
    )
}
