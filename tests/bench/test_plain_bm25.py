from __future__ import annotations

from typing import TYPE_CHECKING

from bench.plain_bm25 import overlap
from cablegram.search import Archive
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path


def test_rankings_of_the_same_text_agree(tmp_path: Path) -> None:
    """Without subjects, summaries and references, both rank by the same figures."""
    words = [
        "harbor",
        "ferry",
        "queue",
        "master",
        "visa",
        "treaty",
        "quay",
        "clearance",
        "overflight",
        "customs",
    ]
    made = (
        {
            "mrn": f"07LISBON{n + 1}",
            "subject": None,
            "text": (
                " ".join(
                    word
                    for place, word in enumerate(words)
                    if (n + 1) % (place + 6) == 0
                    for _ in range(1 + n % 3)
                )
                + " filler" * (40 + n % 7),
            ),
        }
        for n in range(200)
    )
    with Archive.open(fill(tmp_path, *made)) as archive:
        table = overlap(archive, 12)
    assert float(table.rows[0][1]) > 9
