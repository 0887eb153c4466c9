"""Webhooks: one POST to an address on the internet, and to no other place.

Whoever may follow something may name an address, and the room must not become his way into the
network that it stands in. So the name is looked up once, all that it leads to must be public, and
the connection goes to what was looked at, not to what the name leads to by then. Nobody is followed
elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cablegram.errors import CablegramError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from urllib.parse import SplitResult

    from cablegram.alerts.settings import Network

    Resolve = Callable[[str, int], Sequence[str]]
    Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST_URL: Final = 2_000
SECONDS: Final = 10.0
MOST_BYTES: Final = 1_000_000
#: So much of an answer is taken and thrown away.
ANSWER_BYTES: Final = 65_536
#: Within it stands an IPv4 address (RFC 6052): by it a network without IPv4 reaches the internet.
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
#: No address beside these was given to anybody on the internet, and of these not the second.
_UNICAST: Final = ipaddress.ip_network("2000::/3")
_FOR_DOCUMENTS: Final = ipaddress.ip_network("3fff::/20")


class NotPosted(CablegramError):
    """A webhook was not taken; says why in few words, without what was sent or answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What is sent, and what shows the receiver that it is ours (standardwebhooks.com).

    Attributes:
        body: JSON.
        name: The same whenever the same is sent again.
        secret: Known to both.
    """

    body: bytes
    name: str
    secret: bytes

    def headers(self, now: int) -> dict[str, str]:
        """Return the headers, as of some seconds since 1970."""
        said = f"{self.name}.{now}.".encode() + self.body
        signature = b64encode(hmac.digest(self.secret, said, hashlib.sha256)).decode()
        return {
            "content-type": "application/json",
            "user-agent": "cablegram",
            "webhook-id": self.name,
            "webhook-timestamp": str(now),
            "webhook-signature": f"v1,{signature}",
        }


def checked_hook(url: str) -> SplitResult:
    """Return the parts of an address to which a webhook can go.

    Raises:
        NotPosted: If it is none.
    """
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise NotPosted("that is no address of a webhook")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotPosted("that is no address of a webhook") from error
    if parts.scheme not in {"https", "http"} or not parts.hostname or port == 0:
        raise NotPosted("a webhook has an address that begins with https://")
    if parts.username is not None or parts.password is not None or "\\" in url:
        raise NotPosted("the address of a webhook has no name and no password in it")
    return parts


def post(
    url: str,
    signed: Signed,
    *,
    networks: Sequence[Network] = (),
    resolve: Resolve | None = None,
    seconds: float = SECONDS,
    context: ssl.SSLContext | None = None,
) -> None:
    """Send a webhook.

    Args:
        url: Its address; without TLS only within `networks`.
        signed: What is sent.
        networks: Where it may go beside public addresses.
        resolve: Returns the addresses of a name; that of the system if it is left out.
        seconds: How long it may take in all, about.
        context: By which the other side is trusted; the usual one if it is left out.

    Raises:
        NotPosted: If it was not taken.
    """
    parts = checked_hook(url)
    if len(signed.body) > MOST_BYTES:
        raise NotPosted("there is too much to send")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address, is_within = _looked_up(parts.hostname or "", port, networks, resolve or _resolved)
    if parts.scheme == "http" and not is_within:
        raise NotPosted("a webhook goes over https")
    deadline = time.monotonic() + seconds
    try:
        with socket.create_connection((address, port), timeout=seconds) as plain:
            if parts.scheme == "https":
                trust = context or ssl.create_default_context()
                with trust.wrap_socket(plain, server_hostname=parts.hostname) as sealed:
                    status = _exchanged(sealed, parts, signed, deadline)
            else:
                status = _exchanged(plain, parts, signed, deadline)
    except ssl.SSLError as error:
        raise NotPosted("the other side could not be trusted") from error
    except TimeoutError as error:
        raise NotPosted("it took too long") from error
    except (OSError, http.client.HTTPException) as error:
        raise NotPosted("the other side cannot be reached") from error
    if not 200 <= status < 300:
        raise NotPosted(f"the other side answered {status}")


def _exchanged(sock: socket.socket, parts: SplitResult, signed: Signed, deadline: float) -> int:
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection.sock = sock
    # However slowly the other side sends, it ends: each piece by itself could come in time.
    ending = threading.Timer(max(0.0, deadline - time.monotonic()), _shut, (sock,))
    ending.daemon = True
    ending.start()
    try:
        return _answered(connection, sock, parts, signed, deadline)
    except (OSError, http.client.HTTPException) as error:
        if time.monotonic() >= deadline:
            raise TimeoutError from error
        raise
    finally:
        ending.cancel()


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _answered(
    connection: http.client.HTTPConnection,
    sock: socket.socket,
    parts: SplitResult,
    signed: Signed,
    deadline: float,
) -> int:
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    _wait_at_most(sock, deadline)
    connection.request("POST", target, signed.body, signed.headers(int(time.time())))
    _wait_at_most(sock, deadline)
    answer = connection.getresponse()
    read = 0
    while read < ANSWER_BYTES:
        _wait_at_most(sock, deadline)
        if not (piece := answer.read1(4_096)):
            break
        read += len(piece)
    return answer.status


def _wait_at_most(sock: socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    sock.settimeout(left)


def _looked_up(
    host: str, port: int, networks: Sequence[Network], resolve: Resolve
) -> tuple[str, bool]:
    """Return an address of a host, and whether it is in one of the networks that are allowed.

    Raises:
        NotPosted: If there is none, or one of them is neither public nor allowed.
    """
    try:
        found = resolve(host, port)
        addresses = [ipaddress.ip_address(each.partition("%")[0]) for each in found]
    except (OSError, ValueError) as error:
        raise NotPosted("the name of the other side leads nowhere") from error
    if not addresses:
        raise NotPosted("the name of the other side leads nowhere")
    within = [any(each in network for network in networks) for each in addresses]
    if not all(allowed or is_public(each) for each, allowed in zip(addresses, within, strict=True)):
        raise NotPosted("the address is not a public one")
    return str(addresses[0]), within[0]


def is_public(address: Address) -> bool:
    """Tell whether an address is on the internet, and so is the one that may stand in it.

    >>> [is_public(ipaddress.ip_address(each)) for each in ("9.9.9.9", "10.0.0.1", "::1")]
    [True, False, False]
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
        inside = [address.sixtofour, *(address.teredo or ())]
        if not all(is_public(each) for each in inside if each is not None):
            return False
        if address not in _UNICAST or address in _FOR_DOCUMENTS:
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _resolved(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]
