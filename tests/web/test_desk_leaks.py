"""What a reader sends to the desk is answered by nothing that he may not see."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings

from tests.search.test_leaks import GUEST, NUMBERS, Pairs, first_difference, pairs
from tests.web.desk import noon
from tests.web.test_leaks import ONE, OTHER, SEEN, opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablegram.model import Cable

SENT = (
    *(("/dossiers/add", {"cable": n, "cable2": "item/3", "to": "guest1"}) for n in NUMBERS),
    *(("/note", {"cable": n, "p": p, "exact": exact, "body": "So."}) for n in NUMBERS
      for p in ("", "1", "3") for exact in ("", "harbor")),
    *(("/dossier/guest1", {"do": "by-date", "version": str(n)}) for n in range(1, 9)),
    *((f"/dossier/{name}1", {"do": do, "version": "1", "name": "x"})
      for name in ("high", "nobody") for do in ("copy", "describe", "delete")),
    ("/note", {"do": "delete", "id": "high8", "version": "1"}),
    ("/saved", {"q": "treaty", "name": "Treaty"}),
    ("/saved", {"do": "rename", "id": "high7", "name": "x", "version": "1"}),
)  # fmt: skip
AFTERWARDS = (
    "/dossiers",
    "/dossier/guest1",
    "/dossier/guest1.csv",
    "/notes",
    "/notes.jsonld",
    "/saved",
)


@contextmanager
def fixed() -> Iterator[None]:
    """Give words and times in order, where the desk takes chance and the clock."""
    numbers = count(1)
    with (
        patch("cablegram.archive.desk.base.chance.new_id", lambda: f"new{next(numbers)}"),
        patch("cablegram.archive.desk.base._now", noon),
    ):
        yield


def answers(cables: Sequence[Cable | None]) -> str:
    said = []
    with fixed(), opened(cables, GUEST) as client:
        for place, form in SENT:
            answer = client.post(place, data=form)
            assert answer.status_code < 500, place
            headers = sorted(answer.headers.items())
            said.append(f"{place} {form}\n{answer.status_code}\n{headers}\n{answer.content!r}")
        said += [f"{place}\n{client.get(place).content!r}" for place in AFTERWARDS]
    return "\n".join(said)


@settings(
    max_examples=3,
    phases=(Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(archives=pairs())
def test_what_is_sent_tells_nothing_of_what_is_above(archives: Pairs) -> None:
    one, other = (answers([pair[n] for pair in archives]) for n in (0, 1))
    assert one == other, first_difference(one, other)


def test_nor_does_it_where_all_above_differs() -> None:
    one, other, without = (answers([*SEEN, *more]) for more in (ONE, OTHER, ()))
    assert one == other, first_difference(one, other)
    assert one == without, first_difference(one, without)
    assert "new1" in one
    assert "not held" in one
