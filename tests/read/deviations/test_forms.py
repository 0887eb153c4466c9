"""What kind of text it is, and the artefacts of what carried it (clauses 0 and 0.1)."""

from __future__ import annotations

import pytest

import cablegram
from tests.read.deviations.rows import Row, message, name, read

TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0" xmlns:frus="http://history.state.gov/frus/ns/1.0">'
ROWS = [
    Row("0", "Message Text\n\nR 021424Z APR 76\nMessage Attributes\n\nType: TE", "sas"),
    Row("0", f'{TEI}<div type="document" n="9"><head>9. Telegram</head></div></TEI>', "tei"),
    Row("0", '<div type="document" xml:id="d9" n="9"><head>9. Telegram</head></div>', "tei"),
    Row("0", "MRN: 12 LISBON 117\nDate/DTG: Apr 02, 2012 / 021424Z APR 12", "smart"),
    Row("0", "VZCZCLIA0042\nOO RUEHC\nDE RUEHLI #0117 0931425\nZNR UUUUU", "acp127"),
    Row("0", "PP RUEHC RUEHZY\nDE RUEHLI #0117 0931425\nZNR UUUUU", "acp127"),
    Row("0", "RTTCZYUW RUEHLIA0117 0931425-CCCC--RUEHC RUEHZY.\nZNY CCCCC", "acp127"),
    Row("0", "R 021424Z APR 08\nFM AMEMBASSY LISBON\nTO SECSTATE WASHDC", "acp127"),
    Row("0", "PAGE 01        LISBON  02545  091430Z\n14\nACTION EUR-12", "telegram"),
    Row("0", "UNCLAS LISBON 117\nE.O. 12958: N/A\nTAGS: PREL, PO", "telegram"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_form(row: Row) -> None:
    assert cablegram.parse(row.written + "\n").form == row.read


CARRIED = [
    Row(
        "0.1 anchor",
        "[1](#)1. (C) THE DUES ROSE.\n\n[2](#)2. (C) THE SHIPS LEFT.",
        "THE DUES ROSE.",
    ),
    Row(
        "0.1 pilcrow",
        "\u00b61. (C) THE DUES ROSE.\n\n\u00b62. (C) THE SHIPS LEFT.",
        "THE DUES ROSE.",
    ),
    Row(
        "0.1 autolink",
        "1. (C) SEE <http://example.org>.\n\n2. (C) THE SHIPS LEFT.",
        "SEE http://example.org.",
    ),
    Row(
        "0.1 escape at the end",
        "1. (C) THE DUES \\\nROSE.\\\n\n2. (C) THE SHIPS LEFT.",
        "THE DUES ROSE.",
    ),
    Row(
        "0.1 escape at the end",
        "1. (C) THE DUES\\ \nROSE.\\ \n\n2. (C) THE SHIPS LEFT.",
        "THE DUES ROSE.",
    ),
    Row("0.1 entity", "1. (C) THE DUES&#x000A;ROSE.\n\n2. (C) THE SHIPS LEFT.", "THE DUES ROSE."),
    Row(
        "0.1 entity", "1. (C) POST&#39;S DUES ROSE.\n\n2. (C) THE SHIPS LEFT.", "POST'S DUES ROSE."
    ),
]


@pytest.mark.parametrize("row", CARRIED, ids=name)
def test_carried(row: Row) -> None:
    cable = read(message(text=row.written))
    assert " ".join(cable.paragraphs[0].text.split()) == row.read


SERVICE = [
    Row(
        "1.14", "UNCLAS SVC INT ZDK RUEHLI #0117 0931425\nWA REGRET - PAGE 2 LINES 3 AND 4", "0009"
    ),
    Row("1.14", "UNCLAS SVC ZEQ3 RUEHLI #0117 0931425 RUEHC", "0009"),
    Row("1.13", "UNCLAS SVC ZFR RUEHLI #0117 0931425", "0009"),
]


@pytest.mark.parametrize("row", SERVICE, ids=name)
def test_service_message(row: Row) -> None:
    head = "VZCZCXBA007\nPP RUEHLI\nDE RUEHZY #0009 0931510\nZNR UUUUU\nBT\n"
    text = f"{head}{row.written}\nBT\n#0009\nNNNN\n"
    cable = cablegram.parse(text)
    assert "".join(leaf.text for leaf in cable.tree.leaves()) == text
    assert cable.transmission.serial == cable.transmission.validation == row.read
    assert (cable.mrn, cable.tags, cable.subject) == (None, None, None)
    assert row.written.split("\n")[-1] in cable.source_text
    assert cable.marking is not None
    assert cable.marking.level == "unclassified"
