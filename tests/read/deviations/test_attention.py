"""Attention lines (clause 2.3)."""

from __future__ import annotations

import pytest

from tests.read.deviations.rows import Row, message, name, read

ROWS = [
    Row("2.3", "STATE FOR EUR/RUR (SAPT)", "STATE FOR EUR/RUR (SAPT)"),
    Row("2.3", "DEPT FOR EUR/RUR", "DEPT FOR EUR/RUR"),
    Row("2.3", "DEPARTMENT FOR EUR/RUR", "DEPARTMENT FOR EUR/RUR"),
    Row("2.3", "SECSTATE FOR EUR/RUR", "SECSTATE FOR EUR/RUR"),
    Row("2.3", "STATE PASS TO NSC", "STATE PASS TO NSC"),
    Row("2.3", "STATE PLEASE PASS NSC", "STATE PLEASE PASS NSC"),
    Row("2.3 joined", "STATE FOR EUR/RUR (SAPT AND HELSING) AND INR/EU", "STATE FOR EUR/RUR INR/EU (SAPT, HELSING)"),
    Row("2.3 joined", "STATE FOR EUR/RUR, INR/EU; PM/ISO", "STATE FOR EUR/RUR INR/EU PM/ISO"),
    Row("2.3 wrapped", "STATE FOR EUR/RUR (SAPT), INR/EU\nAND PM/ISO", "STATE FOR EUR/RUR INR/EU PM/ISO (SAPT)"),
    Row("2.3 no FOR", "DEPT NEA/MAG (SAPT)", "DEPT None NEA/MAG (SAPT)"),
    Row("2.3 symbol and surname", "STATE FOR NEA/FSAPT", "STATE FOR NEA/FSAPT"),
    Row("2.3 post and colon", "GENEVA: FOR CD DELEGATION", "GENEVA FOR CD"),
    Row("2.3 post passes", "PARIS PASS POLAD", "PARIS PASS (POLAD)"),
    Row("2.3 deep symbol", "STATE FOR A/S/OPR/ACX", "STATE FOR A/S/OPR/ACX"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row: Row) -> None:
    cable = read(message(captions=row.written))
    (found,) = cable.attention or ()
    names = f" ({', '.join(found.names)})" if found.names else ""
    offices = "".join(f" {office}" for office in found.offices)
    assert f"{found.post} {found.verb}{offices}{names}" == row.read
    assert found.text == " ".join(row.written.split())
