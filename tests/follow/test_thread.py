from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.archive import Store
from cablegram.follow import Node, thread
from cablegram.model import MRN
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path


def chain(folder: Path) -> Path:
    """Three cables in a row, a letter, one that is cited and not held, and a ring."""
    return fill(
        folder,
        {"mrn": "06LISBON900", "refs": ("06MADRID7",), "day": "2006-01-01"},
        {"mrn": "07LISBON2", "refs": ("06LISBON900", "letter of the guild"), "sure": 0.8},
        {"mrn": "08LISBON3", "refs": ("07LISBON2",), "day": "2008-01-01"},
        {"mrn": "08RABAT4", "refs": ("08RABAT5",)},
        {"mrn": "08RABAT5", "refs": ("08RABAT4",)},
    )


def shape(node: Node) -> object:
    return (str(node.mrn), node.relation, [shape(child) for child in node.children])


def test_both_directions_step_by_step(tmp_path: Path) -> None:
    with Store.open(chain(tmp_path)) as store:
        root = thread(store, MRN.parse("07LISBON2"), depth=2)
    assert shape(root) == (
        "07LISBON2",
        "root",
        [
            ("06LISBON900", "cites", [("06MADRID7", "cites", [])]),
            ("None", "cites", []),
            ("08LISBON3", "cited_by", []),
        ],
    )
    cited = root.children[0]
    assert (cited.label, cited.year_confidence, cited.is_held) == ("A", 0.8, True)
    assert not cited.children[0].is_held
    assert root.children[1].text == "letter of the guild"


def test_a_ring_ends(tmp_path: Path) -> None:
    with Store.open(chain(tmp_path)) as store:
        root = thread(store, MRN.parse("08RABAT4"), depth=20)
    assert root.children[0].children[0].is_repeated


def test_a_cable_that_is_only_cited_has_a_thread(tmp_path: Path) -> None:
    with Store.open(chain(tmp_path)) as store:
        root = thread(store, MRN.parse("06MADRID7"), depth=3)
    assert not root.is_held
    assert shape(root) == (
        "06MADRID7",
        "root",
        [
            (
                "06LISBON900",
                "cited_by",
                [("07LISBON2", "cited_by", [("08LISBON3", "cited_by", [])])],
            )
        ],
    )


def test_the_bound_says_what_is_left_out(tmp_path: Path) -> None:
    folder = fill(tmp_path, *({"mrn": f"07LISBON{n}", "refs": ("06ROME1",)} for n in range(1, 8)))
    with Store.open(folder) as store:
        root = thread(store, MRN.parse("06ROME1"), depth=1, max_nodes=5)
    assert (len(root.children), root.left_out) == (5, 2)
