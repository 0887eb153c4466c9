"""Captions, channels and handling words, alone and fused (clause 2.2)."""

from __future__ import annotations

import pytest

from tests.read.deviations.rows import Row, message, name, read

ALONE = """
NODIS, EXDIS, STADIS, LIMDIS, SIPDIS, NOFORN, ONLY, EYES ONLY, SENSITIVE, CHEROKEE, NESCO,
CONDIS, ROGER CHANNEL, DS CHANNEL, SY CHANNEL, DIRGEN CHANNEL, AGREMENT CHANNEL,
MED CHANNEL, TM CHANNEL, OIG CHANNEL, HR CHANNEL, GRIEVANCE CHANNEL, DISSENT CHANNEL, TERREP, CODEL, STAFFDEL, AIDAC, USDOC, CUSTOMS, AGRICULTURE,
INFORM CONSULS, SPECAT, STR CHANNEL, FI CHANNEL, PER CHANNEL
"""
ROWS = [
    *(Row("2.2", caption, caption) for caption in " ".join(ALONE.split()).split(", ")),
    Row("2.2", "LOU", "LIMITED OFFICIAL USE"),
    Row("2.2", "FOUO", "FOR OFFICIAL USE ONLY"),
    Row("2.2", "OFFICIAL INFORMAL", "OFFICIAL INFORMAL"),
    Row("2.2", "JOINT MESSAGE", "JOINT MESSAGE"),
    Row("2.2 fused", "SENSITIVE NOFORN E F T O", "SENSITIVE, NOFORN, EFTO"),
    Row("2.2 recipients", "FOR THE AMBASSADOR ONLY", "FOR THE AMBASSADOR ONLY"),
    Row("2.2 fused", "NOFORN SIPDIS", "NOFORN, SIPDIS"),
    Row("2.2 fused", "NODIS, ONLY", "NODIS, ONLY"),
    Row("2.2 fused", "EXDIS, STADISNODIS", "EXDIS, STADIS, NODIS"),
    Row("2.2 slip", "NODIF", "NODIS"),
    Row("2.2 blank in it", "SI PDIS", "SIPDIS"),
    Row("2.2 one a line", "NODIS\nCHEROKEE", "NODIS, CHEROKEE"),
    Row("2.2 parted otherwise", "EXDIS; NOFORN", "EXDIS, NOFORN"),
    Row("2.2 parted otherwise", "EXDIS/NOFORN", "EXDIS, NOFORN"),
    Row("2.2 parted otherwise", "EXDIS + NOFORN", "EXDIS, NOFORN"),
    Row("2.2 parted otherwise", "EXDIS - NOFORN", "EXDIS, NOFORN"),
    Row("2.2 visa families", "VISAS DONKEY", "VISAS DONKEY"),
    Row("0.1 printed twice", "SIPDIS\n\nSIPDIS", "SIPDIS"),
    Row("0.1 printed twice", "SIPDIS\n\nNOFORN\nSIPDIS", "SIPDIS, NOFORN"),
]


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row: Row) -> None:
    cable = read(message(captions=row.written), "level")
    found = list(cable.captions or ())
    found += [each.text for each in cable.attention or ()]
    assert ", ".join(found) == row.read
