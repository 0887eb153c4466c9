"""Alerts: what somebody follows, what he was told of it, and how he is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cablegram.access import written_under
from cablegram.accounts import Role
from cablegram.alerts import (
    Board,
    Kind,
    MailShows,
    NoSubscription,
    NotFollowed,
    Owner,
    Rhythm,
    Ways,
    follow,
    read_settings,
    told,
)
from cablegram.alerts.board import NOT_FOR_YOU
from cablegram.alerts.following import LONGEST_QUERY, checked
from cablegram.alerts.settings import hook_secret, told_secret
from cablegram.alerts.shown import rule_of
from cablegram.alerts.telling import alert_document
from cablegram.archive.desk import NotKept, NotOnTheDesk
from cablegram.archive.desk.values import name_of
from cablegram.web.answers import Answer, Problem, json_answer, page
from cablegram.web.dossier_parts import marking_of
from cablegram.web.keeping import Typed, keep
from cablegram.web.places import alert_place, cable_place
from cablegram.web.problems import NOTHING_HERE
from cablegram.web.tokens import read_token, write_token

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from cablegram.alerts import Subscription, Told
    from cablegram.search import Archive
    from cablegram.web.asking import Asked

SCHEMA: Final = "cablegram.alerts/1"
ONE_SCHEMA: Final = "cablegram.alert-list/1"
KINDS: Final = tuple(each.value for each in Kind)
RHYTHMS: Final = tuple(each.value for each in Rhythm)
MAIL_SHOWS: Final = tuple(each.value for each in MailShows)
ACTS: Final = ("change", "feed", "close-feed", "again", "remove")
#: So many alerts of each subscription are looked at for a page, and so many are shown of all.
MOST: Final = 200
NEWEST: Final = 30
WHAT: Final = Typed(name="what", label="What is followed", is_long=False)
NAME: Final = Typed(name="name", label="Name", is_long=False)
MAIL: Final = Typed(name="mail", label="Mail to", is_long=False)
HOOK: Final = Typed(name="hook", label="Webhook", is_long=False)
ZONE: Final = Typed(name="time_zone", label="Time zone", is_long=False)
NOT_BY_TOKEN: Final = Problem(
    status=403,
    code="not-by-token",
    title="Not with this token",
    message="A token for reading follows nothing.",
    hint="One with the scope annotate can.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A subscription with a page of what its reader is told of it, the newest first.

    `older` is the key of the last alert of the page, if there are others behind it.
    """

    of: Subscription
    alerts: Sequence[Told]
    older: str = ""

    def following(self, ending: str = "") -> str | None:
        """Return where what was found before is; `None` if nothing was."""
        if not self.older:
            return None
        word = self.of.subscription_id
        dot = f".{ending}" if ending else ""
        return (
            f"{alert_place(word, ending=dot)}?page={write_token(bytes.fromhex(self.older), word)}"
        )

    @property
    def looks_for(self) -> str:
        """What it looks for, in words."""
        return rule_of(self.of)

    @property
    def place(self) -> str:
        """Where its page is."""
        return alert_place(self.of.subscription_id)

    @property
    def count(self) -> str:
        """How many cables there are, as far as they were looked at."""
        return f"more than {MOST}" if self.older and self.alerts else str(len(self.alerts))


def alerts(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/alerts` and its sibling; with `kind` and `what` a form to follow that."""
    if asked.path.get("ending", "") not in {"", "json"}:
        raise NOTHING_HERE
    owner = owner_of(asked)
    with board_of(asked) as board:
        found = [_shown(archive, asked, board, each) for each in board.of(owner)]
        zone = read_settings(board.folder).time_zone
    if asked.path.get("ending") or asked.wants_json:
        return json_answer({"schema": SCHEMA, "subscriptions": [_head(each) for each in found]})
    newest = sorted(
        ((one, each) for each in found for one in each.alerts),
        key=lambda pair: -pair[0].alert.alert_id,
    )
    what = asked.text("what")
    kind = asked.choice("kind", KINDS) or Kind.QUERY.value
    return page(
        "alerts.html",
        subscriptions=found,
        newest=_once(newest)[:NEWEST],
        is_new="what" in asked.parameters,
        kind=kind,
        what=what[:LONGEST_QUERY],
        called=_called(asked, Kind(kind), what),
        ways=Ways(time_zone=zone),
        **_choices(asked),
    )


def begin(archive: Archive, asked: Asked) -> Answer:
    """Follow something, as a form asks."""
    _see_that_he_may(asked)
    form = asked.form
    kind = Kind(asked.chosen("kind", KINDS))
    rhythm = Rhythm(asked.chosen("rhythm", RHYTHMS)) if form.get("rhythm") else Rhythm.AT_ONCE

    def change() -> str:
        with board_of(asked) as board, _Kept():
            zone = form.get("time_zone", "").strip() or read_settings(board.folder).time_zone
            made = follow(
                archive,
                asked.desk(),
                board,
                owner_of(asked),
                kind,
                form.get("what", ""),
                name=form.get("name", ""),
                ways=_ways(asked, rhythm, zone),
            )
            _keep_shows(asked, board)
        return alert_place(made)

    typed = (WHAT, NAME, MAIL, HOOK, ZONE)
    return keep(asked, change, action="/alerts", back="/alerts", typed=typed)


def alert(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/alerts/WORD` and its sibling."""
    word, _, ending = asked.path["word"].partition(".")
    if ending not in {"", "json"}:
        raise NOTHING_HERE
    with board_of(asked) as board:
        of = _one(board, asked, word)
        shown = _shown(archive, asked, board, of, asked.text("page"))
        states = board.deliveries(of.subscription_id) if not ending else {}
    if ending or asked.wants_json:
        listed = [alert_document(one, "", cable_place) for one in shown.alerts]
        following = shown.following("json")
        head = {"schema": ONE_SCHEMA, **_head(shown)}
        made = json_answer({**head, "next": following, "alerts": listed})
        return replace(made, following=following or "")
    seen = {one.alert.alert_id for one in shown.alerts}
    failed = [said for alert_id, said in states.items() if alert_id in seen]
    following = shown.following()
    made = page(
        "alert.html",
        shown=shown,
        following=following,
        of=of,
        lines=[_line(one, shown) for one in shown.alerts],
        failed=failed,
        waiting=sum(each.state == "waiting" for each in failed),
        given_up=[each for each in failed if each.state == "given up" and each.said != NOT_FOR_YOU],
        secret=told_secret(hook_secret(asked.desk().folder, word)) if of.ways.hook else "",
        ways=of.ways,
        **_choices(asked),
    )
    return replace(made, following=following or "")


def change(archive: Archive, asked: Asked) -> Answer:
    """Change a subscription, as one of the forms on its page asks."""
    del archive
    _see_that_he_may(asked)
    act, word = asked.chosen("do", ACTS), asked.path["word"]
    place, owner, version = alert_place(word), owner_of(asked), asked.whole("version")
    secret = ""

    def do() -> str:
        nonlocal secret
        with board_of(asked) as board, _Kept():
            match act:
                case "change":
                    rhythm = Rhythm(asked.chosen("rhythm", RHYTHMS))
                    zone = asked.form.get("time_zone", "").strip()
                    name = name_of(asked.form.get("name", ""), "subscription")
                    ways = checked(_ways(asked, rhythm, zone))
                    under = written_under(asked.reader, asked.desk().policy)
                    board.change(owner, word, version=version, name=name, ways=ways, under=under)
                    _keep_shows(asked, board)
                case "feed":
                    secret = board.new_feed(owner, word, version=version)
                case "close-feed":
                    board.close_feed(owner, word, version=version)
                case "again":
                    board.send_again(owner, word)
                case _:
                    board.remove(owner, word)
                    return "/alerts"
        return place

    typed = (NAME, MAIL, HOOK, ZONE)
    made = keep(asked, do, action=place, back=place, typed=typed)
    if secret and not asked.wants_json:
        room = read_settings(asked.desk().folder).address or asked.origin
        return page("alert_feed.html", place=place, feed=f"{room}/feed/{secret}.atom")
    return made


def leads_out(asked: Asked) -> bool:
    """Tell whether a form has alerts go to a place that nobody here knows: a feed, a webhook.

    Whoever finds a browser open has nothing sent to himself so; mail goes to the account's address.
    """
    act, hook = asked.form.get("do", "change"), asked.form.get("hook", "").strip()
    if act != "change" or not hook:
        return act == "feed"
    if not (word := asked.path.get("word", "")):
        return True
    with Board.open(asked.accounts().folder, now=asked.now) as board:
        try:
            return board.one(owner_of(asked), word).ways.hook != hook
        except NoSubscription:
            return False


def board_of(asked: Asked) -> Board:
    """Open the board of the archive, to be closed; it gives subscriptions, and no cable."""
    return Board.open(asked.desk().folder, now=asked.now)


def owner_of(asked: Asked) -> Owner:
    """Return whose subscriptions are meant: of an account, or of the person alone."""
    account = asked.account
    return Owner(account=None if account is None else account.account_id, reader=asked.reader)


class _Kept:
    """Says what cannot be followed as what cannot be kept."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say it in the words of the desk."""
        if isinstance(error, NoSubscription):
            raise NotOnTheDesk("subscription") from error
        if isinstance(error, NotFollowed):
            raise NotKept(str(error)) from error


def _one(board: Board, asked: Asked, word: str) -> Subscription:
    try:
        return board.one(owner_of(asked), word)
    except NoSubscription as error:
        raise NOTHING_HERE from error


def _see_that_he_may(asked: Asked) -> None:
    """Refuse a token that is for reading only: what is followed leaves the archive."""
    if asked.caller.by_token and not asked.caller.may(Role.ANNOTATOR):
        raise NOT_BY_TOKEN


def _ways(asked: Asked, rhythm: Rhythm, zone: str) -> Ways:
    """Return how somebody wants to be told; mail goes to the address of his account alone."""
    mail = asked.form.get("mail", "").strip()
    if mail and asked.account is not None:
        mail = asked.account.email
        if not mail:
            raise NotKept("your account has no address for mail")
    return Ways(rhythm=rhythm, time_zone=zone, mail=mail, hook=asked.form.get("hook", "").strip())


def _keep_shows(asked: Asked, board: Board) -> None:
    """Keep what mail to somebody says of cables, if the form does."""
    if asked.form.get("mail_shows"):
        shows = MailShows(asked.chosen("mail_shows", MAIL_SHOWS))
        board.show_by_mail(owner_of(asked), shows)


def _shown(
    archive: Archive, asked: Asked, board: Board, of: Subscription, token: str = ""
) -> Shown:
    before = read_token(token, of.subscription_id, bytes) if token else b""
    kept = board.alerts(of.subscription_id, MOST + 1, before=before)
    older, kept = kept[MOST - 1].key if len(kept) > MOST else "", kept[:MOST]
    policy = asked.desk().policy
    reader = of.reader if of.owner is None else asked.reader
    if of.owner is None and not _is_same(of, asked):
        # Of another person alone, whom a room of his own shows what he may see.
        older, kept = "", ()
    return Shown(of=of, alerts=told(archive, kept, reader, policy, of), older=older)


def _is_same(of: Subscription, asked: Asked) -> bool:
    """Tell whether what a person alone follows is shown in the room of a reader like him."""
    return Owner(reader=of.reader).key == Owner(reader=asked.reader).key


def _called(asked: Asked, kind: Kind, what: str) -> str:
    """Return what somebody is about to follow, in words."""
    desk = asked.desk()
    names: dict[str, str] = {}
    if kind is Kind.DOSSIER:
        names = {each.dossier_id: each.name for each in desk.dossiers()}
    elif kind is Kind.SEARCH:
        names = {each.search_id: each.name for each in desk.searches()}
    return names.get(what, what)


def _line(one: Told, shown: Shown) -> dict[str, Any]:
    cable = one.cable
    return {
        "id": f"{shown.of.subscription_id}-{one.alert.key}",
        "cable": cable,
        "href": cable_place(cable),
        "found": one.alert.found,
        "whys": [(shown, one.why)],
        "marking": marking_of(cable),
        "level": cable.level.value if cable.level else "unread",
    }


def _once(newest: Sequence[tuple[Told, Shown]]) -> list[dict[str, Any]]:
    """Return each cable once, with all that it was told for."""
    lines: dict[int, dict[str, Any]] = {}
    for one, each in newest:
        if (known := lines.get(one.cable.cable_id)) is None:
            lines[one.cable.cable_id] = _line(one, each)
        else:
            known["whys"].append((each, one.why))
    return list(lines.values())


def _choices(asked: Asked) -> dict[str, Any]:
    """Return what the forms offer."""
    account = asked.account
    mail = read_settings(asked.desk().folder).mail
    with board_of(asked) as board:
        shows = board.mail_shows(owner_of(asked))
    return {
        "rhythms": RHYTHMS,
        "mail_shows": shows.value if mail is not None and mail.subjects else "",
        "email": "" if account is None else account.email,
        "is_alone": account is None,
        "sends_mail": mail is not None,
    }


def _head(shown: Shown) -> dict[str, Any]:
    of = shown.of
    return {
        "id": of.subscription_id,
        "href": shown.place,
        "name": of.name,
        "kind": of.kind.value,
        "what": of.what,
        "rhythm": of.ways.rhythm.value,
        "has_feed": of.has_feed,
        "created": of.created,
        "version": of.version,
        "cables": len(shown.alerts),
    }
