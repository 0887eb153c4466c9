"""`cablegram sample`: a made-up archive of linked cables, to try things on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cablegram.cli._options import common_options, json_option

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = "cablegram.sample/1"


@click.command("sample")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option(
    "--count",
    type=click.IntRange(1),
    default=500,
    show_default=True,
    envvar="CABLEGRAM_COUNT",
    help="How many cables.",
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    envvar="CABLEGRAM_SEED",
    help="The same seed makes the same cables.",
)
@click.option("--form", "forms", multiple=True, help="Only this source form; can be repeated.")
@click.option("--clean", is_flag=True, help="Without garbles and other faults.")
@click.option("--force", is_flag=True, help="Write into a folder that is not empty.")
@json_option
@common_options
def command(
    folder: str,
    count: int,
    seed: int,
    forms: tuple[str, ...],
    clean: bool,
    force: bool,
    as_json: bool,
) -> int:
    """Write a made-up archive of linked cables into FOLDER.

    \b
    cablegram sample cables
    cablegram sample cables --count 2000 --seed 7 --form sas --form acp127

    People and events are invented; posts, TAGS and formats are real.
    """
    from pathlib import Path

    from cablegram.sample import FORMS

    wrong = [form for form in forms if form not in FORMS]
    if wrong:
        message = f"no form {', '.join(wrong)}; there are {', '.join(FORMS)}"
        raise click.BadParameter(message, param_hint="--form")
    return _write(Path(folder), count, seed, forms, (clean, force, as_json))


def _write(
    folder: Path, count: int, seed: int, forms: tuple[str, ...], flags: tuple[bool, bool, bool]
) -> int:
    from cablegram.cli._output import print_json, say
    from cablegram.sample import write

    clean, force, as_json = flags
    try:
        summary = write(
            folder, count, seed, forms=forms or None, faults=not clean, into_filled=force
        )
    except FileExistsError as error:
        raise click.UsageError(f"{error}; --force writes into it") from error
    if as_json:
        print_json(
            {
                "schema": SCHEMA,
                "folder": str(summary.folder),
                "files": summary.files,
                "cables": summary.cables,
                "bytes": summary.size_bytes,
                "forms": dict(summary.forms),
            }
        )
    else:
        made = ", ".join(f"{number} {form}" for form, number in summary.forms)
        say(f"{summary.cables} cables in {summary.files} files below {summary.folder}: {made}")
    return 0
