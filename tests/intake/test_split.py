"""Files that hold many messages: mailboxes, tables, of any size, in any encoding."""

from __future__ import annotations

import io
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from cablegram.errors import InputError
from cablegram.intake import Intake, ProblemCode, messages, read, read_paths
from cablegram.intake import split as split_module
from tests.intake.packers import tar_of, telegram

if TYPE_CHECKING:
    from pathlib import Path


def mail(number: int, text: str = "THE BRIDGE IS OPEN.") -> bytes:
    return (
        "From clerk@example.org Wed Apr  2 14:24:00 2008\n"
        f"From: clerk@example.org\nSubject: number {number}\n\n{text}\n\n"
    ).encode()


ROW = (
    '"%d","4/2/2008 14:24","08LISBON%d","Embassy Lisbon","UNCLASSIFIED","","FM LISBON","A, %s\n"\n'
)


def rows(count: int) -> bytes:
    return "".join(ROW % (i, i, "B" * (i % 50)) for i in range(1, count + 1)).encode()


def from_bytes(data: bytes, form: str = "auto") -> list[Intake]:
    return list(messages("-", stdin=io.BytesIO(data), form=form))


def test_a_mailbox() -> None:
    items = from_bytes(b"".join(mail(i) for i in range(1, 4)))
    assert [item.source for item in items] == ["-#1", "-#2", "-#3"]
    assert b"".join(item.data for item in items) == b"".join(mail(i) for i in range(1, 4))


def test_a_mailbox_of_one_message_has_no_number() -> None:
    assert [item.source for item in from_bytes(mail(1))] == ["-"]


def test_each_message_has_its_own_encoding() -> None:
    items = from_bytes(mail(1, "São Tomé") + mail(2).replace(b"BRIDGE", b"PAS\xc9O"))
    assert [item.encoding for item in items] == ["utf-8", "windows-1252"]


def test_a_table_without_names() -> None:
    items = from_bytes(rows(3))
    assert b"".join(item.data for item in items) == rows(3)
    assert [item.source for item in items] == ["-#1", "-#2", "-#3"]


def test_each_row_comes_with_the_names() -> None:
    names = b"MRN,Draft Date,From,Message Text\n"
    items = from_bytes(names + b"08LISBON9,2 APR 2008,LISBON,A\n08LISBON10,3 APR 2008,LISBON,B\n")
    assert [item.data for item in items] == [
        names + b"08LISBON9,2 APR 2008,LISBON,A\n",
        names + b"08LISBON10,3 APR 2008,LISBON,B\n",
    ]


def test_a_table_that_is_called_so() -> None:
    assert len(from_bytes(b"a,b\nc,d\n", form="rows")) == 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_wide_text_is_split_too(encoding: str) -> None:
    data = b"".join(mail(i, "São Tomé") for i in range(1, 4)).decode().encode(encoding)
    items = from_bytes(data)
    assert [item.data for item in items] == [mail(i, "São Tomé") for i in range(1, 4)]
    assert {item.encoding for item in items} <= {
        "utf-16-le-sig", "utf-16-be", "utf-32-le-sig",
    }  # fmt: skip


def test_wide_text_of_one_message_keeps_its_bytes() -> None:
    data = telegram(1).decode().encode("utf-16")
    (item,) = from_bytes(data)
    assert (item.data, item.encoding) == (data, "utf-16-le-sig")


class Endless(io.RawIOBase):
    """Gives the same message again and again, up to a size."""

    def __init__(self, unit: bytes, size: int) -> None:
        super().__init__()
        self._unit = unit * max(1, 65536 // len(unit))
        self._left = size // len(self._unit)

    def read(self, size: int = -1, /) -> bytes:  # noqa: ARG002  short reads are allowed
        if self._left <= 0:
            return b""
        self._left -= 1
        return self._unit


@pytest.mark.parametrize(
    "unit",
    [
        mail(7, "THE BRIDGE IS OPEN.\n" * 150),
        rows(60).replace(b'"FM LISBON', b'"FM LISBON' + b" X" * 1500),
    ],
    ids=["mailbox", "table"],
)
def test_a_large_file_in_constant_memory(unit: bytes) -> None:
    tracemalloc.start()
    size = sum(len(item.data) for item in messages("-", stdin=Endless(unit, 14 << 20)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 13 << 20
    assert peak < 60 << 20


def test_a_large_wide_file() -> None:
    unit = mail(7).decode().encode("utf-16-le")
    items = list(messages("-", stdin=Endless(unit, 3 << 20)))
    assert {item.data for item in items} == {mail(7)}


def test_what_is_no_message_and_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(split_module, "MESSAGE_BYTES", 6 << 20)
    (item,) = messages("-", stdin=Endless(b"A", 16 << 20))
    assert item.problem is not None
    assert item.problem.code == ProblemCode.TOO_LARGE


def test_a_file_above_the_bound_is_not_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cablegram.intake.reading.MESSAGE_BYTES", 2 << 20)
    (item,) = read_paths("-", stdin=Endless(b"A", 5 << 20))
    assert item.problem is not None
    assert item.problem.code == ProblemCode.TOO_LARGE


@pytest.mark.parametrize("is_read", [True, False])
def test_a_quote_that_never_closes(is_read: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines behind it are read while they may be rows; a field of 100 MB is no million of rows."""
    monkeypatch.setattr(split_module, "STRAY_ROWS", 100)
    names, broken = b"mrn,date,body\n", b'07LISBON1,2007,"A BRIDGE\n'
    after = b"07LISBON2,2007,OPEN\n" if is_read else b"THE BRIDGE IS OPEN.\n"
    *items, last = from_bytes(names + broken + after * 500)
    assert items[0].data == names + broken
    if is_read:
        assert len(items) == 500
        assert last.problem is None
    else:
        assert len(items) == 99
        assert last.problem is not None
        assert (
            last.problem.message
            == "a quote in row 2 is not closed; reading stopped 100 lines later"
        )


def transmission(number: int, section: str = "") -> bytes:
    text = telegram(number).decode().replace("UNCLAS", f"UNCLAS {section}")
    lines = f"ZCZCLIA{number % 1000:03d}\nRR RUEHC\nDE RUEHLI #{number % 10_000:04d} 0931425\n"
    return f"{lines}{text}NNNN\n".encode()


def test_a_stream_is_split() -> None:
    data = [transmission(number) for number in range(1, 4)]
    assert [item.data for item in from_bytes(b"".join(data))] == data


@pytest.mark.parametrize("end", [b"NNNN\n", b""], ids=["with-ends", "with-starts-only"])
def test_a_large_stream_is_cut_between_messages(
    end: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A section that waits for its other half must not push the last message out half-read."""
    monkeypatch.setattr(split_module, "STREAM_BYTES", 1 << 20)
    first = transmission(1, "SECTION 01 OF 02 ")
    others = [transmission(number).removesuffix(b"NNNN\n") + end for number in range(2, 20_000)]
    items = from_bytes(first + b"".join(others))
    assert sorted(item.data for item in items) == sorted([first, *others])


def test_cables_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar_of({"1": telegram(1), "2": b"\x89PNG..."}))
    problems: list[Intake] = []
    (cable,) = read(tmp_path, on_problem=problems.append)
    assert cable.source == f"{tmp_path}/a.tar!/1"
    assert [item.source for item in problems] == [f"{tmp_path}/a.tar!/2"]


def test_nothing_at_all_could_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        list(read(tmp_path / "nowhere"))
