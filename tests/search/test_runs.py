"""Runs of words that have a term of their own: the same answers as without, only sooner."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
import tantivy
from hypothesis import given
from hypothesis import strategies as st

from cablegram.search import Archive, documents, index
from cablegram.search.compiler import Compiler
from cablegram.search.documents import ANALYZER, analyzer, document, schema, words_of
from cablegram.search.parser import parse_query
from cablegram.search.runs import (
    LONGEST_WORD_BYTES,
    NO_RUNS,
    Cutter,
    Runs,
    frequent_runs,
    spread,
)
from tests.made_up import cable, fill, item, read_made_up

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LONG = "x" * LONGEST_WORD_BYTES
WORDS = ("the", "of", "ferry", "FERRY", "Tomé", "São", "dues", "3", LONG)
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12)
passages = st.lists(
    st.tuples(words, st.sampled_from((" ", "\n", ", ", "-"))).map(
        lambda each: each[1].join(each[0])
    ),
    min_size=1,
    max_size=3,
)
archives = st.lists(
    st.tuples(passages, st.sampled_from((None, "OF THE", "FERRY"))), min_size=1, max_size=8
)
asked = st.lists(
    st.sampled_from(("the", "of", "ferry", "tome", "sao", "dues", "3")), min_size=1, max_size=5
)


class Answers:
    """A list of cables in the engine, made with some runs."""

    def __init__(self, records: Sequence[dict[str, object]], found: Runs) -> None:
        made = tantivy.Index(schema())
        made.register_tokenizer(ANALYZER, analyzer())
        writer = made.writer(15_000_000, 1)
        for number, record in enumerate(records, 1):
            writer.add_document(document(number, record, found))
        writer.commit()
        made.reload()
        self._searcher = made.searcher()
        self.cables = len(records)
        self._compiler = Compiler(schema(), analyzer(), self)

    def frequency(self, field: str, term: str) -> int:
        return self._searcher.doc_freq(field, term)

    def cited_by(self, number: str) -> Sequence[str]:
        raise NotImplementedError

    def unresolved(self) -> Sequence[int]:
        raise NotImplementedError

    def copied(self) -> Sequence[int]:
        raise NotImplementedError

    def scores(self, query: str) -> dict[int, float]:
        hits = self._searcher.search(self._compiler.query(parse_query(query)), limit=100).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return {int(number or 0): score for number, (score, _) in zip(ids, hits, strict=True)}


def plain(text: str) -> list[str]:
    """Cut a text into words in the plainest way; of accents, only those of the tests are known."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "".join(letter if letter.isalnum() else " " for letter in folded).split()


def has_phrase(texts: Sequence[str], phrase: list[str]) -> bool:
    cut = [plain(text) for text in texts]
    return any(
        words[place : place + len(phrase)] == phrase
        for words in cut
        for place in range(len(words) - len(phrase) + 1)
    )


@given(archives, asked, st.sampled_from((0.01, 0.5, 0.9)))
def test_a_phrase_is_found_where_it_stands_and_scored_as_without_runs(
    described: list[tuple[list[str], str | None]], phrase: list[str], share: float
) -> None:
    """A phrase is found in the cables of which one passage has it; runs change nothing."""
    cables = [cable(text=tuple(texts), subject=subject) for texts, subject in described]
    records = [each.to_dict() for each in cables]
    found = frequent_runs(map(words_of, records), of=len(records), share=share)
    query = f'"{" ".join(phrase)}"'
    with_runs = Answers(records, found).scores(query)
    assert set(with_runs) == {
        number
        for number, (texts, subject) in enumerate(described, 1)
        if has_phrase([*texts, subject or ""], phrase)
    }
    # A word that is too long for the index makes the text a little longer for runs.
    if not any(LONG in text for texts, _ in described for text in texts):
        without = Answers(records, NO_RUNS).scores(query)
        assert with_runs == pytest.approx(without, rel=0.001)


@given(st.text() | st.text(alphabet="Aaé_-ß1 \x1c\u2028Ω中ﬁ"))
def test_text_is_cut_as_in_the_index(text: str) -> None:
    kept = [word for word in Cutter()(text) if len(word.encode()) < LONGEST_WORD_BYTES]
    assert kept == analyzer().analyze(text)


def test_frequent_runs() -> None:
    sample = [[["a", "ferry", "sails"], ["a", "b"]], [["a", "ferry", "sails"]], [["b", "a"]]]
    assert frequent_runs(sample, of=3, share=0.5).found == {("a", "ferry"), ("ferry", "sails")}
    assert not frequent_runs([], of=0).found


def test_sampled_evenly() -> None:
    assert spread([1, 2, 3], 5) == [1, 2, 3]
    assert spread(range(100), 4) == [0, 25, 50, 75]


def test_a_list_is_kept_under_its_name(tmp_path: Path) -> None:
    made = Runs([("of", "the"), ("são", "tomé")], 7)
    made.save(tmp_path)
    made.save(tmp_path)
    again = Runs.load(tmp_path, made.name)
    assert again is not None
    assert (again.found, again.cables) == (made.found, 7)
    assert Runs([("of", "the")], 7).name != made.name
    (path,) = tmp_path.iterdir()
    path.write_text("7\nof_the\n")
    assert Runs.load(tmp_path, made.name) is None
    assert Runs.load(tmp_path, "other") is None
    none = Runs.load(tmp_path, NO_RUNS.name)
    assert none is not None
    assert not none.found


def described(number: int) -> dict[str, object]:
    return {
        "mrn": f"07LISBON{number}",
        "text": ("The ferry of the port.", "Port of the ferry." if number % 2 else "Of ferry."),
    }


def held_runs(archive: Archive) -> int:
    return archive.ready().frequency("run", "of_the")


def test_an_archive_that_outgrew_its_list_is_indexed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "LEAST_CABLES", 10)
    monkeypatch.setattr(index, "SAMPLE_CABLES", 10)
    with Archive.open(fill(tmp_path, *map(described, range(1, 6)))) as archive:
        archive.update_index()
        assert held_runs(archive) == 0
        archive.ingest([item("more", *map(described, range(6, 13)))], read_made_up)
        assert archive.search('"of the"').total == 12  # who searches does not wait for a new index
        assert held_runs(archive) == 0
        archive.ingest([item("one", described(13))], read_made_up)
        archive.update_index()
        assert held_runs(archive) == 13
        assert archive.search('"of the"').total == 13
        assert archive.search('"of the ferry"').total == 7
        assert archive.search("", limit=0).total == 13
        archive.ingest([item("last", described(14))], read_made_up)
        archive.update_index()
        assert held_runs(archive) == 14
        assert archive.index.behind == 0
        archive.index.rebuild()
        assert held_runs(archive) == 14


def test_a_list_that_is_lost_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "LEAST_CABLES", 10)
    folder = fill(tmp_path, *map(described, range(1, 13)))
    with Archive.open(folder) as archive:
        archive.update_index()
    (path,) = folder.glob("index/*/runs-*")
    path.unlink()
    with Archive.open(folder) as archive:
        archive.ingest([item("one", described(13))], read_made_up)
        assert archive.search('"of the"').total == 13
        assert held_runs(archive) == 13


def test_passages_beyond_the_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_GAPS", 2)
    record = cable(text=("of the", "the of", "of the ferry")).to_dict()
    found = frequent_runs([words_of(record)] * 2, of=2)
    for query, total in (('"the the"', 0), ('"of of"', 0), ('"the ferry"', 1)):
        assert len(Answers([record], found).scores(query)) == total
