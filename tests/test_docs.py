"""What there is, is documented: verbs and their options, exit statuses, fields of queries."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click
import pytest

from cablegram import cli
from cablegram.search.fields import FIELDS

DOCS = Path(__file__).parents[1] / "docs"
CLI_PAGE = DOCS / "reference" / "command-line.md"
HEAD = """# Command line

Made from `cablegram --help` and `cablegram VERB --help`; a test keeps it so. After a change run
`UPDATE_DOCS=1 pytest tests/test_docs.py`.
"""


def command_line_page() -> str:
    """Return the reference of the command line as it should be."""
    # With the program's own settings: click keeps the first help option that it makes.
    wide = {**cli.cli.context_settings, "max_content_width": 100, "terminal_width": 100}
    context = click.Context(cli.cli, info_name="cablegram", **wide)
    parts = [HEAD, _help("cablegram", cli.cli, context)]
    for name in cli.cli.list_commands(context):
        command = cli.cli.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        parts.append(_help(f"cablegram {name}", command, inner))
        if isinstance(command, click.Group):
            for each, verb in sorted(command.commands.items()):
                innermost = click.Context(verb, info_name=each, parent=inner)
                parts.append(_help(f"cablegram {name} {each}", verb, innermost))
    return "\n".join(parts)


def _help(title: str, command: click.Command, context: click.Context) -> str:
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"## {title}\n\n```text\n{text}\n```\n"


def test_the_command_line_is_documented() -> None:
    page = command_line_page()
    if os.environ.get("UPDATE_DOCS"):
        CLI_PAGE.write_text(page, encoding="utf-8")
    assert CLI_PAGE.read_text(encoding="utf-8") == page, (
        "run UPDATE_DOCS=1 pytest tests/test_docs.py"
    )


def test_every_exit_status_is_documented() -> None:
    page = (DOCS / "reference" / "exit-status.md").read_text(encoding="utf-8")
    documented = {int(number) for number in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
    assert documented == {value for name, value in vars(cli).items() if name.startswith("EXIT_")}


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_of_a_query_is_documented(field: str) -> None:
    page = (DOCS / "reference" / "query-language.md").read_text(encoding="utf-8")
    assert f"\n| `{field}:` |" in page


def pages() -> list[Path]:
    return sorted([*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md")])


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target
