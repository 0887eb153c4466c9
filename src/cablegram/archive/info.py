"""What an archive holds, in figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cablegram.archive.class_folders import CLASSES_FOLDER
from cablegram.archive.schema import DATABASE_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.archive.store import Store

INFO_SCHEMA = "cablegram.archive-info/1"
INDEX_FOLDER = "index"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveInfo:
    """Figures of an archive.

    Attributes:
        identity: Its random name.
        schema_version: That of its tables.
        witnesses: Inputs that are kept.
        cables: Messages; several copies of one count once.
        copies: Further copies of those.
        joined: Cables that were joined of sections in different witnesses.
        without_text: Cables of which no text is held.
        incomplete: Cables that lack sections.
        shared_numbers: Numbers under which there is more than one message.
        references: What cables refer to, by number or otherwise.
        unread: Inputs that could not be read.
        forms: Cables and copies by source form.
        witness_bytes: Of the witnesses as they came, before packing.
        database_bytes: Of the database with its log.
        index_bytes: Of the index.
        classes_bytes: Of the archives of classes of readers, with their indexes.
    """

    identity: str
    schema_version: int
    witnesses: int
    cables: int
    copies: int
    joined: int
    without_text: int
    incomplete: int
    shared_numbers: int
    references: int
    unread: int
    forms: tuple[tuple[str, int], ...]
    witness_bytes: int
    database_bytes: int
    index_bytes: int
    classes_bytes: int


def archive_info(store: Store) -> ArchiveInfo:
    """Count what an archive holds; a second or so for each million of cables."""

    def one(query: str) -> int:
        return int(store.rows(query)[0][0])

    counts = store.counts()
    leads = "FROM cable WHERE lead_id IS NULL"
    files = sorted(store.folder.glob(f"{DATABASE_NAME}*"))
    return ArchiveInfo(
        identity=store.identity,
        schema_version=one("PRAGMA user_version"),
        witnesses=counts["witness"],
        cables=one(f"SELECT count(*) {leads}"),
        copies=one("SELECT count(*) FROM cable WHERE lead_id IS NOT NULL AND position >= 0"),
        joined=one("SELECT count(*) FROM cable WHERE position < 0"),
        without_text=one(f"SELECT count(*) {leads} AND availability <> 'text'"),
        incomplete=one(f"SELECT count(*) {leads} AND missing > 0"),
        shared_numbers=one(
            f"SELECT count(*) FROM (SELECT 1 {leads} AND year IS NOT NULL"  # noqa: S608
            " AND station IS NOT NULL"
            " GROUP BY station, number, airgram, year HAVING count(*) > 1)"
        ),
        references=counts["reference"],
        unread=counts["unread"],
        forms=tuple(
            (form, count)
            for form, count in store.rows(
                "SELECT form, count(*) FROM cable GROUP BY form ORDER BY 2 DESC, 1"
            )
        ),
        witness_bytes=one("SELECT coalesce(sum(size), 0) FROM witness"),
        database_bytes=sum(path.stat().st_size for path in files if ".before-" not in path.name),
        index_bytes=_size(store.folder / INDEX_FOLDER),
        classes_bytes=_size(store.folder / CLASSES_FOLDER),
    )


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
