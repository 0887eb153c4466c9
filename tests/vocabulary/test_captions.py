"""Captions: single ones and whole lines."""

from __future__ import annotations

from datetime import date

import pytest

from cablegram.vocabulary import caption, caption_words, split_captions


@pytest.mark.parametrize(
    ("line", "captions"),
    [
        ("NODIS", ("NODIS",)),
        ("SI PDIS", ("SIPDIS",)),
        ("N O D I S", ("NODIS",)),
        ("NODIS, ONLY", ("NODIS", "ONLY")),
        ("EXDIS, STADISNODIS", ("EXDIS", "STADIS", "NODIS")),
        ("NODIF", ("NODIS",)),
        ("NOFORN SIPDIS", ("NOFORN", "SIPDIS")),
        ("SIPDIS; SENSITIVE", ("SIPDIS", "SENSITIVE")),
        ("sipdis sipdis", ("SIPDIS",)),
        ("STADIS//////////", ("STADIS",)),
        ("EXDIS/DS CHANNEL", ("EXDIS", "DS CHANNEL")),
        ("ROGER CHANNEL", ("ROGER CHANNEL",)),
        ("WATER CHANNEL", ("WATER CHANNEL",)),  # a channel that no table has
        ("EYES ONLY", ("EYES ONLY",)),
        ("OFFICIAL INFORMAL", ("OFFICIAL INFORMAL",)),
        ("OFFICIAL-INFORMAL", ("OFFICIAL INFORMAL",)),
        ("NO FOREIGN DISSEM", ("NO FOREIGN DISSEM",)),
        ("LIMITED OFFICIAL USE", ("LIMITED OFFICIAL USE",)),
        ("LOU", ("LIMITED OFFICIAL USE",)),
        ("E F T O", ("EFTO",)),
        ("SBU/NOFORN", ("SBU", "NOFORN")),  # neither restriction may vanish
        ("NODIS CHEROKEE", ("NODIS", "CHEROKEE")),
        ("VISAS DONKEY", ("VISAS DONKEY",)),
        ("TERREP+EXDIS", ("TERREP", "EXDIS")),
    ],
)
def test_lines_of_captions(line: str, captions: tuple[str, ...]) -> None:
    assert split_captions(line) == captions


@pytest.mark.parametrize(
    "line",
    [
        "",
        " ,;",
        "NODIS MATTERS",
        "CODEL RASSENDYLL",
        "THE CHANNEL",
        "SECRET",  # a classification is no caption
        "SECRET NODIS",
        "PAGE 02",
        "XD",
        "A",
        "ONLY THE AMBASSADOR",
        "NODIS " * 1000,
    ],
)
def test_other_lines(line: str) -> None:
    assert split_captions(line) is None


def test_single_captions() -> None:
    sipdis = caption("SI PDIS")
    assert sipdis is not None
    assert (sipdis.caption, sipdis.rank, sipdis.confirmed) == ("SIPDIS", 9, False)
    assert sipdis.in_use_from == date(2002, 1, 1)
    assert caption("XD") is None
    exdis = caption("XD", short_forms=True)
    assert exdis is not None
    assert exdis.caption == "EXDIS"
    assert caption("NC", short_forms=True) is None  # two captions share it
    secret = caption("S e c r e t")
    assert secret is not None
    assert secret.kind == "classification"
    assert caption("NODIS" * 1000) is None


def test_words() -> None:
    assert {"NODIS", "ROGER", "CHANNEL", "EYES", "ONLY", "O-I"} <= caption_words()
    assert "SECRET" in caption_words()  # of NATO SECRET
    assert "UNCLASSIFIED" not in caption_words()
