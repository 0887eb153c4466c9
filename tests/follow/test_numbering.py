"""What is counted of a whole archive at once is what is found one question at a time."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from cablegram.archive import Store
from cablegram.archive.counting import counted_state, counts_file
from cablegram.archive.erasing import forget
from cablegram.archive.interface import state_of
from cablegram.archive.overview import (
    cables_sent,
    missing_key,
    missing_numbers,
    missing_total,
    numbered,
    references_resolved,
    traffic,
    years_sent,
)
from cablegram.follow import gaps
from cablegram.follow.numbering import keep_counted, numbering
from tests.made_up import fill, item, read_made_up

if TYPE_CHECKING:
    from pathlib import Path

STATIONS = {"LISBON": "AMEMBASSY LISBON", "MADRID": "AMEMBASSY MADRID", "STATE": "SECSTATE WASHDC"}


def made_up(seed: int) -> list[dict[str, Any]]:
    """Return cables of a few years, some of two periods, with slips and references to others."""
    chance = random.Random(seed)
    cables = []
    for station, origin in STATIONS.items():
        for year in (1964, 1965, 2007, 2008):
            for number in chance.sample(range(1, 60), 9):
                day = date(year, 1, 1) + timedelta(days=min(364, number * 6))
                cited = chance.choice(list(STATIONS))
                cables.append(
                    {
                        "mrn": f"{year}{station}{number if chance.random() < 0.95 else 90000}",
                        "day": None if chance.random() < 0.1 else day.isoformat(),
                        "origin": origin,
                        "to": chance.sample(list(STATIONS.values()), 2),
                        "refs": [f"{year}{cited}{chance.randint(1, 60)}"],
                        "sure": chance.choice([None, 0.6, 0.97]),
                        "text": [f"Text {station} {year} {number}"],
                    }
                )
    cables.append(cables[-1])  # another copy
    return cables


def test_it_is_what_gaps_says_of_each_station_and_period(tmp_path: Path) -> None:
    with Store.open(fill(tmp_path, *made_up(1))) as store:
        found = list(numbering(store))
        seen = {(each.station, each.start): each for each in found}
        assert len(seen) == len(found) > 12
        for station in STATIONS:
            for year in (1963, 1964, 1965, 1966, 2007, 2008):
                for each in gaps(store, station, year):
                    one = seen.pop((station, each.start), None)
                    if one is None:
                        assert each.held == 0 or (station, each.start) not in seen
                        continue
                    assert (one.held, one.largest_held, one.end) == (
                        each.held,
                        each.largest_held,
                        each.end,
                    )
                    assert one.total == each.total
        assert not seen


def test_missing_numbers_are_those_of_the_archive_in_any_pages(tmp_path: Path) -> None:
    with Store.open(fill(tmp_path, *made_up(2))) as store:
        assert missing_numbers(store, limit=9) == ()  # nothing is counted yet
        assert missing_total(store) == 0
        assert keep_counted(store)
        for station in (None, "LISBON"):
            for year in (None, 2007):
                wanted = store.numbers_missing(station=station, year=year)
                assert wanted
                found: list[Any] = []
                after = None
                while True:
                    some = missing_numbers(store, station=station, year=year, after=after, limit=7)
                    if not some:
                        break
                    found += some
                    after = missing_key(some[-1])
                assert tuple(found) == wanted
                assert missing_total(store, station=station, year=year) == len(wanted)


def test_who_wrote_to_whom(tmp_path: Path) -> None:
    cables: list[dict[str, Any]] = [
        {"mrn": "07LISBON1", "to": ["SECSTATE WASHDC", "AMEMBASSY MADRID"], "day": "2007-01-02"},
        {"mrn": "07LISBON2", "to": ["SECSTATE WASHDC"], "day": "2007-01-03", "refs": ["07LISBON1"]},
        {"mrn": "07LISBON2", "to": ["SECSTATE WASHDC"], "day": "2007-01-03", "refs": ["07LISBON1"]},
        {"mrn": None, "to": ["AMEMBASSY LISBON"], "day": "2008-01-03", "origin": "SECSTATE WASHDC"},
        {"mrn": "MADRID5", "to": ["AMEMBASSY MADRID"], "day": None, "refs": ["08STATE1"]},
    ]
    with Store.open(fill(tmp_path, *cables)) as store:
        keep_counted(store)
        flows = {(each.origin, each.destination): each.cables for each in traffic(store)}
        assert flows == {
            ("LISBON", "STATE"): 2, ("LISBON", "MADRID"): 1, ("STATE", "LISBON"): 1,
        }  # fmt: skip
        assert [(each.origin, each.cables) for each in cables_sent(store)] == [
            ("LISBON", 2), ("MADRID", 1), ("STATE", 1),
        ]  # fmt: skip
        assert [each.origin for each in cables_sent(store, first=2008)] == ["STATE"]
        assert [each.origin for each in traffic(store, station="MADRID")] == ["LISBON"]
        assert traffic(store, first=2007, last=2007, station="STATE")[0].cables == 2
        assert years_sent(store) == (2007, 2008)
        assert references_resolved(store) == (2, 1)
        (lisbon,) = numbered(store, station="LISBON")
        assert (lisbon.held, lisbon.missing) == (2, 0)
        assert {each.station for each in numbered(store)} == {"LISBON"}


def test_counts_follow_the_archive_and_are_forgotten_with_it(tmp_path: Path) -> None:
    with Store.open(fill(tmp_path, {"mrn": "07LISBON1", "refs": ["07MADRID9"]})) as store:
        assert counted_state(store) is None
        assert keep_counted(store)
        assert not keep_counted(store)
        assert counted_state(store) == state_of(store)
        store.ingest([item("b.txt", {"mrn": "07MADRID9", "day": "2007-02-02"})], read_made_up)
        assert counted_state(store) != state_of(store)
        assert missing_total(store) == 1
        keep_counted(store)
        assert missing_total(store) == 0
        assert [each.name for each in counts_file(store).parent.iterdir()] == [
            counts_file(store).name
        ]
        forget(store, [1])
        assert not counts_file(store).exists()
        assert numbered(store) == ()
