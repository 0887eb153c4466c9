"""`cablegram serve`: the reading room."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cablegram.cli._options import archive_option, common_options, reader_option

if TYPE_CHECKING:
    import socket

    from starlette.types import ASGIApp

    from cablegram.access import Reader
    from cablegram.web import Room
    from cablegram.web.logs import Format

DEFAULT_PORT = 8042
ANY_PORT = 0
LAST_PORT = 65_535
LOOPBACK = "127.0.0.1"
LOOPBACK_HOSTS = ("127.0.0.1", "::1", "localhost")
#: A connection is kept while somebody reads a page; to open another takes a round trip.
KEEP_SECONDS = 60
#: So long a request may take to end when the room is closed.
LEAVE_SECONDS = 10
SHORTEST_TOKEN = 20
FORMATS = ("text", "json")


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
@click.option(
    "--metrics-token-file",
    "token_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="CABLEGRAM_METRICS_TOKEN_FILE",
    show_envvar=True,
    help="A file with the token for which /metrics gives its figures; without it nobody gets them.",
)
@click.option(
    "--log-format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    envvar="CABLEGRAM_LOG_FORMAT",
    show_envvar=True,
    help="How faults are written to standard error; with json each request has a line too.",
)
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@common_options
def command(  # noqa: PLR0917 (click)
    folder: Path,
    reader: Reader,
    port: int | None,
    host: str,
    read_only: bool,
    alone: bool,
    url: str | None,
    token_file: Path | None,
    log_format: Format,
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
    from cablegram.alerts import AlertKeeper, Departures
    from cablegram.cli._opening import given_policy, reader_checked
    from cablegram.cli._output import say
    from cablegram.web import Room
    from cablegram.web.places import cable_place

    if alone and host not in LOOPBACK_HOSTS:
        raise click.UsageError("--alone asks nobody who he is, so --host must be this machine")
    proxy = _proxy(url)
    token = _token(token_file)
    _log_as(log_format)
    may_add = reader.sees_all and not read_only
    if may_add and _make_archive(folder):
        say(f"there was no archive in {folder}: it has an empty one now")
    with ExitStack() as open_until_the_end:
        with reader_checked():
            made = Room(
                folder,
                reader,
                policy=given_policy(),
                read_only=read_only,
                alone=alone,
                has_others=True,
            )
            room = open_until_the_end.enter_context(made)
        if made.door.asks and not reader.sees_all:
            raise click.UsageError(
                "the archive has accounts, and each sees what it may; --reader goes with --alone"
            )
        if not read_only:
            departures = Departures(place_of=cable_place)
            keeper = AlertKeeper(folder, departures, policy=given_policy())
            open_until_the_end.enter_context(keeper)
        listening = open_until_the_end.enter_context(listening_at(host, port))
        at = listening.getsockname()[1]
        named = f"[{host}]" if ":" in host else host
        place = f"http://{named}:{at}/"
        for job in room.jobs.all() if room.jobs is not None else ():
            if job.state is State.INTERRUPTED:
                say(
                    f"what was being added was interrupted; take it up again: {place}add/{job.name}"
                )
        if made.door.asks and host not in LOOPBACK_HOSTS and not (url or "").startswith("https:"):
            say(
                "passwords can be read on the way to it: put a proxy with TLS before it, and say"
                " --url https://..."
            )
        say(f"the reading room is open at {place} (Ctrl-C closes it)")
        sys.stderr.flush()
        scheme, outside = proxy or ("http", named)
        safe = {outside} if scheme == "https" else set()
        names = {named, outside} - safe
        app = _application(room, names, safe, token)
        _serve(app, listening, None if no_browser else place)
    return 0


def _token(path: Path | None) -> str:
    """Return the token in a file; it is long enough not to be guessed."""
    if path is None:
        return ""
    token = path.read_text(encoding="utf-8").strip()
    if len(token) < SHORTEST_TOKEN:
        raise click.BadParameter(
            f"{path} has a token of fewer than {SHORTEST_TOKEN} characters",
            param_hint="--metrics-token-file",
        )
    return token


def _log_as(kind: Format) -> None:
    from cablegram.web.logs import set_up

    set_up(kind, with_requests=kind == "json")


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


def listening_at(host: str, port: int | None) -> socket.socket:
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


def _application(room: Room, hosts: set[str], safe: set[str], token: str) -> ASGIApp:
    from cablegram.web import reading_room
    from cablegram.web.guarding import LOOPBACK as LOOPBACK_NAMES

    return reading_room(room, hosts={*LOOPBACK_NAMES, *hosts}, safe_hosts=safe, metrics_token=token)


def _serve(app: ASGIApp, listening: socket.socket, place: str | None) -> None:
    import webbrowser

    import uvicorn

    from cablegram.cli._service import end_cleanly, say_ready

    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_keep_alive=KEEP_SECONDS,
        timeout_graceful_shutdown=LEAVE_SECONDS,
    )
    end_cleanly()
    say_ready()
    if place is not None:
        webbrowser.open(place)
    uvicorn.Server(config).run(sockets=[listening])
