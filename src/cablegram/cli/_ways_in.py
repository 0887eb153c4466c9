"""The verbs of `cablegram user` that are about ways in and out: links, passkeys, tokens, feeds."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import click

from cablegram.accounts.values import Role, Scope
from cablegram.cli._options import archive_option, common_options, json_option

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any, TypeVar

    from cablegram.accounts import Account

    Command = TypeVar("Command", bound=Callable[..., Any])

FEEDS_SCHEMA = "cablegram.user-feeds/1"
INVITATION_SCHEMA = "cablegram.user-invitation/1"
TOKEN_SCHEMA = "cablegram.user-token/1"  # noqa: S105 (no secret)
LOCAL_ADDRESS = "http://127.0.0.1:8042"

name_argument = click.argument("name", metavar="NAME")
role_option = click.option(
    "--role", type=click.Choice([each.value for each in Role]), default=None, help="What he may do."
)
days_option = click.option(
    "--days", type=click.IntRange(1, 366), default=None, help="How long it holds."
)


def rights_options(command: Command) -> Command:
    """Add the options that say what a person may see."""
    for option in reversed(
        (
            click.option("--level", metavar="WORD", help="The highest level he is cleared for."),
            click.option(
                "--control", "controls", multiple=True, metavar="WORD", help="He is admitted to it."
            ),
            click.option(
                "--need-to-know", multiple=True, metavar="WORD", help="A caption he may see."
            ),
            click.option("--nationality", metavar="ABC", help="Three letters; home if left out."),
            click.option("--group", "groups", multiple=True, metavar="NAME", help="He is in it."),
            click.option(
                "--sees-all/--sees-by-clearance", default=None, help="No marking applies to him."
            ),
        )
    ):
        command = option(command)
    return command


@click.command("invite")
@click.option("--name", default="", help="The name he will have; he chooses if it is left out.")
@click.option("--again", metavar="NAME", help="A link for a new password, for who is there.")
@role_option
@rights_options
@click.option("--email", default="", metavar="ADDRESS", help="His address for alerts.")
@days_option
@click.option(
    "--url",
    "address",
    default=LOCAL_ADDRESS,
    show_default=True,
    envvar="CABLEGRAM_URL",
    show_envvar=True,
    metavar="URL",
    help="Where the reading room is reached, for the link.",
)
@archive_option
@json_option
@common_options
def invite(
    name: str,
    again: str | None,
    role: str | None,
    days: int | None,
    address: str,
    folder: Path,
    as_json: bool,
    **said: Any,  # noqa: ANN401
) -> int:
    """Print a link by which somebody makes his account; it works once, for seven days.

    \b
    cablegram user invite --role annotator --level secret --days 2
    cablegram user invite --again ben

    Whoever has the link has the account: send it on a way that you trust.
    """
    from cablegram.cli import _people as people
    from cablegram.cli._output import print_json

    with people.opened(folder, create=True) as (accounts, note):
        now = people.now()
        ends = people.after(now, days or 7)
        if again is not None:
            account: Account | None = people.found(accounts, again)
            assert account is not None  # noqa: S101 (`found` ends the program else)
            made = accounts.invite_again(account.account_id, now=now, ends=ends)
        else:
            account = None
            made = accounts.invite(
                now=now,
                ends=ends,
                role=Role(role or Role.READER),
                reader=people.reader_of(folder, said),
                name=name,
                email=said["email"],
            )
        note("invited", account, invitation=made.invitation_id, of=account or made)
    link = f"{address.rstrip('/')}/invitation/{made.secret}"
    if as_json:
        said_of = {"id": made.invitation_id, "link": link, "ends": made.ends}
        print_json({"schema": INVITATION_SCHEMA, **said_of})
    else:
        click.echo(link)
    return 0


@click.command("invitations")
@click.option("--end", metavar="ID", help="Take one back.")
@archive_option
@json_option
@common_options
def invitations(end: str | None, folder: Path, as_json: bool) -> int:
    """Print the invitations that are open, or take one back.

    \b
    cablegram user invitations
    cablegram user invitations --end 7w2qp7tujgzj

    The links themselves are printed when they are made and never again. Exit status 1 if there is
    none.
    """
    from cablegram.cli import _people as people

    with people.opened(folder) as (accounts, note):
        if end is not None:
            is_there = accounts.withdraw(end)
            note("withdrawn", invitation=end)
            return 0 if is_there else 1
        found = accounts.invitations(now=people.now())
    return people.list_invitations(found, as_json=as_json)


@click.command("passkeys")
@name_argument
@click.option("--remove", metavar="ID", help="Take one off.")
@archive_option
@json_option
@common_options
def passkeys(name: str, remove: str | None, folder: Path, as_json: bool) -> int:
    """Print the passkeys of a person, or take one off; he makes them himself, in the room.

    \b
    cablegram user passkeys ben
    cablegram user passkeys ben --remove 7w2qp7tujgzj

    Exit status 1 if there is none.
    """
    from cablegram.cli import _people as people

    with people.opened(folder) as (accounts, note):
        account = people.found(accounts, name)
        if remove is not None:
            is_there = accounts.remove_passkey(account.account_id, remove)
            note("passkey-removed", account)
            return 0 if is_there else 1
        found = accounts.passkeys(account.account_id)
    return people.list_passkeys(found, as_json=as_json)


@click.command("claims")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@archive_option
@json_option
@common_options
def claims(file: IO[str], folder: Path, as_json: bool) -> int:
    """Print what somebody may do and see by what an institution's sign-on says of him.

    \b
    cablegram user claims ana.json
    echo '{"groups": ["historians"]}' | cablegram user claims - --archive papers

    FILE has the claims as JSON; accounts.toml of the archive says what follows. Exit status 1 if
    he would not be let in. Nothing is changed.
    """
    from cablegram.cli import _people as people

    return people.explain_claims(folder, file, as_json=as_json)


@click.command("token")
@name_argument
@click.option("--for", "purpose", metavar="TEXT", help="Make one, for this purpose.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([each.value for each in Scope]),
    multiple=True,
    default=(Scope.READ.value,),
    show_default=True,
    help="What it may be used for; each includes those before it.",
)
@days_option
@click.option("--end", metavar="ID", help="End one.")
@archive_option
@json_option
@common_options
def token(
    name: str,
    purpose: str | None,
    scopes: tuple[str, ...],
    days: int | None,
    end: str | None,
    folder: Path,
    as_json: bool,
) -> int:
    """Print the tokens of a person, make one, or end one.

    \b
    cablegram user token ben
    cablegram user token ben --for "nightly export" --days 30

    A token is printed once, when it is made; it holds for thirty days if nothing is said.
    """
    from cablegram.cli import _people as people
    from cablegram.cli._output import print_json

    with people.opened(folder) as (accounts, note):
        account, now = people.found(accounts, name), people.now()
        if end is not None:
            is_there = accounts.end_token(account.account_id, end)
            note("token-ended", account)
            return 0 if is_there else 1
        if purpose is None:
            return people.list_tokens(accounts.tokens(account.account_id, now=now), as_json=as_json)
        made = accounts.make_token(
            account.account_id,
            name=purpose,
            scopes=[Scope(each) for each in scopes],
            ends=people.after(now, days or 30),
            now=now,
        )
        note("token-made", account)
    if as_json:
        said = {"id": made.token_id, "token": made.secret, "ends": made.ends}
        print_json({"schema": TOKEN_SCHEMA, **said})
    else:
        click.echo(made.secret)
    return 0


@click.command("sessions")
@name_argument
@click.option("--end", is_flag=True, help="End them.")
@archive_option
@json_option
@common_options
def sessions(name: str, end: bool, folder: Path, as_json: bool) -> int:
    """Print where a person is signed in, or end all of it.

    \b
    cablegram user sessions ben
    cablegram user sessions ben --end

    Exit status 1 if there is none.
    """
    from cablegram.cli import _people as people

    with people.opened(folder) as (accounts, note):
        account = people.found(accounts, name)
        if end:
            count = accounts.end_all(account.account_id)
            note("sessions-ended", account)
            return 0 if count else 1
        found = accounts.sessions(account.account_id, now=people.now())
    return people.list_sessions(found, as_json=as_json)


@click.command("close-feeds")
@name_argument
@archive_option
@json_option
@common_options
def close_feeds(name: str, folder: Path, as_json: bool) -> int:
    """Close the feeds and webhooks of a person's alerts, and print how many there were.

    \b
    cablegram user close-feeds ben
    cablegram user close-feeds ben --archive papers

    For when somebody else has had his browser: a feed at a secret address tells whoever has it. He
    is told in the room still, and by mail, and can make others. Exit status 1 if there is none.
    """
    from cablegram.alerts import Board
    from cablegram.alerts.closing import close_feeds as close
    from cablegram.cli import _people as people
    from cablegram.cli._output import print_json

    with people.opened(folder) as (accounts, note), Board.open(folder) as board:
        account = people.found(accounts, name)
        count = close(board, account.account_id)
        note("feeds-closed", account)
    if as_json:
        print_json({"schema": FEEDS_SCHEMA, "closed": count})
    else:
        click.echo(str(count))
    return 0 if count else 1


VERBS = (invite, invitations, passkeys, claims, token, sessions, close_feeds)
