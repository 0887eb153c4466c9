"""The engines by name, and how one is filled."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Final

from bench.peers.bm25s_ranking import Bm25s
from bench.peers.fts5 import Fts5
from bench.peers.ours import Cablegram
from bench.peers.postgres import Postgres

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.peers.engine import Engine

OURS: Final = "cablegram"
NAMES: Final = (OURS, "fts5", "postgres", "bm25s")
_OTHERS: Final[dict[str, Callable[[Path], Engine]]] = {
    "fts5": Fts5,
    "postgres": Postgres,
    "bm25s": Bm25s,
}


def engine(name: str, archive: Path, folder: Path) -> Engine:
    """Return an engine that keeps its files in a folder; ours is the archive."""
    if name == OURS:
        return Cablegram(archive)
    made: Engine = _OTHERS[name](folder / name)
    return made


def load(name: str, archive: Path, folder: Path, documents: Path) -> float:
    """Fill an engine from the beginning, and return the seconds that took."""
    if name != OURS:
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(mode=0o755, parents=True)
    made = engine(name, archive, folder)
    began = time.perf_counter()
    made.load(documents)
    return time.perf_counter() - began
