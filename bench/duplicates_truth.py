"""How well `duplicates` finds what was sent again, on made-up cables of which that is known.

    python bench/duplicates_truth.py --count 30000

Of the cables, some are sent again (with a line of their own and garbled words), some are corrected
copies, some are guidance that goes to many posts with a paragraph for each, and some are hard
cases: weekly reports that share a good half of their sentences and are not the same. The rest are
texts by themselves. Printed: time, memory, and precision and recall by pairs of cables.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from cablegram.archive import Item, Store
from cablegram.follow import duplicates
from cablegram.follow.duplicates import jaccard, shingles
from cablegram.model import MRN, Cable, Paragraph, Tree
from cablegram.read import parse
from cablegram.sample import generate

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ("sent again", "corrected", "guidance")
SHARES = {"sent again": 0.03, "corrected": 0.03, "guidance": 0.04, "weekly": 0.04}
POSTS = (5, 60)
WEEKS = (10, 40)


def texts(count: int) -> Iterator[list[str]]:
    """Yield made-up texts of five paragraphs or so, no two of one message."""
    for file in generate(count * 2, seed=4, forms=("telegram",), faults=False, bulk=True):
        paragraphs = [each.text for each in parse(file.data).paragraphs]
        if sum(len(text.split()) for text in paragraphs) >= 60:
            yield paragraphs


class Maker:
    """Cables one after the other, each with the family that it belongs to."""

    def __init__(self, count: int) -> None:
        self.dice = random.Random(9)
        self.texts = texts(count)
        self.numbers: Counter[str] = Counter()
        self.made: list[dict[str, Any]] = []
        self.count = count

    def add(self, station: str, day: date, text: list[str], family: str) -> None:
        self.numbers[station] += 1
        mrn = f"{day:%y}{station}{self.numbers[station]}"
        self.made.append({"mrn": mrn, "day": str(day), "text": text, "family": family})

    def fill(self) -> None:
        for kind, share in SHARES.items():
            end = len(self.made) + share * self.count
            while len(self.made) < end:
                self.family(kind)
        while len(self.made) < self.count:
            self.add(self.station(), self.day(), next(self.texts), "")
        self.dice.shuffle(self.made)

    def family(self, kind: str) -> None:
        text, station, day = next(self.texts), self.station(), self.day()
        name = f"{kind} {len(self.made)}"
        if kind == "sent again":
            self.add(station, day, text, name)
            line = f"This repeats our earlier message for {self.dice.choice('ABCDE')} addressees."
            again = [line, *self.changed(text, self.dice.randint(0, 4))]
            self.add(station, day + timedelta(self.dice.randint(1, 20)), again, name)
        elif kind == "corrected":
            self.add(station, day, text, name)
            later = day + timedelta(self.dice.randint(0, 3))
            self.add(station, later, self.changed(text, self.dice.randint(1, 6)), name)
        elif kind == "guidance":
            for _ in range(self.dice.randint(*POSTS)):
                own = "For your own use: " + " ".join(self.words(self.dice.randint(5, 25)))
                self.add("STATE", day, [*self.changed(text, self.dice.randint(0, 2)), own], name)
        else:
            common = " ".join(text).split()
            for week in range(self.dice.randint(*WEEKS)):
                new = self.words(round(len(common) * 0.6))
                self.add(station, day + timedelta(7 * week), [" ".join([*common, *new])], "")

    def changed(self, text: list[str], count: int) -> list[str]:
        """Return a text with so many words replaced."""
        paragraphs = [paragraph.split() for paragraph in text]
        for _ in range(count):
            words = self.dice.choice([each for each in paragraphs if each])
            words[self.dice.randrange(len(words))] = f"x{self.dice.randrange(10**6)}"
        return [" ".join(words) for words in paragraphs]

    def words(self, count: int) -> list[str]:
        words = " ".join(next(self.texts)).split()
        return [self.dice.choice(words) for _ in range(count)]

    def station(self) -> str:
        return self.dice.choice(("LISBON", "ROME", "NAIROBI", "MANILA", "CAIRO", "OSLO"))

    def day(self) -> date:
        return date(1975, 1, 1) + timedelta(self.dice.randrange(360 * 30))


def read_made(_source: str, data: bytes) -> tuple[Cable, ...]:
    made = json.loads(data)
    text = "\n".join(made["text"])
    return (
        Cable(
            form="telegram",
            source_text=text,
            tree=Tree(text, (len(text),), ("paragraph",)),
            mrn=MRN.parse(made["mrn"]),
            date=date.fromisoformat(made["day"]),
            subject=made["mrn"],
            paragraphs=tuple(Paragraph(text=each) for each in made["text"]),
        ),
    )


def pairs(numbers: Counter[Any]) -> int:
    return sum(count * (count - 1) // 2 for count in numbers.values())


def score(made: list[dict[str, Any]], groups: list[list[str]], likeness: float) -> None:
    """Print precision and recall by pairs, by kind and in all."""
    family = {each["mrn"]: each["family"] for each in made}
    group = {mrn: number for number, mrns in enumerate(groups) for mrn in mrns}
    text = {each["mrn"]: each["text"] for each in made}
    true = Counter(name for name in family.values() if name)
    both = Counter((family[mrn], group[mrn]) for mrn in group if family[mrn])
    found = pairs(Counter(group.values()))
    print(f"{'':14}{'pairs':>10}{'found':>10}{'recall':>9}{'alike':>10}{'recall':>9}")
    for kind in (*KINDS, ""):
        wanted = pairs(Counter({name: n for name, n in true.items() if name.startswith(kind)}))
        hits = pairs(Counter({key: n for key, n in both.items() if key[0].startswith(kind)}))
        alike, met = compared(family, text, group, kind, likeness)
        print(
            f"{kind or 'all':14}{wanted:10,}{hits:10,}{hits / wanted:9.4f}"
            f"{alike:10,}{met / max(1, alike):9.4f}"
        )
    print(f"found in all {found:,} pairs; precision {pairs(both) / max(1, found):.4f}")
    strange = [mrns for mrns in groups if len({family[mrn] for mrn in mrns}) > 1 or
               not family[mrns[0]]]  # fmt: skip
    exact = sum(
        jaccard(runs(text[one]), runs(text[other])) >= likeness
        for mrns in strange
        for one, other in combinations(mrns, 2)
        if not family[one] or family[one] != family[other]
    )
    print(f"of the others, {exact:,} are as much alike all the same")


def runs(text: list[str]) -> frozenset[str]:
    return shingles({"paragraphs": [{"text": each} for each in text]})


def compared(
    family: dict[str, str], text: dict[str, Any], group: dict[str, int], kind: str, likeness: float
) -> tuple[int, int]:
    """Return how many pairs of a kind are alike when compared in full, and how many are found."""
    members = defaultdict(list)
    for mrn, name in family.items():
        if name and name.startswith(kind):
            members[name].append((mrn, runs(text[mrn])))
    alike = met = 0
    for each in members.values():
        for (one, first), (other, second) in combinations(each, 2):
            if jaccard(first, second) >= likeness:
                alike += 1
                met += group.get(one, -1) == group.get(other, -2)
    return alike, met


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--count", type=int, default=30_000, help="cables (30000)")
    parser.add_argument("--likeness", type=float, action="append", help="as of the verb; several")
    given = parser.parse_args()
    maker = Maker(given.count)
    maker.fill()
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder), create=True) as store:
        rows = ((each["mrn"], json.dumps(each).encode()) for each in maker.made)
        store.ingest((Item(source=name, data=data) for name, data in rows), read_made)
        for likeness in given.likeness or (0.6, 0.7, 0.8, 0.9):
            began = time.process_time()
            found = duplicates(store, likeness=likeness)
            seconds = time.process_time() - began
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            kinds = Counter(one.kind for one in found)
            print(f"{len(maker.made):,} cables, likeness {likeness}: {seconds:.1f} s of the")
            print(f"processor, {memory:.0f} MB; {len(found):,} groups: {dict(kinds)}")
            groups = [[str(each.mrn) for each in one.cables] for one in found]
            score(maker.made, groups, likeness)
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
