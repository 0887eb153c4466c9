"""How long it takes to decide on a release, and to release many cables to text and PDF."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Final

from bench.access_speed import DAY, PORTIONS, record
from bench.parse_speed import best
from bench.report import Section, Table
from cablegram.access import Reader, decide, us_policy
from cablegram.archive.reviewing import Action, Kept, Reviews, Ruling, digest_of
from cablegram.release import (
    BulkDesk,
    Rule,
    Stamp,
    as_text,
    audience_for,
    audience_of,
    portions_of,
    release_all,
    released,
    shares_of,
)
from cablegram.search import Archive

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.place import Place
    from cablegram.access import Decided

TIMES: Final = 500
RULED: Final = 8
#: Cables that are released by one query.
MANY: Final = {"text": 2_000, "pdf": 200}


def release_section(place: Place, rounds: int = 5) -> Section:
    """Measure the decision on one cable of forty portions, and the release of many."""
    found = {name: _find(place, number) for name, number in MANY.items()}
    return Section(
        name="Release",
        about=(
            f"What of a cable of {PORTIONS} portions goes out to one cleared for CONFIDENTIAL, and "
            "cables of one station released into a folder with its manifest: read, decided, "
            "written, synced to the disk, kept in an archive. One process."
        ),
        tables=(
            Table(
                title="One cable",
                columns=("what", "us"),
                rows=tuple((name, f"{_micros(work, rounds):,.0f}") for name, work in _works()),
                note=f"Time of the processor, best of {rounds} rounds of {TIMES}.",
            ),
            Table(
                title="A query",
                columns=("kind", "found", "files", "seconds", "a second", "a second of CPU"),
                rows=tuple(_bulk(place, kind, query) for kind, query in found.items()),
            ),
        ),
    )


def _works() -> list[tuple[str, Callable[[], object]]]:
    """Return what is measured of one cable."""
    cable, policy = record(), us_policy()
    reader = Reader(
        level="confidential", controls=frozenset({"SBU"}), need_to_know=frozenset({"EXDIS"})
    )
    audience = audience_for(reader, policy)
    portions = portions_of(cable)
    rulings = [
        Ruling(
            portion=each.key, action=Action.WITHHOLD, start=4, end=30, codes=("B6",),
            digest=digest_of(each.text),
        )
        for each in portions
        if each.key.startswith("p")
    ][:RULED]  # fmt: skip

    def decided() -> Decided:
        return decide(audience.reader, cable, policy, DAY)

    shares = shares_of(portions, decided(), rulings)
    document = released(cable, shares, audience, Stamp(day=DAY))
    return [
        ("decide", decided),
        ("cut into portions", lambda: portions_of(cable)),
        ("decide, and share out", lambda: shares_of(portions, decided())),
        (
            f"the same with {RULED} rulings on spans",
            lambda: shares_of(portions, decided(), rulings),
        ),
        ("the document", lambda: released(cable, shares, audience, Stamp(day=DAY))),
        ("written as text", lambda: as_text(document)),
    ]


def _micros(work: Callable[[], object], rounds: int) -> float:
    def run() -> None:
        for _ in range(TIMES):
            work()

    return best(run, rounds)[1] / TIMES * 1e6


def _find(place: Place, number: int) -> str:
    """Return the query of a station that sent about so many cables; all if no station did."""
    with Archive.open(place.archive) as archive:
        stations = sorted(archive.ready().values("from"), key=lambda each: each[1])
        for name, count in stations:
            if count >= number:
                return f'from:"{name}"'
    return ""


def _bulk(place: Place, kind: str, query: str) -> tuple[str, ...]:
    """Release the cables of a query; what is kept of it goes into an archive of its own."""
    beside = place.folder / f"released-{kind}"
    out = place.folder / f"released-{kind}-files"
    for each in (beside, out, out.with_name(f"{out.name}.part")):
        shutil.rmtree(each, ignore_errors=True)
    policy = us_policy()
    rule = Rule(
        audience=audience_of("confidential", policy), policy=policy, stamp=Stamp(day=DAY),
        format=kind, by="bench",
    )  # fmt: skip
    with Archive.open(beside, create=True):
        pass
    with (
        Archive.open(place.archive) as archive,
        Reviews.open(place.archive) as reviews,
        Kept.open(beside) as kept,
    ):
        archive.ready()
        wall, cpu = time.perf_counter(), time.process_time()
        desk = BulkDesk(archive=archive, reviews=reviews, kept=kept)
        report = release_all(desk, query, out, rule)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    for each in (beside, out):
        shutil.rmtree(each)
    rate = [f"{report.released / each:,.0f}" for each in (wall, cpu)]
    return (kind, f"{report.found:,}", f"{report.released:,}", f"{wall:.1f}", *rate)
