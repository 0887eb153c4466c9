"""A matter: from the first cable to the last, as a list and as a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.follow import matter
from cablegram.model import MRN, InvalidMRN
from cablegram.web.answers import Answer, moved, page
from cablegram.web.citing import coins
from cablegram.web.places import THREAD_ENDINGS, adding_place, thread_place
from cablegram.web.plain_words import plain_name
from cablegram.web.problems import NO_SUCH_CABLE
from cablegram.web.templates import share
from cablegram.web.thread_drawing import draw
from cablegram.web.thread_files import FILES, as_file
from cablegram.web.thread_reading import reading

if TYPE_CHECKING:
    from cablegram.follow import Reason, Step
    from cablegram.search import Archive
    from cablegram.web.asking import Asked

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
    """A step for the page: `number` counts from 1, `named` stands for a subject it has not.

    `coins` is what programs collect of it, empty if it is not held.
    """

    number: int
    step: Step
    is_root: bool
    named: str
    coins: str
    reasons: tuple[ShownReason, ...]


def thread(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/thread/SPELLING` and its files."""
    spelling, ending = _parted(asked.path["spelling"])
    depth = asked.number("depth", default=2, highest=MAX_DEPTH)
    only = asked.choice("only", ("references",))
    is_read = bool(asked.choice("read", ("1",)))
    start = asked.number("start", default=1)
    view: dict[str, object] = {"depth": depth if depth != 2 else None, "only": only}
    moving = {**view, "read": "1" if is_read else None, "start": start if start != 1 else None}
    try:
        mrn = MRN.parse(spelling)
    except InvalidMRN as error:
        raise NO_SUCH_CABLE from error
    if spelling != str(mrn):
        return moved(thread_place(mrn, ending=ending, **moving))
    found = matter(
        archive, mrn, depth=depth, max_steps=MAX_STEPS, same_subject=only != "references"
    )
    if found.mrn != mrn:
        return moved(thread_place(found.mrn, ending=ending, **moving), for_good=False)
    if not any(step.cable is not None for step in found.steps):
        raise NO_SUCH_CABLE
    if ending or asked.wants_json:
        return as_file(found, ending, depth, view)
    steps = [_shown(number, step, mrn) for number, step in enumerate(found.steps, 1)]
    days = [step.date for step in found.steps if step.date is not None]
    return page(
        "thread.html",
        mrn=mrn,
        cable=next((s.cable for s in found.steps if s.mrn == mrn), None),
        matter=found,
        steps=steps,
        first=min(days, default=None),
        last=max(days, default=None),
        drawing=None if is_read else draw(found),
        dossier_of_matter=adding_place(thread=mrn, **view),
        reading=reading(archive, steps, start) if is_read else None,
        depth=depth,
        only=only,
        view=view,
        files=FILES,
        max_depth=MAX_DEPTH,
        held=sum(step.cable is not None for step in found.steps),
        missing=sum(step.cable is None and step.mrn is not None for step in found.steps),
    )


def _parted(text: str) -> tuple[str, str]:
    """Part an ending from a spelling."""
    for ending in THREAD_ENDINGS:
        if text.endswith(ending) and len(text) > len(ending):
            return text.removesuffix(ending), ending
    return text, ""


def _shown(number: int, step: Step, root: MRN) -> ShownStep:
    return ShownStep(
        number=number,
        step=step,
        is_root=step.mrn == root,
        named=_named(step),
        coins=coins(step.cable) if step.cable is not None else "",
        reasons=tuple(map(_reason, step.reasons[:4])),
    )


def _named(step: Step) -> str:
    """Return what stands for a subject that a cable has not."""
    sender = step.cable.origin if step.cable is not None else None
    return f"From {plain_name(sender)}, no subject" if sender else "No subject"


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
