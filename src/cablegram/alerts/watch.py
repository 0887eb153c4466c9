"""What all subscriptions together look for: each distinct query once, each number once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from cablegram.alerts.forms import ReaderClass, classes_of
from cablegram.alerts.numbers import Numbers, Watched, number_of
from cablegram.alerts.values import Kind, Subscription
from cablegram.archive.desk import Desk, NotOnTheDesk
from cablegram.errors import QueryError
from cablegram.search import parse_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cablegram.access import Policy, Reader
    from cablegram.alerts.board import Board
    from cablegram.archive.desk import DossierItem
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

    def __init__(
        self,
        board: Board,
        policy: Policy,
        readers: Mapping[str, Reader],
        *,
        named: Mapping[str, str] | None = None,
    ) -> None:
        """Sort the subscriptions.

        Args:
            board: Where they are.
            policy: By which it is decided who sees what.
            readers: The readers of accounts by identifier; an account that is not among them is
                told of nothing.
            named: If only these subscriptions are meant: the name that each one's class gets.
        """
        self._board = board
        self._policy = policy
        self._desks: dict[tuple[str | None, Reader], Desk] = {}
        self.by_query: dict[str, dict[str, list[Watching]]] = defaultdict(lambda: defaultdict(list))
        self.parsed: dict[str, ParsedQuery] = {}
        self.numbers = Numbers()
        self.by_id: dict[str, Watching] = {}
        #: Subscription and number, of all that belongs to threads.
        self.in_threads: set[tuple[str, str]] = set()
        #: What is in the dossiers that are followed, by subscription.
        self.items_of: dict[str, tuple[DossierItem, ...]] = {}
        now = [
            (each, each.reader if each.owner is None else readers[each.owner])
            for each in board.all()
            if each.owner is None or each.owner in readers
        ]
        classes = classes_of({reader for _, reader in now}, policy)
        for subscription, reader in now:
            is_meant = named is None or subscription.subscription_id in named
            if reader in classes and is_meant:
                of = classes[reader]
                if named is not None:
                    of = replace(of, name=named[subscription.subscription_id])
                watching = Watching(subscription=subscription, reader=reader, of=of)
                self.by_id[subscription.subscription_id] = watching
        self.classes = {each.of.name: each.of for each in self.by_id.values()}
        self._threads()
        for each in self.by_id.values():
            self._sort(each)
        for desk in self._desks.values():
            desk.close()

    @property
    def has_threads(self) -> bool:
        """Whether anybody follows a thread."""
        return bool(self.in_threads)

    def _threads(self) -> None:
        for subscription_id, mrn, distance in self._board.rows(
            "SELECT subscription_id, mrn, distance FROM subscription_number"
        ):
            self.in_threads.add((subscription_id, mrn))
            number = number_of(mrn)
            if number is not None:
                self._watch(
                    Watched(
                        subscription_id=subscription_id,
                        mrn=number,
                        cites=distance < THREAD_DEPTH,
                        arrives=True,
                        distance=distance,
                    )
                )

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
                    self._watch(Watched(subscription_id=subscription_id, mrn=number))
            case Kind.DOSSIER:
                self.items_of[subscription_id] = self._in_dossier(each)
                for item in self.items_of[subscription_id]:
                    if (number := item.pointer.mrn) is not None:
                        self._watch(
                            Watched(subscription_id=subscription_id, mrn=number, arrives=True)
                        )
            case Kind.THREAD:
                pass  # its numbers are kept

    def _ask(self, each: Watching, query: str) -> None:
        if query not in self.parsed:
            try:
                self.parsed[query] = _parsed(query)
            except QueryError:
                return  # it was right when it was kept, by another version
        self.by_query[query][each.of.name].append(each)

    def _watch(self, watched: Watched) -> None:
        if watched.subscription_id in self.by_id:
            self.numbers.watch(watched)

    def _in_dossier(self, each: Watching) -> tuple[DossierItem, ...]:
        try:
            return self._desk(each).dossier(each.subscription.what).items
        except NotOnTheDesk:
            return ()  # deleted, or not his to see any more

    def _desk(self, each: Watching) -> Desk:
        key = each.subscription.owner, each.reader
        if key not in self._desks:
            self._desks[key] = Desk.open(
                self._board.folder, each.reader, policy=self._policy, owner=key[0]
            )
        return self._desks[key]


@lru_cache(maxsize=20_000)
def _parsed(query: str) -> ParsedQuery:
    return parse_query(query)
