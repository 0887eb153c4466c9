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
LOOPBACK_HOSTS = ("127.0.0.1", "::1", "localhost")
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
@click.option(
    "--alone",
    is_flag=True,
    envvar="CABLEGRAM_ALONE",
    show_envvar=True,
    help="Ask nobody to sign in, though the archive has accounts; at the loopback address only.",
)
@click.option(
    "--url",
    metavar="URL",
    envvar="CABLEGRAM_URL",
    show_envvar=True,
    help="How a proxy before the room is reached, such as https://cables.example.org.",
)
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@common_options
def command(
    folder: Path,
    reader: Reader,
    port: int | None,
    host: str,
    read_only: bool,
    alone: bool,
    url: str | None,
    no_browser: bool,
) -> int:
    """Open the reading room: the archive in the browser of this machine.

    \b
    cablegram serve
    cablegram serve --archive demo-archive --reader intern.toml --no-browser

    Nobody but this machine can reach it, and nothing of it comes from another host. It ends with
    Ctrl-C. Files can be added in it, also to a folder that has no archive yet. With --reader FILE
    it shows what that reader may see, and nothing else.

    In an archive that has accounts everyone signs in, and sees what his account may see; --alone is
    for the person at the machine.
    """
    from contextlib import ExitStack

    from cablegram.adding import State
    from cablegram.cli._opening import given_policy, reader_checked
    from cablegram.cli._output import say
    from cablegram.web import Room

    if alone and host not in LOOPBACK_HOSTS:
        raise click.UsageError("--alone asks nobody who he is, so --host must be this machine")
    proxy = _proxy(url)
    may_add = reader.sees_all and not read_only
    if may_add and _make_archive(folder):
        say(f"there was no archive in {folder}: it has an empty one now")
    with ExitStack() as open_until_the_end:
        with reader_checked():
            made = Room(folder, reader, policy=given_policy(), read_only=read_only, alone=alone)
            room = open_until_the_end.enter_context(made)
        if made.door.asks and not reader.sees_all:
            raise click.UsageError(
                "the archive has accounts, and each sees what it may; --reader goes with --alone"
            )
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
        scheme, outside = proxy or ("http", named)
        safe = {outside} if scheme == "https" else set()
        names = {named, outside} - safe
        _serve(room, listening, names, safe, None if no_browser else place)
    return 0


def _proxy(url: str | None) -> tuple[str, str] | None:
    """Return scheme and host of the address of a proxy."""
    from urllib.parse import urlsplit

    if url is None:
        return None
    found = urlsplit(url)
    if found.scheme not in {"http", "https"} or not found.hostname or found.path not in {"", "/"}:
        raise click.BadParameter(
            f"{url[:60]!r} is not an address such as https://cables.example.org",
            param_hint="--url",
        )
    return found.scheme, found.hostname


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


def _serve(
    room: object, listening: socket.socket, hosts: set[str], safe: set[str], place: str | None
) -> None:
    import webbrowser

    import uvicorn

    from cablegram.web import Room, reading_room
    from cablegram.web.guarding import LOOPBACK as LOOPBACK_NAMES

    assert isinstance(room, Room)  # noqa: S101 (the type, imported late)
    app = reading_room(room, hosts={*LOOPBACK_NAMES, *hosts}, safe_hosts=safe)
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
