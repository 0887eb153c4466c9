"""A file for each cable: names that are safe, none over another, whole or not there."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import cablegram
from cablegram.archive.export import EACH, FORMATS, Written, export, export_each
from cablegram.archive.export.citations import Keys
from cablegram.archive.export.each import file_name
from tests.made_up import cable

if TYPE_CHECKING:
    from collections.abc import Iterator

SAFE = re.compile(r"[0-9A-Za-z-]{1,80}")


def record(**described: Any) -> dict[str, Any]:  # noqa: ANN401
    return cable(**described).to_dict()


ONE, OTHER = record(mrn="08LISBON9"), record(mrn="08LISBON10", subject="TOLLS")
TWIN = record(mrn="08LISBON9", subject="QUITE ANOTHER MATTER")
NAMELESS = record(mrn=None)


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.mark.parametrize("name", EACH)
def test_every_format_of_single_cables(tmp_path: Path, name: str) -> None:
    records = [ONE, TWIN, OTHER, NAMELESS]
    assert export_each(records, tmp_path, name) == Written(new=4)
    suffix = EACH[name][0]
    found = texts(tmp_path)
    nameless = [path for path in found if path.startswith("cable-")]
    assert len(nameless) == 1
    assert set(found) - set(nameless) == {
        f"{stem}{suffix}" for stem in ("08LISBON9", "08LISBON9-2", "08LISBON10")
    }
    for words, stem in (("HARBOR DUES", "08LISBON9"), ("QUITE ANOTHER", "08LISBON9-2")):
        assert words in found[stem + suffix]
    assert export_each(records, tmp_path, name) == Written(same=4)


@pytest.mark.parametrize("name", ["eml", "bibtex", "csl-json"])
def test_two_of_one_number_have_two_keys(tmp_path: Path, name: str) -> None:
    export_each([ONE, TWIN], tmp_path, name)
    first, second = (tmp_path / f"08LISBON9{end}{EACH[name][0]}" for end in ("", "-2"))
    assert "08lisbon9-2" in second.read_text(encoding="utf-8").lower()
    assert "08lisbon9-2" not in first.read_text(encoding="utf-8").lower()


def test_the_formats_that_are_no_tables() -> None:
    assert set(FORMATS) - set(EACH) == {"csv", "parquet"}
    with pytest.raises(ValueError, match="'csv' is no format of single cables"):
        export_each([], Path("nowhere"), "csv")


def test_files_are_read_back(tmp_path: Path) -> None:
    for name in ("ndjson", "eml", "tei"):
        export_each([ONE], tmp_path, name)
    data = json.loads((tmp_path / "08LISBON9.json").read_bytes())
    assert cablegram.Cable.from_dict(data).to_dict() == ONE
    (mail,) = cablegram.read(tmp_path / "08LISBON9.eml")
    assert (str(mail.mrn), mail.subject) == ("08LISBON9", "HARBOR DUES")
    root = etree.parse(tmp_path / "08LISBON9.tei.xml").getroot()
    assert root.tag == "{http://www.tei-c.org/ns/1.0}TEI"


@pytest.mark.parametrize(
    ("mrn", "name"),
    [
        ("08LISBON9", "08LISBON9"),
        ("75LISBON-A9", "75LISBON-A9"),
        ("../../etc/passwd", "no-year-etcpasswd"),
        ("08LISBON9/../../x\x00\n", "08LISBON9x"),
        # Names of devices on some systems, with any ending.
        ("COM1", "no-year-COM1"),
        ("LPT1", "no-year-LPT1"),
        ("-rf", "no-year--rf"),
        ("08" + "A" * 500, "08" + "A" * 58),
    ],
)
def test_names(mrn: str, name: str) -> None:
    assert file_name({**ONE, "mrn": mrn}) == name


@given(st.lists(st.text(max_size=20) | st.sampled_from(["08ROME1", "08rome1", "08ROME1-2", ""])))
def test_any_numbers_give_safe_names_that_differ(numbers: list[str]) -> None:
    keys = Keys()
    given_names = [keys.own(file_name({**ONE, "mrn": number})) for number in numbers]
    assert all(SAFE.fullmatch(name) for name in given_names)
    assert len({name.casefold() for name in given_names}) == len(numbers)


def test_what_changed_is_written_and_what_did_not_is_left_alone(tmp_path: Path) -> None:
    export_each([ONE, OTHER], tmp_path, "text")
    untouched = tmp_path / "08LISBON10.txt"
    os.utime(untouched, (1, 1))
    changed = {**ONE, "subject": "LATER WORDS"}
    assert export_each([changed, OTHER], tmp_path, "text") == Written(same=1, changed=1)
    assert "LATER WORDS" in (tmp_path / "08LISBON9.txt").read_text(encoding="utf-8")
    assert untouched.stat().st_mtime == 1


def test_an_interrupted_export_goes_on(tmp_path: Path) -> None:
    def interrupted() -> Iterator[dict[str, Any]]:
        yield ONE
        yield TWIN
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_each(interrupted(), tmp_path, "text")
    (tmp_path / ".cablegram-export-1.part").write_text("half a ca")
    assert export_each([ONE, TWIN, OTHER], tmp_path, "text") == Written(new=1, same=2)
    assert sorted(texts(tmp_path)) == ["08LISBON10.txt", "08LISBON9-2.txt", "08LISBON9.txt"]


def test_the_old_file_stays_until_the_new_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_each([ONE], tmp_path, "text")
    path = tmp_path / "08LISBON9.txt"
    before = path.read_bytes()

    def interrupted(_self: Path, _target: Path) -> None:
        assert path.read_bytes() == before
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            export_each([{**ONE, "subject": "LATER WORDS"}], tmp_path, "text")
    assert path.read_bytes() == before
    assert export_each([ONE], tmp_path, "text") == Written(same=1)
    assert [each.name for each in tmp_path.iterdir()] == ["08LISBON9.txt"]


KILLED = """
import sys
from itertools import count
from pathlib import Path
from cablegram.archive.export import export_each
from tests.archive.test_export_each import edition
for number in count(1):
    export_each(edition(number), Path(sys.argv[1]), "text")
    print("written", flush=True)
"""


def edition(number: int) -> list[dict[str, Any]]:
    """Return forty cables that say in each paragraph which edition they are of."""
    text = f"Edition {number} of the harbor dues. " * 200
    return [record(mrn=f"08LISBON{each}", text=(text,)) for each in range(1, 41)]


def test_a_kill_leaves_no_half_file(tmp_path: Path) -> None:
    whole = EACH["text"][1]
    places = [str(Path(__file__).parents[2]), *sys.path]
    for milliseconds in (1, 7, 16, 29, 46):
        folder = tmp_path / str(milliseconds)
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(folder)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(places)},
        )
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"written\n"
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(milliseconds / 1000)
            process.send_signal(signal.SIGKILL)
        found = sorted(folder.glob("*.txt"))
        assert len(found) == 40
        for path in found:
            data = path.read_bytes()
            number = re.search(rb"Edition (\d+)", data)
            assert number is not None
            expected = {each["mrn"]: each for each in edition(int(number[1]))}[path.stem]
            assert data == whole(expected, Keys())


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "08LISBON9.txt").symlink_to(victim)
    (folder / "08LISBON10.txt").symlink_to(tmp_path / "not-there")
    assert export_each([ONE, OTHER], folder, "text") == Written(changed=2)
    assert victim.read_text() == "precious"
    assert not (tmp_path / "not-there").exists()
    assert not (folder / "08LISBON9.txt").is_symlink()


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "08LISBON9.txt" / "in the way").mkdir(parents=True)
    with pytest.raises(OSError, match=r"08LISBON9\.txt") as caught:
        export_each([ONE], tmp_path, "text")
    assert caught.value.filename == str(tmp_path / "08LISBON9.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["08LISBON9.txt"]


def test_cables_without_a_number_are_named_after_what_they_are(tmp_path: Path) -> None:
    other = record(mrn=None, subject="TOLLS")
    export_each([NAMELESS, other], tmp_path, "text")
    before = texts(tmp_path)
    assert export_each([other, NAMELESS], tmp_path, "text") == Written(same=2)
    assert texts(tmp_path) == before
    (tmp_path / "all").mkdir()
    with (tmp_path / "all" / "all.json").open("wb") as out:
        export([NAMELESS, other], out, "csl-json")
    items = json.loads((tmp_path / "all" / "all.json").read_bytes())
    assert {f"{item['id']}.txt" for item in items} == set(before)
