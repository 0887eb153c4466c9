"""A cable as a person reads it: banner, heading, paragraphs with their marks, references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cablegram.cli._output import one_line, safe, share
from cablegram.model import locate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console, RenderableType

    from cablegram.model import Addressee, Cable, Marking, Paragraph, Reference

UNMARKED = "NO MARKING READ"


def print_cable(console: Console, cable: Cable) -> None:
    """Print a cable; nothing of its text can take hold of the terminal."""
    banner = banner_of(cable)
    console.print(Panel(Text(banner, justify="center", style="bold"), style="bold"))
    console.print(_heading(cable))
    if cable.paragraphs:
        for paragraph in cable.paragraphs:
            console.print()
            console.print(_paragraph(paragraph))
    elif cable.availability != "text":
        console.print(Text(f"\n(the text is not there: {cable.availability})", style="italic"))
    if cable.signature:
        console.print(Text(f"\n{one_line(cable.signature)}"))
    if cable.references:
        console.print()
        console.print(Rule("references", style="dim", align="left"))
        console.print(_references(cable.references))
    console.print(Panel(Text(banner, justify="center", style="bold"), style="bold"))


def banner_of(cable: Cable) -> str:
    """Return the banner's marking and the captions as one line."""
    words = [str(cable.marking) if cable.marking else UNMARKED, *(cable.captions or ())]
    return one_line(" ".join(words))


def _heading(cable: Cable) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(ratio=1)
    for name, value in _heading_rows(cable):
        if value:
            table.add_row(name, Text(value, style="bold" if name in {"MRN", "SUBJECT"} else ""))
    return table


def _heading_rows(cable: Cable) -> Iterator[tuple[str, str]]:
    numbers = [str(each) for each in (cable.mrn, *cable.aliases) if each is not None]
    others = f"  (also {', '.join(numbers[1:])})" if len(numbers) > 1 else ""
    yield "MRN", f"{numbers[0]}{others}" if numbers else ""
    yield "DATE", _date(cable)
    missing = cable.transmission.missing_sections
    yield "NOT HELD", f"section {', '.join(map(str, missing))}" if missing else ""
    if cable.availability != "text":
        yield "TEXT", f"none here: {cable.availability.replace('_', ' ')}"
    yield "PRECEDENCE", cable.precedence.value.replace("_", " ").upper() if cable.precedence else ""
    yield "FROM", _addressees([cable.origin] if cable.origin else [])
    yield "TO", _addressees(cable.action or ())
    yield "INFO", _addressees(cable.info or ())
    order = cable.executive_order
    yield "E.O.", one_line(f"{order.number or ''}: {order.text}") if order else ""
    yield "DECLASSIFY", one_line(str(cable.declassify_on)) if cable.declassify_on else ""
    authority = cable.classified_by
    if authority:
        parts = (authority.name, authority.title, ", ".join(authority.reasons))
        yield "CLASSIFIED BY", one_line("; ".join(part for part in parts if part))
    yield "TAGS", one_line(", ".join(map(str, cable.tags or ())))
    marking = _portion(cable.subject_marking)
    yield "SUBJECT", one_line(f"{marking} {cable.subject}") if cable.subject else ""


def _date(cable: Cable) -> str:
    if cable.dtg is not None:
        return cable.dtg.strftime("%Y-%m-%d %H:%MZ")
    return cable.date.isoformat() if cable.date else ""


def _addressees(addressees: Iterable[Addressee]) -> str:
    shown = []
    for each in addressees:
        precedence = (
            f" {each.precedence.value.replace('_', ' ').upper()}" if each.precedence else ""
        )
        shown.append(one_line(f"{each.name}{precedence}"))
    return "; ".join(shown)


def _paragraph(paragraph: Paragraph) -> RenderableType:
    """Return one paragraph: number and mark beside the text, which keeps its lines."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(style="dim", no_wrap=True, justify="right", min_width=3)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(ratio=1)
    number = f"{paragraph.number}." if paragraph.number is not None else ""
    mark = _portion(paragraph.marking)
    text = Text()
    body = safe(paragraph.text).strip("\n")
    heading = one_line(paragraph.heading or "")
    if heading and not body.startswith(heading):
        text.append(heading + "\n", style="bold")
    text.append(body)
    table.add_row(number, mark, text)
    return table


def _portion(marking: Marking | None) -> str:
    if marking is None:
        return ""
    text = one_line(marking.text) or str(marking)
    return text if text.startswith("(") else f"({text})"


def _references(references: Iterable[Reference]) -> RenderableType:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(ratio=1)
    for reference in references:
        table.add_row(
            one_line(reference.label or ""),
            str(reference.mrn) if reference.mrn else reference.kind.value,
            Text(_remark(reference)),
        )
    return Padding(table, (0, 0, 1, 0))


def _remark(reference: Reference) -> str:
    """Return how sure the year is, and what else the entry says."""
    said = []
    if reference.mrn is not None:
        if reference.mrn.year is None:
            said.append("year not known")
        elif reference.year_written:
            said.append("year written")
        elif reference.year_confidence is not None:
            said.append(f"year inferred, {share(reference.year_confidence)} sure")
        else:
            said.append("year inferred")
    else:
        said.append(one_line(reference.text))
    said += ["NOTAL"] if reference.notal else []
    said += ["and previous"] if reference.and_previous else []
    return ", ".join(said)


def print_diagnostics(console: Console, cable: Cable, source: str) -> None:
    """Print what was noticed while reading, as compilers do: place, severity, code, sentence."""
    for each in cable.diagnostics:
        line, column = locate(cable.source_text, each.span)
        hint = f" ({each.hint})" if each.hint else ""
        text = f"{source}:{line}:{column}: {each.severity.value} {each.code} {each.message}{hint}"
        console.print(Text(one_line(text)), soft_wrap=True)
