"""A matter: drawn over time, read in one go, taken as a file."""

from __future__ import annotations

import csv
import io
import time
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from cablegram.follow.matter import Matter, Reason, Step
from cablegram.model import MRN
from cablegram.web.thread_drawing import APART, LABEL_UNITS, draw
from cablegram.web.thread_files import as_file
from cablegram.web.thread_reading import STEPS_SHOWN
from cablegram.web.thread_scale import TICK_UNITS, Scale

if TYPE_CHECKING:
    from starlette.testclient import TestClient

DAY = date(2007, 3, 9)


def step(text: str, when: date | None, *reasons: Reason, **more: object) -> Step:
    return Step(mrn=MRN.parse(text), date=when, reasons=reasons, **more)  # type: ignore[arg-type]


def test_the_drawing_of_a_matter() -> None:
    root, other = MRN.parse("07LISBON4"), MRN.parse("07LISBON1")
    unsure = Reason(relation="cited_by", other=root, year_confidence=0.8)
    steps = (
        step("07LISBON1", date(2007, 3, 1), Reason(relation="cited_by", other=root)),
        step("07LISBON4", date(2007, 3, 9)),
        step("07LISBON5", date(2007, 3, 9), Reason(relation="same_subject", other=root)),
        step("07MADRID7", date(2007, 3, 5), unsure, is_estimated=True),
        Step(mrn=None, kind="letter", date=date(2007, 3, 2), text="LETTER",
             reasons=(Reason(relation="cited_by", other=other),)),
        step("07OSLO1", None),
    )  # fmt: skip
    made = draw(Matter(mrn=root, steps=steps))
    assert made is not None
    assert [lane.name for lane in made.lanes] == ["Lisbon", "Madrid", "letters, meetings"]
    assert len(made.marks) == 5  # one has no day
    assert [mark.is_root for mark in made.marks] == [False, False, False, True, False]  # by time
    assert sorted(line.kind for line in made.lines) == ["subject", "sure", "sure", "unsure"]
    places = {(mark.x, mark.y) for mark in made.marks}
    assert len(places) == 5  # none covers another, not even of the same day
    assert "about 5 Mar 2007" in made.marks[2].title
    assert [mark.href for mark in made.marks][:2] == ["/c/07LISBON1", "#step-5"]
    assert [len(mark.paths) for mark in made.marks] == [2, 1, 1, 3, 1]
    assert all(0 <= mark.x <= made.width and 0 <= mark.y <= made.height for mark in made.marks)
    alone = draw(Matter(mrn=root, steps=(step("07LISBON4", DAY),)))
    assert alone is not None
    assert len(alone.ticks) == 1
    assert draw(Matter(mrn=root, steps=(step("07LISBON4", None),))) is None


def test_days_of_a_short_matter_have_room_for_their_numbers() -> None:
    """One after the other on three days, each is told; so drawn, it is as wide as a page reads."""
    steps = tuple(step(f"07LISBON{5000 + n}", DAY + timedelta(days=n)) for n in range(3))
    made = draw(Matter(mrn=MRN.parse("07LISBON5000"), steps=steps))
    assert made is not None
    assert [mark.label for mark in made.marks] == ["5000", "5001", "5002"]
    assert {mark.y for mark in made.marks} == {made.marks[0].y}


def big(count: int = 150) -> Matter:
    """Return a matter of many steps: several stations, many of one day, long silences."""
    steps: list[Step] = []
    for n in range(count):
        station = ("LISBON", "MADRID", "STATE", "PARIS")[n * 7 % 4]
        day = date(2005, 1, 3) + timedelta(days=n // 9 * (1 if n % 40 < 30 else 35))
        reasons = tuple(
            Reason(relation="cites", other=steps[other].mrn) for other in {n // 2, n - 1} if n
        )
        steps.append(step(f"05{station}{n + 1}", day, *reasons))
    steps.sort(key=lambda each: each.date or date.max)
    middle = steps[count // 2].mrn
    assert middle is not None
    return Matter(mrn=middle, steps=tuple(steps))


def test_a_big_matter_can_still_be_read() -> None:
    begun = time.process_time()
    made = draw(big())
    assert time.process_time() - begun < 1
    assert made is not None
    assert len(made.marks) == 150
    places = [(mark.x, mark.y) for mark in made.marks]
    for place, (x, y) in enumerate(places):  # none covers another
        assert all(abs(x - a) >= APART or abs(y - b) >= APART for a, b in places[:place])
    labels = [(mark.x, mark.y) for mark in made.marks if mark.label]
    assert len(labels) > 50
    for place, (x, y) in enumerate(labels):
        near = [a for a, b in labels[:place] if b == y and abs(a - x) < LABEL_UNITS]
        assert len(near) <= 1, "only the one that is asked for has its number in any case"
    xs = [mark.x for mark in made.marks]
    assert xs == sorted(xs)
    assert max(lane.height for lane in made.lanes) < 400


def test_time_goes_to_the_right_and_its_days_can_be_read() -> None:
    days = [date(2001, 1, 1), date(2001, 1, 2), date(2001, 2, 1), date(2009, 1, 1)]
    scale = Scale(dict.fromkeys(days, 0.0))
    xs = [scale.x(day) for day in days]
    assert xs == sorted(set(xs))
    assert xs[3] - xs[2] < 10 * (xs[1] - xs[0])  # years of silence do not fill the window
    ticks = scale.ticks(days[1])
    assert "2 Jan 2001" in [said for _, said in ticks]  # the one that is asked for
    assert all(b - a >= TICK_UNITS for (a, _), (b, _) in pairwise(ticks))


def test_files_of_a_matter(client: TestClient) -> None:
    page = client.get("/thread/07LISBON4?depth=3").text
    for ending in (".json", ".csv", ".atom"):
        place = f"/thread/07LISBON4{ending}?depth=3"
        assert f'href="{place}"' in page
        assert client.get(place).status_code == 200
    table = client.get("/thread/07LISBON4.csv")
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["mrn"] for row in rows][:3] == ["06MADRID77", "07LISBON1", "07LISBON4"]
    assert rows[1]["reasons"] == "cited_by 07LISBON4 (ref A)"
    assert {row["is_held"] for row in rows} == {"yes", "no"}
    feed = ET.fromstring(client.get("/thread/07LISBON4.atom").content)  # noqa: S314
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == sum(row["is_held"] == "yes" for row in rows)
    assert client.get("/thread/07 lisbon 4.csv?read=1").headers["location"] == (
        "/thread/07LISBON4.csv?read=1"
    )


def test_programs_that_collect_find_the_cables_of_a_matter(client: TestClient) -> None:
    page = client.get("/thread/07LISBON4").text
    held = sum(step["is_held"] for step in client.get("/thread/07LISBON4.json").json()["steps"])
    assert page.count('class="Z3988"') == held > 0


def test_no_cell_of_a_table_is_a_formula() -> None:
    said = Step(mrn=None, kind="letter", text="=1+1", date=DAY)
    found = Matter(mrn=MRN.parse("07LISBON4"), steps=(said,))
    assert b"'=1+1" in as_file(found, ".csv", 2, {}).body


def test_a_matter_to_read(client: TestClient) -> None:
    text = client.get("/thread/07LISBON4?read=1").text
    assert text.index("raised the dues again") < text.index(">ref A</a>")
    assert 'href="/c/07LISBON4#p1"' in text
    assert "06MADRID77</a> is not held" in text
    assert "Confidential, NOFORN" in text
    assert 'class="graph"' not in text
    assert client.get("/thread/07LISBON4?read=2").status_code == 400
    last = client.get("/thread/07LISBON4?read=1&start=4").text
    assert ">ref A</a>" not in last
    assert client.get("/thread/07LISBON4?read=1&start=999999999").status_code == 200


@pytest.mark.parametrize("start", [1, STEPS_SHOWN + 1])
def test_a_long_matter_is_read_in_parts(long_matter: TestClient, start: int) -> None:
    text = long_matter.get(f"/thread/07LISBON10?read=1&depth=6&start={start}").text
    shown = [int(part.partition('"')[0]) for part in text.split('id="step-')[1:]]
    assert shown[0] == start
    assert len(shown) <= STEPS_SHOWN
    assert (f"start={STEPS_SHOWN + 1}" in text) == (start == 1)
    assert ("start=1&" in text or 'start=1"' in text) == (start != 1)
