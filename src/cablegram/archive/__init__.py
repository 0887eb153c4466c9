"""The system of record: witnesses, cables and references in one SQLite database."""

from cablegram.archive.report import REPORT_SCHEMA, IngestReport, Unread
from cablegram.archive.rows import Item, station_of_name
from cablegram.archive.store import Citation, Store, Summary

__all__ = [
    "REPORT_SCHEMA",
    "Citation",
    "IngestReport",
    "Item",
    "Store",
    "Summary",
    "Unread",
    "station_of_name",
]
