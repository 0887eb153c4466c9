"""Webhooks as they go out: signed, to the internet alone, to the place that was looked at."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import socket
import ssl
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cablegram.alerts import (
    Departures,
    Ways,
    match_new,
    read_settings,
    send_due,
)
from cablegram.alerts.posting import NotPosted, Signed, post
from cablegram.alerts.settings import hook_secret, settings_of
from cablegram.errors import ArchiveError
from cablegram.web.places import cable_place
from tests.alerts.house import SETTINGS, House
from tests.patience import SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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
                for _ in range(50 * SECONDS):
                    if ended.wait(0.02):
                        return
                    connection.sendall(b"x: y\r\n")

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(NotPosted, match="too long"):
            post(f"http://127.0.0.1:{port}/", SIGNED, networks=LOOPBACK, seconds=0.3)
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


def test_a_key_that_is_damaged(house: House) -> None:
    (house.folder / "alerts.key").write_bytes(b"short")
    with pytest.raises(ArchiveError, match="damaged"):
        hook_secret(house.folder, "x")
    (house.folder / "alerts.toml").mkdir()
    with pytest.raises(ArchiveError, match="cannot be read"):
        read_settings(house.folder)
