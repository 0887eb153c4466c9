"""The registry of diagnostics: codes are stable for ever (STYLE section 4)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from cablegram.model import CODES, Severity

SOURCE = Path(__file__).parents[2] / "src" / "cablegram"
FAMILIES = {
    "0": "bytes and form", "1": "markings and E.O. line", "2": "addresses", "3": "MRN and DTG",
    "4": "TAGS and subject", "5": "references", "6": "paragraphs", "7": "transmission",
    "8": "writing and relay", "9": "release stamps and attributes",
}  # fmt: skip
# Name by code as first released; a code may be added, never renamed.
STABLE = {
    "CG001": "reader-failed", "CG002": "form-not-recognised",
    "CG202": "precedence-repaired", "CG301": "mrn-missing", "CG401": "tags-fused",
    "CG501": "year-inferred", "CG601": "paragraph-gap", "CG701": "section-missing",
    "CG901": "attribute-conflict",
}  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_an_entry_is_whole(code: str) -> None:
    entry = CODES[code]
    assert entry.code == code
    assert re.fullmatch(r"CG\d{3}", code)
    assert code[2] in FAMILIES
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", entry.name)
    assert isinstance(entry.severity, Severity)
    assert entry.summary
    assert entry.summary[0].islower() or entry.summary[0].isupper()
    assert not entry.summary.endswith(".")


def test_codes_and_names_are_unique_and_sorted() -> None:
    names = [entry.name for entry in CODES.values()]
    assert len(set(names)) == len(names)
    assert sorted(CODES) == list(CODES)


def test_released_codes_keep_their_names() -> None:
    assert {code: CODES[code].name for code in STABLE} == STABLE


def used_codes() -> set[str]:
    """Return the codes that stand in the code of the package outside the registry."""
    return {
        str(node.value)
        for path in SOURCE.rglob("*.py")
        if path.name != "codes.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and re.fullmatch(r"CG\d{3}", str(node.value))
    }


def test_only_registered_codes_are_used() -> None:
    assert used_codes() <= set(CODES)


def test_no_code_is_registered_that_nothing_gives() -> None:
    assert set(CODES) <= used_codes()


def test_errors_are_few() -> None:
    """An error says that the text cannot be relied on; most oddities are less."""
    assert {code for code, entry in CODES.items() if entry.severity is Severity.ERROR} <= {
        "CG001", "CG002", "CG004",
    }  # fmt: skip
