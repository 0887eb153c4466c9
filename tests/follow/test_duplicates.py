"""Texts that are the same or nearly so."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from cablegram.archive import Store
from cablegram.follow import Alike, duplicates
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path

DICE = random.Random(3)
WORDS = [f"word{n}" for n in range(4000)]


def prose(count: int = 120) -> list[str]:
    return DICE.choices(WORDS, k=count)


GUIDANCE, OTHER = prose(), prose()
CORRECTED = [*GUIDANCE[:60], "corrected", *GUIDANCE[61:]]


def found(folder: Path, likeness: float = 0.8) -> tuple[Alike, ...]:
    with Store.open(folder) as store:
        return duplicates(store, likeness=likeness)


def archive(folder: Path, *described: tuple[str, str, list[str]]) -> Path:
    return fill(
        folder,
        *(
            {"mrn": mrn, "day": day, "subject": f"NO {n}", "text": (" ".join(words),)}
            for n, (mrn, day, words) in enumerate(described)
        ),
    )


def test_a_corrected_copy_and_a_stranger(tmp_path: Path) -> None:
    folder = archive(
        tmp_path,
        ("07STATE9", "2007-03-04", CORRECTED),
        ("07STATE5", "2007-03-02", GUIDANCE),
        ("07STATE6", "2007-03-02", OTHER),
    )
    (group,) = found(folder)
    assert [str(each.mrn) for each in group.cables] == ["07STATE5", "07STATE9"]
    assert group.kind == "retransmission"
    # 116 runs of five words, five of which hold the word that was changed.
    assert group.likeness == pytest.approx(111 / 121)
    assert found(folder, 0.95) == ()


@pytest.mark.parametrize(
    ("mrn", "day", "kind"),
    [
        ("07STATE8", "2007-03-30", "retransmission"),
        ("07STATE8", "2007-08-30", "similar"),
        ("07LISBON8", "2007-03-02", "similar"),
    ],
)
def test_kinds(tmp_path: Path, mrn: str, day: str, kind: str) -> None:
    folder = archive(tmp_path, ("07STATE5", "2007-03-02", GUIDANCE), (mrn, day, GUIDANCE))
    assert [(each.kind, each.likeness) for each in found(folder)] == [(kind, 1.0)]


def test_one_text_to_many(tmp_path: Path) -> None:
    sent = [(f"07STATE{n}", "2007-03-02", GUIDANCE) for n in range(1, 31)]
    (group,) = found(archive(tmp_path, *sent))
    assert len(group.cables) == 30


def test_short_texts_are_passed_over(tmp_path: Path) -> None:
    short = ["NO", "TEXT", "HELD"]
    folder = archive(tmp_path, ("07ROME1", "2007-03-02", short), ("07ROME2", "2007-03-02", short))
    assert found(folder) == ()


def test_layout_and_case_do_not_count(tmp_path: Path) -> None:
    loud = [f"{word.upper()}\n" for word in GUIDANCE]
    folder = archive(tmp_path, ("07ROME1", "2007-03-02", GUIDANCE), ("07ROME2", "2007-03-02", loud))
    assert [each.likeness for each in found(folder)] == [1.0]


def test_a_likeness_out_of_range(tmp_path: Path) -> None:
    folder = archive(tmp_path, ("07ROME1", "2007-03-02", GUIDANCE))
    for wrong in (0.5, 1.1):
        with pytest.raises(ValueError, match=r"above 0\.5"):
            found(folder, wrong)
