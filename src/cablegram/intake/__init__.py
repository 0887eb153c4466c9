"""Intake: from paths to messages. Files, folders, archives within archives, PDFs; all streaming.

Nothing is unpacked to disk, and names inside archives are names, never places to write. Whatever
cannot be read is an `Intake` with a `Problem`, and the others go on.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from cablegram.intake.carried import carried

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
_NAMES: Final = {
    "item": "Estimate Intake Ocr Problem ProblemCode",
    "reading": "messages read read_paths",
    "walk": "estimate",
}
_HOMES: Final = {name: home for home, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the hook of the language
    """Load the module of a name."""
    home = _HOMES.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found
