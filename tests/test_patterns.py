"""No pattern of the package is slow: each against nasty text, and against text made from itself.

STYLE 4: patterns are anchored, so that a failed try costs little whatever stands there.
"""

from __future__ import annotations

import pytest

from tests.nasty import ENDINGS, NASTY, attacks, limit, long_text
from tests.patterns import asked, patterns

CHARS = 20_000
SECONDS = 1.0
# A short text is enough where the time doubles with each word; it tells before the long one hangs.
SIZES = ((60, ENDINGS), (300, ENDINGS), (CHARS, ("!", "\n" + "!A" * 150)))
# Patterns that need time in the square of a run, or worse, and the most that they are given.
MEASURED = {
    "model.mrn._REVERSED": 200,  # `MRN.parse` refuses what is longer
    "model.mrn._SPELLING": 200,
    "read.closing._SIGNATURE": 40,  # a line of more is no signature
    "read.frus_head._DATE": 140,  # the end of a title
    "read.frus_head._OUTER": 140,  # what is left of a title
    "read.frus_distribution._AND": 1000,  # the same
    "read.frus_distribution._TRAIL": 1000,
    "read.label_pairs._SHAPES[5]": 1000,  # matched with one row of a block of values
    "read.label_pairs._SHAPES[6]": 1000,
    "read.label_pairs._SHAPES[7]": 1000,
    "read.stamps._REVIEW": 1000,  # one line
    "model.mark_text._PARTS": 1000,  # what stands in the parentheses of a mark
}
PATTERNS = patterns()


def test_patterns_were_found() -> None:
    assert len(PATTERNS) > 350
    assert {name.partition(".")[0] for name in PATTERNS} >= {
        "intake",
        "model",
        "read",
        "search",
        "vocabulary",
    }


def test_what_is_measured_exists() -> None:
    assert set(PATTERNS) >= set(MEASURED)


def test_a_bad_pattern_is_found_slow() -> None:
    """The test can fail: two loops that want the same characters are told from one."""
    import re

    assert ("SECTION", " ") in attacks(re.compile(r"SECTION\s*(?:\d{1,2})?\s*OF"))


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_is_slow(name: str) -> None:
    most = MEASURED.get(name, CHARS)
    asks = [getattr(PATTERNS[name], how) for how in sorted(asked(name))]
    pieces = [("", piece) for piece in NASTY.values()] + sorted(attacks(PATTERNS[name]))
    for before, piece in pieces:
        for chars, endings in SIZES:
            for ending in endings:
                text = (before + long_text(piece, min(chars, most), ending))[:most]
                for ask in asks:
                    try:
                        with limit(SECONDS):
                            ask(text)
                    except TimeoutError:
                        pytest.fail(f"{ask.__name__}: {before!r}, then {piece!r} to {len(text)}")
