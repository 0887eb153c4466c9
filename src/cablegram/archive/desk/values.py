"""What is on the desk: dossiers and what is in them, notes on passages, saved searches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.archive.desk.sharing import WITH_ALL, Sharing
from cablegram.errors import AccessDenied, CablegramError

if TYPE_CHECKING:
    import datetime as dt

    from cablegram.model import MRN

LONGEST_NAME: Final = 200
LONGEST_TEXT: Final = 50_000
LONGEST_QUOTE: Final = 5_000
#: Of a quotation, so much before and behind it is kept, to find it again.
AROUND_CHARS: Final = 32
MOST_ITEMS: Final = 2_000

_HALVES: Final = re.compile("[\x00\ud800-\udfff]")


class NotOnTheDesk(CablegramError):
    """There is none of that name; or the reader may not see it, which is the same."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return f"there is no such {self.what}"


class ChangedMeanwhile(CablegramError):
    """What was to be changed has been changed by another since it was looked at.

    Attributes:
        what: `dossier`, `note` or `search`.
        version: The one that there is now.
    """

    def __init__(self, what: str, version: int) -> None:
        super().__init__(what, version)
        self.what = what
        self.version = version

    def __str__(self) -> str:
        return f"the {self.what} has been changed meanwhile; look at it and try again"


class NotYours(AccessDenied):
    """It is another's, or was written under another clearance: to be read and copied alone."""


class NotKept(CablegramError, ValueError):
    """A name that is empty, a text that is too long, a dossier that is full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """How the desk names a cable, whatever identifier the archive gives it.

    Attributes:
        mrn: Its number; `None` if it has none.
        sha256: The hash of the witness that it was read from, in hexadecimal; empty if only a
            number was named.
        position: Which cable of the witness.
        day: Its date.
        title: Its subject.
    """

    mrn: MRN | None = None
    sha256: str = ""
    position: int = 0
    day: dt.date | None = None
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierItem:
    """A cable in a dossier, held or not, with what is said of it there."""

    item_id: str
    pointer: Pointer
    note: str
    added: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A named collection of cables, in the order that its keeper gave it.

    Attributes:
        dossier_id: A random word, which stands for it in addresses.
        name: Not the only one of its kind, perhaps.
        description: What it is about.
        created: When it was made.
        changed: When it was changed last.
        version: Rises with every change.
        may_change: Whether the reader may change it.
        items: In order; empty in a list of dossiers.
        count: How many items it has.
        owner: Whose it is; `None` where there were no accounts.
        sharing: With whom he shares it.
    """

    dossier_id: str
    name: str
    description: str
    created: dt.datetime
    changed: dt.datetime
    version: int
    may_change: bool
    items: tuple[DossierItem, ...] = ()
    count: int = 0
    owner: str | None = None
    sharing: Sharing = WITH_ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage of a paragraph, as the Web Annotation model selects one.

    Positions count characters of the paragraph's text with every run of blanks and line ends as
    one blank: so they hold however the lines were folded.

    Attributes:
        paragraph: The number before the paragraph; `None` if it has none.
        exact: The words; cut at 5,000 characters.
        prefix: What stands before them.
        suffix: What stands behind them.
        start: Where they begin, from 0.
    """

    paragraph: int | None = None
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 0

    @property
    def end(self) -> int:
        """Where they end, exclusive."""
        return self.start + len(self.exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody wrote about a cable, or a passage of it (`passage`; `None` for all of it)."""

    note_id: str
    pointer: Pointer
    passage: Passage | None
    body: str
    created: dt.datetime
    changed: dt.datetime
    version: int
    may_change: bool
    owner: str | None = None
    sharing: Sharing = WITH_ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A search with a name: `sort` is its order, empty for the best match first."""

    search_id: str
    name: str
    query: str
    sort: str
    created: dt.datetime
    changed: dt.datetime
    version: int
    may_change: bool
    owner: str | None = None
    sharing: Sharing = WITH_ALL


def name_of(text: str, what: str) -> str:
    """Return a name in one line.

    Raises:
        NotKept: If it is empty or too long.
    """
    name = " ".join(_HALVES.sub("\N{REPLACEMENT CHARACTER}", text).split())
    if not name:
        raise NotKept(f"a {what} needs a name")
    if len(name) > LONGEST_NAME:
        raise NotKept(f"the name of a {what} has {LONGEST_NAME} characters at most")
    return name


def text_of(text: str, *, longest: int = LONGEST_TEXT) -> str:
    """Return a text as it is kept: line ends of one kind, none of them at its ends.

    Raises:
        NotKept: If it is too long.
    """
    if len(text) > longest:
        raise NotKept(f"a text has {longest:,} characters at most")
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HALVES.sub("\N{REPLACEMENT CHARACTER}", plain).strip()
