"""`cablegram alert`: to be told of what is filed later."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from cablegram.cli._options import archive_option, common_options, json_option, reader_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.access import Reader
    from cablegram.alerts import Board, Subscription, Told
    from cablegram.search import Archive

KINDS = ("query", "search", "cites", "dossier", "station", "thread")
RHYTHMS = ("at-once", "daily", "weekly")
SHOWN = 50


@click.group("alert")
def command() -> None:
    """Be told of cables that are filed later.

    \b
    cablegram alert add 'harbor from:lisbon'
    cablegram alert run

    `ingest` and the reading room look by themselves at what they file; `run` does what is left and
    sends what is due. Nobody is told twice of one cable, or of one that he may not see.
    """


@command.command("add")
@click.argument("what", metavar="WHAT", nargs=-1, required=True)
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="query",
    show_default=True,
    envvar="CABLEGRAM_KIND",
    show_envvar=True,
    help="What WHAT is: a query, a saved search, a number that is cited, a dossier, a station, or"
    " a number of a thread.",
)
@click.option("--name", default="", metavar="TEXT", help="What it is called.")
@archive_option
@reader_option
@json_option
@common_options
def add(
    what: tuple[str, ...], kind: str, name: str, folder: Path, reader: Reader, as_json: bool
) -> int:
    """Follow a query, or something else, from now on.

    \b
    cablegram alert add 'harbor from:lisbon' --name "Lisbon harbor"
    cablegram alert add --kind cites 08 LISBON 9

    With --reader it is the subscription of that reader, who is told of what he may see.
    """
    from cablegram.alerts import Kind, NotFollowed, Owner, follow
    from cablegram.archive.desk import Desk, NotKept, NotOnTheDesk
    from cablegram.cli._opening import given_policy, reader_checked
    from cablegram.cli._output import print_json, say

    owner = Owner(reader=reader)
    with (
        _opened(folder, reader) as archive,
        reader_checked(),
        Desk.open(folder, reader, policy=given_policy()) as desk,
        _board(folder) as board,
    ):
        try:
            made = follow(archive, desk, board, owner, Kind(kind), " ".join(what), name=name)
        except (NotFollowed, NotKept, NotOnTheDesk) as error:
            raise click.BadParameter(str(error), param_hint="WHAT") from error
        subscription = board.one(owner, made)
    if as_json:
        print_json({"schema": "cablegram.alert-add/1", "id": made, "name": subscription.name})
    else:
        say(f"{made}: {subscription.name}")
    return 0


@command.command("list")
@archive_option
@reader_option
@json_option
@common_options
def list_all(folder: Path, reader: Reader, as_json: bool) -> int:
    """Print the subscriptions.

    \b
    cablegram alert list
    cablegram alert list --json

    Exit status 1 if there is none.
    """
    from cablegram.alerts import Owner
    from cablegram.cli._output import one_line, print_json

    with _board(folder) as board:
        found = board.of(Owner(reader=reader))
    if as_json:
        listed = [_described(each) for each in found]
        print_json({"schema": "cablegram.alerts/1", "subscriptions": listed})
    else:
        for each in found:
            said = f"{each.subscription_id}  {each.kind:<8} {each.ways.rhythm:<8}"
            click.echo(f"{said} {one_line(each.name)}")
    return 0 if found else 1


@command.command("remove")
@click.argument("subscription", metavar="SUBSCRIPTION")
@archive_option
@reader_option
@common_options
def remove(subscription: str, folder: Path, reader: Reader) -> int:
    """Follow something no more; what it was told goes too.

    \b
    cablegram alert remove 7w2qp7tujgzj

    SUBSCRIPTION is the word that `list` gives. Exit status 1 if there is none of that word.
    """
    from cablegram.alerts import NoSubscription, Owner
    from cablegram.cli._output import say

    with _board(folder) as board:
        try:
            board.remove(Owner(reader=reader), subscription)
        except NoSubscription as error:
            say(str(error))
            return 1
    return 0


@command.command("run")
@archive_option
@json_option
@common_options
def run(folder: Path, as_json: bool) -> int:
    """Match what was filed since the last time, and tell of it.

    \b
    cablegram alert run
    cablegram alert run --json

    What is printed is what each subscription was told of just now, as its reader sees it.
    """
    from cablegram.alerts import match_new
    from cablegram.cli._opening import reader_checked
    from cablegram.cli._output import print_json
    from cablegram.search import Archive

    lines: list[dict[str, Any]] = []
    with Archive.open(folder) as archive, _board(folder) as board, reader_checked():
        matched = match_new(archive, board)
        for each in board.all():
            if count := matched.fired.get(each.subscription_id):
                for told in _told(archive, board, each, count):
                    lines.append(_line(each, told))
                    if not as_json:
                        _print(each, told)
    if as_json:
        print_json(
            {"schema": "cablegram.alert-run/1", "cables": matched.cables, "alerts": tuple(lines)}
        )
    return 0


def _told(archive: Archive, board: Board, of: Subscription, count: int) -> tuple[Told, ...]:
    from cablegram.alerts import told

    seen = archive.seen_by(of.reader)
    newest = board.alerts(of.subscription_id, min(count, SHOWN))
    return told(seen, reversed(newest), of.reader, archive.policy, of)


def _line(of: Subscription, told: Told) -> dict[str, Any]:
    cable = told.cable
    return {
        "subscription": of.subscription_id,
        "name": of.name,
        "why": told.why,
        "mrn": cable.mrn,
        "date": cable.date,
        "level": cable.level,
        "controls": cable.controls,
        "captions": cable.captions,
        "subject": cable.subject,
    }


def _print(of: Subscription, told: Told) -> None:
    from cablegram.cli._output import marks_of, one_line

    cable = told.cable
    marks = marks_of(cable.level, cable.controls, cable.captions)
    number, subject = cable.mrn or "no number", one_line(cable.subject or "no subject")
    click.echo(f"{one_line(of.name)}: {number} {subject} [{marks}], {one_line(told.why)}")


def _described(of: Subscription) -> dict[str, Any]:
    return {
        "id": of.subscription_id,
        "name": of.name,
        "kind": of.kind.value,
        "what": of.what,
        "rhythm": of.ways.rhythm.value,
        "created": of.created,
    }


@contextmanager
def _opened(folder: Path, reader: Reader) -> Iterator[Archive]:
    from cablegram.cli._opening import opened
    from cablegram.search import Archive

    with opened(Archive, folder, reader) as archive:
        yield archive


@contextmanager
def _board(folder: Path) -> Iterator[Board]:
    from cablegram.alerts import Board

    with Board.open(folder) as board:
        yield board
