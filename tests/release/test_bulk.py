"""A query goes out as a folder: whole or not at all, told by hashes, and again the same."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cablegram import Archive
from cablegram.archive.reviewing import Action, Kept, Reviews, Step
from cablegram.audit import Log
from cablegram.cli import run
from cablegram.model import MRN
from cablegram.release import bulk, digest_of, ruled, subject_of
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path

Output = pytest.CaptureFixture[str]
CABLES = (
    {"mrn": "07LISBON1", "text": ["Open one."]},
    {"mrn": "07LISBON2", "text": ["A quiet word."], "level": "secret", "subject": "QUIET"},
    {"mrn": "07LISBON3", "text": ["Open three."], "captions": ["NODIS"]},
    {"mrn": "07LISBON4", "text": ["Open four."]},
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = fill(tmp_path / "archive", *CABLES)
    monkeypatch.setenv("CABLEGRAM_ARCHIVE", str(made))
    monkeypatch.chdir(tmp_path)
    return made


def release(*more: str) -> int:
    words = ["redact", "--query", "from:lisbon", "--for", "unclassified", "--into", "out"]
    return run([*words, "--day", "2030-05-01", "--by", "quill", *more])


def test_a_query_goes_out_with_a_manifest_and_is_kept(folder: Path, capsys: Output) -> None:
    with Log.open(folder):
        pass
    assert release("--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["in_full"], report["in_part"], report["nothing"]) == (2, 0, 2)
    out = folder.parent / "out"
    lines = [json.loads(line) for line in (out / "manifest.ndjson").read_text().splitlines()]
    assert lines[0]["schema"] == "cablegram.release-manifest/1"
    assert lines[-1] == {"end": {"files": 2}}
    assert "from:lisbon" not in (out / "manifest.ndjson").read_text(), "it may name the withheld"
    for row in lines[1:-1]:
        data = (out / row["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["sha256"]
        assert f"{row['sha256']}  {row['file']}\n" in (out / "SHA256SUMS").read_text()
    assert {each.name for each in out.iterdir()} == {
        "07LISBON1.txt", "07LISBON4.txt", "manifest.ndjson", "SHA256SUMS",
    }  # fmt: skip
    with Kept.open(folder) as kept:
        assert {each.content[:12] for each in kept.all_released()} == {"UNCLASSIFIED"}
    assert run(["audit", "show", "--action", "released", "--json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["entries"]
    assert entry["what"] == ["07LISBON1", "07LISBON4"]
    manifest = hashlib.sha256((out / "manifest.ndjson").read_bytes()).hexdigest()
    assert entry["about"]["manifest"] == manifest


def test_who_has_nothing_but_sha256sum_can_check_a_folder(folder: Path) -> None:
    """And every file is under a sum, but that of the sums: a changed manifest is seen too."""
    assert release("--format", "html") == 0
    out = folder.parent / "out"
    check = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=out, check=False).returncode == 0
    sums = (out / "SHA256SUMS").read_text().splitlines()
    assert {line.partition("  ")[2] for line in sums} == {
        each.name for each in out.iterdir() if each.name != "SHA256SUMS"
    }
    for name in ("manifest.ndjson", "07LISBON1.html"):
        before = (out / name).read_bytes()
        (out / name).write_bytes(before.replace(b"UNCLASSIFIED", b"UNKLASSIFIED"))
        done = subprocess.run(check, cwd=out, check=False, capture_output=True)
        assert done.returncode == 1
        assert f"{name}: FAILED" in done.stdout.decode()
        (out / name).write_bytes(before)


def verify(capsys: Output) -> tuple[int, list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the status, the faults, and the places that are open."""
    capsys.readouterr()
    words = ["redact", "--verify", "--into", "out", "--for", "unclassified", "--json"]
    status = run(words)
    said = json.loads(capsys.readouterr().out)
    return (
        status,
        [(each["file"], each["why"]) for each in said["faults"]],
        [(each["name"], each["portion"]) for each in said["places"] if each["is_open"]],
    )


@pytest.mark.parametrize("name", ["text", "html", "pdf"])
def test_a_folder_is_looked_through_for_what_is_withheld_now(
    folder: Path, capsys: Output, name: str
) -> None:
    ending = {"text": "txt"}.get(name, name)
    assert release("--format", name) == 0
    assert verify(capsys) == (0, [], [])
    with Archive.open(folder) as archive, Reviews.open(folder) as reviews:
        subject = subject_of(archive, archive.find(MRN.parse("07LISBON4"))[0])
        public = '{"level":"unclassified","words":[],"nations":[]}'
        review_id = reviews.open_review(subject.pointer, public, "UNCLASSIFIED")
        hide = ruled(subject.record, "p1", Action.WITHHOLD, words="Open", codes=("B6",))
        reviews.rule(review_id, hide, by="quill", version=None)
    assert verify(capsys) == (
        1, [], [(f"07LISBON1.{ending}", f"p1 of 07LISBON4.{ending}"), (f"07LISBON4.{ending}", "p1")]
    )  # fmt: skip


def test_a_folder_that_is_not_as_it_was_is_told(folder: Path, capsys: Output) -> None:
    with Log.open(folder):
        pass
    assert release() == 0
    out = folder.parent / "out"
    (out / "07LISBON1.txt").write_text("another")
    (out / "more.txt").write_text("more")
    status, faults, _ = verify(capsys)
    assert (status, faults) == (1, [("07LISBON1.txt", "changed"), ("more.txt", "besides")])
    # Whoever changes the manifest and the sums too is told by what the archive and its log have.
    (out / "more.txt").unlink()
    (out / "07LISBON4.txt").unlink()
    lines = (out / "manifest.ndjson").read_text().splitlines()
    other = hashlib.sha256(b"another").hexdigest()
    row = json.dumps({**json.loads(lines[1]), "sha256": other})
    made = "\n".join([lines[0], row, '{"end":{"files":1}}', ""])
    (out / "manifest.ndjson").write_text(made)
    digest = hashlib.sha256(made.encode()).hexdigest()
    sums = f"{other}  07LISBON1.txt\n{digest}  manifest.ndjson\n"
    (out / "SHA256SUMS").write_text(sums)
    status, faults, _ = verify(capsys)
    assert (status, faults) == (
        1, [("manifest.ndjson", "not in the log"), ("07LISBON1.txt", "not kept")]
    )  # fmt: skip
    (out / "manifest.ndjson").write_text(made.replace('{"end":{"files":1}}', ""))
    assert run(["redact", "--verify", "--into", "out", "--for", "unclassified"]) == 3
    (out / "manifest.ndjson").write_text(made.replace("07LISBON1.txt", "../x"))
    assert run(["redact", "--verify", "--into", "out", "--for", "unclassified"]) == 3
    (out / "manifest.ndjson").unlink()
    assert run(["redact", "--verify", "--into", "out", "--for", "unclassified"]) == 3
    words = ["redact", "--verify", "--query", "", "--into", "out", "--for", "unclassified"]
    assert run(words) == 2


def test_the_same_again_changes_nothing_and_another_is_refused(folder: Path) -> None:
    assert release() == 0
    assert release() == 0
    with Kept.open(folder) as kept:
        assert len(list(kept.all_released())) == 2
    assert release("--authority", "EUR/WE") == 3
    assert not (folder.parent / "out" / "07LISBON1.txt.part").exists()
    assert not (folder.parent / "out.part").exists(), "files that nobody has released"


def test_what_is_under_review_waits(folder: Path, capsys: Output) -> None:
    assert run(["review", "open", "07LISBON1", "--for", "unclassified"]) == 0
    capsys.readouterr()
    assert release("--json") == 0
    assert json.loads(capsys.readouterr().out)["under_review"] == 1
    assert not (folder.parent / "out" / "07LISBON1.txt").exists()


def test_what_reads_otherwise_than_when_it_was_ruled_on_waits(folder: Path, capsys: Output) -> None:
    """A line of the heading is withheld, or all, as nobody knows what became of a paragraph."""
    for number, key in (("07LISBON1", "subject"), ("07LISBON4", "p1")):
        with Archive.open(folder) as archive, Reviews.open(folder) as reviews:
            subject = subject_of(archive, archive.find(MRN.parse(number))[0])
            public = '{"level":"unclassified","words":[],"nations":[]}'
            review_id = reviews.open_review(subject.pointer, public, "UNCLASSIFIED")
            (hide,) = ruled(subject.record, key, Action.WITHHOLD, codes=("B6",))
            before = replace(hide, digest=digest_of("Once it was longer."))
            reviews.rule(review_id, [before], by="quill", version=None)
            for step, by in ((Step.SUBMIT, "quill"), (Step.CONFIRM, "harbin")):
                reviews.step(review_id, step, by=by, version=None)
    assert release("--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["read_otherwise"], report["in_full"], report["nothing"]) == (2, 0, 2)
    assert len(list((folder.parent / "out").iterdir())) == 2, "manifest and hashes"
    one = ["redact", "--for", "unclassified", "--draft"]
    for number, status in (("07LISBON1", 0), ("07LISBON4", 4)):
        assert run([*one, number]) == status
        assert "reads otherwise than when it was ruled on" in capsys.readouterr().err
        assert run(["review", "show", number]) == 0
        assert "its text is not here: rule again, then undo it" in capsys.readouterr().out
        assert run(["review", "step", number, "reopen", "--by", "quill"]) == 0
        assert run(["review", "undo", number, "1", "--by", "quill"]) == 0
        assert run([*one, number]) == 0
        assert "otherwise" not in capsys.readouterr().err


KILLED = """
import os, sys
from cablegram.cli import run
from cablegram.release import bulk
real = getattr(bulk, sys.argv[1])
calls = []
def dying(*args, **named):
    calls.append(1)
    if len(calls) == int(sys.argv[2]):
        os._exit(9)
    return real(*args, **named)
setattr(bulk, sys.argv[1], dying)
sys.exit(run(sys.argv[3:]))
"""


@pytest.mark.parametrize(
    ("place", "call"), [("_put", "2"), ("note_in_log", "1"), ("_spooled", "2")]
)
def test_a_crash_releases_nothing_by_half(folder: Path, place: str, call: str) -> None:
    """Killed while files are written, before it is noted, and before it is kept."""
    words = ["redact", "--query", "from:lisbon", "--for", "unclassified", "--into", "out"]
    words += ["--day", "2030-05-01", "--by", "quill", "--archive", str(folder)]
    done = subprocess.run([sys.executable, "-c", KILLED, place, call, *words], check=False)
    assert done.returncode == 9
    out = folder.parent / "out"
    with Kept.open(folder) as kept:
        assert list(kept.all_released()) == []
    assert not out.exists()
    assert release() == 0
    assert len(list(out.iterdir())) == 4
    assert not (folder.parent / "out.part").exists()
    with Kept.open(folder) as kept:
        assert len(list(kept.all_released())) == 2


def test_what_cannot_be_kept_does_not_go_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Kept, "keep", _fail)
        assert release() == 70
        words = ["redact", "07LISBON1", "--for", "unclassified", "--output", "one.txt"]
        assert run(words) == 70
    assert sorted(each.name for each in folder.parent.iterdir()) == ["archive", "out.part"]
    assert release() == 0
    assert (folder.parent / "out" / "07LISBON1.txt").exists()


def test_what_was_ruled_after_a_crash_is_obeyed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(bulk, "note_in_log", _fail)
        assert release() == 70
    with Archive.open(folder) as archive, Reviews.open(folder) as reviews:
        subject = subject_of(archive, archive.find(MRN.parse("07LISBON4"))[0])
        other = '{"level":"secret","words":[],"nations":[]}'
        review_id = reviews.open_review(subject.pointer, other, "SECRET")
        hide = ruled(subject.record, "p1", Action.WITHHOLD, codes=("B6",))
        reviews.rule(review_id, hide, by="quill", version=None)
    assert release() == 0
    assert "[WITHHELD B6]" in (folder.parent / "out" / "07LISBON4.txt").read_text()


def _fail(*_: object) -> None:
    msg = "the log cannot be written"
    raise RuntimeError(msg)
