"""cablegram, the cable system: reads, files, finds, follows and shows diplomatic telegrams."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from cablegram.model import MRN, Cable, InvalidMRN
from cablegram.model.mrn import use_stations
from cablegram.read import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cablegram.intake import read
    from cablegram.search import Archive

__version__ = "0.1.0"
__all__ = ["MRN", "Archive", "Cable", "InvalidMRN", "parse", "read"]


def _canonical_station(name: str) -> str | None:
    """Look a station up in the vocabulary, which is loaded by that; from then on directly."""
    from cablegram.vocabulary import canonical_station  # noqa: PLC0415

    use_stations(canonical_station)
    return canonical_station(name)


use_stations(_canonical_station)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the hook of the language
    """Import the archive, with its database and index, only when it is asked for."""
    if name == "Archive":
        from cablegram.search import Archive  # noqa: PLC0415

        return Archive
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


class _Package(ModuleType):
    """This package, in which the function `read` stands for the package of the same name.

    `cablegram.read(path)` is the API, `from cablegram.read import ...` the package. The import of
    the latter would set the name on this package: it is not let to.
    """

    def _read(self) -> Callable[..., Iterator[Cable]]:
        from cablegram.intake import read  # noqa: PLC0415

        return read

    def _keep(self, package: ModuleType) -> None:
        """Leave the name to the function."""

    if not TYPE_CHECKING:
        read = property(_read, _keep)


sys.modules[__name__].__class__ = _Package
vars(sys.modules[__name__]).pop("read", None)
