"""Mail as it goes to a server: one message to one address, and what is none."""

from __future__ import annotations

import datetime as dt
import socket
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller

from cablegram.alerts import (
    Departures,
    Ways,
    match_new,
    send_due,
)
from cablegram.alerts.settings import Mail, settings_of
from cablegram.alerts.smtp import NotMailed, message, send
from cablegram.web.places import cable_place
from tests.alerts.house import SETTINGS, House

if TYPE_CHECKING:
    from pathlib import Path


def test_through_a_server_for_mail(house: House) -> None:
    taken: list[Any] = []

    class Handler:
        async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: ANN401, N802
            taken.append(envelope)
            return "250 OK"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings = settings_of(SETTINGS.format(port=port).replace("localhost", "127.0.0.1"))
        house.follow("harbor", ways=Ways(mail="alone@example.org"))
        house.file({"mrn": "07LISBON1"})
        match_new(house.archive, house.board)
        ways = Departures(place_of=cable_place)
        assert send_due(house.archive, house.board, settings, ways).taken == 1
    finally:
        controller.stop()
    (envelope,) = taken
    assert envelope.rcpt_tos == ["alone@example.org"]
    assert b"Subject: 1 new cable\r\n" in envelope.content
    house.file({"mrn": "07LISBON2"})
    match_new(house.archive, house.board)
    sent = send_due(house.archive, house.board, settings, ways)  # it listens no more
    assert (sent.taken, sent.failed) == (0, 1)


@pytest.mark.parametrize("to", ["a@b\r\nBcc: c@d", "a b@c", "@b", "a@", "a@b,c@d", "<a@b>"])
def test_addresses_for_mail_that_are_none(to: str, house: House) -> None:
    from cablegram.alerts import NotFollowed

    now = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    with pytest.raises(NotFollowed):
        house.follow("harbor", ways=Ways(mail=to))
    with pytest.raises(NotMailed):
        message(sender="a@b", to=to, subject="", text="", name="x", now=now)


def test_a_header_ends_where_it_should() -> None:
    now = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    subject = "harbor\r\nBcc: all@example.org\x00\u2028x"
    made = message(sender="a@b.org", to="c@d.org", subject=subject, text="x", name="n", now=now)
    assert made["Bcc"] is None
    assert b"\nBcc" not in bytes(made)


@pytest.mark.parametrize(
    ("answers", "security", "said"),
    [
        ({"RCPT": "550 no"}, "none", "does not take that address"),
        ({"DATA": "554 no"}, "none", "answered 554"),
        ({}, "starttls", "cannot be reached"),
        ({}, "tls", "could not be trusted"),
    ],
)
def test_a_server_that_takes_no_mail(answers: dict[str, str], security: str, said: str) -> None:
    class Handler:
        async def handle_RCPT(  # noqa: N802
            self,
            _server: object,
            _session: object,
            envelope: Any,  # noqa: ANN401
            address: str,
            _options: object,
        ) -> str:
            envelope.rcpt_tos.append(address)
            return answers.get("RCPT", "250 OK")

        async def handle_DATA(self, *_: object) -> str:  # noqa: N802
            return answers.get("DATA", "250 OK")

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        mail = Mail(host="127.0.0.1", port=port, security=security, sender="a@b.org")
        now = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
        made = message(sender="a@b.org", to="c@d.org", subject="x", text="x", name="n", now=now)
        with pytest.raises(NotMailed, match=said):
            send(made, mail)
    finally:
        controller.stop()


def test_a_password_that_is_not_there(tmp_path: Path) -> None:
    mail = Mail(
        host="127.0.0.1", port=9, security="none", sender="a@b.org", user="x",
        password_file=str(tmp_path / "none"),
    )  # fmt: skip
    now = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    made = message(sender="a@b.org", to="c@d.org", subject="x", text="x", name="n", now=now)
    with pytest.raises(NotMailed):
        send(made, mail)
