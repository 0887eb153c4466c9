"""People of a newsroom, with accounts in an archive, for the tests of the room."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec
from starlette.testclient import TestClient

from cablegram.access import Reader
from cablegram.accounts import Accounts, Role
from cablegram.archive import Item
from cablegram.model import Level, Marking, Paragraph
from cablegram.search import Archive
from cablegram.web import reading_room
from tests.made_up import cable
from tests.search.test_leaks import read_whole

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


POLICY: Final = """\
base = "us"
[groups.desk]
need_to_know = ["EXDIS"]
"""
#: Cables that are kept from some of them, each by something else; the kept words are in all.
MARKED: Final = (
    cable("07LISBON1"),
    cable("07LISBON2", level="secret"),
    cable("07LISBON3", controls=("SBU",)),
    cable("07LISBON4", controls=("NOFORN",)),
    cable("07LISBON5", captions=("NODIS",)),
    cable("07LISBON6", captions=("EXDIS",)),
    cable("07LISBON7", text=("The quay is old.",), level="secret"),
)


def newsroom_of(folder: Path) -> dict[str, str]:
    """Make an archive of these cables for people of every role and every reader of the table.

    Returns:
        The secret of a session of each, by role and reader: `annotator low`.
    """
    kept = (Paragraph(text="The treaty is void.", number=1),)  # without a mark: as the banner
    part = (
        Paragraph(text="The quay is old.", number=1, marking=Marking(level=Level.UNCLASSIFIED)),
        Paragraph(text="The treaty is void.", number=2, marking=Marking(level=Level.SECRET)),
    )
    with Archive.open(folder, create=True) as archive:
        cables = [replace(each, paragraphs=kept) for each in MARKED[:-1]]
        cables.append(replace(MARKED[-1], paragraphs=part))
        items = [
            Item(source=f"{n}.txt", data=msgspec.json.encode(each.to_dict()))
            for n, each in enumerate(cables)
        ]
        archive.ingest(items, read_whole)
    (folder / "policy.toml").write_text(POLICY)
    people = {f"{role}.{name}": (role, reader) for role in Role for name, reader in READERS.items()}
    return {name.replace(".", " "): token for name, token in enlist(folder, people).items()}
