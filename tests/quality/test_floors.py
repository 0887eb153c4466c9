"""How well the reader does on real telegrams: F1 by field against hand labels, and coverage.

The floors are what was reached when they were written. Lowering one needs a reason in the change.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import cablegram

if TYPE_CHECKING:
    from types import ModuleType

HERE = Path(__file__).parent
FLOORS: dict[str, Any] = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
#: The labelled sets: that of development, and the one drawn later and labelled blind.
SETS: dict[str, dict[str, Any]] = {
    "labels": FLOORS,
    "heldout": json.loads((HERE / "heldout_floors.json").read_text(encoding="utf-8")),
}
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


def load(name: str) -> ModuleType:
    """Load one of the scripts beside this file."""
    spec = importlib.util.spec_from_file_location(f"cablegram_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[f"cablegram_{name}"] = module
    spec.loader.exec_module(module)
    return module


def scorer() -> ModuleType:
    return load("score")


@pytest.mark.parametrize("name", SETS)
def test_the_labels_are_those_that_the_floors_were_set_for(name: str) -> None:
    digest = hashlib.sha256()
    for path in sorted((HERE / name).glob("*.json")):
        digest.update(path.read_bytes())
    assert digest.hexdigest() == SETS[name]["labels_sha256"]


@pytest.mark.parametrize("name", SETS)
def test_f1_by_field(corpus: Path, name: str) -> None:
    scores = scorer().score(corpus, HERE / name)
    assert set(SETS[name]["f1"]) == set(scores)
    low = {
        field: (round(scores[field].f1, 4), floor)
        for field, floor in SETS[name]["f1"].items()
        if scores[field].f1 < floor
    }
    assert not low


def test_no_file_is_in_both_sets() -> None:
    seen, drawn = ({path.name for path in (HERE / name).glob("*.json")} for name in SETS)
    assert seen
    assert drawn
    assert not seen & drawn


def test_the_held_out_set_is_what_its_script_draws(corpus: Path) -> None:
    drawn = load("draw_heldout").draw(corpus)
    assert sorted(drawn) == sorted(label["file"] for label in scorer().labels(HERE / "heldout"))


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
