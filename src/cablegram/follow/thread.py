"""The thread around a cable: what it cites, what cites it, and so on, as a tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cablegram.archive import Citation, Summary
    from cablegram.archive.interface import RecordStore
    from cablegram.model import MRN

MAX_NODES = 500
# So many steps the tree goes back from what is cited AND PREVIOUS.
WALK_BACK = 10
CITES = "cites"
CITED_BY = "cited_by"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One cable in a thread.

    Attributes:
        mrn: Its number; `None` for what has none, such as a letter.
        text: The entry as it was written, for what has no number.
        relation: `root`, `cites` (the parent cites this one) or `cited_by` (this one cites it).
        label: The letter of the reference that ties the two.
        kind: What the reference names: `cable`, `letter` ...
        is_held: Whether the archive has the cable.
        is_repeated: Whether it stands in the tree already, with what hangs on it.
        year_confidence: How sure its year is in that reference, 0 to 1; `None` if not known.
        date: Its date, if it is held.
        subject: Its subject, if it is held.
        children: What it cites and what cites it, away from the root.
        left_out: How many more there are than the bound of the tree allows.
        paragraph: The paragraph (from 1) that names it, if that is not the REF line.
        and_previous: Whether it is cited with those before it, which the tree then follows.
        read_year: The year that the reader inferred, where the archive's numbers tell another one.
    """

    mrn: MRN | None
    text: str = ""
    relation: str = "root"
    label: str | None = None
    kind: str = "cable"
    is_held: bool = True
    is_repeated: bool = False
    year_confidence: float | None = None
    date: date | None = None
    subject: str | None = None
    children: tuple[Node, ...] = ()
    left_out: int = 0
    paragraph: int | None = None
    and_previous: bool = False
    read_year: int | None = None


def thread(store: RecordStore, mrn: MRN, *, depth: int = 1, max_nodes: int = MAX_NODES) -> Node:
    """Return the thread around a cable.

    What a cable cites is followed to what that cites, and what cites it to what cites that. A
    cable that is cited but not held is a node too.

    Args:
        store: The archive.
        mrn: The number of the cable; it need not be held.
        depth: How many steps away from it, at least 0.
        max_nodes: Bound of the tree; nearer ones are in it before those further away.
    """
    return _Growing(store, max_nodes).tree(mrn, depth)


class _Sprout:
    """A node while the tree grows."""

    def __init__(
        self,
        mrn: MRN | None,
        relation: str,
        citation: Citation | None,
        *,
        walks_back: bool = False,
    ) -> None:
        self.mrn = mrn
        self.walks_back = walks_back or (
            relation == CITES and citation is not None and citation.and_previous
        )
        self.relation = relation
        self.citation = citation
        self.cable: Summary | None = None
        self.children: list[_Sprout] = []
        self.is_repeated = False
        self.left_out = 0

    def node(self) -> Node:
        citation, cable = self.citation, self.cable
        return Node(
            mrn=self.mrn,
            text=citation.text if citation and self.mrn is None else "",
            relation=self.relation,
            label=citation.label if citation else None,
            kind=citation.kind if citation and self.relation == CITES else "cable",
            is_held=cable is not None,
            is_repeated=self.is_repeated,
            year_confidence=citation.year_confidence if citation else None,
            date=cable.date if cable else None,
            subject=cable.subject if cable else None,
            children=tuple(child.node() for child in self.children),
            left_out=self.left_out,
            paragraph=citation.paragraph if citation else None,
            and_previous=citation.and_previous if citation else False,
            read_year=citation.read_year if citation else None,
        )


class _Growing:
    """Grows a tree one step at a time, so that the bound cuts off what is farthest."""

    def __init__(self, store: RecordStore, max_nodes: int) -> None:
        self._store = store
        self._left = max_nodes
        self._seen: set[MRN] = set()

    def tree(self, mrn: MRN, depth: int) -> Node:
        root = _Sprout(mrn, "root", None)
        edge = [root]
        for step in range(depth + 1 + WALK_BACK):
            following: list[_Sprout] = []
            for sprout in edge:
                self._look_up(sprout)
                if (step < depth or sprout.walks_back) and not sprout.is_repeated:
                    following += self._grow(sprout)
            edge = following
        return root.node()

    def _look_up(self, sprout: _Sprout) -> None:
        if sprout.mrn is None:
            return
        found = self._store.find(sprout.mrn)
        if found:
            sprout.cable = found[0]
            if sprout.relation == "root":
                sprout.mrn = found[0].mrn or sprout.mrn
        sprout.is_repeated = sprout.mrn in self._seen
        self._seen.add(sprout.mrn)

    def _grow(self, sprout: _Sprout) -> list[_Sprout]:
        if sprout.relation in {"root", CITES} and sprout.cable is not None:
            cited = self._store.references(sprout.cable.cable_id)
            self._add(
                sprout,
                (_Sprout(each.mrn, CITES, each, walks_back=sprout.walks_back) for each in cited),
            )
        if sprout.relation in {"root", CITED_BY} and sprout.mrn is not None:
            citing = self._store.cited_by(sprout.mrn)
            cables = self._store.summaries([each.citing_id for each in citing])
            self._add(
                sprout,
                (_Sprout(cables[each.citing_id].mrn, CITED_BY, each) for each in citing),
            )
        return sprout.children

    def _add(self, sprout: _Sprout, children: Iterable[_Sprout]) -> None:
        seen: set[tuple[str, object]] = {(each.relation, each.mrn) for each in sprout.children}
        for child in children:
            key = (child.relation, child.mrn or child)
            if key in seen or (child.relation == CITED_BY and child.mrn is None):
                continue  # copies of one cable cite the same
            seen.add(key)
            if self._left <= 0:
                sprout.left_out += 1
            else:
                self._left -= 1
                sprout.children.append(child)
