"""`cablegram read`: what the reader understands of files, without an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cablegram.cli._options import (
    output_options,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cablegram.intake import Intake
    from cablegram.model import Cable

SCHEMA = "cablegram.read/1"
MAX_UNKNOWN_SHOWN = 20


def _fields(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...]:
    from cablegram.model.schema import FIELD_TYPES

    names = tuple(name.strip() for name in (value or "").split(",") if name.strip())
    known = {*FIELD_TYPES, "coverage"} - {"tree"}
    wrong = [name for name in names if name not in known]
    if wrong:
        message = f"no field {', '.join(wrong)}; there are {', '.join(sorted(known))}"
        raise click.BadParameter(message)
    return names


@click.command("read")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--form",
    default="auto",
    show_default=True,
    envvar="CABLEGRAM_FORM",
    help="Source form, if it is known: acp127, sas, telegram, smart, web, rows, tei, mail, pdf.",
)
@click.option(
    "--fields",
    callback=_fields,
    envvar="CABLEGRAM_FIELDS",
    help="Only these fields, as in mrn,dtg,tags: a line of tab-separated values a cable.",
)
@click.option(
    "--coverage", is_flag=True, help="How much of each text was understood, and what not."
)
@click.option("--diagnostics", is_flag=True, help="What was odd, and where, as compilers do.")
@click.option(
    "--date-hint",
    type=click.DateTime(["%Y-%m-%d"]),
    envvar="CABLEGRAM_DATE_HINT",
    help="Date that gives the year to numbers that carry none.",
)
@output_options
def command(
    files: tuple[str, ...],
    form: str,
    fields: tuple[str, ...],
    coverage: bool,
    diagnostics: bool,
    date_hint: datetime | None,
    as_json: bool,
    as_ndjson: bool,
) -> int:
    """Read FILEs and print what they say. `-` is standard input.

    \b
    cablegram read 08LISBON9.txt
    cablegram read cables.zip --fields mrn,dtg,tags

    Files, folders and archives alike, as a stream. Exit status 3 if nothing could be read.
    """
    from cablegram.read import FORMS

    if form not in (*FORMS, "auto"):
        message = f"no form {form!r}; there are auto, {', '.join(FORMS)}"
        raise click.BadParameter(message, param_hint="--form")
    from cablegram.intake import read

    problems: list[Intake] = []

    def complain(item: Intake) -> None:
        from cablegram.cli._output import one_line, say

        problems.append(item)
        say(one_line(f"{item.source}: {item.problem.message if item.problem else ''}"))

    cables = read(
        files, form=form, date_hint=date_hint.date() if date_hint else None, on_problem=complain
    )
    count = _print(cables, fields, (coverage, diagnostics), as_json=as_json, as_ndjson=as_ndjson)
    if not count and not problems:
        from cablegram.cli._output import say

        say("nothing to read was found there")
    return 0 if count else 3


def _print(
    cables: Iterable[Cable],
    fields: tuple[str, ...],
    wanted: tuple[bool, bool],
    *,
    as_json: bool,
    as_ndjson: bool,
) -> int:
    from cablegram.cli._output import console, print_ready
    from cablegram.cli._view import print_cable, print_diagnostics

    coverage, diagnostics = wanted
    kept: list[dict[str, Any]] = []
    count = 0
    total = 0.0
    out = console()
    for count, cable in enumerate(cables, 1):
        if as_ndjson:
            print_ready(_picked(cable, fields, coverage=coverage), indent=0)
        elif as_json:
            kept.append(_picked(cable, fields, coverage=coverage))
        elif coverage:
            total += cable.coverage
            _print_coverage(cable)
        elif diagnostics:
            print_diagnostics(out, cable, cable.source or "-")
        elif fields:
            _print_fields(cable, fields)
        else:
            if count > 1:
                click.echo()
            print_cable(out, cable)
    if as_json:
        print_ready({"schema": SCHEMA, "cables": kept})
    elif coverage and count > 1 and not as_ndjson:
        click.echo(f"{total / count:.4f}\tmean of {count}")
    return count


def _picked(cable: Cable, fields: tuple[str, ...], *, coverage: bool) -> dict[str, Any]:
    data = cable.to_dict()
    if coverage:
        data["unknown"] = [
            {"start": leaf.span.start, "end": leaf.span.end, "text": leaf.text}
            for leaf in cable.tree.unknown()
        ]
    if not fields:
        return data
    return {"schema": data["schema"], "source": data["source"]} | {
        name: data[name] for name in fields
    }


def _print_fields(cable: Cable, fields: tuple[str, ...]) -> None:
    click.echo("\t".join(_plain(getattr(cable, name)) for name in fields))


def _plain(value: object) -> str:
    """Return a value on one line, without tabs: names of addressees, codes of TAGS."""
    from datetime import datetime

    from cablegram.cli._output import one_line
    from cablegram.model import Addressee, Marking, Paragraph, Reference, Tag

    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(_plain(item) for item in value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%MZ")
    if isinstance(value, Addressee):
        return one_line(value.name)
    if isinstance(value, Reference):
        return one_line(str(value.mrn) if value.mrn else value.text)
    if isinstance(value, Paragraph):
        return one_line(value.text)
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, (Marking, Tag)):
        return one_line(str(value))
    return one_line(str(value))


def _print_coverage(cable: Cable) -> None:
    from cablegram.cli._output import one_line
    from cablegram.model import locate

    click.echo(f"{cable.coverage:.4f}\t{cable.form}\t{one_line(cable.source or '-')}")
    for shown, leaf in enumerate(cable.tree.unknown()):
        if shown == MAX_UNKNOWN_SHOWN:
            click.echo("        ...")
            break
        line, column = locate(cable.source_text, leaf.span)
        click.echo(f"        {line}:{column}\t{one_line(leaf.text)[:60]}")
