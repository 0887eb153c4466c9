"""Classification markings: the banner of a cable and the mark of a portion."""

from __future__ import annotations

from dataclasses import field

from cablegram.model.diagnostic import Span
from cablegram.model.ordered import Level
from cablegram.model.value import value

_HOME = frozenset({"USA"})


@value
class Marking:
    """A level with its controls, of a whole cable (banner) or of one portion.

    `level` is None when the mark could not be read. `controls` are canonical words (`NOFORN`,
    `ORCON`, `LOU`, `SBU`, `EFTO`, `FOUO`, `FGI` ...). `release_to` is the closed list of a REL TO
    mark (trigraphs, tetragraphs), None when there is none. `text` is the mark as written.
    """

    level: Level | None
    controls: frozenset[str] = frozenset()
    release_to: frozenset[str] | None = None
    text: str = field(default="", compare=False)
    span: Span | None = field(default=None, compare=False, repr=False)

    def dominates(self, other: Marking) -> bool:
        """Tell whether a person cleared for this marking may see what `other` marks.

        True when the level is at least as high, the controls include all of the other's, and the
        release list is contained in the other's (reference section 3.1). A level that could not
        be read counts as the highest on the other side and as the lowest on this one.
        """
        theirs = Level.TOP_SECRET if other.level is None else other.level
        mine = Level.UNCLASSIFIED if self.level is None else self.level
        if mine < theirs or not self.controls >= other.controls:
            return False
        limit = other._release()
        own = self._release()
        return limit is None or (own is not None and own <= limit)

    def _release(self) -> frozenset[str] | None:
        return _HOME if "NOFORN" in self.controls else self.release_to

    def __str__(self) -> str:
        """Return the canonical banner form, such as `SECRET//NOFORN`."""
        level = "UNMARKED" if self.level is None else self.level.value.upper().replace("_", " ")
        parts = [level, *sorted(self.controls)]
        if self.release_to is not None:
            rest = sorted(self.release_to - _HOME)
            home = ["USA"] if self.release_to & _HOME else []
            parts.append("REL TO " + ", ".join(home + rest))
        return "//".join(parts)
