"""From a cable and what was ruled on it to the document that goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cablegram.access import decide
from cablegram.errors import AccessDenied
from cablegram.release.deciding import shares_of
from cablegram.release.document import document_of
from cablegram.release.portions import Kind, portions_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from cablegram.access import Policy
    from cablegram.archive.reviewing.values import Ruling
    from cablegram.release.audience import Audience
    from cablegram.release.deciding import Share
    from cablegram.release.document import Document, Stamp


class NothingReleased(AccessDenied):
    """No portion of the cable may go out to that audience.

    Attributes:
        is_stale: Whether it is withheld as a ruling was made on another text.
    """

    def __init__(self, audience: str, *, is_stale: bool = False) -> None:
        self.is_stale = is_stale
        reason = f"no portion of it may be seen by {audience}"
        if is_stale:
            reason = "it reads otherwise than when it was ruled on; see what is said of its review"
        super().__init__("release it", reason)


def decided_shares(
    record: dict[str, Any],
    audience: Audience,
    policy: Policy,
    today: dt.date,
    rulings: Iterable[Ruling] = (),
    *,
    code: str = "",
) -> tuple[Share, ...]:
    """Return what is released of each portion of a cable.

    Args:
        record: The whole cable.
        audience: To whom.
        policy: What marks mean.
        today: The day.
        rulings: Those that count, oldest first.
        code: Stands where access withholds something and no classification says why.
    """
    decided = decide(audience.reader, record, policy, today)
    return shares_of(portions_of(record), decided, rulings, code=code)


def released(
    record: dict[str, Any], shares: tuple[Share, ...], audience: Audience, stamp: Stamp
) -> Document:
    """Return the document that goes out.

    Raises:
        NothingReleased: If no portion of the text or subject is released.
    """
    if not any(
        each.is_released and each.portion.kind not in (Kind.ENVELOPE, Kind.BANNER)
        for each in shares
    ):
        raise NothingReleased(audience.label, is_stale=any(each.is_stale for each in shares))
    return document_of(record, shares, audience, stamp)
