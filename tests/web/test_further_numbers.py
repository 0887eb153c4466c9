"""A message that has no number of a station is shown and found under the number of its series."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cablegram.cli import run
from tests.web.conftest import clients

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

MESSAGE = Path(__file__).parents[1] / "corpus" / "acp127" / "janap.txt"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("general") / "archive"
    assert run(["ingest", str(MESSAGE), "--archive", str(folder), "--quiet"]) == 0
    return folder


@pytest.fixture(scope="module")
def room(folder: Path) -> Iterator[TestClient]:
    yield from clients(folder)


def test_the_page_of_a_general_message_bears_its_number(room: TestClient) -> None:
    page = room.get("/c/05NAVADMIN512")
    assert page.status_code == 200
    assert '<span class="mrn">05NAVADMIN512</span>' in page.text
    assert "also 05NAVADMIN512" not in page.text


def test_it_is_shown_by_its_number(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert run(["show", "NAVADMIN", "512/05", "--archive", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert "05NAVADMIN512" in shown
    assert "(also" not in shown
