"""People of a newsroom, with accounts in an archive, for the tests of the room."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from starlette.testclient import TestClient

from cablegram.access import Reader
from cablegram.accounts import Accounts, Role
from cablegram.model import Level
from cablegram.web import reading_room

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.web import Room

ADDRESS: Final = "http://localhost"
#: What a browser says of a form on a page of the room.
FROM_HERE: Final = {"origin": ADDRESS}
PERSON: Final = {"accept": "text/html"}
PASSWORD: Final = "correct horse battery staple"
#: Readers who differ in level, controls, nationality, caption and group.
READERS: Final = {
    "low": Reader(level=Level.UNCLASSIFIED),
    "secret": Reader(level=Level.SECRET),
    "admitted": Reader(level=Level.SECRET, controls=frozenset({"SBU"})),
    "foreign": Reader(level=Level.SECRET, nationality="GBR"),
    "needing": Reader(level=Level.SECRET, need_to_know=frozenset({"NODIS"})),
    "grouped": Reader(level=Level.UNCLASSIFIED, groups=frozenset({"desk"})),
    "all": Reader(sees_all=True),
}


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def enlist(
    folder: Path, people: dict[str, tuple[Role, Reader]], *, signs_in: str = ""
) -> dict[str, str]:
    """Give people accounts, and return the secret of a session of each.

    One of them at most has a password: to make one takes a while.
    """
    sessions = {}
    with Accounts.open(folder, create=True) as accounts:
        for name, (role, reader) in people.items():
            made = accounts.add(
                name,
                role=role,
                reader=reader,
                now=now(),
                password=PASSWORD if name == signs_in else None,
            )
            sessions[name] = accounts.begin(made.account_id, now=now()).token
    return sessions


def client_of(room: Room, session: str = "", **headers: str) -> TestClient:
    """Return the browser of somebody who has signed in, or of nobody."""
    return TestClient(
        reading_room(room),
        base_url=ADDRESS,
        follow_redirects=False,
        cookies={"cablegram": session} if session else None,
        headers={**PERSON, **headers},
    )
