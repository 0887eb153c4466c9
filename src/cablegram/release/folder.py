"""Whether a folder that was released is whole, and whether it says what is withheld now.

The hashes of its files are those of `SHA256SUMS`, which anybody can check by `sha256sum`. What is
withheld is looked for in the files as they lie there: the withheld words of each cable in all of
them, as its rulings are now.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import IO, TYPE_CHECKING, Any, Final

import msgspec

from cablegram.access import may_read
from cablegram.errors import InputError, MissingExtra
from cablegram.release.bulk import MANIFEST, SCHEMA, SUMS
from cablegram.release.hidden import Sought, hidden_words
from cablegram.release.reviewing import rulings_for, subjects_of
from cablegram.release.standing import Looking, Place, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cablegram.archive.reviewing import ReleasedFile
    from cablegram.release.hidden import Hidden

#: Portions whose withheld words are looked for together.
AT_ONCE: Final = 2_000
LONGEST_LINE: Final = 1_000_000
#: Several words of Hebrew, Arabic, Syriac ...
_LETTER: Final = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_RIGHT_TO_LEFT: Final = re.compile(f"(?<!{_LETTER}){_LETTER}++(?: {_LETTER}++)++")
_NAME: Final = re.compile(r"[^/\\\x00]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A file that is not as it should be.

    Attributes:
        file: Its name.
        why: `changed`, `missing`, `besides` what the manifest names; or of what is kept in the
            archive and its log `not kept`, `not in the log`.
    """

    file: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A released folder: for whom, and the names of its files by their hashes."""

    path: Path
    label: str
    clearance: str
    files: dict[str, str]


def read_folder(path: Path) -> Folder:
    """Read the manifest of a folder.

    Raises:
        InputError: If it has none, or one that is not whole.
    """
    files: dict[str, str] = {}
    try:
        with (path / MANIFEST).open("rb") as lines:
            head = _line(lines)
            if head.get("schema") != SCHEMA:
                raise InputError(str(path), f"its {MANIFEST} is not one of a release")
            while "end" not in (row := _line(lines)):
                if not _NAME.fullmatch(row["file"]):
                    raise InputError(str(path), f"its {MANIFEST} names a file elsewhere")
                files[row["file"]] = row["sha256"]
            if row["end"]["files"] != len(files):
                raise InputError(str(path), f"its {MANIFEST} is not whole")
            clearance = msgspec.json.encode(head["clearance"]).decode()
            return Folder(path=path, label=head["to"], clearance=clearance, files=files)
    except OSError as error:
        raise InputError(str(path), f"it has no {MANIFEST} that can be read") from error
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError) as error:
        raise InputError(str(path), f"its {MANIFEST} is not whole") from error


def _line(lines: IO[bytes]) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.json.decode(lines.readline(LONGEST_LINE))
    return made


def faults(folder: Folder, is_logged: Callable[[str], bool] | None) -> Iterator[Fault]:
    """Yield the files that are not as the manifest has them, and a manifest that nobody released.

    Args:
        folder: What was released.
        is_logged: Tells whether the log of the archive has a manifest with that hash; `None` if
            there is no log.
    """
    sums = []
    for name, sha256 in folder.files.items():
        sums.append(f"{sha256}  {name}\n")
        found = _digest(folder.path / name)
        if found != sha256:
            yield Fault(file=name, why="changed" if found else "missing")
    manifest = _digest(folder.path / MANIFEST)
    if is_logged is not None and not is_logged(manifest):
        yield Fault(file=MANIFEST, why="not in the log")
    sums.append(f"{manifest}  {MANIFEST}\n")
    found = _digest(folder.path / SUMS)
    if found != hashlib.sha256("".join(sums).encode()).hexdigest():
        yield Fault(file=SUMS, why="changed" if found else "missing")
    for each in sorted(folder.path.iterdir()):
        if each.name not in {MANIFEST, SUMS} and each.name not in folder.files:
            yield Fault(file=each.name, why="besides")


def _digest(place: Path) -> str:
    """Return the hash of a file; empty if there is none of its own."""
    if place.is_symlink() or not place.is_file():
        return ""
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def standing_in(
    folder: Folder, looking: Looking, *, progress: Callable[[int], None] | None = None
) -> Iterator[Place | Fault]:
    """Yield in which files of a folder withheld words stand, and files of which nothing is known.

    Args:
        folder: What was released.
        looking: The archive that it was released from.
        progress: Called with the number of cables whose words were looked for so far.
    """
    names = {sha256: name for name, sha256 in folder.files.items()}
    known: set[str] = set()
    with tempfile.TemporaryFile() as spool:
        _spool(folder, spool)
        waiting: list[tuple[tuple[str, str], Hidden]] = []
        for file in looking.kept.all_released():
            name = names.get(file.file_sha256)
            if name is None or file.audience != folder.clearance:
                continue
            for hidden in _hidden(looking, file):
                known.add(name)
                waiting += [((name, each.portion), each) for each in hidden]
            if len(waiting) >= AT_ONCE:
                yield from _stands(folder, looking, spool, waiting)
                waiting = []
                if progress is not None:
                    progress(len(known))
        yield from _stands(folder, looking, spool, waiting)
    for name in sorted({*names.values()} - known):
        yield Fault(file=name, why="not kept")


def _hidden(looking: Looking, file: ReleasedFile) -> Iterator[tuple[Hidden, ...]]:
    """Yield what is withheld now of the cable of a file, if the cable is here."""
    case = looking.case
    for subject in subjects_of(looking.archive, file.pointer):
        rulings = rulings_for(looking.reviews, subject.pointer, case.audience, case.policy)
        yield hidden_words(case.shares(subject.record, rulings))


def _stands(
    folder: Folder,
    looking: Looking,
    spool: IO[bytes],
    waiting: list[tuple[tuple[str, str], Hidden]],
) -> Iterator[Place]:
    if not waiting:
        return
    sought, case = Sought(waiting), looking.case
    is_open = may_read(case.audience.reader, folder.clearance, case.policy)
    spool.seek(0)
    for line in spool:
        name, text = msgspec.json.decode(line)
        for (cable, portion), runs in sought.found(text):
            of = portion if cable == name else f"{portion} of {cable}"
            yield Place(where=Where.FOLDER, name=name, portion=of, runs=runs, is_open=is_open)


def _spool(folder: Folder, spool: IO[bytes]) -> None:
    """Write the texts of the files beside them, one a line."""
    for name in folder.files:
        place = folder.path / name
        if _digest(place):
            line = msgspec.json.encode((name, text_of(name, place.read_bytes())))
            spool.write(line + b"\n")


def text_of(name: str, data: bytes) -> str:
    """Return the text of a released file, by its ending."""
    if name.endswith(".pdf"):
        try:
            import pypdfium2  # noqa: PLC0415 (of an extra)
        except ImportError as error:
            raise MissingExtra("pdf", "PDF") from error
        with pypdfium2.PdfDocument(data) as opened:
            pages = "\n".join(page.get_textpage().get_text_range() for page in opened)
        return _with_words_turned(pages)
    text = data.decode("utf-8", "replace")
    return _Text.of(text) if name.endswith(".html") else text


def _with_words_turned(text: str) -> str:
    """Return a text, and below it the lines with words from right to left in their order.

    PDFium turns the letters of a word, but leaves several words as they stand on paper.
    """
    turned = [
        _RIGHT_TO_LEFT.sub(lambda found: " ".join(found[0].split()[::-1]), line)
        for line in text.splitlines()
        if _RIGHT_TO_LEFT.search(line)
    ]
    return "\n".join([text, *turned])


class _Text(HTMLParser):
    """Takes the text out of a page of ours."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []

    @classmethod
    def of(cls, page: str) -> str:
        made = cls()
        made.feed(page)
        made.close()
        return "".join(made._pieces)

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)
