"""The reader against what does not come from a person's hand: the records' own attributes, forms.

The hand labels and coverage are in `test_floors.py`.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cablegram
from cablegram.read.guard import set_guard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

HERE = Path(__file__).parent
# Measured 0.9916 over all. What is left are the record's own changes (TAGS and subjects that were
# typed anew, addressees left out) and agencies under two names.
OVERALL_FLOOR = 0.98
FIELD_FLOORS = {
    "Document Number": 1.0,
    "TAGS": 0.98,
    "From": 1.0,
    "To": 0.96,
    "Subject": 0.98,
    "Original Classification": 1.0,
    "Draft Date": 1.0,
    "Original Handling Restrictions": 1.0,
}
LEAST_COMPARED = 1500  # so that a field which is no longer read does not count as agreement
# By these a person tells a telegram: one is enough. Bodies without any may be taken for nothing.
MARK_OF_A_TELEGRAM = re.compile(
    r"^\s*(?:\d{1,2}\s?[.,]\s|\(?[A-Z]\)|E\.?\s?O\.?\s|TAGS?\b|SUBJ|REF|PAGE\s\d|SUMMARY\b|FM\s|TO\s"
    r"|UNCLAS|CONFIDENTIAL|SECRET|LIMITED OFFICIAL|C\sO\sN|S\sE\sC)"
    r"|SECTION\s\d+\sOF\s\d+|\bREFTEL\b|\b(?:BEGIN|END)\s(?:TEXT|SUMMARY|QUOTE)|\bUNQUOTE\b",
    re.MULTILINE,
)
BODY_FLOOR = 1.0  # measured 92 of 92
TEI_FILES = 200

pytestmark = pytest.mark.corpus


@pytest.fixture(autouse=True)
def _no_guard() -> Iterator[None]:
    set_guard(on=False)
    yield
    set_guard(on=True)


def load(name: str) -> ModuleType:
    """Load one of the scripts beside this file."""
    spec = importlib.util.spec_from_file_location(f"cablegram_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[f"cablegram_{name}"] = module
    spec.loader.exec_module(module)
    return module


def agreement_script() -> ModuleType:
    return load("sas_agreement")


def test_the_text_alone_says_what_the_record_says(corpus: Path) -> None:
    script = agreement_script()
    counts = script.compare(corpus)
    assert sum(entry.same + entry.different for entry in counts.values()) >= LEAST_COMPARED
    assert set(counts) == set(FIELD_FLOORS)
    low = {
        key: (round(counts[key].share, 4), counts[key].disagreements)
        for key, floor in FIELD_FLOORS.items()
        if counts[key].share < floor
    }
    assert not low
    assert script.overall(counts) >= OVERALL_FLOOR


def test_the_record_is_never_right_against_what_was_read(corpus: Path) -> None:
    counts = agreement_script().compare(corpus)
    faults = [each for entry in counts.values() for each in entry.disagreements]
    assert not [each for each in faults if each.right == "record"]


# Strictly, both ways: what is left is of the record (indexers added codes and left out addressees,
# machines cut subjects or ran on), never a value that stands in its place in the text.
STRICT_FLOORS = {
    "Document Number": 1.0,
    "From": 1.0,
    "To": 0.81,
    "TAGS": 0.59,
    "Subject": 0.84,
    "Original Classification": 1.0,
    "Draft Date": 1.0,
    "Original Handling Restrictions": 0.84,
}


def test_strict_agreement(corpus: Path) -> None:
    counts = load("sas_strict").compare(corpus)
    assert set(counts) == set(STRICT_FLOORS)
    low = {
        key: counts[key].share for key, floor in STRICT_FLOORS.items() if counts[key].share < floor
    }
    assert not low
    findings = [each for entry in counts.values() for each in entry.findings]
    assert not [each for each in findings if each.right in ("record", "undecided")]


# A second reading of the volumes that shares no code with the reader. What is left was judged by
# hand: docs/explanation/quality.md.
TEI_LEAST_SAME = {
    "from": 3439, "to": 3357, "date": 3431, "number": 3246, "station": 2920, "level": 3168,
}  # fmt: skip
TEI_MOST_DIFFERENT = {"from": 1, "to": 83, "date": 0, "number": 0, "station": 164, "level": 0}


def test_the_second_reading_of_the_volumes_agrees(corpus: Path) -> None:
    counts, total = load("tei_agreement").compare(corpus)
    assert total == len(list((corpus / "frus-tei").glob("*.xml"))) - 1
    for name, entry in counts.items():
        assert entry.same >= TEI_LEAST_SAME[name], name
        assert len(entry.different) <= TEI_MOST_DIFFERENT[name], (name, entry.different)
    assert [len(counts[name].second_alone) for name in ("from", "to", "date", "level")] == [0] * 4


def test_bodies_without_heading_are_telegrams(corpus: Path) -> None:
    forms = {}
    for path in sorted((corpus / "sas-body").iterdir()):
        cable = cablegram.parse(path.read_bytes())
        forms[path.name] = cable.form
        if cable.form == "unknown":
            assert not MARK_OF_A_TELEGRAM.search(cable.source_text), path.name
    assert set(forms.values()) <= {"telegram", "unknown"}
    assert list(forms.values()).count("telegram") / len(forms) >= BODY_FLOOR


def test_volumes_are_tei(corpus: Path) -> None:
    paths = sorted((corpus / "frus-tei").iterdir())
    step = max(len(paths) // TEI_FILES, 1)
    other = {}
    for path in paths[1::step]:
        form = cablegram.parse(path.read_bytes()).form
        if form != "tei":
            other[path.name] = form
    assert not other
