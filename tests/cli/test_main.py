"""The frame of the command line: verbs, help, exit statuses, completion."""

from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest

from cablegram import cli
from cablegram.errors import AccessDenied, ArchiveError, CablegramError, InputError, QueryError

Output = pytest.CaptureFixture[str]
VERBS = cli.cli.list_commands(click.Context(cli.cli))


def test_version(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda _name: "1.2.3")
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == "cablegram 1.2.3\n"


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_every_verb_begins_with_examples(capsys: Output, verb: str) -> None:
    assert cli.run([verb, "--help"]) == 0
    assert f"  cablegram {verb}" in capsys.readouterr().out


def test_help_names_every_verb(capsys: Output) -> None:
    assert cli.run(["--help"]) == 0
    out = capsys.readouterr().out
    assert {"ingest", "search", "show", "refs", "completion"} <= set(VERBS)
    assert all(f"\n  {verb} " in out for verb in VERBS)


@pytest.mark.parametrize(
    ("words", "now", "expected"),
    [(["ingest", "x"], 0, [19]), (["--color", "ingest", "-"], 15, [19]),
     (["search", "ingest"], 0, []), ([], 0, [])],
)  # fmt: skip
def test_long_work_gives_way(
    monkeypatch: pytest.MonkeyPatch, words: list[str], now: int, expected: list[int]
) -> None:
    said: list[int] = []
    monkeypatch.setattr(sys, "argv", ["cablegram", *words])
    monkeypatch.setattr(cli, "run", lambda: 0)
    monkeypatch.setattr(os, "getpriority", lambda _which, _who: now)
    monkeypatch.setattr(os, "setpriority", lambda _which, _who, niceness: said.append(niceness))
    with pytest.raises(SystemExit):
        cli.main()
    assert said == expected


@pytest.mark.parametrize("args", [["nothing"], ["search", "--nothing"], ["show"]])
def test_wrong_usage(capsys: Output, args: list[str]) -> None:
    assert cli.run(args) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Error:" in err


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QueryError("a b", (2, 3), "odd"), 2),
        (InputError("x.txt", "is damaged"), 3),
        (ArchiveError("folder", "is gone"), 3),
        (FileNotFoundError(2, "No such file", "x.txt"), 3),
        (click.FileError("x.txt", "gone"), 3),
        (AccessDenied("read", "the archive is for members"), 4),
        (CablegramError("odd"), 70),
        (RuntimeError("body of a cable"), 70),
        (OSError("no name"), 70),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
        (BrokenPipeError(), 0),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
)
def test_exit_status(
    capsys: Output, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int
) -> None:
    def fail(**_named: object) -> None:
        raise error

    monkeypatch.setattr(cli.cli, "main", fail)
    monkeypatch.setattr(cli, "_leave_pipe", lambda: None)
    assert cli.run([]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert "body of a cable" not in err  # a text may be in the message of an error
    assert bool(err) is not isinstance(error, BrokenPipeError)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_scripts(capsys: Output, shell: str) -> None:
    assert cli.run(["completion", shell]) == 0
    assert "_CABLEGRAM_COMPLETE" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "word", "expected"),
    [("cablegram se", "se", "search"), ("cablegram search --li", "--li", "--limit")],
)
def test_completion_in_powershell(
    capsys: Output, monkeypatch: pytest.MonkeyPatch, words: str, word: str, expected: str
) -> None:
    cli.run(["completion", "powershell"])  # makes the shell known
    capsys.readouterr()
    monkeypatch.setenv("_CABLEGRAM_COMPLETE", "powershell_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_WORD", word)
    with pytest.raises(SystemExit):
        cli.run([])
    assert f"\t{expected}\t" in capsys.readouterr().out


def test_a_closed_pipe_ends_quietly() -> None:
    script = "from cablegram.cli import main\nmain()"
    process = subprocess.Popen(
        [sys.executable, "-c", script, "--help"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    process.stdout.close()
    with process:
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0
