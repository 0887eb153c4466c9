"""The addresses that stand for the table of paths in other tests: each row has one that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.places import ADDRESSES, ROWS, addresses

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from cablegram.web.paths import Path

HTML = {"accept": "text/html"}


@pytest.mark.parametrize("path", ROWS, ids=[path.path for path in ROWS])
def test_every_path_has_an_address_that_answers(client: TestClient, path: Path) -> None:
    """If this fails for a path of yours: give it addresses in `tests/web/places.py`."""
    first = addresses(path)[0]
    answer = client.get(first, headers=HTML, follow_redirects=True)
    assert answer.status_code == 200, first
    if answer.headers["content-type"].startswith("text/html"):
        assert "<h1" in answer.text


def test_no_address_of_a_path_that_is_gone() -> None:
    assert set(ADDRESSES) <= {path.path for path in ROWS}
