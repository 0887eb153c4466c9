"""`accounts.toml` is read again when it changes; what cannot be used changes nothing."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from cablegram.accounts import Accounts
from cablegram.accounts import accounts as module
from cablegram.accounts.settings import SETTINGS_NAME, Settings
from tests.accounts.made import GOOD, NOW, later
from tests.accounts.provider import SECRET, SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def say(folder: Path, text: str) -> None:
    """Write the file as an editor does: anew, under its own name at the end."""
    new = folder / f"{SETTINGS_NAME}.new"
    new.write_text(text)
    new.replace(folder / SETTINGS_NAME)


def test_what_it_says_now_holds(accounts: Accounts, tmp_path: Path) -> None:
    assert accounts.settings == Settings()
    say(tmp_path, "[sessions]\nidle_minutes = 5\n")
    accounts.look_again()
    assert accounts.settings.idle_seconds == 300
    (tmp_path / SETTINGS_NAME).write_text("[sessions]\nidle_minutes = 15\n")
    accounts.look_again()
    assert accounts.settings.idle_seconds == 900
    (tmp_path / SETTINGS_NAME).unlink()
    accounts.look_again()
    assert accounts.settings == Settings()


def test_what_has_not_changed_is_not_read(
    accounts: Accounts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(tmp_path, "[sessions]\nhours = 2\n")
    accounts.look_again()
    monkeypatch.setattr(module, "read_settings", None)  # whoever calls it fails
    accounts.look_again()
    assert accounts.settings.session_seconds == 7200


def test_a_file_that_cannot_be_used_changes_nothing(
    accounts: Accounts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    say(tmp_path, "[sessions]\nidle_minutes = 5\n")
    accounts.look_again()
    with caplog.at_level(logging.INFO, logger="cablegram"):
        for wrong in ("[sessions", "[sessions]\nidle = 5\n", "[sessions]\nidle_minutes = 0\n"):
            caplog.clear()
            say(tmp_path, wrong)
            accounts.look_again()
            accounts.look_again()
            assert accounts.settings.idle_seconds == 300
            assert SETTINGS_NAME in accounts.fault
            assert [each.levelname for each in caplog.records] == ["ERROR"]
            assert "what it said before holds" in caplog.text
        caplog.clear()
        say(tmp_path, "[sessions]\nidle_minutes = 5\n")
        accounts.look_again()
    assert accounts.fault == ""
    assert [each.levelname for each in caplog.records] == ["INFO"]


def test_what_was_missing_is_looked_for_again(
    accounts: Accounts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secret that is put beside the settings after them is found, though those do not change."""
    say(tmp_path, SETTINGS)
    accounts.look_again()
    assert "sign-on.key" in accounts.fault
    assert accounts.provider is None
    (tmp_path / "sign-on.key").write_text(SECRET)
    monkeypatch.setattr(module, "AGAIN_SECONDS", 0.0)
    accounts.look_again()
    assert (accounts.fault, accounts.provider is None) == ("", False)


def test_the_sign_on_is_another_when_it_is_said_in_another_way(
    accounts: Accounts, tmp_path: Path
) -> None:
    (tmp_path / "sign-on.key").write_text(SECRET)
    say(tmp_path, SETTINGS)
    accounts.look_again()
    first = accounts.provider
    assert first is not None
    say(tmp_path, SETTINGS.replace("[sign_on]", "[sessions]\nhours = 3\n\n[sign_on]"))
    accounts.look_again()
    assert accounts.provider is first  # it knows the keys of the institution already
    (tmp_path / "sign-on.key").write_text("another secret")
    accounts.look_again()
    assert accounts.provider is not None
    assert accounts.provider.sign_on.secret == "another secret"
    say(tmp_path, "")
    accounts.look_again()
    assert accounts.provider is None


def test_shorter_hours_hold_for_sessions_that_there_are(accounts: Accounts, tmp_path: Path) -> None:
    made = accounts.add("ana", now=NOW, password=GOOD)
    session = accounts.begin(made.account_id, now=NOW)
    then = later(minutes=50)
    assert accounts.session(session.token, now=then) is not None
    then = later(minutes=100)
    assert accounts.session(session.token, now=then - dt.timedelta(minutes=1)) is not None
    say(tmp_path, "[sessions]\nhours = 1\n")
    accounts.look_again()
    assert accounts.session(session.token, now=then) is None
    assert accounts.sessions(made.account_id, now=then) == ()
