"""What mail says of cables: their numbers, unless its reader and the archive want more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import zstandard

from cablegram import cli
from cablegram.alerts import Departures, MailShows, Ways, match_new, send_due
from cablegram.alerts.settings import settings_of
from cablegram.archive import Store, dump, load
from cablegram.errors import InputError
from cablegram.web.places import cable_place
from tests.alerts.house import ALONE, OF_STUDENT, House

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

SETTINGS = """
address = "https://cables.example.org"
[mail]
host = "localhost"
from = "cables@example.org"
"""
NUMBERS = """\
07LISBON1
  https://cables.example.org/c/07LISBON1

To change or end this: https://cables.example.org/alerts
"""


def mailed(house: House, settings: str = SETTINGS) -> list[EmailMessage]:
    house.file({"mrn": "07LISBON1", "subject": "THE TREATY", "controls": ["NOFORN"]})
    match_new(house.archive, house.board)
    mails: list[EmailMessage] = []
    ways = Departures(place_of=cable_place, mail=mails.append)
    send_due(house.archive, house.board, settings_of(settings), ways)
    return mails


def test_at_first_mail_has_numbers_and_nothing_by_which_more_could_be_told(house: House) -> None:
    # What is followed would tell what stands in the cable: neither query nor name is in it.
    for query in ("treaty", "from:lisbon"):
        house.follow(query, ways=Ways(mail="alone@example.org"))
    (mail,) = mailed(house)
    assert mail["Subject"] == "1 new cable"
    assert mail.get_content().replace("\r\n", "\n") == NUMBERS


def test_each_person_says_what_he_wants_of_all_that_he_follows(house: House) -> None:
    house.follow("treaty", ways=Ways(mail="alone@example.org"))
    house.follow("treaty", owner=OF_STUDENT, ways=Ways(mail="student@example.org"))
    house.board.show_by_mail(OF_STUDENT, MailShows.SUBJECTS)
    found = {mail["To"]: mail.get_content() for mail in mailed(house)}
    assert "TREATY" not in found["alone@example.org"]
    assert "(UNCLASSIFIED NOFORN) THE TREATY" in found["student@example.org"]
    assert house.board.mail_shows(ALONE) is MailShows.NUMBERS


def test_an_archive_may_keep_subjects_from_all_mail(house: House) -> None:
    house.follow("treaty", ways=Ways(mail="alone@example.org"))
    house.board.show_by_mail(ALONE, MailShows.SUBJECTS)
    (mail,) = mailed(house, f"{SETTINGS}subjects = false\n")
    assert mail.get_content().replace("\r\n", "\n") == NUMBERS
    with pytest.raises(ValueError, match="true or false"):
        settings_of(f"{SETTINGS}subjects = 1\n")


def test_it_goes_with_a_dump(house: House, tmp_path: Path) -> None:
    house.follow("treaty", owner=OF_STUDENT)
    house.follow("treaty")
    house.board.show_by_mail(OF_STUDENT, MailShows.SUBJECTS)
    path = tmp_path / "archive.dump"
    with Store.open(house.folder) as store:
        dump(store, path)
    other = House(tmp_path / "other")
    try:
        with Store.open(other.folder) as store:
            load(store, path)
        shown = [other.board.mail_shows(each) for each in (OF_STUDENT, ALONE)]
        assert shown == [MailShows.SUBJECTS, MailShows.NUMBERS]
    finally:
        other.close()
    text = zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read()
    damaged = text.replace(b'"mail_shows":"subjects"', b'"mail_shows":"all"')
    assert damaged != text
    path.write_bytes(zstandard.ZstdCompressor().compress(damaged))
    with Store.open(tmp_path / "third", create=True) as store, pytest.raises(InputError):
        load(store, path)
    # A dump of before that was said says nothing of it.
    lines = [json.loads(each) for each in text.splitlines()]
    for each in lines:
        each.get("subscription", {}).pop("mail_shows", None)
    older = "".join(json.dumps(each) + "\n" for each in lines).encode()
    path.write_bytes(zstandard.ZstdCompressor().compress(older))
    fourth = House(tmp_path / "fourth")
    try:
        with Store.open(fourth.folder) as store:
            load(store, path)
        assert fourth.board.mail_shows(OF_STUDENT) is MailShows.NUMBERS
    finally:
        fourth.close()


def test_by_command(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["alert", "mail", "--archive", str(house.folder)]
    assert cli.run(words) == 0
    assert cli.run([*words, "subjects"]) == 0
    assert cli.run(words) == 0
    assert capsys.readouterr().out.split() == ["numbers", "subjects", "subjects"]
    assert house.board.mail_shows(ALONE) is MailShows.SUBJECTS
    assert house.board.mail_shows(OF_STUDENT) is MailShows.NUMBERS
