"""The page of figures: each section says what it was measured on, the others stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bench import report
from bench.make_archive import make_each
from bench.read_speed import apart, read_one
from bench.report import Section, Table

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(report, "PAGE", tmp_path / "docs" / "benchmarks.md")
    (tmp_path / "docs").mkdir()
    return tmp_path / "docs" / "benchmarks.md"


def section(name: str, value: str) -> Section:
    table = Table(title="Rates", columns=("input", "cables"), rows=(("all", value),))
    return Section(name=name, about="What it is.", tables=(table,), command="python -m bench x")


def test_sections_keep_their_order_and_the_others_stay(page: Path) -> None:
    report.write([section("Folders and archives", "1"), section("Reading", "2")])
    report.write([section("Reading", "3")])
    text = page.read_text()
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Reading", "Folders and archives"]
    assert re.findall(r"^\| all \| (.) \|$", text, re.MULTILINE) == ["3", "1"]


def test_a_section_says_what_it_was_measured_on(page: Path) -> None:
    report.write([section("Reading", "1")])
    (line,) = re.findall(r"^`python -m bench x`, (.*)$", page.read_text(), re.MULTILINE)
    assert re.match(r"\d{4}-\d\d-\d\d, commit \S+.*, \d+ cores, \d+ GB of memory, ", line)


def test_a_commit_without_git_is_unknown(page: Path) -> None:
    assert page.parents[1].is_dir()
    assert report.commit() == "commit unknown"


def test_each_container_is_read_whole_in_its_own_process(tmp_path: Path) -> None:
    outs = {"dir": tmp_path / "a", "7z": tmp_path / "a.7z"}
    size = make_each(outs, 20)
    found = apart(outs["7z"], 20, with_parse=True)
    assert (found["cables"], found["problems"]) == (20, 0)
    assert found["peak"] >= found["early"] > 0
    here = read_one(str(outs["dir"]), 20, with_parse=False)
    assert (here["cables"], here["characters"]) == (20, size)


def test_what_is_not_read_is_no_figure(tmp_path: Path) -> None:
    make_each({"tar": tmp_path / "a.tar"}, 5)
    with pytest.raises(RuntimeError, match=r"6 messages were written"):
        apart(tmp_path / "a.tar", 6, with_parse=False)
