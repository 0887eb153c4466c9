"""What a command loads before it answers: names of modules, since times differ by machine."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path

# The readers of the forms with their patterns, and the tables of the vocabulary.
READER = {"cablegram.read.forms", "cablegram.read.sniffing", "cablegram.vocabulary.tag_table"}
EXTRAS = {"numpy", "polars", "pyarrow", "rustworkx", "rensa", "py7zr", "pypdfium2", "tesserocr"}
STORE = {"sqlite3", "tantivy", "zstandard", "msgspec"}
FILING = {
    "multiprocessing", "concurrent.futures", "cablegram.archive.ingest", "cablegram.intake.reading",
    "cablegram.archive.export", "cablegram.archive.dumping", "difflib", "tomllib",
}  # fmt: skip


def loaded(statement: str) -> set[str]:
    """Return the modules that a fresh process has loaded after a statement."""
    code = f"import sys\n{statement}\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return set(done.stderr.split("\n"))


def command(*words: str) -> str:
    return f"from cablegram.cli import run; run({list(words)!r})"


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        ("import cablegram", READER | EXTRAS | STORE | FILING | {"click", "rich"}),
        (command("--help"), READER | EXTRAS | STORE | FILING | {"rich"}),
        (command("search", "--help"), READER | EXTRAS | STORE | FILING | {"rich"}),
    ],
    ids=["import", "help", "help of search"],
)
def test_what_is_not_asked_for_is_not_loaded(statement: str, heavy: set[str]) -> None:
    assert loaded(statement) & heavy == set()


def test_a_search_loads_neither_reader_nor_filing(tmp_path: Path) -> None:
    fill(tmp_path, {"mrn": "07LISBON1"})
    searched = command("search", "harbor", "--archive", str(tmp_path))
    loaded(searched)  # the first one makes the index
    found = loaded(searched)
    assert found & (READER | EXTRAS | FILING) == set()
    assert found >= STORE  # or nothing was searched
    assert "rich" not in loaded(command("search", "harbor", "--json", "--archive", str(tmp_path)))


def test_read_is_the_function_whatever_was_imported_first(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("UNCLAS LISBON 0009\n", encoding="utf-8")
    for first in (
        "import cablegram", "import cablegram.read", "from cablegram.read import parse",
        "import cablegram.read.mail", "from cablegram.intake import read",
        "import importlib; importlib.import_module('cablegram.read.forms')",
    ):  # fmt: skip
        code = (
            f"{first}\nimport cablegram, cablegram.read\nfrom cablegram import read\n"
            f"assert [str(each.mrn) for each in cablegram.read({str(tmp_path)!r})] == ['LISBON9']\n"
            "assert read is cablegram.read\nfrom cablegram.read import parse, sniff\n"
            "assert parse is cablegram.parse\nassert sniff('')"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (first, done.stderr)
