"""A matter: the cables around one, in order of time, each with the reason why it is there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from cablegram.archive.interface import RecordStore
from cablegram.follow.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cablegram.archive import Citation, Summary
    from cablegram.model import MRN
    from cablegram.search import Results

MAX_STEPS: Final = 100
#: A cable that more cite than this is a circular: who else cites it is no part of the matter.
HUB: Final = 30
#: Cables on the same subject are looked for so far before and after.
SAME_SUBJECT_DAYS: Final = 731
SAME_SUBJECT_MOST: Final = 20
#: So many steps of references a matter goes back from what is cited AND PREVIOUS.
WALK_BACK: Final = 10
_LOOKED_AT: Final = 100
_SHARED_WORDS: Final = 2
_WORD: Final = re.compile(r"[^\W_]{3,}")
_COMMON: Final = frozenset(
    """
    about after again all and any are been before being but can cable could did does for from has
    have her his how into its may message more new not now off one our out over part per request
    response requested reply sep septel telegram than that the their them then there these this
    those too two under update upon was were what when where which who why will with without
    would you your guidance meeting follow followup report reporting visit ref reftel subject
    """.split()  # noqa: SIM905 (reads as a list of words)
)


class SearchedStore(RecordStore, Protocol):
    """A record store that can be searched, as `Archive` can."""

    def search(self, query: str, *, limit: int = ..., with_snippets: bool = ...) -> Results:
        """Find cables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a cable belongs to a matter.

    Attributes:
        relation: `cites` (it cites `other`), `cited_by` (`other` cites it) or `same_subject`.
        other: The cable of the matter that it hangs on; `None` where that has no number.
        text: The letter or meeting that it hangs on, which has none.
        paragraph: The paragraph (from 1) that names the number, if it is not the REF line.
        read_year: The year that the reader inferred, where the archive's numbers tell another one.
        label: The letter of the reference.
        year_confidence: How sure the year of the cited one is, 0 to 1; `None` if not known.
        tags: TAGS that both have, for `same_subject`.
        words: Words of the subject that both have.
    """

    relation: str
    other: MRN | None
    text: str = ""
    label: str | None = None
    paragraph: int | None = None
    year_confidence: float | None = None
    read_year: int | None = None
    tags: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One cable of a matter, or what it cites that is no cable.

    Attributes:
        mrn: Its number; `None` for a letter, a meeting, a cable without number.
        kind: `cable`, `airgram`, `letter`, `meeting` ...
        cable: What is held of it; `None` if nothing is.
        date: Its day; for one that is not held the likeliest one.
        is_estimated: Whether that day is estimated from its number.
        distance: Steps of references to the cable asked for, 0 for itself; those of the same
            subject are at 1.
        text: The entry as written, for what has no number.
        reasons: Why it is there; none for the cable asked for.
    """

    mrn: MRN | None
    kind: str = "cable"
    cable: Summary | None = None
    date: date | None = None
    is_estimated: bool = False
    distance: int = 0
    text: str = ""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """The steps of a matter in order of time, those without a day last; how many did not fit."""

    mrn: MRN
    steps: tuple[Step, ...]
    left_out: int = 0


def matter(
    archive: SearchedStore,
    mrn: MRN,
    *,
    depth: int = 2,
    max_steps: int = MAX_STEPS,
    same_subject: bool = True,
) -> Matter:
    """Return the matter that a cable belongs to.

    Args:
        archive: The archive; its index is asked for cables on the same subject.
        mrn: The number of the cable. It need not be held; without a year, the best one is taken.
        depth: How many references away, in either direction at each step; at least 0.
        max_steps: Bound; nearer ones are in before those further away.
        same_subject: Whether cables of the same station that share TAGS and words of the subject
            belong to it although no reference ties them.
    """
    found = archive.find(mrn)
    root = found[0] if found else None
    # Asked by another of its numbers, a cable is known by its own.
    start = root.mrn if root is not None and root.mrn is not None else mrn
    walk = _Walk(archive, max_steps)
    walk.follow(start, depth, root)
    if same_subject and root is not None:
        walk.add_same_subject(root)
    return Matter(mrn=start, steps=walk.steps(), left_out=walk.left_out)


@dataclass(slots=True)
class _Found:
    """A step while the matter grows."""

    mrn: MRN | None
    distance: int
    kind: str = "cable"
    cable: Summary | None = None
    date: date | None = None
    text: str = ""
    node: str | None = None
    walks_back: bool = False
    reasons: list[Reason] = field(default_factory=list)


class _Walk:
    """Grows a matter level by level: a few questions to the archive for each."""

    def __init__(self, archive: SearchedStore, max_steps: int) -> None:
        self._archive = archive
        self._max = max_steps
        self._found: dict[object, _Found] = {}
        self._names: dict[MRN, MRN] = {}
        self._left: set[object] = set()

    @property
    def left_out(self) -> int:
        """How many the bounds left out, as far as they were seen."""
        return len(self._left - set(self._found))

    def follow(self, start: MRN, depth: int, root: Summary | None) -> None:
        """Follow references both ways; `root` is what is held of the start."""
        level = [_Found(start, 0)]
        self._found[start] = level[0]
        self._look_up(level)
        if level[0].cable is None and root is not None:  # a number without its year
            level[0].cable, level[0].date = root, root.date
        for distance in range(1, depth + 1):
            ids = [each.cable.cable_id for each in level if each.cable is not None]
            following: list[_Found] = []
            self._add_cited(ids, distance, following)
            self._add_citing(level, ids, distance, following)
            self._look_up(following)
            level = [each for each in following if each.mrn is not None or each.node is not None]
        self._walk_back(depth)

    def _walk_back(self, depth: int) -> None:
        """Follow what is cited AND PREVIOUS to what that cites, and so on."""
        level = [each for each in self._found.values() if each.walks_back]
        for distance in range(depth + 1, depth + 1 + WALK_BACK):
            ids = [each.cable.cable_id for each in level if each.cable is not None]
            following: list[_Found] = []
            self._add_cited(ids, distance, following)
            self._look_up(following)
            level = [each for each in following if each.mrn is not None]
            if not level:
                break

    def _add_cited(self, ids: Sequence[int], distance: int, new: list[_Found]) -> None:
        cables = self._archive.summaries(ids)
        for citing_id, citations in self._archive.citations_in(ids).items():
            for citation in citations:
                reason = _reason("cited_by", cables[citing_id].mrn, citation)
                self._add(citation.mrn, citation, reason, distance, new)

    def _add_citing(
        self, level: list[_Found], ids: Sequence[int], distance: int, new: list[_Found]
    ) -> None:
        others = self._archive.other_numbers(ids)
        numbers = [each.mrn for each in level if each.mrn is not None]
        owners = {mrn: mrn for mrn in numbers}
        for each in level:
            if each.cable is not None and each.mrn is not None:
                for other in others.get(each.cable.cable_id, ()):
                    owners[other] = each.mrn
        found = self._archive.citations_of(list(owners), limit=max(self._max, HUB) + 1)
        citing = [one.citing_id for each in found.values() for one in each]
        cables = self._archive.summaries(list(dict.fromkeys(citing)))
        for mrn, citations in found.items():
            if len(citations) > HUB and distance > 1:
                self._left.update(cables[citation.citing_id].mrn for citation in citations)
                continue
            for citation in citations:
                cable = cables[citation.citing_id]
                reason = _reason("cites", owners[mrn], citation)
                self._add(cable.mrn, None, reason, distance, new)

        self._add_citing_nodes(level, distance, new)

    def _add_citing_nodes(self, level: list[_Found], distance: int, new: list[_Found]) -> None:
        texts = {each.node: each.text for each in level if each.node is not None}
        for node, citations in self._archive.citations_of_nodes(list(texts)).items():
            cables = self._archive.summaries([each.citing_id for each in citations])
            for citation in citations:
                reason = replace(_reason("cites", None, citation), text=texts[node])
                self._add(cables[citation.citing_id].mrn, None, reason, distance, new)

    def _add(
        self,
        mrn: MRN | None,
        citation: Citation | None,
        reason: Reason,
        distance: int,
        new: list[_Found],
    ) -> None:
        text = "" if citation is None else citation.text
        if mrn is None and citation is None:
            return  # a citing cable without a number cannot be followed
        mrn = self._names.get(mrn, mrn) if mrn is not None else None
        node = None if citation is None else citation.node
        key: object = mrn if mrn is not None else node or " ".join(text.upper().split())
        known = self._found.get(key)
        if known is not None:
            if known.distance == distance and reason not in known.reasons:
                known.reasons.append(reason)
            return
        if len(self._found) >= self._max:
            self._left.add(key)
            return
        kind = "cable" if citation is None else citation.kind
        found = _Found(mrn, distance, kind=kind, text=text if mrn is None else "")
        if mrn is None and citation is not None:
            found.date, found.node = citation.date, node
        found.walks_back = citation is not None and citation.and_previous
        found.reasons.append(reason)
        self._found[key] = found
        new.append(found)

    def _look_up(self, level: Iterable[_Found]) -> None:
        """Put what is held of them to the numbers; two numbers of one cable become one step."""
        level = [each for each in level if each.mrn is not None]
        held = self._archive.holding([each.mrn for each in level if each.mrn is not None])
        for each in level:
            cables = held.get(each.mrn) if each.mrn is not None else None
            if not cables or each.mrn is None:
                continue
            each.cable, each.date = cables[0], cables[0].date
            own = cables[0].mrn
            if own is not None and own != each.mrn:
                self._names[each.mrn] = own
                self._found.pop(each.mrn)
                same = self._found.setdefault(own, each)
                if same is not each:
                    same.reasons += each.reasons
                each.mrn = own

    def add_same_subject(self, root: Summary) -> None:
        """Add cables of the same station that share TAGS and words of the subject."""
        for cable, tags, words in same_subject(self._archive, root):
            if cable.mrn is None or cable.mrn in self._found:
                continue
            if len(self._found) >= self._max:
                self._left.add(cable.mrn)
                continue
            reason = Reason(relation="same_subject", other=root.mrn, tags=tags, words=words)
            self._found[cable.mrn] = _Found(
                cable.mrn, 1, cable=cable, date=cable.date, reasons=[reason]
            )

    def steps(self) -> tuple[Step, ...]:
        """Return the steps in order of time."""
        places = Places(self._archive)
        return tuple(
            sorted((self._step(each, places) for each in self._found.values()), key=_order)
        )

    def _step(self, found: _Found, places: Places) -> Step:
        day, is_estimated = found.date, False
        if found.cable is None and found.mrn is not None:
            cited = [
                self._found[each.other].date
                for each in found.reasons
                if each.relation == "cited_by" and each.other in self._found
            ]
            by = min((each for each in cited if each is not None), default=None)
            day = places.place(found.mrn, not_after=by).date
            is_estimated = day is not None
        return Step(
            mrn=found.mrn,
            kind=found.kind,
            cable=found.cable,
            date=day,
            is_estimated=is_estimated,
            distance=found.distance,
            text=found.text,
            reasons=tuple(found.reasons),
        )


def _order(step: Step) -> tuple[date, str, int]:
    number = 0 if step.mrn is None else step.mrn.number
    return step.date or date.max, "" if step.mrn is None else step.mrn.station, number


def _reason(relation: str, other: MRN | None, citation: Citation) -> Reason:
    return Reason(
        relation=relation,
        other=other,
        label=citation.label,
        paragraph=citation.paragraph,
        year_confidence=citation.year_confidence,
        read_year=citation.read_year,
    )


def subject_words(subject: str | None) -> tuple[str, ...]:
    """Return the words of a subject that say what it is about.

    >>> subject_words("HARBOR DUES: RESPONSE TO THE GUILD")
    ('harbor', 'dues', 'guild')
    """
    words = (word.lower() for word in _WORD.findall(subject or ""))
    return tuple(dict.fromkeys(word for word in words if word not in _COMMON))


def same_subject(
    archive: SearchedStore, root: Summary
) -> list[tuple[Summary, tuple[str, ...], tuple[str, ...]]]:
    """Return cables of the same station and time on the same subject, those most alike first.

    Returns:
        The cable, the TAGS that both have, the words of the subject that both have: one TAGS at
        least where the cable has any, and two words.
    """
    words = subject_words(root.subject)
    if root.mrn is None or root.date is None or len(words) < _SHARED_WORDS:
        return []
    margin = timedelta(days=SAME_SUBJECT_DAYS)
    either = " OR ".join(f'subject:"{word}"' for word in words)
    query = f"from:{root.mrn.station} date:{root.date - margin}..{root.date + margin} ({either})"
    hits = archive.search(query, limit=_LOOKED_AT, with_snippets=False).hits
    cables = {
        hit.cable.cable_id: hit.cable
        for hit in hits
        if hit.cable.mrn and hit.cable.mrn.station == root.mrn.station
    }
    tags = archive.tags_of([root.cable_id, *cables])
    own = tags.get(root.cable_id, ())
    found = []
    for cable_id, cable in cables.items():
        theirs = set(subject_words(cable.subject))
        shared = tuple(word for word in words if word in theirs)
        both = tuple(tag for tag in own if tag in tags.get(cable_id, ()))
        if len(shared) >= _SHARED_WORDS and (both or not own):
            found.append((cable, both, shared))
    found.sort(key=lambda each: (-len(each[2]), -len(each[1]), each[0].cable_id))
    return found[:SAME_SUBJECT_MOST]
