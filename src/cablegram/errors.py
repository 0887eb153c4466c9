"""The exceptions of cablegram.

They are for misuse and for the world outside; a dirty cable never raises one, it gets diagnostics.

    CablegramError
    ├── InputError      a file, archive or stream cannot be read
    ├── ArchiveError    an archive cannot be opened, or is not what it should be
    ├── QueryError      a query is not in the query language; has the query and the place
    ├── MissingExtra    a package of an extra is not installed
    └── AccessDenied    the reader may not do that

An identifier that cannot be parsed raises a `ValueError` of its own (`InvalidMRN` and the like, in
`cablegram.model`), as `int("x")` does.
"""

from __future__ import annotations

__all__ = [
    "AccessDenied",
    "ArchiveError",
    "CablegramError",
    "InputError",
    "MissingExtra",
    "QueryError",
]

QUOTED_CHARS = 60


class CablegramError(Exception):
    """Anything that cablegram raises on purpose."""


class InputError(CablegramError):
    """A file, an archive or a stream cannot be read.

    Attributes:
        source: The name of what was to be read, as the caller gave it.
        reason: What is wrong with it, in one sentence without a full stop.
    """

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(source, reason)
        self.source = source
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


class ArchiveError(CablegramError):
    """An archive cannot be opened, is in use, or was made by another version.

    Attributes:
        place: Folder or address of the archive.
        reason: What is wrong and what to do, in words.
    """

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.place = place
        self.reason = reason

    def __str__(self) -> str:
        return f"archive {self.place}: {self.reason}"


class MissingExtra(CablegramError):
    """Something needs a package that comes with an extra, which is not installed.

    Attributes:
        extra: The name of the extra.
        purpose: What it is needed for.
    """

    def __init__(self, extra: str, purpose: str) -> None:
        super().__init__(extra, purpose)
        self.extra = extra
        self.purpose = purpose

    def __str__(self) -> str:
        return f"{self.purpose}: not installed; `pip install 'cablegram[{self.extra}]'` brings it"


class QueryError(CablegramError):
    """A query cannot be understood.

    Attributes:
        query: The query as it was given.
        span: Start and end of the place that is wrong, code points from 0, end exclusive.
        reason: What is wrong there.
        hint: What would be right; empty if that is not certain.
    """

    def __init__(self, query: str, span: tuple[int, int], reason: str, hint: str = "") -> None:
        super().__init__(query, span, reason, hint)
        self.query = query
        self.span = span
        self.reason = reason
        self.hint = hint

    @property
    def column(self) -> int:
        """Column of the place, counted from 1."""
        return self.span[0] + 1

    def __str__(self) -> str:
        text = f"query, column {self.column}: {self.reason}"
        return f"{text}. {self.hint}" if self.hint else text

    def picture(self) -> str:
        """Return two lines: the query around the place, and carets under what is wrong."""
        start, end = self.span
        first = max(0, start - QUOTED_CHARS // 2)
        # What is no sign would move the carets, or take hold of the terminal.
        shown = "".join(
            letter if letter.isprintable() else " "
            for letter in self.query[first : first + QUOTED_CHARS]
        )
        marks = max(1, min(end, first + len(shown)) - start)
        return f"{shown}\n{' ' * (start - first)}{'^' * marks}"


class AccessDenied(CablegramError):  # the word of the field: access is denied, nothing is broken
    """The reader may not do that.

    Attributes:
        action: What was asked, as a verb ("read", "export").
        reason: Why not, in words that tell nothing of what is protected.
    """

    def __init__(self, action: str, reason: str) -> None:
        super().__init__(action, reason)
        self.action = action
        self.reason = reason

    def __str__(self) -> str:
        return f"not permitted to {self.action}: {self.reason}"
