r"""Records of comma-separated text, with whatever people do to quotes.

A quote closes a cell only where a delimiter or a line end follows. A quote that closes nowhere
within `MAX_RECORD_CHARS` is taken for a character: its record ends with its line, and the next
begins there. Time is linear in the length of the text, whatever stands in it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cablegram.model.value import place_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.read.view import ViewBuilder

__all__ = ["DELIMITERS", "Cell", "Dialect", "Records", "guess_dialect", "unescape"]

Cell = tuple[int, int, bool]
"""Start, end, and whether it stands in quotes, which are not part of it."""

DELIMITERS = ",;\t|"
QUOTE = '"'
BACKSLASH = "\\"
MAX_RECORD_CHARS = 4 << 20
MAX_CELLS = 10_000
NAME_CHARS = 60
USUAL_CELLS = 8
UNCLOSED = "a quote is opened and not closed; the record was ended with its line"
STRAY = "a quote stands inside a cell and is neither doubled nor escaped"
TOO_LONG = "the record is longer than a cable can be and was cut"


@place_value
class Dialect:
    """The sign between cells, and whether a backslash before a quote takes its meaning away."""

    delimiter: str = ","
    backslash: bool = False


@lru_cache(maxsize=2)
def guess_dialect(head: str) -> Dialect:
    """Return the dialect of a table by its beginning.

    A first row of short cells, which are names, is trusted before one of eight cells, and that
    before the one with the most. The last tables are kept: a form is recognised, then read.
    """
    backslash = head.count('\\"') > head.count('\\",') + head.count('\\"\n')
    best, delimiter = (False, False, 0), ","
    for sign in DELIMITERS:
        if sign not in head:
            continue
        scan = _Scan(head, 0, Dialect(sign, backslash), is_end=True)
        scan.run()
        count = len(scan.cells)
        is_neat = count > 1 and all(end - start <= NAME_CHARS for start, end, _ in scan.cells)
        key = (is_neat, count == USUAL_CELLS, count)
        if key > best:
            best, delimiter = key, sign
    return Dialect(delimiter, backslash)


def unescape(text: str, start: int, end: int, dialect: Dialect, builder: ViewBuilder) -> None:
    """Add the content of a quoted cell to a view: each escaped quote becomes one character."""
    kept = start
    find = text.find
    place = find(QUOTE, start, end)
    while place >= 0:
        if dialect.backslash and place > kept and text[place - 1] == BACKSLASH:
            builder.keep(text, kept, place - 1)
            builder.put(QUOTE, place - 1, place + 1)
            kept = place + 1
        elif place + 1 < end and text[place + 1] == QUOTE:
            builder.keep(text, kept, place)
            builder.put(QUOTE, place, place + 2)
            kept = place + 2
        place = find(QUOTE, max(place + 1, kept), end)
    builder.keep(text, kept, end)


class Records:
    """Iterates over the records of a stream of text as (text, cells, fault)."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self.dialect = Dialect()
        self._chunks = chunks
        self._buffer = ""
        self._is_end = False
        self._place = 0
        self._passed = 0
        # No quote closes a cell before this place of the whole stream: found once, not again.
        self._barren = 0

    def head(self, size: int) -> str:
        """Return the beginning of the text, at least `size` characters if there are so many."""
        while len(self._buffer) < size and not self._is_end:
            self._more()
        return self._buffer[:size]

    def __iter__(self) -> Iterator[tuple[str, list[Cell], str]]:
        while True:
            record = self._next()
            if record is None:
                return
            yield record

    def _more(self) -> None:
        chunk = next(self._chunks, None)
        if chunk is None:
            self._is_end = True
            return
        # Taking several small chunks at once keeps the copying linear.
        parts = [self._buffer[self._place :], chunk]
        size, wanted = len(chunk), len(parts[0])
        while size < wanted and (chunk := next(self._chunks, None)) is not None:
            parts.append(chunk)
            size += len(chunk)
        self._buffer = "".join(parts)
        self._passed += self._place
        self._place = 0

    def _next(self) -> tuple[str, list[Cell], str] | None:
        while True:
            start = self._place
            scan = _Scan(
                self._buffer,
                start,
                self.dialect,
                is_end=self._is_end,
                barren=self._barren - self._passed,
            )
            if start < len(self._buffer) and scan.run():
                break
            if self._is_end:
                return None
            self._more()
        self._barren = max(self._barren, self._passed + scan.barren)
        self._place = scan.end
        cells = [(a - start, b - start, quoted) for a, b, quoted in scan.cells]
        return self._buffer[start : scan.end], cells, scan.fault


class _Scan:
    """One record: where it ends, and its cells. `run` is false if more text is needed."""

    def __init__(
        self, text: str, start: int, dialect: Dialect, *, is_end: bool, barren: int = 0
    ) -> None:
        self.text = text
        self.start = start
        self.dialect = dialect
        self.is_end = is_end
        self.barren = barren
        self.cells: list[Cell] = []
        self.end = start
        self.fault = ""
        self._line = -1
        self._closers = (dialect.delimiter, "\n", "\r")
        # Up to here a quote may close; the end of a line inside the text always can be seen.
        self.limit = min(len(text), start + MAX_RECORD_CHARS)

    def run(self) -> bool:
        text, place = self.text, self.start
        while True:
            if len(self.cells) >= MAX_CELLS:
                return self._cut(place)
            if place < self.limit and text[place] == QUOTE:
                close = self._close(place + 1)
                if close is None:
                    return False
                if close < 0:  # closes nowhere: the record ends with this line
                    self.fault = UNCLOSED
                    return self._rest_of_line(place)
                self.cells.append((place + 1, close, True))
                place = close + 1
            else:
                end = self._plain_end(place)
                if end is None:
                    return False
                self.cells.append((place, end, False))
                place = end
            if place >= len(text) or text[place] != self.dialect.delimiter:
                return self._line_end(place)
            place += 1

    def _close(self, start: int) -> int | None:
        """Return where the quote stands that closes; -1 if none does, `None` if unknown yet."""
        text, find = self.text, self.text.find
        place = find(QUOTE, max(start, min(self.barren, self.limit)), self.limit)
        while place >= 0:
            if place + 1 >= len(text):
                if self.is_end:
                    return -1 if self._is_escaped(place, start) else place
                return None
            following = text[place + 1]
            if self._is_escaped(place, start):
                place = find(QUOTE, place + 1, self.limit)
            elif following == QUOTE and place + 2 <= self.limit:
                place = find(QUOTE, place + 2, self.limit)
            elif following in self._closers:
                return place
            else:
                self.fault = self.fault or STRAY
                place = find(QUOTE, place + 1, self.limit)
        if self._may_go_on():
            return None
        self.barren = max(self.barren, self.limit)
        return -1

    def _is_escaped(self, place: int, start: int) -> bool:
        if not self.dialect.backslash or self.text[place - 1] != BACKSLASH or place <= start:
            return False
        first = place - 1
        while first > start and self.text[first - 1] == BACKSLASH and place - first < 64:
            first -= 1
        return (place - first) % 2 == 1

    def _plain_end(self, place: int) -> int | None:
        """Return where a cell without quotes ends: at a delimiter or a line end."""
        text = self.text
        line = self._find_line_end(place)
        if line is None:
            return None
        found = text.find(self.dialect.delimiter, place, line)
        return line if found < 0 else found

    def _find_line_end(self, place: int) -> int | None:
        """Return where the line ends at `place`; found once for all cells of a line."""
        if place <= self._line:
            return self._line
        text = self.text
        line = text.find("\n", place, self.limit)
        if line < 0:
            if self._may_go_on():
                return None
            if self.limit < len(text):
                self.fault = TOO_LONG
            line = self.limit
        elif line > place and text[line - 1] == "\r":
            line -= 1
        self._line = line
        return line

    def _may_go_on(self) -> bool:
        """Tell whether more text may come that belongs to this record."""
        size = len(self.text)
        return self.limit == size and not self.is_end and size - self.start < MAX_RECORD_CHARS

    def _rest_of_line(self, place: int) -> bool:
        end = self._find_line_end(place)
        if end is None:
            return False
        self.cells.append((place, end, False))
        return self._line_end(end)

    def _cut(self, place: int) -> bool:
        self.fault = TOO_LONG
        return self._rest_of_line(place)

    def _line_end(self, place: int) -> bool:
        """Take the line end, and what should not stand between a closing quote and it."""
        text = self.text
        if text.startswith("\r\n", place):
            self.end = place + 2
        elif place < len(text) and text[place] in "\r\n":
            if text[place] == "\r" and place + 1 >= len(text) and not self.is_end:
                return False
            self.end = place + 1
        else:
            self.end = place
        return True
