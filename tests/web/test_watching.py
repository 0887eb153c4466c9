"""Health, readiness and metrics; and the lines that the room writes of itself."""

from __future__ import annotations

import io
import json
import logging
import re
import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from cablegram.accounts import Role
from cablegram.web import Room, reading_room
from cablegram.web.logs import FORMATS, REQUESTS, about, set_up
from cablegram.web.room import LEAST_FREE_BYTES
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.people import READERS, enlist

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.web.logs import Format

TOKEN = "a-token-of-the-one-who-runs-it"
WORD = "zanzibarite"


@pytest.fixture(scope="module")
def watched(folder: Path) -> Iterator[TestClient]:
    with Room(folder, threads=1) as room:
        app = reading_room(room, metrics_token=TOKEN)
        with TestClient(app, base_url="http://localhost", follow_redirects=False) as made:
            assert made.get("/health").text == "ok\n"
            assert made.get("/ready").status_code in {200, 503}
            assert room.wait_until_kept_up(SECONDS)
            yield made


def figures(client: TestClient) -> dict[str, float]:
    made = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert made.status_code == 200
    lines = [line for line in made.text.splitlines() if not line.startswith("#")]
    for line in lines:
        assert re.fullmatch(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+', line), (
            line
        )
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_it_is_ready(watched: TestClient) -> None:
    assert watched.get("/ready").text == "ready\n"
    assert figures(watched)["cablegram_ready_classes"] == 1


def test_a_disk_without_room_is_seen_before_it_is_felt(
    watched: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert figures(watched)["cablegram_ready_disk"] == 1
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=LEAST_FREE_BYTES - 1))
    assert watched.get("/ready").status_code == 503
    said = figures(watched)
    assert said["cablegram_ready_disk"] == 0
    assert said["cablegram_disk_free_bytes"] == pytest.approx(LEAST_FREE_BYTES, rel=1e-5)


def test_metrics_need_the_token(watched: TestClient, client: TestClient) -> None:
    for said in ("", "Bearer", "Bearer x", f"Basic {TOKEN}", f"Bearer {TOKEN}x"):
        assert watched.get("/metrics", headers={"authorization": said}).status_code == 401
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 401


def test_requests_are_counted_by_what_answered(watched: TestClient) -> None:
    key = 'cablegram_requests_total{path="/c/{spelling:path}",method="GET",status="200"}'
    before = figures(watched)
    for path in ("/c/07LISBON4", "/c/07LISBON5", f"/{WORD}", f"/c/{WORD}", f"/search?q={WORD}"):
        watched.get(path)
    watched.request(WORD.upper(), "/")
    after = figures(watched)
    assert after[key] - before.get(key, 0) == 2
    seconds = 'cablegram_request_seconds_bucket{path="/c/{spelling:path}",le="+Inf"}'
    assert after[seconds] - before.get(seconds, 0) == 3
    assert not [name for name in after if WORD in name.lower() or "LISBON" in name]
    assert after["cablegram_requests_in_flight"] == 1


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Return what is logged; pytest's own handlers are given back."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    written = io.StringIO()
    try:
        yield written
    finally:
        for handler in list(root.handlers):
            root.removeHandler(handler)
        for handler in handlers:
            root.addHandler(handler)
        root.setLevel(level)
        for name in ("cablegram", REQUESTS):
            logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.mark.parametrize("kind", FORMATS)
def test_no_text_gets_into_a_line(
    lines: io.StringIO, watched: TestClient, kind: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(kind, lines)
    watched.get(f"/search?q={WORD}")

    def broken(*_: object) -> None:
        raise RuntimeError(WORD)

    monkeypatch.setattr("cablegram.web.application._made", broken)
    assert watched.get("/c/07LISBON4").status_code == 500
    for name in ("uvicorn.error", "asyncio"):
        try:
            raise ValueError(WORD)  # noqa: TRY301 (as others do)
        except ValueError:
            logging.getLogger(name).exception("in %s", WORD)
    logging.getLogger("other").warning("of %s", WORD)
    text = lines.getvalue()
    assert WORD not in text
    assert "RuntimeError" in text
    assert "ValueError" in text
    assert "/c/{spelling:path}" in text
    assert all(line.startswith(("{", "20")) for line in text.splitlines())


def test_a_line_of_json_has_its_parts(lines: io.StringIO) -> None:
    set_up("json", lines)
    logging.getLogger(REQUESTS).info("answered", extra=about(path="/", status=200, ms=1.5))
    said = json.loads(lines.getvalue())
    assert said.pop("at")
    assert said == {
        "level": "info", "event": "answered", "logger": REQUESTS,
        "path": "/", "status": 200, "ms": 1.5,
    }  # fmt: skip


def test_requests_are_left_out_where_they_are_not_wanted(lines: io.StringIO) -> None:
    set_up("text", lines, with_requests=False)
    logging.getLogger(REQUESTS).info("answered")
    assert not lines.getvalue()


def test_settings_that_cannot_be_used_are_told_and_pages_are_made(tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", {})
    session = enlist(folder, {"rita": (Role.READER, READERS["low"])})["rita"]
    with Room(folder, threads=1) as room:
        assert room.wait_until_kept_up(SECONDS)
        app = reading_room(room, metrics_token=TOKEN)
        said = folder / "accounts.toml"
        with TestClient(app, base_url="http://localhost", cookies={"cablegram": session}) as made:
            assert made.get("/help").status_code == 200
            assert made.get("/ready").text == "ready\n"
            said.write_text("[sessions]\nidle_minutes = 0\n")
            answer = made.get("/ready")
            assert (answer.status_code, "what it said before holds" in answer.text) == (200, True)
            assert "idle" not in answer.text
            assert figures(made)["cablegram_settings_in_force"] == 0
            assert made.get("/help").status_code == 200
            said.write_text("[sessions]\nidle_minutes = 30\n")
            assert made.get("/ready").text == "ready\n"
            assert room.door.accounts().settings.idle_seconds == 1800
            assert figures(made)["cablegram_settings_in_force"] == 1
