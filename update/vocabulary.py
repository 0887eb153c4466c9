"""Rebuild the vocabulary's package data from a folder of reference tables.

Usage:
    python update/vocabulary.py FOLDER            write src/cablegram/vocabulary/data/*.csv
    python update/vocabulary.py FOLDER --check    write nothing, exit 1 when a table would change

Layout of every table: UTF-8, LF, a header row, minimal quoting, cells without outer blanks, rows in
the order of their key. A change of one fact is then a change of one line. Rows keep their notes:
what a note calls unconfirmed stays so. The tables that are kept by hand (see README.md beside the
data) are not touched.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from pathlib import Path

#: Table -> the columns that make a row unique, which are also its order.
KEYS: dict[str, tuple[str, ...]] = {
    "captions": ("caption",),
    "classification_reasons": ("executive_order", "section", "letter"),
    "collectives": ("collective",),
    "office_symbols": ("symbol", "kind"),
    "operating_signals": ("signal",),
    "post_aliases": ("alias", "station", "kind"),
    "posts": ("station",),
    "precedence": ("order", "level"),
    "routing_indicators": ("indicator",),
    "tags_geo": ("tag", "scheme"),
    "tags_organization": ("tag",),
    "tags_program": ("tag",),
    "tags_subject": ("tag",),
}
DATA = Path(__file__).resolve().parent.parent / "src" / "cablegram" / "vocabulary" / "data"


def canonical(text: str, keys: tuple[str, ...]) -> str:
    """Return the table in canonical layout.

    Args:
        text: The table as it came, RFC 4180 with a header row.
        keys: Names of the key columns, in order.

    Raises:
        ValueError: If a key column is missing, a row has a wrong number of cells or a key repeats.
    """
    header, *rows = csv.reader(io.StringIO(text))
    missing = [key for key in keys if key not in header]
    if missing:
        message = f"no column {', '.join(missing)}"
        raise ValueError(message)
    places = [header.index(key) for key in keys]
    clean: dict[tuple[str, ...], list[str]] = {}
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            message = f"row {number} has {len(row)} cells, the header {len(header)}"
            raise ValueError(message)
        cells = [" ".join(cell.split()) for cell in row]
        key = tuple(cells[place] for place in places)
        if key in clean:
            message = f"row {number} repeats the key {key}"
            raise ValueError(message)
        clean[key] = cells
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(clean[key] for key in sorted(clean))
    return out.getvalue()


def main(arguments: list[str] | None = None) -> int:
    """Rebuild or compare every table; return the exit code."""
    parser = argparse.ArgumentParser(description="Rebuild the vocabulary's package data.")
    parser.add_argument("folder", type=Path, help="folder that holds the reference tables")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 when tables differ")
    options = parser.parse_args(arguments)
    changed = []
    for name, keys in KEYS.items():
        source = options.folder / f"{name}.csv"
        try:
            text = canonical(source.read_text(encoding="utf-8-sig"), keys)
        except (OSError, ValueError) as error:
            print(f"{source}: {error}", file=sys.stderr)
            return 3
        target = DATA / source.name
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            changed.append(name)
            if not options.check:
                target.write_text(text, encoding="utf-8", newline="\n")
    print("\n".join(changed) or "no table changed", file=sys.stderr)
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
