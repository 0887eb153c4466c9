"""`cablegram user`: the people of an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cablegram.accounts.values import Role
from cablegram.cli._handing import hand_over
from cablegram.cli._options import archive_option, common_options, json_option
from cablegram.cli._ways_in import VERBS, name_argument, rights_options, role_option

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any, TypeVar

    Command = TypeVar("Command", bound=Callable[..., Any])

LIST_SCHEMA = "cablegram.user-list/1"


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
        note("made", account, of=account)
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
        note("changed", account, of=account)
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


for verb in (*VERBS, hand_over):
    command.add_command(verb)
