"""Options that are the same on every verb, each with its environment variable."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cablegram.model import MRN, InvalidMRN

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.access import Policy, Reader

    Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_ARCHIVE = "cablegram-archive"

archive_option = click.option(
    "--archive",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_ARCHIVE,
    show_default=True,
    envvar="CABLEGRAM_ARCHIVE",
    show_envvar=True,
    help="Folder of the archive.",
)


def _read_reader(ctx: click.Context, param: click.Parameter, value: Path | None) -> Reader:
    """Return the reader that a file describes; without one, the person who sees all."""
    from cablegram.access import SEES_ALL, InvalidReader, read_reader

    if value is None:
        return SEES_ALL
    try:
        return read_reader(value.read_text(encoding="utf-8"))
    except (InvalidReader, UnicodeDecodeError) as error:
        reason = str(error) if isinstance(error, InvalidReader) else "it is not UTF-8"
        raise click.BadParameter(f"{value}: {reason}", ctx, param) from error


def _read_policy(ctx: click.Context, param: click.Parameter, value: Path | None) -> Policy | None:
    """Return the policy that a file describes, and keep it for whoever opens the archive."""
    if value is None:
        return None
    from cablegram.access import InvalidPolicy, read_policy

    try:
        policy = read_policy(value.read_text(encoding="utf-8"))
    except (InvalidPolicy, UnicodeDecodeError) as error:
        reason = str(error) if isinstance(error, InvalidPolicy) else "it is not UTF-8"
        raise click.BadParameter(f"{value}: {reason}", ctx, param) from error
    ctx.meta[GIVEN_POLICY] = policy
    return policy


GIVEN_POLICY = "cablegram.policy"
policy_option = click.option(
    "--policy",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="CABLEGRAM_POLICY",
    show_envvar=True,
    callback=_read_policy,
    expose_value=False,
    help="A policy (TOML or JSON) in place of the archive's own, for --reader.",
)


def reader_option(command: Command) -> Command:
    """Add --reader, and --policy, by which the marks are understood."""
    return click.option(
        "--reader",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        envvar="CABLEGRAM_READER",
        show_envvar=True,
        callback=_read_reader,
        help="A file (TOML or JSON) that says who looks; without it, a person who sees all.",
    )(policy_option(command))


json_option = click.option(
    "--json", "as_json", is_flag=True, envvar="CABLEGRAM_JSON", help="Print one JSON document."
)
ndjson_option = click.option(
    "--ndjson",
    "as_ndjson",
    is_flag=True,
    envvar="CABLEGRAM_NDJSON",
    help="Print one JSON value a line.",
)
csv_option = click.option(
    "--csv", "as_csv", is_flag=True, envvar="CABLEGRAM_CSV", help="Print a CSV table."
)
MAX_DEPTH = 20


def limit_option(
    about: str, *, default: int = 20, lowest: int = 0, highest: int | None = None
) -> Callable[[Command], Command]:
    """Return the option --limit of a verb; `about` says what is limited."""
    return click.option(
        "--limit",
        type=click.IntRange(lowest, highest),
        default=default,
        show_default=True,
        envvar="CABLEGRAM_LIMIT",
        help=about,
    )


def depth_option(about: str, *, default: int) -> Callable[[Command], Command]:
    """Return the option --depth of a verb that follows references."""
    return click.option(
        "--depth",
        type=click.IntRange(0, MAX_DEPTH),
        default=default,
        show_default=True,
        envvar="CABLEGRAM_DEPTH",
        help=about,
    )


def _set_color(_ctx: click.Context, _param: click.Parameter, value: str) -> None:
    """Hand the wish on to rich, which asks the environment."""
    if value == "never":
        os.environ["NO_COLOR"] = "1"
        os.environ.pop("FORCE_COLOR", None)
    elif value == "always":
        os.environ["FORCE_COLOR"] = "1"
        os.environ.pop("NO_COLOR", None)


_COMMON = (
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        envvar="CABLEGRAM_COLOR",
        expose_value=False,
        callback=_set_color,
        help="Colour the output. NO_COLOR and FORCE_COLOR are obeyed.",
    ),
)


def common_options(command: Command) -> Command:
    """Add the options that every verb has."""
    for option in _COMMON:
        command = option(command)
    return command


def output_options(command: Command) -> Command:
    """Add --json, --ndjson and what every verb has."""
    return json_option(ndjson_option(common_options(command)))


class NumberType(click.ParamType[MRN]):
    """A message reference number in any spelling that the reference lists."""

    name = "mrn"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> MRN:
        """Return the number.

        Raises:
            BadParameter: If it is none.
        """
        if isinstance(value, MRN):
            return value
        try:
            return MRN.parse(str(value))
        except InvalidMRN as error:
            self.fail(f"{error}. Such as 08LISBON9.", param, ctx)


def station_of(text: str) -> str:
    """Return the canonical name of a station in any spelling; an unknown one in bare capitals.

    Raises:
        BadParameter: If there are no letters in it.
    """
    try:
        return MRN.parse(f"{text} 1").station
    except InvalidMRN as error:
        raise click.BadParameter(f"{text[:60]!r} is no name of a station") from error


def _station(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    return None if value is None else station_of(value)


station_option = click.option(
    "--station",
    metavar="NAME",
    callback=_station,
    envvar="CABLEGRAM_STATION",
    help="Only numbers of this station, in any spelling.",
)


def number_argument(command: Command) -> Command:
    """Add the argument MRN; its words need no quotation marks (`show 08 LISBON 9`)."""

    def join(ctx: click.Context, param: click.Parameter, words: tuple[str, ...]) -> MRN:
        return NumberType().convert(" ".join(words), param, ctx)

    return click.argument("mrn", nargs=-1, required=True, callback=join)(command)


def optional_number_argument(command: Command) -> Command:
    """Add the argument MRN, which may be left out."""

    def join(ctx: click.Context, param: click.Parameter, words: tuple[str, ...]) -> MRN | None:
        return NumberType().convert(" ".join(words), param, ctx) if words else None

    return click.argument("mrn", nargs=-1, callback=join)(command)
