"""The made-up messages in a row, from a seed."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from cablegram.sample import (
    form_acp127,
    form_mail,
    form_sas,
    form_smart,
    form_tei,
    form_telegram,
    form_web,
)
from cablegram.sample.bundles import Stream, Table
from cablegram.sample.dice import Dice
from cablegram.sample.eras import ERAS, Era
from cablegram.sample.faults import bend, garble, scan
from cablegram.sample.lengths import ChanceLengths, EvenLengths
from cablegram.sample.matters import begin, cables_of
from cablegram.sample.prose import PooledProse, Prose
from cablegram.sample.serials import Register
from cablegram.sample.truth import FORMS, SampleMessage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cablegram.sample.cable import Cable
    from cablegram.sample.lengths import Lengths
    from cablegram.sample.truth import SampleTruth

__all__ = ["generate"]


class _Form(Protocol):
    def stem(self, cable: Cable, /) -> str: ...
    def render(self, dice: Dice, cable: Cable, prose: Prose, /) -> tuple[str, SampleTruth]: ...


_SINGLE: Final[dict[str, _Form]] = {
    "acp127": form_acp127,
    "mail": form_mail,
    "sas": form_sas,
    "smart": form_smart,
    "tei": form_tei,
    "telegram": form_telegram,
    "web": form_web,
}
_ENDING: Final = {"mail": "eml", "tei": "xml"}
#: Into which other form the same cable may have been saved as well.
_SECOND: Final = {"acp127": "web", "sas": "tei", "smart": "mail", "web": "acp127"}


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
        count: How many cables, duplicates and corrected copies included; a file may hold several.
        seed: Any whole number.
        forms: Source forms to make, out of `FORMS`; all by default.
        faults: Whether to add deliberate deviations, duplicates and garbles.
        size: About how many characters a message has on average.
        bulk: Take paragraphs from a stock made in advance: several times as fast, prose less
            varied. `size` is then the mean in bytes over all forms, as near as one per cent in
            some thousand messages; a form alone has its own mean (an archive's export with its
            attributes is longer than the same telegram alone).

    Raises:
        ValueError: If a form is unknown or `count` is negative.
    """
    wanted = frozenset(FORMS if forms is None else forms)
    unknown = sorted(wanted - frozenset(FORMS))
    if unknown or not wanted:
        raise ValueError(f"unknown form: {', '.join(unknown) or 'none given'}")
    if count < 0:
        raise ValueError("count must not be negative")
    return _Maker(seed, wanted, faults=faults, size=size, bulk=bulk).messages(count)


def _eras(forms: frozenset[str]) -> list[tuple[Era, float]]:
    """Return the eras that have any of the forms, each with its share of the cables."""
    found = []
    for era in ERAS:
        kept = tuple((form, share) for form, share in era.forms if form in forms)
        if kept:
            found.append((replace(era, forms=kept), era.share * sum(share for _, share in kept)))
    return found


class _Maker:
    """Story lines one after the other, each cable put into its form and out."""

    def __init__(
        self, seed: int, forms: frozenset[str], *, faults: bool, size: int, bulk: bool
    ) -> None:
        self.seed = seed
        self.forms = forms
        self.faults = faults
        self.lengths: Lengths = EvenLengths(seed, size=size) if bulk else ChanceLengths(size=size)
        self.register = Register()
        self.prose = PooledProse(seed) if bulk else Prose()
        self.stream = Stream()
        self.table = Table()
        self.made = 0

    def messages(self, count: int) -> Iterator[SampleMessage]:
        """Yield files that hold `count` cables in all."""
        eras = _eras(self.forms)
        done = [0.0] * len(eras)
        matter_number = 0
        while self.made < count:
            dice = Dice(self.seed, matter_number)
            # The era that is most behind its share comes next: all are there from the start.
            place = min(range(len(eras)), key=lambda each: (done[each] + 1) / eras[each][1])
            before = self.made
            for cable in self._cables(dice, eras[place][0], matter_number):
                yield from self._one(dice, cable, count)
                if self.made >= count:
                    break
            done[place] += max(self.made - before, 1)
            matter_number += 1
        for bundle in (self.stream, self.table):
            last = bundle.flush()
            if last is not None:
                yield last

    def _cables(self, dice: Dice, era: Era, matter_number: int) -> Iterator[Cable]:
        matter = begin(dice, era, matter_number)
        return cables_of(dice, matter, self.register, self.prose, self.lengths)

    def _one(self, dice: Dice, cable: Cable, count: int) -> Iterator[SampleMessage]:
        """Yield the file or files of one cable; none while a bundle fills."""
        if self.faults:
            bend(dice, cable)
        bundle: Stream | Table | None = None
        if cable.form == "rows":
            bundle = self.table
        elif cable.form == "acp127" and (dice.chance(0.2) or self._is_to_lose_a_section(cable)):
            bundle = self.stream
        if bundle is not None:
            bundle.add(dice, cable, self.prose, faults=self.faults)
            self.made += 1
            if len(bundle.truths) >= bundle.limit:
                full = bundle.flush()
                if full is not None:
                    yield full
            return
        message = self._file(dice, cable)
        self.made += 1
        if self.faults and self.made < count and dice.chance(0.035):
            again = self._again(dice, cable, message)
            if again is not None:
                self.made += 1
                truth = message.truths[0]
                names = tuple(sorted({*truth.faults, "duplicate"}))
                yield replace(message, truths=(replace(truth, faults=names),))
                yield again
                return
        yield message

    def _is_to_lose_a_section(self, cable: Cable) -> bool:
        """Tell whether this is the first cable of several sections: one is not received."""
        return (
            self.faults
            and not self.stream.is_section_lost
            and form_acp127.is_long(cable)
            and cable.dtg.year >= 1996
        )

    def _file(self, dice: Dice, cable: Cable, suffix: str = "") -> SampleMessage:
        form = _SINGLE[cable.form]
        text, truth = form.render(dice, cable, self.prose)
        names = set(truth.faults)
        encoding = "utf-8"
        if self.faults:
            if cable.form == "telegram" and cable.dtg.year < 1980:
                text = scan(dice, text)
                names.add("ocr")
            text, fault = garble(dice, cable, text)
            if fault is not None:
                names.add(fault)
            text, encoding = _encoded(dice, cable, text, names)
        ending = _ENDING.get(cable.form, "txt")
        if cable.form == "web":
            ending = form_web.ending(text)
        if names != set(truth.faults):
            truth = replace(truth, faults=tuple(sorted(names)))
        return SampleMessage(
            name=f"{cable.form}/{form.stem(cable)}{suffix}.{ending}",
            form=cable.form,
            data=text.encode(encoding),
            truths=(truth,),
        )

    def _again(self, dice: Dice, cable: Cable, message: SampleMessage) -> SampleMessage | None:
        """Return a second copy of a cable: the same bytes, a corrected one, or another form."""
        roll = dice.roll()
        second = _SECOND.get(cable.form)
        if roll < 0.4 and second in self.forms and second is not None:
            other = copy(cable)
            other.form = second
            other.faults = {*cable.faults, "duplicate"} - {"heading_absent"}
            return self._file(dice, other)
        truth = message.truths[0]
        stem, dot, ending = message.name.rpartition(".")
        if roll < 0.7 and cable.form in {"acp127", "telegram", "sas"}:
            other = copy(cable)
            other.subject = f"{cable.subject} (corrected)"
            other.faults = {*cable.faults, "corrected_copy"} - {"heading_absent"}
            other.is_corrected = True
            return self._file(dice, other, suffix="-corrected")
        names = tuple(sorted({*truth.faults, "duplicate"}))
        return replace(
            message, name=f"{stem}-copy{dot}{ending}", truths=(replace(truth, faults=names),)
        )


def _encoded(dice: Dice, cable: Cable, text: str, names: set[str]) -> tuple[str, str]:
    """Change line ends or letters in few files; return the text and its encoding."""
    roll = dice.roll()
    if roll < 0.04 and cable.form in {"acp127", "telegram", "smart"} and "ocr" not in names:
        names.add("line_ends_crlf")
        return text.replace("\n", "\r\n"), "utf-8"
    if roll < 0.14 and cable.form in {"smart", "telegram"} and "ocr" not in names:
        changed = text.replace("in good order", "\u201cin good order\u201d")
        if changed != text:
            names.add("windows_1252")
            return changed, "cp1252"
    return text, "utf-8"
