"""The system of record: witnesses, cables and references in one SQLite database."""

from cablegram.archive.dumping import DUMP_SCHEMA, Moved, dump, load
from cablegram.archive.erasing import Doomed, compact, forget, witnesses_of
from cablegram.archive.info import INFO_SCHEMA, ArchiveInfo, archive_info
from cablegram.archive.listed import Citation, Summary
from cablegram.archive.numbers import CitedNumber, HeldNumber, numbers_missing
from cablegram.archive.report import REPORT_SCHEMA, IngestReport, Unread
from cablegram.archive.rows import Item, station_of_name
from cablegram.archive.sameness import Differences, FieldDifference, TextDifference
from cablegram.archive.serials import SeenSerials
from cablegram.archive.store import Store
from cablegram.archive.verifying import Finding, verify
from cablegram.archive.years import Correction, Corrections, correct_years

__all__ = [
    "DUMP_SCHEMA",
    "INFO_SCHEMA",
    "REPORT_SCHEMA",
    "ArchiveInfo",
    "Citation",
    "CitedNumber",
    "Correction",
    "Corrections",
    "Differences",
    "Doomed",
    "FieldDifference",
    "Finding",
    "HeldNumber",
    "IngestReport",
    "Item",
    "Moved",
    "SeenSerials",
    "Store",
    "Summary",
    "TextDifference",
    "Unread",
    "archive_info",
    "compact",
    "correct_years",
    "dump",
    "forget",
    "load",
    "numbers_missing",
    "station_of_name",
    "verify",
    "witnesses_of",
]
