"""Files that hold several cables: streams of traffic and tables."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cablegram.sample import form_acp127, form_rows
from cablegram.sample.text import paragraph_prefix
from cablegram.sample.truth import SampleMessage

if TYPE_CHECKING:
    from cablegram.sample.cable import Cable
    from cablegram.sample.dice import Dice
    from cablegram.sample.prose import Prose
    from cablegram.sample.truth import SampleTruth

__all__ = ["Stream", "Table"]


@dataclass(slots=True)
class Stream:
    """A file of raw traffic, message after message, as a circuit delivered it."""

    limit: int = 6
    number: int = 0
    is_section_lost: bool = False
    parts: list[str] = field(default_factory=list)
    truths: list[SampleTruth] = field(default_factory=list)

    def add(self, dice: Dice, cable: Cable, prose: Prose, *, faults: bool) -> None:
        """Add a cable; the first long one loses a section, now and then a later one too."""
        sections, truth = form_acp127.transmissions(dice, cable, prose)
        loses = len(sections) > 1 and (not self.is_section_lost or dice.chance(0.4))
        if faults and loses:
            self.is_section_lost = True
            del sections[1]
            lines = "\n".join(sections).split("\n")
            heard = [
                each
                for each in cable.paragraphs
                if any(line.startswith(paragraph_prefix(each)) for line in lines)
            ]
            is_signed = cable.signature.upper() in lines
            truth = replace(
                truth,
                faults=tuple(sorted({*truth.faults, "section_missing"})),
                paragraphs=tuple(
                    (None if each.number is None else str(each.number), each.mark) for each in heard
                ),
                signature=truth.signature if is_signed else None,
            )
        if faults and self.parts and dice.chance(0.08) and self.parts[-1].endswith("NNNN\n"):
            self.parts[-1] = self.parts[-1].rstrip("\n")
            self.truths[-1] = replace(
                self.truths[-1], faults=tuple(sorted({*self.truths[-1].faults, "run_together"}))
            )
        self.parts += sections
        self.truths.append(truth)

    def flush(self) -> SampleMessage | None:
        """Return the file, if there is anything in it, and begin a new one."""
        if not self.truths:
            return None
        self.number += 1
        message = SampleMessage(
            name=f"acp127/stream-{self.number:04d}.txt",
            form="acp127",
            data="".join(self.parts).encode(),
            truths=tuple(self.truths),
        )
        self.parts.clear()
        self.truths.clear()
        return message


@dataclass(slots=True)
class Table:
    """A CSV file, one cable a row."""

    limit: int = 12
    number: int = 0
    first: int = 1
    rows: list[list[str]] = field(default_factory=list)
    truths: list[SampleTruth] = field(default_factory=list)

    def add(self, dice: Dice, cable: Cable, prose: Prose, *, faults: bool) -> None:
        """Add a row."""
        del faults
        row, truth = form_rows.record(dice, cable, prose)
        self.rows.append(row)
        self.truths.append(truth)

    def flush(self) -> SampleMessage | None:
        """Return the file, if there is anything in it, and begin a new one."""
        if not self.truths:
            return None
        self.number += 1
        data = form_rows.table(self.rows, first=self.first, with_names=self.number % 2 == 0)
        message = SampleMessage(
            name=f"rows/cables-{self.number:04d}.csv",
            form="rows",
            data=data.encode(),
            truths=tuple(self.truths),
        )
        self.first += len(self.rows)
        self.rows.clear()
        self.truths.clear()
        return message
