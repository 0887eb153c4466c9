"""Makes archives of linked cables for demonstrations, tests and measurements.

People, firms, places and events are invented; posts, TAGS, captions and layouts are real. Every
message comes with its truth: the fields that a perfect reader finds in it.
"""

from __future__ import annotations

from cablegram.sample.generate import generate
from cablegram.sample.truth import (
    FORMS,
    SampleAddressee,
    SampleAuthority,
    SampleMessage,
    SampleReference,
    SampleTruth,
)
from cablegram.sample.write import SampleSummary, write

__all__ = [
    "FORMS",
    "SampleAddressee",
    "SampleAuthority",
    "SampleMessage",
    "SampleReference",
    "SampleSummary",
    "SampleTruth",
    "generate",
    "write",
]
