"""Offices, collectives, signals, routing indicators, precedences."""

from __future__ import annotations

from datetime import date

import pytest

from cablegram.vocabulary import (
    collective,
    is_collective,
    is_office,
    is_signal,
    longest_prefix,
    office,
    office_symbols,
    precedence_level,
    precedence_levels,
    routing_indicator,
    signal,
)


def test_offices() -> None:
    assert is_office("s / s-o")
    assert not is_office("XYZ")
    assert {"EUR", "S/S", "INR"} <= office_symbols()
    eur = office("eur")
    assert eur is not None
    assert eur.kind == "office symbol"
    sca = office("SCA", date(2008, 1, 1))
    assert sca is not None
    assert sca.name.startswith("South and Central Asian")
    assert office("SCA", date(1985, 1, 1)) is None
    assert office("XYZ") is None


def test_a_symbol_of_both_kinds_is_an_office_first() -> None:
    legal = office("L")
    assert legal is not None
    assert legal.kind == "office symbol"


@pytest.mark.parametrize(
    ("pla", "answer"),
    [
        ("ALDAC", True),
        ("ALL DIPLOMATIC AND CONSULAR POSTS", True),
        ("RUEHZL/EUROPEAN POLITICAL COLLECTIVE", True),
        ("ALL OECD CAPITALS", True),
        ("RURITANIA COLLECTIVE", True),
        ("ALL RURITANIAN POSTS", True),
        ("AMEMBASSY LISBON", False),
        ("ALLENTOWN", False),
        ("", False),
        ("ALL " * 10_000, False),
    ],
)
def test_collective_addresses(pla: str, answer: bool) -> None:
    assert is_collective(pla) is answer


def test_collectives() -> None:
    aldac = collective("aldac")
    assert aldac is not None
    assert aldac.membership_basis == "all posts"
    cis = collective("RUCNCIS/CIS  COLLECTIVE")
    assert cis is not None
    assert "MOSCOW" in cis.members
    assert collective("RURITANIA COLLECTIVE") is None


def test_signals() -> None:
    for text, name in (("ZFH2", "ZFH"), ("INT ZDK", "ZDK"), ("zny", "ZNY"), ("ZAR1", "ZAR")):
        found = signal(text)
        assert found is not None
        assert found.signal == name
    assert is_signal("NNNN")
    assert is_signal("BT")
    assert not is_signal("ZOO")
    assert not is_signal("HELLO")


def test_routing_indicators() -> None:
    state = routing_indicator("RUEHC")
    assert state is not None
    assert state.station == "STATE"
    assert routing_indicator("ZZZZ") is None
    tributary = longest_prefix("RUEHCXX")
    assert tributary is not None
    assert tributary.indicator == "RUEHC"
    assert longest_prefix("ZZZZZZ") is None
    assert longest_prefix("RU") is None
    assert longest_prefix("R" * 10_000) is None


def test_precedences() -> None:
    assert [level.level for level in precedence_levels()][:3] == [
        "EMERGENCY COMMAND PRECEDENCE",
        "FLASH",
        "NIACT IMMEDIATE",
    ]
    for text, name in (
        ("O", "IMMEDIATE"),
        ("oo", "IMMEDIATE"),
        ("NIACT  IMMEDIATE", "NIACT IMMEDIATE"),
        ("RR", "ROUTINE"),
        ("flash", "FLASH"),
    ):
        level = precedence_level(text)
        assert level is not None
        assert level.level == name
    assert precedence_level("SLOW") is None
