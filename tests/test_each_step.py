"""Work that is killed at any of its steps leaves nothing half, and goes on when done again."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.archive.crashes import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_nothing_is_half_after_a_kill(tmp_path: Path) -> None:
    """At a few steps of each kind of work, in a process that has opened no archive: it forks."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.each_step", "--most", "2"],
        capture_output=True, check=False, text=True, cwd=ROOT, timeout=300,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.findall(r"(\d+) steps, (\d+) kills, 0 faults", done.stdout)
    assert len(found) >= 15
    assert all(int(kills) >= 1 for steps, kills in found), done.stdout
