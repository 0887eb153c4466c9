"""`cablegram refs`: the thread of references around a cable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cablegram.cli._options import (
    archive_option,
    common_options,
    depth_option,
    json_option,
    optional_number_argument,
    reader_option,
)

if TYPE_CHECKING:
    from pathlib import Path

    from rich.table import Table
    from rich.text import Text
    from rich.tree import Tree

    from cablegram.access import Reader
    from cablegram.archive.interface import RecordStore
    from cablegram.follow import Node
    from cablegram.model import MRN

SCHEMA = "cablegram.refs/1"
MOST_CITED = 20
SURE = 0.995


@click.command("refs")
@optional_number_argument
@archive_option
@reader_option
@depth_option("How many steps away from the cable.", default=1)
@click.option("--table", "as_table", is_flag=True, help="Print a table instead of the tree.")
@json_option
@common_options
def command(
    mrn: MRN | None, folder: Path, reader: Reader, depth: int, as_table: bool, as_json: bool
) -> int:
    """Draw what the cable MRN cites and what cites it; without MRN, list what is cited most.

    \b
    cablegram refs 08LISBON9 --depth 2
    cablegram refs --json 08 LISBON 9

    Exit status 1 if the archive neither has the cable nor one that cites it.
    """
    from cablegram.archive import Store
    from cablegram.cli._opening import opened
    from cablegram.cli._output import console, print_json, say
    from cablegram.follow import thread

    with opened(Store, folder, reader) as store:
        if mrn is None:
            _print_most_cited(store, as_json=as_json)
            return 0
        root = thread(store, mrn, depth=depth)
    if as_json:
        print_json({"schema": SCHEMA, "depth": depth, "root": _node(root)})
    elif root.is_held or root.children:
        console().print(_table(root) if as_table else _draw(root))
    else:
        say(f"the archive has neither {mrn} nor a cable that cites it")
    return 0 if root.is_held or root.children else 1


def _print_most_cited(store: RecordStore, *, as_json: bool) -> None:
    """Print the held cables that most others cite."""
    from cablegram.cli._output import console, one_line, print_json

    rows = [
        {
            "mrn": mrn,
            "cited_by": count,
            "date": cable.date,
            "subject": cable.subject,
        }
        for mrn, count in store.most_cited(MOST_CITED)
        for cable in store.find(mrn)[:1]
    ]
    if as_json:
        print_json({"schema": SCHEMA, "most_cited": tuple(rows)})
        return
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table("date", "MRN", "cited by", "subject", box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        subject = one_line(str(row["subject"] or ""))
        table.add_row(str(row["date"] or ""), str(row["mrn"]), str(row["cited_by"]), subject)
    console().print(table)


def _node(node: Node) -> dict[str, Any]:
    return {
        "mrn": node.mrn,
        "relation": node.relation,
        "label": node.label,
        "kind": node.kind,
        "text": node.text,
        "is_held": node.is_held,
        "is_repeated": node.is_repeated,
        "paragraph": node.paragraph,
        "and_previous": node.and_previous,
        "year_confidence": node.year_confidence,
        "read_year": node.read_year,
        "date": node.date,
        "subject": node.subject,
        "left_out": node.left_out,
        "children": tuple(map(_node, node.children)),
    }


def _table(root: Node) -> Table:
    """Return a row for each node below the root, with how far away it is."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table("step", "relation", "to", "cable", box=SIMPLE_HEAD, pad_edge=False)
    waiting = [(1, root, child) for child in reversed(root.children)]
    while waiting:
        step, parent, node = waiting.pop()
        relation = node.relation.replace("_", " ")
        table.add_row(str(step), relation, Text(str(parent.mrn or "")), _line(node))
        waiting += [(step + 1, node, child) for child in reversed(node.children)]
    return table


def _draw(root: Node) -> Tree:
    """Return the tree for the terminal; both directions have a branch of their own."""
    from rich.tree import Tree

    drawn = Tree(_line(root), guide_style="dim")
    for relation, title in (("cites", "cites"), ("cited_by", "is cited by")):
        children = [child for child in root.children if child.relation == relation]
        if children:
            branch = drawn.add(title, style="not bold")
            for child in children:
                _hang(branch, child)
    _more(drawn, root)
    return drawn


def _hang(parent: Tree, node: Node) -> None:
    branch = parent.add(_line(node))
    for child in node.children:
        _hang(branch, child)
    _more(branch, node)


def _more(branch: Tree, node: Node) -> None:
    if node.left_out:
        branch.add(f"… and {node.left_out:,} more")


def _line(node: Node) -> Text:
    from rich.text import Text

    from cablegram.cli._output import one_line

    line = Text()
    if node.label:
        line.append(f"{one_line(node.label)} ", style="cyan")
    line.append(str(node.mrn) if node.mrn else f"({node.kind})", style="bold")
    if node.year_confidence is not None and node.year_confidence < SURE:
        line.append(f" year {node.year_confidence:.0%} sure", style="yellow")
    if node.read_year is not None:
        line.append(f" by the archive's numbers; read as of {node.read_year}", style="yellow")
    if node.paragraph is not None:
        line.append(f" in ¶{node.paragraph}", style="cyan")
    if node.and_previous:
        line.append(" and previous", style="cyan")
    if node.date:
        line.append(f"  {node.date.isoformat()}")
    described = node.subject or node.text
    if described:
        line.append(f"  {one_line(described)}")
    if node.mrn is not None and not node.is_held:
        line.append("  not held", style="dim italic")
    if node.is_repeated:
        line.append("  see above", style="dim italic")
    return line
