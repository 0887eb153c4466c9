"""The reference pages that are made from the code are fresh, and the others leave nothing out.

`UPDATE_DOCS=1 pytest tests/test_reference_docs.py` writes them anew.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import os
import re
from collections import defaultdict
from pathlib import Path
from typing import Final

import pytest

import cablegram
from cablegram import errors, model
from cablegram.intake import ProblemCode
from cablegram.intake.split import split_file
from cablegram.model import CODES, Cable, json_schema
from cablegram.read import FORMS, parse
from cablegram.sample import generate
from tests.api_tables import api_tables, columns_table
from tests.http_tables import http_tables, openapi_text
from tests.read.deviations.rows import Row

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
SOURCE = ROOT / "src" / "cablegram"
MAX_CELL: Final = 120
STALE = "run UPDATE_DOCS=1 pytest tests/test_reference_docs.py"

FAMILIES: Final = {
    "CG0": "Bytes and form",
    "CG1": "Markings and E.O. line",
    "CG2": "Addresses and precedence",
    "CG3": "Number and date-time group",
    "CG4": "TAGS and subject",
    "CG5": "References",
    "CG6": "Paragraphs",
    "CG7": "Transmission and sections",
    "CG8": "Writing and relay",
    "CG9": "Release stamps and attributes",
}
# What the sections of the project's notes on the format are drawn from.
CLAUSES: Final = {
    "0": "released telegrams",
    "0.1": "web copies",
    "1": "5 FAH-2 H-321; ACP 127(G) para 112-152",
    "1.1": "5 FAH-2 H-321.1; ACP 127(G) para 112, 202",
    "1.2": "5 FAH-2 H-321.2; ACP 127(G) para 151, 204",
    "1.4": "ACP 127(G) para 115, 129",
    "1.5": "ACP 127(G) para 124, 203",
    "1.6": "ACP 127(G) para 113, 150-152",
    "1.7": "5 FAH-2 H-421; ACP 127(G) para 150",
    "1.8": "5 FAH-2 H-321",
    "1.9": "5 FAH-2 H-321.7, H-321.8; ACP 127(G) para 205",
    "1.11": "ACP 127(G) Annex B",
    "1.12": "ACP 127(G) para 137-141, 208",
    "2": "5 FAH-1 H-246",
    "2.1": "5 FAH-2 H-220",
    "2.4": "TAGS 1974 sect. 1a; 32 CFR 2001",
    "2.5": "5 FAH-3; TAGS 1974",
    "2.6": "released telegrams",
    "2.7": "5 FAH-1 H-240; 32 CFR 2001.21",
    "2.8": "5 FAH-1 H-246.2",
    "3.2": "32 CFR 2001.21",
    "3.3": "CAPCO register",
    "3.4": "32 CFR 2001.21-24",
    "3.7": "released telegrams",
    "4": "NARA FAQ I.12; TAGS 1974",
    "5": "5 FAH-3 H-012; TAGS 1974",
    "6.2": "released telegrams",
    "6.4": "NARA FAQ; exports",
    "6.5": "NARA FAQ",
    "7": "released telegrams of 2010-12",
}
DIAGNOSTICS_HEAD = f"""# Diagnostics

What a reader notices is data, not an exception: a code that never changes, a severity, a sentence
and a place. Made from `cablegram.model.CODES`; after a change run
`{STALE.removeprefix("run ")}`.

- **error**: the text cannot be relied on here.
- **warning**: odd; repaired, guessed, or against the handbook.
- **note**: worth knowing; older practice, or another reading.

A code that is taken away is never used again. Each is given by some part of the program; a rule of
`check` or of `relay` registers its own.
"""


def diagnostics_page() -> str:
    """Return the page of diagnostics."""
    parts = [DIAGNOSTICS_HEAD]
    for family, title in FAMILIES.items():
        rows = [each for each in CODES.values() if each.code.startswith(family)]
        if not rows:
            continue
        parts.append(f"## {title}\n")
        parts.append("| code | name | severity | what | source |\n|---|---|---|---|---|")
        for row in rows:
            section = row.source.removeprefix("sect. ")
            source = CLAUSES.get(section, "")
            cells = (f"`{row.code}`", row.name, row.severity.value, row.summary, source)
            parts.append(f"| {' | '.join(cells)} |")
        parts.append("")
    return "\n".join(parts)


def schema_page() -> str:
    """Return the JSON Schema of a cable."""
    return json.dumps(json_schema(), indent=2) + "\n"


def _is_given(value: object) -> bool:
    if value is None or value in ((), ""):
        return False
    if isinstance(value, model.Transmission):
        return value != model.Transmission()
    return not (isinstance(value, model.FrozenMap) and len(value) == 0)


ALWAYS: Final = {
    "form", "source_text", "tree", "genre", "availability", "diagnostics", "spans", "source",
    "carrier", "encoding", "subject_marking",
}  # fmt: skip
SHARE: Final = 0.005


def forms_table() -> str:
    """Return which form gives which field, by reading made-up cables of each."""
    counts: dict[str, int] = defaultdict(int)
    given: dict[tuple[str, str], int] = defaultdict(int)
    for file in generate(800, seed=3, faults=False):
        for item in split_file(file.name, file.data, None):
            cable = parse(item.data, form=file.form)
            counts[file.form] += 1
            for field in dataclasses.fields(Cable):
                given[file.form, field.name] += _is_given(getattr(cable, field.name))
    forms = sorted(counts)
    lines = ["| field | " + " | ".join(f"`{form}`" for form in forms) + " |"]
    lines.append("|---|" + "---|" * len(forms))
    for field in dataclasses.fields(Cable):
        if field.name in ALWAYS:
            continue
        marks = ["yes" if given[form, field.name] > SHARE * counts[form] else "" for form in forms]
        lines.append(f"| `{field.name}` | " + " | ".join(marks) + " |")
    return "\n".join(lines) + "\n"


VALUES: Final = (
    model.MRN, model.Addressee, model.Attention, model.Marking, model.ExecutiveOrder,
    model.ClassifiedBy, model.Tag, model.Reference, model.Paragraph, model.Transmission,
    model.Section, model.PageLine, model.ReleaseEvent, model.Attribute, model.Diagnostic,
    model.Span, model.Leaf,
)  # fmt: skip


def values_part() -> str:
    """Return the value types with their fields, as their docstrings describe them."""
    parts = []
    for kind in VALUES:
        parts.append(f"### {kind.__name__}\n")
        parts.append(inspect.getdoc(kind) or "")
        parts.append("\n| field | type |\n|---|---|")
        for field in dataclasses.fields(kind):
            shown = str(field.type).replace("|", "\\|")
            parts.append(f"| `{field.name}` | `{shown}` |")
        parts.append("")
    for enum in (model.Precedence, model.Level, model.TagFamily, model.ReferenceKind):
        words = ", ".join(f"`{member.value}`" for member in enum)
        parts.append(f"### {enum.__name__}\n\n{inspect.getdoc(enum)}\n\n{words}\n")
    return "\n".join(parts)


def with_part(text: str, name: str, content: str) -> str:
    """Return a page with the part between two marks made anew."""
    begin, end = f"<!-- {name}: made, do not edit -->", f"<!-- {name}: end -->"
    before, found, rest = text.partition(begin)
    assert found, f"the page has no {begin}"
    _, found, after = rest.partition(end)
    assert found, f"the page has no {end}"
    return f"{before}{begin}\n\n{content}\n{end}{after}"


def fields_page() -> str:
    """Return the page of fields with its made parts."""
    text = (REFERENCE / "fields.md").read_text(encoding="utf-8")
    return with_part(with_part(text, "forms", forms_table()), "values", values_part())


def api_page() -> str:
    """Return the page of the Python API with its made part."""
    text = (REFERENCE / "python-api.md").read_text(encoding="utf-8")
    return with_part(text, "names", api_tables())


def export_page() -> str:
    """Return the page of exports with the table of columns."""
    text = (REFERENCE / "export.md").read_text(encoding="utf-8")
    return with_part(text, "columns", columns_table())


DEVIATIONS: Final = ROOT / "tests" / "read" / "deviations"
DEVIATIONS_HEAD: Final = f"""# Deviations

What departs from the handbook in real messages (odd spellings, other orders of the parts, garbles
of the circuit, the export, the scanner and the web) and what each is read as. The strings are
formats; sentences, people and events in them are made up. Every row is a test of
`tests/read/deviations`. Made from the tables of those tests; after a change run
`{STALE.removeprefix("run ")}`.

The first column is the clause of the project's notes on the format, with what it is about:
0 forms and carriers, 1 transmission and heading, 2 text head and text, 3 classification and release
stamps, 4 message numbers, 5 TAGS, 6 the export of 1973-79, 7 the labelled print of 2009 on, 8 the
volumes, 9 other dialects. In the second and third, a line end is written as a slash with a blank at
either side.
"""


def deviations() -> dict[str, list[tuple[str, tuple[str, str, str]]]]:
    """Return module -> table's name and row, of all tables of deviations."""
    found: dict[str, list[tuple[str, tuple[str, str, str]]]] = {}
    for path in sorted(DEVIATIONS.glob("test_*.py")):
        module = importlib.import_module(f"tests.read.deviations.{path.stem}")
        found[path.stem] = [
            (table, row)
            for table, rows in vars(module).items()
            if isinstance(rows, list) and rows and isinstance(rows[0], Row)
            for row in rows
        ]
    return found


def runner_of(module: str, table: str) -> str:
    """Return the test that takes its cases from a table; its ids are clause and string."""
    source = (DEVIATIONS / f"{module}.py").read_text(encoding="utf-8")
    found = re.search(rf'parametrize\("row", {table}, ids=.*\n(?:@.*\n)*def (\w+)', source)
    assert found is not None, table
    return f"{module}.py::{found[1]}"


def deviations_page() -> str:
    """Return the index of deviations: clause, string, what it is read as, test."""

    def cell(text: str) -> str:
        shown = text.strip().replace("\n", " / ").replace("|", "\\|")
        shown = shown.encode("unicode_escape").decode("ascii").replace("\\\\", "\\")
        if len(shown) > MAX_CELL:
            shown = f"{shown[:MAX_CELL]} ..."
        return f"`` {shown} ``" if "`" in shown else f"`{shown}`" if shown else ""

    parts = [DEVIATIONS_HEAD]
    for module, rows in deviations().items():
        parts.append(f"## {module.removeprefix('test_').replace('_', ' ')}\n")
        parts.append("| clause | written | read as | test |\n|---|---|---|---|")
        for table, (clause, written, read) in rows:
            parts.append(
                f"| {clause} | {cell(written)} | {cell(read)} | `{runner_of(module, table)}` |"
            )
        parts.append("")
    return "\n".join(parts)


def http_page() -> str:
    """Return the page of the interface for programs, with its made part."""
    text = (REFERENCE / "http-api.md").read_text(encoding="utf-8")
    return with_part(text, "paths", http_tables())


PAGES: Final = {
    "http-api.md": http_page,
    "openapi.json": openapi_text,
    "diagnostics.md": diagnostics_page,
    "cable.schema.json": schema_page,
    "fields.md": fields_page,
    "deviations.md": deviations_page,
    "export.md": export_page,
    "python-api.md": api_page,
}


@pytest.mark.parametrize("name", PAGES)
def test_made_pages_are_fresh(name: str) -> None:
    page = PAGES[name]()
    path = REFERENCE / name
    if os.environ.get("UPDATE_DOCS"):
        path.write_text(page, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == page, STALE


@pytest.mark.parametrize("module", sorted(path.stem for path in DEVIATIONS.glob("test_*.py")))
def test_every_table_of_deviations_is_run(module: str) -> None:
    """A table that no test takes its cases from would be listed, but not true."""
    tables = {table for table, _ in deviations()[module]}
    assert tables
    for table in tables:
        assert runner_of(module, table)


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Cable)])
def test_every_field_is_documented(field: str) -> None:
    page = (REFERENCE / "fields.md").read_text(encoding="utf-8").split("## Which form", 1)[0]
    assert re.search(rf"^\| `{field}` \|", page, re.MULTILINE)


@pytest.mark.parametrize("form", [*FORMS, "frus_web", "unknown"])
def test_every_form_is_documented(form: str) -> None:
    page = (REFERENCE / "forms.md").read_text(encoding="utf-8")
    assert f"\n## `{form}`" in page


@pytest.mark.parametrize(
    "name",
    sorted(
        {*cablegram.__all__, *model.__all__, *errors.__all__}
        | {name for name in vars(cablegram.Archive) if not name.startswith("_")}
    ),
)
def test_every_public_name_is_documented(name: str) -> None:
    pages = [REFERENCE / "python-api.md", REFERENCE / "fields.md"]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert re.search(rf"\b{re.escape(name)}\b", text)


@pytest.mark.parametrize("code", [code.value for code in ProblemCode])
def test_every_problem_of_a_file_is_documented(code: str) -> None:
    page = (ROOT / "docs" / "how-to" / "read-a-folder.md").read_text(encoding="utf-8")
    assert f"\n| `{code}` |" in page
