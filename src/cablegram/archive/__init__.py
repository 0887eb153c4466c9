"""The system of record: witnesses, cables and references in one SQLite database."""

from cablegram.archive.numbers import CitedNumber, HeldNumber, numbers_missing
from cablegram.archive.report import REPORT_SCHEMA, IngestReport, Unread
from cablegram.archive.rows import Item, station_of_name
from cablegram.archive.sameness import Differences, FieldDifference, TextDifference
from cablegram.archive.store import Citation, Store, Summary

__all__ = [
    "REPORT_SCHEMA",
    "Citation",
    "CitedNumber",
    "Differences",
    "FieldDifference",
    "HeldNumber",
    "IngestReport",
    "Item",
    "Store",
    "Summary",
    "TextDifference",
    "Unread",
    "numbers_missing",
    "station_of_name",
]
