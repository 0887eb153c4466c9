"""The room keeps what its description promises, asked for all that it allows, and for the rest.

`CABLEGRAM_ASKED=200` asks each operation so often in each way; a few at hand, more in CI.
"""

from __future__ import annotations

import os
import re
import shutil
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
from tests.web.conftest import SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
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
expected-statuses = ["2xx", 300, 301, 302, 303, 400, 403, 404, 409, 422]
"""
#: What the description cannot tell: that a query can be read, that a token or a day is one, and
#: that `5.0`, a whole number to JSON Schema, is none in an address.
UNREAD: Final = re.compile(
    rb"wrong-(?:query|page)|That (?:query|page) is not (?:right|there)"
    rb"|must be a (?:year|whole number|day)"
)


@pytest.fixture(scope="module")
def folder(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the archive that the tests share: what is sent here changes it."""
    copy = tmp_path_factory.mktemp("promises") / "archive"
    shutil.copytree(folder, copy)
    return copy


@pytest.fixture(scope="module")
def schemas(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[tuple[OpenApiSchema, dict[str, str]]]]:
    """Return the descriptions of two rooms as they give them, and what is sent along.

    In one nobody signs in; in the other a program has the token of somebody who may do everything.
    """
    other = tmp_path_factory.mktemp("promises") / "accounts"
    shutil.copytree(folder, other)
    sent = {"authorization": f"Bearer {token_of(other)}"}
    with pytest.MonkeyPatch.context() as patch, Room(folder) as alone, Room(other) as house:
        patch.setattr(pacing, "MOST_SAVED", 1e9)
        made = []
        for room, headers in ((alone, {}), (house, sent)):
            assert room.wait_until_kept_up(SECONDS)
            found = schemathesis.openapi.from_asgi(
                "/openapi.json",
                reading_room(room, hosts=(HOST,)),
                config=SchemathesisConfig.from_str(CONFIG),
                headers=headers,
            )
            made.append((found, headers))
        yield made


def token_of(folder: Path) -> str:
    """Return the token of somebody who may see and do everything."""
    now = datetime.now(UTC)
    with Accounts.open(folder, create=True) as accounts:
        made = accounts.add("adam", role=Role.ADMIN, reader=SEES_ALL, now=now)
        token = accounts.make_token(
            made.account_id, name="all", scopes=Scope, now=now, ends=now + timedelta(days=1)
        )
    return token.secret


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("place", "method"), OPERATIONS)
def test_what_is_promised_is_kept(
    schemas: list[tuple[OpenApiSchema, dict[str, str]]],
    place: str,
    method: str,
    mode: GenerationMode,
) -> None:
    """Half of it where nobody signs in, half with a token; what is for all, without one alone."""
    is_for_all = "security" not in schemas[0][0][place][method].definition.raw
    for schema, headers in schemas[:1] if is_for_all else schemas:
        _ask(schema, headers, place, method, mode, ASKED if is_for_all else ASKED // 2)


def _ask(
    schema: OpenApiSchema,
    headers: dict[str, str],
    place: str,
    method: str,
    mode: GenerationMode,
    count: int,
) -> None:
    operation = schema[place][method]

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
        answer = case.call_and_validate(allow_redirects=False, headers=headers)
        assert answer.status_code not in {401, 429}, case.as_curl_command()
        if answer.status_code == 400 and mode is GenerationMode.POSITIVE and method == "get":
            assert UNREAD.search(answer.content), case.as_curl_command()

    if mode is GenerationMode.NEGATIVE and not operation.definition.raw.get("parameters"):
        return  # nothing can be wrong
    try:
        ask()
    except Unsatisfiable:  # any text is one of these
        assert mode is GenerationMode.NEGATIVE
