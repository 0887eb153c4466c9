"""A matter: from the first cable to the last, as a list and as a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.follow import matter
from cablegram.model import MRN, InvalidMRN
from cablegram.web.answers import Answer, json_answer, moved, page
from cablegram.web.places import place_of, thread_place
from cablegram.web.problems import NO_SUCH_CABLE
from cablegram.web.templates import share
from cablegram.web.thread_drawing import draw

if TYPE_CHECKING:
    from cablegram.follow import Matter, Reason, Step
    from cablegram.search import Archive
    from cablegram.web.asking import Asked

SCHEMA: Final = "cablegram.thread/1"
MAX_DEPTH: Final = 6
MAX_STEPS: Final = 150
_RELATIONS: Final = {"cites": "cites", "cited_by": "cited by", "same_subject": "same subject as"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReason:
    """Why a step belongs to the matter, in words: relation, number, the rest."""

    relation: str
    other: MRN | None
    text: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A step for the page."""

    step: Step
    is_root: bool
    reasons: tuple[ShownReason, ...]


def thread(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/thread/SPELLING` and its JSON."""
    spelling = asked.path["spelling"]
    ending = ".json" if spelling.endswith(".json") else ""
    spelling = spelling.removesuffix(".json")
    depth = asked.number("depth", default=2, highest=MAX_DEPTH)
    only = asked.choice("only", ("references",))
    view: dict[str, object] = {"depth": depth if depth != 2 else None, "only": only}
    try:
        mrn = MRN.parse(spelling)
    except InvalidMRN as error:
        raise NO_SUCH_CABLE from error
    if spelling != str(mrn):
        return moved(_with_ending(mrn, ending, view))
    found = matter(
        archive, mrn, depth=depth, max_steps=MAX_STEPS, same_subject=only != "references"
    )
    if found.mrn != mrn:
        return moved(_with_ending(found.mrn, ending, view), for_good=False)
    if not any(step.cable is not None for step in found.steps):
        raise NO_SUCH_CABLE
    if ending or asked.wants_json:
        return json_answer({"schema": SCHEMA, **_document(found, depth)})
    return page(
        "thread.html",
        mrn=mrn,
        cable=next((s.cable for s in found.steps if s.mrn == mrn), None),
        matter=found,
        steps=[_shown(step, mrn) for step in found.steps],
        drawing=draw(found),
        depth=depth,
        only=only,
        max_depth=MAX_DEPTH,
        held=sum(step.cable is not None for step in found.steps),
        missing=sum(step.cable is None and step.mrn is not None for step in found.steps),
    )


def _with_ending(mrn: MRN, ending: str, view: dict[str, object]) -> str:
    path, _, query = thread_place(mrn, **view).partition("?")
    return f"{path}{ending}" + (f"?{query}" if query else "")


def _document(found: Matter, depth: int) -> dict[str, Any]:
    return {
        "mrn": found.mrn,
        "depth": depth,
        "left_out": found.left_out,
        "steps": [
            {
                "mrn": step.mrn,
                "href": place_of(step.mrn) if step.mrn else None,
                "kind": step.kind,
                "date": step.date,
                "is_estimated": step.is_estimated,
                "is_held": step.cable is not None,
                "subject": step.cable.subject if step.cable else None,
                "distance": step.distance,
                "text": step.text,
                "reasons": step.reasons,
            }
            for step in found.steps
        ],
    }


def _shown(step: Step, root: MRN) -> ShownStep:
    return ShownStep(
        step=step, is_root=step.mrn == root, reasons=tuple(map(_reason, step.reasons[:4]))
    )


def _reason(reason: Reason) -> ShownReason:
    remarks = []
    if reason.label:
        remarks.append(f"as ref {reason.label}")
    if reason.paragraph is not None:
        remarks.append(f"in paragraph {reason.paragraph}")
    if reason.year_confidence is not None and reason.year_confidence < 1:
        remarks.append(f"year {share(reason.year_confidence)} sure")
    if reason.words:
        remarks.append(f"both say {', '.join(reason.words)}")
    if reason.tags:
        remarks.append(f"both under {', '.join(reason.tags)}")
    return ShownReason(
        relation=_RELATIONS[reason.relation],
        other=reason.other,
        text=" ".join(reason.text.split())[:120],
        remark=", ".join(remarks),
    )
