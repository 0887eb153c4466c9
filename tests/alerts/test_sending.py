"""Mail and webhooks: what is due, to whom, and only what he may see when it is sent."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

from cablegram.alerts import (
    Departures,
    Kind,
    MailShows,
    Rhythm,
    Ways,
    digest,
    match_new,
    send_due,
    sending,
    telling,
)
from cablegram.alerts.board import NOT_FOR_YOU
from cablegram.alerts.posting import NotPosted, Signed
from cablegram.alerts.settings import settings_of
from cablegram.alerts.smtp import NotMailed
from cablegram.alerts.times import due_at
from cablegram.audit import Log, Wanted
from cablegram.audit.reading import entries, reading
from cablegram.web.places import cable_place
from tests.alerts.house import ALONE, OF_STUDENT, SETTINGS, House

if TYPE_CHECKING:
    from email.message import EmailMessage


LISBON = Ways(rhythm=Rhythm.DAILY, time_zone="Europe/Lisbon", mail="student@example.org")


class Post:
    """What was sent, and how the other side takes it."""

    def __init__(self, house: House, settings: str = SETTINGS.format(port=25)) -> None:
        self.house = house
        self.settings = settings_of(settings)
        self.mails: list[EmailMessage] = []
        self.hooks: list[tuple[str, dict[str, Any]]] = []
        self.is_down = False
        for owner in (ALONE, OF_STUDENT):
            house.board.show_by_mail(owner, MailShows.SUBJECTS)

    def send(self) -> tuple[int, int]:
        match_new(self.house.archive, self.house.board)
        ways = Departures(place_of=cable_place, post=self._post, mail=self._mail)
        sent = send_due(self.house.archive, self.house.board, self.settings, ways)
        return sent.taken, sent.failed

    def _mail(self, made: EmailMessage) -> None:
        if self.is_down:
            raise NotMailed("the server for mail cannot be reached")
        self.mails.append(made)

    def _post(self, url: str, signed: Signed) -> None:
        if self.is_down:
            raise NotPosted("the other side answered 500")
        self.hooks.append((url, json.loads(signed.body)))


def states(house: House) -> list[tuple[str, int, str]]:
    return house.board.rows("SELECT state, attempts, said FROM alert_delivery ORDER BY 1, 2")


def test_a_digest_in_the_morning_of_the_reader(house: House) -> None:
    sender = Post(house)
    house.follow("harbor", owner=OF_STUDENT, ways=LISBON)
    house.follow("ferry", owner=OF_STUDENT, ways=LISBON)
    house.time = dt.datetime(2027, 7, 6, 6, 30, tzinfo=dt.UTC)  # 07:30 there
    house.file(
        {"mrn": "07LISBON1", "subject": "HARBOR\r\nBcc: all@example.org"},
        {"mrn": "07LISBON2", "subject": "FERRY AND HARBOR", "level": "confidential"},
        {"mrn": "07LISBON3", "level": "secret"},
    )
    assert sender.send() == (0, 0)
    house.time += dt.timedelta(hours=23)
    assert sender.send() == (0, 0)
    house.time += dt.timedelta(minutes=30)
    assert sender.send() == (1, 0)
    (mail,) = sender.mails
    assert mail["To"] == "student@example.org"
    assert mail["Subject"] == "1 new cable: harbor"
    text = mail.get_content()
    assert text.startswith("Marks up to UNCLASSIFIED.")
    assert "(UNCLASSIFIED) HARBOR Bcc: all@example.org\n  07LISBON1, 2007-03-01\n" in text
    assert "  https://cables.example.org/c/07LISBON1\n" in text
    assert "FERRY" not in text
    assert "07LISBON3" not in text
    assert sender.send() == (0, 0)


def test_a_cable_is_told_of_once_in_a_mail_with_all_that_fired(house: House) -> None:
    sender = Post(house)
    ways = Ways(mail="alone@example.org")
    for query in ("harbor", "dues"):
        house.follow(query, ways=ways)
    house.file({"mrn": "07LISBON1", "controls": ["NOFORN"]}, {"mrn": None, "subject": "DUES"})
    assert sender.send() == (4, 0)
    (mail,) = sender.mails
    assert mail["Subject"] == "2 new cables: 2 subscriptions"
    text = mail.get_content()
    assert text.startswith("Marks up to UNCLASSIFIED NOFORN.")
    assert text.count("07LISBON1, 2007-03-01\n") == 1
    assert "  harbor: matches harbor\n" in text
    assert "  dues: matches dues\n" in text
    assert "  https://cables.example.org/item/2\n" in text


def test_what_was_shut_meanwhile_is_not_sent(house: House) -> None:
    sender = Post(house)
    house.follow("harbor", owner=OF_STUDENT, ways=LISBON)
    house.file({"mrn": "07LISBON1", "tags": ["PTER"]})
    assert sender.send() == (0, 0)
    (house.folder / "policy.toml").write_text(
        'base = "us"\n[[rules]]\nname = "shut"\ntags = ["PTER"]\nlevel = "secret"\n'
    )
    house.pass_days(2)
    assert sender.send() == (0, 0)
    assert sender.mails == []
    assert states(house) == [("given up", 1, NOT_FOR_YOU)]


def test_one_mail_says_how_many_there_are_besides(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many a policy opens or a night files; what is not listed stands in the room."""
    monkeypatch.setattr(sending, "MOST_AT_ONCE", 4)
    for name, value in (("MOST_LISTED", 3), ("AT_ONCE", 2)):
        monkeypatch.setattr(digest, name, value)
    sender = Post(house)
    at_once = Ways(mail="student@example.org")
    made = house.follow("harbor", owner=OF_STUDENT, ways=at_once)
    house.follow("tags:PTER", owner=OF_STUDENT, ways=at_once)  # the same cables, once more
    house.follow("harbor", ways=Ways(mail="alone@example.org"))
    house.file(*({"mrn": f"07LISBON{n}", "tags": ["PTER"]} for n in range(1, 12)))
    assert sender.send() == (33, 0)
    his, other = sorted(sender.mails, key=lambda each: -len(each["To"]))
    assert (his["To"], other["To"]) == ("student@example.org", "alone@example.org")
    assert his["Subject"] == "11 new cables: 2 subscriptions"
    text = his.get_content()
    assert [f"07LISBON{n}" in text for n in (1, 3, 4)] == [True, True, False]
    assert "And 8 others: https://cables.example.org/alerts" in text
    assert len(house.board.alerts(made, 100)) == 11  # in the room nothing is lost
    assert {each[0] for each in states(house)} == {"sent"}
    assert sender.send() == (0, 0)


def test_very_many_are_not_counted_to_the_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (digest, telling):
        monkeypatch.setattr(module, "MOST_COUNTED", 4)
    for name, value in (("MOST_LISTED", 1), ("AT_ONCE", 2)):
        monkeypatch.setattr(digest, name, value)
    sender = Post(house)
    house.follow("harbor", owner=OF_STUDENT, ways=Ways(mail="student@example.org"))
    house.file(*({"mrn": f"07LISBON{n}"} for n in range(1, 12)))
    sender.send()
    (mail,) = sender.mails
    assert mail["Subject"] == "more than 4 new cables: harbor"
    assert "And more than 4 others: " in mail.get_content()
    assert {each[0] for each in states(house)} == {"sent"}


def test_what_is_counted_may_be_seen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "MOST_LISTED", 1)
    sender = Post(house)
    house.follow("harbor", owner=OF_STUDENT, ways=LISBON)
    house.file(*({"mrn": f"07LISBON{n}", "tags": ["PTER"] if n > 3 else []} for n in range(1, 9)))
    assert sender.send() == (0, 0)
    (house.folder / "policy.toml").write_text(
        'base = "us"\n[[rules]]\nname = "shut"\ntags = ["PTER"]\nlevel = "secret"\n'
    )
    house.pass_days(2)
    assert sender.send() == (3, 0)
    (mail,) = sender.mails
    assert "And 2 others: " in mail.get_content()


def test_a_webhook_that_would_be_too_long_goes_in_parts(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MOST_IN_HOOK", 2)
    sender = Post(house)
    house.follow("harbor", ways=Ways(hook="https://example.org/hook"))
    house.file(*({"mrn": f"07LISBON{n}"} for n in range(1, 6)))
    assert sender.send() == (5, 0)
    said = [[each["mrn"] for each in body["alerts"]] for _, body in sender.hooks]
    assert said == [["07LISBON1", "07LISBON2"], ["07LISBON3", "07LISBON4"], ["07LISBON5"]]


def test_the_log_has_each_cable_that_went_out(house: House) -> None:
    """Those without a number too, and in whose archive theirs is to be looked up."""
    Log.open(house.folder).close()
    sender = Post(house)
    house.follow("harbor", owner=OF_STUDENT, ways=Ways(mail="student@example.org"))
    house.file({"mrn": "07LISBON1"}, {"mrn": None, "subject": "One"}, {"mrn": None, "subject": "B"})
    assert sender.send() == (3, 0)
    with reading(house.folder) as connection:
        entry, _ = next(entries(connection, Wanted(action="sent")))
    assert sorted(entry.what) == ["07LISBON1", "item:2", "item:3"]
    assert entry.about["seen_as"]


def test_what_fails_is_tried_again_and_given_up(house: House) -> None:
    sender = Post(house)
    house.follow("harbor", ways=Ways(hook="https://example.org/hook"))
    house.file({"mrn": "07LISBON1"})
    sender.is_down = True
    assert sender.send() == (0, 1)
    assert sender.send() == (0, 0)  # not yet
    house.time += dt.timedelta(minutes=1)
    assert sender.send() == (0, 1)
    assert states(house) == [("waiting", 2, "the other side answered 500")]
    sender.is_down = False
    house.time += dt.timedelta(minutes=5)
    assert sender.send() == (1, 0)
    ((url, said),) = sender.hooks
    assert url == "https://example.org/hook"
    (alert,) = said["alerts"]
    assert (alert["mrn"], alert["why"]) == ("07LISBON1", "matches harbor")
    assert alert["href"] == "https://cables.example.org/c/07LISBON1"
    sender.is_down = True
    house.file({"mrn": "07LISBON2"})
    for _ in range(20):
        sender.send()
        house.time += dt.timedelta(days=1)
    assert states(house)[0] == ("given up", 8, "the other side answered 500")


def test_slow_webhooks_of_one_person_keep_nobody_waiting(house: House) -> None:
    """Where they go is for him to say, and a place that never answers takes ten seconds each."""
    sender = Post(house)
    for n in range(100):
        house.follow("harbor", ways=Ways(hook=f"https://example.org/{n}"))
    at_once = Ways(rhythm=Rhythm.AT_ONCE, mail="student@example.org")
    house.follow("harbor", owner=OF_STUDENT, ways=at_once)
    house.file({"mrn": "07LISBON1"})
    tried = 0

    def never_answers(_url: str, _signed: Signed) -> None:
        nonlocal tried
        assert sender.mails, "mail does not wait for webhooks"
        tried += 1
        house.time += dt.timedelta(seconds=10)
        raise NotPosted("it took too long")

    match_new(house.archive, house.board)
    ways = Departures(place_of=cable_place, post=never_answers, mail=sender._mail)
    sent = send_due(house.archive, house.board, sender.settings, ways)
    assert (sent.taken, sent.failed, tried) == (1, 3, 3)
    assert sorted(each[1] for each in states(house)) == [0] * 97 + [1] * 4
    house.time += dt.timedelta(minutes=2)
    again = send_due(house.archive, house.board, sender.settings, ways)
    assert (again.failed, tried) == (3, 6)


def test_who_did_not_come_back_is_no_reason_to_lose_it(house: House) -> None:
    sender = Post(house)
    house.follow("harbor", ways=Ways(mail="alone@example.org"))
    house.file({"mrn": "07LISBON1"})

    def dies(made: EmailMessage) -> None:
        sender.mails.append(made)
        raise KeyboardInterrupt

    match_new(house.archive, house.board)
    with pytest.raises(KeyboardInterrupt):
        send_due(
            house.archive, house.board, sender.settings,
            Departures(place_of=cable_place, mail=dies),
        )  # fmt: skip
    assert sender.send() == (0, 0)  # somebody may still be at it
    house.time += dt.timedelta(minutes=10)
    assert sender.send() == (1, 0)
    first, again = sender.mails
    assert first["Message-ID"] == again["Message-ID"]  # so the other side knows it


@pytest.mark.parametrize(
    ("rhythm", "zone", "found", "due"),
    [
        ("at-once", "UTC", "2027-01-05T12:00", "2027-01-05T12:00"),
        ("daily", "UTC", "2027-01-05T06:59", "2027-01-05T07:00"),
        ("daily", "UTC", "2027-01-05T07:00", "2027-01-06T07:00"),
        ("daily", "Asia/Tokyo", "2027-01-05T21:00", "2027-01-05T22:00"),
        ("daily", "Europe/Lisbon", "2027-07-05T06:30", "2027-07-06T06:00"),
        ("weekly", "UTC", "2027-01-05T12:00", "2027-01-11T07:00"),
        ("weekly", "America/New_York", "2027-01-11T11:00", "2027-01-11T12:00"),
        ("weekly", "America/New_York", "2027-03-13T12:00", "2027-03-15T11:00"),
        ("daily", "Nowhere/Gone", "2027-01-05T12:00", "2027-01-06T07:00"),
    ],
)
def test_when_it_is_due(rhythm: str, zone: str, found: str, due: str) -> None:
    ways = Ways(rhythm=Rhythm(rhythm), time_zone=zone)
    at = due_at(dt.datetime.fromisoformat(found).replace(tzinfo=dt.UTC), ways)
    assert at.isoformat(timespec="minutes") == f"{due}+00:00"


@pytest.mark.parametrize(
    "text",
    [
        "x", 'wrong = "x"', 'address = "cables"', "address = 3", "[mail]\nhost = 'x'",
        "[mail]\nhost='x'\nfrom='a@b'\nsecurity='x'", "[mail]\nhost='x'\nfrom='a@b'\nport=0",
        "[mail]\nfrom='a@b'", "[mail]\nhost='x'\nfrom='a@b'\nuser='u'", "mail = 3",
        "[webhook]\nnetworks='10.0.0.0/8'", "[webhook]\nnetworks=['x']",
    ],
)  # fmt: skip
def test_settings_that_cannot_be(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (each says something else)
        settings_of(text)


def test_a_secret_stands_in_no_repr() -> None:
    settings = settings_of(SETTINGS.format(port=25))
    assert "example.org" not in repr(settings).replace("cables.example.org", "")
    assert Kind.QUERY.value == "query"
