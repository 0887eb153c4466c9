"""What a reviewer has open on the command line, and how a review is printed."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import click

from cablegram.cli._people import user_of_the_system

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.access import Policy, Reader
    from cablegram.archive import Store, Summary
    from cablegram.archive.desk import Pointer
    from cablegram.archive.reviewing import Kept, Review, Reviews, Ruling
    from cablegram.release import Case, Looked, Subject


def code_of(said: str) -> str:
    """Return the code of an exemption in any spelling.

    Raises:
        BadParameter: If there is none.
    """
    from cablegram.vocabulary import exemption

    found = exemption(said)
    if found is None:
        msg = f"{said[:60]!r} is no exemption; such as B6 or 1.4(D)"
        raise click.BadParameter(msg, param_hint="--code")
    return found.code


def note_in_log(
    folder: Path, who: str, pointer: Pointer, do: str, *, review_id: str | None = None
) -> None:
    """Note in the log of the archive, if it has one, what a reviewer is about to do."""
    from cablegram.audit import Action, Log, is_there

    if not is_there(folder):
        return
    number = pointer.mrn
    with Log.open(folder) as log:
        log.note(
            Action.REVIEWED,
            who=who,
            what=[str(number)] if number else [f"item:{pointer.sha256[:16]}"],
            by=f"cli:{user_of_the_system()}",
            review=review_id,
            do=do.replace(" ", "_"),
        )


@contextmanager
def audience_checked() -> Iterator[None]:
    """Say of an audience that the policy does not know that --for is wrong."""
    from cablegram.access import InvalidReader

    try:
        yield
    except InvalidReader as error:
        raise click.BadParameter(str(error), param_hint="--for") from error


def user() -> str:
    return user_of_the_system()


class Desk(NamedTuple):
    """What a reviewer has open."""

    store: Store
    reviews: Reviews
    kept: Kept
    policy: Policy

    def subjects(self, review: Review) -> tuple[Subject, ...]:
        """Return the cable of a review, if he sees all of it."""
        from cablegram.release import subjects_of

        return subjects_of(self.store, review.pointer)

    def found(self, query: str) -> Iterator[Summary]:
        """Yield the cables of a query, of an archive that was opened to be searched."""
        from cablegram.search import Archive
        from cablegram.search.records import numbered_records

        assert isinstance(self.store, Archive)  # noqa: S101 (by `searches`)
        for cable_id, _ in numbered_records(self.store, query):
            yield self.store.summaries([cable_id])[cable_id]

    def _word_of(self, said: str) -> str:
        """Return the word of a review that is named by the number of its cable.

        Raises:
            UsageError: If that has several.
        """
        from cablegram.model import MRN, InvalidMRN

        try:
            mrn = MRN.parse(said)
        except InvalidMRN:
            return said
        found = [
            each
            for each in self.reviews.reviews()
            if each.pointer.mrn == mrn and self.subjects(each)
        ]
        if len(found) > 1:
            there = ", ".join(f"{each.review_id} (to {each.label})" for each in found)
            raise click.UsageError(f"there are several of {mrn}; name one by its word: {there}")
        return found[0].review_id if found else said

    def looked(self, review_id: str) -> tuple[Review, Subject, Looked, Case]:
        """Return a review with its cable and what is to be looked at.

        Raises:
            Exit: If there is none of which he sees the cable.
        """
        from cablegram.archive.desk import NotOnTheDesk
        from cablegram.cli._output import say
        from cablegram.release import case_of, look

        try:
            review = self.reviews.review(self._word_of(review_id))
            (subject, *_) = self.subjects(review)
        except (NotOnTheDesk, ValueError) as error:
            say("there is no such review")
            raise click.exceptions.Exit(1) from error
        case = case_of(self.reviews, review, self.policy, dt.datetime.now(dt.UTC).date())
        return review, subject, look(self.store, self.kept, subject, review, case), case


@contextmanager
def desk(folder: Path, reader: Reader, *, searches: bool = False) -> Iterator[Desk]:
    from cablegram.archive import Store
    from cablegram.archive.desk import ChangedMeanwhile, NotKept, NotOnTheDesk
    from cablegram.archive.reviewing import Kept, Reviews, WrongStep
    from cablegram.cli._opening import given_policy, opened
    from cablegram.cli._output import say

    if searches:
        from cablegram.search import Archive

        kind: type[Store] = Archive
    else:
        kind = Store
    with opened(kind, folder, reader) as store, Store.open(folder) as whole:
        policy = given_policy() or whole.policy
        with (
            Reviews.open(folder, reader, policy=policy) as reviews,
            Kept.open(folder, reader, policy=policy) as kept,
        ):
            try:
                yield Desk(store, reviews, kept, policy)
            except (ChangedMeanwhile, NotOnTheDesk, WrongStep) as error:
                say(str(error))
                raise click.exceptions.Exit(1) from error
            except NotKept as error:
                raise click.UsageError(str(error)) from error


def named(review: Review) -> str:
    """Return the number of a cable; of what has none, its day and subject."""
    pointer = review.pointer
    if pointer.mrn is not None:
        return str(pointer.mrn)
    said = ("no number", pointer.day.isoformat() if pointer.day else "", pointer.title[:60])
    return " ".join(each for each in said if each)


def print_review(review: Review, looked: Looked) -> None:
    from cablegram.cli._output import one_line, safe

    due = f", due {review.due}" if review.due else ""
    click.echo(one_line(f"{named(review)} to {review.label}: "
                        f"{review.state.value}{due}, version {review.version}"))  # fmt: skip
    for each in looked.shares:
        word = "released" if each.is_whole else ("in part" if each.is_released else "withheld")
        codes = ", ".join(sorted({code for piece in each.pieces for code in piece.codes}))
        stale = "  (a ruling was made on another text)" if each.is_stale else ""
        line = f"  {each.portion.key:<16}{each.portion.mark:<8}{word:<10}{codes:<14}{each.why}"
        click.echo(safe(line).rstrip() + stale)
    lost = {each.number for each in looked.placed.lost if each.undone_by is None}
    for ruling in review.rulings:
        stale = (
            "  (its text is not here: rule again, then undo it)" if ruling.number in lost else ""
        )
        click.echo(f"  ruling {one_line(_said(ruling))}{stale}")
    for proposal in looked.proposals:
        span = "" if proposal.start is None else f" {proposal.start}-{proposal.end}"
        codes = " ".join(proposal.codes)
        said = f"{proposal.portion}{span} {proposal.action} {codes}: {proposal.why}"
        click.echo(f"  proposal {proposal.key}  {one_line(said)}")


def _said(ruling: Ruling) -> str:
    span = "" if ruling.start is None else f" {ruling.start}-{ruling.end}"
    gone = f" (taken back by {ruling.undone_by})" if ruling.undone_by else ""
    note = f": {ruling.note}" if ruling.note else ""
    codes = " ".join(ruling.codes)
    who = f"by {ruling.made_by}"
    return f"{ruling.number}  {ruling.portion}{span} {ruling.action} {codes} {who}{gone}{note}"
