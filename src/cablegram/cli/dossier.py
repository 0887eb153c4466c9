"""`cablegram dossier`: named collections of cables."""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from cablegram.cli._options import archive_option, common_options, json_option, reader_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.access import Reader
    from cablegram.archive.desk import Desk
    from cablegram.follow.dossier import Entry, Gathered
    from cablegram.search import Archive

FORMATS = ("html", "md", "docx", "pdf")


@click.group("dossier")
def command() -> None:
    """Gather cables into dossiers, and export them.

    \b
    cablegram dossier add "Harbor dues" 07LISBON4 06MADRID77
    cablegram dossier export "Harbor dues" --format pdf --output dues.pdf

    A dossier is named by its name, if only one has it, or by the word that `list` gives. What is
    made with --reader bears his clearance: others see it if theirs dominates it.
    """


@command.command("list")
@archive_option
@reader_option
@json_option
@common_options
def list_all(folder: Path, reader: Reader, as_json: bool) -> int:
    """Print the dossiers, the one changed last first.

    \b
    cablegram dossier list
    cablegram dossier list --json

    Exit status 1 if there is none.
    """
    from cablegram.cli._output import one_line, print_json
    from cablegram.web.dossier_files import dossiers_document

    with _desk(folder, reader) as desk:
        found = desk.dossiers()
    if as_json:
        print_json(dossiers_document(found))
    else:
        for each in found:
            changed = each.changed.date().isoformat()
            click.echo(f"{each.dossier_id}  {changed}  {each.count:>5,}  {one_line(each.name)}")
    return 0 if found else 1


@command.command("show")
@click.argument("dossier", metavar="DOSSIER")
@archive_option
@reader_option
@json_option
@common_options
def show(dossier: str, folder: Path, reader: Reader, as_json: bool) -> int:
    """Print what is in a dossier, in its order, with what was noted.

    \b
    cablegram dossier show "Harbor dues"
    cablegram dossier show 7w2qp7tujgzj --json

    Exit status 1 if there is no such dossier.
    """
    from cablegram.cli._output import one_line, print_json, safe
    from cablegram.web.dossier_files import dossier_document

    with _gathered(folder, reader, dossier) as (_, found):
        if found is None:
            return 1
        if as_json:
            print_json(dossier_document(found))
            return 0
        click.echo(one_line(found.dossier.name))
        if found.dossier.description:
            click.echo(safe(found.dossier.description))
        for entry in found.entries:
            click.echo(_line(entry))
            if entry.item.note:
                click.echo(f"      {one_line(entry.item.note)}")
            for note in entry.notes:
                click.echo(f"      {one_line(note.body)}")
    return 0


@command.command("add")
@click.argument("dossier", metavar="DOSSIER")
@click.argument("numbers", metavar="MRN...", nargs=-1, required=True)
@click.option("--note", default="", metavar="TEXT", help="Said of each that is added.")
@archive_option
@reader_option
@json_option
@common_options
def add(
    dossier: str, numbers: tuple[str, ...], note: str, folder: Path, reader: Reader, as_json: bool
) -> int:
    """Put cables at the end of a dossier, which is made if there is none of that name.

    \b
    cablegram dossier add "Harbor dues" 07LISBON4 "06 Madrid 77" --note "Cited in 5."
    cablegram search harbor --ndjson | jq -r .mrn | cablegram dossier add Harbor -

    A number need not be held. `-` takes numbers from standard input, one a line.
    """
    from cablegram.cli._output import print_json, say
    from cablegram.search import Archive
    from cablegram.web.picking import picked

    wanted = [
        word
        for each in numbers
        for word in (sys.stdin.read().splitlines() if each == "-" else [each])
        if word.strip()
    ]
    with _opened(Archive, folder, reader) as archive, _desk(folder, reader) as desk:
        found = picked(archive, wanted)
        values = {each.value for each in found}
        if wrong := [each for each in wanted if each not in values]:
            msg = f"{wrong[0][:60]!r} is no message reference number"
            raise click.BadParameter(msg, param_hint="MRN")
        dossier_id = _found(desk, dossier) or desk.make_dossier(dossier)
        new = desk.add_items(dossier_id, [each.pointer for each in found], note=note)
    if as_json:
        print_json({"schema": "cablegram.dossier-add/1", "id": dossier_id, "new": new})
    else:
        say(f"{new} of {len(found)} are new in it")
    return 0


@command.command("export")
@click.argument("dossier", metavar="DOSSIER")
@click.option(
    "--format",
    "ending",
    type=click.Choice(FORMATS),
    default="html",
    show_default=True,
    envvar="CABLEGRAM_FORMAT",
    show_envvar=True,
    help="HTML in one file, Markdown, Word or PDF.",
)
@click.option(
    "--output",
    "path",
    type=click.Path(dir_okay=False, allow_dash=True),
    default="-",
    envvar="CABLEGRAM_OUTPUT",
    show_envvar=True,
    help="File to write; standard output if left out.",
)
@archive_option
@reader_option
@common_options
def export(dossier: str, ending: str, path: str, folder: Path, reader: Reader) -> int:
    """Write a dossier for people: contents, chronology, cables with notes, persons, citations.

    \b
    cablegram dossier export "Harbor dues" --output dues.html
    cablegram dossier export "Harbor dues" --format pdf --output dues.pdf --reader student.toml

    Word and PDF need the extra: pip install 'cablegram[dossier]'. Exit status 1 if there is no such
    dossier.
    """
    from cablegram.web.exports import export_dossier

    today = dt.datetime.now(dt.UTC).date()
    with _gathered(folder, reader, dossier) as (archive, found):
        if found is None:
            return 1
        with click.open_file(path, "wb", atomic=path != "-") as out:
            export_dossier(archive, found, out, ending, made=today)
    return 0


def _line(entry: Entry) -> str:
    from cablegram.cli._output import marks_of, one_line

    number = entry.item.pointer.mrn or (entry.cables[0].mrn if entry.cables else None)
    day = f"{'~' if entry.is_estimated else ' '}{entry.date or ''!s:<10}"
    cable = entry.cables[0] if entry.cables else None
    said = "not held"
    if cable is not None:
        marks = marks_of(cable.level, cable.controls, cable.captions)
        said = f"{one_line(cable.subject or 'no subject')} [{marks}]"
    return f"{entry.number:>4}  {number or 'no number'!s:<16} {day}  {said}"


@contextmanager
def _gathered(folder: Path, reader: Reader, name: str) -> Iterator[tuple[Archive, Gathered | None]]:
    """Open an archive, and give it with the dossier of a name; without that, say so."""
    from cablegram.cli._output import say
    from cablegram.follow.dossier import gather
    from cablegram.search import Archive

    with _opened(Archive, folder, reader) as archive, _desk(folder, reader) as desk:
        dossier_id = _found(desk, name)
        if dossier_id is None:
            say("there is no such dossier")
        yield archive, None if dossier_id is None else gather(archive, desk, dossier_id)


@contextmanager
def _opened(kind: type[Archive], folder: Path, reader: Reader) -> Iterator[Archive]:
    from cablegram.cli._opening import opened

    with opened(kind, folder, reader) as archive:
        yield archive


@contextmanager
def _desk(folder: Path, reader: Reader) -> Iterator[Desk]:
    from cablegram.archive.desk import Desk, NotKept
    from cablegram.cli._opening import given_policy, reader_checked

    with reader_checked(), Desk.open(folder, reader, policy=given_policy()) as desk:
        try:
            yield desk
        except NotKept as error:
            raise click.UsageError(str(error)) from error


def _found(desk: Desk, name: str) -> str | None:
    """Return the word of a dossier by that word or by its name; `None` if there is none.

    Raises:
        BadParameter: If several have that name.
    """
    from cablegram.archive.desk import NotOnTheDesk

    try:
        return desk.dossier(name).dossier_id
    except NotOnTheDesk:
        named = desk.dossiers_named(name)
    if len(named) > 1:
        msg = f"{len(named)} dossiers have that name; take the word that `dossier list` gives"
        raise click.BadParameter(msg, param_hint="DOSSIER")
    return named[0].dossier_id if named else None
