"""`cablegram mcp`: the archive for assistants, by the Model Context Protocol."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cablegram.cli._options import archive_option, common_options, reader_option

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.access import Reader

LOOPBACK = "127.0.0.1"


@click.command("mcp")
@archive_option
@reader_option
@click.option(
    "--http",
    "port",
    type=click.IntRange(1, 65_535),
    metavar="PORT",
    envvar="CABLEGRAM_MCP_PORT",
    show_envvar=True,
    help="Answer at this port of the machine itself, to who has a token; without it, by standard"
    " input and output.",
)
@click.option(
    "--url",
    default="",
    metavar="URL",
    envvar="CABLEGRAM_URL",
    show_envvar=True,
    help="Where people reach the reading room, so that citations have whole addresses.",
)
@common_options
def command(folder: Path, reader: Reader, port: int | None, url: str) -> int:
    """Answer assistants: search, show, refs, thread, gaps, dossier.

    \b
    cablegram mcp --archive ~/archive --reader student.toml
    cablegram mcp --http 8043 --url https://cables.example.org

    By standard input and output it answers the program that started it, as --reader FILE may see
    the archive. With --http each request brings a token (`cablegram user token`) and sees what that
    account may see. Answers cite paragraphs, are bounded, and mark text of the archive as data.
    Needs the extra: pip install 'cablegram[mcp]'. docs/how-to/ask-with-an-assistant.md
    """
    from cablegram.assist import assist_server
    from cablegram.cli._opening import given_policy, reader_checked
    from cablegram.web import Room
    from cablegram.web.logs import set_up

    if url and not url.startswith(("http://", "https://")):
        raise click.BadParameter(
            "an address such as https://cables.example.org", param_hint="--url"
        )
    room = Room(
        folder,
        reader,
        policy=given_policy(),
        read_only=True,
        alone=port is None,
        has_others=port is not None,
    )
    if port is not None and not room.door.asks:
        raise click.UsageError("--http needs accounts, whose tokens it takes: `cablegram user add`")
    with reader_checked(), room:
        server = assist_server(room, url=url)
        set_up("text", with_requests=False)
        if port is None:
            server.run("stdio")
        else:
            _serve(server, room, port, url)
    return 0


def _serve(server: object, room: object, port: int, url: str) -> None:
    import uvicorn
    from mcp.server.mcpserver import MCPServer

    from cablegram.assist import assist_application
    from cablegram.cli._output import say
    from cablegram.cli._service import end_cleanly, say_ready
    from cablegram.cli.serve import listening_at
    from cablegram.web import Room

    assert isinstance(server, MCPServer)  # noqa: S101 (the type, imported late)
    assert isinstance(room, Room)  # noqa: S101 (as above)
    config = uvicorn.Config(
        assist_application(server, room, url=url),
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
    )
    with listening_at(LOOPBACK, port) as listening:
        say(f"assistants are answered at http://{LOOPBACK}:{port}/mcp (Ctrl-C ends it)")
        sys.stderr.flush()
        end_cleanly()
        say_ready()
        uvicorn.Server(config).run(sockets=[listening])
