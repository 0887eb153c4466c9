"""`cablegram review`: what of which cable may go out, decided by two people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cablegram.cli._options import (
    archive_option,
    common_options,
    json_option,
    optional_number_argument,
    reader_option,
)
from cablegram.cli._reviewing import (
    audience_checked,
    code_of,
    desk,
    named,
    note_in_log,
    print_review,
    user,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from cablegram.access import Reader
    from cablegram.archive.reviewing import Review
    from cablegram.model import MRN

STATES = ("to do", "in review", "second review", "decided", "released")
STEPS = ("submit", "send back", "confirm", "reopen")

by_option = click.option(
    "--by",
    default=None,
    envvar="CABLEGRAM_BY",
    show_envvar=True,
    help="Who it is; the name of the user of this machine if left out.",
)
version_option = click.option(
    "--version",
    type=click.IntRange(1),
    default=None,
    help="The version that you looked at; if another has changed it since, nothing is done.",
)


def day_option(name: str, about: str) -> Callable[[Any], Any]:
    """Return an option that takes a day."""
    return click.option(
        name, type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", default=None, help=about
    )


@click.group("review")
def command() -> None:
    """Decide portion by portion what of a cable may go out, two people for each.

    \b
    cablegram review open 08LISBON9 --for unclassified --due 2030-03-01
    cablegram review rule 7w2qp7tujgzj p2 withhold --words "Telmo Varela" --code B6

    A review is named by the word that `open` and `list` print, or by the number of its cable if
    that has no other. What is withheld counts at once; what is released above its mark counts when
    a second reviewer has confirmed it.
    """


def _note(folder: Path, who: str, review: Review, do: str) -> None:
    note_in_log(folder, who, review.pointer, do, review_id=review.review_id)


@command.command("list")
@click.option("--state", type=click.Choice(STATES), default=None, help="Only those of this state.")
@archive_option
@reader_option
@json_option
@common_options
def list_all(state: str | None, folder: Path, reader: Reader, as_json: bool) -> int:
    """Print the queue, what is due first first.

    \b
    cablegram review list
    cablegram review list --state "second review" --json

    Exit status 1 if there is none.
    """
    from cablegram.archive.reviewing import State
    from cablegram.cli._output import one_line, print_json, safe
    from cablegram.release.as_json import QUEUE_SCHEMA, head_as_json

    with desk(folder, reader) as at:
        found = [
            each
            for each in at.reviews.reviews(None if state is None else State(state))
            if at.subjects(each)
        ]
    if as_json:
        print_json({"schema": QUEUE_SCHEMA, "reviews": [head_as_json(each) for each in found]})
    else:
        for each in found:
            due = each.due.isoformat() if each.due else "-"
            cable, to = one_line(named(each)), one_line(each.label)
            text = f"{each.review_id}  {due:<10}  {each.state.value:<13}  {cable:<16}  to {to}"
            click.echo(safe(text))
    return 0 if found else 1


@command.command("open")
@optional_number_argument
@click.option("--query", default=None, help="Every cable that this finds, with or without number.")
@click.option("--for", "said", metavar="LEVEL|FILE", required=True, envvar="CABLEGRAM_FOR",
              help="To whom: a level of the policy, or the file of a reader.")  # fmt: skip
@day_option("--due", "By when it is to be decided.")
@by_option
@archive_option
@reader_option
@common_options
def open_one(
    *,
    mrn: MRN | None,
    query: str | None,
    said: str,
    due: dt.datetime | None,
    by: str | None,
    folder: Path,
    reader: Reader,
) -> int:
    """Put messages into the queue, by their number MRN or a query; print the words of the reviews.

    \b
    cablegram review open 08LISBON9 --for unclassified
    cablegram review open --query "from:lisbon date:1975" --for embassy.toml --due 2030-03-01

    What is in it already for that audience stays as it is. Of a query, cables are left out of which
    --reader does not see all. Exit status 1 if there is none; 4 if it does not see all of MRN.
    """
    from cablegram.access import written_under
    from cablegram.cli._output import say
    from cablegram.release import NotSeenWhole, audience_of, subject_of

    if (mrn is None) == (query is None):
        raise click.UsageError("name one cable by its number, or several by --query")
    with desk(folder, reader, searches=query is not None) as at, audience_checked():
        audience = audience_of(said, at.policy)
        own = written_under(audience.reader, at.policy)
        day = None if due is None else due.date()
        found = at.store.find(mrn) if mrn is not None else at.found(query or "")
        count = 0
        for each in found:
            try:
                subject = subject_of(at.store, each)
            except NotSeenWhole:
                if mrn is not None:
                    raise
                continue
            note_in_log(folder, by or user(), subject.pointer, "open")
            click.echo(at.reviews.open_review(subject.pointer, own, audience.label, due=day))
            count += 1
    if not count:
        say(f"the archive does not have {mrn or 'any such cable'}")
    return 0 if count else 1


@command.command("show")
@click.argument("review", metavar="REVIEW")
@archive_option
@reader_option
@json_option
@common_options
def show(review: str, folder: Path, reader: Reader, as_json: bool) -> int:
    """Print what would go out portion by portion, the rulings, and what is proposed.

    \b
    cablegram review show 7w2qp7tujgzj
    cablegram review show 7w2qp7tujgzj --json

    Exit status 1 if there is no such review.
    """
    from cablegram.cli._output import print_json
    from cablegram.release.as_json import review_as_json

    with desk(folder, reader) as at:
        found, _, looked, _ = at.looked(review)
    if as_json:
        print_json(review_as_json(found, looked))
    else:
        print_review(found, looked)
    return 0


@command.command("rule")
@click.argument("review", metavar="REVIEW")
@click.argument("portion", metavar="PORTION")
@click.argument("action", type=click.Choice(("withhold", "release")))
@click.option("--words", default="", help="Only these words of the portion, wherever they stand.")
@click.option("--code", "codes", multiple=True, help="Exemption, as B6 or 1.4(D); may be repeated.")
@click.option("--authority", default="", help="By whose authority.")
@click.option("--note", default="", help="Why, for other reviewers.")
@by_option
@version_option
@archive_option
@reader_option
@common_options
def rule(
    *,
    review: str,
    portion: str,
    action: str,
    words: str,
    codes: tuple[str, ...],
    authority: str,
    note: str,
    by: str | None,
    version: int | None,
    folder: Path,
    reader: Reader,
) -> int:
    """Rule on a PORTION of a cable, such as `subject` or `p3` (`show` prints them), or its words.

    \b
    cablegram review rule 7w2qp7tujgzj p3 release --authority "EUR/WE"
    cablegram review rule 7w2qp7tujgzj p2 withhold --words "Telmo Varela" --code B6

    Exit status 1 if there is no such review, or another has changed it since --version.
    """
    from cablegram.archive.reviewing import Action
    from cablegram.release import ruled

    named = tuple(code_of(each) for each in codes)
    with desk(folder, reader) as at:
        found, subject, _, _ = at.looked(review)
        made = ruled(
            subject.record, portion, Action(action), words=words, codes=named,
            authority=authority, note=note,
        )  # fmt: skip
        if not made:
            msg = "the cable has no such portion, or those words do not stand in it"
            raise click.UsageError(msg)
        _note(folder, by or user(), found, "rule")
        at.reviews.rule(found.review_id, made, by=by or user(), version=version)
    return 0


@command.command("undo")
@click.argument("review", metavar="REVIEW")
@click.argument("number", type=click.IntRange(1))
@by_option
@version_option
@archive_option
@reader_option
@common_options
def undo(
    review: str, number: int, by: str | None, version: int | None, folder: Path, reader: Reader
) -> int:
    """Take back the ruling with a NUMBER; it stays to be read.

    \b
    cablegram review undo 7w2qp7tujgzj 2
    cablegram review undo 7w2qp7tujgzj 2 --by quill --version 4
    """
    with desk(folder, reader) as at:
        found = at.looked(review)[0]
        _note(folder, by or user(), found, "undo")
        at.reviews.undo(found.review_id, number, by=by or user(), version=version)
    return 0


@command.command("take")
@click.argument("review", metavar="REVIEW")
@click.argument("proposals", metavar="PROPOSAL...", nargs=-1, required=True)
@click.option("--leave", is_flag=True, help="Do not take them, and do not propose them again.")
@by_option
@version_option
@archive_option
@reader_option
@common_options
def take(
    *,
    review: str,
    proposals: tuple[str, ...],
    leave: bool,
    by: str | None,
    version: int | None,
    folder: Path,
    reader: Reader,
) -> int:
    """Take proposals, by the words that `show` prints, or leave them.

    \b
    cablegram review take 7w2qp7tujgzj 1c0ffee12345
    cablegram review take 7w2qp7tujgzj 1c0ffee12345 --leave

    Exit status 1 if there is no such review.
    """
    from cablegram.archive.reviewing import Step
    from cablegram.release import taken

    who = by or user()
    with desk(folder, reader) as at:
        one, _, looked, _ = at.looked(review)
        review = one.review_id
        _note(folder, who, one, "leave" if leave else "take")
        found = [each for each in looked.proposals if each.key in proposals]
        if len(found) < len(set(proposals)):
            raise click.UsageError("that is not proposed; `show` prints what is")
        if not leave:
            at.reviews.rule(review, [taken(each) for each in found], by=who, version=version)
        else:
            keys = " ".join(each.key for each in found)
            at.reviews.step(review, Step.LEAVE, by=who, version=version, note=keys)
    return 0


@command.command("step")
@click.argument("review", metavar="REVIEW")
@click.argument("step", type=click.Choice(STEPS))
@click.option("--note", default="", help="Why, for other reviewers.")
@by_option
@version_option
@archive_option
@reader_option
@common_options
def step(
    *,
    review: str,
    step: str,
    note: str,
    by: str | None,
    version: int | None,
    folder: Path,
    reader: Reader,
) -> int:
    """Hand a review in (`submit`), send it back, confirm it as the second reviewer, or reopen it.

    \b
    cablegram review step 7w2qp7tujgzj submit
    cablegram review step 7w2qp7tujgzj confirm --by harbin

    Exit status 4 if who confirms is one of those who ruled on it or handed it in.
    """
    from cablegram.archive.reviewing import Step

    with desk(folder, reader) as at:
        found = at.looked(review)[0]
        _note(folder, by or user(), found, step)
        at.reviews.step(found.review_id, Step(step), by=by or user(), version=version, note=note)
    return 0


@command.command("due")
@click.argument("review", metavar="REVIEW")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]), required=False)
@by_option
@version_option
@archive_option
@reader_option
@common_options
def due(
    *,
    review: str,
    day: dt.datetime | None,
    by: str | None,
    version: int | None,
    folder: Path,
    reader: Reader,
) -> int:
    """Say by which DAY a review is to be decided; by none if it is left out.

    \b
    cablegram review due 7w2qp7tujgzj 2030-03-01
    cablegram review due 7w2qp7tujgzj
    """
    with desk(folder, reader) as at:
        found = at.looked(review)[0]
        _note(folder, by or user(), found, "due")
        said = None if day is None else day.date()
        at.reviews.set_due(found.review_id, said, version=version)
    return 0
