"""The matter of a cable in order of time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from cablegram import Archive
from cablegram.follow import Matter, matter
from cablegram.model import MRN
from tests.made_up import fill

if TYPE_CHECKING:
    from pathlib import Path


def told(folder: Path, mrn: str, **options: int) -> Matter:
    with Archive.open(folder) as archive:
        return matter(archive, MRN.parse(mrn), **options)  # type: ignore[arg-type]


def names(found: Matter) -> list[str]:
    return [str(step.mrn) if step.mrn else step.kind for step in found.steps]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A matter over three stations; of the oldest, only the number is known."""
    return fill(
        tmp_path_factory.mktemp("archive"),
        {"mrn": "07LISBON10", "day": "2007-02-01", "subject": "CUSTOMS SHED"},
        {"mrn": "07LISBON30", "day": "2007-04-01", "subject": "ROOF OF THE CUSTOMS SHED"},
        {"mrn": "07LISBON40", "day": "2007-05-01", "subject": "HARBOR DUES: GUILD"},
        {"mrn": "07LISBON50", "day": "2007-06-01", "refs": ("07LISBON20", "letter of the guild")},
        {
            "mrn": "07STATE500",
            "day": "2007-06-20",
            "refs": ("07LISBON50",),
            "aliases": ("07TOSEC9",),
        },
        {"mrn": "07RABAT7", "day": "2007-07-01", "refs": ("07TOSEC9", "07MADRID3")},
        {"mrn": "07MADRID3", "day": "2007-05-20", "subject": "TOLLS", "tags": ("ETRD",)},
        {"mrn": "07LISBON60", "day": "2007-08-01", "tags": ("SCUL",)},
    )


def test_references_lead_both_ways_in_order_of_time(folder: Path) -> None:
    found = told(folder, "07LISBON50", depth=3)
    assert names(found) == [
        "07LISBON20",  # between 1 February and 1 April
        "07LISBON40",
        "07MADRID3",
        "07LISBON50",
        "07STATE500",
        "07RABAT7",
        "letter",
    ]
    first = found.steps[0]
    assert (first.date, first.is_estimated, first.cable) == (date(2007, 3, 3), True, None)


def test_each_step_has_its_reason(folder: Path) -> None:
    steps = {str(step.mrn): step for step in told(folder, "07LISBON50", depth=3).steps}
    assert not steps["07LISBON50"].reasons
    (cited,) = steps["07LISBON20"].reasons
    assert (cited.relation, str(cited.other), cited.label) == ("cited_by", "07LISBON50", "A")
    (citing,) = steps["07RABAT7"].reasons
    assert (citing.relation, str(citing.other)) == ("cites", "07STATE500"), "by its TOSEC number"
    assert [steps[each].distance for each in ("07STATE500", "07RABAT7", "07MADRID3")] == [1, 2, 3]
    (alike,) = steps["07LISBON40"].reasons
    assert (alike.relation, alike.tags, alike.words) == (
        "same_subject",
        ("PREL",),
        ("harbor", "dues"),
    )


def test_another_number_of_a_cable_is_that_cable(folder: Path) -> None:
    found = told(folder, "07TOSEC9", depth=1)
    assert str(found.mrn) == "07STATE500"
    assert names(found) == ["07LISBON50", "07STATE500", "07RABAT7"]
    assert names(told(folder, "07RABAT7", depth=1)) == ["07MADRID3", "07STATE500", "07RABAT7"]


def test_nothing_but_references(folder: Path) -> None:
    assert "07LISBON40" not in names(told(folder, "07LISBON50", depth=3, same_subject=False))


def test_the_bound_keeps_what_is_near_and_says_what_is_not_there(folder: Path) -> None:
    found = told(folder, "07LISBON50", depth=3, max_steps=3)
    assert names(found) == ["07LISBON20", "07LISBON50", "letter"]
    assert found.left_out == 2  # 07STATE500, 07LISBON40; what lies behind them is not known


def test_a_number_that_is_only_cited_has_a_matter(folder: Path) -> None:
    assert names(told(folder, "07LISBON20", depth=1)) == ["07LISBON20", "07LISBON50"]
    assert names(told(folder, "09ROME1")) == ["09ROME1"]


def test_a_circular_is_not_followed_to_all_that_cite_it(tmp_path: Path) -> None:
    folder = fill(
        tmp_path,
        {"mrn": "07STATE1", "day": "2007-01-01"},
        *({"mrn": f"07ROME{n}", "day": "2007-02-01", "refs": ("07STATE1",)} for n in range(1, 40)),
    )
    found = told(folder, "07ROME1", depth=2, same_subject=False)
    assert names(found) == ["07STATE1", "07ROME1"]
    assert found.left_out == 38
    assert len(told(folder, "07STATE1", depth=1).steps) == 40, "asked for, it is"


def test_a_number_without_its_year_has_a_matter_too(tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", {"mrn": "LISBON77", "day": "2007-06-01"})
    (only,) = told(folder, "LISBON77").steps
    assert only.cable is not None
    assert only.date == date(2007, 6, 1)


def test_what_very_many_cite_is_bounded(tmp_path: Path) -> None:
    """Of those that cite it the first that were filed are looked at, not all."""
    citing = [
        {"mrn": f"07LISBON{n}", "day": f"2007-05-{29 - n:02}", "refs": ("07STATE1",)}
        for n in range(1, 21)
    ]
    folder = fill(tmp_path / "archive", {"mrn": "07STATE1", "day": "2007-01-01"}, *citing)
    root = MRN.parse("07STATE1")
    with Archive.open(folder) as archive:
        few = archive.citations_of([root, MRN.parse("07LISBON3")], limit=4)
        assert [each.citing_id for each in few[root]] == [5, 4, 3, 2]  # by their days
        assert {mrn: len(each) for mrn, each in archive.citations_of([root]).items()} == {root: 20}
        found = matter(archive, root, max_steps=8)
    assert len(found.steps) == 8
    assert found.left_out > 0
