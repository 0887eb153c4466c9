"""Texts that are the same or nearly so."""

from __future__ import annotations

import random
import sys
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from cablegram.archive import Store
from cablegram.errors import MissingExtra
from cablegram.follow import Alike, duplicates
from cablegram.follow.duplicates import jaccard, shingles
from cablegram.follow.signatures import _GROWTH, Signatures
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


def test_a_chain_of_corrections_is_one_group(tmp_path: Path) -> None:
    """The first and the last are not alike; each is like the one before."""
    dice = random.Random(4)
    texts = [dice.choices(WORDS, k=120)]
    for step in range(6):
        words = list(texts[-1])
        words[15 * step : 15 * step + 5] = dice.choices(WORDS, k=5)
        texts.append(words)
    sent = [(f"07STATE{n}", "2007-03-02", words) for n, words in enumerate(texts, 1)]
    (group,) = found(archive(tmp_path, *sent))
    assert len(group.cables) == len(texts)
    assert 0.8 <= group.likeness < 0.9


def test_the_groups_are_those_of_a_full_comparison(tmp_path: Path) -> None:
    """All pairs compared, without signatures, give the same groups."""
    dice = random.Random(8)
    texts = []
    for _ in range(30):
        base = dice.choices(WORDS, k=dice.randint(30, 150))
        texts.append(base)
        for _ in range(dice.randint(0, 4)):
            copy = list(base)
            for place in dice.sample(range(len(copy)), dice.randint(0, 8)):
                copy[place] = dice.choice(WORDS)
            texts.append(copy)
    runs = [shingles({"paragraphs": [{"text": " ".join(text)}]}) for text in texts]
    sent = [(f"07STATE{n}", "2007-03-02", words) for n, words in enumerate(texts, 1)]
    folder = archive(tmp_path, *sent)
    for likeness in (0.6, 0.8, 0.95):
        parent = list(range(len(texts)))
        for one, other in combinations(range(len(texts)), 2):
            if jaccard(runs[one], runs[other]) >= likeness:
                old, new = parent[one], parent[other]
                parent = [new if each == old else each for each in parent]
        expected = [
            sorted(n + 1 for n, each in enumerate(parent) if each == root) for root in set(parent)
        ]
        made = [
            sorted(each.mrn.number for each in group.cables if each.mrn)
            for group in found(folder, likeness)
        ]
        assert sorted(made) == sorted(each for each in expected if len(each) > 1)
        assert made


def test_what_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = archive(tmp_path, ("07ROME1", "2007-03-02", GUIDANCE))
    monkeypatch.setitem(sys.modules, "rensa", None)
    with pytest.raises(MissingExtra, match=r"cablegram\[graph\]"):
        found(folder)


def test_signatures_grow_with_the_texts() -> None:
    signatures = Signatures()
    for number in range(_GROWTH + 3):
        assert signatures.add([f"run {number}"]) == number
    first = signatures.add(["run 5"])
    joined: list[tuple[int, int]] = []

    def join(one: int, other: int) -> bool:
        joined.append((one, other))
        return False

    signatures.join_alike(0.8, join, signatures.groups())
    assert set(joined) == {(5, first)}
