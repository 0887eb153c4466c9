"""What is read of made-up messages agrees with their truth, field by field and form by form.

The messages have no deliberate faults, so that a field read otherwise is a fault of the reader or
of the generator. A field is counted over all messages of a form; the floor is the share that must
agree. What a form does not show (no date in a lone text part) is empty in the truth.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

import pytest

import cablegram
from cablegram.read.guard import set_guard
from cablegram.sample import FORMS, generate

if TYPE_CHECKING:
    from cablegram import Cable
    from cablegram.model import Addressee
    from cablegram.sample import SampleAddressee, SampleTruth

COUNT = 80
FLOOR = 0.97
# Where less is reached: why, and what is asked.
FLOORS: dict[tuple[str, str], float] = {
    ("sas", "references"): 0.93,  # the years of old numbers early in a year are a guess
    ("telegram", "references"): 0.85,  # as above; and some have no date at all
    ("web", "references"): 0.9,
    ("mail", "references"): 0.93,
    ("web", "paragraphs"): 0.5,  # the table of the page's own data is taken for a paragraph
}


def _fold(text: str | None) -> str | None:
    return " ".join(text.upper().split()).strip(" .,;:") if text else None


def _made(entries: tuple[SampleAddressee, ...]) -> list[tuple[str | None, str | None, str | None]]:
    return [
        (_fold(name), word.lower().replace(" ", "_") if word else None, number)
        for name, word, number, _ in entries
    ]


def _read(entries: tuple[Addressee, ...] | None) -> list[tuple[str | None, str | None, str | None]]:
    return [
        (_fold(each.name), each.precedence.value if each.precedence else None, each.mcn)
        for each in entries or ()
    ]


def fields(truth: SampleTruth, cable: Cable) -> dict[str, tuple[object, object]]:
    """Return each field as it was made up and as it was read."""
    has_date = truth.dtg is not None or truth.form == "sas"
    number = cable.mrn
    order, by = cable.executive_order, cable.classified_by
    level = (
        cable.marking.level.value.upper().replace("_", " ")
        if cable.marking and cable.marking.level
        else None
    )
    if cable.marking and "LOU" in cable.marking.controls:
        level = "LIMITED OFFICIAL USE"  # no level of its own (reference section 3.1)
    return {
        "number": (
            (truth.year if has_date else None, truth.station, truth.number, truth.airgram),
            (number.year if has_date else None, number.station, number.number, number.airgram)
            if number
            else None,
        ),
        "dtg": (truth.dtg, cable.dtg),
        "origin": (_fold(truth.origin), _fold(cable.origin.name) if cable.origin else None),
        "action": (_made(truth.action), _read(cable.action)),
        "info": (_made(truth.info), _read(cable.info)),
        "level": (truth.level, level),
        "captions": (truth.captions, tuple(cable.captions or ())),
        "order": (truth.executive_order, order.number if order else None),
        "tags": (truth.tags, tuple(tag.code for tag in cable.tags or () if tag.family != "person")),
        "persons": (
            truth.person_tags,
            tuple(tag.code for tag in cable.tags or () if tag.family == "person"),
        ),
        "subject": (_fold(truth.subject), _fold(cable.subject)),
        "references": (
            [
                (
                    each.label,
                    each.kind,
                    each.year if has_date else None,
                    each.station,
                    each.number,
                    each.notal,
                )
                for each in truth.references
            ],
            [
                (
                    each.label,
                    each.kind.value,
                    each.mrn.year if each.mrn and has_date else None,
                    each.mrn.station if each.mrn else None,
                    each.mrn.number if each.mrn else None,
                    each.notal,
                )
                for each in cable.references or ()
            ],
        ),
        "paragraphs": (
            [(None if number is None else int(number), mark) for number, mark in truth.paragraphs],
            [
                (each.number, each.marking.text if each.marking else None)
                for each in cable.paragraphs
            ],
        ),
        "signature": (_fold(truth.signature), _fold(cable.signature)),
        "authority": (
            (truth.authority.name, truth.authority.title, truth.authority.reasons)
            if truth.authority
            else None,
            (by.name, by.title, tuple(reason[-2] for reason in by.reasons)) if by else None,
        ),
        "sections": (truth.sections, max(1, len(cable.transmission.sections))),
    }


@cache
def agreement(form: str) -> dict[str, tuple[int, int, list[str]]]:
    """Return for each field how many agree, of how many, and the first disagreements."""
    right: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    wrong: dict[str, list[str]] = defaultdict(list)
    set_guard(on=False)
    try:
        for message in generate(COUNT, seed=3, forms=[form], faults=False, size=2000):
            if len(message.truths) != 1:
                continue
            truth = message.truth
            for name, (made, read) in fields(truth, cablegram.parse(message.data)).items():
                total[name] += 1
                if made == read or (not made and not read):
                    right[name] += 1
                else:
                    wrong[name].append(f"{message.name}: made {made!r}, read {read!r}")
    finally:
        set_guard(on=True)
    return {name: (right[name], total[name], wrong[name][:5]) for name in total}


FIELDS = (
    "number", "dtg", "origin", "action", "info", "level", "captions", "order", "tags", "persons",
    "subject", "references", "paragraphs", "signature", "authority", "sections",
)  # fmt: skip
# Tables hold several cables in one file: tests/read/test_rows.py.
CASES = [(form, name) for form in FORMS if form != "rows" for name in FIELDS]


@pytest.mark.parametrize(("form", "name"), CASES)
def test_what_is_read_is_what_was_made(form: str, name: str) -> None:
    right, total, wrong = agreement(form)[name]
    assert total > COUNT // 3
    assert right / total >= FLOORS.get((form, name), FLOOR), "\n".join(wrong)
