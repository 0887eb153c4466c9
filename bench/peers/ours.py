"""cablegram itself, through `Archive.search`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.peers.engine import HITS, Answer, Size, folder_bytes
from bench.peers.questions import FACETS, KINDS
from cablegram.search import Archive

if TYPE_CHECKING:
    from pathlib import Path

    from bench.peers.questions import Question


class Cablegram:
    """An archive that is there already; loading is making its index anew."""

    name = "cablegram"
    kinds = frozenset(KINDS)

    def __init__(self, archive: Path) -> None:
        self._path = archive

    def load(self, documents: Path) -> None:
        del documents  # the records of the archive are what it reads
        with Archive.open(self._path) as archive:
            archive.index.rebuild()

    def open(self) -> None:
        self._archive = Archive.open(self._path)

    def size(self) -> Size:
        index = folder_bytes(self._path / "index")
        # Archives of classes of readers are no part of it.
        records = sum(each.stat().st_size for each in self._path.glob("archive.sqlite*"))
        return Size(index=index, whole=index + records)

    def ask(self, question: Question) -> Answer:
        results = self._archive.search(
            str(question),
            limit=HITS,
            with_snippets=False,
            with_facets=question.kind == FACETS,
        )
        if question.kind != FACETS:
            return Answer(total=results.total)
        facets = {facet.name: dict(facet.values) for facet in results.facets}
        return Answer(total=results.total, facets=facets)

    def close(self) -> None:
        self._archive.close()
