"""Completion: for what is being typed in the box, proposals of several kinds, most likely first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cablegram.search.proposing import LEAST_LETTERS, Proposal, Proposer
from cablegram.search.typed import typed_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.search.archive import Archive
    from cablegram.search.finding import Finder
    from cablegram.search.typed import Typed

MAX_PROPOSALS: Final = 10
#: How many of a kind come before the others have had their turn.
_TURN: Final = {
    "number": 6, "tag": 4, "station": 3, "caption": 2, "class": 1, "field": 2, "date": 2,
    "person": 2, "word": 3,
}  # fmt: skip
_STATIONS: Final = frozenset({"from", "to", "info"})
_NUMBERS: Final = frozenset({"mrn", "ref", "cites", "citedby"})
_WORDS: Final = frozenset(
    {"text", "para", "subject", "summary", "signed", "classifiedby", "declass"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """A proposal, and the whole query with it.

    `query` is the query afterwards and `cursor` the place in it, in code points, where one would
    go on typing.
    """

    proposal: Proposal
    query: str
    cursor: int


def complete(
    archive: Archive, query: str, at: int | None = None, *, limit: int = MAX_PROPOSALS
) -> tuple[Completed, ...]:
    """Return what could be meant by what is being typed in a query.

    TAGS are found by code and by meaning, posts by any of their names, and numbers, people,
    captions, classes, years, fields and words by how they begin. Nothing is proposed that no cable
    of the archive has. What was filed since the last search is indexed first.

    Args:
        archive: The archive.
        query: What stands in the box, whole or not.
        at: Where the cursor stands, in code points; at the end if it is left out.
        limit: How many at most, up to 50.

    >>> import tempfile
    >>> from cablegram.search import Archive
    >>> with tempfile.TemporaryDirectory() as folder, Archive.open(folder, create=True) as archive:
    ...     [each.query for each in complete(archive, "ferry fr")]
    ['ferry from:']
    """
    typed = typed_at(query, len(query) if at is None else at)
    if typed is None or not (typed.text or typed.field):
        return ()
    finder = archive.ready()
    proposer = Proposer(finder, archive)
    if typed.field:
        found = [(typed.start, each) for each in _values(proposer, typed)]
    else:
        found = list(_bare(proposer, typed))
    made = (_applied(query, typed, start, each) for start, each in found)
    kept: dict[str, Completed] = {}
    for each in made:
        if each.proposal.kind == "number" or each.query.split() != query.split():
            kept.setdefault(each.query, each)
    shown = tuple(kept.values())[: max(0, min(limit, 50))]
    return tuple(_exactly_counted(finder, each) for each in shown)


def _exactly_counted(finder: Finder, completed: Completed) -> Completed:
    """Return a proposal with its count as it is now: lists of terms keep what was taken out."""
    proposal = completed.proposal
    if proposal.counted_by is None:
        return completed
    count = finder.exact_frequency(*proposal.counted_by)
    return replace(completed, proposal=replace(proposal, count=count))


def _values(proposer: Proposer, typed: Typed) -> list[Proposal]:
    """Return values of the field that is being typed."""
    field, text = typed.field, typed.text
    if field in _STATIONS:
        found = proposer.stations(text, field)
    elif field in _NUMBERS:
        found = proposer.numbers(text, field)
    elif field == "person":
        found = proposer.people(text)
    elif field in _WORDS:
        found = proposer.words(text, field)
    elif field == "date":
        found = proposer.years(text)
    elif field in {"form", "office", "reason", "signer", "classifier", "drafter", "named"}:
        found = proposer.keywords(field, text)
    elif field in {"has", "sort"}:
        found = proposer.chosen(field, text)
    else:
        kinds = {
            "tags": proposer.tags,
            "caption": proposer.captions,
            "class": proposer.levels,
            "precedence": proposer.precedences,
        }
        found = kinds[field](text) if field in kinds else []
    if typed.is_listed:  # a comma within quotation marks would be part of a name
        found = [each for each in found if '"' not in each.text]
    return found


def _bare(proposer: Proposer, typed: Typed) -> Iterator[tuple[int, Proposal]]:
    """Yield what a bare word could be: of each kind some, and then the rest."""
    text, start = typed.text, typed.start
    found: dict[str, list[tuple[int, Proposal]]] = {kind: [] for kind in _TURN}

    def add(proposals: list[Proposal] | Iterator[Proposal], place: int) -> None:
        for each in proposals:
            found[each.kind].append((place, each))

    for place, run in typed.runs:
        add(proposer.stations(run), place)
        if len(run) > len(text) + LEAST_LETTERS:
            add(proposer.tags(run), place)
        if any(map(str.isdigit, run)):
            add(proposer.numbers(run), place)
        add(proposer.people(run), place)
    add(proposer.fields(text), start)
    add(proposer.numbers(text) if any(map(str.isdigit, text)) else [], start)
    add(proposer.tags(text), start)
    if len(text) >= LEAST_LETTERS:
        add(proposer.stations(text), start)
        add(proposer.captions(text), start)
        add(proposer.levels(text), start)
        add(proposer.years(text), start)
        add(proposer.people(text), start)
        add(proposer.words(text), start)
    for kind, each in found.items():
        found[kind] = _once(each)
    exact = [each for kind in found.values() for each in kind if each[1].is_exact]
    exact.sort(key=lambda each: each[0])  # the longest run of words first
    yield from (each for each in exact if each[1].kind != "word")
    for kind, most in _TURN.items():
        yield from found[kind][:most]
    for kind, most in _TURN.items():
        yield from found[kind][most:]


def _once(found: list[tuple[int, Proposal]]) -> list[tuple[int, Proposal]]:
    """Return each proposal once, where the longest run of words leads to it."""
    kept: dict[str, tuple[int, Proposal]] = {}
    for place, proposal in found:
        kept.setdefault(proposal.text, (place, proposal))
    return list(kept.values())


def _applied(query: str, typed: Typed, start: int, proposal: Proposal) -> Completed:
    """Return the query with a proposal in the place of what is typed."""
    text = proposal.text
    if typed.field:
        text = text.partition(":")[2]
    rest = query[typed.end :]
    blank = "" if text.endswith(":") or rest[:1].isspace() or rest[:1] in {")", ","} else " "
    before = query[:start] + text + blank
    cursor = len(before) + (1 if rest[:1].isspace() and not text.endswith(":") else 0)
    return Completed(proposal=proposal, query=before + rest, cursor=cursor)
