"""`cablegram show`: one cable as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

    from cablegram.access import Reader
    from cablegram.archive import Summary
    from cablegram.archive.interface import RecordStore
    from cablegram.model import MRN

SCHEMA = "cablegram.show/1"


@click.command("show")
@number_argument
@archive_option
@reader_option
@click.option(
    "--witness",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Which of several copies or messages of that number.",
)
@click.option("--source", "as_source", is_flag=True, help="Print the text as it was read.")
@click.option(
    "--diff", "as_diff", is_flag=True, help="Print what the other copies of the message say else."
)
@click.option("--diagnostics", is_flag=True, help="Print what was odd in it, and where.")
@json_option
@common_options
def command(
    mrn: MRN,
    folder: Path,
    reader: Reader,
    witness: int,
    as_source: bool,
    as_diff: bool,
    diagnostics: bool,
    as_json: bool,
) -> int:
    """Show the cable MRN with its marks.

    \b
    cablegram show 08LISBON9
    cablegram show 08 LISBON 0009 --source

    Of several copies the best is shown; docs/explanation/witnesses.md tells which that is.
    A number without a year shows the one that is understood best of all years. Exit status 1 if
    the archive does not have it.
    """
    from cablegram.archive import Store
    from cablegram.cli._opening import opened
    from cablegram.cli._output import say

    with opened(Store, folder, reader) as store:
        found = store.find(mrn)
        if not found:
            say(f"the archive does not have {mrn}; `cablegram refs {mrn}` tells who cites it")
            return 1
        copies = tuple(each for message in found for each in store.witnesses(message.cable_id))
        if witness > len(copies):
            msg = f"there are {len(copies)} of {mrn}, not {witness}"
            raise click.BadParameter(msg, param_hint="--witness")
        shown = copies[witness - 1]
        if as_json:
            _print_json(store, copies, shown, with_differences=as_diff)
        elif as_diff:
            _print_differences(store, shown)
        else:
            _show(store, shown, as_source=as_source, diagnostics=diagnostics)
            if not (as_source or diagnostics):
                _say_others(found, copies, shown)
    return 0


def _print_json(
    store: RecordStore, copies: tuple[Summary, ...], shown: Summary, *, with_differences: bool
) -> None:
    from cablegram.cli._output import print_ready
    from cablegram.model.codec import to_json

    document = {
        "schema": SCHEMA,
        "witness": copies.index(shown) + 1,
        "witnesses": [each.source for each in copies],
        "cable": store.record(shown.cable_id),
    }
    if with_differences:
        document["differences"] = [
            {
                "witness": copies.index(each) + 1,
                "source": each.source,
                **to_json(store.differences(shown.cable_id, each.cable_id)),
            }
            for each in store.witnesses(shown.cable_id)
            if each != shown
        ]
    print_ready(document)


def _show(store: RecordStore, shown: Summary, *, as_source: bool, diagnostics: bool) -> None:
    from cablegram.cli._output import console, safe
    from cablegram.cli._view import print_cable, print_diagnostics

    cable = store.cable(shown.cable_id)
    out = console()
    if as_source:
        text = cable.source_text
        click.echo(safe(text) if out.is_terminal else text, nl=not text.endswith("\n"))
    elif diagnostics:
        print_diagnostics(out, cable, shown.source)
    else:
        print_cable(out, cable)


def _print_differences(store: RecordStore, shown: Summary) -> None:
    """Print, copy by copy, what is said here (-) and there (+)."""
    from cablegram.cli._output import one_line, say

    others = [each for each in store.witnesses(shown.cable_id) if each != shown]
    if not others:
        say("there is no other copy of this message")
    for other in others:
        click.echo(f"--- {one_line(shown.source)}")
        click.echo(f"+++ {one_line(other.source)}")
        found = store.differences(shown.cable_id, other.cable_id)
        if not (found.fields or found.text):
            click.echo("they say the same")
        for field in found.fields:
            _print_pair(field.field, _short(field.first), _short(field.other))
        for passage in found.text:
            where = "text" if passage.paragraph is None else f"paragraph {passage.paragraph}"
            _print_pair(where, passage.first, passage.other)


def _print_pair(where: str, first: str, other: str) -> None:
    from cablegram.cli._output import one_line

    click.echo(f"@ {where}")
    for sign, text in (("-", first), ("+", other)):
        if text:
            click.echo(f"{sign} {one_line(text)}")


def _short(value: object) -> str:
    import msgspec

    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _say_others(found: tuple[Summary, ...], copies: tuple[Summary, ...], shown: Summary) -> None:
    """Tell what else is held under the number."""
    from cablegram.cli._output import one_line, say

    if len(copies) == 1:
        return
    say("")
    say(f"{len(copies)} copies or messages of that number; --witness N shows another:")
    for place, each in enumerate(copies):
        here = " (shown)" if each == shown else ""
        kind = "message" if each in found else "  a copy"
        day = each.date or "no date"
        say(f"  {place + 1}: {kind}  {day}  {each.mrn}  {one_line(each.source)}{here}")
    if len(copies) > len(found):
        say("--diff prints what the copies of a message say else")
    if len({each.mrn for each in found}) < len(found):
        say("what they say differs so much that they may be different messages")
