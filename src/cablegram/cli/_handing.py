"""`cablegram user hand-over`: what somebody owned who is let in no more, given to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cablegram.cli._options import archive_option, common_options, json_option

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.alerts.handing import Handed

HANDED_SCHEMA = "cablegram.user-hand-over/1"


@click.command("hand-over")
@click.argument("giver", metavar="FROM")
@click.argument("taker", metavar="TO")
@archive_option
@json_option
@common_options
def hand_over(giver: str, taker: str, folder: Path, as_json: bool) -> int:
    """Give what a person owned who is let in no more to another: dossiers, notes, searches, alerts.

    \b
    cablegram user disable ben
    cablegram user hand-over ben ana

    What the other may not see stays, and can be given to somebody who may; then the exit status is
    1. Alerts go along only if the other may see all that their owner could, and tell in the room
    alone until he says otherwise.
    """
    from cablegram.access import InvalidReader
    from cablegram.alerts import NotFollowed
    from cablegram.alerts.handing import hand_over as give
    from cablegram.archive.policy import policy_of
    from cablegram.cli import _people as people

    with people.opened(folder) as (accounts, note):
        of, to = people.found(accounts, giver), people.found(accounts, taker)
        if of.account_id == to.account_id:
            raise click.UsageError("that is the same person")
        if of.is_active:
            raise click.UsageError(
                f"{of.name} is let in, and keeps what is his; `cablegram user disable` comes first"
            )
        if not to.is_active:
            raise click.UsageError(f"{to.name} is not let in, and can take nothing over")
        try:
            handed = give(folder, of.account_id, of.reader, to, policy_of(folder))
        except (NotFollowed, InvalidReader) as error:
            raise click.UsageError(str(error)) from error
        note("handed-over", of, to)
    return _say(handed, as_json=as_json)


def _say(handed: Handed, *, as_json: bool) -> int:
    from cablegram.cli._output import print_json

    if as_json:
        print_json({"schema": HANDED_SCHEMA, "given": handed.given, "stayed": handed.stayed})
    else:
        for word, counts in (("given", handed.given), ("stayed", handed.stayed)):
            said = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()) if count)
            click.echo(f"{word:<7} {said or 'nothing'}")
    return 1 if any(handed.stayed.values()) else 0
