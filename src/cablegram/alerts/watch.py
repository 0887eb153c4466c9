"""What all subscriptions together look for: each distinct query once, each number once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cablegram.alerts.forms import ReaderClass, classes_of
from cablegram.alerts.numbers import Numbers, Watched, number_of
from cablegram.alerts.values import Kind, Subscription
from cablegram.archive.desk import Desk, NotOnTheDesk
from cablegram.errors import QueryError
from cablegram.search import parse_query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cablegram.access import Policy, Reader
    from cablegram.alerts.board import Board
    from cablegram.model import MRN
    from cablegram.search import ParsedQuery

THREAD_DEPTH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """A subscription with its reader as he is now, and the class that he is of."""

    subscription: Subscription
    reader: Reader
    of: ReaderClass


class Watch:
    """All subscriptions, by what they look for."""

    def __init__(self, board: Board, policy: Policy, readers: dict[str, Reader]) -> None:
        """Sort the subscriptions.

        Args:
            board: Where they are.
            policy: By which it is decided who sees what.
            readers: The readers of accounts by identifier; an account that is not among them is
                told of nothing.
        """
        self._board = board
        self._policy = policy
        self._desks: dict[Reader, Desk] = {}
        self.by_query: dict[str, dict[str, list[Watching]]] = defaultdict(lambda: defaultdict(list))
        self.parsed: dict[str, ParsedQuery] = {}
        self.numbers = Numbers()
        self.by_id: dict[str, Watching] = {}
        now = [
            (each, each.reader if each.owner is None else readers[each.owner])
            for each in board.all()
            if each.owner is None or each.owner in readers
        ]
        classes = classes_of({reader for _, reader in now}, policy)
        for subscription, reader in now:
            if reader in classes:
                of = classes[reader]
                watching = Watching(subscription=subscription, reader=reader, of=of)
                self.by_id[subscription.subscription_id] = watching
        self.classes = {each.of.name: each.of for each in self.by_id.values()}
        self._threads()
        for each in self.by_id.values():
            self._sort(each)
        for desk in self._desks.values():
            desk.close()

    def _threads(self) -> None:
        for subscription_id, mrn, distance in self._board.rows(
            "SELECT subscription_id, mrn, distance FROM subscription_number"
        ):
            number = number_of(mrn)
            if number is not None and distance < THREAD_DEPTH:
                self._watch(subscription_id, number, distance=distance, arrives=True)

    def _sort(self, each: Watching) -> None:
        what, subscription_id = each.subscription.what, each.subscription.subscription_id
        match each.subscription.kind:
            case Kind.QUERY:
                self._ask(each, what)
            case Kind.STATION:
                self._ask(each, f'from:"{what}"')
            case Kind.SEARCH:
                for search in self._desk(each).searches():
                    if search.search_id == what:
                        self._ask(each, search.query)
            case Kind.CITES:
                if (number := number_of(what)) is not None:
                    self._watch(subscription_id, number)
            case Kind.DOSSIER:
                for number in self._in_dossier(each):
                    self._watch(subscription_id, number, arrives=True)
            case Kind.THREAD:
                pass  # its numbers are kept

    def _ask(self, each: Watching, query: str) -> None:
        if query not in self.parsed:
            try:
                self.parsed[query] = _parsed(query)
            except QueryError:
                return  # it was right when it was kept, by another version
        self.by_query[query][each.of.name].append(each)

    def _watch(
        self, subscription_id: str, mrn: MRN, *, distance: int = 0, arrives: bool = False
    ) -> None:
        if subscription_id in self.by_id:
            self.numbers.watch(
                Watched(
                    subscription_id=subscription_id, mrn=mrn, distance=distance, arrives=arrives
                )
            )

    def _in_dossier(self, each: Watching) -> Iterable[MRN]:
        try:
            items = self._desk(each).dossier(each.subscription.what).items
        except NotOnTheDesk:
            return ()  # deleted, or not his to see any more
        return [item.pointer.mrn for item in items if item.pointer.mrn is not None]

    def _desk(self, each: Watching) -> Desk:
        if each.reader not in self._desks:
            self._desks[each.reader] = Desk.open(
                self._board.folder, each.reader, policy=self._policy
            )
        return self._desks[each.reader]


@lru_cache(maxsize=20_000)
def _parsed(query: str) -> ParsedQuery:
    return parse_query(query)
