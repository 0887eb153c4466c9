"""The room keeps what its description promises, asked for all that it allows, and for the rest.

`CABLEGRAM_ASKED=200` asks each operation so often in each way; a few at hand, more in CI.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.python.asgi import HOST

from cablegram import __version__
from cablegram.access import SEES_ALL
from cablegram.accounts import Accounts, Role, Scope
from cablegram.web import Room, pacing, reading_room
from cablegram.web.describing import describe
from cablegram.web.paths import PATHS
from tests.patience import SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from schemathesis import Case
    from schemathesis.specs.openapi.schemas import OpenApiSchema

ASKED: Final = int(
    os.environ.get("CABLEGRAM_ASKED") or ("10" if os.environ.get("CI") == "true" else "4")
)
OPERATIONS: Final = [
    (place, method)
    for place, item in describe(PATHS, __version__)["paths"].items()
    for method in item
]
FOR_SERVERS: Final = frozenset(path.path for path in PATHS if path.is_for_servers)
#: What a query that can be read looks like, and so on: formats that only we know.
FORMATS: Final = {
    "query": [
        "", "dues", "harbor dues", '"harbor dues"', "from:lisbon -visa", "date:2007..2008",
        "tags:PREL OR class:secret", "07LISBON4", "har* sort:-date", "-dues",
    ],
    "token": [""],
    "mrn": ["07LISBON4", "07LISBON4", "07MADRID3", "06MADRID77", "07 LISBON 0004", "99OSLO1"],
    "station": ["LISBON", "AMEMBASSY LISBON", "SECSTATE WASHDC", "NOWHERE"],
    "tag": ["PREL", "EWWT", "prel", "ZZZZ"],
    "person": ["GUILD", "QUILL, ADA", "NOBODY"],
    "year": ["2007", "1958", "1900"],
    "month": ["01", "03", "12"],
    "day": ["01", "09", "28"],
    "dossier": ["all1", "Dues", "nobody"],
    "subscription": ["alls1", "alls2", "nobody"],
    "feed": ["feed-of-all", "nobody"],
}  # fmt: skip
for _name, _values in FORMATS.items():
    schemathesis.openapi.format(f"cablegram-{_name}", st.sampled_from(_values))

CONFIG: Final = """
[checks.positive_data_acceptance]
# What is as it should be can still stand elsewhere, be one of two, or not be held; 400 see below.
# A change can come too late, be of what is another's, or lack what only some changes need.
# 401 and 429: who signs in is not who he says, and is slowed down; of other pages see below.
expected-statuses = ["2xx", 300, 301, 302, 303, 400, 401, 403, 404, 409, 422, 429]
"""
#: What the description cannot tell: that a query can be read, that a token, a number of a cable or
#: a day is one, and that `5.0`, a whole number to JSON Schema, is none in an address.
UNREAD: Final = re.compile(
    rb"wrong-(?:query|page)|That (?:query|page) is not (?:right|there)"
    rb"|must be a (?:year|whole number|number, such as|day)"
)


@pytest.fixture(scope="module")
def folder(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the archive that the tests share: what is sent here changes it."""
    copy = tmp_path_factory.mktemp("promises") / "archive"
    shutil.copytree(folder, copy)
    return copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to ask: the description that a room gives, and what is sent along with each request."""

    schema: OpenApiSchema
    headers: Callable[[], dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Alone where nobody signs in; where people do, as a program and as a browser."""

    alone: Way
    by_token: Way
    by_session: Way


@pytest.fixture(scope="module")
def ways(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    """Return the ways to ask two rooms; who signs in may see and do everything.

    Each request of the browser has a session of its own: what is sent ends some of them.
    """
    other = tmp_path_factory.mktemp("promises") / "accounts"
    shutil.copytree(folder, other)
    now = datetime.now(UTC)
    with (
        pytest.MonkeyPatch.context() as patch,
        Accounts.open(other, create=True) as accounts,
        Room(folder) as alone,
    ):
        patch.setattr(pacing, "MOST_SAVED", 1e9)
        adam, berta = (
            accounts.add(name, role=Role.ADMIN, reader=SEES_ALL, now=now).account_id
            for name in ("adam", "berta")
        )
        token = accounts.make_token(
            adam, name="all", scopes=Scope, now=now, ends=now + timedelta(days=1)
        )

        def by_token() -> dict[str, str]:
            return {"authorization": f"Bearer {token.secret}"}

        def by_session() -> dict[str, str]:
            return {"cookie": f"cablegram={accounts.begin(berta, now=datetime.now(UTC)).token}"}

        with Room(other) as house:
            yield Ways(
                alone=_way(alone, dict),
                by_token=_way(house, by_token),
                by_session=_way(house, by_session),
            )


def _way(room: Room, headers: Callable[[], dict[str, str]]) -> Way:
    assert room.wait_until_kept_up(SECONDS)
    found = schemathesis.openapi.from_asgi(
        "/openapi.json",
        reading_room(room, hosts=(HOST,)),
        config=SchemathesisConfig.from_str(CONFIG),
        headers=headers(),
    )
    return Way(schema=found, headers=headers)


def _is_for_all(way: Way, place: str, method: str) -> bool:
    return "security" not in way.schema[place][method].definition.raw


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("place", "method"), OPERATIONS)
def test_what_is_promised_is_kept(
    ways: Ways, place: str, method: str, mode: GenerationMode
) -> None:
    """A third of it in each way; what is for all needs no token."""
    third = ASKED // 3
    _ask(ways.alone, place, method, mode, third)
    if not _is_for_all(ways.alone, place, method):
        _ask(ways.by_token, place, method, mode, third)
    _ask(ways.by_session, place, method, mode, third, origin=f"http://{HOST}")


@pytest.mark.parametrize("place", [place for place, method in OPERATIONS if method == "post"])
def test_a_form_with_a_session_and_without_its_origin_changes_nothing(
    ways: Ways, place: str
) -> None:
    """Though it is as it should be otherwise. A server of others has none to tell, but no other."""
    origin = "http://elsewhere.example" if place in FOR_SERVERS else ""
    mode, third = GenerationMode.POSITIVE, ASKED // 3
    _ask(ways.by_session, place, "post", mode, third, origin=origin, refused=403)


def _ask(
    way: Way,
    place: str,
    method: str,
    mode: GenerationMode,
    count: int,
    *,
    origin: str = "",
    refused: int | None = None,
) -> None:
    operation = way.schema[place][method]
    may_be_slowed = _is_for_all(way, place, method)  # signing in is

    @seed(20_261_126)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        sent = {**way.headers(), **({"origin": origin} if origin else {})}
        answer = case.call_and_validate(allow_redirects=False, headers=sent)
        if refused is not None:
            assert answer.status_code == refused, case.as_curl_command()
            return
        assert may_be_slowed or answer.status_code not in {401, 429}, case.as_curl_command()
        led_to = answer.headers.get("location", [""])[0]
        assert may_be_slowed or not led_to.startswith("/sign-in"), case.as_curl_command()
        if answer.status_code == 400 and mode is GenerationMode.POSITIVE and method == "get":
            assert UNREAD.search(answer.content), case.as_curl_command()

    if mode is GenerationMode.NEGATIVE and not operation.definition.raw.get("parameters"):
        return  # nothing can be wrong
    try:
        ask()
    except Unsatisfiable:  # any text is one of these
        assert mode is GenerationMode.NEGATIVE
