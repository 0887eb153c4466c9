"""Mail and webhooks: what is due, to whom, and only what he may see when it is sent."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cablegram.alerts import (
    Departures,
    Kind,
    MailShows,
    Rhythm,
    Ways,
    match_new,
    read_settings,
    send_due,
)
from cablegram.alerts.board import NOT_FOR_YOU
from cablegram.alerts.posting import NotPosted, Signed, post
from cablegram.alerts.settings import Mail, hook_secret, settings_of
from cablegram.alerts.smtp import NotMailed, message, send
from cablegram.alerts.times import due_at
from cablegram.errors import ArchiveError
from cablegram.web.places import cable_place
from tests.alerts.house import ALONE, OF_STUDENT, House

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

SETTINGS = """
address = "https://cables.example.org/"
[mail]
host = "localhost"
port = {port}
security = "none"
from = "cables@example.org"
[webhook]
networks = ["127.0.0.0/8"]
"""
LISBON = Ways(rhythm=Rhythm.DAILY, time_zone="Europe/Lisbon", mail="student@example.org")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "archive")
    yield made
    made.close()


class Post:
    """What was sent, and how the other side takes it."""

    def __init__(self, house: House, settings: str = SETTINGS.format(port=25)) -> None:
        self.house = house
        self.settings = settings_of(settings)
        self.mails: list[EmailMessage] = []
        self.hooks: list[tuple[str, dict[str, Any]]] = []
        self.is_down = False
        for owner in (ALONE, OF_STUDENT):
            house.board.show_by_mail(owner, MailShows.SUBJECTS)

    def send(self) -> tuple[int, int]:
        match_new(self.house.archive, self.house.board)
        ways = Departures(place_of=cable_place, post=self._post, mail=self._mail)
        sent = send_due(self.house.archive, self.house.board, self.settings, ways)
        return sent.taken, sent.failed

    def _mail(self, made: EmailMessage) -> None:
        if self.is_down:
            raise NotMailed("the server for mail cannot be reached")
        self.mails.append(made)

    def _post(self, url: str, signed: Signed) -> None:
        if self.is_down:
            raise NotPosted("the other side answered 500")
        self.hooks.append((url, json.loads(signed.body)))


def states(house: House) -> list[tuple[str, int, str]]:
    return house.board.rows("SELECT state, attempts, said FROM alert_delivery ORDER BY 1, 2")


def test_a_digest_in_the_morning_of_the_reader(house: House) -> None:
    sender = Post(house)
    house.follow("harbor", owner=OF_STUDENT, ways=LISBON)
    house.follow("ferry", owner=OF_STUDENT, ways=LISBON)
    house.time = dt.datetime(2027, 7, 6, 6, 30, tzinfo=dt.UTC)  # 07:30 there
    house.file(
        {"mrn": "07LISBON1", "subject": "HARBOR\r\nBcc: all@example.org"},
        {"mrn": "07LISBON2", "subject": "FERRY AND HARBOR", "level": "confidential"},
        {"mrn": "07LISBON3", "level": "secret"},
    )
    assert sender.send() == (0, 0)
    house.time += dt.timedelta(hours=23)
    assert sender.send() == (0, 0)
    house.time += dt.timedelta(minutes=30)
    assert sender.send() == (1, 0)
    (mail,) = sender.mails
    assert mail["To"] == "student@example.org"
    assert mail["Subject"] == "1 new cable: harbor"
    text = mail.get_content()
    assert text.startswith("Marks up to UNCLASSIFIED.")
    assert "(UNCLASSIFIED) HARBOR Bcc: all@example.org\n  07LISBON1, 2007-03-01\n" in text
    assert "  https://cables.example.org/c/07LISBON1\n" in text
    assert "FERRY" not in text
    assert "07LISBON3" not in text
    assert sender.send() == (0, 0)


def test_a_cable_is_told_of_once_in_a_mail_with_all_that_fired(house: House) -> None:
    sender = Post(house)
    ways = Ways(mail="alone@example.org")
    for query in ("harbor", "dues"):
        house.follow(query, ways=ways)
    house.file({"mrn": "07LISBON1", "controls": ["NOFORN"]}, {"mrn": None, "subject": "DUES"})
    assert sender.send() == (4, 0)
    (mail,) = sender.mails
    assert mail["Subject"] == "2 new cables: 2 subscriptions"
    text = mail.get_content()
    assert text.startswith("Marks up to UNCLASSIFIED NOFORN.")
    assert text.count("07LISBON1, 2007-03-01\n") == 1
    assert "  harbor: matches harbor\n" in text
    assert "  dues: matches dues\n" in text
    assert "  https://cables.example.org/item/2\n" in text


def test_what_was_shut_meanwhile_is_not_sent(house: House) -> None:
    sender = Post(house)
    house.follow("harbor", owner=OF_STUDENT, ways=LISBON)
    house.file({"mrn": "07LISBON1", "tags": ["PTER"]})
    assert sender.send() == (0, 0)
    (house.folder / "policy.toml").write_text(
        'base = "us"\n[[rules]]\nname = "shut"\ntags = ["PTER"]\nlevel = "secret"\n'
    )
    house.pass_days(2)
    assert sender.send() == (0, 0)
    assert sender.mails == []
    assert states(house) == [("given up", 1, NOT_FOR_YOU)]


def test_what_fails_is_tried_again_and_given_up(house: House) -> None:
    sender = Post(house)
    house.follow("harbor", ways=Ways(hook="https://example.org/hook"))
    house.file({"mrn": "07LISBON1"})
    sender.is_down = True
    assert sender.send() == (0, 1)
    assert sender.send() == (0, 0)  # not yet
    house.time += dt.timedelta(minutes=1)
    assert sender.send() == (0, 1)
    assert states(house) == [("waiting", 2, "the other side answered 500")]
    sender.is_down = False
    house.time += dt.timedelta(minutes=5)
    assert sender.send() == (1, 0)
    ((url, said),) = sender.hooks
    assert url == "https://example.org/hook"
    (alert,) = said["alerts"]
    assert (alert["mrn"], alert["why"]) == ("07LISBON1", "matches harbor")
    assert alert["href"] == "https://cables.example.org/c/07LISBON1"
    sender.is_down = True
    house.file({"mrn": "07LISBON2"})
    for _ in range(20):
        sender.send()
        house.time += dt.timedelta(days=1)
    assert states(house)[0] == ("given up", 8, "the other side answered 500")


def test_slow_webhooks_of_one_person_keep_nobody_waiting(house: House) -> None:
    """Where they go is for him to say, and a place that never answers takes ten seconds each."""
    sender = Post(house)
    for n in range(100):
        house.follow("harbor", ways=Ways(hook=f"https://example.org/{n}"))
    at_once = Ways(rhythm=Rhythm.AT_ONCE, mail="student@example.org")
    house.follow("harbor", owner=OF_STUDENT, ways=at_once)
    house.file({"mrn": "07LISBON1"})
    tried = 0

    def never_answers(_url: str, _signed: Signed) -> None:
        nonlocal tried
        assert sender.mails, "mail does not wait for webhooks"
        tried += 1
        house.time += dt.timedelta(seconds=10)
        raise NotPosted("it took too long")

    match_new(house.archive, house.board)
    ways = Departures(place_of=cable_place, post=never_answers, mail=sender._mail)
    sent = send_due(house.archive, house.board, sender.settings, ways)
    assert (sent.taken, sent.failed, tried) == (1, 3, 3)
    assert sorted(each[1] for each in states(house)) == [0] * 97 + [1] * 4
    house.time += dt.timedelta(minutes=2)
    again = send_due(house.archive, house.board, sender.settings, ways)
    assert (again.failed, tried) == (3, 6)


def test_who_did_not_come_back_is_no_reason_to_lose_it(house: House) -> None:
    sender = Post(house)
    house.follow("harbor", ways=Ways(mail="alone@example.org"))
    house.file({"mrn": "07LISBON1"})

    def dies(made: EmailMessage) -> None:
        sender.mails.append(made)
        raise KeyboardInterrupt

    match_new(house.archive, house.board)
    with pytest.raises(KeyboardInterrupt):
        send_due(
            house.archive, house.board, sender.settings,
            Departures(place_of=cable_place, mail=dies),
        )  # fmt: skip
    assert sender.send() == (0, 0)  # somebody may still be at it
    house.time += dt.timedelta(minutes=10)
    assert sender.send() == (1, 0)
    first, again = sender.mails
    assert first["Message-ID"] == again["Message-ID"]  # so the other side knows it


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


class Receiver(BaseHTTPRequestHandler):
    taken: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.taken.append(({key.lower(): value for key, value in self.headers.items()}, body))
        if self.path == "/away":
            self.send_response(302)
            self.send_header("location", "/hook")
        else:
            self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    taken: list[tuple[dict[str, str], bytes]] = []
    handler = type("Handler", (Receiver,), {"taken": taken})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", taken
        server.shutdown()
        thread.join()


def test_a_webhook_is_signed(
    house: House, receiver: tuple[str, list[tuple[dict[str, str], bytes]]]
) -> None:
    place, taken = receiver
    made = house.follow("harbor", ways=Ways(hook=f"{place}/hook?a=1"))
    house.file({"mrn": "07LISBON1"})
    match_new(house.archive, house.board)
    settings = settings_of(SETTINGS.format(port=25))
    assert send_due(house.archive, house.board, settings, Departures(place_of=cable_place)).taken
    ((headers, body),) = taken
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    secret = hook_secret(house.folder, made)
    right = base64.b64encode(hmac.digest(secret, said, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{right}"
    assert (house.folder / "alerts.key").stat().st_mode & 0o777 == 0o600
    assert json.loads(body)["alerts"][0]["mrn"] == "07LISBON1"


SIGNED = Signed(body=b"{}", name="alert.1", secret=b"x")
LOOPBACK = settings_of(SETTINGS.format(port=25)).networks


def test_nobody_is_followed_elsewhere(
    receiver: tuple[str, list[tuple[dict[str, str], bytes]]],
) -> None:
    place, taken = receiver
    with pytest.raises(NotPosted, match="answered 302"):
        post(f"{place}/away", SIGNED, networks=LOOPBACK)
    assert len(taken) == 1


def test_however_slowly_it_answers_it_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        ended = threading.Event()

        def drip() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while not ended.wait(0.02):
                    connection.sendall(b"x: y\r\n")

        thread = threading.Thread(target=drip)
        thread.start()
        begun = time.monotonic()
        with pytest.raises(NotPosted, match="too long"):
            post(f"http://127.0.0.1:{port}/", SIGNED, networks=LOOPBACK, seconds=0.3)
        assert time.monotonic() - begun < 5
        ended.set()
        thread.join()


def certificate_of(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate for a name; return its file, and what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    day, now = dt.timedelta(days=1), dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(whose, whose, key.public_key(), 7, now - day, now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path, ssl.create_default_context(cafile=path)


def test_the_other_side_shows_who_it_is(tmp_path: Path) -> None:
    path, trust = certificate_of(tmp_path, "hook.example.org")
    taken: list[tuple[dict[str, str], bytes]] = []
    handler = type("Handler", (Receiver,), {"taken": taken})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        sealed = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        sealed.load_cert_chain(path)
        server.socket = sealed.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:

            def send(name: str, context: ssl.SSLContext | None) -> None:
                url = f"https://{name}:{server.server_port}/hook"
                post(
                    url, SIGNED, networks=LOOPBACK, resolve=lambda *_: ["127.0.0.1"],
                    context=context,
                )  # fmt: skip

            send("hook.example.org", trust)
            for name, context in (("hook.example.org", None), ("other.example.org", trust)):
                with pytest.raises(NotPosted, match="trusted"):
                    send(name, context)
        finally:
            server.shutdown()
            thread.join()
    assert len(taken) == 1
    assert taken[0][0]["host"].startswith("hook.example.org:")


@pytest.mark.parametrize(
    ("url", "leads_to"),
    [
        ("https://inside.example.org/", ["10.1.2.3"]),
        ("https://inside.example.org/", ["127.0.0.1"]),
        ("https://inside.example.org/", ["169.254.169.254"]),
        ("https://inside.example.org/", ["100.64.0.1"]),
        ("https://inside.example.org/", ["0.0.0.0"]),  # noqa: S104
        ("https://inside.example.org/", ["::1"]),
        ("https://inside.example.org/", ["fe80::1%eth0"]),
        ("https://inside.example.org/", ["fd00::1"]),
        ("https://inside.example.org/", ["::ffff:10.0.0.1"]),
        ("https://inside.example.org/", ["64:ff9b::a00:1"]),
        ("https://inside.example.org/", ["2002:a00:1::"]),
        ("https://inside.example.org/", ["fec0::1"]),  # once of a site
        ("https://inside.example.org/", ["3fff::1"]),
        ("https://inside.example.org/", ["::10.0.0.1"]),
        ("https://inside.example.org/", ["64:ff9b:1::a00:1"]),
        ("https://inside.example.org/", ["224.0.0.1"]),
        ("https://both.example.org/", ["9.9.9.9", "192.168.0.1"]),
        ("https://nothing.example.org/", []),
        ("http://plain.example.org/", ["9.9.9.9"]),
    ],
)
def test_a_webhook_goes_to_the_internet_only(
    url: str, leads_to: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def connects(*_args: object, **_more: object) -> None:
        pytest.fail("it was connected")

    monkeypatch.setattr("cablegram.alerts.posting.socket.create_connection", connects)
    with pytest.raises(NotPosted):
        post(url, SIGNED, resolve=lambda _host, _port: leads_to)


@pytest.mark.parametrize("leads_to", ["9.9.9.9", "2620:fe::9", "64:ff9b::909:909"])
def test_it_goes_there_by_any_way(leads_to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connects(where: tuple[str, int], **_more: object) -> None:
        raise ConnectionRefusedError(where)

    monkeypatch.setattr("cablegram.alerts.posting.socket.create_connection", connects)
    with pytest.raises(NotPosted, match="cannot be reached"):
        post("https://out.example.org/", SIGNED, resolve=lambda _host, _port: [leads_to])


def test_what_was_looked_at_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def connects(where: object, **_more: object) -> None:
        asked.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr("cablegram.alerts.posting.socket.create_connection", connects)
    answers = iter([["9.9.9.9"], ["127.0.0.1"]])  # a name that is another one the next time
    with pytest.raises(NotPosted, match="cannot be reached"):
        post("https://example.org:8443/", SIGNED, resolve=lambda _host, _port: next(answers))
    assert asked == [("9.9.9.9", 8443)]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "https:///x", "https://a:b@example.org/", "https://example.org\\@x/",
        "https://example.org/\r\nx: y", "https://example.org:99999/", "file:///etc/passwd", "x",
        "https://[::1", "https://example.org/" + "a" * 2_000, "https://example.org:0/",
    ],
)  # fmt: skip
def test_addresses_that_are_none(url: str, house: House) -> None:
    from cablegram.alerts import NotFollowed

    with pytest.raises(NotFollowed):
        house.follow("harbor", ways=Ways(hook=url))
    assert house.board.all() == ()


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
    ("rhythm", "zone", "found", "due"),
    [
        ("at-once", "UTC", "2027-01-05T12:00", "2027-01-05T12:00"),
        ("daily", "UTC", "2027-01-05T06:59", "2027-01-05T07:00"),
        ("daily", "UTC", "2027-01-05T07:00", "2027-01-06T07:00"),
        ("daily", "Asia/Tokyo", "2027-01-05T21:00", "2027-01-05T22:00"),
        ("daily", "Europe/Lisbon", "2027-07-05T06:30", "2027-07-06T06:00"),
        ("weekly", "UTC", "2027-01-05T12:00", "2027-01-11T07:00"),
        ("weekly", "America/New_York", "2027-01-11T11:00", "2027-01-11T12:00"),
        ("weekly", "America/New_York", "2027-03-13T12:00", "2027-03-15T11:00"),
        ("daily", "Nowhere/Gone", "2027-01-05T12:00", "2027-01-06T07:00"),
    ],
)
def test_when_it_is_due(rhythm: str, zone: str, found: str, due: str) -> None:
    ways = Ways(rhythm=Rhythm(rhythm), time_zone=zone)
    at = due_at(dt.datetime.fromisoformat(found).replace(tzinfo=dt.UTC), ways)
    assert at.isoformat(timespec="minutes") == f"{due}+00:00"


@pytest.mark.parametrize(
    "text",
    [
        "x", 'wrong = "x"', 'address = "cables"', "address = 3", "[mail]\nhost = 'x'",
        "[mail]\nhost='x'\nfrom='a@b'\nsecurity='x'", "[mail]\nhost='x'\nfrom='a@b'\nport=0",
        "[mail]\nfrom='a@b'", "[mail]\nhost='x'\nfrom='a@b'\nuser='u'", "mail = 3",
        "[webhook]\nnetworks='10.0.0.0/8'", "[webhook]\nnetworks=['x']",
    ],
)  # fmt: skip
def test_settings_that_cannot_be(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (each says something else)
        settings_of(text)


def test_a_secret_stands_in_no_repr() -> None:
    settings = settings_of(SETTINGS.format(port=25))
    assert "example.org" not in repr(settings).replace("cables.example.org", "")
    assert Kind.QUERY.value == "query"


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


def test_a_key_that_is_damaged(house: House) -> None:
    (house.folder / "alerts.key").write_bytes(b"short")
    with pytest.raises(ArchiveError, match="damaged"):
        hook_secret(house.folder, "x")
    (house.folder / "alerts.toml").mkdir()
    with pytest.raises(ArchiveError, match="cannot be read"):
        read_settings(house.folder)
