"""The engines that cablegram is measured beside get the same cables and the same questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.peers.documents import GAP, read_documents, write_documents
from bench.peers.engines import engine, load
from bench.peers.questions import FACETS, KINDS, NARROW, Question, questions
from bench.place import Place
from bench.report import Section, Table
from bench.watch import watched
from cablegram.search import Archive

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    made = Place(folder=tmp_path_factory.mktemp("bench"), cables=150)
    assert made.filed()["cables"] > 140
    return made


@pytest.fixture(scope="module")
def documents(place: Place) -> Path:
    path = place.folder / "documents.ndjson"
    with Archive.open(place.archive) as archive:
        assert write_documents(archive, path) == len(archive.leading_ids())
    return path


def test_what_is_filed_is_not_filed_again(place: Place) -> None:
    before = place.filed()
    assert Place(folder=place.folder, cables=150).filed() == before
    assert before["peak"] > 10_000_000
    assert before["cpu"] > 0.1


def test_documents_are_words_in_lower_case(documents: Path) -> None:
    for each in read_documents(documents):
        words = [word for word in each.text.split(" ") if word != GAP]
        assert words
        assert all(word.isalnum() and word == word.lower() for word in words)


def test_fts5_answers_as_cablegram_does(place: Place, documents: Path) -> None:
    load("fts5", place.archive, place.folder, documents)
    ours, theirs = (engine(each, place.archive, place.folder) for each in ("cablegram", "fts5"))
    ours.open()
    theirs.open()
    with Archive.open(place.archive) as archive:
        asked = questions(archive, 20)
    assert set(asked) == set(KINDS)
    for kind, found in asked.items():
        for question in found:
            mine, other = ours.ask(question), theirs.ask(question)
            assert mine.total == other.total, question
            if kind == FACETS:
                assert mine.facets is not None
                assert other.facets is not None
                assert mine.facets["year"] == other.facets["year"]
                assert sorted(mine.facets["tags"].values()) == sorted(other.facets["tags"].values())
        assert any(ours.ask(question).total for question in found), kind
    assert theirs.size().index > 10_000
    ours.close()
    theirs.close()


def test_a_question_in_our_language() -> None:
    narrow = Question(kind=NARROW, words=("wheat",), station="LISBON", year=1975, tag="ETRD")
    assert str(narrow) == 'wheat from:LISBON date:1975 tags:"ETRD"'


def test_a_program_that_fails_is_told() -> None:
    with pytest.raises(SystemExit, match="ended with 3"):
        watched("-c", "raise SystemExit(3)")


def test_a_section_survives_being_kept() -> None:
    table = Table(title="Rates", columns=("input", "cables"), rows=(("all", "5"),), note="So.")
    section = Section(name="Filing", about="What it is.", tables=(table,))
    assert Section.from_dict(section.to_dict()) == section
