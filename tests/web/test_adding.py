"""Adding through the room: what is taken, what is refused, and what is told of it."""

from __future__ import annotations

import asyncio
import errno
import io
import os
import threading
import time
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from cablegram.access import Reader
from cablegram.adding import Jobs, Limits
from cablegram.archive.lock import writing
from cablegram.model import Level
from cablegram.web import Room, reading_room, uploads
from cablegram.web.answers import Problem
from tests.made_up import fill
from tests.patience import SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.types import Message

CABLE = (
    b"FM AMEMBASSY LISBON\nTO SECSTATE WASHDC\nC O N F I D E N T I A L LISBON 000009\n\n"
    b"SUBJECT: DREDGING RESUMES\n\n1. (C) The harbor board told us.\n"
)
JSON = {"accept": "application/json"}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with Room(fill(tmp_path / "archive"), threads=2, keep_up_seconds=0.2) as opened:
        assert opened.wait_until_kept_up(SECONDS)
        yield opened


@pytest.fixture
def visitor(room: Room) -> TestClient:
    return client_of(room)


def client_of(room: Room) -> TestClient:
    return TestClient(reading_room(room), base_url="http://localhost", follow_redirects=False)


def ended(client: TestClient, place: str) -> dict[str, Any]:
    end = time.monotonic() + SECONDS
    while True:
        found: dict[str, Any] = client.get(f"{place}.json").json()
        if found["state"] not in {"waiting", "running"}:
            return found
        assert time.monotonic() < end
        threading.Event().wait(0.05)


def send(client: TestClient, *files: tuple[str, bytes], **headers: str) -> Any:  # noqa: ANN401
    parts = [("files", (name, data)) for name, data in files]
    return client.post("/add", files=parts, headers=headers)


def test_files_are_added_and_found(visitor: TestClient) -> None:
    assert "The archive is empty" in visitor.get("/").text
    page = visitor.get("/add")
    assert page.status_code == 200
    assert "Make up a sample archive" in page.text
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("in/it.txt", CABLE.replace(b"000009", b"000010"))
        made.writestr("bomb.txt", b"a" * (300 << 20))
    answer = send(
        visitor,
        ("lisbon/9.txt", CABLE),
        ("more.zip", packed.getvalue()),
        ("<b>.png", b"\x89PNG"),
    )
    assert answer.status_code == 303
    place = answer.headers["location"]
    job = ended(visitor, place)
    assert (job["state"], job["files"], job["share"]) == ("done", 3, 1)
    report = job["report"]
    assert (report["new_cables"], report["unread_total"]) == (2, 2)
    why = {each["source"]: each["reason"] for each in report["unread"]}
    assert "more than 64 MB" in why["more.zip!/bomb.txt"]
    text = visitor.get(place).text
    assert "2 new cables" in text
    assert "&lt;b&gt;.png" in text
    assert 'href="/c/' in text or 'href="/item/' in text
    end = time.monotonic() + SECONDS
    while visitor.get("/search.json?q=dredging").json()["total"] < 2:  # as the index catches up
        assert time.monotonic() < end
        threading.Event().wait(0.05)
    assert job["new"][0]["subject"] == "DREDGING RESUMES"
    assert visitor.get(job["new"][0]["place"]).status_code == 200
    again = ended(visitor, send(visitor, ("other.txt", CABLE)).headers["location"])
    assert (again["report"]["new_cables"], again["report"]["duplicates"]) == (0, 1)
    assert "Nothing new" in visitor.get(again["place"]).text
    listed = visitor.get("/add.json").json()["jobs"]
    assert {each["place"] for each in listed} == {place, again["place"]}
    assert "Make up a sample archive" not in visitor.get("/add").text


def test_an_empty_room_offers_a_sample(visitor: TestClient) -> None:
    answer = visitor.post("/add/sample", headers=JSON)
    assert answer.status_code == 202
    place = answer.json()["place"]
    assert visitor.post("/add/sample", headers=JSON).json()["error"] == "not-empty"
    page = visitor.get(place).text
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "Making up cables" in page
    job = ended(visitor, place)
    assert job["report"]["inputs"] == 500
    assert job["next"] == f"{place}.json?from=51"
    assert len(visitor.get(job["next"]).json()["new"]) == 50
    second = visitor.get(f"{place}?from=51").text
    assert "To the first" in second
    assert f"{place}?from=101" in second
    assert visitor.post("/add/sample", headers=JSON).status_code == 409
    assert visitor.get("/add/sample", headers=JSON).status_code == 404


def test_who_writes_already_is_told(room: Room, visitor: TestClient, tmp_path: Path) -> None:
    with writing(tmp_path / "archive"):
        place = send(visitor, ("9.txt", CABLE)).headers["location"]
        end = time.monotonic() + SECONDS
        while visitor.get(f"{place}.json").json()["step"] != "waiting":
            assert time.monotonic() < end
            threading.Event().wait(0.05)
        page = visitor.get(place).text
        assert "Another program is writing to the archive" in page
        wrong = visitor.post(place, data={"do": "dance"}, headers=JSON)
        assert (wrong.status_code, wrong.json()["error"]) == (400, "wrong-parameter")
        assert visitor.post(place, data={"do": "discard"}, headers=JSON).status_code == 409
        assert visitor.post(place, data={"do": "stop"}).headers["location"] == place
        assert ended(visitor, place)["state"] == "stopped"
    assert "Take it up again" in visitor.get(place).text
    assert visitor.post(place, data={"do": "resume"}, headers=JSON).status_code == 202
    assert ended(visitor, place)["report"]["new_cables"] == 1
    assert visitor.post(place, data={"do": "resume"}, headers=JSON).status_code == 409
    assert visitor.post(place, data={"do": "discard"}).headers["location"] == "/add"
    assert visitor.get(place).status_code == 404
    assert visitor.get(f"{place}.json").json()["error"] == "no-such-job"
    assert visitor.post(place, data={"do": "stop"}).status_code == 404
    assert room.jobs is not None


def test_many_send_at_once(visitor: TestClient) -> None:
    places: list[str] = []

    def one(number: int) -> None:
        data = CABLE.replace(b"000009", f"{number:06}".encode())
        places.append(send(visitor, (f"{number}.txt", data)).headers["location"])

    threads = [threading.Thread(target=one, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(places)) == 4
    assert [ended(visitor, place)["report"]["new_cables"] for place in places] == [1] * 4


@pytest.mark.parametrize("read_only", [False, True])
def test_nobody_else_adds(tmp_path: Path, read_only: bool) -> None:
    """Whoever does not see all, and anybody in a room that is for reading only."""
    folder = fill(tmp_path / "archive", {})
    reader = {} if read_only else {"reader": Reader(level=Level.CONFIDENTIAL)}
    with Room(folder, threads=1, read_only=read_only, **reader) as opened:  # type: ignore[arg-type]
        assert opened.wait_until_kept_up(SECONDS)
        client = client_of(opened)
        job = "/add/20080104-153000-a1b2c3"
        answers = [
            client.get("/add", headers=JSON),
            client.get("/add.json"),
            client.get(job, headers=JSON),
            client.get(f"{job}.json"),
            client.post("/add/sample", headers=JSON),
            client.post(job, data={"do": "stop"}, headers=JSON),
            send(client, ("9.txt", CABLE), **JSON),
        ]
        assert [each.status_code for each in answers] == [403] * 7
        said = [each.json()["error"] for each in answers]
        assert said[:4] == ["not-to-add"] * 4
        assert said[4:] == ["read-only" if read_only else "not-to-add"] * 3
        for place in ("/", "/search", "/help", "/nothing-here", "/add"):
            assert 'href="/add"' not in client.get(place).text, place
    assert not (folder / "added").exists()


BOUNDARY = "b0undary"
HALF = b"--b0undary\r\nContent-Disposition: form-data; name=files; filename=a\r\n\r\nhalf"
FIELD = "Content-Disposition: form-data; name=x"
KIND = f"multipart/form-data; boundary={BOUNDARY}"


def body(*parts: tuple[str, bytes], end: str = "--") -> bytes:
    made = b"".join(
        f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + data + b"\r\n" for head, data in parts
    )
    return made + f"--{BOUNDARY}{end}\r\n".encode()


def part(name: str, data: bytes = CABLE) -> tuple[str, bytes]:
    return f'Content-Disposition: form-data; name="files"; filename="{name}"', data


@pytest.mark.parametrize(
    ("sent", "kind", "status", "code"),
    [
        (body(part("a")), "text/plain", 415, "no-files"),
        (body(part("a")), "", 415, "no-files"),
        (b"do=stop", "application/x-www-form-urlencoded", 415, "no-files"),
        (body(part("a")), "multipart/form-data", 400, "broken-upload"),
        (body(part("a")), "multipart/form-data; boundary=", 400, "broken-upload"),
        (body(part("a")), f"multipart/form-data; boundary={'b' * 201}", 400, "broken-upload"),
        (b"", KIND, 400, "broken-upload"),
        (b"no parts at all", KIND, 400, "broken-upload"),
        (body(part("a"), end=""), KIND, 400, "broken-upload"),
        (body(part("a"))[:-30], KIND, 400, "broken-upload"),
        (body(("X: " + "y" * 20_000, b"")), KIND, 400, "broken-upload"),
        (body(("X: y\r\n" * 50, b"")), KIND, 400, "broken-upload"),
        (body((FIELD, b"y" * 200_000)), KIND, 400, "broken-upload"),
        (body(*[(FIELD, b"")] * 101), KIND, 400, "broken-upload"),
        (body(), KIND, 400, "no-files"),
        (body(part("")), KIND, 400, "no-files"),
        (body(part(".hidden")), KIND, 400, "no-files"),
        (body((FIELD, b"y")), KIND, 400, "no-files"),
        (body(part("x" * 2000)), KIND, 400, "name-too-long"),
        (body(part("a", b"x" * 600)), KIND, 413, "file-too-large"),
        (body(*[part("a", b"x" * 500)] * 3), KIND, 413, "too-large"),
        (body(*[part("a", b"x")] * 4), KIND, 413, "too-many-files"),
    ],
)  # fmt: skip
def test_what_is_refused_leaves_nothing(
    room: Room, visitor: TestClient, sent: bytes, kind: str, status: int, code: str
) -> None:
    assert room.jobs is not None
    limit = Limits(total_bytes=1_000, file_bytes=550, files=3)
    room.jobs.limits = limit if status == 413 else Limits()
    answer = visitor.post("/add", content=sent, headers={**JSON, "content-type": kind})
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert answer.json()["schema"] == "cablegram.error/1"
    jobs = room.jobs
    assert jobs.all() == ()
    added = jobs._archive / "added"
    assert not added.exists() or list(added.iterdir()) == []


def test_names_stay_names(room: Room, visitor: TestClient) -> None:
    assert room.jobs is not None
    names = (
        "../../../evil.txt",
        "/etc/passwd",
        "a%22b%0D%0ASet-Cookie: x=y",
        "C:\\\\a\\\\b.txt",
        "é€.txt",
    )
    sent = body(*(part(name, CABLE + str(n).encode()) for n, name in enumerate(names)))
    answer = visitor.post("/add", content=sent, headers={"content-type": KIND})
    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers
    job = ended(visitor, answer.headers["location"])
    assert job["state"] == "done"
    archive = room.jobs._archive
    assert not list(archive.parent.rglob("evil*"))
    future = room.submit(lambda opened: opened.summaries(range(1, 6)))
    sources = [each.source for each in future.result(SECONDS).values()]
    assert sources[:2] == ["../../../evil.txt", "/etc/passwd"]
    assert sources[2].replace("\N{REPLACEMENT CHARACTER}", "|") == 'a"b||Set-Cookie: x=y'
    assert sources[4] == "é€.txt"


def received(pieces: list[Message], jobs: Jobs) -> str:
    """Take in a body that comes in pieces; `wait` in one says how long it is waited for."""

    async def receive() -> Message:
        message = pieces.pop(0) if pieces else {"type": "http.disconnect"}
        await asyncio.sleep(float(message.pop("wait", 0)))
        return message

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", KIND.encode())]}
    return asyncio.run(uploads.received(Request(scope, receive), jobs))["job"]


def piece(data: bytes, *, more: bool = True, wait: float = 0) -> Message:
    return {"type": "http.request", "body": data, "more_body": more, "wait": wait}


def test_byte_by_byte(tmp_path: Path) -> None:
    jobs = Jobs(fill(tmp_path / "archive"))
    whole = body(part("a.txt"), part("b.txt"))
    with writing(tmp_path / "archive"):
        name = received([*(piece(bytes([each])) for each in whole), piece(b"", more=False)], jobs)
        assert jobs.job(name).files == 2
        jobs.close()


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ([piece(HALF), piece(b"", more=False, wait=1)], "too-slow"),
        ([piece(HALF)], "broken-upload"),
        ([piece(HALF), piece(b"x", wait=0.1), piece(b"y", wait=0.1)], "too-slow"),
        ([piece(body(part("a"))), *[piece(b"x" * 60_000)] * 2], "broken-upload"),
    ],
    ids=["silent", "gone", "dripping", "does not end"],
)
def test_who_does_not_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pieces: list[Message], code: str
) -> None:
    monkeypatch.setattr(uploads, "IDLE_SECONDS", 0.3)
    monkeypatch.setattr(uploads, "DRAIN_SECONDS", 0.1)
    monkeypatch.setattr(uploads, "SLOW_AFTER_SECONDS", 0.15)
    monkeypatch.setattr(uploads, "LEAST_BYTES_A_SECOND", 100_000)
    jobs = Jobs(fill(tmp_path / "archive"))
    with pytest.raises(Problem) as raised:
        received([{**each} for each in pieces], jobs)
    assert raised.value.code == code
    assert list((tmp_path / "archive" / "added").iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_what_cannot_be_written_is_told(
    room: Room, visitor: TestClient, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    assert room.jobs is not None
    monkeypatch.setattr("cablegram.adding.lot.Lot.write", fail)
    answer = send(visitor, ("9.txt", CABLE), **JSON)
    assert (answer.status_code, answer.json()["error"]) == (507, "not-written")
    assert os.strerror(number) in answer.json()["message"]
    assert room.jobs.all() == ()
    assert list((room.jobs._archive / "added").iterdir()) == []


def test_a_page_of_another_place_adds_nothing(visitor: TestClient) -> None:
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert send(visitor, ("9.txt", CABLE), **headers).status_code == 403
        assert visitor.post("/add/sample", headers=headers).status_code == 403
    assert visitor.get("/add.json").json()["jobs"] == []


@pytest.mark.parametrize(
    "name",
    ["%2e%2e%2fx", "x", "20080104-153000-a1b2c3", "%00", "x.json.json"],
)
def test_reports_that_are_not_there(visitor: TestClient, name: str) -> None:
    assert visitor.get(f"/add/{name}", headers=JSON).status_code == 404
    assert visitor.post(f"/add/{name}", data={"do": "stop"}, headers=JSON).status_code in {404, 405}
