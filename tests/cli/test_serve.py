"""`cablegram serve` opens the room for this machine, and closes it again."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from cablegram import cli
from cablegram.accounts import Accounts
from cablegram.adding import Job, Kind, State
from cablegram.adding.job_folder import JOBS_FOLDER, JobFolder
from cablegram.cli._service import NOTIFY_VARIABLE, say_ready
from cablegram.cli.serve import listening_at
from tests.made_up import fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def served(
    folder: Path, *more: str, end: signal.Signals = signal.SIGINT
) -> Iterator[tuple[str, list[str]]]:
    """Serve an archive by a process; yield its address and what it has said before that."""
    words = ["serve", "--archive", str(folder), "--port", "0", "--no-browser", *more]
    environment = {name: value for name, value in os.environ.items() if "CABLEGRAM" not in name}
    process = subprocess.Popen(
        [sys.executable, "-m", "cablegram", *words],
        stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        said: list[str] = []
        while (place := re.search(r"http://127\.0\.0\.1:\d+/", said[-1] if said else "")) is None:
            said.append(process.stderr.readline())
            assert said[-1], said
        yield place[0], said
        process.send_signal(end)
        assert process.wait(30) == (130 if end is signal.SIGINT else 0)
        rest = process.stderr.read()
        said += rest.splitlines()
        assert "Traceback" not in rest
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


def test_it_opens_says_where_and_closes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0cablegram-{os.getpid()}")  # as systemd listens to a service
        manager.settimeout(30)
        monkeypatch.setenv(NOTIFY_VARIABLE, f"@cablegram-{os.getpid()}")
        with (
            served(fill(tmp_path / "archive", {})) as (place, _),
            urllib.request.urlopen(place, timeout=30) as answer,  # noqa: S310 (of our own)
        ):
            assert manager.recv(100) == b"READY=1"
            assert answer.status == 200
            assert "server" not in {name.lower() for name in answer.headers}
            assert b"Reading room" in answer.read()


def test_where_no_manager_listens_nobody_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("", "nowhere", str(tmp_path / "nowhere")):
        monkeypatch.setenv(NOTIFY_VARIABLE, place)
        say_ready()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "manager"))
        manager.settimeout(30)
        monkeypatch.setenv(NOTIFY_VARIABLE, str(tmp_path / "manager"))
        say_ready()
        assert manager.recv(100) == b"READY=1"


def test_where_there_is_no_archive_it_opens_an_empty_room(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    with (
        served(folder) as (place, said),
        urllib.request.urlopen(f"{place}add", timeout=30) as answer,  # noqa: S310 (of our own)
    ):
        assert said[0] == f"there was no archive in {folder}: it has an empty one now\n"
        assert b"Make up a sample archive" in answer.read()


def test_it_says_what_was_interrupted(tmp_path: Path) -> None:
    archive = fill(tmp_path / "archive")
    place = JobFolder(archive / JOBS_FOLDER / "20080104-153000-a1b2c3")
    place.path.mkdir(parents=True)
    begun = datetime(2008, 1, 4, 15, 30, tzinfo=UTC)
    place.write(Job(name=place.path.name, kind=Kind.UPLOAD, state=State.RUNNING, begun=begun))
    # As a service is ended, with the lines that a service writes.
    with served(archive, "--log-format", "json", end=signal.SIGTERM) as (at, said):
        urllib.request.urlopen(f"{at}help", timeout=30).close()  # noqa: S310 (of our own)
    assert f"take it up again: {at}add/20080104-153000-a1b2c3" in said[0]
    assert json.loads(said[-1]) | {"at": "", "ms": 0} == {
        "at": "", "level": "info", "event": "answered", "logger": "cablegram.requests",
        "path": "/help", "method": "GET", "status": 200, "ms": 0,
    }  # fmt: skip


def test_a_token_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("abc")
    assert cli.run(["serve", "--metrics-token-file", str(token)]) == 2


@pytest.mark.parametrize("words", [["--read-only"], []], ids=["read-only", "other-files"])
def test_without_an_archive(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    """Nothing is made where nothing may be added, nor among the files of something else."""
    if not words:
        (tmp_path / "letter.txt").write_text("Dear Ada", encoding="utf-8")
    assert cli.run(["serve", "--archive", str(tmp_path), "--no-browser", *words]) == 3
    assert "there is no archive; `cablegram ingest` makes one" in capsys.readouterr().err
    assert not (tmp_path / "archive.sqlite").exists()


def test_a_port_that_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(tmp_path / "archive", {})
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        words = ["serve", "--archive", str(tmp_path / "archive"), "--port", port, "--no-browser"]
        assert cli.run(words) == 3
    assert f"cannot listen at 127.0.0.1 port {port}" in capsys.readouterr().err


def test_no_answer_waits_for_the_packet_before() -> None:
    """Head and body are two packets; the second was held back until the first was confirmed."""

    async def is_sent_at_once(listening: socket.socket) -> bool:
        said = asyncio.get_running_loop().create_future()

        def taken(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted = writer.get_extra_info("socket")
            said.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(taken, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname()[:2])
            try:
                return bool(await asyncio.wait_for(said, 30))
            finally:
                writer.close()

    with listening_at("127.0.0.1", 0) as listening:
        assert asyncio.run(is_sent_at_once(listening))


def test_alone_is_for_this_machine_and_a_reader_for_whom_is_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = fill(tmp_path / "archive", {})
    reader = tmp_path / "reader.toml"
    reader.write_text('level = "unclassified"\n')
    with Accounts.open(folder, create=True) as accounts:
        accounts.add("rita", now=datetime.now(UTC))
    for words, said in (
        (["--alone", "--host", "0.0.0.0"], "--host must be this machine"),  # noqa: S104
        (["--reader", str(reader)], "--reader goes with --alone"),
        (["--url", "ftp://example.org"], "is not an address such as"),
        (["--url", "https://example.org/room"], "is not an address such as"),
    ):
        assert cli.run(["serve", "--archive", str(folder), "--no-browser", *words]) == 2
        assert said in capsys.readouterr().err


def test_it_warns_of_passwords_that_can_be_read_on_the_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = fill(tmp_path / "archive", {})
    with Accounts.open(folder, create=True) as accounts:
        accounts.add("rita", now=datetime.now(UTC))
    monkeypatch.setattr("cablegram.cli.serve._serve", lambda *_: None)
    words = ["serve", "--archive", str(folder), "--no-browser", "--port", "0"]
    for more, warns in (
        (["--host", "0.0.0.0"], True),  # noqa: S104
        (["--host", "0.0.0.0", "--url", "https://cables.example.org"], False),  # noqa: S104
        ([], False),
    ):
        assert cli.run([*words, *more]) == 0
        assert ("passwords can be read" in capsys.readouterr().err) == warns
