"""What a service manager such as systemd is told, and how it ends what it has started."""

from __future__ import annotations

import os
import signal
import socket

#: Names the socket at which the manager of a service of `Type=notify` listens (`sd_notify`).
NOTIFY_VARIABLE = "NOTIFY_SOCKET"


def say_ready() -> None:
    """Tell the manager of this service, if there is one, that whoever comes now is answered.

    So `systemctl start` comes back when the room is open, or says that it did not open.
    """
    place = os.environ.get(NOTIFY_VARIABLE, "")
    if not place.startswith(("/", "@")):
        return
    # A name that begins with @ is no file: the kernel wants a zero byte in its place.
    address = f"\0{place[1:]}" if place.startswith("@") else place
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        try:
            told.connect(address)
            told.send(b"READY=1")
        except OSError:  # nobody listens any more: nobody waits
            return


def end_cleanly() -> None:
    """Have a service that is told to end close what it has open, as with Ctrl-C.

    The server ends by the signal that it was sent, and then sends it again.
    """
    signal.signal(signal.SIGTERM, _ended)


def _ended(_number: int, _frame: object) -> None:
    raise SystemExit(0)
