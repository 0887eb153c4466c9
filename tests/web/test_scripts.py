"""Our scripts: typed by their comments, checked as TypeScript checks, and never writing markup."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

STATIC: Final = Path(__file__).parents[2] / "src" / "cablegram" / "web" / "static"
SCRIPTS: Final = sorted(STATIC.glob("*.js"))
OPTIONS: Final = (
    "--allowJs", "--checkJs", "--noEmit", "--strict", "--pretty", "false", "--skipLibCheck",
    "--noUnusedLocals", "--noUnusedParameters", "--noImplicitReturns",
    "--noFallthroughCasesInSwitch", "--target", "es2022", "--lib", "es2022,dom,dom.iterable",
)  # fmt: skip
#: Ways by which a text becomes markup or program, and addresses of other hosts.
FORBIDDEN: Final = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|setHTML|createContextualFragment|DOMParser"
    r"|document\s*\.\s*write|\beval\b|new\s+Function\b|\bimport\s*\(|javascript:"
    r"|set(?:Timeout|Interval)\(\s*[\"'`]|(?:https?|wss?):(?!//www\.w3\.org/)|[\"'`]//"
)


@pytest.fixture(scope="session")
def tsc() -> str:
    """Return TypeScript's checker; without it skip the test, or in CI fail it."""
    found = shutil.which("tsc")
    if found is None:
        reason = "no tsc: install Debian's package node-typescript (.ci/packages does)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def problems(tsc: str, *scripts: Path) -> str:
    done = subprocess.run([tsc, *OPTIONS, *scripts], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_scripts_are_typed(tsc: str) -> None:
    assert problems(tsc, *SCRIPTS) == ""


def test_the_checker_sees_a_wrong_type(tsc: str, tmp_path: Path) -> None:
    """The test above would hold too if nothing was checked."""
    wrong = tmp_path / "wrong.js"
    wrong.write_text("/** @param {number} step */\nconst go = (step) => step.length;\ngo('1');\n")
    said = problems(tsc, wrong)
    assert "'length' does not exist on type 'number'" in said
    assert "'string' is not assignable to parameter of type 'number'" in said
    untyped = tmp_path / "untyped.js"
    untyped.write_text("const go = (step) => step;\ngo(1);\n")
    assert "implicitly has an 'any' type" in problems(tsc, untyped)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_write_no_markup(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert "// @ts-check" in text.splitlines()[:3], "so that editors check it too"
    assert "@ts-ignore" not in text
    assert "@ts-nocheck" not in text
    assert '"use strict";' in text
    assert [found[0] for found in FORBIDDEN.finditer(text)] == []


def test_what_is_forbidden_is_found() -> None:
    for wrong in (
        "each.innerHTML = text", "document.write(x)", "eval(x)", "new Function(x)",
        "setTimeout('go()', 1)", "fetch('//evil.example')", "'https://a.example'",
    ):  # fmt: skip
        assert FORBIDDEN.search(wrong), wrong
    assert not FORBIDDEN.search("each.textContent = 'evaluated'; setTimeout(() => go(), 10);")
