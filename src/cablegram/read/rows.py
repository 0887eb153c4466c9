r"""Tables of cables: one cable a row, header and body in cells of their own.

Eight columns without names are in the order id, date, MRN, origin, classification, references,
header, body; other tables have a first row of names. Quotes inside a cell are doubled, or have a
backslash before them; what is broken is bounded and noted, never raised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.read.csv_records import (
    DELIMITERS,
    Cell,
    Dialect,
    Records,
    guess_dialect,
    unescape,
)
from cablegram.read.view import View, ViewBuilder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["COLUMNS", "LIKELY", "Row", "RowView", "row_view", "rows_score", "split_rows"]

COLUMNS = ("id", "date", "mrn", "origin", "classification", "references", "header", "body")
LIKELY = 0.7
HEADER, BODY = "header", "body"
SNIFF_CHARS = 64 << 10

# Names of columns as people and programs write them, without case, spaces and signs.
NAMES: dict[str, str] = {
    name: column
    for column, names in {
        "id": "id recordid rid recordurl url link",
        "date": "date draftdate datetime datecreated created createdat sent",
        "mrn": "mrn documentnumber docnumber documentnbr referenceid messagereferencenumber"
        " cablenumber cableid reference",
        "origin": "origin from sender post embassy fromposition originator",
        "classification": "classification class origclass originalclassification level",
        "references": "references refs reftel reftels refersto",
        "header": "header head heading headers",
        "body": "body text messagetext message content contents fulltext cable",
        "subject": "subject title subj",
        "tags": "tags tag",
        "to": "to recipient recipients addressees",
        "film": "filmnumber film",
    }.items()
    for name in names.split()
}
# A row of names must hold a column with the text and some others that are known.
FEWEST_KNOWN = 3


class Row:
    """One record of a table.

    Attributes:
        text: The record as it stands in the file, its line end too. All rows joined are the file.
        columns: The names of the cells, as far as known; `COLUMNS` where a table has no names.
        is_names: Whether this is the row of names itself.
        fault: What is broken in it, or an empty string.
    """

    __slots__ = ("_cells", "_dialect", "columns", "fault", "is_names", "text")

    def __init__(
        self,
        text: str,
        cells: list[Cell],
        columns: tuple[str, ...],
        dialect: Dialect,
        *,
        is_names: bool = False,
        fault: str = "",
    ) -> None:
        """Keep what was found."""
        self.text = text
        self.columns = columns
        self.is_names = is_names
        self.fault = fault
        self._cells = cells
        self._dialect = dialect

    @property
    def values(self) -> tuple[str, ...]:
        """What the cells hold, without quotes and escapes."""
        return tuple(self.value(index) for index in range(len(self._cells)))

    @property
    def cells(self) -> list[Cell]:
        """Where the cells stand in `text`: start, end, quoted."""
        return self._cells

    def value(self, index: int) -> str:
        """Return what a cell holds."""
        start, end, quoted = self._cells[index]
        if not quoted:
            return self.text[start:end]
        builder = ViewBuilder()
        unescape(self.text, start, end, self._dialect, builder)
        return builder.build().text

    def add(self, index: int, builder: ViewBuilder) -> None:
        """Add what a cell holds to a view of `text`."""
        start, end, quoted = self._cells[index]
        if quoted:
            unescape(self.text, start, end, self._dialect, builder)
        else:
            builder.keep(self.text, start, end)


def split_rows(source: str | Iterable[str]) -> Iterator[Row]:
    """Yield the rows of a table, in order; the texts of all rows joined are the source.

    Args:
        source: The table, or its pieces as they stream in. One record at a time is held.
    """
    records = Records(iter((source,)) if isinstance(source, str) else iter(source))
    records.dialect = guess_dialect(records.head(SNIFF_CHARS))
    columns: tuple[str, ...] = ()
    is_first = True
    for text, cells, fault in records:
        row = Row(text, cells, columns, records.dialect, fault=fault)
        if is_first and text.strip():
            is_first = False
            columns = tuple(column_names(row.values)) or COLUMNS
            row.columns = columns
            row.is_names = columns is not COLUMNS
        yield row


def column_names(values: tuple[str, ...]) -> list[str]:
    """Return the columns that a row of names gives; empty if it is no such row.

    An unknown name stays as it is written; so does the second that means the same.
    """
    if any(len(value) > 60 or "\n" in value for value in values):
        return []
    known = [NAMES.get(_plain(value), "") for value in values]
    if sum(map(bool, known)) < min(FEWEST_KNOWN, len(values)) or not {HEADER, BODY} & set(known):
        return []
    columns: list[str] = []
    for value, name in zip(values, known, strict=True):
        columns.append(name if name and name not in columns else value.strip())
    return columns


def _plain(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())


class RowView(View):
    """The message of a row; `attributes` holds the other cells by the names of their columns."""

    __slots__ = ("attributes",)

    def __init__(
        self, text: str, pieces: list[tuple[int, int, int, bool]], attributes: dict[str, str]
    ) -> None:
        """Keep the view and the attributes."""
        super().__init__(text, pieces)
        self.attributes = attributes


def row_view(text: str) -> RowView:
    """Return the message of a row, header and body, and what the other cells say.

    Args:
        text: The record as it stands in its file; the row of names may stand before it.

    Returns:
        The view, whose text is the header's, an empty line, and the body's; its `attributes` are
        the other cells, empty ones left out. Without a known column for the text the longest cell
        is taken for it.
    """
    chosen: Row | None = None
    before = 0
    place = 0
    for row in split_rows(text):
        if not row.is_names and row.text.strip():
            chosen, before = row, place
            break
        place += len(row.text)
    if chosen is None:
        return RowView("", [], {})
    indexes = {name: index for index, name in enumerate(chosen.columns[: len(chosen.cells)])}
    if HEADER not in indexes and BODY not in indexes and chosen.cells:
        longest = max(range(len(chosen.cells)), key=lambda i: _length(chosen.cells[i]))
        indexes[BODY] = longest
    builder = ViewBuilder()
    for name in (HEADER, BODY):
        if name in indexes:
            if builder.length:
                start = before + chosen.cells[indexes[name]][0]
                builder.put("\n\n", start, start)
            _add_shifted(chosen, indexes[name], before, text, builder)
    texts = {indexes.get(HEADER), indexes.get(BODY)}
    attributes = {}
    for index in range(len(chosen.cells)):
        value = chosen.value(index)
        if index not in texts and value.strip():
            name = chosen.columns[index] if index < len(chosen.columns) else f"column {index + 1}"
            attributes[name] = value
    view = builder.build()
    return RowView(view.text, list(view._pieces), attributes)  # noqa: SLF001  one map, one more field


def _length(cell: Cell) -> int:
    return cell[1] - cell[0]


def _add_shifted(row: Row, index: int, shift: int, text: str, builder: ViewBuilder) -> None:
    start, end, quoted = row.cells[index]
    if quoted:
        unescape(text, start + shift, end + shift, row._dialect, builder)  # noqa: SLF001
    else:
        builder.keep(text, start + shift, end + shift)


def rows_score(text: str) -> float:
    """Return how much the beginning of a text looks like a table of cables, 0 to 1."""
    line_end = text.find("\n")
    line = text[: line_end if line_end >= 0 else len(text)][:SNIFF_CHARS]
    if max(line.count(sign) for sign in DELIMITERS) < 2:
        return 0.0
    rows = split_rows(text[:SNIFF_CHARS])
    first = next(rows, None)
    while first is not None and not first.text.strip():
        first = next(rows, None)
    if first is None or len(first.cells) < 2:
        return 0.0
    if first.is_names:
        return 0.95
    if len(first.cells) != len(COLUMNS):
        return 0.0
    return _order_score(first)


def _order_score(row: Row) -> float:
    """Tell whether eight cells are what the order says: a number, a date, an MRN, a level."""
    number, date, mrn, _, level = row.values[:5]
    score = 0.3 * number.strip().isdigit()
    score += 0.2 * (any(map(str.isdigit, date)) and len(date) < 30)
    score += 0.3 * (mrn[:2].isdigit() and mrn[-1:].isalnum() and 4 < len(mrn) < 40)
    words = ("UNCLASS", "CONFID", "SECRET", "LIMITED", "TOP", "SBU")
    return score + 0.2 * level.strip().upper().startswith(words)
