"""Another key signs the log: the one before says so in the chain, and nobody else can say it."""

from __future__ import annotations

import base64
import datetime as dt
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from cablegram.audit import (
    KEY_NAME,
    LOG_NAME,
    Action,
    AuditError,
    Head,
    Log,
    Wanted,
    export_head,
    export_log,
    verify_export,
    verify_log,
)
from cablegram.audit import log as module
from cablegram.audit.entries import Entry, chained, written_time
from cablegram.audit.keys import Key, key_of
from cablegram.audit.reading import entries, reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a log of two entries."""
    with Log.open(tmp_path, clock=lambda: NOON) as log:
        note(log, 2)
    return tmp_path


def note(log: Log, count: int = 1) -> None:
    for _ in range(count):
        log.note(Action.SHOWN, who="anna", what=["07LISBON4"])


def head_of(folder: Path) -> Head:
    found = export_head(folder)
    assert found is not None
    return found


def test_the_log_is_followed_over_it_and_heads_from_before_hold(folder: Path) -> None:
    first = head_of(folder)
    heads, keys = [first], [first.key]
    with Log.open(folder) as log:
        for _ in range(3):
            heads.append(log.change_key(who="cli:anna"))
            keys.append(log.key.public)
            note(log)
            heads.append(head_of(folder))
    assert len(set(keys)) == 4
    found = verify_log(folder, earlier=heads)
    assert (found.faults, found.entries) == ((), 8)
    assert found.head is not None
    assert found.head.key == keys[-1]
    for key in keys:  # whoever has one of them follows it to the last
        assert verify_log(folder, keys=[key]).is_whole
        assert verify_log(folder, earlier=heads, keys=[key]).is_whole
    assert verify_log(folder, keys=[bytes(32)]).faults
    for after in (0, 2, 3, 5):
        path = folder / "log.ndjson"
        path.write_text("".join(f"{line}\n" for line in export_log(folder, after=after)))
        assert verify_export(path, earlier=heads, keys=[keys[-1]]).is_whole
    assert stat.S_IMODE((folder / KEY_NAME).stat().st_mode) == 0o600
    assert sorted(each.name for each in folder.glob("audit.key*")) == [KEY_NAME]


def test_a_log_that_is_empty_changes_its_key_too(tmp_path: Path) -> None:
    with Log.open(tmp_path) as log:
        assert log.change_key(who="cli:anna").number == 1
        note(log)
    assert verify_log(tmp_path).is_whole


def test_who_has_the_log_open_goes_on_with_the_new_key(folder: Path) -> None:
    with Log.open(folder) as room, Log.open(folder) as command:
        note(room)
        command.change_key(who="cli:anna")
        note(room)
        note(command)
        assert room.key.public == command.key.public
        room.change_key(who="cli:anna")
        note(command)
    assert verify_log(folder).is_whole


def test_many_change_it_and_note_at_once(folder: Path) -> None:
    def work(number: int) -> None:
        with Log.open(folder) as log:
            note(log, 3)
            if number % 2:
                log.change_key(who="cli:anna")
            note(log, 3)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(work, range(6)))
    found = verify_log(folder)
    assert (found.faults, found.entries) == ((), 2 + 36 + 3)
    assert sorted(each.name for each in folder.glob("audit.key*")) == [KEY_NAME]


def test_what_was_searched_for_before_is_found_after(folder: Path) -> None:
    with Log.open(folder) as log:
        for _ in range(3):
            log.note(Action.SEARCHED, who="anna", query=f"digest:{log.digest('treaty')}")
            log.change_key(who="cli:anna")
        digests = log.key.digests("treaty")
    assert digests == key_of(folder).digests("treaty")
    assert len(set(digests)) == 4
    with reading(folder) as connection:
        assert len(list(entries(connection, Wanted(digests=digests)))) == 3
        assert len(list(entries(connection, Wanted(digests=digests[:2])))) == 1


STOPPED = """
import os, sys
from cablegram.audit import Log, log as module
where = sys.argv[2]
def stop(*_):
    os._exit(9)
setattr(module, where, stop)
if where == "_insert":
    module.Log._insert = stop
Log.open(sys.argv[1]).change_key(who="cli:anna")
"""


@pytest.mark.parametrize(("where", "count"), [("_insert", 2), ("put_in_place", 3)])
def test_who_is_stopped_meanwhile_leaves_a_log_that_goes_on(
    folder: Path, where: str, count: int
) -> None:
    """Killed before it is in the log, nothing has changed; after that, the new key is found."""
    before = head_of(folder)
    ended = subprocess.run([sys.executable, "-c", STOPPED, str(folder), where], check=False)
    assert ended.returncode == 9
    assert len(list(folder.glob("audit.key*"))) == 2
    assert verify_log(folder).entries == count
    with Log.open(folder) as log:
        note(log)
        log.change_key(who="cli:anna")
    assert verify_log(folder, earlier=[before]).is_whole
    assert head_of(folder).key != before.key


def test_what_cannot_be_written_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = head_of(folder)
    with Log.open(folder) as log:

        def full(*_: object) -> int:
            raise sqlite3.OperationalError("database or disk is full")

        with monkeypatch.context() as patch:
            patch.setattr(module.Log, "_insert", full)
            with pytest.raises(AuditError, match="full"):
                log.change_key(who="cli:anna")
        assert sorted(each.name for each in folder.glob("audit.key*")) == [KEY_NAME]
        note(log)
    assert head_of(folder).key == before.key
    assert verify_log(folder, earlier=[before]).is_whole


def forge(folder: Path, about: Mapping[str, str], signer: Key, *, behind: int = 2) -> None:
    """Write the log anew from an entry on: a change of keys, and a head that another key signs."""
    with sqlite3.connect(folder / LOG_NAME) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM named WHERE number > ?", (behind,))
        connection.execute("DELETE FROM entry WHERE number > ?", (behind,))
        query = "SELECT identity, hash FROM log, entry WHERE number = ?"
        identity, digest = connection.execute(query, (behind,)).fetchone()
        entry = Entry(number=behind + 1, at=NOON, action="key_changed", who="cli:anna", about=about)
        digest = chained(digest, entry.line())
        connection.execute(
            "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)",
            (entry.number, entry.line(), digest, written_time(NOON), entry.action, entry.who),
        )
        signature = signer.sign(identity, entry.number, digest, NOON)
        said = (entry.number, digest, written_time(NOON), signer.public, signature)
        connection.execute("INSERT OR REPLACE INTO head VALUES (1, ?, ?, ?, ?, ?)", said)
    connection.close()


def test_a_forged_change_is_seen(folder: Path) -> None:
    """Who writes the archive and has not the key cannot have the log come to a key of his own."""
    first, thief = head_of(folder), Key(b"t" * 32)
    with Log.open(folder) as log:
        true = log.change_key(who="cli:anna")
    with reading(folder) as connection:
        genuine = dict(next(entries(connection, Wanted()))[0].about)
    own = thief.sign_change(first.identity, 3, first.digest, thief.public).hex()
    old, new = first.key.hex(), thief.public.hex()
    forged: dict[str, dict[str, str]] = {
        "not signed": {"old": old, "new": new, "signature": "00" * 64},
        "signed by himself": {"old": old, "new": new, "signature": own},
        "with the signature for another": {**genuine, "new": new},
        "from his own": {"old": new, "new": new, "signature": own},
        "not in its form": {"old": old, "new": new},
        "no key at all": {"old": "", "new": new, "signature": ""},
    }
    for what, about in forged.items():
        forge(folder, about, thief)
        found = verify_log(folder, earlier=[first], keys=[first.key])
        assert found.faults, what
        if what != "from his own":  # that shows by a head or a key from elsewhere alone
            assert verify_log(folder).faults, what
    # The true one with a head of his, and at another place.
    forge(folder, genuine, thief)
    messages = [each.message for each in verify_log(folder).faults]
    assert messages == ["the head is not signed with the key that the log has come to"]
    forge(folder, genuine, thief, behind=1)
    assert any("has not signed" in each.message for each in verify_log(folder).faults)
    assert true.key.hex() == genuine["new"]


def test_who_kept_the_old_key_is_seen_by_the_new_one(folder: Path) -> None:
    """The log cut off before the change, and signed with a copy of the key that there was."""
    old = Key(key_bytes(folder))
    with Log.open(folder) as log:
        note(log)
        head = log.change_key(who="cli:anna")
    other = Key(b"o" * 32)
    signature = old.sign_change(head.identity, 3, previous(folder, 2), other.public)
    about = {"old": old.public.hex(), "new": other.public.hex(), "signature": signature.hex()}
    forge(folder, about, other)
    assert verify_log(folder).is_whole  # so he could; but not
    assert verify_log(folder, keys=[head.key]).faults
    assert verify_log(folder, earlier=[head]).faults


def key_bytes(folder: Path) -> bytes:
    return base64.b64decode((folder / KEY_NAME).read_text().split()[0])


def previous(folder: Path, number: int) -> bytes:
    with reading(folder) as connection:
        (digest,) = connection.execute(
            "SELECT hash FROM entry WHERE number = ?", (number,)
        ).fetchone()
    return bytes(digest)


def test_a_head_of_another_time_is_seen(folder: Path) -> None:
    """A head that a key signed which was not the log's then."""
    with Log.open(folder) as log:
        before = log.key
        note(log)
        log.change_key(who="cli:anna")
        late, at = log.key, previous(folder, 3)
    for key, is_whole in ((before, True), (late, False)):
        signature = key.sign(log.identity, 3, at, NOON)
        head = Head(
            identity=log.identity, number=3, digest=at, signed_at=NOON, key=key.public,
            signature=signature,
        )  # fmt: skip
        assert verify_log(folder, earlier=[head]).is_whole == is_whole
