"""Imports point inward only, and the inner layers stand on the standard library alone."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[1] / "src" / "cablegram"

# The package's door and its command may see every layer.
OUTSIDE = {"__init__.py", "__main__.py"}
CORE = {"model", "vocabulary", "read", "check", "write", "access"}
STORE = CORE | {"intake", "archive", "errors"}
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "lazy": set(),
    "chance": set(),
    "copying": {"errors"},
    "model": set(),
    "vocabulary": {"model", "lazy"},
    "read": {"model", "vocabulary"},
    "check": {"model", "vocabulary"},
    "write": {"model", "vocabulary", "check"},
    "access": {"model"},
    "sample": {"model", "vocabulary"},
    "intake": {"model", "vocabulary", "read", "errors", "lazy"},
    "archive": CORE | {"intake", "errors", "lazy", "chance", "copying"},
    "accounts": {"access", "errors", "lazy", "chance", "copying"},
    "search": STORE,
    "follow": STORE | {"search"},
    "audit": {"access", "errors", "lazy"},
    "release": STORE | {"search", "audit", "accounts"},
    "relay": STORE | {"search", "follow"},
    "adding": STORE | {"search", "sample"},
    "alerts": STORE | {"search", "follow", "audit", "accounts", "chance"},
    "web": STORE
    | {"accounts", "search", "follow", "release", "relay", "adding", "alerts", "sample", "audit"},
    "assist": STORE | {"search", "follow", "audit", "accounts", "web"},
    "cli": STORE
    | {"accounts", "search", "follow", "release", "relay", "adding", "alerts", "web", "sample"}
    | {"audit", "assist"},
}
STANDARD_LIBRARY_ONLY = CORE | {"errors", "lazy", "chance", "copying"}
NO_FILES = {"model", "read", "check", "write", "access", "errors", "lazy", "chance"}
FILE_MODULES = {"pathlib", "os", "io", "shutil", "tempfile", "socket", "subprocess", "sqlite3"}
# `io.StringIO` and `os.fspath` do no I/O; a module that needs one says so here.
FILE_MODULES_ALLOWED = {"io"}


def modules() -> list[Path]:
    return sorted(
        path for path in PACKAGE.rglob("*.py") if path.name not in OUTSIDE or path.parent != PACKAGE
    )


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def absolute_imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and full dotted name of all imports of a module, type-only ones too."""
    package = ["cablegram", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            if name == "cablegram":  # `from cablegram import archive` names a layer
                for alias in node.names:
                    yield node.lineno, f"cablegram.{alias.name}"
            else:
                yield node.lineno, name


def faults(path: Path) -> list[str]:
    layer = layer_of(path)
    found = []
    for line, name in absolute_imports(path):
        parts = name.split(".")
        where = f"{path.relative_to(PACKAGE)}:{line}: "
        if parts[0] == "cablegram":
            target = parts[1] if len(parts) > 1 else ""
            if target != layer and target not in MAY_IMPORT[layer]:
                found.append(f"{where}{layer} may not import {name}")
        elif parts[0] not in sys.stdlib_module_names:
            if layer in STANDARD_LIBRARY_ONLY:
                found.append(f"{where}{layer} may import nothing but the standard library: {name}")
        elif layer in NO_FILES and parts[0] in FILE_MODULES - FILE_MODULES_ALLOWED:
            found.append(f"{where}{layer} does no input and output: {name}")
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_inward(path: Path) -> None:
    assert faults(path) == []


def test_every_folder_is_in_the_table() -> None:
    assert {layer_of(path) for path in modules()} <= set(MAY_IMPORT)


def test_the_table_itself_points_inward() -> None:
    order = list(MAY_IMPORT)
    for layer, inner in MAY_IMPORT.items():
        assert layer not in inner
        for other in inner:
            assert layer not in MAY_IMPORT[other], f"{layer} and {other} import each other"
            assert other in order


def test_an_outward_arrow_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    bad = tmp_path / "model" / "cable.py"
    bad.parent.mkdir()
    bad.write_text(
        "import click\nimport sqlite3\nfrom cablegram import cli\nfrom ..read import x\n"
    )
    assert len(faults(bad)) == 4


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_stay_short(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 440, (
        f"{path.name} has {lines} lines: two modules are wanted (about 400 is the limit)"
    )
