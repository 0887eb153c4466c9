"""bm25s: an index of scores in memory that ranks by any of some words, and does nothing else."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import msgspec

from bench.peers.documents import GAP, read_documents
from bench.peers.engine import HITS, Answer, Size, folder_bytes
from bench.peers.questions import ANY, ONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.peers.questions import Question


class _Numbers:
    """The words of each document as numbers, in one array."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.ids: list[int] = []
        self._flat = array("i")
        self._ends = array("q", [0])

    def add(self, cable_id: int, words: list[str]) -> None:
        known = self.words
        self._flat.extend([known.setdefault(word, len(known)) for word in words])
        self._ends.append(len(self._flat))
        self.ids.append(cable_id)

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[list[int]]:
        for place in range(len(self.ids)):
            yield self._flat[self._ends[place] : self._ends[place + 1]].tolist()


class _Corpus(msgspec.Struct):
    """What `bm25s.BM25.index` takes."""

    ids: _Numbers
    vocab: dict[str, int]


class Bm25s:
    """Lucene's BM25 with numba, mapped into memory from its files."""

    name = "bm25s"
    kinds = frozenset({ONE, ANY})

    def __init__(self, folder: Path) -> None:
        self._path = folder / "index"
        self._subjects = folder / "subjects.json"

    def load(self, documents: Path) -> None:
        import bm25s

        numbers = _Numbers()
        subjects = []
        for each in read_documents(documents):
            numbers.add(each.id, [word for word in each.text.split() if word != GAP])
            subjects.append((each.id, each.subject))
        index = bm25s.BM25(method="lucene", k1=1.2, b=0.75, backend="numba")
        index.index(_Corpus(ids=numbers, vocab=numbers.words), show_progress=False)
        index.save(self._path, show_progress=False)
        self._subjects.write_bytes(msgspec.json.encode(subjects))

    def open(self) -> None:
        import bm25s

        self._index = bm25s.BM25.load(self._path, mmap=True)
        self._index.activate_numba_scorer()
        self._hits = msgspec.json.decode(self._subjects.read_bytes())

    def size(self) -> Size:
        index = folder_bytes(self._path)
        return Size(index=index, whole=index + self._subjects.stat().st_size)

    def ask(self, question: Question) -> Answer:
        import numpy as np
        from bm25s.numba import selection

        scores = self._index.get_scores(list(question.words))
        _, places = selection.topk(scores, k=HITS)
        _ = [self._hits[place] for place in places]
        return Answer(total=int(np.count_nonzero(scores)))

    def close(self) -> None:
        del self._index, self._hits
