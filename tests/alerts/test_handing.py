"""What somebody owned who is let in no more is given to another, as far as that one may see it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from cablegram.access import SEES_ALL, Reader, us_policy, written_under
from cablegram.accounts import Account, Accounts
from cablegram.alerts import Kind, NoSubscription, NotFollowed, Owner, Ways, match_new
from cablegram.alerts import handing as module
from cablegram.alerts.forms import classes_of
from cablegram.alerts.handing import Handed, hand_over
from cablegram.archive import Store, dump, load
from cablegram.archive.desk import Desk, NotOnTheDesk
from cablegram.archive.desk.sharing import Sharing
from tests.alerts.house import House

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POLICY = us_policy()
LOW, HIGH = Reader(level="unclassified"), Reader(level="secret", controls=frozenset({"SBU"}))
WAYS = Ways(mail="ben@example.org", hook="https://example.org/ben")


def person(name: str, reader: Reader) -> Account:
    return Account(
        account_id=f"{name}-id",
        name=name,
        reader=reader,
        made=dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
    )


BEN, ANA, EVA = person("ben", HIGH), person("ana", LOW), person("eva", SEES_ALL)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "archive")
    made.file({"mrn": "07LISBON1"}, {"mrn": "07LISBON2", "level": "secret"})
    yield made
    made.close()


def desk(house: House, of: Account) -> Desk:
    return Desk.open(house.folder, of.reader, owner=of.account_id)


def search_of(house: House, of: Account, name: str, sharing: Sharing | None = None) -> str:
    with desk(house, of) as his:
        return his.save_search(name, f'"{name}"', sharing=sharing)


def dossier_of(house: House, of: Account, name: str) -> str:
    with desk(house, of) as his:
        return his.make_dossier(name)


def follow(house: House, of: Account, what: str, ways: Ways | None = None) -> str:
    owner = Owner(account=of.account_id, reader=of.reader)
    sight = classes_of([of.reader], POLICY)[of.reader], POLICY
    return house.board.add(owner, Kind.QUERY, what, name=what, ways=ways, sight=sight)


def rename(house: House, of: Account, word: str, name: str) -> None:
    owner, under = Owner(account=of.account_id, reader=of.reader), written_under(of.reader, POLICY)
    house.board.change(owner, word, version=1, name=name, ways=Ways(), under=under)


def give(house: House, giver: Account, taker: Account) -> Handed:
    return hand_over(house.folder, giver.account_id, giver.reader, taker, POLICY)


def test_all_of_it_goes_to_somebody_who_may_see_it(house: House) -> None:
    search, dossier = search_of(house, BEN, "treaty"), dossier_of(house, BEN, "Dues")
    follow(house, BEN, "harbor")
    assert give(house, BEN, EVA) == Handed(
        given={"dossiers": 1, "notes": 0, "searches": 1, "alerts": 1},
        stayed={"dossiers": 0, "notes": 0, "searches": 0, "alerts": 0},
    )
    with desk(house, EVA) as hers, desk(house, BEN) as his:
        assert hers.dossier(dossier).name == "Dues"
        assert [each.search_id for each in hers.searches()] == [search]
        with pytest.raises(NotOnTheDesk):
            his.dossier(dossier)
    assert len(house.board.of(Owner(account=EVA.account_id, reader=SEES_ALL))) == 1
    assert house.board.of(Owner(account=BEN.account_id, reader=HIGH)) == ()
    assert not any(give(house, BEN, EVA).given.values())  # again, and there is nothing more


def test_what_he_may_not_see_stays(house: House) -> None:
    """Written under less before, or under more: by row, whoever gives and whoever takes."""
    then = person("ben", LOW)
    early, late = dossier_of(house, then, "Early"), dossier_of(house, BEN, "Codeword")
    follow(house, BEN, "codeword")
    handed = give(house, BEN, ANA)
    assert (handed.given["dossiers"], handed.stayed["dossiers"]) == (1, 1)
    assert (handed.given["alerts"], handed.stayed["alerts"]) == (0, 1)
    with desk(house, ANA) as hers:
        assert [each.name for each in hers.dossiers()] == ["Early"]
        with pytest.raises(NotOnTheDesk):
            hers.dossier(late)
        assert hers.dossier(early).name == "Early"
    assert house.board.of(Owner(account=ANA.account_id, reader=LOW)) == ()
    assert give(house, BEN, EVA).given["dossiers"] == 1


def test_words_of_alerts_may_quote_what_he_saw_once(house: House) -> None:
    """He sees less now; what he was told is of what he saw then."""
    lowered = person("ben", LOW)
    follow(house, lowered, "codeword")
    dossier_of(house, BEN, "Codeword")
    assert give(house, lowered, ANA).stayed["alerts"] == 1
    house.board.connection.execute("DELETE FROM dossier")
    house.board.connection.execute(
        "INSERT INTO alert"
        " SELECT 1, id, x'00', NULL, '', 1, NULL, 'x', 'x', ?, ? FROM subscription",
        (written_under(HIGH, POLICY), house.board.now().isoformat()),
    )
    assert give(house, lowered, ANA).stayed["alerts"] == 1
    house.board.connection.execute("DELETE FROM alert")
    assert give(house, lowered, ANA).given["alerts"] == 1


@pytest.mark.parametrize("typed", [HIGH, SEES_ALL])
def test_words_stay_under_the_clearance_under_which_they_were_typed(
    house: House, typed: Reader
) -> None:
    """He was lowered, and alerts were matched for him since: no other trace is left."""
    with Accounts.open(house.folder, create=True) as accounts:
        ben = accounts.add("ben", now=house.time, reader=typed)
        follow(house, ben, "codeword")
        lowered = accounts.change(ben.account_id, reader=LOW)
        assert match_new(house.archive, house.board).fired == {}
        assert give(house, lowered, ANA).stayed["alerts"] == 1
        assert give(house, lowered, person("ina", typed)).given["alerts"] == 1


def test_a_dump_says_under_which_clearance_words_were_typed(house: House, tmp_path: Path) -> None:
    follow(house, BEN, "codeword")
    place = tmp_path / "other"
    dump(house.archive, tmp_path / "dump")
    with Store.open(place, create=True) as other:
        load(other, tmp_path / "dump")
    for taker, count in ((ANA, 0), (person("ina", HIGH), 1)):
        assert hand_over(place, BEN.account_id, LOW, taker, POLICY).given["alerts"] == count


def test_what_was_typed_under_two_clearances_is_for_him_who_sees_all(house: House) -> None:
    early = person("ben", LOW)
    word = follow(house, early, "harbor")
    rename(house, early, word, "Harbor")
    assert give(house, early, ANA).given["alerts"] == 1
    word = follow(house, early, "dues")
    rename(house, BEN, word, "Codeword")
    assert give(house, early, ANA).stayed["alerts"] == 1
    assert give(house, BEN, person("ina", HIGH)).stayed["alerts"] == 1
    assert give(house, BEN, EVA).given["alerts"] == 1


def test_of_whom_nobody_knows_anything_who_sees_all_gets_alerts(house: House) -> None:
    follow(house, BEN, "codeword")
    for taker, count in ((person("ina", HIGH), 0), (EVA, 1)):
        handed = hand_over(house.folder, BEN.account_id, None, taker, POLICY)
        assert handed.given["alerts"] == count


def test_where_he_was_told_does_not_go_along(house: House) -> None:
    """Else whoever has left would go on being told, of what another sees."""
    word = follow(house, BEN, "harbor", WAYS)
    his = Owner(account=BEN.account_id, reader=HIGH)
    version = house.board.one(his, word).version
    secret = house.board.new_feed(his, word, version=version)
    connection = house.board.connection
    connection.execute(
        "INSERT INTO alert VALUES (1, ?, x'00', NULL, '', 1, NULL, 'x', 'x', 'x', ?)",
        (word, house.board.now().isoformat()),
    )
    connection.execute("INSERT INTO alert_delivery VALUES (1, 'mail', 'waiting', '', 0, '')")
    give(house, BEN, EVA)
    found = house.board.one(Owner(account=EVA.account_id, reader=SEES_ALL), word)
    assert (found.ways.mail, found.ways.hook, found.has_feed) == ("", "", False)
    assert house.board.of_feed(secret) is None
    assert connection.execute("SELECT count(*) FROM alert_delivery").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM alert").fetchone() == (1,)
    with pytest.raises(NoSubscription):
        house.board.one(his, word)


def test_what_was_shared_stays_shared(house: House) -> None:
    with_all = search_of(house, BEN, "all", Sharing("all"))
    with_her = search_of(house, BEN, "her", Sharing("person", EVA.account_id))
    with_ina = search_of(house, BEN, "ina", Sharing("person", "ina-id"))
    give(house, BEN, EVA)
    with desk(house, EVA) as hers:
        shared = {each.search_id: each.sharing for each in hers.searches()}
    assert shared == {
        with_all: Sharing("all"),
        with_her: Sharing("private"),
        with_ina: Sharing("person", "ina-id"),
    }


def test_it_is_whole_or_not_at_all(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = dossier_of(house, BEN, "Dues")
    follow(house, BEN, "harbor")
    monkeypatch.setattr(module, "MOST_EACH", 0)
    with pytest.raises(NotFollowed):
        give(house, BEN, EVA)
    with desk(house, BEN) as his:
        assert his.dossier(dossier).name == "Dues"


def test_what_the_new_owner_could_see_before_is_not_told_as_new(house: House) -> None:
    with Accounts.open(house.folder, create=True) as accounts:
        ben = accounts.add("ben", now=house.time, reader=LOW)
        eva = accounts.add("eva", now=house.time, reader=HIGH)
        made = follow(house, ben, "harbor")
        assert match_new(house.archive, house.board).fired == {}
        give(house, ben, eva)
        assert match_new(house.archive, house.board).fired == {}  # not even 07LISBON2
        house.file({"mrn": "07LISBON3", "level": "secret"})
        assert match_new(house.archive, house.board).fired == {made: 1}
