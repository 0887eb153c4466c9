"""Intake: from paths to messages. Files, folders, archives within archives, PDFs; all streaming.

Nothing is unpacked to disk, and names inside archives are names, never places to write. Whatever
cannot be read is an `Intake` with a `Problem`, and the others go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.intake.carried import carried
from cablegram.lazy import lazily

if TYPE_CHECKING:
    from cablegram.intake.item import Estimate, Intake, Ocr, Problem, ProblemCode
    from cablegram.intake.reading import messages, read, read_paths
    from cablegram.intake.walk import estimate

__all__ = [
    "Estimate",
    "Intake",
    "Ocr",
    "Problem",
    "ProblemCode",
    "carried",
    "estimate",
    "messages",
    "read",
    "read_paths",
]

# What comes out of which module; a module is loaded when something of it is asked for.
__getattr__ = lazily(
    __name__,
    {
        "item": "Estimate Intake Ocr Problem ProblemCode",
        "reading": "messages read read_paths",
        "walk": "estimate",
    },
)
