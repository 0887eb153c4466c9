"""The accounts of others: invited, changed, shut out, by those who look after them alone."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import TYPE_CHECKING

import pytest

from cablegram.access import Reader
from cablegram.accounts import Accounts, Role, Scope
from cablegram.alerts import Board, Kind, Owner, Ways
from cablegram.archive.desk import Desk
from cablegram.archive.desk.values import ChangedMeanwhile
from cablegram.audit import Wanted
from cablegram.audit.reading import entries, reading
from cablegram.web import Room
from tests.accounts.device import Device
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.people import ADDRESS, FROM_HERE, READERS, client_of, enlist, now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

RIGHTS = {"role": "annotator", "sees": "cleared", "level": "secret", "controls": "sbu, orcon"}


class House:
    """A room with an archive and two who look after it."""

    def __init__(self, room: Room, sessions: dict[str, str]) -> None:
        self.room, self.sessions = room, sessions
        self.adam, self.eva = self.of("adam"), self.of("eva")

    def of(self, name: str) -> TestClient:
        return client_of(self.room, self.sessions[name])

    def account(self, name: str) -> str:
        with Accounts.open(self.room.folder) as accounts:
            found = accounts.named(name)
            assert found is not None
            return found.account_id

    def post(self, place: str, *, by: str = "eva", **form: str) -> tuple[int, str]:
        answer = self.of(by).post(place, data=form, headers=FROM_HERE)
        return answer.status_code, answer.text


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    folder = fill(tmp_path / "archive", {}, {"mrn": "07LISBON2", "level": "secret"})
    sessions = enlist(
        folder,
        {
            "adam": (Role.ADMIN, READERS["low"]),
            "eva": (Role.ADMIN, READERS["all"]),
            "rita": (Role.READER, READERS["low"]),
        },
    )
    with Room(folder, threads=1, keep_up_seconds=0.05) as room:
        assert room.wait_until_kept_up(SECONDS)
        yield House(room, sessions)


def test_somebody_is_invited_and_the_link_is_shown_once(house: House) -> None:
    status, text = house.post("/accounts", do="invite", name="ben", **RIGHTS)
    found = re.search(r"http://localhost/invitation/([\w-]{40,})", text)
    assert found is not None
    assert status == 200
    listed = house.adam.get("/accounts").text
    assert found[1] not in listed
    assert "ben: annotator, secret, ORCON, SBU" in listed
    with Accounts.open(house.room.folder) as accounts:
        open_now = accounts.invitation(found[1], now=now())
        assert open_now is not None
        assert open_now.reader.controls == {"SBU", "ORCON"}
    house.post("/accounts", do="withdraw", id=open_now.invitation_id)
    assert "ben" not in house.adam.get("/accounts").text


def test_a_change_holds_from_the_next_page_on(house: House) -> None:
    rita, place = house.of("rita"), f"/accounts/{house.account('rita')}"
    assert rita.get("/c/07LISBON2").status_code == 404
    assert rita.get("/note?cable=07LISBON1").status_code == 403
    status, _ = house.post(place, do="change", **{**RIGHTS, "controls": ""})
    assert status == 303
    for _ in range(400):  # until his new class is there
        if rita.get("/c/07LISBON2").status_code == 200:
            break
        time.sleep(0.02)
    assert rita.get("/note?cable=07LISBON1").status_code == 200
    assert rita.get("/c/07LISBON2").status_code == 200
    house.post(place, do="change", **{**RIGHTS, "controls": "", "level": "unclassified"})
    assert rita.get("/c/07LISBON2").status_code == 404


def test_whoever_is_shut_out_is_out_at_once(house: House) -> None:
    rita_id = house.account("rita")
    rita = house.of("rita")
    assert rita.get("/help").status_code == 200
    assert house.post(f"/accounts/{rita_id}", do="shut")[0] == 303
    assert rita.get("/help").status_code == 303
    house.post(f"/accounts/{rita_id}", do="open")
    assert rita.get("/help").status_code == 303  # his sessions are gone for good
    assert "rita" in house.adam.get(f"/accounts/{rita_id}").text


def test_sessions_and_tokens_end(house: House) -> None:
    rita_id = house.account("rita")
    with Accounts.open(house.room.folder) as accounts:
        ends = now() + dt.timedelta(days=1)
        token = accounts.make_token(rita_id, name="mine", scopes=[Scope.READ], now=now(), ends=ends)
    program = client_of(house.room, authorization=f"Bearer {token.secret}")
    assert program.get("/help").status_code == 200
    assert "token mine" in house.adam.get(f"/accounts/{rita_id}").text
    assert house.of("rita").get("/help").status_code == 200
    house.post(f"/accounts/{rita_id}", do="end")
    assert house.of("rita").get("/help").status_code == 303
    assert program.get("/help").status_code == 401
    assert "Nowhere, and no program" in house.adam.get(f"/accounts/{rita_id}").text


def test_a_passkey_that_another_has_made_is_taken_off(house: House) -> None:
    """It outlives sessions, tokens, a new password, and that the account was shut for a while."""
    rita_id = house.account("rita")
    with Accounts.open(house.room.folder) as accounts:
        options, secret = accounts.begin_passkey(rita_id, address=ADDRESS, now=now())
        answer = Device(ADDRESS).make(options)
        accounts.add_passkey(
            rita_id, secret, answer, name="A stick found", address=ADDRESS, now=now()
        )
        assert "A stick found" in house.adam.get(f"/accounts/{rita_id}").text
        assert house.post(f"/accounts/{rita_id}", do="passkeys")[0] == 303
        assert accounts.passkeys(rita_id) == ()
    assert "Passkeys" not in house.adam.get(f"/accounts/{rita_id}").text


def test_feeds_and_webhooks_that_another_has_made_are_closed(house: House) -> None:
    """They tell whoever has the address, whatever becomes of sessions, tokens and passwords."""
    rita_id, place = house.account("rita"), f"/accounts/{house.account('rita')}"
    assert "Close all feeds" not in house.adam.get(place).text
    rita = Owner(account=rita_id, reader=READERS["low"])
    with Board.open(house.room.folder, now=now) as board:
        ways = Ways(mail="rita@example.org", hook="https://example.org/stranger")
        hooked = board.add(rita, Kind.QUERY, "harbor", name="h", ways=ways)
        fed = board.add(rita, Kind.QUERY, "dues", name="d")
        secret = board.new_feed(rita, fed, version=1)
        other = Owner(account=house.account("adam"), reader=READERS["low"])
        kept = board.new_feed(other, board.add(other, Kind.QUERY, "x", name="x"), version=1)
        board.connection.execute(
            "INSERT INTO alert VALUES (1, ?, x'00', NULL, '', 1, NULL, 'x', 'x', 'x', ?)",
            (hooked, now().isoformat()),
        )
        board.connection.executemany(
            "INSERT INTO alert_delivery VALUES (1, ?, 'waiting', '', 0, '')", [("mail",), ("hook",)]
        )
        assert "2 of the alerts go out" in house.adam.get(place).text
        assert house.post(place, by="adam", do="feeds")[0] == 303
        assert "Close all feeds" not in house.adam.get(place).text
        assert board.of_feed(secret) is None
        assert board.of_feed(kept) is not None
        assert board.one(rita, hooked).ways == Ways(mail="rita@example.org")
        assert [each.way for each in board.deliveries(hooked).values()] == ["mail"]
        with pytest.raises(ChangedMeanwhile):  # by the form that lies open still
            board.change(rita, hooked, version=1, name="h", ways=ways)
    with reading(house.room.folder) as connection:
        noted = [each for each, _ in entries(connection, Wanted(action="changed", who="adam"))]
    assert [each.what for each in noted if each.about.get("act") == "feeds"] == [
        (f"account:{rita_id}",)
    ]


def test_the_log_says_who_gave_which_clearance_to_whom(house: House) -> None:
    rita = house.account("rita")
    assert house.post(f"/accounts/{rita}", do="change", **RIGHTS)[0] == 303
    assert house.post("/accounts", do="invite", name="ben", **RIGHTS)[0] == 200
    with reading(house.room.folder) as connection:
        noted = [each for each, _ in entries(connection, Wanted(action="changed", who="eva"))]
    given = [each for each in noted if each.about.get("act") in {"change", "invited"}]
    assert [each.what[0].split(":")[0] for each in given] == ["invitation", "account"]
    for each in given:
        assert (each.about["role"], each.about["level"]) == ("annotator", "secret")
        assert each.about["controls"] == ["ORCON", "SBU"]
    log = house.eva.get(f"/audit?what=account:{rita}").text
    assert f'account <a href="/accounts/{rita}">rita</a>' in log
    assert f"/audit?what=account:{rita}" in house.eva.get(f"/accounts/{rita}").text
    assert "/audit" not in house.adam.get(f"/accounts/{rita}").text.split("<main", 1)[1]


def test_who_has_no_level_gets_none_by_another_change(house: House) -> None:
    """The form has what he has: who saves it for another reason changes nothing else."""
    rita, place = house.account("rita"), f"/accounts/{house.account('rita')}"
    with Accounts.open(house.room.folder) as accounts:
        accounts.change(rita, reader=Reader(controls=frozenset({"SBU"})))
        form = house.eva.get(place).text
        assert '<option value="" selected>' in form
        house.post(place, do="change", role="reader", sees="cleared", level="", controls="SBU")
        changed = accounts.get(rita)
        assert changed is not None
        assert changed.reader.level == ""
    assert '<option value="" selected>' not in house.eva.get("/accounts").text


def test_nobody_raises_himself(house: House) -> None:
    place = f"/accounts/{house.account('adam')}"
    assert house.post(place, by="adam", do="change", **{**RIGHTS, "sees": "all"})[0] == 403
    assert house.post(place, by="adam", do="shut")[0] == 403
    assert "somebody else gives it" in house.adam.get(place).text
    assert house.adam.get("/c/07LISBON2").status_code == 404  # he sees no more for his role


def test_nobody_gives_more_than_he_has(house: House) -> None:
    """By an account for himself, or the password of another, he would see all."""
    own = {**RIGHTS, "level": "unclassified", "controls": ""}
    for more in ({"sees": "all"}, {"level": "secret"}, {"controls": "SBU"}, {"groups": "desk"}):
        status, text = house.post("/accounts", by="adam", do="invite", **{**own, **more})
        assert status in {403, 422}, more
        assert "/invitation/" not in text
    assert house.post("/accounts", by="adam", do="invite", **own)[0] == 200
    eva, rita = (f"/accounts/{house.account(name)}" for name in ("eva", "rita"))
    assert house.post(eva, by="adam", do="password")[0] == 403
    assert house.post(rita, by="adam", do="password")[0] == 200
    assert house.post(rita, by="adam", do="change", **RIGHTS)[0] == 403
    # What somebody has already may stay, or become less.
    assert house.post(rita, by="eva", do="change", **RIGHTS)[0] == 303
    assert house.post(rita, by="adam", do="password")[0] == 403
    assert house.post(rita, by="adam", do="change", **{**RIGHTS, "role": "reader"})[0] == 303
    assert house.post(rita, by="adam", do="change", **{**RIGHTS, "controls": ""})[0] == 303
    assert house.post(rita, by="adam", do="change", **RIGHTS)[0] == 403


def test_nobody_has_the_mail_of_who_sees_more_sent_to_himself(house: House) -> None:
    """Alerts name cables by mail, to the address of the account."""
    rita = f"/accounts/{house.account('rita')}"
    assert house.post(rita, do="change", email="rita@example.org", **RIGHTS)[0] == 303
    for address in ("adam@example.org", ""):
        assert house.post(rita, by="adam", do="change", email=address, **RIGHTS)[0] == 403
    same = {**RIGHTS, "email": "rita@example.org", "role": "reader"}
    assert house.post(rita, by="adam", do="change", **same)[0] == 303
    with Accounts.open(house.room.folder) as accounts:
        found = accounts.named("rita")
        assert found is not None
        assert (found.email, found.role) == ("rita@example.org", Role.READER)


WRONG: tuple[dict[str, str], ...] = (
    {"level": "cosmic"}, {"nationality": "Britain"}, {"groups": "nobody"}, {"email": "no"},
    {"name": "a b"}, {"name": "rita"},
)  # fmt: skip


def test_what_cannot_be_is_said(house: House) -> None:
    for wrong in WRONG:
        status, text = house.post("/accounts", do="invite", **{**RIGHTS, **wrong})
        assert status == 422, wrong
        assert "/invitation/" not in text


def test_what_was_done_is_in_the_log(house: House) -> None:
    rita_id = house.account("rita")
    house.post(f"/accounts/{rita_id}", do="end")
    log = (house.room.folder / "audit.sqlite-wal").read_bytes()
    assert b"account:" + rita_id.encode() in log


def test_what_somebody_owned_is_handed_over_and_not_counted(house: House) -> None:
    """Adam sees little: he is told the same whether there was anything above him or not."""
    folder, said = house.room.folder, []
    rita_id, place = house.account("rita"), f"/accounts/{house.account('rita')}"
    form = {"do": "hand-over", "to": "adam"}
    assert house.post(place, by="adam", **form)[0] == 422  # she is let in
    assert "Hand over" not in house.adam.get(place).text
    with Desk.open(folder, Reader(level="secret"), owner=rita_id) as desk:
        above = desk.make_dossier("Codeword")
    with Desk.open(folder, READERS["low"], owner=rita_id) as desk:
        desk.make_dossier("Dues")
    house.post(place, do="shut")
    assert "Hand over" in house.adam.get(place).text
    for to in ("nobody", "rita", ""):
        assert house.post(place, by="adam", do="hand-over", to=to)[0] == 422
    for _ in range(2):
        status, text = house.post(place, by="adam", **form)
        assert (status, "as far as adam may see it" in text) == (200, True)
        said.append(text)
    assert said[0] == said[1]
    page = house.adam.get("/dossiers").text
    assert "Dues" in page
    assert "Codeword" not in page
    assert house.adam.get(f"/dossier/{above}").status_code == 404
    house.post(place, do="hand-over", to="eva")
    assert "Codeword" in house.eva.get("/dossiers").text
    with reading(folder) as connection:
        found = [e for e, _ in entries(connection, Wanted()) if e.about.get("act") == "hand-over"]
    assert [each.who for each in found] == ["eva", "adam", "adam"]
    assert found[0].what == (f"account:{rita_id}", f"account:{house.account('eva')}")
