"""The kinds of files that a dossier is exported as."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Final

from cablegram.errors import MissingExtra
from cablegram.web.exports.dossier_blocks import blocks_of

if TYPE_CHECKING:
    import datetime as dt

    from cablegram.follow.dossier import Gathered
    from cablegram.search import Archive

EXTRA: Final = "dossier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A kind of file.

    Attributes:
        name: For people.
        media_type: For machines.
        home: The module that writes it, in `write`.
        needs: A package of the extra `dossier`, if it needs one.
    """

    name: str
    media_type: str
    home: str
    needs: str = ""


#: By the ending of their names.
EXPORTS: Final = {
    "html": Export(name="HTML", media_type="text/html; charset=utf-8", home="html_file"),
    "md": Export(name="Markdown", media_type="text/markdown; charset=utf-8", home="markdown_file"),
    "docx": Export(
        name="Word",
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        home="docx_file",
        needs="docx",
    ),
    "pdf": Export(name="PDF", media_type="application/pdf", home="pdf_file", needs="reportlab"),
}


def is_there(ending: str) -> bool:
    """Tell whether what a kind of file needs is installed."""
    needs = EXPORTS[ending].needs
    return not needs or find_spec(needs) is not None


def export_dossier(
    archive: Archive, gathered: Gathered, out: IO[bytes], ending: str, *, made: dt.date
) -> None:
    """Write a dossier as a file for people.

    The cables are read one after the other. HTML and Markdown are written as they come; DOCX and
    PDF are put together in memory first, about 100 KB for each cable.

    Args:
        archive: As the reader sees it.
        gathered: The dossier.
        out: Takes the bytes.
        ending: One of `EXPORTS`.
        made: The day that is printed.

    Raises:
        MissingExtra: If the kind needs the extra `dossier`, which is not installed.
    """
    kind = EXPORTS[ending]
    if not is_there(ending):
        raise MissingExtra(EXTRA, f"dossiers as {kind.name}")
    home = import_module(f"cablegram.web.exports.{kind.home}")
    home.write(blocks_of(archive, gathered, made), out, title=gathered.dossier.name)
