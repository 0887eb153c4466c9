"""Reviews of cables before they go out, and what went out, in the system of record."""

from cablegram.archive.reviewing.kept import Kept
from cablegram.archive.reviewing.reviews import Reviews
from cablegram.archive.reviewing.values import (
    CONFIRMED,
    STEPS,
    Action,
    FourEyes,
    ReleasedFile,
    Review,
    Ruling,
    State,
    Step,
    Taken,
    WrongStep,
    digest_of,
)

__all__ = [
    "CONFIRMED",
    "STEPS",
    "Action",
    "FourEyes",
    "Kept",
    "ReleasedFile",
    "Review",
    "Reviews",
    "Ruling",
    "State",
    "Step",
    "Taken",
    "WrongStep",
    "digest_of",
]
