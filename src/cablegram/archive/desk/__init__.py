"""What people gather and write over an archive: dossiers, notes, saved searches.

It is in the database of the whole archive, whatever the reader sees of that. A `Desk` belongs to a
reader, and shows him what was written under clearances that his own dominates.
"""

from cablegram.archive.desk.desk import Desk
from cablegram.archive.desk.sharing import PRIVATE, WITH_ALL, Sharing
from cablegram.archive.desk.values import (
    ChangedMeanwhile,
    Dossier,
    DossierItem,
    Note,
    NotKept,
    NotOnTheDesk,
    NotYours,
    Passage,
    Pointer,
    SavedSearch,
)

__all__ = [
    "PRIVATE",
    "WITH_ALL",
    "ChangedMeanwhile",
    "Desk",
    "Dossier",
    "DossierItem",
    "NotKept",
    "NotOnTheDesk",
    "NotYours",
    "Note",
    "Passage",
    "Pointer",
    "SavedSearch",
    "Sharing",
]
