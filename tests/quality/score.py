"""Compare what is read with hand labels: precision, recall and F1 for each field.

A label file (`labels/<family>__<name>.json`) holds the values that a person read in one telegram
of the corpus. A field that the label leaves out, or calls unsure, is not compared.

    python tests/quality/score.py [labels|heldout] [--faults] [FAMILY/ ...]

prints the table of a set, of its files whose names begin as given.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cablegram

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.model import Addressee, Cable

HERE = Path(__file__).parent
LABELS = HERE / "labels"
FIELDS = (
    "form",
    "mrn",
    "dtg",
    "date",
    "precedence",
    "origin",
    "action",
    "info",
    "level",
    "controls",
    "captions",
    "executive_order",
    "declassify",
    "tags",
    "person_tags",
    "subject",
    "references",
    "paragraphs",
    "signature",
    "classified_by",
    "sections",
)


@dataclass(slots=True)
class Score:
    """Counts of one field, with the disagreements."""

    right: int = 0
    extra: int = 0
    missed: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was read that is right; 1.0 where nothing was read."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Share of what there is that was read; 1.0 where there is nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """F1 of the field; 1.0 where nothing was to be found and nothing was."""
        total = 2 * self.right + self.extra + self.missed
        return 1.0 if total == 0 else 2 * self.right / total


def _fold(text: object) -> str:
    words = " ".join(str(text).upper().split()).strip(" .,;:")
    return words.removeprefix("THE ")


def _addressees(entries: tuple[Addressee, ...] | None) -> set[str]:
    return {f"{_fold(a.name)}|{(a.precedence or 'routine')!s}|{a.mcn or ''}" for a in entries or ()}


def _labelled_addressees(entries: list[dict[str, Any]] | None) -> set[str]:
    return {
        f"{_fold(e['name'])}|{e.get('precedence') or 'routine'}|{e.get('mcn') or ''}"
        for e in entries or ()
    }


_SHORT = {"CONFIDENTIAL": "C", "SECRET": "S", "TOPSECRET": "TS", "UNCLASSIFIED": "U"}


def _short(mark: str) -> str:
    """Return a mark as in parentheses: whole-text marks (`C - ENTIRE TEXT`) in short."""
    words = mark.upper().replace("ENTIRE TEXT", "").replace(" ", "").strip("-.")
    return _SHORT.get(words, words)


def _subject(label: dict[str, Any] | None) -> set[str]:
    if label is None:
        return set()
    return {f"{_fold(label['first'])} ... {_fold(label['last'])}"}


def _subject_read(cable: Cable, label: dict[str, Any] | None) -> set[str]:
    if not cable.subject:
        return set()
    words = cable.subject.split()
    first = len(str(label["first"]).split()) if label else 3
    last = len(str(label["last"]).split()) if label else 2
    return {f"{_fold(' '.join(words[:first]))} ... {_fold(' '.join(words[-last:]))}"}


def read_values(cable: Cable, name: str, label: Any) -> set[str]:  # noqa: ANN401, C901, PLR0911, PLR0912
    """Return what was read of a field as a set of comparable strings."""
    if name == "form":
        return {cable.form}
    if name == "mrn":
        return {str(cable.mrn)} if cable.mrn else set()
    if name == "dtg":
        return {cable.dtg.strftime("%Y-%m-%dT%H:%MZ")} if cable.dtg else set()
    if name == "date":
        return {cable.date.isoformat()} if cable.date else set()
    if name == "precedence":
        return {cable.precedence.value} if cable.precedence else set()
    if name == "origin":
        return {_fold(cable.origin.name)} if cable.origin else set()
    if name in ("action", "info"):
        return _addressees(getattr(cable, name))
    if name == "level":
        return {cable.marking.level.value} if cable.marking and cable.marking.level else set()
    if name == "controls":
        return set(cable.marking.controls) if cable.marking else set()
    if name == "captions":
        return {_fold(c) for c in cable.captions or ()}
    if name == "executive_order":
        order = cable.executive_order
        return {order.number} if order and order.number else set()
    if name == "declassify":
        order = cable.executive_order
        return {_fold(order.text)} if order and order.text else set()
    if name == "tags":
        return {t.code for t in cable.tags or () if t.family != "person"}
    if name == "person_tags":
        return {_fold(t.code) for t in cable.tags or () if t.family == "person"}
    if name == "subject":
        return _subject_read(cable, label)
    if name == "references":
        return {
            f"{r.label or ''}|{r.kind.value}|{r.mrn or ''}|{r.notal}"
            for r in cable.references or ()
        }
    if name == "paragraphs":
        return {
            f"{i}:{p.number}{_short(p.marking.text) if p.marking else ''}"
            for i, p in enumerate(q for q in cable.paragraphs if q.number is not None)
        }
    if name == "signature":
        return {_fold(cable.signature)} if cable.signature else set()
    if name == "classified_by":
        by = cable.classified_by
        return {_fold(by.name), _fold(by.title), *by.reasons} - {"NONE"} if by else set()
    return {str(max([len(cable.transmission.sections), 1, *_totals(cable)]))}


def _totals(cable: Cable) -> list[int]:
    return [s.total for s in cable.transmission.sections if s.total]


def labelled_values(name: str, label: Any) -> set[str]:  # noqa: ANN401
    """Return the label of a field as a set of comparable strings."""
    if name in ("action", "info"):
        return _labelled_addressees(label)
    if name == "subject":
        return _subject(label)
    if name == "references":
        return {
            f"{r.get('label') or ''}|{r['kind']}|{r.get('mrn') or ''}|{bool(r.get('notal'))}"
            for r in label or ()
        }
    if name == "paragraphs":
        return {f"{i}:{n}{(m or '').replace(' ', '')}" for i, (n, m) in enumerate(label or ())}
    if name == "classified_by":
        if not label:
            return set()
        parts = {_fold(label.get("name")), _fold(label.get("title")), *label.get("reasons", ())}
        return parts - {"NONE", "NONE."}
    if label is None:
        return set()
    if isinstance(label, list):
        return {_fold(item) for item in label}
    text = str(label)
    return {text if name in ("form", "mrn", "dtg", "date", "level", "precedence") else _fold(text)}


def labels(folder: Path = LABELS) -> Iterator[dict[str, Any]]:
    """Yield the label files in order of name."""
    for path in sorted(folder.glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def score(corpus: Path, folder: Path = LABELS, families: tuple[str, ...] = ()) -> dict[str, Score]:
    """Read every labelled file of the corpus and count agreement by field."""
    scores: dict[str, Score] = defaultdict(Score)
    for label in labels(folder):
        path = corpus / label["file"]
        if families and not label["file"].startswith(families):
            continue
        cable = cablegram.parse(path.read_bytes(), source=label["file"])
        for name in FIELDS:
            if name not in label or name in label.get("unsure", ()):
                continue
            wanted = labelled_values(name, label[name])
            found = read_values(cable, name, label[name])
            if name in ("action", "info") and label["form"] in ("tei", "web"):
                # The volumes give one precedence for all; the labels have the names alone.
                wanted = {value.partition("|")[0] for value in wanted}
                found = {value.partition("|")[0] for value in found}
            entry = scores[name]
            entry.right += len(wanted & found)
            entry.extra += len(found - wanted)
            entry.missed += len(wanted - found)
            if wanted != found:
                lost, added = sorted(wanted - found), sorted(found - wanted)
                entry.faults.append(f"{label['file']}: wanted {lost} read {added}")
    return dict(scores)


def main() -> int:
    """Run from the command line."""
    corpus = HERE.parents[2] / "shared" / "corpus"
    names = [word for word in sys.argv[1:] if not word.startswith("-")]
    folder = HERE / (names.pop(0) if names and "/" not in names[0] else "labels")
    scores = score(corpus, folder, tuple(names))
    whole = Score()
    sys.stdout.write(
        "| field | values | precision | recall | F1 |\n| --- | ---: | ---: | ---: | ---: |\n"
    )
    for name in (*(name for name in FIELDS if name in scores), "all"):
        entry = whole if name == "all" else scores[name]
        whole.right += entry.right if entry is not whole else 0
        whole.extra += entry.extra if entry is not whole else 0
        whole.missed += entry.missed if entry is not whole else 0
        sys.stdout.write(
            f"| {name} | {entry.right + entry.missed} | {entry.precision:.4f}"
            f" | {entry.recall:.4f} | {entry.f1:.4f} |\n"
        )
        if "--faults" in sys.argv:
            sys.stdout.writelines(f"    {fault}\n" for fault in entry.faults)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
