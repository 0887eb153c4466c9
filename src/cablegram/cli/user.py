"""`cablegram user`: the people of an archive."""

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

LIST_SCHEMA = "cablegram.user-list/1"
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


def person_options(command: Command) -> Command:
    """Add the options that say who a person is."""
    email = click.option("--email", metavar="ADDRESS", help="For alerts.")
    return click.option("--full-name", metavar="TEXT", help="For people.")(email(command))


@click.group("user")
def command() -> None:
    """Look after the people who may read an archive.

    \b
    cablegram user add ana --role admin --sees-all
    cablegram user invite --role reader --level confidential

    The first account switches sign-in on: from then on `cablegram serve` asks everybody who comes.
    Passwords are asked for, or read from standard input as one line; no option takes one.
    """


@command.command("add")
@name_argument
@role_option
@rights_options
@person_options
@click.option("--no-password", is_flag=True, help="He comes by passkey, link or sign-on.")
@archive_option
@json_option
@common_options
def add(name: str, role: str | None, no_password: bool, folder: Path, **said: Any) -> int:  # noqa: ANN401
    """Make an account.

    \b
    cablegram user add ana --role admin --sees-all
    cablegram user add ben --level secret --control SBU --group desk < password.txt

    Without --level he sees what nobody needs a clearance for.
    """
    from cablegram.cli import _people as people

    as_json = said.pop("as_json")
    with people.opened(folder, create=True) as (accounts, note):
        reader = people.reader_of(folder, said)
        password = None if no_password else people.asked_password()
        account = accounts.add(
            name,
            now=people.now(),
            password=password,
            role=Role(role or Role.READER),
            reader=reader,
            full_name=said["full_name"] or "",
            email=said["email"] or "",
        )
        note("made", account)
        people.show(account, as_json=as_json)
        if not any(each.role is Role.ADMIN and each.is_active for each in accounts.all()):
            people.warn_of_no_admin()
    return 0


@command.command("list")
@archive_option
@json_option
@common_options
def list_all(folder: Path, as_json: bool) -> int:
    """Print the accounts by name.

    \b
    cablegram user list
    cablegram user list --json

    Exit status 1 if there is none.
    """
    from cablegram.cli import _people as people
    from cablegram.cli._output import print_json

    with people.opened(folder) as (accounts, _):
        found = accounts.all()
    if as_json:
        print_json({"schema": LIST_SCHEMA, "accounts": [people.document(each) for each in found]})
    else:
        for each in found:
            click.echo(people.line(each))
    return 0 if found else 1


@command.command("show")
@name_argument
@archive_option
@json_option
@common_options
def show(name: str, folder: Path, as_json: bool) -> int:
    """Print what is said of a person. Exit status 1 if there is no such account.

    \b
    cablegram user show ana
    cablegram user show ana --json
    """
    from cablegram.cli import _people as people

    with people.opened(folder) as (accounts, _):
        people.show(people.found(accounts, name), as_json=as_json)
    return 0


@command.command("change")
@name_argument
@role_option
@rights_options
@person_options
@archive_option
@json_option
@common_options
def change(name: str, role: str | None, folder: Path, **said: Any) -> int:  # noqa: ANN401
    """Change what a person may do or see; what is not named stays.

    \b
    cablegram user change ben --role reviewer
    cablegram user change ben --level secret --control SBU --control ORCON

    --control, --need-to-know and --group replace all that he had of the kind; "" takes all away.
    It holds from his next page on.
    """
    from cablegram.cli import _people as people

    as_json = said.pop("as_json")
    with people.opened(folder) as (accounts, note):
        before = people.found(accounts, name)
        account = accounts.change(
            before.account_id,
            role=Role(role) if role else None,
            reader=people.reader_of(folder, said, before.reader),
            full_name=said["full_name"],
            email=said["email"],
        )
        note("changed", account)
    people.show(account, as_json=as_json)
    return 0


@command.command("disable")
@name_argument
@archive_option
@common_options
def disable(name: str, folder: Path) -> int:
    """Let a person in no more. His sessions, tokens and links end at once.

    \b
    cablegram user disable ben
    cablegram user enable ben
    """
    return _let_in(folder, name, is_active=False)


@command.command("enable")
@name_argument
@archive_option
@common_options
def enable(name: str, folder: Path) -> int:
    """Let a person in again. His sessions and tokens do not come back.

    \b
    cablegram user enable ben
    cablegram user disable ben
    """
    return _let_in(folder, name, is_active=True)


def _let_in(folder: Path, name: str, *, is_active: bool) -> int:
    from cablegram.cli import _people as people

    with people.opened(folder) as (accounts, note):
        found = people.found(accounts, name)
        account = accounts.change(found.account_id, is_active=is_active)
        note("enabled" if is_active else "disabled", account)
    return 0


@command.command("password")
@name_argument
@archive_option
@common_options
def password(name: str, folder: Path) -> int:
    """Give a person a new password. His sessions end.

    \b
    cablegram user password ben
    cablegram user invite --again ben

    It is asked for, or read from standard input. A link (`invite --again`) is better: then nobody
    but he knows it.
    """
    from cablegram.cli import _people as people

    with people.opened(folder) as (accounts, note):
        account = people.found(accounts, name)
        accounts.set_password(account.account_id, people.asked_password())
        note("password", account)
    return 0


@command.command("invite")
@click.option("--name", default="", help="The name he will have; he chooses if it is left out.")
@click.option("--again", metavar="NAME", help="A link for a new password, for who is there.")
@role_option
@rights_options
@click.option("--email", default="", metavar="ADDRESS", help="His address for alerts.")
@days_option
@click.option(
    "--address",
    default=LOCAL_ADDRESS,
    show_default=True,
    envvar="CABLEGRAM_ADDRESS",
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
        note("invited", account)
    link = f"{address.rstrip('/')}/invitation/{made.secret}"
    if as_json:
        said_of = {"id": made.invitation_id, "link": link, "ends": made.ends}
        print_json({"schema": INVITATION_SCHEMA, **said_of})
    else:
        click.echo(link)
    return 0


@command.command("claims")
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


@command.command("token")
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


@command.command("sessions")
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
