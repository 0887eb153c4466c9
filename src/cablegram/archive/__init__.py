"""The system of record: witnesses, cables and references in one SQLite database."""

from typing import TYPE_CHECKING

from cablegram.lazy import lazily

if TYPE_CHECKING:
    from cablegram.archive.backup import BACKUP_SCHEMA, BackedUp, back_up, restore
    from cablegram.archive.dumping import DUMP_SCHEMA, Moved, dump, load
    from cablegram.archive.erasing import Doomed, compact, forget, witnesses_of
    from cablegram.archive.info import INFO_SCHEMA, ArchiveInfo, archive_info
    from cablegram.archive.listed import Citation, Summary
    from cablegram.archive.numbers import CitedNumber, HeldNumber, numbers_missing
    from cablegram.archive.pruning import Pruned, prune
    from cablegram.archive.report import REPORT_SCHEMA, IngestReport, Unread
    from cablegram.archive.rows import Item, station_of_name
    from cablegram.archive.sameness import Differences, FieldDifference, TextDifference
    from cablegram.archive.serials import SeenSerials
    from cablegram.archive.store import Store
    from cablegram.archive.verifying import ClassVerified, Finding, class_findings, verify
    from cablegram.archive.view import views
    from cablegram.archive.years import Correction, Corrections, correct_years

__all__ = [
    "BACKUP_SCHEMA",
    "DUMP_SCHEMA",
    "INFO_SCHEMA",
    "REPORT_SCHEMA",
    "ArchiveInfo",
    "BackedUp",
    "Citation",
    "CitedNumber",
    "ClassVerified",
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
    "Pruned",
    "SeenSerials",
    "Store",
    "Summary",
    "TextDifference",
    "Unread",
    "archive_info",
    "back_up",
    "class_findings",
    "compact",
    "correct_years",
    "dump",
    "forget",
    "load",
    "numbers_missing",
    "prune",
    "restore",
    "station_of_name",
    "verify",
    "views",
    "witnesses_of",
]

# What comes out of which module; a module is loaded when something of it is asked for.
__getattr__ = lazily(
    __name__,
    {
        "backup": "BACKUP_SCHEMA BackedUp back_up restore",
        "dumping": "DUMP_SCHEMA Moved dump load",
        "erasing": "Doomed compact forget witnesses_of",
        "info": "INFO_SCHEMA ArchiveInfo archive_info",
        "listed": "Citation Summary",
        "numbers": "CitedNumber HeldNumber numbers_missing",
        "pruning": "Pruned prune",
        "report": "REPORT_SCHEMA IngestReport Unread",
        "rows": "Item station_of_name",
        "sameness": "Differences FieldDifference TextDifference",
        "serials": "SeenSerials",
        "store": "Store",
        "verifying": "ClassVerified Finding class_findings verify",
        "view": "views",
        "years": "Correction Corrections correct_years",
    },
)
