"""Words that the end of a line parted are found whole, in pieces, and in phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cablegram.search import Archive
from cablegram.search.parted import on_one_line, with_whole_words
from tests.made_up import fill

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = (
    "THE GUILD FEARS A FURTHER DETERIORA-\nTION OF THE HARBOR, WHICH A SHORT-  \r\nTERM LOAN "
    "CANNOT STOP. ITS NON-REIMBURS-\n\n\nABLE PART WAS SPENT - ALL OF IT -\nON ROPES "
    "OF 40-\n50 FEET."
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = fill(
        tmp_path_factory.mktemp("parted") / "archive",
        {"mrn": "74LISBON1", "day": "1974-03-01", "subject": "DUES", "text": (TEXT,)},
        {"mrn": "74LISBON2", "day": "1974-03-02", "subject": "SEA-\nPORT", "text": ("NO ROPES.",)},
    )
    with Archive.open(folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("deterioration", ["DETERIORA-TION"]),
        ("deteriora", ["DETERIORA"]),  # what was found before is found still
        ("deteriorat*", ["DETERIORA-TION"]),
        ("deteriorat?on*", ["DETERIORA-TION"]),
        ("deteriorasion~", ["DETERIORA-TION"]),
        ('"a further deterioration of the harbor"', ["A FURTHER DETERIORA-TION OF THE HARBOR"]),
        ("para:(guild deterioration)", ["GUILD", "DETERIORA-TION"]),
        ('"short-term loan"', ["SHORT-TERM LOAN"]),
        ("shortterm", ["SHORT-TERM"]),
        ('"non-reimbursable part was spent"', ["NON-REIMBURS-ABLE PART WAS SPENT"]),
    ],
)
def test_found_and_shown(archive: Archive, query: str, shown: list[str]) -> None:
    [hit] = archive.search(query).hits
    assert str(hit.cable.mrn) == "74LISBON1"
    assert hit.snippet is not None
    hits = [hit.snippet.text[start:end] for start, end in hit.snippet.hits]
    assert [each for each in shown if each not in hits] == []


def test_in_a_subject(archive: Archive) -> None:
    for query in ("seaport", "subject:sea", "subject:seaport"):
        assert [str(hit.cable.mrn) for hit in archive.search(query).hits] == ["74LISBON2"]


@pytest.mark.parametrize("query", ["iton", "4050", '"it on"~0 reimburson'])
def test_a_dash_and_numbers_part_no_word(archive: Archive, query: str) -> None:
    assert archive.search(query).hits == ()


@pytest.mark.parametrize("text", ["", "NO HYPHEN", "A - B", "A--\nB", "-\n", "A-\n", "A-\n-\nB"])
def test_nothing_is_added_where_no_word_is_parted(text: str) -> None:
    assert with_whole_words(text) == text


def test_what_is_added_is_bounded() -> None:
    """However often a text is parted, it gets at most some words for each."""
    text = "A-\n" * 20_000
    assert len(with_whole_words(text)) < 12 * len(text)
    assert len(on_one_line(text)[1]) == 19_999


def test_words_are_not_halved_where_the_neighbours_end() -> None:
    text = f"{'X' * 200} AB-\nCD {'Y' * 200}"
    assert with_whole_words(text) == f"{text}\nABCD"
