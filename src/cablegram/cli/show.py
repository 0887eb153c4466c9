"""`cablegram show`: one cable as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cablegram.cli._options import archive_option, common_options, json_option, number_argument

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.archive import Store, Summary
    from cablegram.model import MRN

SCHEMA = "cablegram.show/1"


@click.command("show")
@number_argument
@archive_option
@click.option(
    "--witness",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Which of several copies or messages of that number.",
)
@click.option("--source", "as_source", is_flag=True, help="Print the text as it was read.")
@click.option("--diagnostics", is_flag=True, help="Print what was odd in it, and where.")
@json_option
@common_options
def command(
    mrn: MRN, folder: Path, witness: int, as_source: bool, diagnostics: bool, as_json: bool
) -> int:
    """Show the cable MRN with its marks.

    \b
    cablegram show 08LISBON9
    cablegram show 08 LISBON 0009 --source

    A number without a year shows the one that is understood best of all years. Exit status 1 if
    the archive does not have it.
    """
    from cablegram.archive import Store
    from cablegram.cli._output import say

    with Store.open(folder) as store:
        found = store.find(mrn)
        if not found:
            say(f"the archive does not have {mrn}; `cablegram refs {mrn}` tells who cites it")
            return 1
        if witness > len(found):
            msg = f"there are {len(found)} of {mrn}, not {witness}"
            raise click.BadParameter(msg, param_hint="--witness")
        _show(store, found, witness - 1, (as_json, as_source, diagnostics))
    return 0


def _show(
    store: Store, found: tuple[Summary, ...], chosen: int, wanted: tuple[bool, bool, bool]
) -> None:
    from cablegram.cli._output import console, print_ready, safe
    from cablegram.cli._view import print_cable, print_diagnostics

    as_json, as_source, diagnostics = wanted
    summary = found[chosen]
    if as_json:
        record = store.record(summary.cable_id)
        print_ready(
            {
                "schema": SCHEMA,
                "witness": chosen + 1,
                "witnesses": [each.source for each in found],
                "cable": record,
            }
        )
        return
    cable = store.cable(summary.cable_id)
    out = console()
    if as_source:
        text = cable.source_text
        click.echo(safe(text) if out.is_terminal else text, nl=not text.endswith("\n"))
    elif diagnostics:
        print_diagnostics(out, cable, summary.source)
    else:
        print_cable(out, cable)
        _say_others(found, chosen)


def _say_others(found: tuple[Summary, ...], chosen: int) -> None:
    """Tell what else is held under the number; different dates mean different messages."""
    from cablegram.cli._output import one_line, say

    if len(found) == 1:
        return
    say("")
    say(f"{len(found)} copies or messages of that number; --witness N shows another:")
    for place, each in enumerate(found):
        here = " (shown)" if place == chosen else ""
        say(f"  {place + 1}: {each.date or 'no date'}  {each.mrn}  {one_line(each.source)}{here}")
    if len({(each.mrn, each.date) for each in found if each.date}) > 1:
        say("their dates differ: they may be different messages")
