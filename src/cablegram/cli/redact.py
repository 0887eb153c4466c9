"""`cablegram redact`: a cable as it may go out, the rest withheld in place."""

from __future__ import annotations

import datetime as dt
from typing import IO, TYPE_CHECKING

import click

from cablegram.cli._options import archive_option, common_options, number_argument, reader_option

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.access import Reader
    from cablegram.model import MRN


@click.command("redact")
@number_argument
@click.option(
    "--for",
    "said",
    metavar="LEVEL|FILE",
    required=True,
    envvar="CABLEGRAM_FOR",
    help="To whom: a level of the policy, or a file (TOML or JSON) that describes a reader.",
)
@archive_option
@reader_option
@click.option(
    "--witness",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Which of several copies or messages of that number.",
)
@click.option("--code", default="", help="Exemption for what no classification withholds, as B6.")
@click.option("--authority", default="", help="By whose authority, for the stamp.")
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    envvar="CABLEGRAM_DAY",
    help="Day of the release, as of which it is decided; today if left out.",
)
@click.option(
    "--format",
    "name",
    type=click.Choice(("text", "html", "pdf")),
    default="text",
    show_default=True,
    envvar="CABLEGRAM_FORMAT",
    help="The kind of file; PDF needs `cablegram[dossier]`.",
)
@click.option(
    "--output",
    type=click.File("wb", lazy=True),
    default="-",
    help="File to write; standard output by default.",
)
@common_options
def command(
    *,
    mrn: MRN,
    said: str,
    folder: Path,
    reader: Reader,
    witness: int,
    code: str,
    authority: str,
    day: dt.datetime | None,
    name: str,
    output: IO[bytes],
) -> int:
    """Write the cable MRN as it may go out: portions withheld in place, a new banner, a stamp.

    \b
    cablegram redact 08LISBON9 --for unclassified
    cablegram redact 08LISBON9 --for student.toml --code B6 --output 08LISBON9.txt

    What the marks keep from the audience is withheld. Exit status 1 if the archive does not have
    the cable; 4 if no portion of it may go out, or --reader does not see all of it.
    """
    from cablegram.archive import Store
    from cablegram.cli._opening import given_policy, opened
    from cablegram.cli._output import say
    from cablegram.errors import AccessDenied
    from cablegram.release import FORMATS, Stamp, audience_of, decided_shares, released

    today = dt.datetime.now(dt.UTC).date() if day is None else day.date()
    exempt = _code(code)
    with opened(Store, folder, reader) as store, _audience_checked():
        with Store.open(folder) as whole:
            policy = given_policy() or whole.policy
        audience = audience_of(said, policy)
        copies = tuple(
            each for found in store.find(mrn) for each in store.witnesses(found.cable_id)
        )
        if not copies:
            say(f"the archive does not have {mrn}")
            return 1
        if witness > len(copies):
            msg = f"there are {len(copies)} of {mrn}, not {witness}"
            raise click.BadParameter(msg, param_hint="--witness")
        record = store.record(copies[witness - 1].cable_id)
    if not record["source_text"]:
        raise AccessDenied("release it", "only who sees all of a cable can release it")
    shares = decided_shares(record, audience, policy, today, code=exempt)
    document = released(record, shares, audience, Stamp(day=today, authority=authority))
    output.write(FORMATS[name][1](document))
    return 0


def _code(said: str) -> str:
    from cablegram.vocabulary import exemption

    if not said:
        return ""
    found = exemption(said)
    if found is None:
        msg = f"{said[:60]!r} is no exemption; such as B6 or 1.4(D)"
        raise click.BadParameter(msg, param_hint="--code")
    return found.code


def _audience_checked() -> _Checked:
    return _Checked()


class _Checked:
    """Say of an audience that the policy does not know that --for is wrong."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        from cablegram.access import InvalidReader

        if isinstance(error, InvalidReader):
            raise click.BadParameter(str(error), param_hint="--for") from error
