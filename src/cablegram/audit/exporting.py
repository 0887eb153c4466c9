"""The log, or its head alone, as a file that can be verified without the archive.

One JSON value a line: what log it is and where it begins, the entries with their hashes, and an
end with the signed head.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cablegram.audit.entries import first_hash
from cablegram.audit.reading import head_of, identity_of, reading
from cablegram.audit.schema import AuditError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.audit.keys import Head

LOG_SCHEMA: Final = "cablegram.audit/1"
END: Final = "end"


def export_log(folder: Path, *, after: int = 0) -> Iterator[str]:
    """Yield the lines of an exported log, without line ends.

    Args:
        folder: The archive's.
        after: Only entries with higher numbers: what came since the last export.

    Raises:
        AuditError: If there is no log, it cannot be read, or has no entry of that number.
    """
    with reading(folder) as connection:
        identity = identity_of(connection)
        digest = first_hash(identity)
        if after:
            row = connection.execute("SELECT hash FROM entry WHERE number = ?", (after,)).fetchone()
            if row is None:
                raise AuditError(str(folder), f"its log has no entry {after}")
            digest = row[0]
        yield _text({"schema": LOG_SCHEMA, "log": identity, "after": after, "hash": digest.hex()})
        query = "SELECT number, line, hash FROM entry WHERE number > ? ORDER BY number"
        for number, line, found in connection.execute(query, (after,)):
            yield _text({"number": number, "entry": line, "hash": found.hex()})
        head = head_of(connection, identity)
        yield _text({END: {"head": None if head is None else head.to_json()}})


def export_head(folder: Path) -> Head | None:
    """Return the signed head, to be kept where whoever writes the archive cannot write.

    Raises:
        AuditError: If there is no log, or it cannot be read.
    """
    with reading(folder) as connection:
        return head_of(connection, identity_of(connection))


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))
