"""Files of any length: who is let in no more gets no more of one, nobody takes all places."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from cablegram.accounts import Accounts, Role
from cablegram.web import Room, flowing, reading_room, taking
from cablegram.web.taking import MOST_EACH, LetInNoMore
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.people import READERS, enlist

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from pathlib import Path

    from starlette.types import ASGIApp, Message

PLACE = "/search.csv"


async def nothing() -> None:
    """Happen."""


@dataclass
class House:
    """A room with people who take files."""

    room: Room
    app: ASGIApp
    sessions: dict[str, str]

    async def take(self, name: str, made: Download | None = None) -> Download:
        """Take a file."""
        made = made or Download()
        headers = [
            (b"host", b"localhost"),
            (b"cookie", f"cablegram={self.sessions[name]}".encode()),
        ]
        scope = {
            "type": "http", "method": "GET", "path": PLACE, "raw_path": PLACE.encode(),
            "query_string": b"q=", "headers": headers, "scheme": "http", "http_version": "1.1",
            "client": ("127.0.0.1", 1), "server": ("localhost", 80), "root_path": "",
        }  # fmt: skip
        await self.app(scope, made.receive, made.send)
        return made


@dataclass
class Download:
    """What comes of a file, in the middle of which something may happen."""

    meanwhile: Callable[[], Coroutine[Any, Any, object]] = nothing
    status: int = 0
    taken: bytearray = field(default_factory=bytearray)

    async def receive(self) -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message.get("body"):
            is_first = not self.taken
            self.taken += message["body"]
            if is_first:
                await self.meanwhile()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(flowing, "PIECE_BYTES", 1)
    monkeypatch.setattr(taking, "LOOK_SECONDS", 0.0)
    folder = fill(tmp_path / "archive", *({"mrn": f"07LISBON{n}"} for n in range(1, 40)))
    people = dict.fromkeys(("rita", "rosa", "ruth"), (Role.READER, READERS["low"]))
    sessions = enlist(folder, people)
    with Room(folder, threads=1) as room:
        assert room.wait_until_kept_up(SECONDS)
        yield House(room, reading_room(room), sessions)


@pytest.mark.parametrize("happens", ["shut", "lowered", "ended"])
def test_whoever_is_let_in_no_more_gets_no_more(house: House, happens: str) -> None:
    async def happen() -> None:
        with Accounts.open(house.room.folder) as accounts:
            found = accounts.named("rita")
            assert found is not None
            if happens == "ended":
                accounts.end_all(found.account_id)
            elif happens == "lowered":
                accounts.change(found.account_id, reader=READERS["grouped"])
            else:
                accounts.change(found.account_id, is_active=False)

    whole = len(asyncio.run(house.take("rosa")).taken)
    ended = Download(happen)
    with pytest.raises(LetInNoMore):
        asyncio.run(house.take("rita", ended))
    assert len(ended.taken) < whole / 2


def test_one_person_takes_not_all_places(house: House) -> None:
    statuses: list[int] = []

    async def others() -> None:
        made = [await house.take(name) for name in ("rita", "rosa")]
        statuses.extend(each.status for each in made)

    async def another() -> None:
        await house.take("rita", Download(others))

    async def go() -> None:
        await house.take("rita", Download(another))
        statuses.append((await house.take("rita")).status)

    assert MOST_EACH == 2
    asyncio.run(go())
    assert statuses == [429, 200, 200]


def test_two_together_take_not_all_places(house: House) -> None:
    """Each his two, in any order: whoever comes then finds a place."""
    for order in (("rita", "rosa", "rita"), ("rita", "rita", "rosa")):
        statuses: list[int] = []

        async def last(statuses: list[int] = statuses) -> None:
            made = [await house.take(name) for name in ("rita", "rosa", "ruth")]
            statuses.extend(each.status for each in made)

        taken: Callable[[], Coroutine[Any, Any, object]] = last
        for name in order:
            taken = partial(house.take, name, Download(taken))
        asyncio.run(taken())
        assert statuses == [429, 429, 200]
