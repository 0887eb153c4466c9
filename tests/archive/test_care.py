"""Looking after an archive: verify, compact, forget, dump and load, one writer."""

from __future__ import annotations

import json
import multiprocessing
import sqlite3
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

import pytest
import zstandard

from cablegram.access import Reader
from cablegram.archive import (
    Item,
    Store,
    archive_info,
    compact,
    dump,
    forget,
    load,
    verify,
    witnesses_of,
)
from cablegram.archive.dictionaries import TRAIN_AFTER
from cablegram.archive.erasing import DUE_NAME
from cablegram.archive.feed import read_bytes
from cablegram.archive.lock import writing
from cablegram.cli import run
from cablegram.errors import ArchiveError, InputError
from cablegram.model import MRN
from cablegram.sample import generate
from cablegram.search import Archive
from tests.archive.killed_work import contents
from tests.archive.test_witnesses import NUMBER, html, section, telegram
from tests.made_up import fill, item, read_made_up

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event
    from pathlib import Path

SECRET = "the zinc-lined casket of Baron Ottokar Wrzlfjord"
Output = pytest.CaptureFixture[str]


def filed(folder: Path, *items: Item) -> Path:
    with Archive.open(folder, create=True) as archive:
        archive.ingest(items, read_bytes)
        archive.update_index()
    return folder


def change(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection:
        connection.execute(statement, values)
        connection.commit()


def findings(folder: Path) -> list[str]:
    with Store.open(folder) as store:
        return [f"{each.what} {each.number}: {each.message}" for each in verify(store)]


def made(count: int, seed: int = 5) -> list[Item]:
    files = islice(generate(count * 2, seed=seed), count)
    return [Item(source=f"{seed} {file.name}", data=file.data) for file in files]


# verify


def test_an_archive_is_whole(tmp_path: Path, capsys: Output) -> None:
    folder = filed(tmp_path, *made(60), *(section(n) for n in (1, 2)), html("a"), telegram("b"))
    assert findings(folder) == []
    assert run(["archive", "verify", "--archive", str(folder)]) == 0
    assert "is whole" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE witness SET sha256 = zeroblob(32) WHERE id = 1", "not what was filed"),
        ("UPDATE witness SET raw = substr(raw, 1, 20) WHERE id = 1", "a witness is damaged"),
        ("UPDATE witness SET size = 7 WHERE id = 1", "its size"),
        ("UPDATE cable SET record = substr(record, 1, 30) WHERE id = 1", "a record is damaged"),
        ("UPDATE cable SET subject = 'OTHER' WHERE id = 1", "its number or subject"),
        ("UPDATE cable SET missing = 9 WHERE id = 1", "missing sections"),
        ("UPDATE cable SET lead_id = 77 WHERE id = 1", "names a cable that is not there"),
        ("UPDATE cable SET lead_id = 2 WHERE id = 1", "of another number"),
        ("DELETE FROM addressee WHERE cable_id = 1", "its record"),
        ("DELETE FROM cable WHERE id = 1", "it has no cable"),
    ],
)
def test_verify_finds_damage(tmp_path: Path, statement: str, message: str) -> None:
    folder = filed(tmp_path, telegram("a"), *made(3))
    change(folder, statement)
    assert message in "\n".join(findings(folder))
    assert run(["archive", "verify", "--archive", str(folder)]) == 1


def test_verify_finds_what_the_index_has_not(tmp_path: Path, capsys: Output) -> None:
    folder = filed(tmp_path, telegram("a"), *made(3))
    # A cable that came back with a lower number than the index has seen.
    change(folder, "UPDATE cable SET id = 900 WHERE id = 4")
    change(folder, "PRAGMA foreign_keys = OFF")
    assert run(["archive", "verify", "--archive", str(folder), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {"what": "index", "number": 4} in [
        {key: each[key] for key in ("what", "number")} for each in found
    ]
    assert run(["archive", "reindex", "--archive", str(folder)]) == 0


def test_a_copy_that_leads_no_longer_leaves_the_index(tmp_path: Path, capsys: Output) -> None:
    folder = filed(tmp_path, html("page.html"))
    filed(folder, telegram("better.txt"))
    assert run(["search", "harbor", "--count", "--archive", str(folder)]) == 0
    assert capsys.readouterr().out == "1\n"
    assert run(["archive", "verify", "--archive", str(folder)]) == 0


# forget


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def traces(folder: Path) -> list[str]:
    """Return what is left of the secret: in files, in blobs once unpacked, in the index's words."""
    data = bytes_of(folder).lower()
    words = ("zinc-lined", "wrzlfjord", "ottokar", SECRET.lower())
    found = [word for word in words if word.encode() in data]
    with Store.open(folder) as store:
        for _, record in store.records_after(0):
            found += [word for word in words if word in json.dumps(record).lower()]
        for (number,) in store.rows("SELECT number FROM dictionary"):
            content = store.dictionaries.content(number).lower()
            found += [word for word in words if word.encode() in content]
    return found


def test_a_cable_is_forgotten_everywhere(tmp_path: Path, capsys: Output) -> None:
    secret = telegram("secret.txt", body=f"They buried {SECRET} at night.")
    folder = filed(tmp_path, secret, *made(30))
    (folder / "archive.sqlite.before-2").write_bytes(SECRET.encode())
    assert traces(folder) != []
    where = ["--archive", str(folder)]
    assert run(["archive", "forget", "08LISBON9", *where, "--dry-run"]) == 0
    assert "08LISBON9  secret.txt" in capsys.readouterr().out
    assert run(["archive", "forget", "08LISBON9", *where]) == 2  # nobody to ask
    assert traces(folder) != []
    assert run(["archive", "forget", "08LISBON9", *where, "--yes"]) == 0
    assert traces(folder) == []
    assert run(["archive", "forget", "08LISBON9", *where, "--yes"]) == 1
    assert run(["archive", "verify", *where]) == 0
    assert run(["search", "wrzlfjord", "--count", *where]) == 0
    assert capsys.readouterr().out.endswith("\n0\n")
    with Store.open(folder) as store:
        assert store.counts()["witness"] == 30


def test_dictionaries_that_were_trained_on_it_are_made_anew(tmp_path: Path) -> None:
    # Said so often that the dictionary learns it.
    secret = telegram("secret.txt", body=f"They buried {SECRET}. " * 400)
    folder = filed(tmp_path, secret, *made(TRAIN_AFTER))
    change(folder, "UPDATE dictionary SET content = content || CAST(? AS BLOB)", SECRET)
    assert traces(folder) != []
    with Store.open(folder) as store:
        (found,) = store.find(NUMBER)
        forget(store, [each.witness_id for each in witnesses_of(store, [found.cable_id])])
    assert traces(folder) == []
    assert findings(folder) == []


def test_one_witness_of_several(tmp_path: Path) -> None:
    folder = filed(tmp_path, telegram("best.txt"), html("page.html", f"They buried {SECRET}."))
    filed(folder, html("page2.html"))
    assert run(["archive", "forget", "08LISBON9", "--witness", "1", "--yes",
                "--archive", str(folder)]) == 0  # fmt: skip
    with Store.open(folder) as store:
        sources = [each.source for m in store.find(NUMBER) for each in store.witnesses(m.cable_id)]
        assert sorted(sources) == ["page.html", "page2.html"]
    assert run(["archive", "verify", "--archive", str(folder)]) == 0


def test_a_section_of_a_joined_cable(tmp_path: Path) -> None:
    folder = filed(tmp_path, *(section(n) for n in (1, 2, 3)))
    with Store.open(folder) as store:
        (found,) = store.find(NUMBER)
        second = [each for each in store.witnesses(found.cable_id) if each.source == "2.txt"]
        (doomed,) = witnesses_of(store, [second[0].cable_id])
        forget(store, [doomed.witness_id])
        (found,) = store.find(NUMBER)
        assert store.cable(found.cable_id).transmission.missing_sections == (2,)
        assert "part 2" not in store.cable(found.cable_id).source_text
    assert findings(folder) == []


def test_forgetting_that_was_interrupted_is_made_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = filed(tmp_path, telegram("a", body=f"They buried {SECRET}."), *made(5))

    def broken(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, Store.open(folder) as store:
        patched.setattr("cablegram.archive.erasing._erase", broken)
        with pytest.raises(KeyboardInterrupt):
            forget(store, [1])
    assert any("interrupted" in each for each in findings(folder))
    assert run(["archive", "compact", "--archive", str(folder)]) == 0
    assert traces(folder) == []
    assert not (folder / DUE_NAME).exists()
    assert findings(folder) == []


@pytest.mark.parametrize("is_broken_off", [False, True])
def test_nobody_finds_by_what_was_derived_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_broken_off: bool
) -> None:
    """Neither who had it open, nor who opens it after the rows went and the rest did not."""
    folder = filed(tmp_path, *made(5), telegram("a", body=f"They buried {SECRET}."))
    with Archive.open(folder) as open_before:
        low = open_before.seen_by(Reader())
        assert [each.search("Wrzlfjord").total for each in (open_before, low)] == [1, 1]
        if is_broken_off:
            monkeypatch.setattr("cablegram.archive.erasing._erase", lambda *_: None)
        with Store.open(folder) as store:
            forget(store, [6])
        # The next cable gets the identifier of the one that is gone.
        filed(folder, telegram("b", body="A quiet day."))
        with Archive.open(folder) as opened:
            for each in (open_before, opened):
                for seen in (each, each.seen_by(Reader())):
                    assert seen.search("Wrzlfjord").total == 0
                    assert seen.complete("wrzl") == ()
                    assert seen.search("quiet").total == 1


# compact, info


def test_compact_gives_back_room_and_changes_nothing(tmp_path: Path) -> None:
    folder = filed(tmp_path, *made(TRAIN_AFTER + 20))
    with Store.open(folder) as store:
        before = list(islice(store.records_after(0), 100))
        size = archive_info(store).database_bytes
        compact(store)
        assert list(islice(store.records_after(0), 100)) == before
        assert archive_info(store).database_bytes < size
    assert findings(folder) == []


def test_info(tmp_path: Path, capsys: Output) -> None:
    folder = filed(tmp_path, telegram("a"), html("b"), telegram("c", "Another. " * 40, "VISAS"))
    assert run(["archive", "info", "--archive", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["witnesses"], found["cables"], found["copies"]) == (3, 2, 1)
    assert (found["shared_numbers"], found["joined"], found["unread"]) == (1, 0, 0)
    assert run(["archive", "info", "--archive", str(folder)]) == 0
    assert "shared numbers                 1" in capsys.readouterr().out


# dump and load


def lines_of(path: Path) -> list[str]:
    with path.open("rb") as file:
        data = zstandard.ZstdDecompressor().stream_reader(file).read()
    return data.decode().splitlines()


def test_a_dump_gives_the_same_archive(tmp_path: Path, capsys: Output) -> None:
    items = [*made(80), telegram("a"), html("b"), *(section(n) for n in (1, 2))]
    items.append(Item(source="gone", data=b"", problem="no leave"))
    items.append(Item(source="a.pdf", data=telegram("").data + b"\n", raw=b"%PDF the same"))
    folder, second = filed(tmp_path / "one", *items), tmp_path / "two"
    first, again = tmp_path / "one.zst", tmp_path / "two.zst"
    assert run(["archive", "dump", str(first), "--archive", str(folder)]) == 0
    assert run(["archive", "load", str(first), "--archive", str(second)]) == 0
    assert "new" in capsys.readouterr().out
    assert run(["archive", "dump", str(again), "--archive", str(second)]) == 0
    assert lines_of(again)[1:] == lines_of(first)[1:]
    assert run(["archive", "verify", "--archive", str(second)]) == 0
    with Store.open(folder) as one, Store.open(second) as two:
        assert one.counts() == two.counts()
        for message in one.find(NUMBER):
            sources = [each.source for each in one.witnesses(message.cable_id)]
            assert sources in [
                [each.source for each in two.witnesses(each.cable_id)] for each in two.find(NUMBER)
            ]
        assert load(two, first).new == 0


def test_years_are_corrected_after_loading_too(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a", create=True) as store:
        assert store.ingest(made(600), read_bytes).years_corrected > 0
        dump(store, tmp_path / "dump")
        with Store.open(tmp_path / "b", create=True) as other:
            load(other, tmp_path / "dump")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_dump_is_not_replaced(tmp_path: Path) -> None:
    folder = filed(tmp_path / "a", telegram("a"))
    (tmp_path / "dump").write_text("mine")
    assert run(["archive", "dump", str(tmp_path / "dump"), "--archive", str(folder)]) == 2
    assert (tmp_path / "dump").read_text() == "mine"


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.95])
def test_a_dump_that_is_cut_short(tmp_path: Path, kept: float) -> None:
    folder, path = filed(tmp_path / "a", *made(20)), tmp_path / "dump"
    with Store.open(folder) as store:
        dump(store, path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
    with Store.open(tmp_path / "b", create=True) as store, pytest.raises(InputError):
        load(store, path)
    assert findings(tmp_path / "b") == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no zstd", "damaged"),
        (zstandard.compress(b"{}\n"), "no dump"),
        (zstandard.compress(b"[1]\n"), "damaged"),
        (
            zstandard.compress(b'{"schema":"cablegram.dump/9"}\n'),
            "reads cablegram.dump/1 and",
        ),
        (
            zstandard.compress(
                b'{"schema":"cablegram.dump/1"}\n{"witness":{"raw":1}}\n{"end":{}}\n'
            ),
            "damaged",
        ),
    ],
)
def test_what_is_no_dump(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "dump"
    path.write_bytes(content)
    with (
        Store.open(tmp_path / "b", create=True) as store,
        pytest.raises(InputError, match=message),
    ):
        load(store, path)


def test_a_dump_with_other_bytes_is_refused(tmp_path: Path) -> None:
    folder, path = filed(tmp_path / "a", telegram("a")), tmp_path / "dump"
    with Store.open(folder) as store:
        dump(store, path)
    lines = lines_of(path)
    line = json.loads(lines[1])
    line["witness"]["raw"] = line["witness"]["raw"][4:]
    content = "\n".join([lines[0], json.dumps(line), *lines[2:], ""]).encode()
    path.write_bytes(zstandard.compress(content))
    with Store.open(tmp_path / "b", create=True) as store, pytest.raises(InputError):
        load(store, path)


# one writer


def hold(folder: Path, held: Event, free: Event) -> None:
    with writing(folder):
        held.set()
        free.wait(30)


def test_a_second_writer_is_told_or_waits(tmp_path: Path, capsys: Output) -> None:
    folder = fill(tmp_path / "archive", {"mrn": "07LISBON1"})
    cables = tmp_path / "cables"
    cables.mkdir()
    (cables / "a.txt").write_bytes(telegram("a").data)
    context = multiprocessing.get_context("spawn")
    held, free = context.Event(), context.Event()
    other = context.Process(target=hold, args=(folder, held, free))
    other.start()
    try:
        assert held.wait(30)
        words = ["ingest", str(cables), "--archive", str(folder), "--workers", "1"]
        assert run(words) == 3
        assert f"another process ({other.pid}) is writing" in capsys.readouterr().err
        assert run(["archive", "compact", "--archive", str(folder)]) == 3
        with Store.open(folder) as store:  # reading goes on
            assert len(store.find(MRN.parse("07LISBON1"))) == 1
            with pytest.raises(ArchiveError, match="another process"):
                store.ingest([item("b", {})], read_made_up)
        free.set()
        assert run([*words, "--wait"]) == 0
    finally:
        free.set()
        other.join(30)
