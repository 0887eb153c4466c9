"""Forms: what may be sent, from where, and how much of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from starlette.requests import Request

from cablegram.web import asking
from cablegram.web.answers import Problem
from cablegram.web.asking import FORM, MAX_FORM_BYTES, form_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.testclient import TestClient
    from starlette.types import Message


def sent(body: bytes, kind: str = FORM) -> Mapping[str, str]:
    """Return what is read from a body that comes in pieces."""
    pieces = [body[n : n + 70_000] for n in range(0, len(body), 70_000)] or [b""]

    async def receive() -> Message:
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}
    return asyncio.run(form_of(Request(scope, receive)))


def test_the_first_field_of_a_name_counts() -> None:
    assert sent(b"name=Harbor+dues&name=other&note=%C3%A9&empty=") == {
        "name": "Harbor dues",
        "note": "\N{LATIN SMALL LETTER E WITH ACUTE}",
        "empty": "",
    }
    assert sent(b"") == {}


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"a" * (MAX_FORM_BYTES + 1), FORM, 413),
        (b"{}", "application/json", 415),
        (b"\xff=1", FORM, 400),
        (b"&".join([b"a=1"] * 3000), FORM, 400),
    ],
)
def test_what_is_no_form_is_refused(body: bytes, kind: str, status: int) -> None:
    with pytest.raises(Problem) as raised:
        sent(body, kind)
    assert raised.value.status == status


@pytest.mark.parametrize("messages", [[], [{"type": "http.disconnect"}]])
def test_who_does_not_send_it_is_not_waited_for(
    messages: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "FORM_SECONDS", 0.01)
    waiting: list[Message] = [{"type": "http.request", "body": b"a", "more_body": True}, *messages]

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", FORM.encode())]}
    with pytest.raises(Problem) as raised:
        asyncio.run(form_of(Request(scope, receive)))
    assert raised.value.status == 408


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 405),  # a program, which may ask for what it likes; the door takes no form
        ({"Origin": "http://localhost"}, 405),
        ({"Sec-Fetch-Site": "same-origin"}, 405),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost:81"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_a_page_of_another_place_changes_nothing(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    assert client.post("/", headers=headers).status_code == status
