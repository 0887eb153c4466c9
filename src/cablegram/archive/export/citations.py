"""Citations in archival form: RIS, BibTeX, CSL-JSON."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import IO, TYPE_CHECKING, Any, Final

import msgspec

from cablegram.archive.export.provenance import in_one_line, provenance
from cablegram.archive.export.tables import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

_TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "_": r"\_",
        "%": r"\%",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_MONTHS: Final = ("jan feb mar apr may jun jul aug sep oct nov dec").split()  # noqa: SIM905
#: Of a name; numbers have twenty at most.
MAX_KEY_CHARS: Final = 60
_NOT_KEY: Final = re.compile(r"[^A-Za-z0-9-]")


def write_ris(records: Iterable[dict[str, Any]], out: IO[bytes]) -> int:
    """Write RIS, as personal communications (`PCOMM`), which Zotero and EndNote read."""
    count = 0
    for record in records:
        count += 1
        item = cited(record)
        lines = ["TY  - PCOMM"]
        lines += [f"AU  - {name}" for name in item["from"]]
        lines += [f"A2  - {name}" for name in item["to"]]
        lines.append(f"TI  - {item['title']}")
        if item["date"]:
            lines += [f"PY  - {item['date'][:4]}", f"DA  - {item['date'].replace('-', '/')}/"]
        lines.append(f"M3  - {item['genre']}")
        if item["number"]:
            lines.append(f"M1  - {item['number']}")
        found = item["provenance"]
        if found.archive:
            lines.append(f"DB  - {found.archive}")
        if found.location:
            lines.append(f"AN  - {found.location}")
        lines += [f"N1  - {note}" for note in (item["marks"], found.printed) if note]
        lines += [f"KW  - {word}" for word in item["keywords"]]
        lines.append("ER  - ")
        out.write(("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace"))
    return count


def write_bibtex(
    records: Iterable[dict[str, Any]], out: IO[bytes], keys: Keys | None = None
) -> int:
    """Write BibTeX, as `@misc`, since no style of it knows telegrams."""
    count = 0
    keys = keys or Keys()
    for record in records:
        count += 1
        item = cited(record)
        key = keys.own(item["key"])
        notes = (item["marks"], item["provenance"].held, item["provenance"].printed)
        fields = {
            "author": " and ".join(f"{{{_tex(name)}}}" for name in item["from"]),
            "title": f"{{{_tex(item['title'])}}}",
            "howpublished": _tex(item["description"]),
            "note": _tex(". ".join(note for note in notes if note)),
            "keywords": _tex(", ".join(item["keywords"])),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        if item["date"]:
            year, month, day = item["date"].split("-")
            lines += [f"  year = {{{year}}},", f"  month = {_MONTHS[int(month) - 1]},"]
            lines.append(f"  day = {{{int(day)}}},")
        entry = "\n".join([f"@misc{{{key},", *lines, "}\n\n"])
        out.write(entry.encode("utf-8", "replace"))
    return count


def _tex(text: str) -> str:
    return text.translate(_TEX)


def write_csl(records: Iterable[dict[str, Any]], out: IO[bytes], keys: Keys | None = None) -> int:
    """Write CSL-JSON: one array, an item a line, type `personal_communication`."""
    count = 0
    keys = keys or Keys()
    out.write(b"[")
    for count, record in enumerate(records, 1):
        out.write(b"\n" if count == 1 else b",\n")
        out.write(msgspec.json.encode(csl_item(record, keys)))
    out.write(b"\n]\n")
    return count


def csl_item(record: dict[str, Any], keys: Keys | None = None) -> dict[str, Any]:
    """Return the CSL-JSON of one cable, with an identifier of its own among `keys`."""
    item = cited(record)
    made: dict[str, Any] = {
        "id": item["key"] if keys is None else keys.own(item["key"]),
        "type": "personal_communication",
        "genre": item["genre"],
        "title": item["title"],
    }
    if item["number"]:
        made["number"] = item["number"]
    if item["from"]:
        made["author"] = [{"literal": name} for name in item["from"]]
    if item["to"]:
        made["recipient"] = [{"literal": name} for name in item["to"]]
    if item["date"]:
        made["issued"] = {"date-parts": [[int(part) for part in item["date"].split("-")]]}
    if item["keywords"]:
        made["keyword"] = ", ".join(item["keywords"])
    if item["marks"]:
        made["note"] = item["marks"]
    found = item["provenance"]
    places = {
        "archive": found.archive,
        "archive_location": found.location,
        "source": found.printed,
    }
    made |= {name: place for name, place in places.items() if place}
    return made


def cited(record: dict[str, Any]) -> dict[str, Any]:
    """Return what a citation says of a cable, each text on one line.

    An archival note names sender, recipient, subject, kind and number, day, the marking that it
    bore, and where it is to be found. `key` names the cable among others.
    """
    origin = (record.get("origin") or {}).get("name")
    number = record.get("mrn")
    genre = {"airgram": "airgram", "document": "document"}.get(
        record.get("genre") or "", "telegram"
    )
    to = [in_one_line(each["name"]) for each in record.get("action") or ()]
    marking = record.get("marking") or {}
    level = (marking.get("level") or "").replace("_", " ").upper()
    marks = dict.fromkeys([level, *marking.get("controls", ()), *(record.get("captions") or ())])
    what = f"{genre.capitalize()} {number}" if number else genre.capitalize()
    return {
        "from": [in_one_line(origin)] if origin else [],
        "to": to,
        "title": in_one_line(record.get("subject") or "") or what,
        "date": record.get("date") or (record.get("dtg") or "")[:10],
        "genre": genre,
        "number": number,
        "key": key_of(record),
        "description": f"{what} to {to[0]}" if to else what,
        "marks": " ".join(word for word in marks if word),
        "keywords": [in_one_line(tag["code"]) for tag in record.get("tags") or ()],
        "provenance": provenance(record),
    }


def key_of(record: dict[str, Any]) -> str:
    """Return the name of a cable: its number, or one made of all that is known of it.

    It has letters, digits and hyphens only, and is the same each time.
    """
    number = _NOT_KEY.sub("", record.get("mrn") or "")
    if number:
        return number[:MAX_KEY_CHARS]
    return f"cable-{digest(record)}"


class Keys:
    """Keys that were given out, none twice: two messages may have one number.

    It keeps about 100 bytes for each.
    """

    def __init__(self) -> None:
        self._given: set[bytes] = set()
        self._last: dict[str, int] = {}

    def own(self, wanted: str) -> str:
        """Return a key that none has yet: `wanted`, `wanted-2`, `wanted-3` ..."""
        if self._is_new(wanted):
            return wanted
        number = self._last.get(wanted, 1) + 1
        while not self._is_new(f"{wanted}-{number}"):
            number += 1
        self._last[wanted] = number
        return f"{wanted}-{number}"

    def _is_new(self, key: str) -> bool:
        known = blake2b(key.upper().encode(), digest_size=8).digest()
        if known in self._given:
            return False
        self._given.add(known)
        return True


def digest(record: dict[str, Any]) -> str:
    """Return sixteen letters and digits that tell a cable from others."""
    try:
        data = msgspec.json.encode(record)
    except UnicodeEncodeError:  # a lone surrogate, for which JSON in UTF-8 has no place
        data = msgspec.json.encode(clean(record))
    return blake2b(data, digest_size=8).hexdigest()
