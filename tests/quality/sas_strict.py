"""Compare records of 1973-79 with their own text strictly: equal is equal, both ways, nothing left.

    python tests/quality/sas_strict.py ../shared/corpus [--all]

`sas_agreement.py` asks whether what was read is wrong, and lets pass what the record alone has or
where the text says more. Here a value agrees only when both sides give exactly the same:

* TAGS: each code and each person of either side; one side's alone is a disagreement;
* `To`: each station of either side, as action addressee; `COM` and `MULTIPLE` never agree;
* subjects by letters and digits, whole; dates on the day; level with its control; all captions;
* a value of the record that was not read is a disagreement, not left out.

Each disagreement is printed with who is right and why. A value is looked for in the text itself,
not in what was read: what stands in its place there and was not read is the reader's fault, and the
record is right. Both are right where they state different facts, or one fact in two words.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import cablegram
from cablegram.model import MRN, InvalidMRN
from cablegram.read.classification import level_of
from cablegram.vocabulary import canonical_station, station_of_address

HERE = Path(__file__).parent
if str(HERE.parents[1]) not in sys.path:
    sys.path.insert(0, str(HERE.parents[1]))  # when run as a script

from tests.quality.sas_agreement import (  # noqa: E402
    END_OF_TEXT,
    MARK,
    NO_COUNT,
    squeeze,
    station,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.model import Cable

LONGEST_CODE = 5
TEXT, RECORD, BOTH, UNDECIDED = "text", "record", "both", "undecided"
HEADING = re.compile(r"^\s*1\s?\.\s", re.MULTILINE)  # what stands above the first paragraph
TAGS_LINE = re.compile(
    r"^\s*T?AGS?\b.*?(?=^\s*(?:SUBJ|REF|XIBJ|\d\.)|\Z)", re.MULTILINE | re.DOTALL
)
#: The record's word for an office that the text names otherwise.
SAME_OFFICE = {
    "SECRETARY": "USDELSECRETARY",
    "WHITEHOUSE": "WHITEHOUSESITUATIONROOM",
    "USSS": "USSECRETSERVICEWASHDC",
    "AGR": "DEPTOFAGRICULTUREWASHDC",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One value of one side in one record."""

    file: str
    field: str
    read: str
    record: str
    right: str
    why: str


@dataclass(slots=True)
class Strict:
    """Counts of one attribute."""

    same: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Share of the values of either side that both give."""
        total = self.same + len(self.findings)
        return self.same / total if total else 1.0


Result = tuple[str, str, str, str, str] | None  # None agrees; else field, read, record, right, why


def heading(text: str) -> str:
    """Return the text above the first numbered paragraph."""
    first = HEADING.search(text)
    return text[: first.start()] if first else text[:3000]


def tags(cable: Cable, record: str, text: str) -> Iterator[tuple[str, Result]]:
    """Compare every code and every person of either side."""
    people = {squeeze(name): name.strip() for name in re.findall(r"\(([^()]+)\)?", record)}
    codes = {
        squeeze(part): part.strip()
        for part in re.sub(r"\([^()]*\)?", " ", record).split(",")
        if part.strip()
    }
    wanted = codes | people
    read = {squeeze(tag.code): tag.code for tag in cable.tags or ()}
    printed = tags_line(text)
    words, line = set(re.split(r"[^A-Z0-9/-]+", printed.upper())), squeeze(printed)
    for code in sorted(wanted.keys() | read.keys()):
        if code in wanted and code in read:
            yield "TAGS", None
        elif code in read and any(one.startswith(code) for one in people):
            continue  # told once, from the record's side
        elif code in read:
            found = read[code] in words or code in line
            why = "on the TAGS line; the record's list was typed anew" if found else "not there"
            yield "TAGS", ("TAGS", read[code], "", TEXT if found else RECORD, why)
        elif any(code.startswith(one) or one.startswith(code) for one in read if len(one) > 5):
            why = "the record writes the name in full"
            yield "TAGS", ("TAGS", "", wanted[code], BOTH, why)
        else:
            found = wanted[code] in words or (len(code) > LONGEST_CODE and code in line)
            why = "on the TAGS line and not read" if found else "added to the record by its indexer"
            yield "TAGS", ("TAGS", "", wanted[code], RECORD if found else TEXT, why)


def tags_line(text: str) -> str:
    """Return the TAGS line as printed, up to the next label."""
    match = TAGS_LINE.search(heading(text))
    return match[0] if match else ""


def stations(cable: Cable, record: str, text: str) -> Iterator[tuple[str, Result]]:
    """Compare every station of either side with the action addressees."""
    wanted = {station(part) for part in record.split("     ") if part.strip()}
    for part in record.split("     "):
        words = part.split()
        known = station_of_address(part) or canonical_station(part)
        if len(words) == 2 and not known and canonical_station(words[0]):
            wanted = (wanted - {station(part)}) | {station(word) for word in words}
    action = {station(each.name) for each in cable.action or ()}
    info = {station(each.name) for each in cable.info or ()}
    above = squeeze(heading(text))
    for word in sorted(wanted | action):
        if word in wanted and word in action:
            yield "To", None
            continue
        if word in wanted:
            yield "To", ("To", "", word, *_record_alone(word, action, info, above))
            continue
        other = next((one for one, name in SAME_OFFICE.items() if name == word), "")
        if other in wanted:
            continue  # told once, from the record's side
        why = "on the TO line; the record "
        why += "gives up counting" if wanted & NO_COUNT else "leaves it out"
        yield "To", ("To", word, "", TEXT, why)


def _record_alone(word: str, action: set[str], info: set[str], above: str) -> tuple[str, str]:
    if word in NO_COUNT:
        return TEXT, "the record gives up counting; the text lists them"
    if SAME_OFFICE.get(word) in action:
        return BOTH, "two words for one office"
    if word in info:
        return TEXT, "the text has it under INFO"
    if word in above:
        return RECORD, "in the heading, not read as an action addressee"
    return TEXT, "not in the heading"


def subject(cable: Cable, record: str, text: str) -> Iterator[tuple[str, Result]]:
    """Compare whole subjects by letters and digits; the mark is a field of its own."""
    read, wanted = squeeze(cable.subject or ""), squeeze(MARK.sub("", record))
    if read == wanted:
        yield "Subject", None
        return
    ink = squeeze(text)
    if not read:
        right, why = (RECORD, "not read") if wanted in ink else (TEXT, "the text has none")
    elif read.startswith(wanted):
        right, why = TEXT, "the record is cut short"
    elif wanted.startswith(read) and wanted in ink:
        right, why = TEXT, "the record runs on into what stands below the subject"
    elif read in ink and wanted not in ink:
        right, why = TEXT, "as printed; the record's was typed anew"
    else:
        right, why = (RECORD, "as printed") if wanted in ink else (UNDECIDED, "neither is there")
    yield "Subject", ("Subject", cable.subject or "", record, right, why)


def level(cable: Cable, record: str, text: str) -> Iterator[tuple[str, Result]]:
    """Compare the level with its control."""
    wanted = level_of(record)
    marking = cable.marking
    control = "LOU" if marking is not None and "LOU" in marking.controls else None
    if marking is not None and (marking.level, control) == (wanted[0], wanted[1]):
        yield "Original Classification", None
        return
    right = RECORD if squeeze(record) in squeeze(text) else UNDECIDED
    yield "Original Classification", (
        "Original Classification", str(marking), record, right, "the text has it"
        if right is RECORD else "not in the text",
    )  # fmt: skip


def captions(cable: Cable, record: str, text: str) -> Iterator[tuple[str, Result]]:
    """Compare all handling words; the record's `n/a` is not given and does not come here."""
    wanted = {part.strip() for part in record.split(",")}
    read = {word for caption in cable.captions or () for word in caption.split()}
    key = "Original Handling Restrictions"
    for word in sorted(wanted | read):
        if word in wanted and word in read:
            yield key, None
        elif word in read:
            yield key, (key, word, "", TEXT, "on a line of its own; the record leaves it out")
        else:
            found = re.search(rf"^\s*{word}\b", heading(text), re.MULTILINE) is not None
            why = "in the heading and not read" if found else "not in the text"
            yield key, (key, "", word, RECORD if found else TEXT, why)


def number(cable: Cable, record: str, _text: str) -> Iterator[tuple[str, Result]]:
    """Compare year, serial and station; records have the first six characters of a station."""
    try:
        wanted = MRN.parse(record)
    except InvalidMRN:
        return
    read = cable.mrn
    same = read is not None and (read.year, read.number) == (wanted.year, wanted.number)
    if read is not None and same and wanted.station in (read.station, read.station[:6]):
        yield "Document Number", None
        return
    canonical = canonical_station(wanted.station)
    if read is not None and same and canonical == read.station:
        yield "Document Number", None
        return
    why = "another number, or none, was read"
    yield "Document Number", ("Document Number", str(read), record, UNDECIDED, why)


def sender(cable: Cable, record: str, _text: str) -> Iterator[tuple[str, Result]]:
    """Compare the stations of the sender."""
    read, wanted = station(cable.origin.name) if cable.origin else "", station(record)
    if read == wanted:
        yield "From", None
    else:
        yield "From", ("From", read, wanted, UNDECIDED, "another sender")


COMPARED = {
    "Document Number": number,
    "From": sender,
    "To": stations,
    "TAGS": tags,
    "Subject": subject,
    "Original Classification": level,
    "Original Handling Restrictions": captions,
}


def compare(corpus: Path) -> dict[str, Strict]:
    """Compare every record of the corpus strictly, by attribute."""
    counts: dict[str, Strict] = defaultdict(Strict)
    for path in sorted((corpus / "sas").iterdir()):
        whole = cablegram.parse(path.read_bytes(), form="sas")
        mark = END_OF_TEXT.search(whole.source_text)
        text = whole.source_text[: mark.start()] if mark else whole.source_text
        if "Message Text" not in text:
            continue  # the record has lost its text
        draft = whole.attributes.get("Draft Date")
        alone = cablegram.parse(text, form="telegram", date_hint=draft.value if draft else None)
        results = [
            result
            for key, function in COMPARED.items()
            if key in whole.attributes and (record := whole.attributes[key].text)
            for result in function(alone, record, text)
        ]
        if draft is not None and draft.value is not None:
            results.append(("Draft Date", _day(alone, draft.value.isoformat())))
        for key, result in results:
            if result is None:
                counts[key].same += 1
            else:
                name, read, record, right, why = result
                counts[key].findings.append(
                    Finding(
                        file=path.name, field=name, read=read, record=record, right=right, why=why
                    )
                )
    return dict(counts)


def _day(cable: Cable, wanted: str) -> Result:
    read = cable.dtg.date().isoformat() if cable.dtg else ""
    if read == wanted:
        return None
    why = "the record dates the draft, the text the sending" if read else "no group was read"
    return ("Draft Date", read, wanted, BOTH if read else RECORD, why)


def main() -> int:
    """Run from the command line."""
    default = HERE.parents[2] / "shared" / "corpus"
    names = [word for word in sys.argv[1:] if not word.startswith("-")]
    counts = compare(Path(names[0]) if names else default)
    for key, entry in counts.items():
        total = entry.same + len(entry.findings)
        sys.stdout.write(f"{key}: {entry.same} of {total} agree ({entry.share:.4f})\n")
        reasons = Counter((each.right, each.why) for each in entry.findings)
        for (right, why), count in reasons.most_common():
            sys.stdout.write(f"  {right} right, {count}: {why}\n")
        if "--all" in sys.argv:
            for each in entry.findings:
                sys.stdout.write(
                    f"    {each.file}: read {each.read!r}, record {each.record!r}:"
                    f" {each.right} right, {each.why}\n"
                )
    same = sum(entry.same for entry in counts.values())
    total = same + sum(len(entry.findings) for entry in counts.values())
    sys.stdout.write(f"all: {same} of {total} agree ({same / total:.4f})\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
