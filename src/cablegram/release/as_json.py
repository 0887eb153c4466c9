"""Reviews as JSON documents, for the command line and the reading room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cablegram.archive.reviewing import Review
    from cablegram.release.deciding import Share
    from cablegram.release.reviewing import Looked

QUEUE_SCHEMA: Final = "cablegram.reviews/1"
SCHEMA: Final = "cablegram.review/1"


def head_as_json(review: Review) -> dict[str, Any]:
    """Return a review without what was decided in it."""
    return {
        "review": review.review_id,
        "mrn": review.pointer.mrn,
        "to": review.label,
        "state": review.state,
        "due": review.due,
        "version": review.version,
    }


def review_as_json(review: Review, looked: Looked) -> dict[str, Any]:
    """Return a review with its portions, the rulings on them, and what is proposed."""
    return {
        "schema": SCHEMA,
        **head_as_json(review),
        "portions": [_portion(each) for each in looked.shares],
        "rulings": review.rulings,
        "proposals": looked.proposals,
        "steps": review.steps,
    }


def _portion(share: Share) -> dict[str, Any]:
    return {
        "portion": share.portion.key,
        "mark": share.portion.mark,
        "text": share.portion.text,
        "released": share.is_released,
        "whole": share.is_whole,
        "withheld": share.withheld,
        "codes": sorted({code for piece in share.pieces for code in piece.codes}),
        "why": share.why,
        "stale": share.is_stale,
    }
