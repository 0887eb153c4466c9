"""Packages that load a module when something of it is asked for, and not before."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazily(package: str, names: Mapping[str, str]) -> Callable[[str], Any]:
    """Return what a package has as its `__getattr__`.

    Args:
        package: Its full name.
        names: What comes out of which of its modules, with blanks between.
    """
    homes = {name: home for home, some in names.items() for name in some.split()}

    def load(name: str) -> Any:  # noqa: ANN401 - the hook of the language
        """Load the module of a name."""
        home = homes.get(name)
        if home is None:
            message = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(message)
        found = getattr(import_module(f"{package}.{home}"), name)
        setattr(sys.modules[package], name, found)  # the next time it is there
        return found

    return load
