"""Measure how often the inferred year of a reference is right, and how sure it said it was.

Usage:
    python update/measure_years.py CORPUS

Truth comes from three sides, each with the volumes derived from the other half of the files, so
that no telegram is judged by a table that was made from it:

*   footnotes: a published telegram cites a number without a year; the editor's note gives its date;
*   written: a reference of an export gives its year or date; it is hidden and inferred;
*   drawn: a telegram with known date, cited after an age drawn from the assumed ages.

Prints Markdown tables for docs/explanation/reference-years.md.
"""

# ruff: noqa: FBT003, S311, SLF001 - a measurement looks inside, and draws
from __future__ import annotations

import random
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))

import itertools

import volumes as derive

from cablegram.model import MRN
from cablegram.read import years
from cablegram.read.context import Context
from cablegram.read.passage import Passage
from cablegram.read.references import read_references
from cablegram.vocabulary import canonical_station
from cablegram.vocabulary import volumes as model

if TYPE_CHECKING:
    from collections.abc import Iterator

EDGES = (0.0, 0.6, 0.8, 0.9, 0.97, 0.99, 1.01)


@dataclass(frozen=True, slots=True)
class Case:
    """A cited number with its true year."""

    source: str
    file: str
    station: str
    number: int
    airgram: bool
    on: date
    own: MRN | None
    year: int


def use_table(found: list[derive.Observation]) -> None:
    """Let the model use volumes derived from these observations."""
    rows: dict[str, list[tuple[float, model.Volume]]] = defaultdict(list)
    lines = derive.table(found).splitlines()[1:]
    for line in lines:
        station, year, rate, spread, count, _ = line.split(",")
        volume = model.Volume(per_year=float(rate), spread=float(spread), observations=int(count))
        rows[station].append((float(year), volume))
    frozen = {name: tuple(values) for name, values in rows.items()}
    model._volume.cache_clear()
    model._class_volume.cache_clear()
    years._period.cache_clear()
    model._observed = lambda: frozen  # type: ignore[assignment]


def half(name: str) -> int:
    """Return 0 or 1 for a file, by its name."""
    return sum(name.encode()) % 2


_CITED = re.compile(
    r"\b(Embtels?|Deptels?|Contels?|State|[A-Z][a-z]+(?: [A-Z][a-z]+)?(?:['\u2019]s)?) "
    r"((?:\d{1,6})(?:(?:, | and |, and )\d{1,6})*)(?![\d,]*\d)(?!, (?:Jan|Feb|Mar|Apr|May|Jun"
    r"|Jul|Aug|Sep|Oct|Nov|Dec))"
)
_DAY = (
    r"(?:(January|February|March|April|May|June|July|August|September|October|November|December)"
    r" (\d{1,2})(?:, (\d{4}))?)"
)


def footnote_cases(corpus: Path) -> Iterator[Case]:
    """Yield numbers cited in the text of published telegrams that a footnote dates."""
    for path in sorted((corpus / "frus-tei").glob("*-d*.xml")):
        text = path.read_text(encoding="utf-8")
        day = re.search(r'<date[^>]*when="(\d{4}-\d\d-\d\d)', text)
        body = re.sub(r"<note.*?</note>", "", text, flags=re.DOTALL)
        own = derive._own_number(body)
        if day is None or own is None or day[1] < "1950":
            continue
        on = date.fromisoformat(day[1])
        notes = " ".join(derive._plain(n) for n in re.findall(r"<note.*?</note>", text, re.DOTALL))
        prose = derive._plain(body.partition("</head>")[2])
        for cited in _CITED.finditer(prose):
            station = _station(cited[1], own[0])
            if station is None:
                continue
            for digits in re.findall(r"\d+", cited[2]):
                year = _noted_year(notes, int(digits), on, station)
                if year is not None:
                    yield Case(
                        "footnotes",
                        path.name,
                        station,
                        int(digits),
                        False,
                        on,
                        MRN(on.year, own[0], own[1]),
                        year,
                    )


def _station(word: str, sender: str) -> str | None:
    word = word.removesuffix("'s").removesuffix("\u2019s")
    if word.startswith(("Embtel", "Contel")):
        return None if sender == "STATE" else sender
    if word.startswith("Deptel") or word == "State":
        return "STATE"
    return canonical_station(word)


def _noted_year(notes: str, number: int, on: date, station: str) -> int | None:
    pattern = rf"[Tt]elegrams? (?:No\. )?{number}\b,? (from|to) ([A-Z][A-Za-z ]{{2,20}}), {_DAY}"
    match = re.search(pattern, notes)
    if match is None or _sender_of(match) != station:
        return None
    month = derive.MONTHS.index(match[3][:3].upper()) + 1
    if match[5]:
        return int(match[5])
    return on.year if (month, int(match[4])) <= (on.month, on.day) else None


def _sender_of(match: re.Match[str]) -> str | None:
    return canonical_station(match[2]) if match[1] == "from" else "STATE"


def written_cases(corpus: Path) -> Iterator[Case]:
    """Yield references of the exports whose year is written, to be inferred without it."""
    for path in sorted((corpus / "sas").glob("*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")
        own = re.search(r"^Document Number: (\d{4})([A-Z]+)(\d{5,6})", text, re.MULTILINE)
        day = re.search(r"^Draft Date: (\d\d) (\w{3}) (\d{4})", text, re.MULTILINE)
        block = re.search(r"^ *(REFS?|REFERENCES?): .*(?:\n *\S.*){0,5}", text, re.MULTILINE)
        if own is None or day is None or block is None:
            continue
        on = date(int(day[3]), derive.MONTHS.index(day[2].upper()) + 1, int(day[1]))
        station = canonical_station(own[2])
        if station is None:
            continue
        mrn = MRN(on.year, station, int(own[3]))
        context = Context(date=on, station=station, mrn=mrn)
        for reference in read_references(Passage.whole(block[0]), context):
            cited = reference.mrn
            if cited is None or not reference.year_written or cited.year is None:
                continue
            yield Case(
                "written",
                path.name,
                cited.station,
                cited.number,
                cited.airgram,
                on,
                mrn,
                cited.year,
            )


def drawn_cases(corpus: Path) -> Iterator[Case]:
    """Yield dated telegrams, each cited by another station after a drawn age."""
    random.seed(7)
    for path in sorted((corpus / "frus-tei").glob("*-d*.xml")):
        text = path.read_text(encoding="utf-8")
        day = re.search(r'<date[^>]*when="(\d{4}-\d\d-\d\d)', text)
        own = derive._own_number(re.sub(r"<note.*?</note>", "", text, flags=re.DOTALL))
        if day is None or own is None or day[1] < "1950":
            continue
        sent = date.fromisoformat(day[1])
        if own[0] == "STATE" and model.class_of("STATE", sent) != "department":
            continue
        for _ in range(3):
            age = 6 * (random.random() ** (-1 / 0.95) - 1)
            on = sent + timedelta(days=min(int(age), 3000))
            if random.random() < _share_left_out(sent, on):
                yield Case("drawn", path.name, own[0], own[1], False, on, None, sent.year)


def _share_left_out(sent: date, on: date) -> float:
    """Return how often the model assumes a writer to leave out the year."""
    back, day = 0, on
    while model.numbering_period(day)[0] > sent:
        back, day = back + 1, model.numbering_period(day)[0] - timedelta(days=1)
    return years._LEFT_OUT[back] if back < len(years._LEFT_OUT) else 0.0


def main() -> int:
    """Print the tables."""
    corpus = Path(sys.argv[1])
    cases = [*footnote_cases(corpus), *written_cases(corpus), *drawn_cases(corpus)]
    files: dict[int, list[derive.Observation]] = {0: [], 1: []}
    for side in (0, 1):
        files[side] = _observations_of(corpus, side)
    results: dict[str, list[tuple[Case, years.YearGuess]]] = defaultdict(list)
    for side in (0, 1):
        use_table(files[1 - side])
        for case in cases:
            if half(case.file) == side:
                guess = years.infer_year(
                    case.station, case.number, airgram=case.airgram, on=case.on, own=case.own
                )
                results[case.source].append((case, guess))
    for source, rows in list(results.items()):
        _report(source, rows)
    early = [
        (case, guess)
        for case, guess in results["drawn"]
        if (case.on - model.numbering_period(case.on)[0]).days < 30
    ]
    _report("drawn, cited in the first thirty days of a period", early)
    return 0


def _observations_of(corpus: Path, side: int) -> list[derive.Observation]:
    """Return what the files of one half say."""
    return [one for name, one in derive.observations_by_file(corpus) if half(name) == side]


def _report(source: str, rows: list[tuple[Case, years.YearGuess]]) -> None:
    right = sum(case.year == guess.year for case, guess in rows)
    naive = sum(case.year == case.on.year for case, guess in rows)
    earlier = [(case, guess) for case, guess in rows if case.year != case.on.year]
    found = sum(case.year == guess.year for case, guess in earlier)
    print(f"\n### {source}\n")
    print(f"{len(rows)} references, {len(earlier)} of an earlier year. Right: {right}", end=" ")
    print(
        f"({right / len(rows):.1%}); with the citing year for all: {naive / len(rows):.1%}.",
        end=" ",
    )
    print(f"Of the earlier years {found} were found.\n")
    print("| said | references | mean said | right |\n|---|---:|---:|---:|")
    for low, high in itertools.pairwise(EDGES):
        part = [(c, g) for c, g in rows if low <= g.confidence < high]
        if part:
            mean = sum(g.confidence for _, g in part) / len(part)
            hits = sum(c.year == g.year for c, g in part) / len(part)
            print(f"| {low:.2f} to {min(high, 1.0):.2f} | {len(part)} | {mean:.3f} | {hits:.3f} |")
    if "-v" in sys.argv:
        for case, guess in rows:
            if case.year != guess.year:
                print(case, guess)


if __name__ == "__main__":
    sys.exit(main())
