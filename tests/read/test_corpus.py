"""Goldens: the whole cable of each made-up message in `tests/corpus` (see its README)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cablegram
from cablegram.read.guard import set_guard

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = Path(__file__).parents[1] / "corpus"
MESSAGES = sorted(path for path in CORPUS.glob("*/*") if path.is_file() and path.suffix != ".json")
_LEAF = re.compile(r'\[\n\s+("[^"\n]*"),\n\s+(\d+)\n\s+\]')


def golden_of(message: Path) -> Path:
    return message.with_name(message.name + ".json")


def name_of(message: Path) -> str:
    return message.relative_to(CORPUS).as_posix()


def as_text(cable: cablegram.Cable) -> str:
    """Return the cable as JSON with a line for each value, and one for each leaf of the tree."""
    text = json.dumps(cable.to_dict(), indent=1, ensure_ascii=False)
    return _LEAF.sub(r"[\1, \2]", text) + "\n"


@pytest.fixture(autouse=True)
def _no_guard() -> Iterator[None]:
    set_guard(on=False)
    yield
    set_guard(on=True)


@pytest.mark.parametrize("message", MESSAGES, ids=name_of)
def test_what_is_read_is_the_golden(message: Path, golden_update: bool) -> None:
    cable = cablegram.parse(message.read_bytes())
    golden = golden_of(message)
    if golden_update:
        golden.write_text(as_text(cable), encoding="utf-8")
    assert golden.exists(), f"no golden of {name_of(message)}: run with --golden-update"
    wanted = json.loads(golden.read_text(encoding="utf-8"))
    found = cable.to_dict()
    for key in (*wanted, *(key for key in found if key not in wanted)):
        assert found.get(key) == wanted.get(key), f"{key} differs"


@pytest.mark.parametrize("message", MESSAGES, ids=name_of)
def test_a_golden_is_a_cable(message: Path) -> None:
    data = json.loads(golden_of(message).read_text(encoding="utf-8"))
    assert cablegram.Cable.from_dict(data) == cablegram.parse(message.read_bytes())


def test_no_golden_without_a_message(golden_remove: bool) -> None:
    orphans = set(CORPUS.glob("*/*.json")) - {golden_of(message) for message in MESSAGES}
    if golden_remove:
        for orphan in orphans:
            orphan.unlink()
        orphans = set()
    assert not orphans, "run with --golden-remove"


def test_the_readme_says_what_each_message_stands_for() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \| (.+) \|$",
        (CORPUS / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert [name for name, _ in rows] == [name_of(message) for message in MESSAGES]


FORMS = {
    "acp127": {"acp127"},
    "mail": {"mail", "smart"},
    "rows": {"rows"},
    "sas": {"sas"},
    "smart": {"smart"},
    "tei": {"tei"},
    "telegram": {"telegram", "acp127"},
    "web": {"web"},
}


@pytest.mark.parametrize("message", MESSAGES, ids=name_of)
def test_the_form_is_recognised(message: Path) -> None:
    """A message that begins with its date-time group is read as traffic, whatever its print."""
    assert cablegram.parse(message.read_bytes()).form in FORMS[message.parent.name]
