"""Sending what is due: as the reader may see it at this moment, and not oftener than needed.

Who sends takes what is due for some minutes: if he does not come back, it is sent again, under the
same name, by which the other side knows it. What is not taken is tried again, less and less often,
and given up in the end, which its reader is shown.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.alerts import posting, smtp
from cablegram.alerts.board import ALERT, NOT_FOR_YOU, alert_of
from cablegram.alerts.digest import Digest, digest
from cablegram.alerts.people import active_accounts
from cablegram.alerts.settings import Settings, hook_secret
from cablegram.alerts.shown import told
from cablegram.alerts.telling import hook_body, mail_subject, mail_text
from cablegram.alerts.times import again_at
from cablegram.alerts.values import MailShows, Owner
from cablegram.audit import Action, Log, is_there

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from email.message import EmailMessage

    from cablegram.access import Policy, Reader
    from cablegram.accounts import Account
    from cablegram.alerts.board import Board
    from cablegram.alerts.shown import Told
    from cablegram.alerts.values import Subscription
    from cablegram.archive import Summary
    from cablegram.search import Archive

    Post = Callable[[str, posting.Signed], None]
    Mailed = Callable[[EmailMessage], None]

#: So long who sends may take, before another tries.
TAKEN_MINUTES: Final = 10
MOST_AT_ONCE: Final = 500
#: Alerts in one webhook: more could be too long to be taken.
MOST_IN_HOOK: Final = 100
#: So long the webhooks of one person may take, before the others of his wait for the next time.
HOOKS_TAKE: Final = dt.timedelta(seconds=20)
HOOKS_WAIT: Final = dt.timedelta(minutes=1)
TAKE: Final = """
UPDATE alert_delivery SET state = 'sending', attempts = attempts + 1, due_at = ?
WHERE (alert_id, way) IN (
    SELECT alert_id, way FROM alert_delivery
    WHERE state IN ('waiting', 'sending') AND due_at <= ? ORDER BY due_at, alert_id LIMIT ?)
RETURNING alert_id, way, attempts
"""
TAKE_REST: Final = """
UPDATE alert_delivery SET state = 'sending', attempts = attempts + 1, due_at = ?
WHERE state IN ('waiting', 'sending') AND due_at <= ? AND way = 'mail'
AND alert_id IN (SELECT id FROM alert WHERE subscription_id = ?)
RETURNING alert_id, attempts
"""


@dataclass(slots=True, kw_only=True)
class Sent:
    """What was sent: alerts that were taken, and those that were not."""

    taken: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Departures:
    """What alerts leave by; the network, unless a test puts something else there.

    Attributes:
        place_of: Returns the place of a cable's page in the room.
        post: Sends a webhook.
        mail: Sends mail.
    """

    place_of: Callable[[Summary], str]
    post: Post | None = None
    mail: Mailed | None = None


def send_due(
    whole: Archive,
    board: Board,
    settings: Settings,
    ways: Departures,
    *,
    policy: Policy | None = None,
) -> Sent:
    """Send what is due.

    Args:
        whole: The whole archive.
        board: Its subscriptions, and the clock.
        settings: How alerts leave the archive.
        ways: What they leave by.
        policy: By which it is decided who sees what; the archive's own if it is left out.

    Raises:
        ArchiveError: If the archive cannot be read or written.
    """
    sent, took = Sent(), defaultdict[str | None, dt.timedelta](dt.timedelta)
    while taken := _take(board):
        sending = _Sending(whole, board, settings, ways, policy or whole.policy, took)
        if len(taken) == MOST_AT_ONCE:  # of whom mail goes to, all goes into that
            taken |= _take_rest(board, sending.with_mail(taken))
        for way, group in _grouped(sending, taken):
            sending.send(way, group, sent)
    return sent


def _take(board: Board) -> dict[tuple[int, str], int]:
    """Take what is due; return the attempts by alert and way."""
    now = board.now()
    lease = now + dt.timedelta(minutes=TAKEN_MINUTES)
    with board.writing():
        rows = board.connection.execute(
            TAKE,
            (
                lease.isoformat(timespec="seconds"),
                now.isoformat(timespec="seconds"),
                MOST_AT_ONCE,
            ),
        ).fetchall()
    return {(alert_id, way): attempts for alert_id, way, attempts in rows}


def _take_rest(board: Board, subscription_ids: Iterable[str]) -> dict[tuple[int, str], int]:
    """Take what else is due by mail for some subscriptions, however much it is."""
    now, found = board.now(), dict[tuple[int, str], int]()
    lease = (now + dt.timedelta(minutes=TAKEN_MINUTES)).isoformat(timespec="seconds")
    with board.writing():
        for each in subscription_ids:
            rows = board.connection.execute(
                TAKE_REST, (lease, now.isoformat(timespec="seconds"), each)
            )
            found |= {(alert_id, "mail"): attempts for alert_id, attempts in rows.fetchall()}
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """What goes in one message: the alerts of some subscriptions, to one place."""

    of: tuple[Subscription, ...]
    alerts: dict[str, list[int]]
    attempts: int


def _grouped(sending: _Sending, taken: dict[tuple[int, str], int]) -> Iterator[tuple[str, _Group]]:
    """Yield messages: mail for all that one person follows, a webhook for each subscription.

    Mail comes first: where webhooks go is a matter of their readers, and may be slow.
    """
    groups: dict[tuple[object, ...], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    attempts: dict[tuple[object, ...], int] = {}
    counts = Counter[str]()
    for (alert_id, way), tried in sorted(taken.items()):
        of = sending.subscription_of(alert_id)
        if of is None:
            continue
        whom: tuple[object, ...] = _whom(of)
        if way == "hook":
            whom = of.subscription_id, counts[of.subscription_id] // MOST_IN_HOOK
            counts[of.subscription_id] += 1
        groups[way, *whom][of.subscription_id].append(alert_id)
        attempts[way, *whom] = max(tried, attempts.get((way, *whom), 0))
    for key, alerts in sorted(groups.items(), key=lambda pair: pair[0][0] != "mail"):
        of_group = tuple(sending.subscriptions[each] for each in alerts)
        yield str(key[0]), _Group(of=of_group, alerts=dict(alerts), attempts=attempts[key])


def _whom(of: Subscription) -> tuple[object, ...]:
    """Return to whom mail of a subscription goes: all that goes there together is one message."""
    return of.owner, of.reader, of.ways.mail


class _Sending:
    """One round of sending."""

    def __init__(
        self,
        whole: Archive,
        board: Board,
        settings: Settings,
        ways: Departures,
        policy: Policy,
        took: dict[str | None, dt.timedelta],
    ) -> None:
        self._whole = whole
        self._board = board
        self._settings = settings
        self._ways = ways
        self._policy = policy
        #: How long the webhooks of each person took.
        self._took = took
        self._accounts: dict[str, Account] = active_accounts(board.folder)
        self.subscriptions = {each.subscription_id: each for each in board.all()}

    def subscription_of(self, alert_id: int) -> Subscription | None:
        """Return the subscription of an alert, `None` if it went meanwhile."""
        rows = self._board.rows("SELECT subscription_id FROM alert WHERE id = ?", alert_id)
        return self.subscriptions.get(rows[0][0]) if rows else None

    def with_mail(self, taken: Iterable[tuple[int, str]]) -> list[str]:
        """Return all subscriptions of those who get mail of some alerts."""
        of = [self.subscription_of(alert_id) for alert_id, way in taken if way == "mail"]
        whom = {_whom(each) for each in of if each is not None}
        return [name for name, each in self.subscriptions.items() if _whom(each) in whom]

    def send(self, way: str, group: _Group, sent: Sent) -> None:
        """Send one message, and note what became of it."""
        first = group.of[0]
        account = None if first.owner is None else self._accounts.get(first.owner)
        ids = [alert_id for each in group.alerts.values() for alert_id in each]
        if first.owner is not None and account is None:
            self._note(way, ids, "given up", "the account is shut")
            return
        reader = first.reader if account is None else account.reader
        seen_by = self._whole.seen_by(reader, policy=self._policy, today=self._board.now().date())

        seen_as = None if reader.sees_all else seen_by.folder.name

        def tell(of: Subscription, alert_ids: Sequence[int]) -> tuple[Told, ...]:
            return self._told(seen_by, of, alert_ids, reader)

        if way == "mail":
            made = digest(group.alerts, self.subscriptions, tell)
        else:
            shown = {first.subscription_id: (first, list(tell(first, ids)))}
            seen = {one.alert.alert_id for one in shown[first.subscription_id][1]}
            made = Digest(shown=shown, unseen=[each for each in ids if each not in seen])
        self._note(way, made.unseen, "given up", NOT_FOR_YOU)
        going = sorted(set(ids) - set(made.unseen))
        if not made.told:
            return
        if way == "hook" and self._took[first.owner] > HOOKS_TAKE:
            self._put_back(way, going)
            return
        try:
            if way == "mail":
                to = first.ways.mail if account is None else account.email
                self._mail(to, made, account)
            else:
                self._post(first.ways.hook, first, made.told)
        except (smtp.NotMailed, posting.NotPosted) as error:
            sent.failed += len(going)
            self._failed(way, going, group.attempts, str(error))
            self._log(account, way, made.told, "failed", seen_as)
            return
        sent.taken += len(going)
        self._note(way, going, "sent", "")
        self._log(account, way, made.told, "done", seen_as)

    def _told(
        self, seen: Archive, of: Subscription, alert_ids: Sequence[int], reader: Reader
    ) -> tuple[Told, ...]:
        marks = ", ".join("?" * len(alert_ids))
        rows = self._board.rows(
            f"SELECT {ALERT} FROM alert WHERE id IN ({marks}) ORDER BY id",  # noqa: S608
            *alert_ids,
        )
        return told(seen, map(alert_of, rows), reader, self._policy, of)

    def _mail(self, to: str, made: Digest, account: Account | None) -> None:
        settings = self._settings
        if settings.mail is None:
            raise smtp.NotMailed("no server for mail is named in alerts.toml")
        shown = list(made.shown.values())
        of = shown[0][0]
        shows = self._board.mail_shows(Owner(account=of.owner, reader=of.reader))
        if not settings.mail.subjects:
            shows = MailShows.NUMBERS
        message = smtp.message(
            sender=settings.mail.sender,
            to=to,
            subject=mail_subject(shown, len(made.others), shows),
            text=mail_text(shown, len(made.others), settings, self._ways.place_of, account, shows),
            name=_name("mail", made.told),
            now=self._board.now(),
        )
        if self._ways.mail is not None:
            self._ways.mail(message)
        else:
            smtp.send(message, settings.mail)

    def _post(self, to: str, of: Subscription, shown: Sequence[Told]) -> None:
        signed = posting.Signed(
            body=hook_body(of, shown, self._settings, self._ways.place_of),
            name=_name("hook", shown),
            secret=hook_secret(self._board.folder, of.subscription_id),
        )
        begun = self._board.now()
        try:
            if self._ways.post is not None:
                self._ways.post(to, signed)
            else:
                posting.post(to, signed, networks=self._settings.networks)
        finally:
            self._took[of.owner] += self._board.now() - begun

    def _put_back(self, way: str, ids: Sequence[int]) -> None:
        """Leave what was taken for the next time, as if it had not been."""
        due = (self._board.now() + HOOKS_WAIT).isoformat(timespec="seconds")
        with self._board.writing():
            self._board.connection.executemany(
                "UPDATE alert_delivery SET state = 'waiting', attempts = attempts - 1, due_at = ?"
                " WHERE alert_id = ? AND way = ?",
                [(due, each, way) for each in ids],
            )

    def _failed(self, way: str, ids: Sequence[int], attempts: int, said: str) -> None:
        again = again_at(self._board.now(), attempts)
        if again is None:
            self._note(way, ids, "given up", said)
        else:
            self._note(way, ids, "waiting", said, again.isoformat(timespec="seconds"))

    def _note(
        self, way: str, ids: Sequence[int], state: str, said: str, due: str | None = None
    ) -> None:
        rows: list[tuple[Any, ...]] = [(state, said, due, each, way) for each in ids]
        with self._board.writing():
            self._board.connection.executemany(
                "UPDATE alert_delivery SET state = ?, said = ?, due_at = coalesce(?, due_at)"
                " WHERE alert_id = ? AND way = ?",
                rows,
            )

    def _log(
        self,
        account: Account | None,
        way: str,
        shown: Sequence[Told],
        outcome: str,
        seen_as: str | None,
    ) -> None:
        """Note what left the archive, where a log is kept.

        `seen_as` is the archive in which an `item:` is to be looked up; `None` for the whole.
        """
        folder = self._board.folder
        if account is None and not is_there(folder):
            return
        cables = {one.cable.cable_id: one.cable.mrn for one in shown}
        named = dict.fromkeys(
            f"item:{each}" if mrn is None else str(mrn) for each, mrn in cables.items()
        )
        with Log.open(folder) as log:
            who = "alone" if account is None else account.name
            log.note(
                Action.SENT, who=who, what=list(named), outcome=outcome, way=way, seen_as=seen_as
            )


def _name(way: str, shown: Sequence[Told]) -> str:
    """Return what is the same whenever the same alerts are sent again."""
    said = ",".join(f"{each.alert.subscription_id} {each.alert.key}" for each in shown)
    digest = hashlib.sha256(f"{way} {said}".encode())
    return f"alert.{digest.hexdigest()[:32]}"
