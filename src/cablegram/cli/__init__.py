"""The command line: `cablegram VERB [OPTIONS] [INPUT]...`.

Each module of this package without a leading underscore is a verb, and its `command` is the click
command. A verb is imported only when it is asked for, and imports what is heavy inside its
function, so `--help` stays quick.
"""

from __future__ import annotations

import errno
import importlib
import os
import pkgutil
import sys
from typing import TYPE_CHECKING

import click

from cablegram.errors import (
    AccessDenied,
    ArchiveError,
    CablegramError,
    InputError,
    MissingExtra,
    QueryError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["cli", "main"]

PROGRAM = "cablegram"
# Verbs whose work is long, and how far they stand back.
GIVING_WAY = frozenset({"ingest"})
NICENESS = 19
#: What a system says of a disk that takes no more; some of them Windows has not.
DISK_ERRORS = frozenset(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EFBIG", "EIO", "EROFS")
    if hasattr(errno, name)
)

EXIT_DONE = 0
EXIT_NO = 1
EXIT_USAGE = 2
EXIT_INPUT = 3
EXIT_DENIED = 4
EXIT_FAULT = 70
EXIT_INTERRUPTED = 130


class Verbs(click.Group):
    """A click group whose commands are the modules beside it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (signature of click)
        """Return the names of all verbs, sorted."""
        found = pkgutil.iter_modules(__path__)
        return sorted(
            module.name.replace("_", "-") for module in found if not module.name.startswith("_")
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one verb; `None` if there is none of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{__name__}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    from importlib.metadata import version

    click.echo(f"{PROGRAM} {version(PROGRAM)}")
    ctx.exit()


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_version,
    help="Show the version and exit.",
)
def cli() -> None:
    """Read, file, find and follow diplomatic telegrams.

    \b
    cablegram ingest cables/ letters.zip
    cablegram search '"base rights" from:lisbon date:2007..'

    Exit status: 0 done; 1 done, and the answer is "no"; 2 wrong usage; 3 input cannot be read;
    4 refused by access; 70 a fault of the program; 130 interrupted.
    """


def _complain(text: str) -> None:
    click.echo(f"{PROGRAM}: {text}", err=True)


def _leave_pipe() -> None:
    """Point stdout at nothing, so that the last flush of the interpreter does not complain."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


def _report_fault(error: Exception) -> None:
    """Say that we are to blame and what to report; the text of a cable never gets into it."""
    import traceback

    _complain("this is a fault of the program. Please report the lines below and the command.")
    for frame in traceback.extract_tb(error.__traceback__)[-8:]:
        click.echo(f"  {frame.filename}:{frame.lineno} in {frame.name}", err=True)
    click.echo(f"  {type(error).__name__}", err=True)


def _exit_status(error: BaseException) -> int:  # noqa: PLR0911 (one answer for each kind)
    """Tell the person what went wrong and return the exit status for it."""
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case click.UsageError():
            error.show()
            return EXIT_USAGE
        case click.ClickException():
            error.show()
            return EXIT_INPUT
        case QueryError():
            _complain(f"{error}\n  " + error.picture().replace("\n", "\n  "))
            return EXIT_USAGE
        case MissingExtra():
            _complain(str(error))
            return EXIT_USAGE
        case InputError() | ArchiveError():
            _complain(str(error))
            return EXIT_INPUT
        case AccessDenied():
            _complain(str(error))
            return EXIT_DENIED
        case KeyboardInterrupt() | click.Abort():
            _complain("interrupted")
            return EXIT_INTERRUPTED
        case CablegramError():
            _complain(str(error))
            return EXIT_FAULT
        case BrokenPipeError():
            _leave_pipe()
            return EXIT_DONE
        case OSError() if error.filename is not None:
            _complain(f"{error.filename}: {error.strerror}")
            return EXIT_INPUT
        case OSError() if error.errno in DISK_ERRORS:  # while a file is written: it is not named
            _complain(f"a file cannot be written: {error.strerror}")
            return EXIT_INPUT
        case Exception():
            _report_fault(error)
            return EXIT_FAULT
        case _:
            raise error


def run(args: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    Args:
        args: The words after the program's name; those of the process if `None`.

    Returns:
        The exit status; what it means is said by `cablegram --help`.
    """
    stdout = sys.stdout
    try:
        result = cli.main(
            args=None if args is None else list(args), prog_name=PROGRAM, standalone_mode=False
        )
        sys.stdout.flush()
    except SystemExit:
        # click meets a closed pipe by muffling stdout and leaving with 1.
        if sys.stdout is not stdout:
            return EXIT_DONE
        raise
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 (the outermost guard)
        return _exit_status(error)
    return result if isinstance(result, int) else EXIT_DONE


def main() -> None:
    """Run the command of this process and leave it with the exit status.

    Processes that it starts would look for modules where somebody works, before all other places;
    in such a folder may lie what others sent.
    """
    os.environ["PYTHONSAFEPATH"] = "1"
    _give_way(sys.argv[1:])
    sys.exit(run())


def _give_way(words: Sequence[str]) -> None:
    """Let others go first if the work is long: whoever reads in the room waits for an answer."""
    verb = next((word for word in words if not word.startswith("-")), "")
    if verb in GIVING_WAY and hasattr(os, "setpriority"):
        now = os.getpriority(os.PRIO_PROCESS, 0)
        os.setpriority(os.PRIO_PROCESS, 0, max(now, NICENESS))
