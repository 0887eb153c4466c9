"""A matter to read in one go: the texts of its cables one behind the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.model import Cable
from cablegram.web.cable_parts import sentence, shown_paragraphs, title_of
from cablegram.web.glosses import marking_words
from cablegram.web.passages import Target, Targets
from cablegram.web.places import cable_place, place_of
from cablegram.web.templates import short_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cablegram.archive import Citation
    from cablegram.model import MRN, Paragraph
    from cablegram.search import Archive
    from cablegram.web.cable_parts import ShownParagraph
    from cablegram.web.thread_pages import ShownStep

#: So many steps on a page, and so much of the text of each.
STEPS_SHOWN: Final = 12
SHOWN_CHARS: Final = 6_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStep:
    """A step with its text; `paragraphs` is `None` if it is not held."""

    shown: ShownStep
    place: str
    title: str = ""
    sentence: str = ""
    level: str = ""
    marks: str = ""
    paragraphs: tuple[ShownParagraph, ...] | None = None
    goes_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A page of a matter to read: steps are counted from 1; `before` and `after` begin pages."""

    cables: tuple[ReadStep, ...]
    first: int
    last: int
    total: int
    before: int | None
    after: int | None

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // STEPS_SHOWN)


def reading(archive: Archive, steps: Sequence[ShownStep], start: int) -> Reading:
    """Return the steps from one on, with their texts.

    Args:
        archive: The archive.
        steps: All of the matter.
        start: The first one to be shown, from 1.
    """
    first = max(1, min(start, len(steps)))
    page = steps[first - 1 : first - 1 + STEPS_SHOWN]
    numbers = {
        each.step.mrn: Target(
            href=place_of(each.step.mrn),
            title=f"{each.step.mrn}, {short_day(each.step.date)}",
        )
        for each in steps
        if each.step.mrn is not None
    }
    held = [each.step.cable.cable_id for each in page if each.step.cable is not None]
    citations = archive.citations_in(held)
    last = first - 1 + len(page)
    return Reading(
        cables=tuple(_read(archive, each, numbers, citations) for each in page),
        first=first,
        last=last,
        total=len(steps),
        before=max(1, first - STEPS_SHOWN) if first > 1 else None,
        after=last + 1 if last < len(steps) else None,
    )


def _read(
    archive: Archive,
    shown: ShownStep,
    numbers: Mapping[MRN, Target],
    citations: Mapping[int, Sequence[Citation]],
) -> ReadStep:
    summary = shown.step.cable
    if summary is None:
        return ReadStep(shown=shown, place=place_of(shown.step.mrn) if shown.step.mrn else "")
    found = Cable.from_dict(archive.record(summary.cable_id))
    letters = {
        each.label: numbers.get(each.mrn)
        or Target(href=place_of(each.mrn), title=f"{each.mrn}, not in this matter")
        for each in citations.get(summary.cable_id, ())
        if each.label and each.mrn is not None
    }
    targets = Targets(letters=letters, numbers=numbers)
    taken: list[Paragraph] = []
    chars = 0
    for each in found.paragraphs:
        if taken and chars + len(each.text) > SHOWN_CHARS:
            break
        taken.append(each)
        chars += len(each.text)
    level = found.marking.level if found.marking else None
    return ReadStep(
        shown=shown,
        place=cable_place(summary),
        title=title_of(found),
        sentence=sentence(found),
        level=level.value if level else "unread",
        marks=marking_words(found.marking) or "no marking read",
        paragraphs=shown_paragraphs(found, targets, tuple(taken)),
        goes_on=len(taken) < len(found.paragraphs),
    )
