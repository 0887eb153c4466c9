"""How well the reader does on real telegrams: F1 by field against hand labels, and coverage.

The floors are what was reached when they were written. Lowering one needs a reason in the change.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import cablegram

if TYPE_CHECKING:
    from types import ModuleType

HERE = Path(__file__).parent
FLOORS: dict[str, Any] = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
FAMILIES = {
    "sas": {"sas"},
    "acp127": {"acp127"},
    "smart": {"smart"},
    "modern": {"smart", "acp127", "telegram"},
    "ocr": {"telegram", "acp127"},
    "frus-web": {"web"},
    "frus-tei": {"tei"},
}
TEI_STEP = 25  # every so many files of the 3,444, to be quick

pytestmark = pytest.mark.corpus


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("cablegram_score", HERE / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["cablegram_score"] = module
    spec.loader.exec_module(module)
    return module


def test_the_labels_are_those_that_the_floors_were_set_for() -> None:
    digest = hashlib.sha256()
    for path in sorted((HERE / "labels").glob("*.json")):
        digest.update(path.read_bytes())
    assert digest.hexdigest() == FLOORS["labels_sha256"]


def test_f1_by_field(corpus: Path) -> None:
    scores = scorer().score(corpus)
    low = {
        name: (round(scores[name].f1, 4), floor)
        for name, floor in FLOORS["f1"].items()
        if scores[name].f1 < floor
    }
    assert not low


@pytest.mark.parametrize("family", FAMILIES)
def test_form_and_coverage(corpus: Path, family: str) -> None:
    paths = sorted((corpus / family).iterdir())
    if family == "frus-tei":
        paths = [path for path in paths if path.name != "frus1969-76ve09p1.xml"][::TEI_STEP]
    forms: Counter[str] = Counter()
    coverage = 0.0
    for path in paths:
        cable = cablegram.parse(path.read_bytes())
        forms[cable.form] += 1
        coverage += cable.coverage
    assert set(forms) <= FAMILIES[family]
    assert coverage / len(paths) >= FLOORS["coverage"][family]
