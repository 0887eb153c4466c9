"""The tree: its leaves tile the text, whatever was marked in it and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.model import Span, Tree, locate
from cablegram.read.marks import Leaves

TEXT = "UNCLAS LISBON 117\n\n  odd\n"
TREE = Tree(TEXT, (17, 21, 24, 25), ("head.class", "blank", "unknown", "blank"))

pieces = st.lists(
    st.tuples(
        st.integers(0, 60), st.integers(0, 60), st.sampled_from(("a", "b.c", "page", "unknown"))
    ),
    max_size=12,
)


@given(st.text(alphabet="AB \n\t1", max_size=60), pieces)
def test_leaves_joined_are_the_text(text: str, marked: list[tuple[int, int, str]]) -> None:
    """Design, rule 1; the pieces may overlap and come in any order."""
    leaves = Leaves()
    for start, end, kind in marked:
        leaves.add(min(start, len(text)), min(end, len(text)), kind)
    tree = leaves.tree(text)
    assert "".join(leaf.text for leaf in tree.leaves()) == text
    assert all(leaf.text for leaf in tree.leaves())
    assert all(leaf.text == text[leaf.span.start : leaf.span.end] for leaf in tree.leaves())
    assert 0.0 <= tree.coverage <= 1.0
    for offset in range(len(text)):
        leaf = tree.at(offset)
        assert leaf.span.start <= offset < leaf.span.end


@given(st.text(alphabet="AB", min_size=1, max_size=40), pieces)
def test_whoever_marks_first_keeps_the_place(text: str, marked: list[tuple[int, int, str]]) -> None:
    leaves = Leaves()
    owner = ["unknown"] * len(text)
    taken = [False] * len(text)
    for start, end, kind in marked:
        leaves.add(min(start, len(text)), min(end, len(text)), kind)
        for place in range(start, min(end, len(text))):
            if not taken[place]:
                owner[place], taken[place] = kind, True
    tree = leaves.tree(text)
    assert [tree.at(place).kind for place in range(len(text))] == owner


def test_finds_a_kind_and_a_branch_of_kinds() -> None:
    assert [leaf.text for leaf in TREE.find("head")] == ["UNCLAS LISBON 117"]
    assert [leaf.kind for leaf in TREE.find("head.class")] == ["head.class"]
    assert list(TREE.find("hea")) == []
    assert [leaf.text for leaf in TREE.unknown()] == ["odd"]


def test_coverage_leaves_blanks_out() -> None:
    assert TREE.coverage == pytest.approx(1 - 3 / 20)
    assert Tree("", (), ()).coverage == 1.0
    assert Tree(" \n", (2,), ("blank",)).coverage == 1.0
    assert Tree("AB", (2,), ("unknown",)).coverage == 0.0


@pytest.mark.parametrize("offset", [-1, 25, 1000])
def test_no_leaf_outside_the_text(offset: int) -> None:
    with pytest.raises(IndexError, match="outside the text"):
        TREE.at(offset)


@pytest.mark.parametrize(
    ("text", "ends", "kinds"),
    [
        ("AB", (1,), ("a",)),
        ("AB", (2,), ()),
        ("AB", (), ()),
        ("", (1,), ("a",)),
        ("AB", (3,), ("a",)),
    ],
)
def test_leaves_must_tile(text: str, ends: tuple[int, ...], kinds: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="tile"):
        Tree(text, ends, kinds)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_a_span_runs_forward(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="runs forward"):
        Span(start, end)


@pytest.mark.parametrize(
    ("offset", "wanted"), [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (4, (3, 1)), (6, (3, 3))]
)
def test_lines_and_columns_start_at_one(offset: int, wanted: tuple[int, int]) -> None:
    assert locate("AB\n\nCD", Span(offset, offset)) == wanted
