"""Bytes to text: what is chosen, and that nothing is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.read.decode import decode, encode

TEXT = "O 021424Z APR 08\r\nFM AMEMBASSY ZENDA\n"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        pytest.param(b"", "", "utf-8", id="empty"),
        pytest.param(TEXT.encode(), TEXT, "utf-8", id="ascii"),
        pytest.param("¶1. (C) Señor".encode(), "¶1. (C) Señor", "utf-8", id="utf-8"),
        pytest.param(b"\xef\xbb\xbfTAGS", "TAGS", "utf-8-sig", id="utf-8-mark"),
        pytest.param(b"\xff\xfeT\0A\0", "TA", "utf-16-le-sig", id="utf-16-le-mark"),
        pytest.param(b"\xfe\xff\0T\0A", "TA", "utf-16-be-sig", id="utf-16-be-mark"),
        pytest.param(TEXT.encode("utf-16-le"), TEXT, "utf-16-le", id="utf-16-le"),
        pytest.param(TEXT.encode("utf-16-be"), TEXT, "utf-16-be", id="utf-16-be"),
        pytest.param(b"\xff\xfe\0\0T\0\0\0", "T", "utf-32-le-sig", id="utf-32-mark"),
        pytest.param(b"\x93REF\x94", "“REF”", "windows-1252", id="windows"),
        pytest.param(b"\x81\xe9", "\x81é", "iso-8859-1", id="windows-lacks-81"),
        pytest.param(b"\xff\xfeT\0A", "ÿþT\0A", "windows-1252", id="utf-16-cut-short"),
        pytest.param(b"\xef\xbb\xbf\xff", "ï»¿ÿ", "windows-1252", id="mark-then-no-utf-8"),
        pytest.param(b"\0", "\0", "utf-8", id="one-zero"),
        pytest.param(b"\0\0\0\0", "\0\0\0\0", "utf-8", id="zeros-are-not-utf-16"),
        pytest.param(b"\xef\xbb\xbf\xef\xbb\xbfA", "\ufeffA", "utf-8-sig", id="two-marks"),
    ],
)
def test_choice(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)
    assert encode(text, encoding) == data


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=60).map(lambda text: text.encode("utf-16-le", "surrogatepass")),
        st.text(max_size=60).map(lambda text: b"\xff\xfe" + text.encode("utf-16-le", "ignore")),
        st.binary(max_size=40).map(lambda data: b"\xff\xfe\0\0" + data),
        st.binary(max_size=40).map(lambda data: b"\xef\xbb\xbf" + data),
    )
)
def test_nothing_is_lost(data: bytes) -> None:
    """STYLE section 9: leaves joined are the input; the bytes come back from text and name."""
    text, encoding = decode(data)
    assert encode(text, encoding) == data


@pytest.mark.parametrize("unit", [b"A", b"\0", b"\xff", b"\x81", b"\xe2\x82", b"A\0"])
def test_time_is_linear(unit: bytes) -> None:
    data = unit * (20_000_000 // len(unit))
    started = time.process_time()
    decode(data)
    assert time.process_time() - started < 2
