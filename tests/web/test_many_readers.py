"""Several readers in one room at once: what one sees changes nothing of what another is given.

Two houses differ in what is above the guest, and in what a colleague of his own clearance keeps for
himself. In each, somebody who sees all asks for every page just before the guest does, through the
same threads and whatever they remember.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import TYPE_CHECKING, Final

import msgspec
import pytest

from cablegram.access import SEES_ALL
from cablegram.accounts import Role
from cablegram.archive import Item
from cablegram.archive.desk import Desk, Pointer
from cablegram.model import MRN
from cablegram.search import Archive
from cablegram.web import Room
from tests.patience import SECONDS
from tests.search.test_leaks import GUEST, POLICY, first_difference, read_whole
from tests.web.desk import furnish, noon
from tests.web.people import client_of, enlist
from tests.web.test_leaks import ONE, OTHER, SEEN
from tests.web.tried import ROWS, SAME_FOR_ALL, places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from starlette.testclient import TestClient

    from cablegram.model import Cable


def tried() -> Iterator[str]:
    """Yield some addresses of every row: the first, one of each ending, the last."""
    for row in ROWS:
        if row.path in SAME_FOR_ALL or row.open_page is not None:
            continue
        found = list(places(row))
        endings = {place.partition("?")[0].rpartition(".")[2]: place for place in reversed(found)}
        yield from dict.fromkeys((found[0], *endings.values(), found[-1]))


PLACES: Final = tuple(tried())


def keep_for_himself(folder: Path, words: str) -> None:
    """Keep a dossier, a note and a search that nobody else sees."""
    numbers = count(1)
    with Desk.open(
        folder, GUEST, owner="colleague", now=noon, new_id=lambda: f"own{next(numbers)}"
    ) as desk:
        at = Pointer(mrn=MRN.parse("07LISBON1"))
        desk.add_items(desk.make_dossier(words), [at], note=words)
        desk.make_note(at, words)
        desk.save_search(words, words)


@contextmanager
def house(folder: Path, above: Sequence[Cable], words: str) -> Iterator[tuple[TestClient, ...]]:
    """Open a room with two readers, one of whom sees all."""
    with Archive.open(folder, create=True) as archive:
        items = [
            Item(source=f"{n}.txt", data=msgspec.json.encode(each.to_dict()))
            for n, each in enumerate([*SEEN, *above])
        ]
        archive.ingest(items, read_whole)
        with archive.connection() as connection:
            # Its random name is part of the tokens of pages.
            connection.execute("UPDATE archive SET identity = 'same'")
    (folder / "policy.toml").write_text(POLICY)
    furnish(folder, GUEST, name="guest", text="Is it so?")
    furnish(folder, SEES_ALL, name="high", text=words)
    keep_for_himself(folder, words)
    people = {"guest": (Role.READER, GUEST), "high": (Role.ADMIN, SEES_ALL)}
    sessions = enlist(folder, people)
    with Room(folder, threads=2) as room:
        assert room.wait_until_kept_up(SECONDS)
        yield tuple(client_of(room, sessions[name]) for name in people)


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[TestClient, ...]]]:
    folder = tmp_path_factory.mktemp("many")
    with ExitStack() as opened:
        yield [
            opened.enter_context(house(folder / name, above, f"{name} and what nobody knows"))
            for name, above in (("one", ONE), ("other", OTHER))
        ]


def said(client: TestClient, place: str, **headers: str) -> str:
    answer = client.get(place, headers=headers)
    assert answer.status_code < 500, place
    return f"{place}\n{answer.status_code}\n{sorted(answer.headers.items())}\n{answer.content!r}"


def test_what_another_sees_changes_nothing(houses: list[tuple[TestClient, ...]]) -> None:
    differs = 0
    for place in PLACES:
        high = [said(each, place) for _, each in houses]
        guest = [said(each, place) for each, _ in houses]
        assert guest[0] == guest[1], first_difference(*guest)
        assert "nobody knows" not in guest[0]
        differs += high[0] != high[1]
    assert differs > len(PLACES) / 3  # else the lines above would say nothing


def test_a_tag_of_anothers_page_opens_nothing(houses: list[tuple[TestClient, ...]]) -> None:
    (guest, high), _ = houses
    differ = 0
    for place in PLACES[::3]:
        theirs, own = high.get(place), guest.get(place)
        if theirs.status_code == 200 and own.status_code == 200 and theirs.content != own.content:
            differ += 1
            again = guest.get(place, headers={"if-none-match": theirs.headers["etag"]})
            assert again.status_code == 200, place
            assert again.content == own.content
    assert differ > 10


def test_at_the_same_time_too(houses: list[tuple[TestClient, ...]]) -> None:
    (guest, high), _ = houses
    some = [place for place in PLACES if not place.startswith("/add")][::5]
    alone = [said(guest, place) for place in some]
    asking = [pair for place in some for pair in ((high, place), (guest, place))]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda pair: said(*pair), asking))
    assert together[1::2] == alone
