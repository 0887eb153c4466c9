"""`cablegram redact`: cables as they may go out, the rest withheld in place."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import click

from cablegram.cli._options import (
    archive_option,
    common_options,
    json_option,
    optional_number_argument,
    reader_option,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.access import Reader
    from cablegram.archive.desk import Desk
    from cablegram.archive.reviewing import Kept, Reviews
    from cablegram.audit import Log
    from cablegram.model import MRN
    from cablegram.release import Rule, Subject
    from cablegram.search import Archive

SCHEMA = "cablegram.redact/1"
STREAMS = ("-", "<stdout>")


@click.command("redact")
@optional_number_argument
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
@click.option("--query", default=None, help="Release all that this finds, into --into.")
@click.option(
    "--into",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Folder for --query; it has its name when all is there.",
)
@click.option("--code", default="", help="Exemption for what no classification withholds, as B6.")
@click.option("--authority", default="", help="By whose authority, for the stamp.")
@click.option("--case", default="", help="Number of the case, for the stamp.")
@click.option(
    "--by",
    default=None,
    envvar="CABLEGRAM_BY",
    show_envvar=True,
    help="Who releases it; the name of the user of this machine if left out.",
)
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
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    default="-",
    help="File to write; standard output by default.",
)
@click.option("--draft", is_flag=True, help="Only look: note nowhere that it went out.")
@click.option("--verify", is_flag=True, help="Tell where what is withheld still stands.")
@json_option
@common_options
def command(
    *,
    mrn: MRN | None,
    said: str,
    folder: Path,
    reader: Reader,
    witness: int,
    query: str | None,
    into: Path | None,
    code: str,
    authority: str,
    case: str,
    by: str | None,
    day: dt.datetime | None,
    name: str,
    output: Path,
    draft: bool,
    verify: bool,
    as_json: bool,
) -> int:
    """Write the cable MRN as it may go out: portions withheld in place, a new banner, a stamp.

    \b
    cablegram redact 08LISBON9 --for unclassified --format pdf --output 08LISBON9.pdf
    cablegram redact 08LISBON9 --for unclassified --verify
    cablegram redact --query "tags:PTER date:1975" --for unclassified --into out --code B6
    cablegram redact --verify --into out --for unclassified

    What the marks keep from the audience is withheld, and what was ruled (`cablegram review`) is
    obeyed. What goes out is kept in the archive, and noted in its log if it has one. With --verify
    nothing is written: each place is told in which words of what is withheld still stand, and
    whether the audience may see it. With --query each cable becomes a file, beside a manifest with
    their hashes; after an interruption the same command goes on. With --verify and --into it is
    told whether that folder is as it was released, and where in it stands what is withheld now.
    Exit status 1 if the archive does not have the cable, or --verify finds a place that is open or
    a file that is not as it was; 4 if no portion of it may go out, it is under review for that
    audience, or --reader does not see all of it.
    """
    from cablegram.cli._output import say
    from cablegram.cli._reviewing import audience_checked, code_of, user
    from cablegram.cli._standing import verify_folder, verify_one
    from cablegram.release import Case, Looking, Rule, Stamp, audience_of

    is_folder = verify and mrn is None and query is None and into is not None
    if not is_folder:
        if (mrn is None) == (query is None):
            raise click.UsageError("name one cable by its number, or several by --query")
        if (query is None) != (into is None):
            raise click.UsageError("--query needs --into, and --into needs --query")
        if verify and query is not None:
            raise click.UsageError("--verify takes one cable, or a folder by --into alone")
    today = dt.datetime.now(dt.UTC).date() if day is None else day.date()
    exempt = code_of(code) if code else ""
    who, own = by or user(), f"cli:{user()}"
    with _opened(folder, reader) as (archive, whole, reviews, kept, desk), audience_checked():
        policy = reviews.policy
        rule = Rule(
            audience=audience_of(said, policy), policy=policy, format=name, code=exempt, by=who,
            through=own, stamp=Stamp(day=today, authority=authority, case=case, is_draft=draft),
        )  # fmt: skip
        looking = Looking(
            archive=archive, whole=whole, desk=desk, reviews=reviews, kept=kept,
            case=Case(audience=rule.audience, policy=policy, today=today),
        )  # fmt: skip
        if is_folder and into is not None:
            return verify_folder(looking, into, as_json=as_json)
        with _log(folder) as log:
            if query is not None and into is not None:
                return _all(archive, reviews, kept, log, query, into, rule, as_json=as_json)
            subject = None if mrn is None else _subject(archive, mrn, witness)
            if subject is None:
                say(f"the archive does not have {mrn}")
                return 1
            if verify:
                return verify_one(looking, subject, as_json=as_json)
            return _one(reviews, kept, log, subject, rule, output, draft=draft, as_json=as_json)


def _subject(archive: Archive, mrn: MRN, witness: int) -> Subject | None:
    from cablegram.release import subject_of

    copies = [each for found in archive.find(mrn) for each in archive.witnesses(found.cable_id)]
    if not copies:
        return None
    if witness > len(copies):
        msg = f"there are {len(copies)} of {mrn}, not {witness}"
        raise click.BadParameter(msg, param_hint="--witness")
    return subject_of(archive, copies[witness - 1])


def _one(
    reviews: Reviews,
    kept: Kept,
    log: Log | None,
    subject: Subject,
    rule: Rule,
    output: Path,
    *,
    draft: bool,
    as_json: bool,
) -> int:
    """Write one cable, and note that it went out."""
    from cablegram.cli._output import print_json, say
    from cablegram.release import send_out

    is_stream = str(output) in STREAMS
    if as_json and is_stream:
        raise click.UsageError("--json prints a report, so the cable needs --output")
    stream = cast("IO[bytes]", click.open_file("-", "wb"))
    made = send_out(
        subject, rule, reviews, kept if not draft else None, None if draft else log,
        stream if is_stream else output,
    )  # fmt: skip
    if made.is_stale:
        say("some of it is withheld, as it reads otherwise than when it was ruled on")
    if as_json:
        print_json(
            {
                "schema": SCHEMA,
                "mrn": subject.record["mrn"],
                "to": rule.audience.label,
                "release": "in full" if made.document.is_whole else "in part",
                "banner": made.document.banner,
                "codes": made.document.codes,
                "sha256": made.kept.file_sha256,
                "file": str(output),
            }
        )
    return 0


def _all(
    archive: Archive,
    reviews: Reviews,
    kept: Kept,
    log: Log | None,
    query: str,
    into: Path,
    rule: Rule,
    *,
    as_json: bool,
) -> int:
    """Release the cables of a query."""
    from cablegram.cli._output import print_json, say
    from cablegram.release import BulkDesk, release_all

    desk = BulkDesk(archive=archive, reviews=reviews, kept=kept, log=log)
    report = release_all(desk, query, into, rule)
    rows: dict[str, Any] = {
        "in_full": report.in_full,
        "in_part": report.in_part,
        "nothing": report.nothing,
        "under_review": report.under_review,
        "not_seen_whole": report.not_seen_whole,
        "read_otherwise": report.read_otherwise,
    }
    if as_json:
        print_json({"schema": SCHEMA, "query": query, "to": rule.audience.label, **rows,
                    "codes": report.codes, "folder": str(into)})  # fmt: skip
        return 0
    say(f"{report.released:,} cables released to {rule.audience.label} into {into}")
    for label, number in rows.items():
        say(f"  {label.replace('_', ' '):<16}{number:>9,}")
    for code, number in sorted(report.codes.items()):
        say(f"  {code:<16}{number:>9,}")
    return 0


@contextmanager
def _opened(folder: Path, reader: Reader) -> Iterator[tuple[Archive, Archive, Reviews, Kept, Desk]]:
    from cablegram.archive.desk import Desk
    from cablegram.archive.reviewing import Kept, Reviews
    from cablegram.cli._opening import given_policy, opened
    from cablegram.search import Archive

    with opened(Archive, folder, reader) as archive, Archive.open(folder) as whole:
        policy = given_policy() or whole.policy
        with (
            Reviews.open(folder, reader, policy=policy) as reviews,
            Kept.open(folder, reader, policy=policy) as kept,
            Desk.open(folder, reader, policy=policy) as desk,
        ):
            yield archive, whole, reviews, kept, desk


@contextmanager
def _log(folder: Path) -> Iterator[Log | None]:
    """Open the log of the archive, if it has one."""
    from cablegram.audit import Log, is_there

    if not is_there(folder):
        yield None
        return
    with Log.open(folder) as log:
        yield log
