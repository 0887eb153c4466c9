"""What was shown, exported, released, refused and changed, by whom: a log that only grows.

Each entry is chained to the one before it by a hash, and the last hash is signed. It names cables
by their identifiers and holds no text of them.
"""

from typing import TYPE_CHECKING

from cablegram.lazy import lazily

if TYPE_CHECKING:
    from cablegram.audit.entries import Action, Entry
    from cablegram.audit.exporting import export_head, export_log
    from cablegram.audit.keys import KEY_NAME, KEY_VARIABLE, Head
    from cablegram.audit.log import Log
    from cablegram.audit.reading import Wanted
    from cablegram.audit.schema import LOG_NAME, AuditError, is_there
    from cablegram.audit.verifying import Fault, Verified, verify_export, verify_log

__all__ = [
    "KEY_NAME",
    "KEY_VARIABLE",
    "LOG_NAME",
    "Action",
    "AuditError",
    "Entry",
    "Fault",
    "Head",
    "Log",
    "Verified",
    "Wanted",
    "export_head",
    "export_log",
    "is_there",
    "verify_export",
    "verify_log",
]

# What comes out of which module; a module is loaded when something of it is asked for.
__getattr__ = lazily(
    __name__,
    {
        "entries": "Action Entry",
        "exporting": "export_head export_log",
        "keys": "KEY_NAME KEY_VARIABLE Head",
        "log": "Log",
        "reading": "Wanted",
        "schema": "LOG_NAME AuditError is_there",
        "verifying": "Fault Verified verify_export verify_log",
    },
)
