"""`cablegram alert`: to be told of what is filed later."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from cablegram.cli._options import archive_option, common_options, json_option, reader_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cablegram.access import Reader
    from cablegram.alerts import Board, Owner, Subscription, Told
    from cablegram.search import Archive

KINDS = ("query", "search", "cites", "dossier", "station", "thread")
RHYTHMS = ("at-once", "daily", "weekly")
MAIL_SHOWS = ("numbers", "subjects")
SHOWN = 50


account_option = click.option(
    "--account",
    metavar="NAME",
    envvar="CABLEGRAM_ACCOUNT",
    show_envvar=True,
    help="Whose: the name of an account of the archive.",
)


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
@click.option(
    "--rhythm",
    type=click.Choice(RHYTHMS),
    default="at-once",
    show_default=True,
    envvar="CABLEGRAM_RHYTHM",
    show_envvar=True,
    help="How often something is sent.",
)
@click.option(
    "--time-zone",
    metavar="ZONE",
    envvar="CABLEGRAM_TIME_ZONE",
    show_envvar=True,
    help="In which a day begins, such as Europe/Lisbon; else the one of alerts.toml, or UTC.",
)
@click.option("--mail", default="", metavar="ADDRESS", help="Where mail goes.")
@click.option("--hook", default="", metavar="URL", help="An address that is told (webhook).")
@account_option
@archive_option
@reader_option
@json_option
@common_options
def add(  # noqa: PLR0917 (options)
    what: tuple[str, ...],
    kind: str,
    name: str,
    rhythm: str,
    time_zone: str | None,
    mail: str,
    hook: str,
    account: str | None,
    folder: Path,
    reader: Reader,
    as_json: bool,
) -> int:
    """Follow a query, or something else, from now on.

    \b
    cablegram alert add 'harbor from:lisbon' --name "Lisbon harbor"
    cablegram alert add --kind cites 08 LISBON 9

    With --reader or --account it is the subscription of that reader, who is told of what he may
    see. Mail and webhooks take a file alerts.toml in the archive; docs/how-to/alerts.md tells more.
    """
    from cablegram.alerts import Kind, NotFollowed, Rhythm, Ways, follow, read_settings
    from cablegram.archive.desk import Desk, NotKept, NotOnTheDesk
    from cablegram.cli._opening import given_policy, reader_checked
    from cablegram.cli._output import print_json, say

    owner, own_mail = _owner(folder, reader, account)
    ways = Ways(
        rhythm=Rhythm(rhythm),
        time_zone=time_zone or read_settings(folder).time_zone,
        mail=own_mail if own_mail and mail else mail,
        hook=hook,
    )
    said = " ".join(what)
    with (
        _opened(folder, owner.reader) as archive,
        reader_checked(),
        Desk.open(folder, owner.reader, policy=given_policy(), owner=owner.account) as desk,
        _board(folder) as board,
    ):
        try:
            made = follow(archive, desk, board, owner, Kind(kind), said, name=name, ways=ways)
        except (NotFollowed, NotKept, NotOnTheDesk) as error:
            raise click.BadParameter(str(error), param_hint="WHAT") from error
        subscription = board.one(owner, made)
    _note(folder, "followed", made)
    if as_json:
        print_json({"schema": "cablegram.alert-add/1", "id": made, "name": subscription.name})
    else:
        say(f"{made}: {subscription.name}")
    return 0


@command.command("list")
@account_option
@archive_option
@reader_option
@json_option
@common_options
def list_all(account: str | None, folder: Path, reader: Reader, as_json: bool) -> int:
    """Print the subscriptions.

    \b
    cablegram alert list
    cablegram alert list --json

    Exit status 1 if there is none.
    """
    from cablegram.alerts import active_accounts
    from cablegram.cli._output import one_line, print_json, say

    owner, _ = _owner(folder, reader, account)
    with _board(folder) as board:
        found = board.of(owner)
        failed = {each.subscription_id: _failed(board, each) for each in found}
    if as_json:
        listed = [{**_described(each), "not_sent": failed[each.subscription_id]} for each in found]
        print_json({"schema": "cablegram.alerts/1", "subscriptions": listed})
    else:
        for each in found:
            said = f"{each.subscription_id}  {each.kind:<8} {each.ways.rhythm:<8}"
            click.echo(f"{said} {one_line(each.name)}")
            for why, count in failed[each.subscription_id].items():
                click.echo(f"              {count} not sent: {why}")
    if not found and account is None and active_accounts(folder):
        say("what a person with an account follows: --account NAME")
    return 0 if found else 1


@command.command("remove")
@click.argument("subscription", metavar="SUBSCRIPTION")
@account_option
@archive_option
@reader_option
@common_options
def remove(subscription: str, account: str | None, folder: Path, reader: Reader) -> int:
    """Follow something no more; what it was told goes too.

    \b
    cablegram alert remove 7w2qp7tujgzj

    SUBSCRIPTION is the word that `list` gives. Exit status 1 if there is none of that word.
    """
    from cablegram.alerts import NoSubscription
    from cablegram.cli._output import say

    owner, _ = _owner(folder, reader, account)
    with _board(folder) as board:
        try:
            board.remove(owner, subscription)
            _note(folder, "ended", subscription)
        except NoSubscription as error:
            say(str(error))
            return 1
    return 0


@command.command("mail")
@click.argument("shows", type=click.Choice(MAIL_SHOWS), required=False)
@account_option
@archive_option
@reader_option
@common_options
def mail(shows: str | None, account: str | None, folder: Path, reader: Reader) -> int:
    """Say what mail has of cables: their numbers, or subjects and marks too.

    \b
    cablegram alert mail
    cablegram alert mail subjects --account rita

    It is so for all that one person follows. Without SHOWS it prints how it is now; at first mail
    has numbers of cables and links to them, for it leaves the archive and cannot be taken back.
    """
    from cablegram.alerts import MailShows

    owner, _ = _owner(folder, reader, account)
    with _board(folder) as board:
        if shows is not None:
            board.show_by_mail(owner, MailShows(shows))
        click.echo(board.mail_shows(owner).value)
    return 0


@command.command("again")
@click.argument("subscriptions", metavar="[SUBSCRIPTION]...", nargs=-1)
@click.option("--everybody", is_flag=True, help="Of all, whoever they are.")
@account_option
@archive_option
@reader_option
@common_options
def again(
    subscriptions: tuple[str, ...],
    everybody: bool,
    account: str | None,
    folder: Path,
    reader: Reader,
) -> int:
    """Have what was given up sent once more, and what waited when an archive was restored.

    \b
    cablegram alert again --everybody
    cablegram alert again 7w2qp7tujgzj

    A restored archive sends nothing by itself that waited when the backup was made: it may have
    gone out since. The next `run`, or the open room, sends it then. Exit status 1 if there is no
    such subscription.
    """
    from cablegram.alerts import NoSubscription
    from cablegram.cli._output import say

    owner, _ = _owner(folder, reader, account)
    with _board(folder) as board:
        if everybody:
            say(f"{board.send_all_again()} will be sent")
        try:
            for each in subscriptions:
                board.send_again(owner, each)
        except NoSubscription as error:
            say(str(error))
            return 1
    if not everybody and not subscriptions:
        raise click.UsageError("name subscriptions, or --everybody")
    return 0


@command.command("run")
@archive_option
@json_option
@common_options
def run(folder: Path, as_json: bool) -> int:
    """Match what was filed since the last time, tell of it, and send what is due.

    \b
    cablegram alert run
    cablegram alert run --json

    What is printed is what each subscription was told of just now, as its reader sees it. Exit
    status 1 if mail or a webhook was not taken; it is tried again by a later run.
    """
    from cablegram.alerts import Departures, match_new, read_settings, send_due
    from cablegram.cli._opening import reader_checked
    from cablegram.cli._output import print_json, say
    from cablegram.search import Archive
    from cablegram.web.places import cable_place

    lines: list[dict[str, Any]] = []
    with Archive.open(folder) as archive, _board(folder) as board, reader_checked():
        matched = match_new(archive, board)
        for of, told in _told(archive, board, matched.fired):
            lines.append(_line(of, told))
            if not as_json:
                _print(of, told)
        sent = send_due(archive, board, read_settings(folder), Departures(place_of=cable_place))
    if as_json:
        print_json(
            {
                "schema": "cablegram.alert-run/1",
                "cables": matched.cables,
                "alerts": tuple(lines),
                "sent": sent.taken,
                "not_sent": sent.failed,
            }
        )
    if sent.failed:
        say(f"{sent.failed} could not be sent; `cablegram alert list` has why")
    return 1 if sent.failed else 0


def _told(
    archive: Archive, board: Board, fired: Mapping[str, int]
) -> Iterator[tuple[Subscription, Told]]:
    """Yield what was told just now, each as its reader sees it."""
    from cablegram.alerts import active_accounts, told

    accounts = active_accounts(board.folder)
    for of in board.all():
        if count := fired.get(of.subscription_id):
            reader = of.reader if of.owner is None else accounts[of.owner].reader
            newest = board.alerts(of.subscription_id, min(count, SHOWN))
            seen = archive.seen_by(reader)
            for one in told(seen, reversed(newest), reader, archive.policy, of):
                yield of, one


def _owner(folder: Path, reader: Reader, account: str | None) -> tuple[Owner, str]:
    """Return whose subscriptions are meant, and the address of his account for mail."""
    from cablegram.alerts import Owner, active_accounts

    if account is None:
        return Owner(reader=reader), ""
    for each in active_accounts(folder).values():
        if each.name.casefold() == account.casefold():
            return Owner(account=each.account_id, reader=each.reader), each.email
    msg = f"there is no account of the name {account[:60]!r} that is let in"
    raise click.BadParameter(msg, param_hint="--account")


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


def _note(folder: Path, did: str, subscription_id: str) -> None:
    """Note a change in the log, where one is kept."""
    from cablegram.audit import Action, Log, is_there
    from cablegram.cli._people import user_of_the_system

    if is_there(folder):
        with Log.open(folder) as log:
            who, what = f"cli:{user_of_the_system()}", (f"alerts:{subscription_id}",)
            log.note(Action.CHANGED, who=who, what=what, did=did)


def _failed(board: Board, of: Subscription) -> dict[str, int]:
    """Return why alerts could not be sent the last time, with how many."""
    from collections import Counter

    from cablegram.alerts.board import NOT_FOR_YOU

    states = board.deliveries(of.subscription_id).values()
    return dict(Counter(each.said for each in states if each.said not in {"", NOT_FOR_YOU}))


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
