"""Addressees: the TO and INFO lines (format lines 7 to 9)."""

from __future__ import annotations

from dataclasses import field

from cablegram.model.diagnostic import Span
from cablegram.model.ordered import Precedence
from cablegram.model.value import value


@value
class Addressee:
    """One station, office or collective that a cable goes to.

    `name` is the plain language address as written, without the rest of its line. `mcn` is the
    message continuity number (digits as written). `exempt` are the names that an XMT line takes
    out of a collective. `office` is what stands between double slashes.
    Source: 5 FAH-2 H-321.7 to H-321.9; ACP 127(G) para 205-206.
    """

    name: str
    routing_indicator: str | None = None
    precedence: Precedence | None = None
    precedence_text: str | None = None
    mcn: str | None = None
    exempt: tuple[str, ...] = ()
    office: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@value
class Attention:
    """One attention line: whom at an addressee the cable is for ("STATE FOR EUR/RUR (SAPT)").

    `post` is the addressee's word as written (`STATE`), or None. `offices` and `names` are what
    was recognised in the rest. `verb` is FOR, PASS, PASS TO ...
    """

    text: str
    post: str | None = None
    verb: str | None = None
    offices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)
