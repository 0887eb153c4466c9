"""A room with a made-up archive, and one whose texts want to break out of the page."""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from cablegram.adding import Job, Kind, Run, State
from cablegram.adding.job import Step
from cablegram.adding.job_folder import JOBS_FOLDER, JobFolder
from cablegram.archive import IngestReport, Unread
from cablegram.web import Room, reading_room
from tests.made_up import fill
from tests.patience import SECONDS
from tests.web.desk import furnish
from tests.web.places import JOB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CABLES = (
    {
        "mrn": "07LISBON1",
        "text": ["The harbor master raised the dues again.", "See reftel, and 06 MADRID 77."],
        "refs": ["06MADRID77"],
    },
    {
        "mrn": "07LISBON4",
        "day": "2007-03-09",
        "subject": "HARBOR DUES: THE GUILD ANSWERS",
        "text": ["As ref A says, dues rose. Ref B knew.", "TON   DUES\n10    4.50\n20    9.00"],
        "refs": ["07LISBON1", "LETTER FROM THE GUILD"],
        "tags": ["PREL", "EWWT"],
        "level": "confidential",
        "controls": ["NOFORN"],
        "captions": ["SIPDIS"],
    },
    {"mrn": "07LISBON5", "day": "2007-03-10", "refs": ["07LISBON4"], "sure": 0.9,
     "signed": "MARLOWE"},
    {"mrn": "07STATE900", "origin": "SECSTATE WASHDC", "aliases": ["07TOSEC12"], "subject": "VISAS",
     "text": ["Visas for the guild, in a text of its own."], "day": "2007-04-02"},
    # Two different messages of one number.
    {"mrn": "07MADRID3", "subject": "FERRY", "text": ["The ferry is late."], "day": "2007-05-01"},
    {"mrn": "07MADRID3", "subject": "OLIVES", "text": ["No olive is green."], "day": "2007-11-20"},
    {"mrn": None, "subject": "NO NUMBER", "text": ["A cable without a number."]},
    {"mrn": "LISBON8", "subject": "NO YEAR", "text": ["Of an unknown year."], "day": "2007-06-01"},
    {"mrn": "1958LISBON8", "subject": "OLD", "text": ["Of an early year."], "day": "1958-06-01"},
)  # fmt: skip
#: What a text could try.
ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></textarea></pre><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "\x00\x07\x1b[31m\u202egnihtemos\u2066",
    "\r\nSet-Cookie: a=b",
    "<!--<![CDATA[]]>",
    "&lt;b&gt;&amp;#60;script&gt;",
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small archive."""
    made = fill(tmp_path_factory.mktemp("room") / "archive", *CABLES)
    furnish(made)
    leave_a_report(made)
    return made


def leave_a_report(archive: Path, *names: str) -> None:
    """Leave the report of what was once added, with files of these names unread."""
    place = JobFolder(archive / JOBS_FOLDER / JOB)
    place.path.mkdir(parents=True)
    begun = datetime(2008, 1, 4, 15, 30, tzinfo=UTC)
    first = "cables/a_name_without_a_blank_that_is_longer_than_a_phone_is_wide.txt"
    place.write(
        Job(name=JOB, kind=Kind.UPLOAD, state=State.DONE, begun=begun, files=4, first=first)
    )
    unread = tuple(Unread(source=name, reason="it is empty") for name in names or ("a.txt",))
    report = IngestReport(inputs=4, new_witnesses=3, new_cables=3, unread_total=1, unread=unread)
    place.write_run(1, Run(step=Step.DONE, last_id=3, report=report))


@pytest.fixture(scope="session")
def client(folder: Path) -> Iterator[TestClient]:
    """Return a client of a room with it; redirects are not followed."""
    yield from clients(folder)


@pytest.fixture(scope="session")
def long_matter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a room in which each of some cables cites the one before."""
    first, step = date(2007, 1, 1), timedelta(days=16)
    cables = [
        {"mrn": f"07LISBON{n}", "day": str(first + n * step), "refs": [f"07LISBON{n - 1}"]}
        for n in range(1, 21)
    ]
    yield from clients(fill(tmp_path_factory.mktemp("long") / "archive", *cables))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a room whose cables attack."""
    everything = " ".join(ATTACKS)
    cables = [
        {
            "mrn": f"07LISBON{n}",
            "subject": f"{attack} {everything}",
            "text": [attack, f"Ref A {attack}   x\ny   z", everything],
            "tags": [attack, everything],
            "captions": [attack],
            "refs": [f"07LISBON{n % len(ATTACKS) + 1}", re.sub(r"\d", "", attack)],
            "origin": attack,
            "to": [attack, everything],
            "level": "secret",
        }
        for n, attack in enumerate(ATTACKS, 1)
    ]
    folder = tmp_path_factory.mktemp("hostile") / "archive"
    fill(folder, *cables, {**cables[0], "text": [everything, "another copy"]})
    leave_a_report(folder, *ATTACKS)
    furnish(folder, text=everything)
    yield from clients(folder)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a room without a cable."""
    yield from clients(fill(tmp_path_factory.mktemp("empty") / "archive"))


@pytest.fixture(scope="session")
def undated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a room whose cables have no day."""
    folder = tmp_path_factory.mktemp("undated") / "archive"
    yield from clients(
        fill(
            folder, {"mrn": "LISBON1", "day": None, "refs": ["LISBON2"]}, {"mrn": None, "day": None}
        )
    )


def clients(folder: Path) -> Iterator[TestClient]:
    """Yield a client of a room with an archive."""
    with Room(folder, threads=2) as room:
        assert room.wait_until_kept_up(SECONDS)
        with TestClient(
            reading_room(room), base_url="http://localhost", follow_redirects=False
        ) as made:
            yield made


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the system's Chromium; without it skip the test, or in CI fail it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        reason = "no Chromium: install Debian's package chromium (.ci/packages does)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found
