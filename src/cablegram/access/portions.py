"""What a reader gets of a cable: the portions that he sees, and nothing that depends on others.

Who sees any portion sees the envelope: number, date, addresses, precedence, TAGS, captions, the
banner, and which sections there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cablegram.access.decide import decide

if TYPE_CHECKING:
    import datetime as dt

    from cablegram.access.decide import Decided
    from cablegram.access.policy import Policy
    from cablegram.access.reader import Reader

#: What everyone gets who sees one portion at least.
ENVELOPE: Final = (
    "form", "genre", "availability", "mrn", "aliases", "dtg", "date", "precedence", "origin",
    "action", "info", "marking", "captions", "tags", "subject_marking",
)  # fmt: skip
#: What bears no mark of its own and comes from the heading or the end: it counts as the banner.
OF_THE_BANNER: Final = (
    "attention", "executive_order", "declassify_on", "classified_by", "references", "signature",
)  # fmt: skip
#: What is made from the whole text, with the value that stands for nothing.
OF_THE_WHOLE: Final[dict[str, Any]] = {
    "schema": "cablegram.cable/1", "source_text": "", "tree": [], "coverage": 0.0, "source": None,
    "carrier": None, "encoding": None, "spans": {},
    "summary": None, "comment": None, "notes": (), "release": (),
    "attributes": {}, "diagnostics": (),
}  # fmt: skip


def visible(
    record: dict[str, Any], reader: Reader, policy: Policy, today: dt.date | None = None
) -> dict[str, Any] | None:
    """Return the record of a cable (`Cable.to_dict`) as a reader may see it.

    Args:
        record: The whole record; it is not changed.
        reader: Who looks.
        policy: What marks mean.
        today: The day, as for `decide`.

    Returns:
        The record itself if all of it may be seen; else one that `Cable.from_dict` takes, without
        a text of its own; `None` if no portion of it may be seen.
    """
    return record if reader.sees_all else reduced(record, decide(reader, record, policy, today))


def reduced(record: dict[str, Any], decided: Decided) -> dict[str, Any] | None:
    """Return a record as `visible` does, by what was decided on it."""
    if decided.whole.allowed:
        return record
    paragraphs = [
        paragraph
        for paragraph, decision in zip(record["paragraphs"], decided.paragraphs, strict=True)
        if decision.allowed
    ]
    is_subject_seen = decided.subject is not None and decided.subject.allowed
    if not (paragraphs or is_subject_seen):
        return None
    is_banner_seen = decided.banner.allowed
    made = OF_THE_WHOLE | {name: record[name] for name in ENVELOPE}
    made |= {name: record[name] if is_banner_seen else None for name in OF_THE_BANNER}
    made["subject"] = record["subject"] if is_subject_seen else None
    made["paragraphs"] = (
        paragraphs
        if is_banner_seen
        else [{**each, "references": []} for each in paragraphs]  # made with the help of REF
    )
    transmission = record["transmission"]
    made["transmission"] = {name: transmission[name] for name in ("sections", "missing_sections")}
    seen: dict[str, Any] = _without_places(made)
    return seen


def _without_places(value: Any) -> Any:  # noqa: ANN401 (JSON)
    """Return a value without the places in the text: they tell how long the rest of it is."""
    if isinstance(value, dict):
        return {
            key: None if key == "span" else _without_places(each) for key, each in value.items()
        }
    return [_without_places(each) for each in value] if isinstance(value, list) else value
