"""`cablegram serve` opens the room for this machine, and closes it again."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

from cablegram import cli
from cablegram.cli.serve import _listening
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_it_opens_says_where_and_closes(tmp_path: Path) -> None:
    fill(tmp_path / "archive", {})
    words = ["serve", "--archive", str(tmp_path / "archive"), "--port", "0", "--no-browser"]
    environment = {name: value for name, value in os.environ.items() if "CABLEGRAM" not in name}
    process = subprocess.Popen(
        [sys.executable, "-m", "cablegram", *words],
        stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        place = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert place is not None, line
        with urllib.request.urlopen(place[0], timeout=30) as answer:  # noqa: S310 (of our own)
            assert answer.status == 200
            assert "server" not in {name.lower() for name in answer.headers}
            assert b"Reading room" in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert "Traceback" not in process.stderr.read()
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


def test_without_an_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["serve", "--archive", str(tmp_path / "none"), "--no-browser"]) == 3
    assert "there is no archive; `cablegram ingest` makes one" in capsys.readouterr().err


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

    with _listening("127.0.0.1", 0) as listening:
        assert asyncio.run(is_sent_at_once(listening))
