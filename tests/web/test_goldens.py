"""The main pages as they are: a change of one is seen, read and written anew, or was not meant.

`pytest tests/web/test_goldens.py --golden-update` writes them, `--golden-remove` removes those of
pages that are gone. The room has the made-up archive of the other tests, opened anew.
"""

from __future__ import annotations

import difflib
import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.made_up import fill
from tests.web.conftest import CABLES, clients
from tests.web.places import ROWS, addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

GOLDENS = Path(__file__).parent / "goldens"
#: The first address of each path of the table, and what else a page can be.
MAIN = tuple(
    dict.fromkeys(
        [
            *(addresses(path)[0] for path in ROWS if "." not in path.path),
            "/search?q=nothing+there", "/search?q=wrong)", "/c/07LISBON4?view=source",
            "/c/07MADRID3", "/c/07MADRID3?w=1&view=diff", "/c/07LISBON2", "/nothing-here",
        ]
    )
)  # fmt: skip
MOST_LINES = 60


def golden_of(path: str) -> Path:
    name = re.sub(r"[^A-Za-z0-9]+", "-", path).strip("-") or "front"
    return GOLDENS / f"{name}.html"


def as_text(page: str) -> str:
    """Return a page with an element at the beginning of each line and no blank lines.

    The version in the address of a file of ours says what is in it, not what the page is.
    """
    page = re.sub(r"(/static/[\w.]+)\?v=[0-9a-f]+", r"\1", page)
    lines = (line.strip() for line in re.sub(r">\s*(?=<[a-z!])", ">\n", page).split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a room in which nobody has done anything."""
    folder = fill(tmp_path_factory.mktemp("goldens") / "archive", *CABLES)
    with sqlite3.connect(folder / "archive.sqlite") as connection:
        connection.execute("UPDATE archive SET identity = '0123456789abcdef'")
    connection.close()
    yield from clients(folder)


@pytest.mark.parametrize("path", MAIN)
def test_a_page_is_its_golden(fresh: TestClient, path: str, golden_update: bool) -> None:
    answer = fresh.get(path, headers={"accept": "text/html"})
    if "location" in answer.headers:
        found = f"{answer.status_code} {answer.headers['location']}\n"
    else:
        found = as_text(answer.text)
    golden = golden_of(path)
    if golden_update:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(found, encoding="utf-8")
    assert golden.exists(), f"no golden of {path}: run with --golden-update, and read it"
    wanted = golden.read_text(encoding="utf-8").splitlines()
    differences = list(difflib.unified_diff(wanted, found.splitlines(), "golden", path, n=1))
    assert not differences, "\n".join(differences[:MOST_LINES])


def test_each_page_has_a_golden_of_its_own() -> None:
    assert len({golden_of(path) for path in MAIN}) == len(MAIN)


def test_no_golden_without_a_page(golden_remove: bool) -> None:
    orphans = set(GOLDENS.glob("*")) - {golden_of(path) for path in MAIN}
    if golden_remove:
        for orphan in orphans:
            orphan.unlink()
        orphans = set()
    assert not orphans, "run with --golden-remove"
