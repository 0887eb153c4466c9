"""The banner that a released cable bears: what its released portions add up to.

Source: 32 CFR 2001.24 (the overall mark is that of the highest portion); rules for controls as the
reference of the marks gives them (section 3.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.model import Level, Marking

if TYPE_CHECKING:
    from collections.abc import Iterable

_HOME: Final = frozenset({"USA"})
#: Words that stand in the banner of an unclassified message alone.
_UNCLASSIFIED_ALONE: Final = frozenset({"FOUO", "SBU", "LES", "LOU", "SSI"})
#: Stands in the banner only if every classified portion has it.
_OF_ALL: Final = frozenset({"RELIDO"})


def rolled_up(markings: Iterable[Marking]) -> Marking | None:
    """Return the banner of portions with these markings, `None` for no portion.

    A level that could not be read counts as the highest.

    >>> from cablegram.model import Level, Marking
    >>> str(rolled_up([Marking(level=Level.UNCLASSIFIED, controls=frozenset({"SBU"})),
    ...                Marking(level=Level.SECRET, controls=frozenset({"NOFORN"}))]))
    'SECRET//NOFORN'
    """
    portions = list(markings)
    if not portions:
        return None
    level = max(Level.TOP_SECRET if each.level is None else each.level for each in portions)
    controls = frozenset().union(*(each.controls for each in portions))
    if level != Level.UNCLASSIFIED:
        controls -= _UNCLASSIFIED_ALONE
        classified = [each for each in portions if each.level != Level.UNCLASSIFIED]
        controls -= {
            word for word in _OF_ALL if not all(word in each.controls for each in classified)
        }
    if "NODIS" in controls:
        controls -= {"EXDIS"}
    listed = [each.release_to for each in portions if each.release_to is not None]
    release = frozenset.intersection(*listed) if listed and "NOFORN" not in controls else None
    if release is not None and release <= _HOME:
        release, controls = None, controls | {"NOFORN"}
    return Marking(level=level, controls=controls, release_to=release)
