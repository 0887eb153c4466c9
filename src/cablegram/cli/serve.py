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
#: A connection is kept while somebody reads a page; to open another takes a round trip.
KEEP_SECONDS = 60


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
@click.option(
    "--read-only",
    is_flag=True,
    envvar="CABLEGRAM_READ_ONLY",
    show_envvar=True,
    help="Change nothing: no file is taken, no dossier, note or search is kept.",
)
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@common_options
def command(
    folder: Path, reader: Reader, port: int | None, host: str, read_only: bool, no_browser: bool
) -> int:
    """Open the reading room: the archive in the browser of this machine.

    \b
    cablegram serve
    cablegram serve --archive demo-archive --reader intern.toml --no-browser

    Nobody but this machine can reach it, and nothing of it comes from another host. It ends with
    Ctrl-C. Files can be added in it, also to a folder that has no archive yet. With --reader FILE
    it shows what that reader may see, and nothing else.
    """
    from contextlib import ExitStack

    from cablegram.adding import State
    from cablegram.cli._opening import given_policy, reader_checked
    from cablegram.cli._output import say
    from cablegram.web import Room

    may_add = reader.sees_all and not read_only
    if may_add and _make_archive(folder):
        say(f"there was no archive in {folder}: it has an empty one now")
    with ExitStack() as open_until_the_end:
        with reader_checked():
            made = Room(folder, reader, policy=given_policy(), read_only=read_only)
            room = open_until_the_end.enter_context(made)
        listening = open_until_the_end.enter_context(_listening(host, port))
        at = listening.getsockname()[1]
        named = f"[{host}]" if ":" in host else host
        place = f"http://{named}:{at}/"
        for job in room.jobs.all() if room.jobs is not None else ():
            if job.state is State.INTERRUPTED:
                say(
                    f"what was being added was interrupted; take it up again: {place}add/{job.name}"
                )
        say(f"the reading room is open at {place} (Ctrl-C closes it)")
        sys.stderr.flush()
        _serve(room, listening, named, None if no_browser else place)
    return 0


def _make_archive(folder: Path) -> bool:
    """Make an archive in a folder that is new or empty; tell whether it was."""
    from cablegram.search import Archive

    if folder.exists() and not (folder.is_dir() and next(folder.iterdir(), None) is None):
        return False
    Archive.open(folder, create=True).close()
    return True


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
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_keep_alive=KEEP_SECONDS,
    )
    if place is not None:
        webbrowser.open(place)
    uvicorn.Server(config).run(sockets=[listening])
