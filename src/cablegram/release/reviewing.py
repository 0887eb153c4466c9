"""A cable under review: what is ruled, what would go out, what is proposed."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cablegram.access import may_read, written_under
from cablegram.archive.desk.pointing import point_to, pointed_at
from cablegram.archive.reviewing import (
    CONFIRMED,
    Action,
    Kept,
    Reviews,
    Ruling,
    Step,
    digest_of,
)
from cablegram.errors import AccessDenied
from cablegram.model.codec import to_json
from cablegram.release.audience import audience_stored
from cablegram.release.deciding import placed_on
from cablegram.release.document import marking_of
from cablegram.release.making import decided_shares
from cablegram.release.portions import portions_of
from cablegram.release.proposals import left_over, proposals_of
from cablegram.release.rollup import rolled_up

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from cablegram.access import Policy
    from cablegram.archive import Store, Summary
    from cablegram.archive.desk import Pointer
    from cablegram.archive.reviewing import Review
    from cablegram.release.audience import Audience
    from cablegram.release.deciding import Placed, Share
    from cablegram.release.proposals import Proposal


#: How the source of what was joined of sections ends (`archive.witnesses.joined_cable`).
JOINED: Final = " parts in sections"


class NotSeenWhole(AccessDenied):
    """Who does not see all of a cable cannot say what of it may go out."""

    def __init__(self) -> None:
        super().__init__("release it", "only who sees all of a cable can release it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A cable as a reviewer has it, who sees all of it."""

    summary: Summary
    pointer: Pointer
    record: dict[str, Any]


def subject_of(store: Store, summary: Summary) -> Subject:
    """Return a cable of the archive as a reviewer sees it.

    Raises:
        NotSeenWhole: If he does not see all of it.
    """
    record = store.record(summary.cable_id)
    if not record["source_text"]:
        raise NotSeenWhole
    record = as_strict(store, summary, record)
    return Subject(summary=summary, pointer=point_to(store, summary), record=record)


def as_strict(store: Store, summary: Summary, record: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a cable with the banner that all its sections have together.

    Each section of a long telegram has a banner of its own; that of what is joined of them is the
    first one's alone.
    """
    if not str(record["source"] or "").endswith(JOINED):
        return record
    parts = [store.record(each.cable_id) for each in store.witnesses(summary.cable_id)]
    markings = [marking_of(each["marking"]) for each in parts]
    controls = frozenset().union(*(each.controls for each in markings))
    rolled = rolled_up(markings)
    banner = None if rolled is None else replace(rolled, controls=rolled.controls | controls)
    captions = dict.fromkeys(word for each in parts for word in each["captions"] or ())
    return {**record, "marking": to_json(banner), "captions": list(captions)}


def rulings_for(
    reviews: Reviews, pointer: Pointer, audience: Audience, policy: Policy, *, besides: str = ""
) -> tuple[Ruling, ...]:
    """Return the rulings that count for an audience, oldest first.

    What is withheld from some is withheld from all who see no more than they, whether or not that
    review is confirmed; what a second reviewer has confirmed as released to some is released to
    all who see no less. So what a lower audience gets stands in what a higher one gets. All
    reviews are asked, those too of which the reviewer himself may not know, but the one `besides`.
    """
    own = written_under(audience.reader, policy)
    counting: list[Ruling] = []
    for review in reviews.reviews_on(pointer):
        if review.review_id == besides:
            continue
        is_own = review.audience == own
        below = is_own or may_read(audience_stored(review.audience, "", policy).reader, own, policy)
        above = review.state in CONFIRMED and may_read(audience.reader, review.audience, policy)
        for ruling in _last_of_each(review.standing):
            if ruling.action is Action.RELEASE:
                counting += [ruling] if above else []
            elif below:
                counting.append(ruling if is_own else _on_all_of_it(ruling))
    # Of two reviews the one that withholds counts, whichever was made later.
    return tuple(sorted(counting, key=lambda each: each.action is Action.WITHHOLD))


def _last_of_each(rulings: tuple[Ruling, ...]) -> Iterator[Ruling]:
    """Yield the rulings of one review, of those on a whole portion the last alone."""
    last = {each.portion: each.number for each in rulings if each.start is None}
    for each in rulings:
        if each.start is not None or last[each.portion] == each.number:
            yield each


def _on_all_of_it(ruling: Ruling) -> Ruling:
    """Return a ruling on a whole portion as one on a span, so that no leave goes before it."""
    return ruling if ruling.start is not None else replace(ruling, start=0, end=sys.maxsize)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a reviewer looks at.

    Attributes:
        shares: What would go out, if what stands were confirmed.
        proposals: What nobody has decided on yet.
        placed: Where the rulings of the review stand, those too that were taken back.
    """

    shares: tuple[Share, ...]
    proposals: tuple[Proposal, ...]
    placed: Placed


def look(store: Store, kept: Kept, subject: Subject, review: Review, case: Case) -> Looked:
    """Return what a reviewer looks at.

    Args:
        store: The archive as he sees it.
        kept: What went out.
        subject: The cable.
        review: Its review.
        case: For whom, by what, and what else counts.
    """
    by_mark, rulings = case.shares(subject.record, ()), (*case.others, *review.standing)
    shares = case.shares(subject.record, rulings)
    elsewhere = tuple(_elsewhere(store, kept, subject, case, rulings))
    proposals = proposals_of(subject.record, by_mark, elsewhere)
    left = frozenset(
        key for each in review.steps if each.step is Step.LEAVE for key in each.note.split()
    )
    return Looked(
        shares=shares,
        proposals=left_over(proposals, review.standing, left),
        placed=placed_on([each.portion for each in shares], review.rulings),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """For whom a cable is looked at, by what, and when.

    Attributes:
        audience: For whom.
        policy: What marks mean.
        today: The day.
        others: Rulings of other reviews that count for the audience (`rulings_for`).
    """

    audience: Audience
    policy: Policy
    today: dt.date
    others: tuple[Ruling, ...] = ()

    def shares(self, record: dict[str, Any], rulings: tuple[Ruling, ...]) -> tuple[Share, ...]:
        """Return what is released of a cable under some rulings."""
        return decided_shares(record, self.audience, self.policy, self.today, rulings)


def _elsewhere(
    store: Store, kept: Kept, subject: Subject, case: Case, rulings: tuple[Ruling, ...]
) -> Iterator[tuple[str, str]]:
    """Yield what is open to the audience already: files that went out, and other copies."""
    for file in kept.released_of(subject.pointer):
        if may_read(case.audience.reader, file.audience, case.policy):
            day = file.made_at.date().isoformat()
            yield f"released {day} to {file.label}", file.content
    for copy in store.witnesses(subject.summary.cable_id):
        if copy.cable_id != subject.summary.cable_id:
            shares = case.shares(store.record(copy.cable_id), rulings)
            yield "another copy of the message", open_text(shares)


def open_text(shares: tuple[Share, ...]) -> str:
    """Return what is released of a cable, one portion below the other."""
    return "\n".join(
        piece.text for each in shares for piece in each.pieces if piece.text is not None
    )


def subjects_of(store: Store, pointer: Pointer) -> tuple[Subject, ...]:
    """Return the cable that a review points to, if the reviewer sees all of it; else nothing."""
    found = pointed_at(store, [pointer]).get(pointer, ())
    made = []
    for each in found:
        try:
            made.append(subject_of(store, each))
        except NotSeenWhole:
            continue
    return tuple(made)


def case_of(reviews: Reviews, review: Review, policy: Policy, today: dt.date) -> Case:
    """Return for whom a review is, and which rulings of others count."""
    audience = audience_stored(review.audience, review.label, policy)
    others = rulings_for(reviews, review.pointer, audience, policy, besides=review.review_id)
    return Case(audience=audience, policy=policy, today=today, others=others)


def ruled(
    record: dict[str, Any],
    key: str,
    action: Action,
    *,
    words: str = "",
    span: tuple[int, int] | None = None,
    codes: tuple[str, ...] = (),
    authority: str = "",
    note: str = "",
) -> tuple[Ruling, ...]:
    """Return rulings on a portion of a cable, as they are made now.

    Args:
        record: The cable.
        key: The portion.
        action: What is done.
        words: Only these, each time that they stand in it, however the lines are folded.
        span: Only from here to there.
        codes: Exemptions.
        authority: By whose authority.
        note: Why.

    Returns:
        One for each place; none if there is no such portion, or the words do not stand in it.
    """
    portion = next((each for each in portions_of(record) if each.key == key), None)
    if portion is None:
        return ()
    places: list[tuple[int | None, int | None]]
    if words.split():
        pattern = re.compile(r"\s+".join(map(re.escape, words.split())), re.IGNORECASE)
        places = [match.span() for match in pattern.finditer(portion.text)]
    elif span is not None:
        start, end = max(0, span[0]), min(span[1], len(portion.text))
        places = [(start, end)] if start < end else []
    else:
        places = [(None, None)]
    digest = digest_of(portion.text)
    said = codes if action is Action.WITHHOLD else ()
    return tuple(
        Ruling(
            portion=key, action=action, start=start, end=end, codes=said, digest=digest,
            authority=" ".join(authority.split()), note=note,
        )
        for start, end in places
    )  # fmt: skip


def taken(proposal: Proposal) -> Ruling:
    """Return the ruling that a proposal makes."""
    return Ruling(
        portion=proposal.portion,
        action=proposal.action,
        start=proposal.start,
        end=proposal.end,
        codes=proposal.codes,
        digest=proposal.digest,
        proposal=proposal.key,
    )
