"""Whether an archive is whole: hashes, counts, and what the tables say against the records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cablegram.archive.dictionaries import DamagedError
from cablegram.archive.erasing import DUE_NAME
from cablegram.archive.rows import digest
from cablegram.archive.view import cables_behind
from cablegram.read.decode import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cablegram.archive.store import Store

AT_ONCE = 200
WITNESSES = """
SELECT id, sha256, raw_sha256, size, raw, dictionary, source FROM witness
WHERE id > ? ORDER BY id LIMIT ?
"""
CABLES = """
SELECT id, position, mrn, subject, missing, record, dictionary,
       (SELECT count(*) FROM tag WHERE cable_id = cable.id),
       (SELECT count(*) FROM addressee WHERE cable_id = cable.id),
       (SELECT count(*) FROM alias WHERE cable_id = cable.id),
       (SELECT count(*) FROM reference WHERE cable_id = cable.id AND source = 'ref')
FROM cable WHERE witness_id = ? ORDER BY position
"""
# Each gives rows only if something is wrong; the first column is the identifier of a cable.
COPY_OF_COPY = """
SELECT a.id FROM cable AS a JOIN cable AS b ON b.id = a.lead_id WHERE b.lead_id IS NOT NULL
"""
COPY_OF_OTHER = """
SELECT a.id FROM cable AS a JOIN cable AS b ON b.id = a.lead_id
WHERE (a.year, a.station, a.number, a.airgram) <> (b.year, b.station, b.number, b.airgram)
"""
RULES = (
    ("it is a copy of a cable that is a copy itself", COPY_OF_COPY),
    ("it is a copy of a cable of another number", COPY_OF_OTHER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        what: `database`, `witness`, `cable`, `index` or `class`.
        number: The identifier of the witness or cable; `None` for the whole.
        message: What is wrong with it.
    """

    what: str
    number: int | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassVerified:
    """What was found in the archive of a class of readers.

    Attributes:
        name: Its folder's.
        cables: How many messages it has.
        behind: How many identifiers of the whole archive it has not looked at; it will when it is
            used.
        findings: What is wrong with it.
    """

    name: str
    cables: int
    behind: int
    findings: tuple[Finding, ...] = ()


def verify(
    store: Store, *, of_class: bool = False, progress: Callable[[int], None] | None = None
) -> Iterator[Finding]:
    """Look at everything that an archive holds, and yield what is wrong.

    Args:
        store: The archive.
        of_class: Whether it is that of a class of readers, which keeps no bytes as they came: the
            text of a record cannot be compared with them.
        progress: Called now and then with the number of witnesses looked at.
    """
    for (message,) in store.rows("PRAGMA integrity_check"):
        if message != "ok":
            yield Finding(what="database", number=None, message=message)
    for table, row, parent, _ in store.rows("PRAGMA foreign_key_check"):
        message = f"{table} {row} names a {parent} that is not there"
        yield Finding(what="database", number=None, message=message)
    if (store.folder / DUE_NAME).exists():
        message = "forgetting was interrupted; run `cablegram archive compact`"
        yield Finding(what="database", number=None, message=message)
    for message, query in RULES:
        for (cable_id,) in store.rows(query):
            yield Finding(what="cable", number=cable_id, message=message)
    last = seen = 0
    while rows := store.rows(WITNESSES, (last, AT_ONCE)):
        for row in rows:
            yield from _of_witness(store, row, of_class=of_class)
        last = rows[-1][0]
        seen += len(rows)
        if progress is not None:
            progress(seen)


def class_findings(view: Store, whole: Store) -> Iterator[Finding]:
    """Yield what the archive of a class knows that the whole one does not."""
    if cables_behind(view, whole) < 0:
        message = "it has looked at cables that the archive does not have"
        yield Finding(what="class", number=None, message=message)
    unknown = sum(1 for _ in _unknown_names(view, whole))
    if unknown:
        message = f"it has {unknown} witnesses of names that the archive does not have"
        yield Finding(what="class", number=None, message=message)


def _unknown_names(view: Store, whole: Store) -> Iterator[str]:
    """Yield names of witnesses of a class that the archive has not; both are read in order."""
    held = whole.stream("SELECT DISTINCT source FROM witness ORDER BY 1")
    current = next(held, None)
    for (name,) in view.stream("SELECT DISTINCT name FROM witness_name ORDER BY 1"):
        while current is not None and current[0] < name:
            current = next(held, None)
        if current is None or current[0] != name:
            yield name


def _of_witness(
    store: Store,
    row: Any,  # noqa: ANN401 (a row of SQLite)
    *,
    of_class: bool,
) -> Iterator[Finding]:
    witness_id, sha256, raw_sha256, size, raw, dictionary, _ = row
    try:
        data = store.dictionaries.witness(raw, dictionary)
    except DamagedError as error:
        yield Finding(what="witness", number=witness_id, message=str(error))
        return
    if digest(data) != (raw_sha256 or sha256):
        yield Finding(what="witness", number=witness_id, message="its bytes are not what was filed")
        return
    if raw_sha256 is None and len(data) != size:
        yield Finding(what="witness", number=witness_id, message="its size is not what was filed")
    cables = store.rows(CABLES, (witness_id,))
    if not any(each[1] >= 0 for each in cables):
        yield Finding(what="witness", number=witness_id, message="it has no cable")
    for cable in cables:
        message = _fault_of_cable(store, cable, row)
        if message:
            yield Finding(what="cable", number=cable[0], message=message)
        elif of_class or raw_sha256 is None or cable[1] != 0:
            continue
        elif not _is_text_filed(store, cable, row):
            yield Finding(what="cable", number=cable[0], message="its text is not what was read")


def _fault_of_cable(store: Store, row: Any, witness: Any) -> str | None:  # noqa: ANN401
    """Return what is wrong with a cable, or `None`."""
    _, _, mrn, subject, missing, packed, dictionary, *counts = row
    try:
        record = store.dictionaries.record(packed, dictionary, witness[4], witness[5])
        fields = ("tags", "aliases", "references")
        tags, aliases, references = (len(record[name] or ()) for name in fields)
        addressees = sum(len(record[name] or ()) for name in ("action", "info"))
        addressees += record["origin"] is not None
        length = sum(each for _, each in record["tree"])
        sections = len(record["transmission"]["missing_sections"])
    except DamagedError as error:
        return str(error)
    except (KeyError, TypeError, ValueError):
        return "its record has not the shape of a cable"
    if length != len(record["source_text"]):
        return "its leaves do not tile its text"
    if (record["mrn"], record["subject"]) != (mrn, subject):
        return "its number or subject is not that of its record"
    if [tags, addressees, aliases, references] != counts:
        return "it has not the TAGS, addressees, numbers or references of its record"
    # Schema 3 did not count missing sections; 0 says nothing there.
    return (
        "its missing sections are not those of its record" if missing not in (0, sections) else None
    )


def _is_text_filed(store: Store, cable: Any, row: Any) -> bool:  # noqa: ANN401
    """Return whether the text of a message made of other bytes (a PDF) is that of the hash."""
    record = store.dictionaries.record(cable[5], cable[6], row[4], row[5])
    encoding = record["encoding"]
    return encoding is None or digest(encode(record["source_text"], encoding)) == row[1]
