"""cablegram, the cable system: reads, files, finds, follows and shows diplomatic telegrams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cablegram import vocabulary
from cablegram.model import MRN, Cable, InvalidMRN
from cablegram.model.mrn import use_stations
from cablegram.read import parse

use_stations(vocabulary.canonical_station)

# The function has the name of the package that it stands for: `cablegram.read(path)` is the API,
# `from cablegram.read import ...` the package. Importing intake last makes the function win.
from cablegram.intake import read  # noqa: E402

if TYPE_CHECKING:
    from cablegram.search import Archive

__version__ = "0.1.0"
__all__ = ["MRN", "Archive", "Cable", "InvalidMRN", "parse", "read"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the hook of the language
    """Import the archive, with its database and index, only when it is asked for."""
    if name == "Archive":
        from cablegram.search import Archive  # noqa: PLC0415

        return Archive
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
