"""Side by side: cablegram, SQLite FTS5, PostgreSQL and bm25s on one archive, counts compared."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench.peers.documents import read_documents, write_documents
from bench.peers.engines import NAMES, OURS, engine
from bench.peers.questions import KINDS, questions
from bench.place import keep, recall, say
from bench.report import Section, Table
from bench.watch import percentile, watched
from cablegram.search import Archive

if TYPE_CHECKING:
    from pathlib import Path

    from bench.peers.engine import Answer, Engine, Size
    from bench.peers.questions import Question
    from bench.place import Place

WARMED_UP_BY = 3
LEAST_ASKED = 10
SECONDS_EACH = 45.0
TOLD = 5


@dataclass(slots=True)
class Asked:
    """What one engine said to the questions of one kind, in their order, and how fast."""

    milliseconds: list[float] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


def peers_section(place: Place) -> Section:
    """Fill the engines, unless that was done before, and put the same questions to all."""
    archive = place.archive
    folder = place.folder / f"peers-{archive.name}"
    folder.mkdir(mode=0o755, exist_ok=True)
    documents = folder / "documents.ndjson"
    with Archive.open(archive) as opened:
        if not (folder / "documents.json").exists():
            say("writing the documents")
            keep(folder / "documents.json", {"count": write_documents(opened, documents)})
        wanted = questions(opened)
    loads = {name: _loaded(name, archive, folder, documents) for name in NAMES}
    engines = {name: engine(name, archive, folder) for name in NAMES}
    for each in engines.values():
        each.open()
    try:
        sizes = {name: each.size() for name, each in engines.items()}
        asked = {kind: _ask(kind, wanted[kind], engines) for kind in KINDS}
    finally:
        for each in engines.values():
            each.close()
    count = recall(folder / "documents.json")["count"]
    titles = {name: each.name for name, each in engines.items()}
    text = sum(len(each.text.encode()) for each in read_documents(documents))
    return Section(
        name="Side by side",
        about=_about(count, text),
        tables=(
            _latencies(asked, titles),
            _ratios(asked, titles),
            _answers(asked, wanted, titles),
            _sizes(loads, sizes, titles),
        ),
    )


def _about(count: int, text: int) -> str:
    return (
        f"{count:,} cables, the same words of each in all engines ({text / 1e6:,.0f} MB): cut and "
        "folded to lower case by cablegram's analyzer beforehand, with a word between two passages "
        "so that no phrase runs across. From the question to number and subject of the best 20 and "
        "the count of all, in one process, warm; the engines take turns kind by kind. SQLite FTS5: "
        "external content, optimized, BM25 over the text, 256 MB cache; station, year and TAGS are "
        "words of a second column, which is faster there than a join. PostgreSQL: stored tsvector, "
        "GIN without pending list, GIN on TAGS and stations, VACUUM ANALYZE, a quarter of the "
        "memory as shared buffers, `ts_rank`; it keeps 255 places of a word in a cable at most, so "
        "it can miss a phrase of a common word in a long one. bm25s: Lucene's method, numba, "
        "mapped from its files; it ranks by any of some words, and cannot AND, phrases, fields, "
        "beginnings or facets. A kind that takes an engine long is cut off "
        f"after {SECONDS_EACH:.0f} s and {LEAST_ASKED} questions."
    )


def _loaded(name: str, archive: Path, folder: Path, documents: Path) -> dict[str, Any]:
    """Return what filling an engine took; it is done if it was not done to its end before."""
    note = folder / f"{name}.json"
    if not note.exists():
        say(f"loading {name}")
        took = watched("-m", "bench.peers", name, str(archive), str(folder), str(documents))
        keep(note, {"seconds": float(took.output), "peak": took.peak_bytes})
    return recall(note)


def _ask(kind: str, wanted: list[Question], engines: dict[str, Engine]) -> dict[str, Asked]:
    found = {}
    for name, each in engines.items():
        if kind not in each.kinds:
            continue
        say(f"asking {name}: {kind}")
        for question in wanted[:WARMED_UP_BY]:
            each.ask(question)
        made = found[name] = Asked()
        end = time.monotonic() + SECONDS_EACH
        for question in wanted:
            began = time.perf_counter()
            answer = each.ask(question)
            made.milliseconds.append(1000 * (time.perf_counter() - began))
            made.answers.append(answer)
            if time.monotonic() > end and len(made.answers) >= LEAST_ASKED:
                break
    return found


def _latencies(asked: dict[str, dict[str, Asked]], titles: dict[str, str]) -> Table:
    rows = []
    for kind, found in asked.items():
        totals = [answer.total for answer in found[OURS].answers]
        cells = [kind, str(len(totals)), f"{sum(totals) / len(totals):,.0f}"]
        for name in titles:
            took = found.get(name)
            if took is None:
                cells.append("cannot")
                continue
            few = f" ({len(took.answers)})" if len(took.answers) < len(totals) else ""
            p50, p95 = (percentile(took.milliseconds, share) for share in (0.5, 0.95))
            cells.append(f"{p50:.2f} / {p95:.2f}{few}")
        rows.append(tuple(cells))
    return Table(
        title="Milliseconds of a question, p50 / p95",
        columns=("question", "questions", "matches, mean", *titles.values()),
        rows=tuple(rows),
        note="In brackets: how many were asked before it was cut off.",
    )


def _ratios(asked: dict[str, dict[str, Asked]], titles: dict[str, str]) -> Table:
    others = [name for name in titles if name != OURS]
    rows = []
    for kind, found in asked.items():
        cells = [kind]
        for name in others:
            if name not in found:
                cells.append("cannot")
                continue
            shares = [
                percentile(found[name].milliseconds, share)
                / percentile(found[OURS].milliseconds, share)
                for share in (0.5, 0.95)
            ]
            cells.append(" / ".join(f"{each:.1f}" for each in shares))
        rows.append(tuple(cells))
    return Table(
        title="Times as long as cablegram, p50 / p95",
        columns=("question", *(titles[name] for name in others)),
        rows=tuple(rows),
        note="Below 1: cablegram is behind.",
    )


def _answers(
    asked: dict[str, dict[str, Asked]], wanted: dict[str, list[Question]], titles: dict[str, str]
) -> Table:
    """Return how many counts agree with ours, question by question, and name those that do not."""
    others = [name for name in titles if name != OURS]
    rows = []
    told = []
    for kind, found in asked.items():
        cells = [kind]
        for name in others:
            if name not in found:
                cells.append("cannot")
                continue
            pairs = list(zip(wanted[kind], found[OURS].answers, found[name].answers, strict=False))
            differing = [each for each in pairs if not _same(each[1], each[2])]
            cells.append(f"{len(pairs) - len(differing)} of {len(pairs)}")
            told += [
                f"{titles[name]}, `{question}`: {_difference(ours, theirs)}."
                for question, ours, theirs in differing[:TOLD]
            ]
        rows.append(tuple(cells))
    return Table(
        title="Questions with the same count of matches as cablegram",
        columns=("question", *(titles[name] for name in others)),
        rows=tuple(rows),
        note=" ".join(told) or "Facets: every count of every value that both show is the same too.",
    )


def _same(ours: Answer, theirs: Answer) -> bool:
    return ours.total == theirs.total and not _differing_facets(ours, theirs)


def _differing_facets(ours: Answer, theirs: Answer) -> list[str]:
    """Return the facets that differ; those of one count at the end of a list may be others."""
    if ours.facets is None or theirs.facets is None:
        return []
    return [
        name
        for name, values in theirs.facets.items()
        if name in ours.facets and sorted(values.values()) != sorted(ours.facets[name].values())
    ]


def _difference(ours: Answer, theirs: Answer) -> str:
    facets = _differing_facets(ours, theirs)
    said = f"{theirs.total:,} instead of {ours.total:,}"
    return f"{said}, facets {', '.join(facets)}" if facets else said


def _sizes(
    loads: dict[str, dict[str, Any]], sizes: dict[str, Size], titles: dict[str, str]
) -> Table:
    ours = sizes[OURS].index
    return Table(
        title="Load and size",
        columns=(
            "engine", "load, s", "peak of memory, MB", "MB of index", "times ours",
            "MB with its table",
        ),
        rows=tuple(
            (
                title,
                f"{loads[name]['seconds']:.1f}",
                f"{loads[name]['peak'] / 1e6:,.0f}",
                f"{sizes[name].index / 1e6:,.1f}",
                f"{sizes[name].index / ours:.2f}",
                f"{sizes[name].whole / 1e6:,.1f}",
            )
            for name, title in titles.items()
        ),
        note=(
            "Memory is that of all processes, pages of mapped files among it. "
            "cablegram's load is its index made from the compressed records of the store, the "
            "others' from the words ready on the disk. Its table is the whole archive: records, "
            "original bytes, references; theirs is text and narrow columns; of bm25s, the "
            "subjects. cablegram's index holds some twenty fields more."
        ),
    )  # fmt: skip
