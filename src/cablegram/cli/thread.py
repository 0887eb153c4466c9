"""`cablegram thread`: a matter in order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cablegram.cli._options import (
    archive_option,
    depth_option,
    limit_option,
    number_argument,
    output_options,
    reader_option,
)

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.access import Reader
    from cablegram.follow import Matter, Reason, Step
    from cablegram.model import MRN

SCHEMA = "cablegram.thread/1"
MAX_LIMIT = 10_000
MANY = 2
_RELATIONS = {"cites": "cites", "cited_by": "cited by", "same_subject": "subject as"}


@click.command("thread")
@number_argument
@archive_option
@reader_option
@depth_option("How many references away, in either direction at each step.", default=2)
@limit_option(
    "How many cables at most; nearer ones come first.", default=100, lowest=1, highest=MAX_LIMIT
)
@click.option(
    "--references-only", is_flag=True, help="Leave out what no reference ties to the cable."
)
@output_options
def command(
    mrn: MRN,
    folder: Path,
    reader: Reader,
    depth: int,
    limit: int,
    references_only: bool,
    as_json: bool,
    as_ndjson: bool,
) -> int:
    """Tell the matter of the cable MRN: cables in order of time, each with the reason.

    \b
    cablegram thread 08LISBON9
    cablegram thread 08 LISBON 9 --depth 4 --json

    A cable belongs to it if references lead there, in whichever direction, or if the same station
    sent it within two years and it shares TAGS and two words of the subject. What is cited and not
    held stands where its number would have been sent; that day has a question mark. Exit status 1
    if the archive neither has the cable nor one that cites it.
    """
    from cablegram.cli._opening import opened
    from cablegram.cli._output import print_json, say
    from cablegram.follow import matter
    from cablegram.search import Archive

    with opened(Archive, folder, reader) as archive:
        found = matter(archive, mrn, depth=depth, max_steps=limit, same_subject=not references_only)
    is_known = any(step.cable is not None for step in found.steps)
    if as_json:
        print_json({"schema": SCHEMA, **_head(found), "steps": tuple(map(_row, found.steps))})
    elif as_ndjson:
        for step in found.steps:
            print_json({"schema": SCHEMA, **_row(step)}, indent=0)
    elif is_known:
        _print(found)
    if not is_known:
        say(f"the archive has neither {mrn} nor a cable that cites it")
    elif found.left_out:
        say(f"{found.left_out:,} more are left out; --limit and --depth bound the thread")
    return 0 if is_known else 1


def _head(found: Matter) -> dict[str, Any]:
    return {"mrn": found.mrn, "left_out": found.left_out}


def _row(step: Step) -> dict[str, Any]:
    cable = step.cable
    return {
        "mrn": step.mrn,
        "kind": step.kind,
        "date": step.date,
        "date_is_estimated": step.is_estimated,
        "is_held": cable is not None,
        "subject": None if cable is None else cable.subject,
        "text": step.text,
        "distance": step.distance,
        "reasons": tuple(map(_reason, step.reasons)),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "relation": reason.relation,
        "other": reason.other,
        "text": reason.text,
        "label": reason.label,
        "paragraph": reason.paragraph,
        "year_confidence": reason.year_confidence,
        "read_year": reason.read_year,
        "tags": reason.tags,
        "words": reason.words,
    }


def _print(found: Matter) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from cablegram.cli._output import console, one_line

    table = Table("date", "MRN", "subject", "why", box=SIMPLE_HEAD, pad_edge=False)
    for step in found.steps:
        day = "" if step.date is None else step.date.isoformat()
        name = f"({step.kind})" if step.mrn is None else str(step.mrn)
        if step.cable is None:
            told = one_line(step.text) if step.mrn is None else "not held"
        else:
            told = one_line(step.cable.subject or "")
        is_root = step.distance == 0
        table.add_row(
            Text(day + ("?" if step.is_estimated else "")),
            Text(name, style="bold" if is_root else ""),
            Text(told, style="dim italic" if step.cable is None else ""),
            Text("this one" if is_root else _why(step)),
        )
    console().print(table)


def _why(step: Step) -> str:
    from cablegram.cli._output import one_line

    said = []
    for reason in step.reasons[:MANY]:
        other = f" {reason.other or one_line(reason.text)}".rstrip()
        label = f" ({reason.label})" if reason.label else ""
        label += f" in ¶{reason.paragraph}" if reason.paragraph else ""
        label += f" (read as of {reason.read_year})" if reason.read_year else ""
        said.append(f"{_RELATIONS[reason.relation]}{other}{label}")
        if reason.words:
            said[-1] += ": " + " ".join((*reason.tags, *reason.words))
    more = len(step.reasons) - MANY
    return "; ".join([*said, *([f"and {more} more"] if more > 0 else [])])
