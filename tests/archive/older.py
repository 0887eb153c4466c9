"""How a database of an older schema is made out of one of this."""

from __future__ import annotations

from typing import Final

#: The desk, which schema 7 brought and later ones have changed; and alerts, of schema 8.
WITHOUT_DESK: Final = """
DROP TABLE dossier_item; DROP TABLE dossier; DROP TABLE note; DROP TABLE saved_search;
DROP TABLE alert_delivery; DROP TABLE alert; DROP TABLE subscription_number;
DROP TABLE subscription; DROP TABLE alert_opening; DROP TABLE alert_class; DROP TABLE alert_mark;
DROP TABLE alert_person; DROP TABLE alert_year; DROP TABLE alert_sight; DROP TABLE alert_change;
DROP INDEX reference_corrected;
"""
