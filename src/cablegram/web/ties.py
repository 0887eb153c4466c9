"""What a cable cites and what cites it, for a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.archive.numbers import holding, other_numbers
from cablegram.web.passages import Target, Targets
from cablegram.web.places import place_of
from cablegram.web.templates import share, short_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cablegram.archive import Citation, Store, Summary
    from cablegram.model import MRN

CITED_BY_SHOWN: Final = 30
CITED_BY_ASKED: Final = 200
SURE: Final = 0.995


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One thing that a cable cites.

    Attributes:
        name: Its identifier in the page (`ref-B`).
        label: The letter of the REF line.
        mrn: Its number, if it has one.
        cable: What is held of it.
        what: The entry as written, for what has no number.
        certainty: How sure its year is, in words; empty if it is written.
        remarks: What else is to be said.
        paragraph: The paragraph that names it, if it does not stand in the REF line.
        kind: A cable, an airgram, a letter, a meeting ...
    """

    name: str
    label: str
    mrn: MRN | None
    cable: Summary | None
    what: str
    certainty: str
    remarks: tuple[str, ...] = ()
    paragraph: int | None = None
    kind: str = ""

    @property
    def how(self) -> tuple[str, ...]:
        """What kind it is, where it is named, how sure its year is, and the rest, in words."""
        place = f"in paragraph {self.paragraph}" if self.paragraph else ""
        kind = "" if self.mrn is not None and self.kind == "cable" else self.kind
        return tuple(part for part in (kind, place, self.certainty, *self.remarks) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citing:
    """A cable that cites this one."""

    cable: Summary
    label: str
    certainty: str
    paragraph: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """All of it; `more` counts the citing cables that are left out."""

    cites: tuple[Cited, ...]
    cited_by: tuple[Citing, ...]
    targets: Targets
    more: int = 0


def ties_of(store: Store, cable_id: int, mrn: MRN | None) -> Ties:
    """Return what a cable cites and what cites it."""
    citations = store.references(cable_id)
    numbers = [each.mrn for each in citations if each.mrn is not None]
    held = holding(store, numbers)
    cites = tuple(_cited(place, each, held) for place, each in enumerate(citations))
    numbers = [] if mrn is None else [mrn, *other_numbers(store, [cable_id]).get(cable_id, ())]
    citing, more = citing_of(store, numbers)
    return Ties(cites=cites, cited_by=citing, targets=_targets(cites), more=more)


def citing_of(store: Store, numbers: Iterable[MRN]) -> tuple[tuple[Citing, ...], int]:
    """Return the cables that cite any of the numbers, each once, and how many are left out."""
    mrns = tuple(dict.fromkeys(numbers))
    first: dict[int, Citation] = {}
    is_all = True
    for mrn in mrns:
        # A cable may cite a number in several places: some more than are shown are asked for.
        citations = store.cited_by(mrn, limit=CITED_BY_ASKED)
        is_all = is_all and len(citations) < CITED_BY_ASKED
        for each in citations:
            first.setdefault(each.citing_id, each)
    shown = list(first.items())[:CITED_BY_SHOWN]
    cables = store.summaries([cable_id for cable_id, _ in shown])
    found = tuple(
        Citing(
            cable=cables[cable_id],
            label=each.label or "",
            certainty=certainty(each),
            paragraph=each.paragraph,
        )
        for cable_id, each in shown
        if cable_id in cables
    )
    citing = len(first) if is_all else store.count_citing(mrns)
    return found, citing - len(shown)


def certainty(citation: Citation) -> str:
    """Return how sure the year of a cited number is; empty if it is written."""
    if citation.mrn is None or citation.year_written:
        return ""
    if citation.mrn.year is None:
        return "year not known"
    if citation.year_confidence is None:
        return "year inferred"
    said = f"year inferred, {share(citation.year_confidence)} sure"
    if citation.read_year is not None and citation.read_year != citation.mrn.year:
        said += f" (read as {citation.read_year}; the numbers held say otherwise)"
    return said


def _cited(place: int, citation: Citation, held: dict[MRN, tuple[Summary, ...]]) -> Cited:
    mrn = citation.mrn
    cables = held.get(mrn, ()) if mrn is not None else ()
    remarks = ["and previous ones"] if citation.and_previous else []
    if citation.date is not None and not cables:
        remarks.append(f"of {short_day(citation.date)}")
    label = citation.label or ""
    return Cited(
        name=f"ref-{label}" if label.isalnum() and label.isascii() else f"ref-{place + 1}",
        label=label,
        mrn=mrn,
        cable=cables[0] if cables else None,
        what=" ".join(citation.text.split()) if mrn is None else "",
        certainty=certainty(citation),
        remarks=tuple(remarks),
        paragraph=citation.paragraph,
        kind=citation.kind.replace("_", " "),
    )


def _targets(cites: tuple[Cited, ...]) -> Targets:
    """Return where letters and numbers in the text lead; a letter of two entries to the first."""
    letters: dict[str, Target] = {}
    numbers: dict[MRN, Target] = {}
    listed = [each for each in cites if each.paragraph is None]
    for each in cites:
        target = _target(each)
        if each.label:
            letters.setdefault(each.label, target)
        if each.mrn is not None:
            numbers.setdefault(each.mrn, target)
    sole = ""
    if len(listed) == 1:
        sole = listed[0].label or "A"
        letters.setdefault(sole, _target(listed[0]))
    return Targets(letters=letters, numbers=numbers, sole=sole)


def _target(cited: Cited) -> Target:
    if cited.mrn is None:
        return Target(href=f"#{cited.name}", title=cited.what or cited.kind)
    if cited.cable is None:
        said = f"{cited.mrn}, not held"
    else:
        said = f"{cited.mrn}, {short_day(cited.cable.date)}: {cited.cable.subject or 'no subject'}"
    return Target(href=place_of(cited.mrn), title=said)
