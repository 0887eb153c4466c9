"""What `redact --verify` prints: where withheld words stand, and whether a folder is whole."""

from __future__ import annotations

import sys
import tempfile
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from cablegram.release import Fault, Folder, Looking, Place, Subject

SCHEMA = "cablegram.redact-verify/1"
FOLDER_SCHEMA = "cablegram.redact-verify-folder/1"
SAY_EVERY = 100
IN_MEMORY = 1_000_000


def verify_one(looking: Looking, subject: Subject, *, as_json: bool) -> int:
    """Print where withheld words of a cable still stand."""
    from cablegram.cli._output import say
    from cablegram.release import rulings_for, standing

    case = looking.case
    rulings = rulings_for(looking.reviews, subject.pointer, case.audience, case.policy)
    shares = case.shares(subject.record, rulings)
    found = standing(looking, subject, shares, progress=_teller("cables and files looked at"))
    head = {"schema": SCHEMA, "mrn": subject.record["mrn"], "to": case.audience.label}
    counted = _Counted()
    _print(head, counted.places(found), as_json=as_json)
    if behind := looking.archive.index.behind:
        say(f"{behind:,} cables are not in the index yet and were not looked at: try again later")
    if not as_json:
        say(f"{counted.all:,} places, of which {counted.open:,} are open to {case.audience.label}")
    return 1 if counted.open or behind else 0


def verify_folder(looking: Looking, folder: Path, *, as_json: bool) -> int:
    """Print whether a released folder is whole, and what it says that is withheld now."""
    from cablegram.cli._output import one_line, print_json, say
    from cablegram.release import Place, faults, read_folder, standing_in

    read = read_folder(folder)
    amiss = list(faults(read, _is_logged(looking.archive.folder)))
    counted = _Counted()

    def places() -> Iterator[Place]:
        for each in standing_in(read, looking, progress=_teller("cables looked for")):
            if isinstance(each, Place):
                yield each
            else:
                amiss.append(each)

    head: dict[str, Any] = {"schema": FOLDER_SCHEMA, "folder": str(folder), "to": read.label}
    if as_json:
        found = list(counted.places(places()))
        print_json({**head, "files": len(read.files), "faults": amiss, "places": found})
    else:
        _print(head, counted.places(places()), as_json=False)
        for fault in amiss:
            click.echo(one_line(f"{fault.why.upper()}  {fault.file}"))
        say(_said(read, amiss, counted))
    return 1 if amiss or counted.open else 0


def _said(read: Folder, amiss: list[Fault], counted: _Counted) -> str:
    files = f"{len(read.files):,} files released to {read.label}"
    return f"{files}: {len(amiss):,} faults, {counted.all:,} places, {counted.open:,} of them open"


def _is_logged(folder: Path) -> Callable[[str], bool] | None:
    """Return what tells whether the log has a manifest; `None` if there is no log."""
    from cablegram.audit import Action, Wanted, is_there
    from cablegram.audit.reading import entries, reading

    if not is_there(folder):
        return None

    def is_logged(manifest: str) -> bool:
        with reading(folder) as connection:
            found = entries(connection, Wanted(action=Action.RELEASED, digests=(manifest,)))
            return any(entry.about.get("manifest") == manifest for entry, _ in found)

    return is_logged


class _Counted:
    """Counts places while they go by."""

    def __init__(self) -> None:
        self.all = self.open = 0

    def places(self, found: Iterable[Place]) -> Iterator[Place]:
        for each in found:
            self.all += 1
            self.open += each.is_open
            yield each


def _print(head: dict[str, Any], found: Iterable[Place], *, as_json: bool) -> None:
    """Print places, those that are open first, in memory that does not grow with their number."""
    import msgspec

    from cablegram.model.codec import to_json

    lines = _lines(found, _as_json if as_json else _as_text)
    if not as_json:
        for line in lines:
            click.echo(line)
        return
    said = msgspec.json.format(msgspec.json.encode(to_json({**head, "places": []})), indent=2)
    click.echo(said.decode().removesuffix("[]\n}"), nl=False)
    before = "["
    for line in lines:
        click.echo(f"{before}\n    {line}", nl=False)
        before = ","
    click.echo("[]\n}" if before == "[" else "\n  ]\n}")


def _lines(found: Iterable[Place], written: Callable[[Place], str]) -> Iterator[str]:
    with tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8") as shut:
        for each in found:
            if each.is_open:
                yield written(each)
            else:
                shut.write(written(each) + "\n")
        shut.seek(0)
        yield from (line.rstrip("\n") for line in shut)


def _as_json(place: Place) -> str:
    import msgspec

    from cablegram.model.codec import to_json

    return msgspec.json.encode(to_json(place)).decode()


def _as_text(place: Place) -> str:
    from cablegram.cli._output import one_line

    word = "OPEN" if place.is_open else "shut"
    text = f"{place.where.value}: {place.name} (words of {place.portion}, {place.runs:,})"
    return one_line(f"{word}  {text}")


def _teller(what: str) -> Callable[[int], None] | None:
    """Return what shows a count on stderr, if that is a terminal."""
    if not sys.stderr.isatty():
        return None

    def tell(count: int) -> None:
        if count % SAY_EVERY == 0:
            click.echo(f"\r{count:,} {what} ", err=True, nl=False)

    return tell
