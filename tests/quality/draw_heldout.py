"""Draw the files of the held-out set: a seeded random choice from each family of the corpus.

    python tests/quality/draw_heldout.py ../shared/corpus

None of the files of `labels/` is drawn. Families with few files left are taken whole; the harder
forms (bodies without heading, military messages, scans, prints of several systems) have more than
their share. The telegrams of *Foreign Relations* are single documents, never the whole volume.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

HERE = Path(__file__).parent
SEED = "cablegram held-out set 1"
COUNTS = {
    "sas": 15,
    "acp127": 15,
    "smart": 7,  # all that are left
    "modern": 1,  # all that are left
    "ocr": 9,  # all that are left
    "sas-body": 12,
    "frus-web": 5,
    "frus-tei": 60,
}
WHOLE_VOLUME = "frus1969-76ve09p1.xml"


def labelled() -> set[str]:
    """Return the names, without suffix, of the files that the first set holds."""
    return {path.name.removesuffix(".json") for path in (HERE / "labels").glob("*.json")}


def draw(corpus: Path) -> list[str]:
    """Return the drawn files as `family/name`, by family in the order of `COUNTS`."""
    seen = labelled()
    drawn: list[str] = []
    for family, count in COUNTS.items():
        names = sorted(
            path.name
            for path in (corpus / family).iterdir()
            if path.name != WHOLE_VOLUME
            and not seen & {f"{family}__{path.name}", f"{family}__{path.stem}"}
        )
        chosen = random.Random(f"{SEED} {family}").sample(names, count)
        drawn += [f"{family}/{name}" for name in sorted(chosen)]
    return drawn


def main() -> int:
    """Run from the command line."""
    default = Path(__file__).parents[3] / "shared" / "corpus"
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    sys.stdout.write("".join(f"{name}\n" for name in draw(corpus)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
