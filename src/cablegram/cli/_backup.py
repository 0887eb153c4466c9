"""`cablegram archive backup` and `restore`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cablegram.cli._options import archive_option, common_options, json_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.archive import BackedUp

SCHEMA = "cablegram.archive-backup/1"

quiet_option = click.option(
    "--quiet", is_flag=True, envvar="CABLEGRAM_QUIET", help="Say nothing of progress."
)


@click.command("backup")
@click.argument("place", metavar="FOLDER", type=click.Path(path_type=Path))
@archive_option
@quiet_option
@json_option
@common_options
def backup(place: Path, folder: Path, quiet: bool, as_json: bool) -> int:
    """Write all that cannot be derived to a new FOLDER, while the archive is in use.

    \b
    cablegram archive backup "/backup/cables-$(date +%F)"
    cablegram archive backup ~/backup/today --archive ~/archive --json

    That is the archive itself (a dump), the accounts, the log with its key, the policy and the
    settings, each as of one moment. The folder appears under its name when it is whole. Keep it as
    closely as the archive: it has the same, and the keys.
    """
    from cablegram.archive import Store, back_up
    from cablegram.audit import KEY_VARIABLE, Action, is_there
    from cablegram.audit.keys import key_file
    from cablegram.cli._noted import noted
    from cablegram.cli._output import say

    with noted(folder, "backup") as log, Store.open(folder) as store:
        log.note(Action.EXPORTED)
        done = back_up(store, place, progress=_teller(quiet=quiet))
    if is_there(folder) and KEY_VARIABLE in os.environ:
        say(f"the key of the log lies elsewhere and is not in it: {key_file(folder)}")
    return _print_done(done, as_json=as_json, quiet=quiet)


@click.command("restore")
@click.argument(
    "place", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@archive_option
@quiet_option
@json_option
@common_options
def restore(place: Path, folder: Path, quiet: bool, as_json: bool) -> int:
    """Make an archive of the backup in FOLDER, with its accounts and its log.

    \b
    cablegram archive restore /backup/cables-2026-03-04 --archive ~/archive
    cablegram archive verify --archive ~/archive

    Each file is first compared with the hash that was noted; the archive must be new. Whoever had
    signed in signs in again; passwords, passkeys and tokens are those of the backup. Until all is
    there nobody can open the archive; if it is broken off, delete the folder and restore once more.
    """
    from cablegram.accounts import Accounts
    from cablegram.archive import restore
    from cablegram.search import Archive

    def finish() -> None:
        if Accounts.are_there(folder):
            with Accounts.open(folder) as accounts:  # whoever had signed in does so again
                accounts.end_everything_begun()

    with Archive.open(folder, create=True) as archive:
        done = restore(archive, place, progress=_teller(quiet=quiet), finish=finish)
        archive.update_index()
    return _print_done(done, as_json=as_json, quiet=quiet)


def _print_done(done: BackedUp, *, as_json: bool, quiet: bool) -> int:
    from cablegram.cli._output import print_ready

    if not quiet and sys.stderr.isatty():
        click.echo("", err=True)
    if as_json:
        said = {"cables": done.moved.cables, "files": done.files, "bytes": done.size}
        print_ready({"schema": SCHEMA, "witnesses": done.moved.witnesses, **said})
        return 0
    click.echo(
        f"{done.moved.witnesses:,} witnesses, {done.moved.cables:,} cables,"
        f" {done.size / 1e6:,.1f} MB: {', '.join(done.files)}"
    )
    return 0


def _teller(*, quiet: bool) -> Callable[[int], None] | None:
    """Return what shows a count on stderr, if that is a terminal."""
    if quiet or not sys.stderr.isatty():
        return None

    def tell(count: int) -> None:
        click.echo(f"\r{count:,} witnesses", err=True, nl=False)

    return tell
