"""Who signs out of his institution is out here, when it says so; nobody else can say it."""

from __future__ import annotations

import base64
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from joserfc.jwk import ECKey, OctKey

from cablegram.access import us_policy
from cablegram.accounts import Account, Accounts, Provider, Scope, Session, SignOnError
from cablegram.accounts.base import FILE_NAME
from cablegram.accounts.leaving import EVENT
from cablegram.errors import ArchiveError
from tests.accounts.made import GOOD, HERE, NOW, later
from tests.accounts.provider import CLIENT, ISSUER, ROOM, SECRET, SETTINGS, Institution

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

POLICY = us_policy()


@pytest.fixture
def institution() -> Institution:
    return Institution()


@pytest.fixture
def room(tmp_path: Path, accounts: Accounts, institution: Institution) -> Iterator[Accounts]:
    accounts.close()
    (tmp_path / "accounts.toml").write_text(SETTINGS)
    (tmp_path / "sign-on.key").write_text(SECRET)
    with Accounts.open(tmp_path) as opened:
        assert opened.settings.sign_on is not None
        opened.provider = Provider(opened.settings.sign_on, transport=institution.transport)
        yield opened


def come(
    room: Accounts,
    institution: Institution,
    *,
    sid: str = "",
    now: dt.datetime = NOW,
    **said: object,
) -> tuple[Session, Account]:
    """Have somebody sign on; the institution says in which session of its own."""
    institution.said |= said
    institution.change = lambda claims: {**claims, **({"sid": sid} if sid else {})}
    address, cookie = room.begin_sign_on(return_to="/", now=now)
    back = institution.sign_on(address)
    session, _ = room.finish_sign_on(**back, cookie=cookie, issuer=None, policy=POLICY, now=now)
    found = room.session(session.token, now=now)
    assert found is not None
    return session, found[1]


def is_in(room: Accounts, session: Session) -> bool:
    return room.session(session.token, now=NOW) is not None


def test_all_sessions_of_a_subject_end_and_no_others(
    room: Accounts, institution: Institution
) -> None:
    first, ana = come(room, institution, sid="s1")
    second, _ = come(room, institution)
    here = room.add("eva", now=NOW, password=GOOD)
    others = room.begin(here.account_id, now=NOW)
    ben, _ = come(room, institution, sid="s9", sub="u-18", preferred_username="ben")
    token = room.make_token(
        ana.account_id, name="export", scopes=[Scope.READ], ends=later(days=1), now=NOW
    )
    left = room.hear_logout(institution.logout_token(sub="u-17"), now=NOW)
    assert [each.account_id for each in left] == [ana.account_id]
    assert [is_in(room, each) for each in (first, second, others, ben)] == [False] * 2 + [True] * 2
    assert room.bearer(token.secret, now=NOW) is not None  # a program has not signed in there
    assert is_in(room, come(room, institution, sub="u-17")[0])  # and he may come again


def test_a_session_there_ends_those_begun_by_it(room: Accounts, institution: Institution) -> None:
    first, ana = come(room, institution, sid="s1")
    second, _ = come(room, institution, sid="s2")
    unsaid, _ = come(room, institution)
    ben, _ = come(room, institution, sid="s2", sub="u-18", preferred_username="ben")
    alone = institution.logout_token(sub=None, sid="s1")
    assert [each.name for each in room.hear_logout(alone, now=NOW)] == [ana.name]
    assert [is_in(room, each) for each in (first, second, unsaid)] == [False, True, True]
    both = institution.logout_token(sub="u-17", sid="s2")
    room.hear_logout(both, now=NOW)
    assert [is_in(room, each) for each in (second, unsaid, ben)] == [False, False, True]


def test_a_token_counts_once(room: Accounts, institution: Institution, tmp_path: Path) -> None:
    """Whoever has seen it go by could sign somebody out again and again."""
    token = institution.logout_token()
    assert room.hear_logout(token, now=NOW) == ()  # nobody is here; that is no fault
    session, _ = come(room, institution)
    for at in (NOW, later(seconds=179)):
        with pytest.raises(SignOnError, match="heard"):
            room.hear_logout(token, now=at)
    assert is_in(room, session)
    with pytest.raises(SignOnError, match=r"\(exp\)"):
        room.hear_logout(token, now=later(seconds=190))
    room.hear_logout(institution.logout_token(sub="x", exp=int(later(days=1).timestamp())), now=NOW)
    room.hear_logout(institution.logout_token(sub="x", exp=later(hours=1).timestamp()), now=NOW)
    room.hear_logout(institution.logout_token(exp=later(hours=3).timestamp()), now=later(hours=2))
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:  # what has ended is forgotten
        assert connection.execute("SELECT count(*) FROM heard").fetchone() == (2,)
    connection.close()


AT = int(NOW.timestamp())
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("iss", {"iss": "https://other.example.org"}),
    ("iss", {"iss": None}),
    ("iss", {"iss": [ISSUER]}),
    ("aud", {"aud": "another-room"}),
    ("aud", {"aud": ["another-room"]}),
    ("aud", {"aud": None}),
    ("aud", {"aud": {CLIENT: 1}}),
    ("iat", {"iat": None}),
    ("iat", {"iat": AT + 100}),
    ("iat", {"iat": True}),
    ("iat", {"iat": str(AT)}),
    ("iat", {"iat": float("nan")}),
    ("exp", {"exp": None}),
    ("exp", {"exp": AT - 100}),
    ("exp", {"exp": AT + 100_000}),
    ("exp", {"exp": float("inf")}),
    ("exp", {"exp": 10**400}),
    ("jti", {"jti": None}),
    ("jti", {"jti": ""}),
    ("jti", {"jti": 7}),
    ("jti", {"jti": "x" * 300}),
    ("events", {"events": None}),
    ("events", {"events": EVENT}),
    ("events", {"events": [EVENT]}),
    ("events", {"events": {}}),
    ("events", {"events": {EVENT: None}}),
    ("events", {"events": {"http://schemas.openid.net/event/other": {}}}),
    ("nonce", {"nonce": "n"}),
    ("nonce", {"nonce": ""}),
    ("sub or sid", {"sub": None}),
    ("sub", {"sub": ""}),
    ("sub", {"sub": 17}),
    ("sid", {"sid": 1}),
    ("sid", {"sid": ""}),
    ("sid", {"sid": "x" * 300, "sub": None}),
]


@pytest.mark.parametrize(("part", "changes"), WRONG, ids=lambda each: str(each)[:40])
def test_what_is_no_logout_token_ends_nothing(
    room: Accounts, institution: Institution, part: str, changes: dict[str, Any]
) -> None:
    session, _ = come(room, institution, sid="s1")
    with pytest.raises(SignOnError, match=rf"\((?:\w+, )*{part}(?:, [\w ]+)*\)"):
        room.hear_logout(institution.logout_token(**changes), now=NOW)
    assert is_in(room, session)


@pytest.mark.parametrize("kind", ["at+jwt", "dpop+jwt", "logout"])
def test_a_token_of_another_kind_is_none(
    room: Accounts, institution: Institution, kind: str
) -> None:
    institution.kind = kind
    with pytest.raises(SignOnError):
        room.hear_logout(institution.logout_token(), now=NOW)
    institution.kind = "JWT"
    room.hear_logout(institution.logout_token(), now=NOW)


def test_it_is_signed_by_a_key_of_the_institution(room: Accounts, institution: Institution) -> None:
    session, _ = come(room, institution)
    for key, algorithm in (
        (ECKey.generate_key("P-256", parameters={"kid": "one"}), "ES256"),  # another of that name
        (ECKey.generate_key("P-256", parameters={"kid": "two"}), "ES256"),
        (OctKey.import_key(SECRET, parameters={"kid": "one"}), "HS256"),  # a secret that we know
    ):
        institution.signs_with, institution.algorithm = key, algorithm
        with pytest.raises(SignOnError):
            room.hear_logout(institution.logout_token(), now=NOW)
    institution.signs_with, institution.algorithm = institution.key, "ES256"
    good = institution.logout_token()
    head, body, signature = good.split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
    for odd in ("", ".", "x", f"{none}.{body}.", f"{head}.{body}.{signature[:-4]}AAAA", good * 99):
        with pytest.raises(SignOnError):
            room.hear_logout(odd, now=NOW)
    assert is_in(room, session)
    room.hear_logout(good, now=NOW)
    assert not is_in(room, session)


def test_a_token_of_an_arrival_is_none_of_a_logout(
    room: Accounts, institution: Institution
) -> None:
    said: list[dict[str, Any]] = []
    session, _ = come(room, institution)

    def heard(claims: dict[str, Any]) -> dict[str, Any]:
        said.append(claims)
        return claims

    institution.change = heard
    address, cookie = room.begin_sign_on(return_to="/", now=NOW)
    back = institution.sign_on(address)
    room.finish_sign_on(**back, cookie=cookie, issuer=None, policy=POLICY, now=NOW)
    arrival = {**said[0], "jti": None, "events": None}
    with pytest.raises(SignOnError, match="jti, events, nonce"):
        room.hear_logout(institution.logout_token(**arrival), now=NOW)
    assert is_in(room, session)


def test_nobody_has_a_silent_institution_asked_again_and_again(
    room: Accounts, institution: Institution
) -> None:
    """Anybody may send what looks like a token; the threads that others wait for do not wait."""
    institution.instead["/.well-known/openid-configuration"] = httpx2.Response(500)
    for _ in range(5):
        with pytest.raises(SignOnError):
            room.hear_logout("a.b.c", now=NOW)
    assert institution.asked == ["/.well-known/openid-configuration"]
    del institution.instead["/.well-known/openid-configuration"]
    room.hear_logout(institution.logout_token(exp=AT + 600), now=later(seconds=61))


def test_a_room_without_a_sign_on_hears_nothing(accounts: Accounts) -> None:
    with pytest.raises(SignOnError):
        accounts.hear_logout("a.b.c", now=NOW)


def made_older(folder: Path, version: int) -> None:
    """Make accounts of a version before out of such of this."""
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.executescript("DROP INDEX begun_from; ALTER TABLE begun DROP COLUMN came_from;")
    if version < 2:
        connection.executescript(
            "DROP TABLE heard; DROP INDEX session_sid; ALTER TABLE session DROP COLUMN sid;"
            " ALTER TABLE session DROP COLUMN proved_at;"
        )
    connection.execute(f"PRAGMA user_version = {version:d}")
    connection.close()


@pytest.mark.parametrize("version", [1, 2])
def test_accounts_of_a_version_before_are_brought_up(
    tmp_path: Path, accounts: Accounts, version: int
) -> None:
    made = accounts.add("ana", now=NOW, password=GOOD)
    session = accounts.begin(made.account_id, now=NOW)
    accounts.close()
    made_older(tmp_path, version)
    with Accounts.open(tmp_path) as opened:
        found = opened.session(session.token, now=NOW)
        assert found is not None
        assert found[0].proved == NOW
        assert opened.begin(made.account_id, now=NOW, sid="s").token
        assert opened.begin_passkey_sign_in(address=ROOM, now=NOW, came_from=HERE)
    copy = tmp_path / f"{FILE_NAME}.before-{version + 1}"
    assert [each.name for each in tmp_path.glob("*before*")] == [copy.name]
    assert copy.stat().st_mode & 0o777 == 0o600
    connection = sqlite3.connect(copy)
    assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    assert connection.execute("SELECT name FROM account").fetchall() == [("ana",)]
    connection.close()


def test_accounts_are_not_changed_without_a_copy(tmp_path: Path, accounts: Accounts) -> None:
    accounts.close()
    made_older(tmp_path, 1)
    # A folder in the place of the copy that is being written stands for a full disk.
    (tmp_path / f"{FILE_NAME}.before-2.part").mkdir()
    with pytest.raises(ArchiveError, match=r"accounts\.sqlite has an older schema, and no copy"):
        Accounts.open(tmp_path)
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()
