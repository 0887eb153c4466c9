"""Derive how many messages each station numbers in a year from a folder of released telegrams.

Usage:
    python update/volumes.py CORPUS            write yearly_volumes.csv of the vocabulary
    python update/volumes.py CORPUS --check    write nothing, exit 1 when the table would change

Three kinds of observation, best first:

*   dated: a telegram's own number and date (exports of 1973-79, published volumes), or both as an
    editor's footnote gives them;
*   cited: a number that a dated telegram cites without a year. It was reached by that day;
*   named: a number of a known year without a date. The year's total is not less.

The result is numbers only. Rows of the classes `class:...` stand for stations never observed:
medians of the stations of the class, and for times that the corpus hardly has, estimates marked
as such.
"""

from __future__ import annotations

import argparse
import csv
import html
import io
import re
import statistics
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from math import exp, log
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from cablegram.vocabulary import canonical_station  # noqa: E402 - needs the path
from cablegram.vocabulary.volumes import DAYS_PER_YEAR, TO, class_of, numbering_period  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = ROOT / "src" / "cablegram" / "vocabulary" / "data" / "yearly_volumes.csv"
COLUMNS = ("station", "year", "per_year", "spread", "observations", "source")
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
#: Earlier than this the numbers of many posts ran on over the years.
EARLIEST = 1930
#: The first days of a period say little of its rate.
SHORTEST_DAYS = 14

#: Classes at times that the corpus hardly has: (class, year, a year's numbers, spread). Estimates.
ESTIMATES = (
    ("department", 1990, 350_000, 0.35),
    ("department", 2001, 210_000, 0.20),
    ("department", 2005, 175_000, 0.30),
    ("department", 2009, 130_000, 0.25),
    ("department", 2015, 130_000, 0.30),
    ("embassy", 1990, 7_000, 0.85),
    ("embassy", 2001, 3_500, 0.80),
    ("embassy", 2008, 1_700, 0.85),
    ("embassy", 2015, 1_500, 0.85),
    ("consulate", 1990, 1_500, 0.90),
    ("consulate", 2001, 900, 0.90),
    ("consulate", 2008, 450, 0.90),
    ("mission", 1990, 5_000, 0.90),
    ("mission", 2008, 1_300, 0.70),
    ("other agency", 1960, 5_000, 1.30),
    ("other agency", 2008, 5_000, 1.30),
    ("series", 1960, 1_000, 1.60),
    ("series", 1975, 8_000, 1.60),
    ("embassy:airgram", 1960, 800, 0.80),
    ("embassy:airgram", 1974, 230, 0.60),
    ("consulate:airgram", 1960, 250, 0.80),
    ("consulate:airgram", 1974, 100, 0.80),
    ("mission:airgram", 1960, 600, 0.90),
    ("mission:airgram", 1974, 250, 0.90),
    ("department:airgram", 1966, 12_000, 0.50),
    ("department:airgram", 1974, 8_500, 0.40),
    ("department:to one post:airgram", 1960, 10_000, 0.60),
    ("other agency:airgram", 1970, 1_000, 1.30),
    ("series:airgram", 1970, 300, 1.30),
)


@dataclass(frozen=True, slots=True)
class Observation:
    """A number that a station had reached by a day (`kind` is dated, cited or named)."""

    station: str
    on: date
    number: int
    kind: str
    is_own: bool = False
    party: str | None = None


def observations(corpus: Path) -> Iterator[Observation]:
    """Yield what the families of the corpus say, in the order of their files."""
    for _, one in observations_by_file(corpus):
        yield one


def observations_by_file(corpus: Path) -> Iterator[tuple[str, Observation]]:
    """Yield the name of the file with each observation."""
    for folder, pattern, reader in (
        ("sas", "*.txt", _export),
        ("sas-body", "*.txt", _body),
        ("frus-tei", "*-d*.xml", _volume),
    ):
        for path in sorted((corpus / folder).glob(pattern)):
            for one in reader(path):
                yield path.name, one


def _export(path: Path) -> Iterator[Observation]:
    text = path.read_text(encoding="utf-8", errors="replace")
    own = re.search(r"^Document Number: (\d{4})([A-Z]+)(\d{5,6})", text, re.MULTILINE)
    day = re.search(r"^(?:Draft|Sent) Date: (\d\d) (\w{3}) (\d{4})", text, re.MULTILINE)
    if own is None or day is None:
        return
    on = date(int(day[3]), MONTHS.index(day[2].upper()) + 1, int(day[1]))
    station = canonical_station(own[2])
    if station is not None:
        yield Observation(station, on, int(own[3]), "dated", is_own=True)
    yield from _airgrams(text, on, station)
    cited = re.search(r"^Reference: (.*(?:\n(?![A-Z][A-Za-z ]+:).*)*)", text, re.MULTILINE)
    if cited is not None:
        yield from _cited(cited[1].replace("\n", " "), on, station)


def _cited(text: str, on: date, sender: str | None) -> Iterator[Observation]:
    pattern = (
        r"(?:\b(\d\d) )?\b([A-Z][A-Z ]+[A-Z]) (\d{2,6})\b(?! ?(?:OF|,? [A-Z]{3,9} \d|DTD|\d{6}Z))"
    )
    for match in re.finditer(pattern, text):
        station = canonical_station(match[2])
        if station is None or station == sender:
            continue
        if match[1] is None or int(match[1]) == on.year % 100:
            yield Observation(station, on, int(match[3]), "cited")
        elif int(match[1]) < on.year % 100:
            yield Observation(station, date(1900 + int(match[1]), 12, 31), int(match[3]), "named")


def _body(path: Path) -> Iterator[Observation]:
    match = re.match(r"(\d{4})([A-Z]+)(\d{5,6})", path.name)
    station = canonical_station(match[2]) if match else None
    if match is not None and station is not None:
        yield Observation(station, date(int(match[1]), 12, 31), int(match[3]), "named")


_AIRGRAM = re.compile(
    r"(?:\b([A-Z][A-Z ]+[A-Z]) )?\bA-(\d{1,4}),?\s+(?:OF\s+)?"
    r"(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]* (\d{1,2}),\s+(19\d\d)"
)


def _airgrams(text: str, on: date, sender: str | None) -> Iterator[Observation]:
    for match in _AIRGRAM.finditer(text[: text.find("Message Attributes")]):
        station = canonical_station(match[1]) if match[1] else sender
        when = date(int(match[5]), MONTHS.index(match[3]) + 1, int(match[4]))
        if station is not None and when <= on:
            yield Observation(f"{station}:airgram", when, int(match[2]), "dated")


_NOTED = re.compile(
    r"[Tt]elegrams? (?:No\. )?(\d{1,6}),? (from|to) (?:the )?([A-Z][A-Za-z. ]{2,25}?),? "
    r"(?:of |dated )?((?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December) \d{1,2})(?:, (\d{4}))?(?![\d-])"
)


def _volume(path: Path) -> Iterator[Observation]:
    text = path.read_text(encoding="utf-8")
    day = re.search(r'<date[^>]*when="(\d{4}-\d\d-\d\d)', text)
    if day is None:
        return
    on = date.fromisoformat(day[1])
    notes = re.findall(r"<note.*?</note>", text, re.DOTALL)
    body = re.sub(r"<note.*?</note>", "", text, flags=re.DOTALL)
    found = own_number(body)
    if found is not None:
        yield Observation(found[0], on, found[1], "dated", is_own=True, party=party_of(body))
    for note in notes:
        yield from _noted(plain(note), on)


def own_number(body: str) -> tuple[str, int] | None:
    """Return station and number of a published telegram."""
    head = re.search(r"<head[^>]*>(.*?)</head>", body, re.DOTALL)
    place = re.search(r"<placeName[^>]*>(.*?)</placeName>", body, re.DOTALL)
    first = re.search(r"<p\b[^>]*>(.*?)</p>", body, re.DOTALL)
    number = re.match(r"(\d{1,6})[./]", plain(first[1])) if first else None
    if head is None or place is None or number is None or int(number[1]) == 0:
        return None
    sender, where = plain(head[1]).partition(" to ")[0], plain(place[1]).strip(" ,.")
    if where == "Washington" or "Department" in sender or "Secretary of State" in sender:
        return "STATE", int(number[1])
    station = canonical_station(where)
    return (station, int(number[1])) if station else None


def party_of(body: str) -> str | None:
    """Return the station to which a telegram of the Department went first."""
    head = re.search(r"<head[^>]*>(.*?)</head>", body, re.DOTALL)
    match = head and re.search(r"(?:in|at|to) ([A-Z][A-Za-z ]+?)$", plain(head[1]))
    return canonical_station(match[1]) if match else None


def _noted(note: str, on: date) -> Iterator[Observation]:
    for match in _NOTED.finditer(note):
        post = canonical_station(match[3])
        station = post if match[2] == "from" else "STATE"
        if station is None:
            continue
        name, day = match[4].split()
        month = MONTHS.index(name[:3].upper()) + 1
        try:
            when = date(int(match[5] or on.year), month, int(day))
        except ValueError:
            continue
        yield Observation(station, when, int(match[1]), "dated", party=post)


def plain(markup: str) -> str:
    """Return the text of markup, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


def rates(found: list[Observation]) -> dict[tuple[str, int], tuple[float, float, int, str]]:
    """Return (numbers a year, spread, observations, source) by station and year.

    A number divided by the share of the period that has gone gives the year's rate. Numbers far
    from the others (another series, a slip of the print) are left out through the median.
    """
    groups: dict[tuple[str, int], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        start, _ = numbering_period(one.on)
        days = (one.on - start).days + 1
        if one.on.year < EARLIEST or days < SHORTEST_DAYS:
            continue
        station = one.station
        if station == "STATE" and class_of("STATE", one.on) != "department":
            if one.party is None:
                continue
            station = f"{station}{TO}{one.party}"
        year = start.year + (start.month == 7)
        groups[station, year][one.kind].append(log(one.number * DAYS_PER_YEAR / days))
    found_rates = {key: _rate(kinds) for key, kinds in sorted(groups.items())}
    return {
        key: rate
        for key, rate in found_rates.items()
        if rate[3] != "named" or not _is_better_known(key, rate[0], found_rates)
    }


def _is_better_known(
    key: tuple[str, int],
    rate: float,
    all_rates: dict[tuple[str, int], tuple[float, float, int, str]],
) -> bool:
    """Tell whether years near a merely named number are known, and it does not exceed them."""
    station, year = key
    near = [all_rates.get((station, other)) for other in range(year - 4, year + 5)]
    known = [row[0] for row in near if row is not None and row[3] != "named"]
    return bool(known) and rate < 1.6 * max(known)


def _rate(kinds: dict[str, list[float]]) -> tuple[float, float, int, str]:
    dated = kinds.get("dated", [])
    if dated:
        middle = statistics.median_low(dated)
        near = [value for value in dated if abs(value - middle) < 0.7]
        middle = statistics.fmean(near)
        spread = statistics.pstdev(near)
        floor = 0.10 if len(near) >= 5 else 0.22 if len(near) > 1 else 0.32
        return exp(middle), max(spread, floor), len(dated), "dated"
    cited = sorted(kinds.get("cited", []))
    if cited:
        # A cited number is some days old, and the highest rates are nearest to the truth.
        top = cited[int(len(cited) * 0.8)] if len(cited) > 4 else cited[-1] + 0.1
        return exp(top), 0.12 if len(cited) > 20 else 0.45, len(cited), "cited"
    named = kinds["named"]
    return exp(max(named) + 0.5), 0.55, len(named), "named"


def table(found: list[Observation]) -> str:
    """Return the table as text: stations in order, then the classes."""
    by_key = rates(found)
    rows = [
        (station, str(year), f"{rate:.0f}", f"{spread:.2f}", str(count), source)
        for (station, year), (rate, spread, count, source) in by_key.items()
    ]
    rows += _classes(by_key)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(sorted(rows, key=lambda row: (row[0], int(row[1]))))
    return out.getvalue()


def _classes(
    by_key: dict[tuple[str, int], tuple[float, float, int, str]],
) -> Iterator[tuple[str, str, str, str, str, str]]:
    groups: dict[tuple[str, int], list[float]] = defaultdict(list)
    for (station, year), (rate, _, _, source) in by_key.items():
        if station.endswith(":airgram"):
            continue
        name = class_of(station, date(year, 7, 2))
        if name == "series" or source == "cited":
            continue
        groups[name, _middle(year)].append(log(rate))
    for (name, year), values in sorted(groups.items()):
        if len(values) < 5:
            continue
        middle, spread = statistics.median(values), max(statistics.pstdev(values), 0.2)
        yield f"class:{name}", str(year), f"{exp(middle):.0f}", f"{spread:.2f}", "0", "median"
    for name, year, rate, spread in ESTIMATES:
        yield f"class:{name}", str(year), str(rate), f"{spread:.2f}", "0", "estimate"


def _middle(year: int) -> int:
    """Return the year that stands for a decade, or for what is left of it after the change."""
    return 1968 if 1967 <= year < 1970 else year // 10 * 10 + 5


def main() -> int:
    """Write the table, or compare with `--check`."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    if not (arguments.corpus / "frus-tei").is_dir():
        print(f"{arguments.corpus} is no folder of released telegrams", file=sys.stderr)
        return 3
    text = table(list(observations(arguments.corpus)))
    if arguments.check:
        same = TABLE.is_file() and TABLE.read_text(encoding="utf-8") == text
        print("unchanged" if same else "would change")
        return 0 if same else 1
    TABLE.write_text(text, encoding="utf-8")
    print(f"{TABLE.name}: {text.count(chr(10)) - 1} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
