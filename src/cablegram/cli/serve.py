"""`cablegram serve`: the reading room."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cablegram.cli._options import archive_option, common_options, reader_option

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from cablegram.access import Reader

DEFAULT_PORT = 8042
ANY_PORT = 0
LAST_PORT = 65_535
LOOPBACK = "127.0.0.1"


@click.command("serve")
@archive_option
@reader_option
@click.option(
    "--port",
    type=click.IntRange(ANY_PORT, LAST_PORT),
    default=None,
    envvar="CABLEGRAM_PORT",
    show_envvar=True,
    help=f"Port to listen at; 0 for any that is free. Without it {DEFAULT_PORT}, or any if that is"
    " taken.",
)
@click.option(
    "--host",
    default=LOOPBACK,
    show_default=True,
    metavar="ADDRESS",
    envvar="CABLEGRAM_HOST",
    show_envvar=True,
    help="Address to listen at. At any other than the loopback one, everybody who reaches it reads"
    " what the reader may see.",
)
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@common_options
def command(folder: Path, reader: Reader, port: int | None, host: str, no_browser: bool) -> int:
    """Open the reading room: the archive in the browser of this machine.

    \b
    cablegram serve
    cablegram serve --archive demo-archive --reader intern.toml --no-browser

    Nobody but this machine can reach it, and nothing of it comes from another host. It ends with
    Ctrl-C. With --reader FILE it shows what that reader may see, and nothing else.
    """
    from contextlib import ExitStack

    from cablegram.cli._opening import given_policy, reader_checked
    from cablegram.cli._output import say
    from cablegram.web import Room

    with ExitStack() as open_until_the_end:
        with reader_checked():
            room = open_until_the_end.enter_context(Room(folder, reader, policy=given_policy()))
        listening = open_until_the_end.enter_context(_listening(host, port))
        at = listening.getsockname()[1]
        named = f"[{host}]" if ":" in host else host
        place = f"http://{named}:{at}/"
        say(f"the reading room is open at {place} (Ctrl-C closes it)")
        sys.stderr.flush()
        _serve(room, listening, named, None if no_browser else place)
    return 0


def _listening(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens; with no port wished for, any will do if ours is taken."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for wanted in (DEFAULT_PORT, ANY_PORT) if port is None else (port,):
        # With the protocol named, asyncio lets no small packet wait for the one before: 40 ms.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, wanted))
            listening.listen()  # whoever comes before the server has begun waits for it
        except OSError as error:
            listening.close()
            if port is not None or wanted == ANY_PORT:
                msg = f"cannot listen at {host} port {wanted}: {error.strerror or error}"
                raise click.ClickException(msg) from error
        else:
            return listening
    raise AssertionError


def _serve(room: object, listening: socket.socket, host: str, place: str | None) -> None:
    import webbrowser

    import uvicorn

    from cablegram.web import Room, reading_room
    from cablegram.web.guarding import LOOPBACK as LOOPBACK_NAMES

    assert isinstance(room, Room)  # noqa: S101 (the type, imported late)
    app = reading_room(room, hosts={*LOOPBACK_NAMES, host})
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, lifespan="off"
    )
    if place is not None:
        webbrowser.open(place)
    uvicorn.Server(config).run(sockets=[listening])
