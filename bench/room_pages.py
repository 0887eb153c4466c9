"""Addresses of the reading room, kind by kind, made of words and numbers that the archive has."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from bench.peers.questions import phrases, questions, sample, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.search import Archive
    from cablegram.web.paths import Path

EACH = 100
AGAIN = 20
PAGES_ON = 6
#: Milliseconds, as the project wants them at the 95th percentile: by 250,000 cables and more.
CABLE, SEARCH, SEARCH_LARGE, THREAD, COMPLETION = 15.0, 60.0, 120.0, 60.0, 15.0
LARGE = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Pages of one kind; `target` is the most milliseconds, if the project says."""

    name: str
    addresses: tuple[str, ...]
    target: float | None = None


def kinds(archive: Archive) -> list[Kind]:
    """Return what is asked for, each address once but where the name says otherwise."""
    words = vocabulary(archive)
    cables = len(archive.leading_ids())
    wanted = SEARCH if cables < LARGE else SEARCH_LARGE
    dice = random.Random(11)
    records = sample(archive, EACH)
    asked = questions(archive, EACH)
    apart = phrases(records, words.commonest, are_common=False, count=EACH)

    def searches(name: str, queries: list[str]) -> Kind:
        addresses = tuple(dict.fromkeys(f"/search?q={quote(query)}" for query in queries))
        return Kind(name=f"search: {name}", addresses=addresses, target=wanted)

    def pick(from_: list[str]) -> list[str]:
        return dice.sample(from_, min(EACH, len(from_)))

    common = pick(words.most)
    halves = [f"{word} sort:{sort}" for word in words.halves for sort in ("date", "-date")]
    halves += words.halves
    made = [
        Kind(name="front page, again and again", addresses=("/",) * AGAIN),
        searches("one rare word", pick(words.few)),
        searches("one word", pick(words.some)),
        searches("one common word", common),
        searches("phrase", [f'"{" ".join(pair)}"' for pair in apart]),
        searches("word, station, year, TAGS", list(map(str, asked["term, station, year, TAGS"]))),
        searches("half of the archive", halves),
        searches("all cables", [""]),
        Kind(name="search: the same again", addresses=(f"/search?q={quote(common[0])}",) * AGAIN,
             target=wanted),
    ]  # fmt: skip
    held, cited = _numbers(archive)
    made += [
        Kind(name="cable", addresses=tuple(f"/c/{each}" for each in held), target=CABLE),
        Kind(name="cable, most cited", addresses=tuple(f"/c/{x}" for x in cited), target=CABLE),
        Kind(name="thread, depth 2", addresses=tuple(f"/thread/{each}" for each in held),
             target=THREAD),
        Kind(name="thread, depth 2, most cited",
             addresses=tuple(f"/thread/{each}" for each in cited), target=THREAD),
    ]  # fmt: skip
    return made + _others(archive, [each[:n] for each in pick(words.some) for n in (1, 2, 3, 5)])


def _numbers(archive: Archive) -> tuple[list[str], list[str]]:
    """Return numbers by chance, and those that most cite, all of cables that are held."""
    dice = random.Random(17)
    highest = archive.highest_id()
    held: dict[str, None] = {}
    while len(held) < 2 * EACH:
        found = archive.summaries([dice.randint(1, highest) for _ in range(EACH)])
        held |= {str(each.mrn): None for each in found.values() if each.mrn}
    cited = [str(mrn) for mrn, _ in archive.most_cited(3 * EACH) if len(archive.find(mrn)) == 1]
    return list(held)[: 2 * EACH], cited[:EACH]


def _others(archive: Archive, beginnings: list[str]) -> list[Kind]:
    """Return the rest of the table of paths, as far as it is for reading."""
    from cablegram.web.paths import PATHS

    shown = {"/", "/search", "/c/{spelling:path}", "/item/{number:path}", "/thread/{spelling:path}"}
    facets = {
        each.name: each.values for each in archive.search("", limit=0, with_facets=True).facets
    }
    values: dict[str, Callable[[], list[str]]] = {
        "/station": lambda: [quote(value, safe="") for value, _ in facets["station"]],
        "/tag": lambda: [quote(value, safe="") for value, _ in facets["tags"]],
        "/person": lambda: _persons(archive),
    }  # fmt: skip
    made = []
    for path in PATHS:
        # The ways in are there only where people sign in.
        if path.method != "GET" or path.path in shown or path.path.startswith("/sign-in"):
            continue
        name = re.split(r"[.{]", path.path)[0].rstrip("/")
        if "complete" in name:
            asks = next(each.name for each in path.asks)
            addresses = tuple(f"{path.path}?{asks}={quote(each)}" for each in beginnings)
            made.append(Kind(name="completion", addresses=addresses, target=COMPLETION))
        elif name in values and path.within:
            found = tuple(f"{name}/{each}" for each in values[name]())
            made.append(Kind(name=name.strip("/"), addresses=found))
        elif not path.within or path.within[0].example:
            made.append(Kind(name=path.path.strip("/"), addresses=(_filled(path),) * AGAIN))
    return made


def _persons(archive: Archive) -> list[str]:
    names: dict[str, None] = {}
    for record in sample(archive, EACH):
        for name in (record["signature"], (record["classified_by"] or {}).get("name")):
            if name:
                names[quote(name, safe="")] = None
    return list(names)[:AGAIN]


def _filled(path: Path) -> str:
    found = path.path
    for each in path.within:
        found = re.sub(rf"\{{{each.name}(:\w+)?\}}", quote(each.example, safe=""), found)
    return found
