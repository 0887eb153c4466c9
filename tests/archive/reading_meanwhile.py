"""What `test_crashes` runs while another process ingests: one who searches and follows.

Prints as JSON how often it asked, and the numbers of witnesses that it saw in the archive.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cablegram.access import SEES_ALL, Reader
from cablegram.follow import thread
from cablegram.follow.matter import matter
from cablegram.search import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator


def read(folder: Path, reader: Reader, stop: Path) -> Iterator[int]:
    """Ask again and again until the file `stop` is there; yield how many witnesses there were."""
    most = seen_before = 0
    is_last = False
    while not is_last:
        is_last = stop.exists()  # and once more, when all is there
        with Archive.open(folder) as archive:
            held = archive.counts()["witness"]
            seen = archive.seen_by(reader)
            total = seen.search("", limit=3, with_facets=True).total
            counts = seen.counts()
            assert held >= most, (held, most)
            assert counts["cable"] >= seen_before, (counts, seen_before)
            assert total <= counts["cable"], (total, counts)
            most, seen_before = held, counts["cable"]
            ask(seen)
            yield held


def ask(seen: Archive) -> None:
    """Look at the newest cable and the most cited one, and at what is around them."""
    for cable_id, record in seen.records_after(max(0, seen.highest_id() - 2)):
        assert seen.cable(cable_id).to_dict() == record
        assert len(seen.references(cable_id)) >= len(record["references"] or ())
        assert seen.tags_of([cable_id]) or not record["tags"]
    for mrn, count in seen.most_cited(2):
        assert len({each.citing_id for each in seen.cited_by(mrn)}) >= min(count, 1)
        assert thread(seen, mrn, depth=2).children
        matter(seen, mrn, depth=2)
    for hit in seen.search("embassy", limit=5).hits:
        assert seen.record(hit.cable.cable_id)["genre"] == hit.cable.genre


def main() -> None:
    """Read as the last word says: `all` or `low`."""
    folder, stop, who = sys.argv[1:]
    reader = SEES_ALL if who == "all" else Reader()
    found = list(read(Path(folder), reader, Path(stop)))
    sys.stdout.write(json.dumps({"asked": len(found), "held": sorted(set(found))}))


if __name__ == "__main__":
    main()
