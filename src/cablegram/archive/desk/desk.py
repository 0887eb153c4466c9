"""All that is on the desk, for one reader."""

from __future__ import annotations

from cablegram.archive.desk.dossiers import Dossiers
from cablegram.archive.desk.notes import Notes
from cablegram.archive.desk.searches import Searches


class Desk(Dossiers, Notes, Searches):
    """What one reader sees of dossiers, notes and saved searches, and how he changes them.

    Use it as a context manager, or call `close`. Whatever it is asked, nothing comes that was
    written under a clearance which his own does not dominate.
    """
