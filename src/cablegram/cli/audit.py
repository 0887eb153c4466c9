"""`cablegram audit`: the log of what was shown, exported, released, refused and changed."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from cablegram.audit.entries import Action
from cablegram.cli._options import (
    archive_option,
    common_options,
    json_option,
    limit_option,
    output_options,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.audit import Entry, Head, Verified

SHOW_SCHEMA = "cablegram.audit-show/1"
VERIFY_SCHEMA = "cablegram.audit-verify/1"
KEY_BYTES = 32


@click.group("audit")
def command() -> None:
    """Look at the log of an archive: who was shown what, and is it whole.

    \b
    cablegram audit verify
    cablegram audit show --who anna --since 2026-03-01

    An archive has a log once it has accounts. The log names cables by their numbers and holds no
    text of them; of a query it has a digest. docs/how-to/keep-a-log.md tells more.
    """


def _moment(_ctx: click.Context, param: click.Parameter, value: str | None) -> dt.datetime | None:
    if value is None:
        return None
    try:
        found = dt.datetime.fromisoformat(value)
    except ValueError as error:
        msg = f"{value[:60]!r} is no day or time such as 2026-03-04 or 2026-03-04T15:30"
        raise click.BadParameter(msg, param=param) from error
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


@command.command("show")
@archive_option
@click.option("--who", default="", metavar="NAME", help="Only what this person did.")
@click.option(
    "--action",
    type=click.Choice([each.value for each in Action]),
    default=None,
    help="Only this kind.",
)
@click.option(
    "--what",
    default="",
    metavar="NUMBER",
    help="Only what names this cable, such as 08LISBON9 or item:12.",
)
@click.option("--query", default="", metavar="QUERY", help="Only searches for exactly this query.")
@click.option("--since", callback=_moment, metavar="TIME", help="Not before this day or time, UTC.")
@click.option("--until", callback=_moment, metavar="TIME", help="Before this day or time, UTC.")
@limit_option("So many entries at most, the newest; 0 for all.", default=50)
@output_options
def show(  # noqa: PLR0917 (click)
    folder: Path,
    who: str,
    action: str | None,
    what: str,
    query: str,
    since: dt.datetime | None,
    until: dt.datetime | None,
    limit: int,
    as_json: bool,
    as_ndjson: bool,
) -> int:
    """Print entries of the log, the newest first.

    \b
    cablegram audit show --what 08LISBON9
    cablegram audit show --who anna --action exported --json
    """
    from itertools import islice

    from cablegram.audit import Wanted
    from cablegram.audit.keys import key_of
    from cablegram.audit.reading import entries, reading
    from cablegram.cli._output import print_ready

    with reading(folder) as connection:
        wanted = Wanted(
            who=who,
            action=action or "",
            what=_number(what),
            digests=key_of(folder).digests(query) if query else (),
            since=since,
            until=until,
        )
        found = (entry for entry, _ in entries(connection, wanted))
        lines = islice(found, limit or None)
        if as_ndjson:
            for entry in lines:
                print_ready(_document(entry), indent=0)
        elif as_json:
            print_ready({"schema": SHOW_SCHEMA, "entries": [_document(each) for each in lines]})
        else:
            for entry in lines:
                _print_entry(entry)
    return 0


def _number(text: str) -> str:
    """Return an identifier as the log has it: a number in any spelling, or `item:12`."""
    from cablegram.model import MRN, InvalidMRN

    if not text or ":" in text:
        return text
    try:
        return str(MRN.parse(text))
    except InvalidMRN as error:
        raise click.BadParameter(f"{error}. Such as 08LISBON9.", param_hint="--what") from error


def _document(entry: Entry) -> dict[str, object]:
    said: dict[str, object] = json.loads(entry.line())
    return said


def _print_entry(entry: Entry) -> None:
    from cablegram.cli._output import one_line

    about = " ".join(
        f"{name}={','.join(value) if isinstance(value, list) else value}"
        for name, value in sorted(entry.about.items())
    )
    at = entry.at.isoformat(sep=" ", timespec="seconds").removesuffix("+00:00")
    outcome = "" if entry.outcome == "done" else f" [{entry.outcome}]"
    words = f"{entry.action}{outcome} {' '.join(entry.what)} {about}"
    click.echo(one_line(f"{entry.number} {at}Z {entry.who}: {words}"))


@command.command("verify")
@click.argument(
    "path", metavar="[FILE]", required=False, type=click.Path(exists=True, path_type=Path)
)
@archive_option
@click.option(
    "--head",
    "heads",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that `audit head` wrote earlier and that was kept elsewhere; may be repeated.",
)
@click.option(
    "--key", "keys", multiple=True, metavar="BASE64", help="The public key that must have signed."
)
@json_option
@common_options
def verify(
    path: Path | None, folder: Path, heads: tuple[Path, ...], keys: tuple[str, ...], as_json: bool
) -> int:
    """Check every hash, the order, and the signature; of the archive, or of an exported FILE.

    \b
    cablegram audit verify --head ~/elsewhere/head.json
    cablegram audit verify log.ndjson --key "$PUBLIC_KEY"

    Entries that were cut off at the end, or a whole log written anew by somebody who has the key,
    show by a head from earlier alone. Exit status 1 if anything is wrong.
    """
    from cablegram.audit import verify_export, verify_log
    from cablegram.errors import InputError

    earlier = [_head(each) for each in heads]
    given = [_key(each) for each in keys]
    if path is None:
        found = verify_log(folder, earlier=earlier, keys=given)
    else:
        try:
            found = verify_export(path, earlier=earlier, keys=given)
        except (ValueError, UnicodeDecodeError) as error:
            raise InputError(str(path), "it is no exported log") from error
    _print_verified(found, as_json=as_json)
    return 0 if found.is_whole else 1


def _head(path: Path) -> Head:
    from cablegram.audit import Head
    from cablegram.errors import InputError

    try:
        return Head.of(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise InputError(str(path), "it is no head of a log") from error


def _key(text: str) -> bytes:
    import base64

    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise click.BadParameter("a key is 32 bytes in base64", param_hint="--key")
    return key


def _print_verified(found: Verified, *, as_json: bool) -> None:
    from cablegram.cli._output import print_ready

    head = None if found.head is None else found.head.to_json()
    if as_json:
        faults = [{"number": each.number, "message": each.message} for each in found.faults]
        said = {"whole": found.is_whole, "entries": found.entries, "faults": faults, "head": head}
        print_ready({"schema": VERIFY_SCHEMA, **said})
        return
    for each in found.faults:
        where = "the log" if each.number is None else f"entry {each.number}"
        click.echo(f"{where}: {each.message}")
    if found.is_whole:
        signed = f", signed by {head['key']}" if head else ""
        click.echo(f"the log is whole: {found.entries:,} entries{signed}")


@command.command("export")
@click.argument("output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@archive_option
@click.option(
    "--after",
    type=click.IntRange(0),
    default=0,
    metavar="NUMBER",
    help="Only entries after this one: what came since the last export.",
)
@common_options
def export(output: Path, folder: Path, after: int) -> int:
    """Write the log as a FILE that `audit verify FILE` checks without the archive; - for stdout.

    \b
    cablegram audit export log.ndjson
    cablegram audit export - --after 120000 | gzip > march.ndjson.gz

    A file that is there already is not replaced.
    """
    from cablegram.audit import export_log
    from cablegram.cli._output import say

    lines = export_log(folder, after=after)
    if str(output) == "-":
        for line in lines:
            click.echo(line)
        return 0
    try:
        with output.open("x", encoding="utf-8") as file:
            count = _write(lines, file)
    except FileExistsError as error:
        msg = f"{output} is there already"
        raise click.BadParameter(msg, param_hint="FILE") from error
    except BaseException:
        output.unlink(missing_ok=True)
        raise
    say(f"{count - 2:,} entries written")
    return 0


def _write(lines: Iterator[str], file: IO[str]) -> int:
    count = 0
    for line in lines:
        file.write(f"{line}\n")
        count += 1
    return count


@command.command("head")
@archive_option
@common_options
def head(folder: Path) -> int:
    """Print the signed end of the log as JSON, to be kept where the archive's keeper cannot write.

    \b
    cablegram audit head > "head-$(date +%F).json"
    cablegram audit head | mail -s "log of the archive" notary@example.org

    `audit verify --head FILE` shows later whether the log still has what it had.
    """
    from cablegram.audit import export_head
    from cablegram.cli._output import print_ready, say

    found = export_head(folder)
    if found is None:
        say("the log is empty")
        return 1
    print_ready(found.to_json())
    return 0


@command.command("rotate-key")
@archive_option
@json_option
@common_options
def rotate_key(folder: Path, as_json: bool) -> int:
    """Have a new key sign the log from now on; the present one signs that the new one follows.

    \b
    cablegram audit rotate-key
    cablegram audit rotate-key --json > "head-$(date +%F).json"

    It may be done while the reading room is open. `audit verify` follows the log over it, and heads
    from before still hold. Send the head away again: whoever has a copy of the old key could sign
    the log as it was before, and the new key tells.
    """
    from cablegram.audit import Log, is_there
    from cablegram.cli._output import print_ready, say
    from cablegram.cli._people import user_of_the_system

    if not is_there(folder):
        say(f"{folder} has no log, and no key of one")
        return 1
    with Log.open(folder) as log:
        head = log.change_key(who=f"cli:{user_of_the_system()}").to_json()
    if as_json:
        print_ready(head)
    else:
        click.echo(f"the log is signed by {head['key']} from entry {head['number']:,} on")
    return 0
