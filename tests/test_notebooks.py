"""The notebooks of the manual run from top to bottom, in a kernel, and show what they say.

`UPDATE_DOCS=1 pytest tests/test_notebooks.py` writes the outputs anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "docs").rglob("*.ipynb"))
SECONDS: Final = 600
STALE: Final = "run UPDATE_DOCS=1 pytest tests/test_notebooks.py"
#: What a cell prints stays readable in the manual.
MAX_OUTPUT_CHARS: Final = 6000
MAX_PRINTED_LINES: Final = 30


def executed(path: Path, folder: Path) -> str:
    """Return a notebook with the outputs that it has now, run in an empty folder.

    In a process of its own: the libraries leave sockets open, which is an error here.
    """
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "run_notebook.py"), str(path), str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def cells(path: Path) -> list[Any]:
    found = nbformat.read(path, as_version=4).cells
    return [cell for cell in found if cell.cell_type == "code"]


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_it_runs_and_its_outputs_are_true(path: Path, tmp_path: Path) -> None:
    text = executed(path, tmp_path)
    if os.environ.get("UPDATE_DOCS"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, (
        "run UPDATE_DOCS=1 pytest tests/test_notebooks.py"
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_its_outputs_are_small_and_no_cell_failed(path: Path) -> None:
    assert path.stat().st_size < 60_000
    shown = 0
    for cell in cells(path):
        for output in cell.outputs:
            assert output.output_type != "error"
            texts = [output.get("text", ""), *output.get("data", {}).values()]
            for text in texts:
                assert len(text) <= MAX_OUTPUT_CHARS
                assert "image" in str(output) or text.count("\n") <= MAX_PRINTED_LINES
            shown += 1
    assert shown


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_it_is_linked(path: Path) -> None:
    for page in (ROOT / "README.md", ROOT / "docs" / "index.md"):
        links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
        assert path in {(page.parent / link).resolve() for link in links}
