"""The volumes: heads, numbers, dates, marks and source notes as they differ (clause 8)."""

from __future__ import annotations

import pytest

import cablegram
from cablegram import Cable
from tests.read.deviations.rows import Row, name

HEAD = "41. Telegram From the Embassy in Portugal to the Department of State"
NOTE = "Source: National Archives, RG 59, Central Files, D770999-0123. Secret; Immediate; Exdis."
DATE = '<date when="1967-05-10T15:25:00Z">May 10, 1967, 1525Z</date>'
FIRST = "4428. Subject: Harbor Dues."


def volume(head: str = HEAD, note: str = NOTE, date: str = DATE, first: str = FIRST) -> Cable:
    text = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="frus1964-68v99"><text><body>'
        f'<div type="document" xml:id="d41" n="41"><head>{head}'
        f'<note n="1" type="source">{note}</note></head>'
        f"<dateline><placeName>Lisbon</placeName>, {date}</dateline>"
        f"<p>{first}</p><p>1. The dues rose.</p><p>2. The ships left.</p>"
        "<closer><signed>Sapt</signed></closer></div></body></text></TEI>"
    )
    cable = cablegram.parse(text)
    assert cable.form == "tei"
    assert "".join(leaf.text for leaf in cable.tree.leaves()) == text
    return cable


HEADS = [
    Row("8 head", "41. Telegram From the Embassy in Portugal to the Department of State", "cable: 67LISBON4428, Embassy in Portugal to Department of State"),
    Row("8 head", "Telegram 1699 From the Embassy in Portugal to the Department of State", "cable: 67LISBON1699, Embassy in Portugal to Department of State"),
    Row("8 head", "Telegram Secto 14 From Secretary of State Sapt to the Department of State", "cable: 67SECTO14, Secretary of State Sapt to Department of State"),
    Row("8 head", "Draft Telegram From the Department of State to the Embassy in Portugal", "cable: 67STATE4428, Department of State to Embassy in Portugal"),
    Row("8 head", "The Ambassador in Portugal (Sapt) to the Secretary of State", "document: None, Ambassador in Portugal (Sapt) to Secretary of State"),
    Row("8 head", "Airgram From the Embassy in Portugal to the Department of State", "airgram: 67LISBON-A4428, Embassy in Portugal to Department of State"),
    Row("8 head", "Circular Telegram From the Department of State to Certain Posts", "cable: 67STATE4428, Department of State to Certain Posts"),
    Row("8 head", "Backchannel Message From the Embassy in Portugal to the White House", "cable: 67LISBON4428, Embassy in Portugal to White House"),
    Row("8 head", "Editorial Note", "document: None, None to "),
    Row("8 head", "Memorandum From Sapt to Helsing", "document: None, Sapt to Helsing"),
]  # fmt: skip
FIRSTS = [
    Row("8 number", "4428. Subject: Harbor Dues.", "67LISBON4428, Harbor Dues"),
    Row("8 number", "4428. The dues rose.", "67LISBON4428, None"),
    Row("8 series", "Secto 14. Subject: Harbor Dues.", "67SECTO14, Harbor Dues"),
    Row("8 alias", "266151/Todel 1466. Subject: Harbor Dues.", "67LISBON266151 = 67TODEL1466, Harbor Dues"),
    Row("8 withheld", "[document number not declassified]. Subject: Harbor Dues.", "None, Harbor Dues"),
    Row("8 no number", "Subject: Harbor Dues.", "None, Harbor Dues"),
]  # fmt: skip
DATES = [
    Row("8 local clock", '<date when="1967-05-10T19:00:00">May 10, 1967, 7 p.m.</date>', "None, 1967-05-10"),
    Row("8 Z", DATE, "1967-05-10 15:25, 1967-05-10"),
    Row("8 day", '<date when="1967-05-10">May 10, 1967</date>', "None, 1967-05-10"),
    Row("8 noon", '<date when="1967-05-10T12:00:00">May 10, 1967, noon</date>', "None, 1967-05-10"),
]  # fmt: skip
NOTES = [
    Row("8 marks", "Source: National Archives, RG 59. Secret; Immediate; Exdis. Drafted by Sapt.", "secret; immediate; EXDIS; "),
    Row("8 marks", "Source: National Archives, RG 59. Confidential; Niact; Limit Distribution.", "confidential; niact_immediate; LIMIT DISTRIBUTION; "),
    Row("8 marks", "Source: National Archives, RG 59. Secret; Operational Immediate; Eyes Only.", "secret; immediate; EYES ONLY; "),
    Row("8 marks", "Source: National Archives, RG 59. Top Secret; Flash; Nodis; Cactus.", "top_secret; flash; NODIS CACTUS; "),
    Row("8 marks", "Source: National Archives, RG 59. No classification marking.", "None; None; ; "),
    Row("8 marks", "Source: National Archives, RG 59, 840.00/3-359. Limited Official Use; Priority.", "unclassified; priority; ; "),
    Row("8 copies", "Source: National Archives, RG 59. Secret. Repeated for information to Madrid.", "secret; None; ; Madrid"),
    Row("8 copies", "Source: National Archives, RG 59. Secret. Also sent to Madrid.", "secret; None; ; Madrid"),
]  # fmt: skip


def names(entries: tuple[object, ...] | None) -> str:
    return ", ".join(getattr(each, "name", "") for each in entries or ())


def of_head(row: Row) -> str:
    cable = volume(head=row.written)
    origin = cable.origin.name if cable.origin else None
    return f"{cable.genre}: {cable.mrn}, {origin} to {names(cable.action)}"


def of_first(row: Row) -> str:
    cable = volume(first=row.written)
    aliases = "".join(f" = {alias}" for alias in cable.aliases)
    return f"{cable.mrn}{aliases}, {cable.subject}"


def of_date(row: Row) -> str:
    cable = volume(date=row.written)
    return f"{f'{cable.dtg:%Y-%m-%d %H:%M}' if cable.dtg else None}, {cable.date}"


def of_note(row: Row) -> str:
    cable = volume(note=row.written)
    level = cable.marking.level.value if cable.marking and cable.marking.level else None
    precedence = cable.precedence.value if cable.precedence else None
    parts = (level, precedence, " ".join(cable.captions or ()), names(cable.info))
    return "; ".join(str(part) for part in parts)


@pytest.mark.parametrize("row", HEADS, ids=name)
def test_head(row: Row) -> None:
    assert of_head(row) == row.read


@pytest.mark.parametrize("row", FIRSTS, ids=name)
def test_first(row: Row) -> None:
    assert of_first(row) == row.read


@pytest.mark.parametrize("row", DATES, ids=name)
def test_date(row: Row) -> None:
    assert of_date(row) == row.read


@pytest.mark.parametrize("row", NOTES, ids=name)
def test_note(row: Row) -> None:
    assert of_note(row) == row.read
