"""`cablegram archive`: look after an archive."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cablegram.cli._backup import backup, restore
from cablegram.cli._options import archive_option, common_options, json_option, number_argument

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.archive import ClassVerified, Doomed, Store
    from cablegram.model import MRN
    from cablegram.search import Archive

    Tell = Callable[[int], None]

VERIFY_SCHEMA = "cablegram.archive-verify/1"
FORGET_SCHEMA = "cablegram.archive-forget/1"
MOVED_SCHEMA = "cablegram.archive-moved/1"
PRUNED_SCHEMA = "cablegram.archive-prune/1"
FINDINGS_SHOWN = 50

quiet_option = click.option(
    "--quiet", is_flag=True, envvar="CABLEGRAM_QUIET", help="Say nothing of progress."
)
wait_option = click.option(
    "--wait",
    is_flag=True,
    envvar="CABLEGRAM_WAIT",
    help="Wait for another process that writes to the archive.",
)


@click.group("archive")
def command() -> None:
    """Look after an archive: what is in it, is it whole, take it elsewhere.

    \b
    cablegram archive info
    cablegram archive verify --archive ~/archive
    """


@command.command("info")
@archive_option
@json_option
@common_options
def info(folder: Path, as_json: bool) -> int:
    """Count what the archive holds.

    \b
    cablegram archive info
    cablegram archive info --json
    """
    from cablegram.archive import INFO_SCHEMA, Store, archive_info
    from cablegram.cli._output import print_ready
    from cablegram.model.codec import to_json

    with Store.open(folder) as store:
        found = archive_info(store)
    document = {"schema": INFO_SCHEMA, **to_json(found), "forms": dict(found.forms)}
    if as_json:
        print_ready(document)
        return 0
    for name, value in document.items():
        words = name.replace("_bytes", ", MB").replace("_", " ")
        if name == "forms":
            for form, count in found.forms:
                click.echo(f"  {form:<16}{count:>14,}")
        elif name.endswith("_bytes"):
            click.echo(f"{words:<18}{int(value) / 1e6:>14,.1f}")
        elif name not in ("schema", "identity"):
            click.echo(f"{words:<18}{value:>14,}")
    return 0


@command.command("verify")
@archive_option
@quiet_option
@json_option
@common_options
def verify(folder: Path, quiet: bool, as_json: bool) -> int:
    """Check hashes, counts, links between tables, and the index against the store.

    \b
    cablegram archive verify
    cablegram archive verify --json

    The indexes catch up first. The archives of classes of readers are looked at as well. Exit
    status 1 if anything is wrong.
    """
    from cablegram.archive import verify
    from cablegram.cli._output import one_line, print_json, say
    from cablegram.search import Archive
    from cablegram.search.agreement import index_findings

    with Archive.open(folder) as archive:
        archive.update_index()
        found = [*verify(archive, progress=_teller("witnesses", quiet=quiet))]
        found += index_findings(archive)
        classes = _verify_classes(archive)
    _end_of_line(quiet=quiet)
    is_whole = not found and not any(each.findings for each in classes)
    if as_json:
        document = {"whole": is_whole, "findings": tuple(found), "classes": classes}
        print_json({"schema": VERIFY_SCHEMA, **document})
        return 0 if is_whole else 1
    named = [("", each) for each in found]
    named += [(f"class {each.name}: ", finding) for each in classes for finding in each.findings]
    for where, finding in named[:FINDINGS_SHOWN]:
        number = "" if finding.number is None else f" {finding.number}"
        click.echo(f"{where}{finding.what}{number}: {one_line(finding.message)}")
    if len(named) > FINDINGS_SHOWN:
        say(f"... and {len(named) - FINDINGS_SHOWN:,} more; --json lists them")
    if is_whole:
        also = f", and {len(classes)} of classes of readers" if classes else ""
        click.echo(f"the archive is whole{also}")
    return 0 if is_whole else 1


def _verify_classes(archive: Archive) -> tuple[ClassVerified, ...]:
    """Look at the archives of classes, each with its index."""
    from cablegram.archive import ClassVerified, class_findings, verify, views
    from cablegram.archive.view import cables_behind
    from cablegram.search.agreement import index_findings

    found = []
    for view in views(archive):
        view.update_index()
        findings = [*verify(view, of_class=True), *class_findings(view, archive)]
        found.append(
            ClassVerified(
                name=view.folder.name,
                cables=len(view.leading_ids()),
                behind=cables_behind(view, archive),
                findings=(*findings, *index_findings(view)),
            )
        )
    return tuple(found)


@command.command("reindex")
@archive_option
@quiet_option
@common_options
def reindex(folder: Path, quiet: bool) -> int:
    """Throw the index away and make it anew from the store; those of readers when they ask.

    \b
    cablegram archive reindex
    cablegram archive reindex --archive ~/archive
    """
    from cablegram.search import Archive

    with Archive.open(folder) as archive:
        archive.drop_views()
        count = archive.index.rebuild(progress=_teller("cables", quiet=quiet))
    _end_of_line(quiet=quiet)
    click.echo(f"{count:,} cables indexed")
    return 0


@command.command("prune")
@click.option(
    "--days",
    type=click.IntRange(min=1),
    default=30,
    show_default=True,
    envvar="CABLEGRAM_DAYS",
    show_envvar=True,
    help="So long nobody must have used one.",
)
@archive_option
@json_option
@common_options
def prune(days: int, folder: Path, as_json: bool) -> int:
    """Throw away archives of classes of readers that nobody uses any more.

    \b
    cablegram archive prune
    cablegram archive prune --days 7

    They are derived: whoever asks for one gets it made anew. `ingest` and the open room do it by
    themselves, after 30 days. It may be done while the archive is used.
    """
    from cablegram.archive import Store, prune
    from cablegram.cli._output import print_json

    with Store.open(folder) as store:
        pruned = prune(store, days=days)
    if as_json:
        print_json(
            {"schema": PRUNED_SCHEMA, "archives": pruned.archives, "size": pruned.size_bytes}
        )
    else:
        click.echo(f"{pruned.archives:,} thrown away, {pruned.size_bytes / 1e6:,.1f} MB")
    return 0


@command.command("compact")
@archive_option
@wait_option
@quiet_option
@common_options
def compact(folder: Path, wait: bool, quiet: bool) -> int:
    """Pack everything anew with dictionaries trained on all of it; give back empty pages.

    \b
    cablegram archive compact
    cablegram archive compact --wait

    Needs as much free disk as the database has, and nobody else who has the archive open.
    """
    from cablegram.archive import Store, archive_info, compact

    with Store.open(folder) as store:
        before = archive_info(store).database_bytes
        compact(store, wait=wait, progress=_teller("witnesses", quiet=quiet))
        after = archive_info(store).database_bytes
    _end_of_line(quiet=quiet)
    click.echo(f"{before / 1e6:,.1f} MB before, {after / 1e6:,.1f} MB now")
    return 0


@command.command("dump")
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@archive_option
@quiet_option
@json_option
@common_options
def dump(path: Path, folder: Path, quiet: bool, as_json: bool) -> int:
    """Write the whole archive as one FILE, for another machine or version.

    \b
    cablegram archive dump archive.ndjson.zst
    cablegram archive dump ~/backup/cables.ndjson.zst --archive ~/archive

    A file that is there already is not replaced.
    """
    from cablegram.archive import Store, dump
    from cablegram.audit import Action
    from cablegram.cli._noted import noted

    if path.exists():
        msg = f"{path} is there already"
        raise click.BadParameter(msg, param_hint="FILE")
    with noted(folder, "dump") as log, Store.open(folder) as store:
        log.note(Action.EXPORTED)
        moved = dump(store, path, progress=_teller("witnesses", quiet=quiet))
    _end_of_line(quiet=quiet)
    return _print_moved(moved, as_json=as_json)


@command.command("load")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@archive_option
@wait_option
@quiet_option
@json_option
@common_options
def load(path: Path, folder: Path, wait: bool, quiet: bool, as_json: bool) -> int:
    """File the contents of a dump; what the archive holds already stays as it is.

    \b
    cablegram archive load archive.ndjson.zst --archive ~/new
    cablegram archive load more.ndjson.zst --wait
    """
    from cablegram.archive import load
    from cablegram.audit import Action
    from cablegram.cli._noted import filing, noted
    from cablegram.search import Archive

    with Archive.open(folder, create=True) as archive:
        tell = _teller("witnesses", quiet=quiet)
        with filing(folder, "load") as filed:

            def told(looked_at: int) -> None:
                filed.update(looked_at=looked_at)
                if tell is not None:
                    tell(looked_at)

            moved = load(archive, path, wait=wait, progress=told)
        with noted(folder, "load") as log:
            log.note(Action.ADDED, witnesses=moved.new)
        archive.update_index()
    _end_of_line(quiet=quiet)
    return _print_moved(moved, as_json=as_json)


@command.command("forget")
@number_argument
@archive_option
@click.option(
    "--witness",
    type=click.IntRange(1),
    help="Only this copy, numbered as `show` does; all copies of all messages if left out.",
)
@click.option("--dry-run", is_flag=True, help="Print what would be forgotten, and stop.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@wait_option
@json_option
@common_options
def forget(
    mrn: MRN,
    folder: Path,
    witness: int | None,
    dry_run: bool,
    yes: bool,
    wait: bool,
    as_json: bool,
) -> int:
    """Remove the cable MRN for good: rows, bytes as they came, index, free pages, old copies.

    \b
    cablegram archive forget 08LISBON9 --dry-run
    cablegram archive forget 08LISBON9 --witness 2 --yes

    The files that were ingested are not touched; if they are ingested again, so is the cable.
    docs/how-to/forget-a-cable.md tells what is and what is not erased.
    """
    from cablegram.archive import Store, forget
    from cablegram.audit import Action
    from cablegram.cli._noted import noted
    from cablegram.cli._output import say
    from cablegram.search import Archive

    with Store.open(folder) as store:
        doomed = _doomed(store, mrn, witness)
        if not doomed:
            say(f"the archive does not have {mrn}")
            return 1
        _print_doomed(doomed, done=not dry_run, as_json=as_json)
        if dry_run:
            return 0
        if not yes:
            _ask(doomed)
        with noted(folder, "forget") as log:
            names = list(dict.fromkeys(name for each in doomed for name in each.mrns))
            log.note(Action.FORGOTTEN, names, witnesses=len(doomed))
            forget(store, [each.witness_id for each in doomed], wait=wait)
    with Archive.open(folder) as archive:
        archive.update_index()
    return 0


command.add_command(backup)
command.add_command(restore)


def _doomed(store: Store, mrn: MRN, witness: int | None) -> tuple[Doomed, ...]:
    from cablegram.archive import witnesses_of

    copies = [each for message in store.find(mrn) for each in store.witnesses(message.cable_id)]
    if witness is not None:
        if witness > len(copies):
            msg = f"there are {len(copies)} of {mrn}, not {witness}"
            raise click.BadParameter(msg, param_hint="--witness")
        copies = [copies[witness - 1]]
    return witnesses_of(store, [each.cable_id for each in copies])


def _print_doomed(doomed: tuple[Doomed, ...], *, done: bool, as_json: bool) -> None:
    from cablegram.cli._output import one_line, print_json

    if as_json:
        print_json({"schema": FORGET_SCHEMA, "dry_run": not done, "witnesses": doomed})
        return
    for each in doomed:
        click.echo(f"{one_line(', '.join(each.mrns))}  {one_line(', '.join(each.names))}")


def _ask(doomed: tuple[Doomed, ...]) -> None:
    if not sys.stdin.isatty():
        msg = "this cannot be undone; say --yes, or look first with --dry-run"
        raise click.UsageError(msg)
    click.confirm(f"Forget {len(doomed)} witnesses for good?", abort=True, err=True)


def _print_moved(moved: object, *, as_json: bool) -> int:
    from cablegram.cli._output import print_ready
    from cablegram.model.codec import to_json

    document = to_json(moved)
    if as_json:
        print_ready({"schema": MOVED_SCHEMA, **document})
    else:
        click.echo(", ".join(f"{value:,} {name}" for name, value in document.items()))
    return 0


def _teller(what: str, *, quiet: bool) -> Tell | None:
    """Return what shows a count on stderr, if that is a terminal."""
    if quiet or not sys.stderr.isatty():
        return None

    def tell(count: int) -> None:
        click.echo(f"\r{count:,} {what}", err=True, nl=False)

    return tell


def _end_of_line(*, quiet: bool) -> None:
    if not quiet and sys.stderr.isatty():
        click.echo("", err=True)
