"""The archive of a class of readers: what it costs to make, to keep and to open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.report import Section, Table
from bench.watch import percentile, watched

if TYPE_CHECKING:
    from pathlib import Path

    from bench.place import Place

READERS = {
    "unclassified": 'level = "unclassified"\n',
    "confidential": 'level = "confidential"\n',
}
ROUNDS = 9


def view_section(place: Place) -> Section:
    """Measure what a reader costs who is asked for the first time, and from then on."""
    from cablegram.archive import archive_info
    from cablegram.search import Archive

    path = place.archive
    with Archive.open(path) as archive:
        archive.drop_views()
        info = archive_info(archive)
    rows = []
    held = 0
    for name, text in READERS.items():
        reader = place.folder / f"{name}.toml"
        reader.write_text(text, encoding="utf-8")
        first = _count(path, reader)
        with Archive.open(path) as archive:
            bytes_now = archive_info(archive).classes_bytes
        again = percentile([_count(path, reader)[0] for _ in range(ROUNDS)], 0.5)
        rows.append(
            (
                name,
                f"{first[2]:,}",
                f"{first[0]:,.1f}",
                f"{(info.cables + info.copies) / first[0]:,.0f}",
                f"{first[1] / 1e6:,.0f}",
                f"{(bytes_now - held) / info.witness_bytes:.2f}",
                f"{again * 1000:,.0f}",
            )
        )
        held = bytes_now
    return Section(
        name="Readers",
        about=(
            f"An archive of {info.cables:,} cables; `cablegram search --count --reader FILE`, "
            "start of the program included. The first time the archive of the reader's class is "
            "made, on all cores, and indexed."
        ),
        tables=(
            Table(
                title="The archive of a class of readers",
                columns=(
                    "reader", "cables of which he sees something", "first time, s", "cables/s",
                    "peak of memory, MB", "size / raw text of the whole", "later, ms",
                ),
                rows=tuple(rows),
            ),
        ),
    )  # fmt: skip


def _count(archive: Path, reader: Path) -> tuple[float, int, int]:
    """Return seconds, peak of memory and the count of a search for everything."""
    words = ("search", "--count", "--archive", str(archive), "--reader", str(reader))
    took = watched("-m", "cablegram", *words)
    return took.seconds, took.peak_bytes, int(took.output.split()[0].replace(",", ""))
