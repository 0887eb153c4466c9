"""What is released of each portion: by the marks, and by what reviewers have ruled.

| what | comes of it |
|---|---|
| access lets the audience see a portion | it is released |
| access does not | it is withheld |
| a ruling on the whole portion | in place of both |
| a ruling to release a span | that span is released |
| a ruling to withhold a span | that span is withheld, whatever else is said of it |
| several of these on one stretch | the exemptions of all of them stand |
| a ruling on a text that stands in another portion now | it counts there |
| a ruling on a line of the heading that reads otherwise now | that line is withheld |
| a ruling to withhold a text that is not found | all is withheld until it is taken back |
| a line of the envelope | is released with the first portion that is |

Of several rulings on one portion the last counts; of spans refusal beats leave. A ruling to release
counts only if a second reviewer has confirmed it; one to withhold counts at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cablegram.archive.reviewing.values import Action, digest_of
from cablegram.release.portions import Kind, is_of_the_body

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cablegram.access import Decided
    from cablegram.archive.reviewing.values import Ruling
    from cablegram.release.portions import Portion

#: What a classified mark above the audience is withheld under, if nobody has said more.
CLASSIFIED: Final = "B1"
_CLASSIFIED_LEVELS: Final = frozenset({"confidential", "secret", "top_secret"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a portion: its text, or `None` where it is withheld, with the codes for that."""

    text: str | None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """What is released of a portion.

    Attributes:
        portion: The portion.
        pieces: In order; neighbours differ.
        by_mark: Whether what is released may be seen by the marks alone.
        why: The reason of access, for a reviewer.
        is_stale: Whether it is withheld as a ruling was on another text.
        withheld: The withheld stretches, start and end.
    """

    portion: Portion
    pieces: tuple[Piece, ...]
    by_mark: bool
    why: str
    is_stale: bool = False
    withheld: tuple[tuple[int, int], ...] = ()

    @property
    def is_released(self) -> bool:
        """Whether anything of it is released."""
        return any(each.text is not None for each in self.pieces)

    @property
    def is_whole(self) -> bool:
        """Whether all of it is released."""
        return all(each.text is not None for each in self.pieces)


def shares_of(
    portions: Sequence[Portion],
    decided: Decided,
    rulings: Iterable[Ruling] = (),
    *,
    code: str = "",
) -> tuple[Share, ...]:
    """Return what is released of each portion, in their order.

    Args:
        portions: Of one cable.
        decided: What access decided on it for the audience.
        rulings: Those that count, oldest first.
        code: Stands where access withholds something and no classification says why.
    """
    placed = placed_on(portions, rulings)
    made = [_share(each, decided, placed, code) for each in portions]
    if any(
        each.is_released and each.portion.kind not in (Kind.ENVELOPE, Kind.BANNER) for each in made
    ):
        return tuple(made)
    return tuple(
        replace(each, pieces=(Piece(None),), withheld=((0, len(each.portion.text)),))
        if each.portion.kind is Kind.ENVELOPE
        else each
        for each in made
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """Rulings where the text stands that they were made on; the others by what they ask.

    Attributes:
        on: Those on the text of a portion, by its key.
        lost: Those whose text no portion has.
        astray: Of these the codes, by the portion that they withhold.
        of_all: The codes of those of which nobody knows what they withhold now; `None` if all
            are known.
    """

    on: dict[str, list[Ruling]]
    lost: list[Ruling]
    astray: dict[str, tuple[str, ...]]
    of_all: tuple[str, ...] | None = None


def placed_on(portions: Sequence[Portion], rulings: Iterable[Ruling]) -> Placed:
    """Find for each ruling where its text stands.

    A cable can be read otherwise later, or another copy of it: a paragraph is then another one, or
    two. What a ruling withholds may stand in any of them.
    """
    placed, of_all = Placed({}, [], {}), None
    if not (standing := tuple(rulings)):
        return placed
    named = {each.portion for each in standing}
    digests = {each.key: digest_of(each.text) for each in portions if each.key in named}
    for each in standing:
        own = digests.get(each.portion)
        if own == each.digest:
            keys = [each.portion]
        else:
            if len(digests) < len(portions):
                digests = {each.key: digest_of(each.text) for each in portions}
            keys = [key for key, digest in digests.items() if digest == each.digest]
        for key in keys:
            placed.on.setdefault(key, []).append(each)
        if keys:
            continue
        placed.lost.append(each)
        if own is not None:
            placed.astray[each.portion] = _joined(placed.astray.get(each.portion, ()), each.codes)
        if each.action is Action.WITHHOLD and (own is None or is_of_the_body(each.portion)):
            of_all = _joined(of_all or (), each.codes)
    return replace(placed, of_all=of_all)


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _share(portion: Portion, decided: Decided, placed: Placed, code: str) -> Share:
    decision = portion.decision(decided)
    allowed, why = (True, "envelope") if decision is None else (decision.allowed, decision.why)
    text, size = portion.text, len(portion.text)
    codes = placed.astray.get(portion.key)
    if placed.of_all is not None and portion.kind is not Kind.ENVELOPE:
        codes = _joined(codes or (), placed.of_all)
    if codes is not None:
        return Share(
            portion, (Piece(None, codes),), by_mark=False, why=why, is_stale=True,
            withheld=((0, size),),
        )  # fmt: skip
    if rulings := placed.on.get(portion.key):
        return _ruled(portion, rulings, code, allowed=allowed, why=why)
    if allowed:
        return Share(portion, (Piece(text),), by_mark=True, why=why)
    piece = Piece(None, _codes(portion, code))
    return Share(portion, (piece,), by_mark=False, why=why, withheld=((0, size),))


def _ruled(
    portion: Portion, rulings: Sequence[Ruling], code: str, *, allowed: bool, why: str
) -> Share:
    """Lay rulings over a portion: the whole first, then spans, those that withhold last."""
    text, size = portion.text, len(portion.text)
    ground: tuple[str, ...] | None = None if allowed else _codes(portion, code)
    for each in rulings:
        if each.start is None:
            ground = each.codes if each.action is Action.WITHHOLD else None
    marks: list[tuple[str, ...] | None] = [ground] * size
    for first, last in _spans(rulings, Action.RELEASE, size):
        marks[first:last] = [None] * (last - first)
    withheld_by: list[tuple[str, ...] | None] = [None] * size
    for each in rulings:
        for first, last in _spans((each,), Action.WITHHOLD, size):
            before = withheld_by[first:last]
            now: list[tuple[str, ...] | None] = [each.codes] * len(before)
            if before.count(None) < len(before):
                # On one stretch the exemptions of each ruling that withholds it stand.
                now = [_joined(said or (), each.codes) for said in before]
            marks[first:last] = withheld_by[first:last] = now
    pieces: list[Piece] = []
    withheld: list[tuple[int, int]] = []
    start = 0
    for place in range(1, size + 1):
        if place == size or marks[place] != marks[start]:
            said = marks[start]
            pieces.append(Piece(text[start:place]) if said is None else Piece(None, said))
            if said is not None:
                withheld.append((start, place))
            start = place
    return Share(portion, tuple(pieces), by_mark=allowed, why=why, withheld=tuple(withheld))


def _spans(rulings: Sequence[Ruling], action: Action, size: int) -> Iterator[tuple[int, int]]:
    for each in rulings:
        if each.start is not None and each.end is not None and each.action is action:
            first, last = max(0, each.start), min(size, each.end)
            if first < last:
                yield first, last


def merged(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return pieces with withheld neighbours as one, with the exemptions of all of them.

    Where one ends and the next begins would tell something of what is withheld.
    """
    if len(pieces) < 2:
        return tuple(pieces)
    made: list[Piece] = []
    for each in pieces:
        if made and each.text is None and made[-1].text is None:
            made[-1] = Piece(None, _joined(made[-1].codes, each.codes))
        else:
            made.append(each)
    return tuple(made)


def _codes(portion: Portion, code: str) -> tuple[str, ...]:
    """Return what stands for a portion that the marks keep from the audience."""
    if portion.level in _CLASSIFIED_LEVELS:
        return (CLASSIFIED,)
    return (code,) if code else ()
