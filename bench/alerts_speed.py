"""How long it takes to match new cables against very many subscriptions."""

from __future__ import annotations

import cProfile
import json
import pstats
import random
import time
from typing import TYPE_CHECKING, Any

from bench.report import Section, Table
from cablegram.access import Reader
from cablegram.alerts import Board, match_new
from cablegram.archive.policy import POLICY_NAME
from cablegram.search import Archive

if TYPE_CHECKING:
    from bench.place import Place

SUBSCRIPTIONS = 10_000
#: Of the newest cables so many are matched.
CABLES = 20_000
READERS = (
    None,
    Reader(level="confidential"),
    Reader(level="unclassified"),
)
#: It takes every cable of these TAGS from all but who sees all.
SHUT = """
base = "us"

[[rules]]
name = "an embargo"
tags = ["PREL", "ETRD"]
level = "top_secret"
"""
#: What functions of the profile are a part of; the rest is told as that.
PARTS = {
    "records read from the archive": (("store.py", "_record"),),
    "decided and reduced": (("forms.py", "forms"),),
    "index of the batch made": (("matching.py", "add"), ("matching.py", "close")),
    "numbers that are watched": (("numbers.py", "named_in"), ("numbers.py", "fired")),
    "queries understood": (("watch.py", "_parsed"),),
    "queries run": (("matching.py", "matching"),),
}


def queries(archive: Archive, count: int) -> list[str]:
    """Return so many distinct queries, of the words, stations and TAGS that there are."""
    dice = random.Random(5)
    finder = archive.ready()
    most = max(10, finder.cables // 50)
    words = [word for word, held in finder.terms() if len(word) > 3 and 1 < held <= most]
    stations = [name for name, _ in finder.values("from")]
    tags = [name for name, _ in finder.values("tags")]
    made: dict[str, None] = {}
    while len(made) < count:
        one, other = dice.choices(words, k=2)
        station, tag = dice.choice(stations), dice.choice(tags)
        form = dice.choice(
            (
                "{one} {other}",
                '{one} from:"{station}"',
                "{one} tags:{tag}",
                'from:"{station}" tags:{tag}',
                "{one} OR {other}",
                "{one} -{other} tags:{tag}",
                '"{one} {other}"',
                "{one}*",
                "para:({one} {other})",
                "subject:{one} class:confidential..",
            )
        )
        made[form.format(one=one, other=other, station=station, tag=tag)] = None
    return list(made)


def subscribe(archive: Archive, board: Board, count: int) -> None:
    """Make subscriptions: nine of ten to queries, the others to numbers, of three readers."""
    dice = random.Random(6)
    numbers = [str(mrn) for mrn, _ in archive.most_cited(count // 10)]
    asked: list[tuple[str, str]] = [("cites", number) for number in numbers]
    asked += [("query", query) for query in queries(archive, count - len(asked))]
    rows = []
    for number, (kind, what) in enumerate(asked):
        reader = dice.choice(READERS)
        said = None if reader is None else json.dumps({"level": reader.level})
        ways = ("at-once", "UTC", "", "")
        at = "2026-01-01T00:00:00+00:00"
        rows.append((f"s{number}", None, said, what, kind, what, *ways, None, 0, at, at, 1, ""))
    with board.writing():
        board.connection.execute("DELETE FROM subscription")
        marks = ", ".join("?" * len(rows[0]))
        board.connection.executemany(f"INSERT INTO subscription VALUES ({marks})", rows)  # noqa: S608


def start_before(board: Board, cables: int) -> None:
    """Put the mark back, so that the newest cables are matched again."""
    with board.writing():
        board.connection.execute("DELETE FROM alert")
        board.connection.execute("DELETE FROM alert_mark")
        board.connection.execute(
            "INSERT INTO alert_mark SELECT max(0, coalesce(max(id), 0) - ?) FROM cable", (cables,)
        )


def alerts_section(place: Place) -> Section:
    """Match the newest cables of the archive."""
    path = place.archive
    with Archive.open(path) as archive, Board.open(path) as board:
        archive.update_index()
        rows = []
        for count in (1, 100, 1_000, SUBSCRIPTIONS):
            subscribe(archive, board, count)
            start_before(board, CABLES)
            begun, wall = time.process_time(), time.perf_counter()
            matched = match_new(archive, board)
            used, passed = time.process_time() - begun, time.perf_counter() - wall
            fired = sum(matched.fired.values())
            rows.append(
                (
                    f"{count:,}",
                    f"{matched.cables:,}",
                    f"{fired:,}",
                    f"{used:.1f}",
                    f"{matched.cables / used:,.0f}",
                    f"{passed:.1f}",
                )
            )
        start_before(board, CABLES)
        parts = _parts(archive, board)
        opened = _opened(archive, board)
        with board.writing():
            board.connection.execute("DELETE FROM subscription")
            board.connection.execute("DELETE FROM alert_mark")
    return Section(
        name="Alerts",
        about=(
            "Subscriptions of three readers (one who sees all, confidential, unclassified), nine of"
            " ten to queries, all of them different, the others to what cites a number; matched"
            f" with the {CABLES:,} newest cables of the archive, on one core."
        ),
        tables=(
            Table(
                title="Matched together",
                columns=(
                    "subscriptions",
                    "cables",
                    "alerts",
                    "CPU seconds",
                    "cables a CPU second",
                    "seconds",
                ),
                rows=tuple(rows),
            ),
            Table(
                title=f"Where the time goes with {SUBSCRIPTIONS:,}",
                columns=("part", "share"),
                rows=tuple(parts),
            ),
            Table(
                title=f"A policy that shuts less, with {SUBSCRIPTIONS:,}",
                columns=(
                    "cables looked through",
                    "classes",
                    "alerts",
                    "CPU seconds",
                    "cables a CPU second",
                ),
                rows=(opened,),
            ),
        ),
    )


def _opened(archive: Archive, board: Board) -> tuple[str, ...]:
    """Open what a policy has shut to two of the readers, and match that."""
    policy = board.folder / POLICY_NAME
    if policy.exists():
        raise SystemExit(f"{policy} is there already: measure an archive without one")
    policy.write_text(SHUT, encoding="utf-8")
    try:
        match_new(archive, board)
    finally:
        policy.unlink()
    with board.writing():  # what was told already would not be told again
        board.connection.execute("DELETE FROM alert")
    begun = time.process_time()
    matched = match_new(archive, board)
    used = time.process_time() - begun
    cables = len(archive.rows("SELECT 1 FROM cable WHERE position >= 0"))
    fired = sum(matched.fired.values())
    classes = str(len([each for each in READERS if each is not None]))
    return f"{cables:,}", classes, f"{fired:,}", f"{used:.1f}", f"{cables / used:,.0f}"


def _parts(archive: Archive, board: Board) -> list[tuple[str, str]]:
    """Return the share of the time that each part takes, by a profile."""
    profile = cProfile.Profile()
    profile.runcall(match_new, archive, board)
    stats: dict[Any, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    total = max(values[3] for values in stats.values())
    found = []
    for part, places in PARTS.items():
        seconds = sum(
            values[3]
            for (path, _, name), values in stats.items()
            for file, function in places
            if name == function and path.endswith(f"/{file}")
        )
        found.append((part, f"{seconds / total:.0%}"))
    return found
