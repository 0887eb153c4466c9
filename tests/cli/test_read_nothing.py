"""`cablegram read` where nothing can be read: it says why, and its status tells a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cablegram import cli
from tests.intake.packers import telegram, zip_of

if TYPE_CHECKING:
    from pathlib import Path

ENTITIES = (
    '<!DOCTYPE TEI [<!ENTITY a "LOL"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:{path}">]>'
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><div type="document" xml:id="d1"><head>1. Telegram'
    " From the Embassy in Portugal</head><p>&b; &c;</p></div></TEI>"
)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it is empty"),
        (zip_of({"a.txt": telegram(1)})[:60], "it is cut short"),
        (zip_of({}), "it holds no file"),
        (b"\x89PNG\r\n", "it is not a text; it is an image (PNG)"),
    ],
    ids=["empty", "cut", "no file", "image"],
)
def test_a_file_that_cannot_be_read(
    data: bytes, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    assert cli.run(["read", str(path)]) == 3
    out, told = capsys.readouterr()
    assert out == ""
    assert message in told


def test_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["read", str(tmp_path)]) == 3
    assert "nothing to read was found" in capsys.readouterr().err


def test_one_bad_file_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.zip").write_bytes(zip_of({"a.txt": telegram(1)})[:60])
    (tmp_path / "b.txt").write_bytes(telegram(2))
    assert cli.run(["read", str(tmp_path), "--fields", "subject"]) == 0
    out, told = capsys.readouterr()
    assert out == "A BRIDGE IS OPENED\n"
    assert "a.zip" in told


def test_entities_of_markup_are_not_followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("NOT TO BE READ")
    path = tmp_path / "a.xml"
    path.write_text(ENTITIES.replace("{path}", str(secret)))
    assert cli.run(["read", str(path), "--json"]) == 0
    out = capsys.readouterr().out
    assert "NOT TO BE READ" not in out
    assert "LOLLOL" not in out
