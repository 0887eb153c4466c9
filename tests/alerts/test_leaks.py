"""What is above a reader changes nothing that he is told: no mail, webhook, count or rule."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import msgspec
from hypothesis import HealthCheck, Phase, given, settings

from cablegram.access import SEES_ALL
from cablegram.alerts import (
    Board,
    Departures,
    Kind,
    MailShows,
    Owner,
    Ways,
    follow,
    match_new,
    send_due,
    told,
)
from cablegram.alerts.settings import settings_of
from cablegram.archive import Item
from cablegram.archive.desk import Desk
from cablegram.model import Level, Marking, Paragraph
from cablegram.search import Archive
from cablegram.web.places import cable_place
from tests.made_up import cable
from tests.search.test_leaks import (
    GUEST,
    NUMBERS,
    POLICY,
    QUERIES,
    Pairs,
    first_difference,
    pairs,
    read_whole,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

    from cablegram.alerts.posting import Signed
    from cablegram.model import Cable

FOLLOWED = (
    *((Kind.QUERY, query) for query in QUERIES),
    *((kind, number) for kind in (Kind.CITES, Kind.THREAD) for number in NUMBERS),
    (Kind.STATION, "LISBON"),
)
SHUT = """
[[rules]]
name = "the first of a post"
mrns = ["07LISBON1", "07PARIS1"]
level = "secret"
"""
SETTINGS = """
[mail]
host = "localhost"
from = "cables@example.org"
"""


class Told:
    """All that the guest is told while an archive is filed in two halves, and the rest opens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.time = dt.datetime(2027, 1, 5, 12, tzinfo=dt.UTC)
        self.said: list[str] = []
        (folder / "policy.toml").write_text(POLICY)

    def follow(self, archive: Archive, board: Board) -> None:
        ways = Ways(mail="x@example.org", hook="https://example.org/hook")
        for reader in (SEES_ALL, GUEST):
            board.show_by_mail(Owner(reader=reader), MailShows.SUBJECTS)
            seen = archive.seen_by(reader, today=self.time.date())
            with Desk.open(self.folder, reader, policy=archive.policy) as desk:
                for kind, what in FOLLOWED:
                    follow(seen, desk, board, Owner(reader=reader), kind, what, ways=ways)

    def match(self, archive: Archive, board: Board) -> None:
        fired = match_new(archive, board).fired
        policy = archive.policy
        own = board.of(Owner(reader=GUEST))
        guests = {each.subscription_id for each in own}
        self.said.append(str(sorted((k, v) for k, v in fired.items() if k in guests)))
        seen = archive.seen_by(GUEST, today=self.time.date())
        for of in own:
            for each in told(seen, board.alerts(of.subscription_id, 99), GUEST, policy, of):
                self.said.append(f"{of.name}: {each.alert.key} {each.why} {each.cable.mrn}")

        def mail(made: EmailMessage) -> None:
            text = made.as_string()
            if mails_guest.pop():
                self.said.append(text)

        def post(url: str, signed: Signed) -> None:
            body = msgspec.json.decode(signed.body)
            if body["subscription"]["id"] in guests:
                self.said.append(f"{url} {signed.name} {signed.body!r}")

        # Mail of the one who sees all goes out too; which is whose is told by its order.
        mails_guest: list[bool] = []
        departures = Departures(place_of=cable_place, mail=mail, post=post)
        rows = board.rows(
            "SELECT DISTINCT reader IS NOT NULL FROM alert_delivery JOIN alert ON alert.id ="
            " alert_id JOIN subscription ON subscription.id = subscription_id"
            " WHERE way = 'mail' AND state = 'waiting' ORDER BY alert_id"
        )
        mails_guest += [bool(row[0]) for row in reversed(rows)]
        with patch("cablegram.alerts.sending.MOST_AT_ONCE", 100_000):
            send_due(archive, board, settings_of(SETTINGS), departures)


def everything(cables: Sequence[Cable | None]) -> str:
    numbers = count(100)
    items = [
        None if each is None else Item(source=f"{n}", data=msgspec.json.encode(each.to_dict()))
        for n, each in enumerate(cables)
    ]
    half = len(items) // 2
    with (
        tempfile.TemporaryDirectory() as name,
        patch("cablegram.alerts.board.new_id", lambda: f"s{next(numbers)}"),
        Archive.open(Path(name), create=True) as archive,
    ):
        found = Told(Path(name))
        with Board.open(Path(name), now=lambda: found.time) as board:
            archive.ingest([each for each in items[:half] if each], read_whole)
            found.follow(archive, board)
            archive.ingest([each for each in items[half:] if each], read_whole)
            found.match(archive, board)
            for policy in (POLICY + SHUT, POLICY):  # what was shut for a while, opens
                (Path(name) / "policy.toml").write_text(policy)
                found.match(archive, board)
            found.time = dt.datetime(2999, 1, 1, 12, tzinfo=dt.UTC)  # the embargo ends
            opened = match_new(archive, board)
            assert opened.cables == 0
    return "\n".join(found.said)


def examples(number: int) -> settings:
    return settings(
        max_examples=number,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )


@examples(12)
@given(pairs())
def test_what_is_above_a_reader_changes_nothing_that_he_is_told(drawn: Pairs) -> None:
    one, other = (everything(each) for each in zip(*drawn, strict=True))
    assert one == other, first_difference(one, other)


def with_hidden(text: str) -> Cable:
    made = cable("07LISBON1", text=("The harbor.",))
    secret = Marking(level=Level.SECRET, text="S")
    hidden = Paragraph(text=text, marking=secret, number=2)
    return replace(made, paragraphs=(*made.paragraphs, hidden))


def test_a_leak_is_found() -> None:
    pair = [[None, with_hidden(text)] for text in ("A treaty.", "A ferry and a visa.")]
    assert len({everything(each) for each in pair}) == 1
    assert "subscriptions" in everything(pair[0])  # the guest has mail
    with patch("cablegram.alerts.forms.reduced", lambda record, _decided: record):
        assert len({everything(each) for each in pair}) == 2
