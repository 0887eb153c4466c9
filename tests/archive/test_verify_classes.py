"""`verify` looks at the archives of classes of readers as well."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from cablegram.archive import Item, Store, class_findings, verify, views
from cablegram.archive.feed import read_bytes
from cablegram.cli import run
from cablegram.search import Archive
from tests.archive.test_view import LOW, add, secret
from tests.archive.test_witnesses import telegram

if TYPE_CHECKING:
    from pathlib import Path

Output = pytest.CaptureFixture[str]


def filed(folder: Path) -> Path:
    """Make an archive and that of the lowest class; return the folder of the latter."""
    with Archive.open(folder, create=True) as archive:
        archive.ingest([telegram("a.txt"), telegram("b.txt", "Else. " * 40)], read_bytes)
        add(archive, secret("07LISBON1", ("U", "the quay"), ("S", "shut")), first=5)
        return archive.seen_by(LOW).folder


def verified(folder: Path, capsys: Output) -> tuple[int, dict[str, Any]]:
    code = run(["archive", "verify", "--archive", str(folder), "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, found


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection, connection:
        connection.execute(statement)


def test_the_archives_of_classes_are_listed(tmp_path: Path, capsys: Output) -> None:
    view = filed(tmp_path)
    code, found = verified(tmp_path, capsys)
    assert (code, found["whole"]) == (0, True)
    assert found["classes"] == [{"name": view.name, "cables": 2, "behind": 0, "findings": []}]
    assert run(["archive", "verify", "--archive", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "the archive is whole, and 1 of classes of readers\n"


def test_what_the_class_has_not_looked_at_is_no_fault(tmp_path: Path, capsys: Output) -> None:
    filed(tmp_path)
    with Store.open(tmp_path) as store:
        store.ingest([telegram("c.txt", "A third text, and an open one. " * 9)], read_bytes)
    code, found = verified(tmp_path, capsys)
    assert code == 0
    assert found["classes"][0]["behind"] == 1


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE cable SET subject = 'OTHER' WHERE id = 1", "its number or subject"),
        ("UPDATE cable SET record = substr(record, 1, 30) WHERE id = 1", "a record is damaged"),
        ("DELETE FROM addressee WHERE cable_id = 1", "its record"),
        ("UPDATE looked_at SET cable_id = 900", "has looked at cables that the archive does not"),
        ("UPDATE witness_name SET name = 'zzz' WHERE witness_id = 1", "1 witnesses of names"),
        ("UPDATE cable SET id = 900 WHERE id = 3", "should not have this cable"),
    ],
)
def test_damage_in_a_class_is_found(
    tmp_path: Path, capsys: Output, statement: str, message: str
) -> None:
    view = filed(tmp_path)
    verified(tmp_path, capsys)  # its index catches up
    change(view, "PRAGMA foreign_keys = OFF")
    change(view, statement)
    code, found = verified(tmp_path, capsys)
    (of_class,) = found["classes"]
    assert (code, found["whole"], found["findings"]) == (1, False, [])
    assert message in str(of_class["findings"])
    assert run(["archive", "verify", "--archive", str(tmp_path)]) == 1
    assert f"class {view.name}: " in capsys.readouterr().out


def test_an_archive_put_back_makes_its_class_too_new(tmp_path: Path) -> None:
    filed(tmp_path)
    older = (tmp_path / "archive.sqlite").read_bytes()
    with Store.open(tmp_path) as store:
        store.ingest([telegram("c.txt", "A third text, and an open one. " * 9)], read_bytes)
        store.seen_by(LOW)
    (tmp_path / "archive.sqlite").write_bytes(older)
    with Store.open(tmp_path) as store:
        (view,) = [list(class_findings(each, store)) for each in views(store)]
        assert [each.what for each in view] == ["class", "class"]
        store.seen_by(LOW)  # which makes it anew
    with Store.open(tmp_path) as store:
        assert [list(class_findings(each, store)) for each in views(store)] == [[]]


def test_a_pdf_in_a_class_is_not_compared_with_its_text(tmp_path: Path) -> None:
    text = telegram("").data
    with Store.open(tmp_path, create=True) as store:
        store.ingest([Item(source="a.pdf", data=text, raw=b"%PDF")], read_bytes)
        store.seen_by(LOW)
        assert list(verify(store)) == []
        (found,) = [list(verify(each, of_class=True)) for each in views(store)]
        assert found == []


def test_what_is_left_of_other_formats_is_not_opened(tmp_path: Path) -> None:
    view = filed(tmp_path)
    (view.parent / "U-0.1-other").mkdir()
    (view.parent / "U-0.1-other" / "archive.sqlite").write_bytes(b"no database")
    with Store.open(tmp_path) as store:
        assert [each.folder.name for each in views(store)] == [view.name]
