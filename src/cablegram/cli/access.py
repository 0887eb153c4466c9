"""`cablegram access`: who sees what, and why."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from cablegram.cli._options import (
    archive_option,
    common_options,
    json_option,
    number_argument,
    reader_option,
)

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.access import Decided, Reader
    from cablegram.archive import Summary
    from cablegram.model import MRN

SCHEMA = "cablegram.access-explain/1"


@click.group("access")
def command() -> None:
    """Tell who sees what, and why.

    \b
    cablegram access explain 08LISBON9 --reader student.toml
    cablegram access policy
    """


@command.command("explain")
@number_argument
@archive_option
@reader_option
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    envvar="CABLEGRAM_DAY",
    help="As of this day, for embargoes that end and the like; today if left out.",
)
@json_option
@common_options
def explain(mrn: MRN, folder: Path, reader: Reader, day: dt.datetime | None, as_json: bool) -> int:
    """Print for each portion of the cable MRN whether a reader sees it, and why.

    \b
    cablegram access explain 08LISBON9 --reader student.toml
    cablegram access explain 08LISBON9 --reader student.toml --day 2030-01-01 --json

    This is for a reviewer: it looks at the whole archive, and tells of cables and marks that the
    reader himself is told nothing of. It never prints a text. Every copy of every message of that
    number is decided by itself. Exit status 1 if the archive does not have it.
    """
    from cablegram.access import decide
    from cablegram.archive import Store
    from cablegram.archive.view import copies_of
    from cablegram.cli._opening import given_policy, reader_checked
    from cablegram.cli._output import print_json, say

    today = dt.datetime.now(dt.UTC).date() if day is None else day.date()
    with Store.open(folder) as store, reader_checked():
        policy = given_policy() or store.policy
        decided = [
            (copy, decide(reader, record, policy, today)) for copy, record in copies_of(store, mrn)
        ]
    if not decided:
        say(f"the archive does not have {mrn}")
        return 1
    if as_json:
        rows = [_row(number, *each) for number, each in enumerate(decided, 1)]
        about = {"reader": reader.name, "policy": policy.name, "day": today}
        print_json({"schema": SCHEMA, **about, "copies": rows})
        return 0
    for number, each in enumerate(decided, 1):
        _print(number, *each)
    return 0


@command.command("policy")
@archive_option
@common_options
def policy(folder: Path) -> int:
    """Print the policy that holds for an archive, as one that could be changed.

    \b
    cablegram access policy > policy.toml
    cablegram access policy --archive ~/archive

    Where there is no archive, or it has no policy.toml, that is the US policy. Exit status 3 if
    what there is cannot be used.
    """
    from cablegram.access import US
    from cablegram.archive.policy import POLICY_NAME, policy_of

    policy_of(folder)
    path = folder / POLICY_NAME
    click.echo(path.read_text(encoding="utf-8") if path.exists() else US, nl=False)
    return 0


def _row(number: int, copy: Summary, decided: Decided) -> dict[str, Any]:
    return {
        "witness": number,
        "source": copy.source,
        "mrn": copy.mrn,
        "changes_on": decided.changes_on,
        "portions": decided.portions,
    }


def _print(number: int, copy: Summary, decided: Decided) -> None:
    from cablegram.cli._output import one_line

    click.echo(f"copy {number}  {copy.mrn}  {one_line(copy.source)}")
    for each in decided.portions:
        word = "seen" if each.allowed else "not seen"
        click.echo(f"  {each.portion:<14}{word:<10}{one_line(each.why)}")
    if decided.changes_on is not None:
        click.echo(f"  may be decided otherwise from {decided.changes_on} on")
