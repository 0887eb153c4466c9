"""What docs/explanation/security.md names is there: files, and tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "explanation" / "security.md"


def rows() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines
             if line.startswith("| ")]  # fmt: skip
    return cells[1:]


def test_there_is_a_table() -> None:
    assert len(rows()) > 50
    assert all(len(row) == 4 for row in rows())


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[0]}: {row[1][:40]}")
def test_what_is_named_is_there(row: list[str]) -> None:
    _, _, where, tests = row
    places = re.findall(r"`([^`]+)`", where)
    assert places
    for place in places:
        assert (ROOT / "src" / "cablegram" / place).exists() or (ROOT / place).exists(), place
    if tests == "-":
        return
    (named,) = re.findall(r"`([^`]+)`", tests)
    path, _, name = named.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    assert not name or f"def {name}(" in text, named
