"""Where the original of a cable lies, and where it is printed, as far as its source says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

#: The electronic telegrams of 1973-79, which the form `sas` is the export of.
_CENTRAL_FILE: Final = "National Archives"
_SERIES: Final = "RG 59, Central Foreign Policy File"
_DEPARTMENT: Final = "Department of State"
_VOLUMES: Final = "Foreign Relations of the United States"
_VOLUME: Final = re.compile(
    r"frus(?P<first>\d{4})(?:-(?P<last>\d\d))?(?P<name>[A-Z][A-Za-z]{1,20}?)?"
    r"v(?P<e>e?)(?P<number>\d\d)(?:p(?P<part>\d))?\Z"
)
_CASE: Final = re.compile(r"[A-Z]-?\d{4}-\d{4,6}\Z", re.ASCII)
_SOURCE: Final = re.compile(r"\bSource ?[:;]")
#: What an editor goes on to say behind the place.
_NO_PLACE: Final = re.compile(
    r"\. (?=(?:A|An|The|In|Also|Drafted|Cleared|Approved|Repeated|Sent|Received)\b)"
)
_TENS: Final = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
_ONES: Final = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
#: Of what an editor's note says; a place is told in less.
_MAX_CHARS: Final = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who keeps the original and where in his holdings, and where it is printed; or nothing."""

    archive: str = ""
    location: str = ""
    printed: str = ""

    @property
    def held(self) -> str:
        """Archive and place in it, as one text."""
        return ", ".join(part for part in (self.archive, self.location) if part)


def provenance(record: dict[str, Any]) -> Provenance:
    """Return what the source of a cable (`Cable.to_dict`) says of where it is to be found.

    Such things stand outside the text of a cable: in the attributes of an export, in an editor's
    note, on a stamp of a release. Who does not see the whole of a cable does not have them.
    """
    said = {
        key: in_one_line(each["text"]) for key, each in (record.get("attributes") or {}).items()
    }
    printed = _printed(said)
    if record.get("form") == "sas" and said.get("Document Number"):
        film = said.get("Film Number", "")
        location = ", ".join(part for part in (_SERIES, said["Document Number"], film) if part)
        return Provenance(archive=_CENTRAL_FILE, location=location)
    if printed and said.get("source"):
        archive, comma, location = _place(said["source"]).partition(", ")
        if not comma:  # a file, and not who keeps it
            archive, location = "", archive
        return Provenance(archive=archive, location=location, printed=printed)
    if printed:
        file = said.get("file", "")
        location = f"file {file}" if file else ""
        return Provenance(archive=_DEPARTMENT if file else "", location=location, printed=printed)
    return _released(record.get("release") or ())


def _released(events: list[dict[str, Any]] | tuple[dict[str, Any], ...]) -> Provenance:
    for event in events:
        case, document = event.get("case_number") or "", event.get("document_number")
        if _CASE.match(case) and _DEPARTMENT.lower() in event["text"].lower():
            number = f", document {document}" if document else ""
            return Provenance(archive=_DEPARTMENT, location=f"case {case}{number}")
    return Provenance()


def _printed(said: dict[str, str]) -> str:
    """Return volume and document of a printed volume; nothing if it is none, or not told which."""
    volume, document = said.get("volume", ""), said.get("document", "")
    if not volume.startswith("frus"):
        return ""
    return f"{_VOLUMES}, {_volume(volume)}" + (f", document {document}" if document else "")


def _volume(name: str) -> str:
    """Return the volume of which `frus1964-68v29p1` is the name: `1964-68, vol. XXIX, part 1`.

    >>> _volume("frus1969-76ve09p1"), _volume("frus1952-54Guat")
    ('1969-76, vol. E-9, part 1', 'frus1952-54Guat')
    >>> _volume("frus1918Russiav03")
    '1918, Russia, vol. III'
    """
    parts = _VOLUME.match(name)
    if parts is None:
        return name
    number = int(parts["number"])
    years = f"{parts['first']}-{parts['last']}" if parts["last"] else parts["first"]
    volume = f"E-{number}" if parts["e"] else _TENS[number // 10] + _ONES[number % 10]
    if parts["name"]:
        years = f"{years}, {parts['name']}"
    return f"{years}, vol. {volume}" + (f", part {parts['part']}" if parts["part"] else "")


def _place(note: str) -> str:
    """Return what an editor's note says behind `Source:`; it may begin with a summary."""
    source = _SOURCE.search(note)
    said = note[source.end() :] if source else note
    return _NO_PLACE.split(said.strip(), maxsplit=1)[0][:_MAX_CHARS].rstrip(" .")


def in_one_line(text: str) -> str:
    """Return a text on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
