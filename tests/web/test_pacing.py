"""One person cannot take the room from the others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from cablegram.accounts import Role
from cablegram.web import Room, pacing
from cablegram.web.answers import Problem
from cablegram.web.pacing import GIVEN_BACK, MOST_AT_ONCE, MOST_SAVED, Pace
from tests.made_up import fill
from tests.web.people import READERS, client_of, enlist

if TYPE_CHECKING:
    from pathlib import Path


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_allowance_is_used_up_and_comes_back() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.begin("rita")
    pace.spend("rita", MOST_SAVED + 10 * GIVEN_BACK)
    pace.end("rita")
    with pytest.raises(Problem) as told:
        pace.begin("rita")
    assert (told.value.status, told.value.headers["Retry-After"]) == (429, "10")
    pace.begin("anna")
    pace.begin(None)
    clock.now = 11
    pace.begin("rita")
    clock.now = 10_000  # nobody saves more than that
    pace.spend("rita", MOST_SAVED)
    with pytest.raises(Problem):
        pace.begin("rita")


def test_so_much_at_once() -> None:
    pace = Pace(Clock())
    for _ in range(MOST_AT_ONCE):
        pace.begin("rita")
    with pytest.raises(Problem):
        pace.begin("rita")
    pace.begin("anna")
    pace.end("rita")
    pace.begin("rita")


def test_in_a_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = fill(tmp_path / "archive", {})
    low = READERS["low"]
    sessions = enlist(folder, {"rita": (Role.READER, low), "anna": (Role.READER, low)})
    with Room(folder, threads=1) as room:
        assert room.wait_until_kept_up(30)
        monkeypatch.setattr(pacing, "MOST_SAVED", 0.02)
        monkeypatch.setattr(pacing, "GIVEN_BACK", 0.0001)
        rita = client_of(room, sessions["rita"])
        answers = [rita.get("/search?q=harbor") for _ in range(40)]
        statuses = [answer.status_code for answer in answers]
        assert statuses == sorted(statuses)
        assert set(statuses) == {200, 429}
        assert int(answers[-1].headers["retry-after"]) >= 1
        anna = client_of(room, sessions["anna"])
        assert anna.get("/help").status_code == 200
        with Room(folder, threads=1, alone=True) as alone:
            assert alone.wait_until_kept_up(30)
            person = client_of(alone)
            with ThreadPoolExecutor(4) as pool:
                found = pool.map(lambda _: person.get("/search?q=harbor").status_code, range(40))
                assert set(found) == {200}
