"""People: they are made and changed, and sign in; sessions end when they should."""

from __future__ import annotations

import datetime as dt
import sqlite3
import stat
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.access import Reader
from cablegram.accounts import AccountError, Accounts, Refused, Role, Scope, passwords
from cablegram.accounts.common import LIST_NAME, is_common
from cablegram.accounts.passwords import check_password, effort_of
from cablegram.errors import ArchiveError
from tests.accounts.made import GOOD, HERE, NOW, OTHER, later

if TYPE_CHECKING:
    from pathlib import Path


def test_there_are_accounts_when_there_is_one(tmp_path: Path) -> None:
    assert not Accounts.are_there(tmp_path)
    with pytest.raises(ArchiveError, match="no accounts"):
        Accounts.open(tmp_path)
    with Accounts.open(tmp_path, create=True) as accounts:
        assert not Accounts.are_there(tmp_path)
        accounts.add("ana", now=NOW)
        assert Accounts.are_there(tmp_path)


def test_a_file_that_cannot_be_read_lets_nobody_in(tmp_path: Path) -> None:
    (tmp_path / "accounts.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(ArchiveError):
        Accounts.are_there(tmp_path)


def test_only_its_owner_may_read_the_file(accounts: Accounts, tmp_path: Path) -> None:
    accounts.add("ana", now=NOW, password=GOOD)
    files = [each for each in tmp_path.iterdir() if each.name.startswith("accounts.sqlite")]
    assert files
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}


def test_a_file_that_was_left_open_is_closed_to_others(tmp_path: Path) -> None:
    Accounts.open(tmp_path, create=True).close()
    path = tmp_path / "accounts.sqlite"
    path.chmod(0o644)
    Accounts.open(tmp_path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_account_says_who_and_what(accounts: Accounts) -> None:
    reader = Reader(level="secret", controls=frozenset({"SBU"}), groups=frozenset({"desk"}))
    made = accounts.add(
        "Ana.Prado",
        now=NOW,
        password=GOOD,
        role=Role.REVIEWER,
        reader=reader,
        full_name="Ana  Prado",
        email="ana@example.org",
    )
    assert accounts.named("ANA.prado") == made == accounts.get(made.account_id)
    assert (made.name, made.full_name, made.email) == ("Ana.Prado", "Ana Prado", "ana@example.org")
    assert made.has_password
    assert made.role is Role.REVIEWER
    assert (made.reader.level, made.reader.controls) == ("secret", frozenset({"SBU"}))
    assert made.groups == {"desk"}
    assert not made.reader.sees_all
    assert "example.org" not in repr(made)
    with pytest.raises(AccountError, match="taken"):
        accounts.add("ana.PRADO", now=NOW)


@pytest.mark.parametrize("name", ["", " ", "a b", "a\nb", "x" * 65, "a/b", "<b>", "a\u202eb"])
def test_what_is_no_name(accounts: Accounts, name: str) -> None:
    with pytest.raises(AccountError):
        accounts.add(name, now=NOW)


def test_no_name_looks_like_another_by_letters_of_two_scripts(accounts: Accounts) -> None:
    accounts.add("ana", now=NOW)
    for name in ("\u0430na", "an\u03b1", "ana\u0455"):  # of Cyrillic, Greek, Cyrillic
        with pytest.raises(AccountError, match="one script"):
            accounts.add(name, now=NOW)
    for name in ("\u0430\u043d\u043d\u0430.2", "\u5c71\u7530taro", "zo\u00eb"):
        accounts.add(name, now=NOW)


@pytest.mark.parametrize("email", ["ana", "@example.org", "ana@", "a b@example.org", "ä@x.org"])
def test_what_is_no_address_for_mail(accounts: Accounts, email: str) -> None:
    with pytest.raises(AccountError):
        accounts.add("ana", now=NOW, email=email)


@pytest.mark.parametrize(
    "password",
    [
        "short words",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "abcdefghijklmnop",
        "9876543210987",
        "qwertyuiopasdf",
        "Password2026!",
        "passwordpassword",
        "ana.prado.1234",
        "qwertyuiop" * 25 + "x",
        "JustinBieber",
        "minecraft123",
        "sunshine2024!!",
        "123456789qwe",
        "q1w2e3r4t5y6",
        "qazwsxedcrfvtgb",
        "112233445566",
        "1234567887654321",
        "ana.prado1985",
        "cablegram-1944!",
        "w" + "o" * 400,
    ],
)
def test_what_is_tried_first_is_no_password(password: str) -> None:
    with pytest.raises(AccountError):
        check_password(password, name="ana.prado")


@pytest.mark.parametrize(
    "password", [GOOD, OTHER, "correct password for a horse", "x9!F$k2@q#7z", "λόγος ἔργον θάλασσα"]
)
def test_what_is_a_password(password: str) -> None:
    check_password(password, name="ana.prado")


def test_the_list_of_what_is_tried_first_is_whole() -> None:
    lines = (files("cablegram.accounts") / LIST_NAME).read_text().splitlines()
    digests = [line for line in lines if not line.startswith("#")]
    assert digests == sorted(set(digests))
    assert lines[0].startswith(f"# {len(digests)} passwords")
    assert len(digests) > 10_000
    assert is_common("LeaveMeAlone")
    assert not is_common("leave the lamp alone")


@given(st.text())
def test_any_text_is_weighed(text: str) -> None:
    assert 0 <= effort_of(text) <= len(text)
    is_common(text)


@pytest.mark.usefixtures("true_passwords")
def test_passwords_are_kept_by_argon2id_as_owasp_says(accounts: Accounts, tmp_path: Path) -> None:
    accounts.add("ana", now=NOW, password=GOOD)
    with sqlite3.connect(tmp_path / "accounts.sqlite") as connection:
        kept = connection.execute("SELECT password FROM account").fetchone()[0]
    connection.close()
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_person_signs_in_and_is_known_by_his_token(accounts: Accounts) -> None:
    ana = accounts.add("ana", now=NOW, password=GOOD)
    session = accounts.sign_in("Ana", GOOD, address=HERE, now=NOW, about="A browser\r\nX: y")
    assert len(session.token) >= 43
    assert session.token not in repr(session)
    assert session.about == "A browserX: y"
    found = accounts.session(session.token, now=NOW)
    assert found == (session, ana)
    assert found[0].token == ""
    accounts.end(session)
    accounts.end(session)
    assert accounts.session(session.token, now=NOW) is None


def test_the_same_keys_make_the_same_password(accounts: Accounts) -> None:
    composed = "caf\u00e9 at the old harbour"
    accounts.add("ana", now=NOW, password=composed)
    accounts.sign_in("ana", "cafe\u0301 at the old harbour", address=HERE, now=NOW)


def test_no_secret_stands_in_the_file(accounts: Accounts, tmp_path: Path) -> None:
    accounts.add("ana", now=NOW, password=GOOD)
    session = accounts.sign_in("ana", GOOD, address=HERE, now=NOW)
    accounts.close()
    data = b"".join(each.read_bytes() for each in tmp_path.glob("accounts.sqlite*"))
    assert GOOD.encode() not in data
    assert session.token.encode() not in data
    assert session.session_id.encode() in data  # so that the two above can fail


def refused(accounts: Accounts, name: str, password: str, now: dt.datetime = NOW) -> Refused:
    with pytest.raises(Refused) as caught:
        accounts.sign_in(name, password, address="", now=now)
    return caught.value


def test_whatever_is_wrong_the_words_are_the_same(accounts: Accounts) -> None:
    accounts.add("ana", now=NOW, password=GOOD)
    accounts.add("without", now=NOW)
    closed = accounts.add("closed", now=NOW, password=GOOD)
    accounts.change(closed.account_id, is_active=False)
    cases = [("ana", OTHER), ("ana", ""), ("without", GOOD), ("closed", GOOD), ("nobody", GOOD)]
    assert len({(str(e), e.wait_seconds) for e in (refused(accounts, *c) for c in cases)}) == 1


@pytest.mark.usefixtures("true_passwords")
def test_whatever_is_wrong_the_work_is_the_same(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time is that of Argon2: it runs once for each, with the same parameters."""
    accounts.add("ana", now=NOW, password=GOOD)
    accounts.add("without", now=NOW)
    hasher, asked = passwords._hasher(), []

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            asked.append(kept.rpartition("$")[0].rpartition("$")[0])
            return hasher.verify(kept, password)

        def hash(self, password: str) -> str:
            return hasher.hash(password)

    monkeypatch.setattr(passwords, "_hasher", Counting)
    for name in ("ana", "without", "nobody"):
        refused(accounts, name, OTHER)
    assert len(asked) == 3
    assert len(set(asked)) == 1


def test_a_session_ends_when_nothing_is_asked_for_an_hour(accounts: Accounts) -> None:
    accounts.add("ana", now=NOW, password=GOOD)
    token = accounts.sign_in("ana", GOOD, address=HERE, now=NOW).token
    assert accounts.session(token, now=later(minutes=59)) is not None
    assert accounts.session(token, now=later(minutes=118)) is not None
    assert accounts.session(token, now=later(minutes=178)) is None


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(accounts: Accounts) -> None:
    accounts.add("ana", now=NOW, password=GOOD)
    token = accounts.sign_in("ana", GOOD, address=HERE, now=NOW).token
    for half_hours in range(1, 24):
        assert accounts.session(token, now=later(minutes=30 * half_hours)) is not None
    assert accounts.session(token, now=later(hours=12)) is None


def test_how_long_sessions_last_is_said_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "accounts.toml").write_text("[sessions]\nidle_minutes = 5\nhours = 1\n")
    with Accounts.open(tmp_path, create=True) as accounts:
        accounts.add("ana", now=NOW, password=GOOD)
        token = accounts.sign_in("ana", GOOD, address=HERE, now=NOW).token
        assert accounts.session(token, now=later(minutes=4)) is not None
        assert accounts.session(token, now=later(minutes=10)) is None


@pytest.mark.parametrize(
    "text",
    [
        "sessions = 3",
        "[sessions]\nidle = 3",
        "[sessions]\nhours = 0",
        "[sessions]\nproof_minutes = 0",
        "[sessions]\nproof_minutes = 61",
        "[sess",
        "[other]\nx = 1",
    ],
)
def test_a_file_that_cannot_be_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "accounts.toml").write_text(text)
    with pytest.raises(ArchiveError, match=r"accounts\.toml"):
        Accounts.open(tmp_path, create=True)


def test_a_new_password_ends_the_other_sessions(accounts: Accounts) -> None:
    ana = accounts.add("ana", now=NOW, password=GOOD)
    here, there = (accounts.sign_in("ana", GOOD, address=HERE, now=NOW) for _ in range(2))
    with pytest.raises(Refused):
        accounts.change_password(ana.account_id, OTHER, OTHER, now=NOW, keep=here)
    assert accounts.session(there.token, now=NOW) is not None
    accounts.change_password(ana.account_id, GOOD, OTHER, now=NOW, keep=here)
    assert accounts.session(here.token, now=NOW) is not None
    assert accounts.session(there.token, now=NOW) is None
    with pytest.raises(Refused):
        accounts.sign_in("ana", GOOD, address=HERE, now=NOW)
    accounts.sign_in("ana", OTHER, address=HERE, now=NOW)


def test_who_is_let_in_no_more_is_out_at_once(accounts: Accounts) -> None:
    ana = accounts.add("ana", now=NOW, password=GOOD)
    session = accounts.sign_in("ana", GOOD, address=HERE, now=NOW)
    assert not accounts.change(ana.account_id, is_active=False).is_active
    assert accounts.session(session.token, now=NOW) is None
    refused(accounts, "ana", GOOD)
    accounts.change(ana.account_id, is_active=True)
    assert accounts.session(session.token, now=NOW) is None
    accounts.sign_in("ana", GOOD, address=HERE, now=NOW)


def test_rights_are_those_of_the_moment(accounts: Accounts) -> None:
    ana = accounts.add("ana", now=NOW, password=GOOD, reader=Reader(level="secret"))
    token = accounts.sign_in("ana", GOOD, address=HERE, now=NOW).token
    accounts.change(ana.account_id, reader=Reader(level="unclassified"), role=Role.ANNOTATOR)
    found = accounts.session(token, now=NOW)
    assert found is not None
    assert (found[1].reader.level, found[1].role) == ("unclassified", Role.ANNOTATOR)


def test_one_who_looks_after_accounts_stays(accounts: Accounts) -> None:
    ana = accounts.add("ana", now=NOW, role=Role.ADMIN)
    for change in ({"is_active": False}, {"role": Role.REVIEWER}):
        with pytest.raises(AccountError, match="nobody would be left"):
            accounts.change(ana.account_id, **change)
    accounts.add("ben", now=NOW, role=Role.ADMIN)
    assert accounts.change(ana.account_id, role=Role.READER).role is Role.READER


def test_sessions_are_listed_and_ended(accounts: Accounts) -> None:
    ana = accounts.add("ana", now=NOW, password=GOOD)
    first = accounts.sign_in("ana", GOOD, address=HERE, now=NOW)
    second = accounts.sign_in("ana", GOOD, address=HERE, now=later(minutes=1))
    assert accounts.sessions(ana.account_id, now=later(minutes=1)) == (second, first)
    assert accounts.end_all(ana.account_id, keep=second) == 1
    assert accounts.sessions(ana.account_id, now=later(minutes=1)) == (second,)
    assert accounts.sessions(ana.account_id, now=later(days=1)) == ()


def test_the_oldest_session_makes_room(accounts: Accounts) -> None:
    ana = accounts.add("ana", now=NOW)
    made = [accounts.begin(ana.account_id, now=later(seconds=each)) for each in range(51)]
    assert accounts.session(made[0].token, now=later(seconds=60)) is None
    assert accounts.session(made[1].token, now=later(seconds=60)) is not None


def test_a_time_without_a_zone_is_no_time(accounts: Accounts) -> None:
    with pytest.raises(ValueError, match="zone"):
        accounts.add("ana", now=dt.datetime(2026, 1, 1))  # noqa: DTZ001


def test_two_open_it_for_the_first_time(tmp_path: Path) -> None:
    with Accounts.open(tmp_path, create=True) as one, Accounts.open(tmp_path, create=True) as two:
        ana = one.add("ana", now=NOW, password=GOOD)
        token = two.sign_in("ana", GOOD, address=HERE, now=NOW).token
        found = one.session(token, now=NOW)
        assert found is not None
        assert found[1] == ana


def test_a_file_that_cannot_be_written_still_knows_who_signed_in(
    accounts: Accounts, tmp_path: Path
) -> None:
    ana = accounts.add("ana", now=NOW)
    token = accounts.begin(ana.account_id, now=NOW).token
    scopes = [Scope.READ]
    program = accounts.make_token(
        ana.account_id, name="x", scopes=scopes, ends=later(days=1), now=NOW
    )
    accounts._connection.execute("PRAGMA busy_timeout = 1")
    with sqlite3.connect(tmp_path / "accounts.sqlite", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert accounts.session(token, now=later(minutes=5)) is not None
        assert accounts.bearer(program.secret, now=later(minutes=5)) is not None
        with pytest.raises(ArchiveError):
            accounts.add("ben", now=NOW)
        other.execute("ROLLBACK")
    other.close()


def test_another_version_is_not_touched(tmp_path: Path) -> None:
    Accounts.open(tmp_path, create=True).close()
    with sqlite3.connect(tmp_path / "accounts.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ArchiveError, match="version 99"):
        Accounts.open(tmp_path)


@pytest.mark.usefixtures("true_passwords")
def test_a_password_kept_by_older_parameters_is_kept_anew(
    accounts: Accounts, tmp_path: Path
) -> None:
    from argon2 import PasswordHasher

    accounts.add("ana", now=NOW, password=GOOD)
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)
    with sqlite3.connect(tmp_path / "accounts.sqlite") as connection:
        connection.execute("UPDATE account SET password = ?", (old,))
    accounts.sign_in("ana", GOOD, address=HERE, now=NOW)
    kept = connection.execute("SELECT password FROM account").fetchone()[0]
    connection.close()
    assert "m=19456" in kept
    accounts.sign_in("ana", GOOD, address=HERE, now=NOW)


def test_a_full_disk_is_called_so(accounts: Accounts) -> None:
    """SQLite undoes by itself then; to undo it again said that there was nothing to undo."""
    accounts._connection.execute("PRAGMA max_page_count = 1")  # as many as there are
    with pytest.raises(ArchiveError, match="database or disk is full"):
        [accounts.add(f"reader{number}", now=NOW) for number in range(1_000)]
    accounts._connection.execute("PRAGMA max_page_count = 1000000")
    accounts.add("the-next", now=NOW)
