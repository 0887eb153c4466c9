"""The doors of intake: files, messages, cables."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from cablegram.errors import InputError
from cablegram.intake.bounds import MESSAGE_BYTES, Joined, read_up_to
from cablegram.intake.item import Intake, ProblemCode, Stopped
from cablegram.intake.members import Member, members
from cablegram.intake.split import split_file
from cablegram.read.decode import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from cablegram.intake.bounds import Reader
    from cablegram.model import Cable

__all__ = ["messages", "read", "read_paths"]

log = logging.getLogger("cablegram")


def read_paths(
    paths: str | Path | Iterable[str | Path], *, stdin: Reader | None = None
) -> Iterator[Intake]:
    """Yield each file under `paths` whole, those inside archives too.

    Args:
        paths: Files, folders, archives; `-` is standard input.
        stdin: What to read for `-`; by default the process's own standard input.

    Yields:
        The files in order, folders sorted by name; a problem in the place of each that cannot be
        read. Files above 64 MB are such a problem: use `messages`.
    """
    for member in members(_several(paths), stdin):
        if member.problem is not None:
            yield Intake(source=member.source, problem=member.problem)
        elif member.is_pdf:
            yield _pdf(member)
        else:
            yield _file(member)


def messages(
    paths: str | Path | Iterable[str | Path], *, form: str = "auto", stdin: Reader | None = None
) -> Iterator[Intake]:
    """Yield each message under `paths`: files, and the messages inside those that hold many.

    Mailboxes, tables, streams of teletype traffic and volumes of edited documents are split, of
    any size and in constant memory. A row of a table comes with the row of names before it.

    Args:
        paths: Files, folders, archives; `-` is standard input.
        form: The form of the files if it is known, as `cablegram.parse` names them.
        stdin: What to read for `-`; by default the process's own standard input.
    """
    for member in members(_several(paths), stdin):
        if member.problem is not None:
            yield Intake(source=member.source, problem=member.problem)
        elif member.is_pdf:
            yield _pdf(member)
        else:
            try:
                yield from split_file(member.source, member.head, member.rest, form=form)
            except Stopped as stop:
                yield Intake(source=member.source, problem=stop.problem)


def read(
    paths: str | Path | Iterable[str | Path],
    *,
    form: str = "auto",
    date_hint: date | None = None,
    stdin: Reader | None = None,
    on_problem: Callable[[Intake], None] | None = None,
) -> Iterator[Cable]:
    """Yield the cable of each message under `paths`, as they stream by.

    Args:
        paths: Files, folders, archives; `-` is standard input.
        form: The form of the files if it is known.
        date_hint: Gives the year to references that carry none, where the message has no date.
        stdin: What to read for `-`.
        on_problem: Called with each file that cannot be read. Without it they are logged.

    Raises:
        InputError: If nothing at all could be read, and `on_problem` is not given.
    """
    from cablegram.intake.carried import carried  # noqa: PLC0415  as below
    from cablegram.read import parse  # noqa: PLC0415  the core is heavy

    first: Intake | None = None
    count = 0
    for item in messages(paths, form=form, stdin=stdin):
        if item.problem is None:
            count += 1
            cable = parse(item.data, form=form, date_hint=date_hint, source=item.source)
            yield carried(cable, item.carrier, item.ocr)
        elif on_problem is not None:
            on_problem(item)
        else:
            first = first or item
            log.warning("%s: %s", item.source, item.problem.message)
    if first is not None and first.problem is not None and not count:
        raise InputError(first.source, first.problem.message)


def _several(paths: str | Path | Iterable[str | Path]) -> Iterable[str | Path]:
    return (paths,) if isinstance(paths, str | os.PathLike) else paths


def _all(member: Member) -> bytes:
    """Return all bytes of a file.

    Raises:
        Stopped: If they are more than a message can have, or cannot be read.
    """
    if member.rest is None:
        return member.head
    data = read_up_to(Joined(member.head, member.rest), MESSAGE_BYTES + 1)
    if len(data) > MESSAGE_BYTES:
        message = f"it is larger than {MESSAGE_BYTES >> 20} MB and cannot be one message"
        raise Stopped(ProblemCode.TOO_LARGE, message)
    return data


def _file(member: Member) -> Intake:
    try:
        data = _all(member)
    except Stopped as stop:
        return Intake(source=member.source, problem=stop.problem)
    return Intake(source=member.source, data=data, encoding=decode(data)[1])


def _pdf(member: Member) -> Intake:
    from cablegram.intake.pdf import pdf_text  # noqa: PLC0415

    try:
        raw = _all(member)
        found = pdf_text(raw)
    except Stopped as stop:
        return Intake(source=member.source, problem=stop.problem)
    return Intake(
        source=member.source,
        data=found.text.encode("utf-8", "replace"),
        encoding="utf-8",
        carrier="pdf" if found.ocr is None else "pdf-ocr",
        raw=raw,
        ocr=found.ocr,
    )
