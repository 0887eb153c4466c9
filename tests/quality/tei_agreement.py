"""Compare what is read from *Foreign Relations* with a second, simple reading of the TEI alone.

    python tests/quality/tei_agreement.py ../shared/corpus

The second reading shares no code with the reader. It takes from each telegram, with the parser of
the standard library: the head without its notes, split at the element or the word `to`; the date
and the place printed in the first dateline, or at the end of the head; the number before the first
paragraph, or in the head; and the level in the source note, or in the line under the dateline. A
value that it cannot find is not compared, but counted, and so is one that only it finds.

Names are compared by letters and digits, without article, titles of notes and places behind them;
numbers by serial; dates as printed. Which side was right in the disagreements was judged by hand:
docs/explanation/quality.md.
"""

from __future__ import annotations

import re
import sys
import unicodedata
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import cablegram

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.model import Cable

TEI = "{http://www.tei-c.org/ns/1.0}"
WHOLE_VOLUME = "frus1969-76ve09p1.xml"
FIELDS = ("from", "to", "date", "number", "station", "level")
GENRE = re.compile(
    r"^.{0,60}?\b(?:Tele?grams?|Airgram|Message|Cable|Despatch|Letter)\b.{0,60}?\s[Ff]rom\s+"
)
TAIL = re.compile(
    r",?\s*(?:,\s*[A-Z][\w.\u2019 ()-]{2,30})?,\s*(?:undated|(?:January|February|March|April|May"
    r"|June|July|August|September|October|November|December)\b).*$"
)
# A sender that ends thus goes on behind the next `to`: `Mission to the United Nations`.
OPEN_END = re.compile(
    r"(?:Mission|Delegation|Ambassador|Representative|Observer|Consultant|Commission"
    r"|Minister|Chairman|Adviser|Counselor|Assistant|Envoy|Experts)s?$"
)
PRINTED = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December)"
    r"\s+(\d{1,2}),?\s+(\d{4})\b"
)
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, 1)}
NUMBER = re.compile(
    r"^[\W]*(?:(?:No|Telegram|telegram)\.?\s+)?(?P<series>[A-Z][A-Za-z]*(?:\s[A-Z][A-Za-z]*)?[\s\u2013-]+)?"
    r"(?P<number>\d{1,6})(?:/(?P<alias>(?:[A-Za-z]+\s)?\d+)\w*)*\.(?:\s|$)"
)
HEAD_NUMBER = re.compile(
    r"^(?:\d+\.\s*)?(?:\w+\s+){0,3}?(?:Telegram|Airgram)\s+(?P<series>[A-Z][\w]*\s|A[\u2013-])?"
    r"(?P<number>\d+)(?:/(?P<alias>(?:[A-Za-z]+\s)?\d+))?\s+[Ff]rom\b"
)
ORDINARY = re.compile(r"A|CA|CG|Circular|Deptel|Embtel", re.IGNORECASE)
LEVEL = re.compile(
    r"(?:^|[.;]\s+|\)\s+)(Top Secret|Secret|Confidential|Restricted|Unclassified"
    r"|Limited Official Use|Official Use Only|No (?:classification|marking)\b[\w ]*)(?=[.;,/ ])"
)
UNDER = re.compile(r"^\s*(top secret|secret|confidential|restricted|unclassified)\b", re.IGNORECASE)


def flat(node: ET.Element, *, skip: tuple[str, ...] = ("note",)) -> str:
    """Return the text of an element without that of its notes, white space joined."""
    parts = [node.text or ""]
    for child in node:
        if child.tag.removeprefix(TEI) not in skip:
            parts.append(flat(child, skip=skip))
        if child.tag.removeprefix(TEI) == "lb":
            parts.append(" ")
        parts.append(child.tail or "")
    return (
        re.sub(r"\s+", " ", "".join(parts)).strip(" ")
        if node.tag == TEI + "head"
        else "".join(parts)
    )


def tidy(text: str) -> str:
    """Return text with its white space joined."""
    return re.sub(r"\s+", " ", text).strip()


def key(name: str) -> str:
    """Return letters and digits of a name, without article and accents."""
    bare = unicodedata.normalize("NFKD", re.sub(r"^\W*[Tt]he\s+", "", name))
    return re.sub(r"[^A-Z0-9]+", "", bare.upper())


@dataclass(slots=True)
class Second:
    """The second reading of one document; None is what it does not find."""

    values: dict[str, str | None] = field(default_factory=dict)
    head: str = ""


def split_head(head: str) -> tuple[str | None, str | None]:
    """Return sender and receiver of a head."""
    rest = TAIL.sub("", re.sub(r"^\[?\d+\w*\]?\.?\s*", "", head))
    rest = GENRE.sub("", rest).strip(" .,")
    for match in re.finditer(r"\s+to\s+(?=the\s|[A-Z]|all\s|certain\s)", rest):
        sender, receiver = rest[: match.start()], rest[match.end() :]
        if not OPEN_END.search(sender) or " to " not in receiver:
            return sender, receiver
    return None, None


def printed_date(text: str) -> str | None:
    """Return the first whole date of a text in ISO form."""
    match = PRINTED.search(text)
    if not match:
        return None
    return f"{match[3]}-{MONTHS[match[1]]:02}-{int(match[2]):02}"


def second_reading(div: ET.Element) -> Second:
    """Read one document from its elements alone."""
    result = Second()
    node = div.find(TEI + "head")
    head = tidy(flat(node)) if node is not None else ""
    result.head = head
    sender, receiver = split_head(head)
    dateline = next(iter(div.iter(TEI + "dateline")), None)
    line = tidy(flat(dateline)) if dateline is not None else ""
    values = result.values
    values["from"], values["to"] = sender, receiver
    values["date"] = printed_date(line.split("[Received")[0]) or printed_date(head)
    place = re.split(rf",|\b(?:{'|'.join(MONTHS)}|undated)\b|\[", line)[0] if line else ""
    inside = {id(p) for note in div.iter(TEI + "note") for p in note.iter(TEI + "p")}
    texts = (tidy(flat(p)) for p in div.iter(TEI + "p") if id(p) not in inside)
    first = next((text for text in texts if text and not text.startswith("[Source")), "")
    match = NUMBER.match(first) or HEAD_NUMBER.match(head)
    number = str(int(match["number"])) if match else None
    series = (match["series"] or "").strip(" \u2013-") if match else ""
    if number == "1" and not series:
        number = None  # the first paragraph's own number
    values["number"] = number
    department = re.search(r"Department of State$|^(?:[Tt]he )?(?:Acting )?Secretary", sender or "")
    if number is None:
        values["station"] = None
    elif series and not ORDINARY.fullmatch(series):
        values["station"] = key(series)
    elif department and key(place) in ("WASHINGTON", ""):
        values["station"] = "STATE"
    else:
        values["station"] = key(place) or None
    notes = [
        tidy(flat(note, skip=()))
        for note in div.iter(TEI + "note")
        if note.get("type") == "source" or (note.text or "").strip().startswith("Source:")
    ]
    level = next((found[1] for note in notes if (found := LEVEL.search(note))), None)
    if level is None:
        opener = div.find(TEI + "opener")
        under = [
            tidy(flat(seg)) for seg in (opener.iter(TEI + "seg") if opener is not None else ())
        ]
        level = next((found[1] for text in under if (found := UNDER.match(text))), None)
    values["level"] = level
    return result


def read_levels(cable: Cable) -> str | None:
    """Return the level read, with the administrative ones by their own name."""
    if cable.marking is None or cable.marking.level is None:
        return None
    if "LOU" in cable.marking.controls:
        return "LIMITEDOFFICIALUSE"
    if cable.marking.level.value == "unclassified" and cable.marking.controls:
        return "OFFICIALUSEONLY"
    return key(cable.marking.level.value)


def read(cable: Cable) -> dict[str, str | None]:
    """Return the values that the reader gives, by field."""
    action = " ".join(each.name for each in cable.action or ())
    numbers = [each for each in (cable.mrn, *cable.aliases) if each]
    day = cable.date or (cable.dtg.date() if cable.dtg else None)
    return {
        "from": cable.origin.name if cable.origin else None,
        "to": action or None,
        "date": day.isoformat() if day else None,
        "number": " ".join(str(each.number) for each in numbers) or None,
        "station": " ".join(each.station for each in numbers) or None,
        "level": read_levels(cable),
    }


def same(name: str, mine: str, theirs: str) -> bool:
    """Say whether a value of the second reading is that of the reader."""
    if name in ("date", "number"):
        return mine in theirs.split()
    if name == "station":
        return any(key(mine)[:6] == key(one)[:6] for one in theirs.split())
    if name == "level":
        unmarked = key(mine).startswith("NOCLASSIFICATION") or key(mine).startswith("NOMARKING")
        return not unmarked and key(mine) == key(theirs)
    return key(mine) == key(theirs)


@dataclass(slots=True)
class Count:
    """Counts of one field over all telegrams."""

    same: int = 0
    neither: int = 0
    reader_alone: list[str] = field(default_factory=list)
    second_alone: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)


def documents(corpus: Path) -> Iterator[tuple[str, bytes, ET.Element]]:
    """Yield each telegram of the folder: its name, its bytes and its element."""
    for path in sorted((corpus / "frus-tei").glob("*.xml")):
        if path.name == WHOLE_VOLUME:
            continue
        data = path.read_bytes()
        div = next(iter(ET.fromstring(data).iter(TEI + "div")))  # noqa: S314
        yield path.name, data, div


def compare(corpus: Path) -> tuple[dict[str, Count], int]:
    """Compare both readings of every telegram, by field."""
    counts: dict[str, Count] = defaultdict(Count)
    total = 0
    for name, data, div in documents(corpus):
        total += 1
        second = second_reading(div)
        found = read(cablegram.parse(data))
        for each in FIELDS:
            mine, theirs = second.values[each], found[each]
            if each == "level" and mine and key(mine).startswith(("NOCLASS", "NOMARK")):
                mine = None  # marked with nothing
            count = counts[each]
            if mine is None and theirs is None:
                count.neither += 1
            elif mine is None:
                count.reader_alone.append(f"{name}: read {theirs!r} [{second.head[:150]}]")
            elif theirs is None:
                count.second_alone.append(f"{name}: there is {mine!r} [{second.head[:150]}]")
            elif same(each, mine, theirs):
                count.same += 1
            else:
                count.different.append(f"{name}: read {theirs!r}, there is {mine!r}")
    return dict(counts), total


def main() -> int:
    """Run from the command line."""
    default = Path(__file__).parents[3] / "shared" / "corpus"
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    counts, total = compare(corpus)
    for name, count in counts.items():
        sys.stdout.write(
            f"{name}: same {count.same}, neither {count.neither}, different {len(count.different)},"
            f" reader alone {len(count.reader_alone)}, second alone {len(count.second_alone)}"
            f" of {total}\n"
        )
        if "--all" in sys.argv:
            for kind in ("different", "second_alone", "reader_alone"):
                for line in getattr(count, kind):
                    sys.stdout.write(f"  {kind}: {line}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
