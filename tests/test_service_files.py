"""What the page for a newsroom has people copy and type is what there is."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from cablegram.adding.lot import Limits
from cablegram.assist.http import MOST_BYTES, PLACE
from cablegram.audit import KEY_VARIABLE
from cablegram.cli import cli
from cablegram.web.asking import MAX_FORM_BYTES
from cablegram.web.watching import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator

TOP = Path(__file__).parents[1]
SERVICE = TOP / "docs" / "service"
PAGE = (TOP / "docs" / "how-to" / "run-for-a-newsroom.md").read_text(encoding="utf-8")
UNITS = sorted(SERVICE.glob("*.service"))
PROGRAM = "/opt/cablegram/bin/cablegram"
EXTRAS = ("accounts", "audit", "dossier", "mcp")
SIZES = {"m": 1 << 20, "g": 1 << 30}


def settings(unit: Path) -> dict[str, list[str]]:
    """Return the values of each key of a unit."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        if not line.startswith(("#", "[")) and line:
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def words_of(unit: Path) -> list[str]:
    """Return what a unit calls our program with."""
    [line] = settings(unit)["ExecStart"]
    line = line.removeprefix("/bin/sh -c ").strip("'")
    return shlex.split(line.replace("$$", "$").replace("$(date +%%F-%%H%%M%%S)", "x"))


def parsed(words: list[str]) -> click.Context:
    """Return how the command line understands words; nothing is run.

    Raises:
        click.ClickException: If it does not.
    """
    context: click.Context = cli.make_context("cablegram", list(words), resilient_parsing=False)
    while isinstance(command := context.command, click.Group):
        rest = [*context._protected_args, *context.args]
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None
        context = found.make_context(name, rest, parent=context)
    return context


def variables(command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            found = command.get_command(click.Context(command), name)
            assert found is not None
            yield from variables(found)
    for each in command.params:
        yield from [each.envvar] if isinstance(each.envvar, str) else each.envvar or ()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_calls_what_there_is(unit: Path) -> None:
    program, *words = words_of(unit)
    assert program == PROGRAM
    parsed(words)


def test_what_is_set_is_read() -> None:
    known = {*variables(cli), KEY_VARIABLE}
    said = re.findall(
        r"^(?:Environment=|#)?(CABLEGRAM_\w+)=",
        "\n".join(path.read_text(encoding="utf-8") for path in (*UNITS, SERVICE / "cablegram.env")),
        flags=re.MULTILINE,
    )
    assert {"CABLEGRAM_ARCHIVE", "CABLEGRAM_URL"} <= set(said) <= known


def test_what_is_kept_closed_is_so_for_both() -> None:
    """The room and what answers assistants differ in what they call, and in where they may go."""
    room, assistants = (settings(SERVICE / f"cablegram{name}.service") for name in ("", "-mcp"))
    differing = {
        "Description", "After", "ExecStart", "Environment", "LoadCredential", "IPAddressAllow",
        "IPAddressDeny", "StartLimitIntervalSec",
    }  # fmt: skip
    kept = [{key: each[key] for key in each.keys() - differing} for each in (room, assistants)]
    assert kept[0] == kept[1]
    assert kept[0]["Type"] == ["notify"]
    assert kept[0]["ProtectSystem"] == ["strict"]
    backup = settings(SERVICE / "cablegram-backup.service")
    assert {each["User"][0] for each in (room, assistants, backup)} == {"cablegram"}
    assert {each["UMask"][0] for each in (room, assistants, backup)} == {"0077"}


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_keeps_what_is_for_the_machine(name: str) -> None:
    text = (SERVICE / name).read_text(encoding="utf-8")
    names = "|".join(each.removeprefix("/") for each in PLACES)
    inside = {
        "nginx.conf": rf"^ *location ~ \^/\({names}\)\$ {{ return 404; }}$",
        "Caddyfile": rf"^\t@inside path {' '.join(PLACES)}\n\trespond @inside 404$",
    }[name]
    assert re.search(inside, text, flags=re.MULTILINE)


def test_a_proxy_leads_where_the_services_listen() -> None:
    room = parsed(words_of(SERVICE / "cablegram.service")[1:]).params["port"]
    assistants = parsed(words_of(SERVICE / "cablegram-mcp.service")[1:]).params["port"]
    nginx = (SERVICE / "nginx.conf").read_text(encoding="utf-8")
    caddy = (SERVICE / "Caddyfile").read_text(encoding="utf-8")
    leads = dict(re.findall(r"location (?:= )?(\S+) \{[^}]*proxy_pass http://(\S+);", nginx))
    expected = {"/": room, "/add": room, PLACE: assistants}
    assert leads == {place: f"127.0.0.1:{port}" for place, port in expected.items()}
    assert f"reverse_proxy {PLACE} 127.0.0.1:{assistants}\n" in caddy
    assert f"reverse_proxy 127.0.0.1:{room}\n" in caddy


def test_nginx_takes_what_the_room_takes_and_hands_on_nothing_that_a_client_made_up() -> None:
    text = (SERVICE / "nginx.conf").read_text(encoding="utf-8")
    most, add = (
        int(number) * SIZES[unit]
        for number, unit in re.findall(r"client_max_body_size (\d+)([mg]);", text)
    )
    assert most > max(MAX_FORM_BYTES, MOST_BYTES)
    assert add > Limits().total_bytes
    assert f"client_body_buffer_size {most >> 20}m;" in text  # into no file
    for header in ("Host $http_host", "X-Forwarded-For $remote_addr", 'Forwarded ""'):
        assert f"proxy_set_header {header};" in text
    assert text.count("access_log off;") == text.count("server {") == 2


def pins(name: str) -> dict[str, str]:
    """Return what a file of pins has of each package: its version and the hashes."""
    text = (TOP / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    found = (block.partition("==") for block in blocks)
    return {
        name.partition("[")[0].lower().replace("_", "-"): rest.rstrip() for name, _, rest in found
    }


def test_what_is_installed_is_what_was_tested() -> None:
    installed, tested = pins("newsroom"), pins("dev")
    assert installed == {name: tested[name] for name in installed}
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"], *project["build-system"]["requires"],
        *(each for extra in EXTRAS for each in project["project"]["optional-dependencies"][extra]),
    ]  # fmt: skip
    assert {re.split(r"[<>=\[]", each)[0] for each in wanted} <= set(installed)


def test_what_the_page_has_people_type() -> None:
    lines = re.findall(r"^    # (.*)$", PAGE, flags=re.MULTILINE)
    assert len(lines) > 30
    for line in lines:
        words = shlex.split(re.sub(r" [<>] .*$|\$\([^)]*\)", "", line))
        if words[0] == "cables":
            if words[1:] != ["--version"]:
                try:
                    parsed(words[1:])
                except click.BadParameter as error:
                    if not error.message.endswith("does not exist."):  # a file of that machine
                        raise
        elif words[0] in {"cp", "install"}:
            copied = [each for each in words[1:-1] if re.fullmatch(r"[\w./-]*[a-z]\S*", each)]
            for each in copied:
                is_option = words[0] == "install" and words[1].startswith("-")
                path = TOP / each if "/" in each else SERVICE / each
                assert is_option or path.is_file(), line
