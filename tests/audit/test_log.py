"""The log only grows, keeps one chain whoever writes, and shows what was changed in it."""

from __future__ import annotations

import datetime as dt
import json
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from cablegram.audit import (
    KEY_NAME,
    KEY_VARIABLE,
    LOG_NAME,
    Action,
    AuditError,
    Head,
    Log,
    Wanted,
    export_head,
    export_log,
    is_there,
    verify_export,
    verify_log,
)
from cablegram.audit.entries import MOST_NAMED, Entry
from cablegram.audit.keys import key_of
from cablegram.audit.reading import entries, reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a log of three entries."""
    with Log.open(tmp_path, clock=lambda: NOON) as log:
        log.note(Action.SHOWN, who="anna", what=["07LISBON4"], page="/c/{mrn}")
        log.note(Action.SEARCHED, who="anna", what=["07LISBON4", "item:12"], query=log.digest("x"))
        log.note(Action.REFUSED, who="ben", outcome="not-permitted", page="/accounts")
    return tmp_path


def newest(folder: Path, wanted: Wanted | None = None) -> list[Entry]:
    with reading(folder) as connection:
        return [entry for entry, _ in entries(connection, wanted or Wanted())]


def test_what_was_noted_is_found(folder: Path) -> None:
    assert [each.action for each in newest(folder)] == ["refused", "searched", "shown"]
    assert [each.number for each in newest(folder, Wanted(what="07LISBON4"))] == [2, 1]
    assert [each.number for each in newest(folder, Wanted(who="ben"))] == [3]
    assert [each.number for each in newest(folder, Wanted(action="searched", who="anna"))] == [2]
    assert not newest(folder, Wanted(until=NOON))
    assert len(newest(folder, Wanted(since=NOON))) == 3
    found = newest(folder)[0]
    assert (found.at, found.outcome, dict(found.about)) == (
        NOON,
        "not-permitted",
        {"page": "/accounts"},
    )


def test_a_token_leads_on_and_tells_no_number(folder: Path) -> None:
    with reading(folder) as connection:
        tokens = [token for _, token in entries(connection, Wanted())]
        rest = [entry.number for entry, _ in entries(connection, Wanted(), before=tokens[0])]
        assert rest == [2, 1]
        assert not list(entries(connection, Wanted(), before="nonsense"))
        assert not list(entries(connection, Wanted(), before=tokens[0][:-3]))


def test_a_whole_log_is_whole(folder: Path) -> None:
    found = verify_log(folder)
    assert found.is_whole
    assert found.entries == 3
    assert found.head is not None
    assert found.head.number == 3


def test_an_empty_log_is_whole(tmp_path: Path) -> None:
    assert not is_there(tmp_path)
    Log.open(tmp_path).close()
    assert is_there(tmp_path)
    assert verify_log(tmp_path).is_whole
    assert export_head(tmp_path) is None


def test_nobody_else_may_read_it(folder: Path) -> None:
    for name in (LOG_NAME, KEY_NAME):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def changed(folder: Path, *statements: str) -> None:
    """Change the database as somebody does who knows how."""
    with sqlite3.connect(folder / LOG_NAME) as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


HEAD_OF_TWO = "UPDATE head SET number = 2, hash = (SELECT hash FROM entry WHERE number = 2)"
CUT = ("DELETE FROM named WHERE number = 3", "DELETE FROM entry WHERE number = 3")
CHANGES = {
    "another name": ("UPDATE entry SET line = replace(line, 'anna', 'emma') WHERE number = 1",),
    "another name, all of it": (
        "UPDATE entry SET who = 'emma', line = replace(line, 'anna', 'emma') WHERE number = 1",
    ),
    "another hash": ("UPDATE entry SET hash = zeroblob(32) WHERE number = 2",),
    "taken out": (
        "DELETE FROM named WHERE number = 2",
        "DELETE FROM entry WHERE number = 2",
    ),
    "moved up": (
        "PRAGMA foreign_keys = OFF",
        "DELETE FROM entry WHERE number = 1",
        "UPDATE entry SET number = 1 WHERE number = 2",
    ),
    "found by another name": ("UPDATE entry SET who = 'emma' WHERE number = 1",),
    "found by no number": ("DELETE FROM named WHERE number = 1",),
    "found by another number": ("UPDATE named SET what = '07LISBON5' WHERE number = 1",),
    "blanks": ("UPDATE entry SET line = line || ' ' WHERE number = 3",),
    "cut at the end": CUT,
    "cut, head too": (*CUT, HEAD_OF_TWO),
    "no head": ("DELETE FROM head",),
    "later": ("UPDATE head SET signed_at = '2027-01-01T00:00:00.000000+00:00'",),
}  # fmt: skip


@pytest.mark.parametrize("statements", CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen(folder: Path, statements: tuple[str, ...]) -> None:
    changed(folder, *statements)
    assert verify_log(folder).faults


def test_the_database_itself_refuses_changes(folder: Path) -> None:
    connection = sqlite3.connect(folder / LOG_NAME)
    for statement in ("DELETE FROM entry", "UPDATE entry SET line = ''", "DELETE FROM named",
                      "UPDATE named SET number = 1"):  # fmt: skip
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            connection.execute(statement)
    connection.close()


def test_a_log_written_anew_is_seen_by_a_head_from_earlier(folder: Path) -> None:
    """Whoever has the key too can cut the end off and sign; a head that was sent away tells."""
    head = export_head(folder)
    assert head is not None
    changed(folder, *CUT, "DELETE FROM head")
    key = key_of(folder)
    with sqlite3.connect(folder / LOG_NAME) as connection:
        (digest,) = connection.execute("SELECT hash FROM entry WHERE number = 2").fetchone()
        signature = key.sign(head.identity, 2, digest, NOON)
        values = (2, digest, NOON.isoformat(timespec="microseconds"), key.public, signature)
        connection.execute("INSERT INTO head VALUES (1, ?, ?, ?, ?, ?)", values)
    connection.close()
    with Log.open(folder, clock=lambda: NOON) as log:  # signs what there is
        log.note(Action.SHOWN, who="emma")
    assert verify_log(folder).is_whole
    faults = verify_log(folder, earlier=[head]).faults
    assert [each.number for each in faults] == [3]
    changed(folder, *CUT, "DELETE FROM head")
    assert any(each.number is None for each in verify_log(folder, earlier=[head]).faults)


def test_a_head_of_another_log_or_key_is_seen(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with Log.open(other) as log:
        log.note(Action.SHOWN, who="anna")
        key = log.key.public
    head = export_head(other)
    assert head is not None
    assert verify_log(other, earlier=[head], keys=[key]).is_whole
    assert verify_log(folder, earlier=[head]).faults
    assert verify_log(folder, keys=[key]).faults
    assert Head.of(json.loads(json.dumps(head.to_json()))) == head
    wrongs: list[object] = [{}, [], {**head.to_json(), "key": 7}, {**head.to_json(), "hash": "x"}]
    for wrong in wrongs:
        with pytest.raises(ValueError):  # noqa: PT011 (any)
            Head.of(wrong)


def exported(folder: Path, after: int = 0) -> Path:
    path = folder / "log.ndjson"
    path.write_text("".join(f"{line}\n" for line in export_log(folder, after=after)))
    return path


@pytest.mark.parametrize("after", [0, 2, 3])
def test_an_export_is_verified_alone(folder: Path, after: int) -> None:
    found = verify_export(exported(folder, after))
    assert found.is_whole
    assert found.entries == 3 - after


def test_a_changed_export_is_seen(folder: Path) -> None:
    path = exported(folder)
    text = path.read_text()
    lines = text.splitlines(keepends=True)
    for wrong in (
        text.replace("anna", "emma"),
        "".join(lines[:-1]),
        "".join([*lines[:2], *lines[3:]]),
        "".join([*lines[:3], lines[-1]]),
    ):
        path.write_text(wrong)
        assert verify_export(path).faults
    for wrong in ("", "[]\n", "x\n", "".join(lines[1:]), text.replace(lines[0], "{}\n")):
        path.write_text(wrong)
        with pytest.raises(ValueError, match="exported log"):
            verify_export(path)
    with pytest.raises(AuditError, match="no entry 7"):
        list(export_log(folder, after=7))


def test_many_threads_keep_one_chain(tmp_path: Path) -> None:
    with Log.open(tmp_path) as log, ThreadPoolExecutor(8) as threads:
        numbers = list(
            threads.map(lambda n: log.note(Action.SHOWN, who=f"t{n}"), range(200), chunksize=25)
        )
    assert sorted(numbers) == list(range(1, 201))
    assert verify_log(tmp_path).is_whole


WRITER = """
import sys
from pathlib import Path
from cablegram.audit import Action, Log
log = Log.open(Path(sys.argv[1]))
for n in range(int(sys.argv[2])):
    print(log.note(Action.SHOWN, who=sys.argv[3], what=["07LISBON4"]), flush=True)
log.close()
"""


def writer(folder: Path, count: int, name: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", WRITER, str(folder), str(count), name]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def test_several_processes_keep_one_chain_and_a_killed_one_leaves_it_whole(tmp_path: Path) -> None:
    """They begin at once: log and key are made by one of them."""
    running = [writer(tmp_path, 60, f"p{n}") for n in range(3)]
    doomed = writer(tmp_path, 1_000_000, "doomed")
    assert doomed.stdout is not None
    told = [int(doomed.stdout.readline()) for _ in range(20)]
    doomed.send_signal(signal.SIGKILL)
    told += [int(line) for line in doomed.communicate()[0].splitlines(keepends=True)
             if line.endswith("\n")]  # fmt: skip
    counts = [len(each.communicate(timeout=240)[0].split()) for each in running]
    assert counts == [60, 60, 60]
    found = verify_log(tmp_path)
    assert found.is_whole
    # What it had been told was written is there.
    assert {each.number for each in newest(tmp_path, Wanted(who="doomed"))} >= set(told)


def test_what_cannot_be_written_is_told_to_who_waits(folder: Path) -> None:
    log = Log.open(folder)
    with sqlite3.connect(folder / LOG_NAME) as connection:
        connection.execute("DROP TABLE named")
    connection.close()
    with pytest.raises(AuditError, match="cannot be written"):
        log.note(Action.SHOWN, who="anna", what=["07LISBON4"])
    log.close()
    log.close()
    with pytest.raises(AuditError, match="closed"):
        log.note(Action.SHOWN, who="anna")


def test_what_waits_is_written_before_the_log_is_closed(tmp_path: Path) -> None:
    log = Log.open(tmp_path)
    waiting = [log.noting(Action.SHOWN, who="anna") for _ in range(300)]
    log.close()
    assert [each.result(0) for each in waiting] == list(range(1, 301))


TEXTS = (
    "The harbor master raised the dues again.",
    "HARBOR DUES: THE GUILD ANSWERS",
    '"the harbor master" from:lisbon',
    "dues\nrose",
    "x" * 200,
    "naïve",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_no_way_lets_text_in(tmp_path: Path, text: str) -> None:
    with Log.open(tmp_path) as log:
        log.note(
            Action.SHOWN, who=f"{text}\n", what=[text], outcome=text, one=text, many=[text, "B1"]
        )
        digest = log.digest(text)
    (entry,) = newest(tmp_path)
    assert entry.what == (f"other:{digest}",)
    assert entry.outcome == f"digest:{digest}"
    assert entry.about["one"] == f"digest:{digest}"
    assert entry.about["many"] == [f"digest:{digest}", "B1"]
    if text:
        for path in tmp_path.iterdir():
            assert text.encode() not in path.read_bytes()
    assert verify_log(tmp_path).is_whole


def test_the_digest_of_a_query_needs_the_key(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    digests = []
    for folder in (one, other, one):
        folder.mkdir(exist_ok=True)
        with Log.open(folder) as log:
            digests.append(log.digest("harbor dues"))
            assert "Key(...)" in repr(log.key)
    assert digests[0] == digests[2] != digests[1]


def test_numbers_words_and_names_stay_as_they_are(tmp_path: Path) -> None:
    what = ["07LISBON4", "1958BEIRUT1983", "73BANGKOK-A50", "LISBON8", "item:12", "dossier:k3_x"]
    with Log.open(tmp_path) as log:
        log.note(
            Action.RELEASED, who="Anna O'Neil", what=what, code="1.4(c)", rows=3, is_bulk=True,
            page="/c/{mrn}", nothing=None,
        )  # fmt: skip
        log.note(Action.EXPORTED, who="cli:anna", what=[f"item:{n}" for n in range(1200)])
        with pytest.raises(TypeError, match="float"):
            log.note(Action.SHOWN, who="anna", share=0.5)  # type: ignore[arg-type]
    exported_, released = newest(tmp_path)
    assert (released.who, exported_.who) == ("Anna O'Neil", "cli:anna")
    assert released.what == tuple(what)
    assert released.about == {"code": "1.4(c)", "rows": 3, "is_bulk": True, "page": "/c/{mrn}"}
    assert len(exported_.what) == MOST_NAMED
    assert exported_.about == {"more": 200}


def test_another_key_is_not_taken(folder: Path) -> None:
    (folder / KEY_NAME).rename(folder / "elsewhere")
    with pytest.raises(AuditError, match="another key"):
        Log.open(folder)
    (folder / "elsewhere").replace(folder / KEY_NAME)
    with Log.open(folder) as log:
        assert log.note(Action.SHOWN, who="cli:anna") == 4
    assert newest(folder)[0].who == "cli:anna"


def test_the_key_may_lie_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, path = tmp_path / "archive", tmp_path / "secret" / "key"
    folder.mkdir()
    monkeypatch.setenv(KEY_VARIABLE, str(path))
    with pytest.raises(AuditError, match="No such file"):
        Log.open(folder)
    path.parent.mkdir()
    Log.open(folder).close()
    assert not (folder / KEY_NAME).exists()
    path.chmod(0o640)
    with pytest.raises(AuditError, match="chmod 600"):
        Log.open(folder)
    path.chmod(0o600)
    path.write_text("no key")
    with pytest.raises(AuditError, match="is no key"):
        Log.open(folder)


def _foreign(folder: Path) -> None:
    with sqlite3.connect(folder / LOG_NAME) as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()


def _later(folder: Path) -> None:
    Log.open(folder).close()
    with sqlite3.connect(folder / LOG_NAME) as connection:
        connection.execute("PRAGMA user_version = 9")
    connection.close()


def _garbage(folder: Path) -> None:
    (folder / LOG_NAME).write_bytes(b"no database" * 100)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [(_foreign, "no log of cablegram"), (_later, "version 9"), (_garbage, "not a database")],
)
def test_what_is_no_log_is_refused(
    tmp_path: Path, spoil: Callable[[Path], None], says: str
) -> None:
    spoil(tmp_path)
    with pytest.raises(AuditError, match=says):
        Log.open(tmp_path)


def test_no_log_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="no log"):
        verify_log(tmp_path)
    with pytest.raises(AuditError, match="No such file"):
        Log.open(tmp_path / "missing")
    assert list(tmp_path.iterdir()) == []


def test_a_page_costs_little(tmp_path: Path) -> None:
    """Some 0.1 ms of work when alone, 0.03 ms among many; the bound leaves room."""
    with Log.open(tmp_path) as log:
        log.note(Action.SHOWN, who="anna")
        begun = time.process_time()
        for each in [log.noting(Action.SHOWN, who="anna", what=["07LISBON4"]) for _ in range(500)]:
            each.result()
        assert (time.process_time() - begun) / 500 < 0.0005


def test_two_that_make_the_key_at_once_have_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        logs = list(threads.map(lambda _: Log.open(tmp_path), range(4)))
    assert len({log.key.public for log in logs}) == 1
    for log in logs:
        log.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == [KEY_NAME, LOG_NAME]
