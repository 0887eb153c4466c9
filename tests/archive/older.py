"""How a database of an older schema is made out of one of this."""

from __future__ import annotations

from typing import Final

#: The desk, which schema 7 brought and later ones have changed.
WITHOUT_DESK: Final = """
DROP TABLE dossier_item; DROP TABLE dossier; DROP TABLE note; DROP TABLE saved_search;
"""
