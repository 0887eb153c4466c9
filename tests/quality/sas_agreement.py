"""Compare what the text of a telegram of 1973-79 says with what the record's attributes say.

    python tests/quality/sas_agreement.py ../shared/corpus

The attributes were typed or made by machine when the telegram was filed, so they are a second
opinion on the text that no hand label is needed for. The text before them is read alone, as a
telegram; the draft date gives the year and nothing else. Only what both sides give is compared:

* numbers by year, station and serial; stations by name, address or six-character code;
* TAGS one by one: a code that was read must be in the record (analysts added codes of their own,
  and left the names of persons and organisations to lists, so those are not compared);
* `To` as stations: those of the record must be addressees, those of the TO line in the record,
  unless it gives up counting (`COM`, `MULTIPLE`);
* subjects by letters and digits, without their mark; the record's may be cut short or may run on
  behind the subject;
* dates within a day: a telegram is sent on the day of its draft or the next.

Who is right in a disagreement is decided by one rule: a value that stands in the text and whose
rival does not is right. If both stand there, or neither, it is undecided. An addressee that the TO
line has and the record has not was left out by the record; two words for one are undecided.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import cablegram
from cablegram.model import MRN, InvalidMRN, TagFamily
from cablegram.read.classification import level_of
from cablegram.vocabulary import canonical_station, station_of_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cablegram.model import Addressee, Attribute, Cable

END_OF_TEXT = re.compile(r"^[ \t\f]*Message Attributes[ \t\r]*$", re.MULTILINE)
CODE = re.compile(r"[A-Z]{2}|[A-Z]{4}")
OFFICE = re.compile(r" (?:OR-[A-Z]|NIACT)\Z")
NO_COUNT = frozenset({"COM", "MULTIPLE"})
MARK = re.compile(r"\A\s*\([A-Z]{1,3}\)\s*")  # the mark of the subject is a field of its own
CUT_CHARS = 60  # a subject of the record that is shorter was not cut for its length
TEXT, RECORD, UNDECIDED = "text", "record", "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One value that the two sides give differently, and which is right by the rule."""

    file: str
    field: str
    read: str
    record: str
    right: str


@dataclass(slots=True)
class Agreement:
    """Counts of one field."""

    same: int = 0
    different: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Share of agreement among the values that both sides give."""
        total = self.same + self.different
        return 1.0 if total == 0 else self.same / total


Pair = tuple[str, str, bool]  # value read, value of the record, whether they agree


def squeeze(text: str) -> str:
    """Return the letters and digits of a text, in capitals."""
    return re.sub(r"[^A-Z0-9]+", "", text.upper())


def station(name: str) -> str:
    """Return the station of an address, a name or a code; else the name without ornament."""
    bare = OFFICE.sub("", name.strip().upper())
    found = station_of_address(bare) or canonical_station(bare)
    return found or squeeze(re.sub(r"//.*", "", bare))


def _numbers(cable: Cable, record: str) -> Iterator[Pair]:
    if cable.mrn is None:
        return
    try:
        wanted = MRN.parse(record)
    except InvalidMRN:
        return
    read = cable.mrn
    same = (read.year, read.number) == (wanted.year, wanted.number) and (
        read.station == wanted.station or read.station[:6] == wanted.station[:6]
    )
    yield str(read), str(wanted), same


def _tags(cable: Cable, record: str) -> Iterator[Pair]:
    codes = {part.strip() for part in record.split(",")}
    for tag in cable.tags or ():
        if tag.family not in (TagFamily.PERSON, TagFamily.ORGANIZATION) and CODE.fullmatch(
            tag.code
        ):
            yield tag.code, record, tag.code in codes


def _stations(entries: Iterable[Addressee] | None) -> set[str]:
    return {station(entry.name) for entry in entries or ()}


def _to(cable: Cable, record: str) -> Iterator[Pair]:
    if not cable.action:
        return
    # Stations are parted by five blanks; `STATE CARACAS` shows that one was enough.
    parts = [part for part in record.split("     ") if part.strip()]
    wanted: set[str] = set()
    for part in parts:
        known = station_of_address(part) or canonical_station(part)
        words = part.split()
        split = len(words) == 2 and not known and all(map(canonical_station, words[:1]))
        wanted |= {station(word) for word in words} if split else {station(part)}
    action = _stations(cable.action)
    stations = wanted - NO_COUNT
    same = stations <= action | _stations(cable.info)
    if not wanted & NO_COUNT:
        same = same and action <= stations
    yield " ".join(sorted(action)), " ".join(sorted(wanted)), same


def _subject(cable: Cable, record: str) -> Iterator[Pair]:
    if not cable.subject:
        return
    read, wanted = squeeze(cable.subject), squeeze(MARK.sub("", record))
    if not wanted:
        return
    cut = len(record) >= CUT_CHARS and read.startswith(wanted)
    # The machine that took the subject from the text did not stop at the end of its line.
    run_on = wanted.startswith(read) and squeeze(cable.source_text).find(wanted) >= 0
    yield cable.subject, record, read == wanted or cut or run_on


def _classification(cable: Cable, record: str) -> Iterator[Pair]:
    if cable.marking is None or cable.marking.level is None:
        return
    level, control = level_of(record)
    if level is None:
        return
    same = cable.marking.level == level and (not control or control in cable.marking.controls)
    yield str(cable.marking), record, same


def compared(cable: Cable, attributes: Mapping[str, Attribute]) -> Iterator[tuple[str, Pair]]:
    """Yield every pair of values that both the text and the record give, with its field."""
    given = {key: each.text for key, each in attributes.items() if each.text}
    readers = {
        "Document Number": _numbers,
        "TAGS": _tags,
        "To": _to,
        "Subject": _subject,
        "Original Classification": _classification,
    }
    for key, read in readers.items():
        if key in given:
            yield from ((key, pair) for pair in read(cable, given[key]))
    if "From" in given and cable.origin is not None:
        read_name, name = station(cable.origin.name), station(given["From"])
        yield "From", (read_name, name, read_name == name or read_name[:6] == name[:6])
    draft = attributes.get("Draft Date")
    if draft is not None and draft.value is not None and cable.dtg is not None:
        days = abs((cable.dtg.date() - draft.value).days)
        yield "Draft Date", (cable.dtg.date().isoformat(), draft.value.isoformat(), days <= 1)
    if "Original Handling Restrictions" in given and cable.captions:
        wanted = {part.strip() for part in given["Original Handling Restrictions"].split(",")}
        read_words = {word for caption in cable.captions for word in caption.split()}
        pair = (" ".join(sorted(read_words)), ", ".join(sorted(wanted)), wanted <= read_words)
        yield "Original Handling Restrictions", pair


def who_is_right(key: str, pair: Pair, text: str) -> str:
    """Decide a disagreement: the value that stands in the text, where its rival does not."""
    read, record, _ = pair
    if key == "TAGS":
        line = re.search(rf"^\s*TAGS?\b[^\n]*\b{re.escape(read)}\b", text, re.MULTILINE)
        return TEXT if line else RECORD
    if key == "To":
        names, stated = set(read.split()), set(record.split())
        if names > stated:
            return TEXT  # the record left some out
        return RECORD if names < stated else UNDECIDED
    if key == "Document Number":
        numbers = {int(number) for number in re.findall(r"\b\d{2,6}\b", text)}
        found = tuple(MRN.parse(value).number in numbers for value in (read, record))
    else:
        ink = squeeze(text)
        found = squeeze(read) in ink, squeeze(record) in ink
    if found[0] == found[1]:
        return UNDECIDED
    return TEXT if found[0] else RECORD


def compare(corpus: Path) -> dict[str, Agreement]:
    """Read every record of the corpus and count agreement by attribute."""
    counts: dict[str, Agreement] = defaultdict(Agreement)
    for path in sorted((corpus / "sas").iterdir()):
        whole = cablegram.parse(path.read_bytes(), form="sas")
        mark = END_OF_TEXT.search(whole.source_text)
        text = whole.source_text[: mark.start()] if mark else whole.source_text
        draft = whole.attributes.get("Draft Date")
        alone = cablegram.parse(text, form="telegram", date_hint=draft.value if draft else None)
        for key, pair in compared(alone, whole.attributes):
            entry = counts[key]
            if pair[2]:
                entry.same += 1
                continue
            entry.different += 1
            entry.disagreements.append(
                Disagreement(
                    file=path.name,
                    field=key,
                    read=pair[0],
                    record=pair[1],
                    right=who_is_right(key, pair, text),
                )
            )
    return dict(counts)


def overall(counts: Mapping[str, Agreement]) -> float:
    """Return the share of agreement over all attributes."""
    same = sum(entry.same for entry in counts.values())
    return same / max(same + sum(entry.different for entry in counts.values()), 1)


def main() -> int:
    """Run from the command line."""
    default = Path(__file__).parents[3] / "shared" / "corpus"
    counts = compare(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
    for key, entry in counts.items():
        total = entry.same + entry.different
        sys.stdout.write(f"{key}: {entry.same} of {total} agree ({entry.share:.3f})\n")
        for each in entry.disagreements:
            sys.stdout.write(
                f"  {each.file}: read {each.read!r}, record {each.record!r}: {each.right}\n"
            )
    sys.stdout.write(f"all: {overall(counts):.4f}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
