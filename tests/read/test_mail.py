"""Mail: headers, transfer encodings, parts, mailboxes; and that spans point into the message."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.read.mail import is_mbox, mail_score, mail_view, split_mbox

HEAD = "From: Clerk <clerk@example.org>\nSubject: A bridge\nMIME-Version: 1.0\n"


def body(content: str, *, kind: str = "text/plain; charset=utf-8", coding: str = "8bit") -> str:
    return f"{HEAD}Content-Type: {kind}\nContent-Transfer-Encoding: {coding}\n\n{content}"


def parts(*items: str, end: str = "--b--\n") -> str:
    text = "".join(f"--b\n{item}\n" for item in items)
    return f'{HEAD}Content-Type: multipart/mixed; boundary="b"\n\nPreamble\n{text}{end}'


BASE64 = base64.encodebytes("1. Ponte 25 de Abril é aberta.\n".encode() * 9).decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(body("1. OPEN\n"), "1. OPEN\n", id="plain"),
        pytest.param("Subject: X\n\n1. OPEN", "1. OPEN", id="no-type"),
        pytest.param(
            body("S=C3=A3o Tom=\n=C3=A9 =3D 1=ZZ\n", coding="quoted-printable"),
            "São Tomé = 1=ZZ\n",
            id="quoted-printable",
        ),
        pytest.param(
            body("S=E3o=\r\n X", kind="text/plain; charset=iso-8859-1", coding="Quoted-Printable"),
            "São X",
            id="latin-1",
        ),
        pytest.param(
            body(BASE64, coding="base64"), "1. Ponte 25 de Abril é aberta.\n" * 9, id="base64"
        ),
        pytest.param(body("T1BF Tg", coding="base64"), "OPEN", id="base64-without-padding"),
        pytest.param(body("<p>1. OPEN</p>", kind="text/html"), "1. OPEN", id="html"),
        pytest.param(
            body("<p>S=C3=A3o</p>=\n<p>x</p>", kind="text/html", coding="quoted-printable"),
            "São\n\nx",
            id="html-in-quoted-printable",
        ),
        pytest.param(
            parts("Content-Type: text/html\n\n<p>no</p>", "Content-Type: text/plain\n\nyes"),
            "yes",
            id="plain-before-html",
        ),
        pytest.param(parts("Content-Type: image/png\n\nxx"), "", id="no-text"),
        pytest.param(parts("\nyes"), "yes", id="part-without-header"),
        pytest.param(
            parts("Content-Type: multipart/alternative; boundary=c\n\n--c\n\nyes\n--c--"),
            "yes",
            id="nested",
        ),
        pytest.param(
            parts("Content-Type: message/rfc822\n\nSubject: Y\n\nyes"), "yes", id="forwarded"
        ),
        pytest.param("From a@b Wed Apr  2 14:24:00 2008\nSubject: X\n\nyes", "yes", id="from-line"),
        pytest.param("", "", id="nothing"),
        pytest.param("NO HEADER AT ALL", "NO HEADER AT ALL", id="no-header"),
        pytest.param("Subject: X", "", id="header-only"),
        pytest.param(
            body("A", kind="text/plain; charset=nonsense", coding="quoted-printable"),
            "A",
            id="unknown-charset",
        ),
    ],
)
def test_text(text: str, expected: str) -> None:
    assert mail_view(text)[0].text == expected


def test_headers() -> None:
    _, headers = mail_view(
        "subject: =?utf-8?Q?S=C3=A3o_Tom=C3=A9?= and\n\t=?iso-8859-1?B?6Q==?= =?utf-8?q?x?=\n"
        "Received: a\nReceived: b\nmmhs-originator-reference: 08LISBON9\n"
        "X: =?broken?= =?utf-8?b?%%?=\n\nbody"
    )
    assert headers["Subject"] == "São Tomé and éx"
    assert headers["Received"] == "a; b"
    assert headers.mmhs == {"MMHS-Originator-Reference": "08LISBON9"}


def test_attachments_have_names_and_places() -> None:
    text = parts(
        "Content-Type: text/plain\n\nyes",
        'Content-Type: application/pdf; name="a.pdf"\n\nPDF',
        'Content-Disposition: attachment; filename="b \\"c\\".txt"\n\nnot the text',
    )
    _, headers = mail_view(text)
    assert [(a.name, a.content_type) for a in headers.attachments] == [
        ("a.pdf", "application/pdf"),
        ('b "c".txt', "text/plain"),
    ]
    assert [text[a.span.start : a.span.end] for a in headers.attachments] == ["PDF", "not the text"]


@pytest.mark.parametrize(
    "text",
    [
        parts("\nyes", end=""),
        HEAD + "Content-Type: multipart/mixed\n\nyes",
        HEAD + "Content-Type: multipart/mixed; boundary=b\n\nyes",
    ],
    ids=["cut-short", "no-boundary", "no-parts"],
)
def test_broken_parts_are_told_and_read(text: str) -> None:
    view, headers = mail_view(text)
    assert view.text.strip() == "yes"
    assert len(headers.faults) == 1


@pytest.mark.parametrize("coding", ["8bit", "quoted-printable"])
def test_words_lie_where_they_stand(coding: str) -> None:
    text = body("S=C3=A3o: THE BRIDGE IS OPEN", coding=coding)
    view, _ = mail_view(text)
    start = view.text.index("BRIDGE")
    span = view.span(start, start + 6)
    assert text[span.start : span.end] == "BRIDGE"


def test_words_of_base64_lie_in_their_lines() -> None:
    text = body(BASE64, coding="base64")
    view, _ = mail_view(text)
    span = view.span(0, 5)
    assert text[span.start : span.end] == BASE64.splitlines(keepends=True)[0]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (body("x"), 0.9, 1),
        ("Subject: X\nMMHS-Primary-Precedence: flash\n\nx", 1, 1),
        ("From: a\nDate: b\nSubject: c\n\nx", 0.5, 0.6),
        ("MRN: 10 LISBON 9\nDate/DTG: x\nFrom: LISBON\nSubject: X\nDate: y\n", 0, 0),
        ("O 021424Z APR 08\nFM AMEMBASSY LISBON\n", 0, 0),
        ("", 0, 0),
    ],
)
def test_score(text: str, low: float, high: float) -> None:
    assert low <= mail_score(text) <= high


FROM = "From a@example.org Wed Apr  2 14:24:00 2008\n"


def test_a_mailbox() -> None:
    one = FROM + "Subject: X\n\nFrom here it goes on.\n\nFrom the other side, too.\n\n"
    two = FROM.replace("\n", "\r\n") + "Subject: Y\r\n\r\nx\r\n\r\n"
    assert is_mbox(one)
    assert list(split_mbox(one + two + one)) == [one, two, one]
    assert not is_mbox("From: a\n")
    assert not is_mbox("From Lisbon we hear that all is well in the house.\nIT IS.\n")


DIRTY = st.lists(
    st.sampled_from(
        [FROM, HEAD, "Content-Type: ", "multipart/mixed; boundary=b", "text/html", "\n", "\n\n",
         "--b", "--b--", "=41", "=", "=\n", "=C3", "QUJD", " ", "a: b\n", "<p>", "=?utf-8?q?a?=",
         "Content-Transfer-Encoding: ", "base64\n", "quoted-printable\n", "message/rfc822\n",
         "\r\n", ";", '"', "é", "charset=utf-16", "charset=idna", "charset=hex", "\0"]
    )
).map("".join)  # fmt: skip


@given(DIRTY)
def test_any_text_gives_a_view_within_itself(text: str) -> None:
    view, headers = mail_view(text)
    for place in range(len(view.text)):
        span = view.span(place, place + 1)
        assert 0 <= span.start <= span.end <= len(text)
    assert all(a.span.end <= len(text) for a in headers.attachments)
    assert "".join(split_mbox(text)) == text
    mail_score(text)


@pytest.mark.parametrize(
    "unit", ["=", "=41", "= ", "QUJD\n", "--b\n", "--b", "A: b\n", " ", "\n", "\nFrom ", "=?a?q?"]
)
@pytest.mark.parametrize("coding", ["quoted-printable", "base64"])
def test_time_is_linear(unit: str, coding: str) -> None:
    text = unit * (150_000 // len(unit))
    started = time.process_time()
    mail_view(body(text, coding=coding))
    mail_view(parts(text))
    mail_view(text)
    list(split_mbox(text))
    assert time.process_time() - started < 15
