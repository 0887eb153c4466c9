"""What a planned cable lets a reader find, form by form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cablegram.sample.text import subject_text
from cablegram.sample.truth import SampleTruth

if TYPE_CHECKING:
    from cablegram.sample.cable import Cable

__all__ = ["truth_of"]


def truth_of(cable: Cable, **changes: Any) -> SampleTruth:  # noqa: ANN401 (fields of SampleTruth)
    """Return everything that a cable says; `changes` replace what its form says otherwise."""
    truth = SampleTruth(
        form=cable.form,
        year=cable.dtg.year,
        station=cable.post.station,
        number=cable.number,
        day=cable.dtg.date(),
        dtg=cable.dtg,
        precedence=cable.precedence,
        origin=cable.post.pla,
        action=cable.action,
        info=cable.info,
        level=cable.level,
        captions=cable.captions,
        executive_order=cable.executive_order,
        declassify=cable.declassify,
        authority=cable.authority,
        tags=cable.tags,
        person_tags=cable.person_tags,
        subject=subject_text(cable),
        references=cable.references,
        paragraphs=tuple(
            (None if each.number is None else str(each.number), each.mark)
            for each in cable.paragraphs
        ),
        signature=cable.signature.upper() if cable.signature else None,
        faults=tuple(sorted(cable.faults)),
    )
    return replace(truth, **changes) if changes else truth
