"""Every sample of code in the README and in the manual runs and prints what the page says.

A page is run from top to bottom in a folder of its own. `text` blocks that name a file are written
there first; `python` blocks are doctests that share their names; in `console` blocks each line that
begins with `$` is run. `...` stands for what is left out or never twice the same.

`UPDATE_DOCS=1 pytest tests/test_samples.py` writes what the commands print now into the pages.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```(\w+)(?: +(\S+))?[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WIDTH = "100"
# What is never twice the same: the time that it took.
VOLATILE = re.compile(r"(?<=^seconds).*", re.MULTILINE)
FLAGS = doctest.ELLIPSIS


def blocks(page: Path) -> list[tuple[str, str, str, int]]:
    """Return language, file name, content and line of each fenced block of a page."""
    text = page.read_text(encoding="utf-8")
    return [
        (match[1], match[2] or "", match[3], text.count("\n", 0, match.start()) + 2)
        for match in BLOCK.finditer(text)
    ]


def has_samples(page: Path) -> bool:
    return any(language in {"python", "console"} for language, *_ in blocks(page))


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if has_samples(page)],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_samples(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for language, name, content, _ in blocks(page):
        if language == "text" and name:
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
    for language, _, content, line in blocks(page):
        if language == "python":
            run_python(page, content, line, names)
        elif language == "console":
            run_console(page, content, line, tmp_path)


def run_python(page: Path, content: str, line: int, names: dict[str, object]) -> None:
    """Run a block as a doctest; one without prompts is only run."""
    where = f"{page.relative_to(ROOT)}:{line}"
    if ">>>" not in content:
        exec(compile(content, where, "exec"), names)  # noqa: S102 - our own pages
        return
    test = doctest.DocTestParser().get_doctest(content, {}, where, str(page), line - 1)
    test.globs = names
    output: list[str] = []
    doctest.DocTestRunner(optionflags=FLAGS).run(test, out=output.append, clear_globs=False)
    assert not output, "".join(output)


def run_console(page: Path, content: str, line: int, folder: Path) -> None:
    """Run the commands of a block and compare what they print."""
    true: list[str] = []
    faults: list[str] = []
    for command, expected in commands(content):
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "COLUMNS": WIDTH,
            "NO_COLOR": "1",
            "TERM": "dumb",
        }
        words = shlex.split(command)
        assert words[0] == "cablegram", command
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        got = trimmed(done.stdout + done.stderr)
        if matches(trimmed(expected), got):
            true.append(f"$ {command}\n{expected}")
        else:
            true.append(f"$ {command}\n{VOLATILE.sub(' ...', got)}\n")
            faults.append(f"{page.relative_to(ROOT)}:{line}: $ {command}\n{got}")
    if faults and os.environ.get("UPDATE_DOCS"):
        text = page.read_text(encoding="utf-8")
        fence = "```console\n{}```"
        text = text.replace(fence.format(content), fence.format("".join(true)), 1)
        page.write_text(text, encoding="utf-8")
        return
    assert not faults, "\n".join(faults)


def commands(content: str) -> list[tuple[str, str]]:
    """Return each command of a console block with the output that is shown below it."""
    found: list[tuple[str, str]] = []
    for row in content.splitlines(keepends=True):
        if row.startswith("$ "):
            found.append((row[2:].strip(), ""))
        else:
            found[-1] = (found[-1][0], found[-1][1] + row)
    return found


def trimmed(text: str) -> str:
    """Return a text without blanks at the ends of its lines and of itself."""
    return "\n".join(row.rstrip() for row in text.splitlines()).strip("\n")


def matches(expected: str, got: str) -> bool:
    """Compare; `...` in what is expected stands for anything."""
    parts = [re.escape(part) for part in expected.split("...")]
    return re.fullmatch(".*".join(parts), got, re.DOTALL) is not None


@pytest.mark.parametrize(
    "file", sorted((ROOT / "docs" / "examples").iterdir()), ids=lambda file: file.name
)
def test_example_files_stand_in_a_page(file: Path) -> None:
    shown = [
        content
        for page in PAGES
        for _, name, content, _ in blocks(page)
        if name == f"docs/examples/{file.name}"
    ]
    assert shown, f"no page shows {file.name}"
    assert set(shown) == {file.read_text(encoding="utf-8")}
