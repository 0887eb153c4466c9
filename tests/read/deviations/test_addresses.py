"""FM, TO, INFO and XMT lines, precedences and group counts as they deviate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.read.deviations.rows import Row, codes, message, name, read

if TYPE_CHECKING:
    from cablegram.model import Addressee

SENDERS = [
    Row("1.8", "FM SECSTATE WASHDC", "SECSTATE WASHDC"),
    Row("1.8 travelling party", "FM USDEL SECRETARY", "USDEL SECRETARY"),
    Row("1.8", "FM IRAN RPO DUBAI", "IRAN RPO DUBAI"),
    Row("1.8 office", "FM AMEMBASSY LISBON//POL//", "AMEMBASSY LISBON //POL//"),
]
ROWS = [
    Row("1.7 default", "TO SECSTATE WASHDC", "SECSTATE WASHDC"),
    Row("1.7 misspelt", "TO SECSTATE WASHDC PIORITY 1311", "SECSTATE WASHDC priority 1311 CG202"),
    Row("1.7 word order", "TO SECSTATE WASHDC IMMEDIATE NIACT 1311", "SECSTATE WASHDC niact_immediate 1311"),
    Row("1.7 words", "TO SECSTATE WASHDC NIACT IMMEDIATE 1311", "SECSTATE WASHDC niact_immediate 1311"),
    Row("1.7 words", "TO SECSTATE WASHDC NIACT  IMMEDIATE 1311", "SECSTATE WASHDC niact_immediate 1311"),
    Row("1.3 delivered by other means", "TO ZEN/AMCONSUL PORTO", "AMCONSUL PORTO"),
    Row("1.3 misspelt address", "TO AMEMBASSY VIENTIENE", "AMEMBASSY VIENTIENE"),
    Row("1.9", "TO RUEHC/SECSTATE WASHDC PRIORITY 4261", "RUEHC/SECSTATE WASHDC priority 4261"),
    Row("1.9 blank at the slash", "TO RUEHC / SECSTATE WASHDC", "RUEHC/SECSTATE WASHDC"),
    Row("1.9 dummy", "TO SECSTATE WASHDC 0000", "SECSTATE WASHDC 0000"),
    Row("1.9 ends in digits of its own", "TO DET 1 39LG ANKARA TU", "DET 1 39LG ANKARA TU"),
    Row("1.9 office", "TO RHEHNSC/NSC WASHDC//EUR/RUR//", "RHEHNSC/NSC WASHDC //EUR/RUR//"),
    Row("1.9 office", "TO CNO WASHINGTON DC//N1/N13// PRIORITY", "CNO WASHINGTON DC priority //N1/N13//"),
    Row("1.9 collective", "TO EUROPEAN POLITICAL COLLECTIVE", "EUROPEAN POLITICAL COLLECTIVE"),
    Row("1.9 collective", "TO ALL DIPLOMATIC AND CONSULAR POSTS", "ALL DIPLOMATIC AND CONSULAR POSTS"),
    Row("1.9 group", "TO AIG 7034", "AIG 7034"),
    Row("1.9 page line in the address", "TO PAGE 02        STATE   015113 182333Z\nSECSTATE WASHDC", "SECSTATE WASHDC CG204"),
    Row("1.9 no indicator", "TO USDOC 4412", "USDOC 4412"),
    Row("1.9 several", "TO SECSTATE WASHDC\nAMEMBASSY PARIS", "SECSTATE WASHDC, AMEMBASSY PARIS"),
    Row("1.9 only for information", "INFO AMEMBASSY PARIS\nAMEMBASSY BONN 4123", "info AMEMBASSY PARIS, AMEMBASSY BONN 4123"),
    Row("1.10 handbook", "TO BALKAN COLLECTIVE, XMT AMEMBASSY OSLO", "BALKAN COLLECTIVE except AMEMBASSY OSLO"),
    Row("1.10 of its own", "TO BALKAN COLLECTIVE\nXMT USINT HAVANA", "BALKAN COLLECTIVE except USINT HAVANA"),
    Row("1.10 slash", "TO BALKAN COLLECTIVE\nXMT/AMEMBASSY OSLO", "BALKAN COLLECTIVE except AMEMBASSY OSLO"),
    Row("1.10 goes on", "TO BALKAN COLLECTIVE\nXMT/AMEMBASSY OSLO\nAMEMBASSY BONN", "BALKAN COLLECTIVE except AMEMBASSY OSLO + AMEMBASSY BONN"),
    Row("1.10 as if an addressee", "TO BALKAN COLLECTIVE\nRUEHXX/XMT AMEMBASSY OSLO", "BALKAN COLLECTIVE except AMEMBASSY OSLO"),
    Row("1.10 up to INFO", "TO BALKAN COLLECTIVE\nXMT AMEMBASSY OSLO\nINFO AMEMBASSY BONN", "BALKAN COLLECTIVE except AMEMBASSY OSLO info AMEMBASSY BONN"),
]  # fmt: skip
COUNTS = [
    Row("1.10 groups", "GR37", "GR37"),
    Row("1.10 groups", "GR 37", "GR 37"),
    Row("1.10 groups", "GRNC", "GRNC"),
    Row("1.10 accounting symbol", "ACEX", "ACEX"),
    Row("1.10 accounting symbol", "ACEX GR37", "ACEX GR37"),
]


def shown(addressee: Addressee) -> str:
    indicator = f"{addressee.routing_indicator}/" if addressee.routing_indicator else ""
    office = f"//{addressee.office}//" if addressee.office else None
    precedence = addressee.precedence.value if addressee.precedence else None
    exempt = f"except {' + '.join(addressee.exempt)}" if addressee.exempt else None
    parts = (f"{indicator}{addressee.name}", precedence, addressee.mcn, office, exempt)
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row: Row) -> None:
    cable = read(message(to=row.written), "action")
    found = [", ".join(map(shown, cable.action or ()))]
    if cable.info is not None:
        found.append("info " + ", ".join(map(shown, cable.info)))
    found.append(codes(cable, "CG2"))
    assert " ".join(part for part in found if part) == row.read


@pytest.mark.parametrize("row", SENDERS, ids=name)
def test_sender(row: Row) -> None:
    origin = read(message(fm=row.written), "origin").origin
    assert origin is not None
    assert shown(origin) == row.read


@pytest.mark.parametrize("row", COUNTS, ids=name)
def test_count(row: Row) -> None:
    cable = read(message(bt=f"{row.written}\nBT"))
    assert cable.transmission.group_count == row.read
