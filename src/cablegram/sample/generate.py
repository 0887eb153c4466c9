"""The made-up messages in a row, from a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from cablegram.sample import form_acp127, form_sas, form_smart, form_telegram
from cablegram.sample.dice import Dice
from cablegram.sample.eras import ERAS, Era
from cablegram.sample.matters import begin, cables_of
from cablegram.sample.prose import PooledProse, Prose
from cablegram.sample.serials import Register
from cablegram.sample.truth import FORMS, SampleMessage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cablegram.sample.cable import Cable
    from cablegram.sample.truth import SampleTruth

__all__ = ["generate"]


class _Form(Protocol):
    def stem(self, cable: Cable) -> str: ...
    def render(self, dice: Dice, cable: Cable, prose: Prose) -> tuple[str, SampleTruth]: ...


_SINGLE: Final[dict[str, _Form]] = {
    "acp127": form_acp127,
    "sas": form_sas,
    "smart": form_smart,
    "telegram": form_telegram,
}
_ENDING: Final = {"acp127": "txt", "sas": "txt", "smart": "txt", "telegram": "txt"}


def _eras(forms: frozenset[str]) -> list[tuple[Era, float]]:
    found = []
    for era in ERAS:
        kept = tuple((form, share) for form, share in era.forms if form in forms)
        if kept:
            share = era.share * sum(share for _, share in kept)
            narrowed = Era(
                name=era.name, first=era.first, last=era.last, share=era.share, forms=kept
            )
            found.append((narrowed, share))
    return found


def generate(
    count: int,
    *,
    seed: int = 1,
    forms: Iterable[str] | None = None,
    faults: bool = True,
    size: int = 3500,
    bulk: bool = False,
) -> Iterator[SampleMessage]:
    """Make up messages that hold `count` cables in all; the same seed gives the same bytes.

    Args:
        count: How many cables, copies and corrected copies included; a file may hold several.
        seed: Any whole number.
        forms: Source forms to make, out of `FORMS`; all by default.
        faults: Whether to add deliberate deviations, duplicates and garbles.
        size: About how many characters a message has on average.
        bulk: Take paragraphs from a stock made in advance: several times as fast, prose less varied.

    Raises:
        ValueError: If a form is unknown or `count` is negative.
    """
    wanted = frozenset(FORMS if forms is None else forms)
    unknown = sorted(wanted - frozenset(FORMS))
    if unknown or not wanted:
        raise ValueError(f"unknown form: {', '.join(unknown) or 'none given'}")
    if count < 0:
        raise ValueError("count must not be negative")
    return _generate(count, seed, wanted & frozenset(_SINGLE), faults=faults, size=size, bulk=bulk)


def _generate(
    count: int, seed: int, forms: frozenset[str], *, faults: bool, size: int, bulk: bool
) -> Iterator[SampleMessage]:
    del faults
    eras = _eras(forms)
    register = Register()
    prose = PooledProse(seed) if bulk else Prose()
    made = matter_number = 0
    while made < count:
        dice = Dice(seed, matter_number)
        matter_number += 1
        matter = begin(dice, dice.weighted(eras))
        for cable in cables_of(dice, matter, register, prose, size=size):
            if made >= count:
                break
            form = _SINGLE[cable.form]
            data, truth = form.render(dice, cable, prose)
            name = f"{cable.form}/{form.stem(cable)}.{_ENDING[cable.form]}"
            yield SampleMessage(name=name, form=cable.form, data=data.encode(), truths=(truth,))
            made += 1
