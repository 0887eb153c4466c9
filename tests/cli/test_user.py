"""`cablegram user`: people are made, changed and shut out, and no secret is shown but once."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from cablegram.accounts import Accounts, Refused, Role
from cablegram.alerts import Board, Kind, Owner
from cablegram.archive.desk import Desk
from cablegram.audit import Wanted
from cablegram.audit.reading import entries, reading
from cablegram.cli import run
from tests.accounts.device import Device
from tests.accounts.made import GOOD, OTHER, quick_passwords
from tests.made_up import fill

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("people") / "archive", {"mrn": "07LISBON1"})


@pytest.fixture
def folder(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path in (*archive.glob("accounts.*"), *archive.glob("audit.*")):
        path.unlink()
    monkeypatch.setenv("CABLEGRAM_ARCHIVE", str(archive))
    quick_passwords(monkeypatch)
    return archive


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def said(capsys: Output, *words: str, status: int = 0) -> Any:  # noqa: ANN401
    assert run(["user", *words, "--json"]) == status
    return json.loads(capsys.readouterr().out)


def test_a_person_is_added_and_shown(
    folder: Path, typed: Callable[[str], None], capsys: Output
) -> None:
    typed(f"{GOOD}\nanother line\n")
    words = ["--role", "reviewer", "--level", "Secret", "--control", "sbu", "--full-name", "Ana P"]
    assert run(["user", "add", "ana", *words]) == 0
    out, err = capsys.readouterr()
    assert "role          reviewer" in out
    assert "--role admin" in err
    assert GOOD not in out + err
    shown = said(capsys, "show", "ANA")
    assert (shown["level"], shown["controls"], shown["full_name"]) == ("secret", ["SBU"], "Ana P")
    assert shown["has_password"] is True
    with Accounts.open(folder) as accounts:
        accounts.sign_in("ana", GOOD, address="", now=datetime.now(UTC))


def test_a_password_is_asked_for_at_a_terminal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    answers = [GOOD, OTHER, GOOD, GOOD]
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: answers.pop(0))
    assert run(["user", "add", "ana", "--role", "admin"]) == 0
    assert answers == []
    with Accounts.open(folder) as accounts:
        accounts.sign_in("ana", GOOD, address="", now=datetime.now(UTC))
    assert GOOD not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("words", "text", "told"),
    [
        (["add", "ana"], "", "standard input"),
        (["add", "ana"], "short\n", "at least 12"),
        (["add", "a b"], GOOD, "letters, digits"),
        (["add", "ana", "--level", "cosmic"], GOOD, "level"),
        (["add", "ana", "--group", "nobody"], GOOD, "group"),
        (["add", "ana", "--nationality", "Portugal"], GOOD, "three letters"),
    ],
)
def test_what_cannot_be_is_said(
    folder: Path,
    typed: Callable[[str], None],
    capsys: Output,
    words: list[str],
    text: str,
    told: str,
) -> None:
    typed(text)
    assert run(["user", *words]) == 2
    assert told in capsys.readouterr().err
    assert not Accounts.are_there(folder)


def test_no_archive_no_accounts(tmp_path: Path, folder: Path, capsys: Output) -> None:
    assert run(["user", "add", "ana", "--no-password", "--archive", str(tmp_path)]) == 3
    assert not (tmp_path / "accounts.sqlite").exists()
    assert run(["user", "list"]) == 3
    assert "has no accounts" in capsys.readouterr().err
    assert folder.exists()


@pytest.fixture
def ana(folder: Path) -> Path:
    assert run(["user", "add", "boss", "--no-password", "--role", "admin", "--sees-all"]) == 0
    assert run(["user", "add", "ana", "--no-password", "--level", "secret"]) == 0
    return folder


def test_accounts_are_listed(ana: Path, capsys: Output) -> None:
    capsys.readouterr()
    assert run(["user", "disable", "ana"]) == 0
    assert run(["user", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [
        ["ana", "reader", "secret", "(not", "let", "in)"],
        ["boss", "admin", "all"],
    ]
    assert [each["name"] for each in said(capsys, "list")["accounts"]] == ["ana", "boss"]
    assert run(["user", "enable", "ana"]) == 0
    assert said(capsys, "show", "ana")["is_active"] is True
    assert ana.exists()


def test_what_is_not_named_stays(ana: Path, capsys: Output) -> None:
    words = ["change", "ana", "--role", "annotator", "--control", "SBU", "--email", "a@example.org"]
    assert run(["user", *words]) == 0
    assert run(["user", "change", "ana", "--level", "confidential", "--sees-all"]) == 0
    capsys.readouterr()
    shown = said(capsys, "show", "ana")
    assert (shown["role"], shown["level"], shown["controls"]) == (
        "annotator",
        "confidential",
        ["SBU"],
    )
    assert (shown["sees_all"], shown["email"]) == (True, "a@example.org")
    assert run(["user", "change", "ana", "--control", "", "--sees-by-clearance"]) == 0
    capsys.readouterr()
    shown = said(capsys, "show", "ana")
    assert (shown["controls"], shown["sees_all"]) == ([], False)
    assert run(["user", "show", "nobody"]) == 1
    assert run(["user", "change", "boss", "--role", "reader"]) == 2
    assert "nobody would be left" in capsys.readouterr().err
    assert ana.exists()


def test_a_new_password_from_the_command_line(
    ana: Path, typed: Callable[[str], None], capsys: Output
) -> None:
    typed(GOOD)
    assert run(["user", "password", "ana"]) == 0
    with Accounts.open(ana) as accounts:
        now = datetime.now(UTC)
        session = accounts.sign_in("ana", GOOD, address="", now=now, about="A browser")
        capsys.readouterr()
        assert said(capsys, "sessions", "ana")["sessions"][0]["about"] == "A browser"
        assert run(["user", "sessions", "ana", "--end"]) == 0
        assert accounts.session(session.token, now=now) is None
        assert run(["user", "sessions", "ana"]) == 1


def test_a_link_makes_an_account_or_a_password(ana: Path, capsys: Output) -> None:
    capsys.readouterr()
    words = ["--role", "annotator", "--url", "https://cables.example.org/"]
    assert run(["user", "invite", *words]) == 0
    link = capsys.readouterr().out.strip()
    assert link.startswith("https://cables.example.org/invitation/")
    again = said(capsys, "invite", "--again", "ana")["link"]
    with Accounts.open(ana) as accounts:
        now = datetime.now(UTC)
        made = accounts.accept(link.rpartition("/")[2], password=GOOD, now=now, name="ben")
        assert made.role is Role.ANNOTATOR
        accounts.accept(again.rpartition("/")[2], password=OTHER, now=now)
        accounts.sign_in("ana", OTHER, address="", now=now)
        with pytest.raises(Refused):
            accounts.accept(link.rpartition("/")[2], password=GOOD, now=now, name="eve")


SETTINGS = """
address = "https://cables.example.org"
[sign_on]
issuer = "https://id.example.org"
client_id = "cablegram"
[[sign_on.rule]]
claim = "groups"
has = "historians"
role = "annotator"
level = "Secret"
"""


def test_what_claims_give_is_told_beforehand(
    folder: Path, typed: Callable[[str], None], capsys: Output
) -> None:
    typed("{}")
    assert run(["user", "claims", "-"]) == 2
    settings = folder / "accounts.toml"
    settings.write_text(SETTINGS)
    typed('{"groups": ["historians"]}')
    assert said(capsys, "claims", "-")["level"] == "secret"
    typed('{"groups": "historians"}')
    assert run(["user", "claims", "-"]) == 0
    assert "role          annotator" in capsys.readouterr().out
    typed('{"groups": ["choir"]}')
    assert run(["user", "claims", "-"]) == 1
    typed("[]")
    assert run(["user", "claims", "-"]) == 2
    settings.write_text(SETTINGS.replace("Secret", "cosmic"))
    typed('{"groups": ["historians"]}')
    assert run(["user", "claims", "-"]) == 2
    assert "level" in capsys.readouterr().err
    settings.write_text(SETTINGS.replace("issuer", "isuer"))
    assert run(["user", "claims", "-"]) == 3


def test_invitations_are_listed_and_taken_back(ana: Path, capsys: Output) -> None:
    assert run(["user", "invitations"]) == 1
    capsys.readouterr()
    secret = said(capsys, "invite", "--name", "ben")["link"].rpartition("/")[2]
    assert run(["user", "invite", "--again", "ana"]) == 0
    capsys.readouterr()
    listed = said(capsys, "invitations")["invitations"]
    assert {(each["name"], each["is_new"]) for each in listed} == {("ben", True), ("ana", False)}
    assert run(["user", "invitations"]) == 0
    out = capsys.readouterr().out
    assert "reader  ben" in out
    assert secret not in out
    which = next(each["id"] for each in listed if each["is_new"])
    assert run(["user", "invitations", "--end", which]) == 0
    assert run(["user", "invitations", "--end", which]) == 1
    with Accounts.open(ana) as accounts:
        assert accounts.invitation(secret, now=datetime.now(UTC)) is None


def test_a_passkey_is_taken_off(ana: Path, capsys: Output) -> None:
    assert run(["user", "passkeys", "ana"]) == 1
    room, now = "https://cables.example.org", datetime.now(UTC)
    with Accounts.open(ana) as accounts:
        found = accounts.named("ana")
        assert found is not None
        options, secret = accounts.begin_passkey(found.account_id, address=room, now=now)
        answer = Device(room).make(options)
        accounts.add_passkey(found.account_id, secret, answer, name="stick", address=room, now=now)
    capsys.readouterr()
    (kept,) = said(capsys, "passkeys", "ana")["passkeys"]
    assert run(["user", "passkeys", "ana"]) == 0
    assert "stick" in capsys.readouterr().out
    assert run(["user", "passkeys", "ana", "--remove", kept["id"]]) == 0
    assert run(["user", "passkeys", "ana", "--remove", kept["id"]]) == 1


def test_feeds_are_closed(ana: Path, capsys: Output) -> None:
    with Accounts.open(ana) as accounts, Board.open(ana) as board:
        found = accounts.named("ana")
        assert found is not None
        owner = Owner(account=found.account_id, reader=found.reader)
        secret = board.new_feed(owner, board.add(owner, Kind.QUERY, "x", name="x"), version=1)
        assert said(capsys, "close-feeds", "ana")["closed"] == 1
        assert board.of_feed(secret) is None
    assert said(capsys, "close-feeds", "ana", status=1)["closed"] == 0


def test_a_token_is_shown_once(ana: Path, capsys: Output) -> None:
    assert run(["user", "token", "ana"]) == 1
    capsys.readouterr()
    assert run(["user", "token", "ana", "--for", "nightly export", "--days", "3"]) == 0
    secret = capsys.readouterr().out.strip()
    with Accounts.open(ana) as accounts:
        assert accounts.bearer(secret, now=datetime.now(UTC)) is not None
    assert run(["user", "token", "ana"]) == 0
    out = capsys.readouterr().out
    assert "nightly export" in out
    assert secret not in out
    listed = said(capsys, "token", "ana")["tokens"]
    assert [each["scopes"] for each in listed] == [["read"]]
    assert run(["user", "token", "ana", "--for", "more", "--scope", "admin"]) == 2
    assert run(["user", "token", "ana", "--end", listed[0]["id"]]) == 0
    assert run(["user", "token", "ana", "--end", listed[0]["id"]]) == 1
    with Accounts.open(ana) as accounts:
        assert accounts.bearer(secret, now=datetime.now(UTC)) is None


def test_the_log_tells_of_each_change_and_of_no_secret(
    ana: Path, typed: Callable[[str], None], capsys: Output
) -> None:
    typed(GOOD)
    assert run(["user", "password", "ana"]) == 0
    assert run(["user", "token", "ana", "--for", "export"]) == 0
    secret = capsys.readouterr().out.strip().splitlines()[-1]
    assert run(["audit", "show", "--json"]) == 0
    text = capsys.readouterr().out
    assert text.count('"changed"') == 4
    about = [each["about"] for each in json.loads(text)["entries"]]
    assert [each for each in about if each["did"] == "made"] == [
        {"did": "made", "role": "reader", "level": "secret"},
        {"did": "made", "role": "admin", "sees": "all"},
    ]
    for did in ("made", "password", "token-made"):
        assert did in text
    assert GOOD not in text
    assert secret not in text
    assert ana.exists()


def test_a_backup_brings_accounts_back_and_nobody_is_signed_in(
    ana: Path, tmp_path: Path, typed: Callable[[str], None], capsys: Output
) -> None:
    typed(GOOD)
    assert run(["user", "password", "ana"]) == 0
    assert run(["user", "token", "ana", "--for", "export"]) == 0
    secret = capsys.readouterr().out.strip().splitlines()[-1]
    now = datetime.now(UTC)
    with Accounts.open(ana) as accounts:
        session = accounts.sign_in("ana", GOOD, address="", now=now)
        people = accounts.all()
    assert run(["archive", "backup", str(tmp_path / "kept")]) == 0
    new = tmp_path / "new"
    assert run(["archive", "restore", str(tmp_path / "kept"), "--archive", str(new)]) == 0
    with Accounts.open(new) as accounts:
        assert accounts.all() == people
        assert accounts.session(session.token, now=now) is None
        assert accounts.bearer(secret, now=now) is not None
        accounts.sign_in("ana", GOOD, address="", now=now)
    with Accounts.open(ana) as accounts:
        assert accounts.session(session.token, now=now) is not None
    assert (new / "accounts.sqlite").stat().st_mode & 0o077 == 0


def test_a_dump_has_nothing_of_the_accounts(
    ana: Path, tmp_path: Path, typed: Callable[[str], None]
) -> None:
    import zstandard

    typed(GOOD)
    assert run(["user", "password", "ana"]) == 0
    assert run(["archive", "dump", str(tmp_path / "dump")]) == 0
    with (tmp_path / "dump").open("rb") as file:
        data = zstandard.ZstdDecompressor().stream_reader(file).read()
    assert b"07LISBON1" in data
    assert b"argon2" not in data
    assert b"boss" not in data
    assert ana.exists()


def test_what_somebody_owned_goes_to_another(folder: Path, capsys: Output) -> None:
    for name, level in (("ben", "secret"), ("ana", "secret"), ("low", "unclassified")):
        assert run(["user", "add", name, "--level", level, "--no-password"]) == 0
    with Accounts.open(folder) as accounts:
        ben, ana = accounts.named("ben"), accounts.named("ana")
    assert ben is not None
    assert ana is not None
    with Desk.open(folder, ben.reader, owner=ben.account_id) as desk:
        desk.make_dossier("Dues")
    capsys.readouterr()
    assert run(["user", "hand-over", "ben", "ana"]) == 2
    assert "disable" in capsys.readouterr().err
    assert run(["user", "disable", "ben"]) == 0
    assert run(["user", "hand-over", "ben", "ben"]) == 2
    assert run(["user", "hand-over", "ben", "nobody"]) == 1
    assert run(["user", "hand-over", "ana", "ben"]) == 2
    capsys.readouterr()
    assert run(["user", "hand-over", "ben", "low"]) == 1
    assert capsys.readouterr().out == "given   nothing\nstayed  1 dossiers\n"
    handed = said(capsys, "hand-over", "ben", "ana")
    assert (handed["given"]["dossiers"], handed["stayed"]["dossiers"]) == (1, 0)
    with reading(folder) as connection:
        entry, _ = next(entries(connection, Wanted()))
    assert entry.about["did"] == "handed-over"
    assert entry.what == (f"account:{ben.account_id}", f"account:{ana.account_id}")
    with Desk.open(folder, ana.reader, owner=ana.account_id) as desk:
        assert [each.name for each in desk.dossiers()] == ["Dues"]
