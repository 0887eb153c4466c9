"""What a package exports is what its `__all__` says, and the stable names of the API are there."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest

import cablegram

STABLE = {"Cable", "MRN", "Archive", "parse", "read"}


def packages() -> list[str]:
    root = Path(cablegram.__file__).parent
    inner = [module.name for module in pkgutil.iter_modules([str(root)]) if module.ispkg]
    return ["cablegram", *(f"cablegram.{name}" for name in inner)]


@pytest.mark.parametrize("name", packages())
def test_all_names_exist_and_are_sorted_once(name: str) -> None:
    package = importlib.import_module(name)
    exported = list(package.__all__)
    assert len(exported) == len(set(exported))
    for attribute in exported:
        assert hasattr(package, attribute), f"{name}.__all__ names {attribute}, which is not there"


@pytest.mark.parametrize("name", packages())
def test_public_things_of_the_package_are_exported(name: str) -> None:
    package = importlib.import_module(name)
    tree = ast.parse(Path(str(package.__file__)).read_text(encoding="utf-8"))
    used = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    here = {
        key
        for key, value in vars(package).items()
        if not key.startswith("_")
        and (isinstance(value, type) or callable(value))
        and getattr(value, "__module__", "").startswith(name)
        and name != "cablegram.cli"
    }
    assert here - used <= set(package.__all__)


def test_the_stable_names_are_there() -> None:
    assert set(cablegram.__all__) >= STABLE
