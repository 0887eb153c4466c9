"""An institution's sign-on, tried against a made-up one: who comes, what follows, what is a lie."""

from __future__ import annotations

import gzip
import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from joserfc.jwk import ECKey, OctKey

from cablegram.access import Reader, us_policy
from cablegram.accounts import (
    Account,
    AccountError,
    Accounts,
    Provider,
    Refused,
    Role,
    Scope,
    SignOnError,
)
from cablegram.accounts.settings import settings_of
from tests.accounts.made import GOOD, HERE, NOW, OTHER, later
from tests.accounts.provider import CLIENT, ISSUER, ROOM, SECRET, SETTINGS, Institution

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path


POLICY = us_policy()


@pytest.fixture(scope="module")
def keyed() -> Institution:
    return Institution()


@pytest.fixture
def institution(keyed: Institution) -> Institution:
    """A new one; keys take time to make."""
    made = Institution.__new__(Institution)
    made.__dict__.update(Institution().__dict__ | {"key": keyed.key})
    made.published, made.signs_with = [keyed.key], keyed.key
    return made


@pytest.fixture
def room(tmp_path: Path, accounts: Accounts, institution: Institution) -> Iterator[Accounts]:
    accounts.close()
    (tmp_path / "accounts.toml").write_text(SETTINGS)
    (tmp_path / "sign-on.key").write_text(f"{SECRET}\n")
    with Accounts.open(tmp_path) as opened:
        assert opened.settings.sign_on is not None
        opened.provider = Provider(opened.settings.sign_on, transport=institution.transport)
        yield opened


def arrive(room: Accounts, institution: Institution, now: dt.datetime = NOW) -> Account:
    address, cookie = room.begin_sign_on(return_to="/c/08LISBON9", now=now)
    back = institution.sign_on(address)
    session, path = room.finish_sign_on(**back, cookie=cookie, issuer=None, policy=POLICY, now=now)
    assert path == "/c/08LISBON9"
    found = room.session(session.token, now=now)
    assert found is not None
    return found[1]


def test_whoever_comes_has_what_the_claims_give(room: Accounts, institution: Institution) -> None:
    ana = arrive(room, institution)
    assert (ana.name, ana.full_name, ana.email) == ("ana.prado", "Ana Prado", "ana@example.org")
    assert (ana.role, ana.issuer, ana.has_password) == (Role.READER, ISSUER, False)
    assert ana.reader == Reader(name="ana.prado", level="confidential", controls=frozenset({"SBU"}))


def test_rights_are_those_of_the_last_time(room: Accounts, institution: Institution) -> None:
    first = arrive(room, institution)
    institution.said["realm_access"] = {"roles": ["archive-review"]}
    more = arrive(room, institution)
    assert more.account_id == first.account_id
    assert (more.role, more.reader.level) == (Role.REVIEWER, "secret")
    assert more.reader.need_to_know == {"NODIS"}
    institution.said["groups"] = []
    less = arrive(room, institution)
    assert less.reader.controls == frozenset()
    del institution.said["realm_access"]
    token = room.make_token(
        less.account_id, name="export", scopes=[Scope.READ], ends=later(days=1), now=NOW
    )
    with pytest.raises(Refused):
        arrive(room, institution)
    assert room.sessions(less.account_id, now=NOW) == ()
    assert room.bearer(token.secret, now=NOW) is None
    left = room.get(less.account_id)
    assert left is not None
    assert (left.role, left.reader) == (Role.READER, Reader(name="ana.prado"))


def test_links_that_somebody_made_end_with_the_rights_that_he_had(
    room: Accounts, institution: Institution
) -> None:
    ana = arrive(room, institution)

    def link() -> str:
        made = room.invite(now=NOW, ends=later(days=1), made_by=ana.account_id)
        return made.secret

    kept = link()
    arrive(room, institution)
    assert room.invitation(kept, now=NOW) is not None
    groups = institution.said["groups"]
    for said in (["historians", "nobody"], []):
        institution.said["groups"] = groups
        institution.said["realm_access"] = {"roles": ["archive-review"]}
        arrive(room, institution)
        made = link()
        del institution.said["realm_access"]
        institution.said["groups"] = said
        with suppress(Refused):
            arrive(room, institution)
        assert room.invitation(made, now=NOW) is None, said


def test_who_is_known_here_by_that_name_is_somebody_else(
    room: Accounts, institution: Institution
) -> None:
    here = room.add("Ana.Prado", now=NOW, password=GOOD, role=Role.ADMIN, email="ana@example.org")
    came = arrive(room, institution)
    assert came.account_id != here.account_id
    assert came.name == "ana.prado-2"
    assert came.role is Role.READER
    assert arrive(room, institution).name == "ana.prado-2"


def test_who_is_not_let_in_here_is_not_let_in(room: Accounts, institution: Institution) -> None:
    ana = arrive(room, institution)
    room.change(ana.account_id, is_active=False)
    with pytest.raises(Refused):
        arrive(room, institution)


def test_no_other_way_in_for_whom_the_institution_answers(
    room: Accounts, institution: Institution
) -> None:
    ana = arrive(room, institution)
    with pytest.raises(AccountError, match="sign-on"):
        room.set_password(ana.account_id, OTHER)
    with pytest.raises(AccountError, match="sign-on"):
        room.invite_again(ana.account_id, now=NOW, ends=later(days=1))
    with pytest.raises(AccountError, match="sign-on"):
        room.begin_passkey(ana.account_id, address=ROOM, now=NOW)
    with pytest.raises(Refused):
        room.sign_in("ana.prado", "", address=HERE, now=NOW)


def test_an_address_for_mail_that_nobody_has_checked_is_not_kept(
    room: Accounts, institution: Institution
) -> None:
    institution.said["email_verified"] = False
    assert arrive(room, institution).email == ""


def test_coming_back_works_once_in_the_same_browser_within_ten_minutes(
    room: Accounts, institution: Institution
) -> None:
    def back(
        cookie: str | None = None, issuer: str | None = None, now: dt.datetime = NOW, **said: str
    ) -> None:
        address, own = room.begin_sign_on(return_to="/", now=NOW)
        brought = {**institution.sign_on(address), **said}
        kept = own if cookie is None else cookie
        room.finish_sign_on(**brought, cookie=kept, issuer=issuer, policy=POLICY, now=now)

    back()
    back(issuer=ISSUER)
    for wrong in (
        {"cookie": ""},
        {"cookie": "x"},
        {"state": ""},
        {"state": "x", "cookie": "x"},
        {"state": "ü", "cookie": "ü"},
        {"code": ""},
        {"issuer": "https://other.example.org"},
        {"now": later(minutes=10)},
    ):
        with pytest.raises(Refused):
            back(**wrong)
    address, cookie = room.begin_sign_on(return_to="/", now=NOW)
    brought = institution.sign_on(address)
    room.finish_sign_on(**brought, cookie=cookie, issuer=None, policy=POLICY, now=NOW)
    with pytest.raises(Refused):
        room.finish_sign_on(**brought, cookie=cookie, issuer=None, policy=POLICY, now=NOW)


def test_an_issuer_that_says_who_it_is_must_say_it(
    room: Accounts, institution: Institution
) -> None:
    """RFC 9207: else an answer of one institution could be taken for that of another."""
    institution.metadata["authorization_response_iss_parameter_supported"] = True
    with pytest.raises(Refused):
        arrive(room, institution)


OTHER_KEY = ECKey.generate_key("P-256", parameters={"kid": "one"})


@pytest.mark.parametrize(
    "lie",
    [
        {"change": lambda said: {**said, "iss": "https://other.example.org"}},
        {"change": lambda said: {**said, "aud": "another-room"}},
        {"change": lambda said: {**said, "aud": [CLIENT, "another"]}},
        {"change": lambda said: {**said, "azp": "another-room"}},
        {"change": lambda said: {**said, "nonce": "of another try"}},
        {"change": lambda said: {key: said[key] for key in said if key != "nonce"}},
        {"change": lambda said: {**said, "exp": said["iat"] - 61}},
        {"change": lambda said: {key: said[key] for key in said if key != "exp"}},
        {"change": lambda said: {**said, "iat": said["iat"] + 3600}},
        {"change": lambda said: {**said, "nbf": said["iat"] + 3600}},
        {"change": lambda said: {key: said[key] for key in said if key != "sub"}},
        {"change": lambda said: {**said, "sub": 17}},
        {"change": lambda said: {**said, "at_hash": "of another token"}},
        {"signs_with": OTHER_KEY},
        {"algorithm": "none"},
        {
            "algorithm": "HS256",
            "signs_with": OctKey.import_key(SECRET * 2, parameters={"kid": "one"}),
        },
        {"issuer": "https://other.example.org"},
        {"metadata": {"token_endpoint": "http://id.example.org/token"}},
        {"metadata": {"jwks_uri": "file:///etc/keys"}},
        {"metadata": {"jwks_uri": None}},
        {"metadata": {"userinfo_endpoint": "http://192.0.2.1/"}},
    ],
    ids="-".join,
)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_what_is_no_word_of_the_institution_is_not_believed(
    room: Accounts, institution: Institution, lie: dict[str, Any]
) -> None:
    for key, value in lie.items():
        setattr(institution, key, value)
    with pytest.raises(SignOnError) as caught:
        arrive(room, institution)
    assert room.all() == ()
    assert "ana" not in str(caught.value)


CONFIGURATION = "/.well-known/openid-configuration"
ELSEWHERE = httpx2.Response(302, headers={"location": "http://192.0.2.1/metadata"})


@pytest.mark.parametrize("path", [CONFIGURATION, "/keys", "/token", "/userinfo"])
@pytest.mark.parametrize(
    "answer",
    [
        ELSEWHERE,
        httpx2.Response(500),
        httpx2.Response(200, content=b""),
        httpx2.Response(200, content=b"[]"),
        httpx2.Response(200, content=b"<html>"),
        httpx2.Response(200, content=b"\xff\xfe"),
        httpx2.Response(200, content=b'{"a": "' + b"x" * (1 << 20) + b'"}'),
        httpx2.Response(
            200, headers={"content-encoding": "gzip"}, content=gzip.compress(b'{"a": 1}')
        ),
        httpx2.Response(200, content=b'{"keys": ' + b"[" * 100_000),
        httpx2.Response(200, json={"keys": 3, "id_token": 3}),
        httpx2.Response(200, json={"keys": [{"kty": "none"}], "id_token": "a.b.c"}),
    ],
    ids=[
        "elsewhere",
        "broken",
        "empty",
        "list",
        "page",
        "bytes",
        "long",
        "packed",
        "deep",
        "odd",
        "wrong",
    ],
)
def test_whatever_it_answers_is_no_fault_of_ours(
    room: Accounts, institution: Institution, tmp_path: Path, path: str, answer: httpx2.Response
) -> None:
    asks_more = SETTINGS.replace("secret_file", "userinfo = true\nsecret_file")
    sign_on = settings_of(asks_more, tmp_path).sign_on
    assert sign_on is not None
    room.provider = Provider(sign_on, transport=institution.transport)
    institution.instead[path] = answer
    with pytest.raises(SignOnError) as caught:
        arrive(room, institution)
    assert len(str(caught.value)) < 200
    assert room.all() == ()


def test_it_is_asked_over_the_network(tmp_path: Path) -> None:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = json.dumps(metadata).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        issuer = f"http://127.0.0.1:{server.server_port}"
        ends = {"authorization_endpoint": "a", "token_endpoint": "t", "jwks_uri": "k"}
        metadata = {"issuer": issuer, **{key: f"{issuer}/{end}" for key, end in ends.items()}}
        threading.Thread(target=server.handle_request).start()
        text = SETTINGS.replace(ISSUER, issuer).replace('secret_file = "sign-on.key"', "")
        sign_on = settings_of(text, tmp_path).sign_on
        assert sign_on is not None
        where = Provider(sign_on).address(
            state="s", nonce="n", verifier="v" * 43, redirect=f"{ROOM}/back", now=NOW
        )
    assert where.startswith(f"{issuer}/a?response_type=code&client_id={CLIENT}")
    assert "code_challenge_method=S256" in where


def test_an_institution_that_is_not_there(room: Accounts) -> None:
    def gone(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    assert room.provider is not None
    room.provider = Provider(room.provider.sign_on, transport=httpx2.MockTransport(gone))
    with pytest.raises(SignOnError, match="does not answer"):
        room.begin_sign_on(return_to="/", now=NOW)


def test_a_code_of_another_try_is_not_taken(room: Accounts, institution: Institution) -> None:
    """PKCE: whoever steals a code has not the word that belongs to it."""
    address, cookie = room.begin_sign_on(return_to="/", now=NOW)
    own = institution.sign_on(address)
    stolen = institution.sign_on(room.begin_sign_on(return_to="/", now=NOW)[0])
    with pytest.raises(SignOnError):
        room.finish_sign_on(
            state=own["state"],
            code=stolen["code"],
            cookie=cookie,
            issuer=None,
            policy=POLICY,
            now=NOW,
        )


def test_an_institution_may_change_its_keys(room: Accounts, institution: Institution) -> None:
    arrive(room, institution)
    new = ECKey.generate_key("P-256", parameters={"kid": "two"})
    institution.published, institution.signs_with = [institution.key, new], new
    with pytest.raises(SignOnError):  # asked for at most once a minute
        arrive(room, institution)
    assert arrive(room, institution, later(minutes=1)).name == "ana.prado"
    assert institution.asked.count("/.well-known/openid-configuration") == 1


def test_more_is_asked_for_if_the_file_says_so(
    room: Accounts, institution: Institution, tmp_path: Path
) -> None:
    institution.more = {"groups": ["historians"], "iss": "https://other.example.org"}
    del institution.said["groups"]
    with pytest.raises(Refused):
        arrive(room, institution)
    settings = settings_of(
        SETTINGS.replace("secret_file", "userinfo = true\nsecret_file"), tmp_path
    )
    assert settings.sign_on is not None
    room.provider = Provider(settings.sign_on, transport=institution.transport)
    assert arrive(room, institution).reader.level == "confidential"
    institution.more["sub"] = "u-18"
    with pytest.raises(SignOnError, match="somebody else"):
        arrive(room, institution)


def test_without_a_sign_on_there_is_none(accounts: Accounts) -> None:
    with pytest.raises(SignOnError):
        accounts.begin_sign_on(return_to="/", now=NOW)
