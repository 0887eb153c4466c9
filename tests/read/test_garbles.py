"""Damage of the circuit: labels and lines with a letter lost are still read."""

from __future__ import annotations

import pytest

from cablegram import MRN, parse
from cablegram.model import Level

CLEAN = """\
P 021424Z APR 08
FM AMEMBASSY LISBON
TO SECSTATE WASHDC PRIORITY 1311
BT
C O N F I D E N T I A L LISBON 000117

E.O. 12958: DECL: 04/02/2018
TAGS: PREL, PO
SUBJECT: HARBOR DUES

1. (C) THE DUES ROSE.

2. (C) THE SHIPS LEFT.
"""

GARBLES = [
    ("SUBJECT:", "UBJECT:"),
    ("SUBJECT:", "SUBJ:"),
    ("E.O. 12958:", "EO 12958:"),
    ("E.O. 12958:", "E. O. 12958"),
    ("E.O. 12958:", "E.0. 12958:"),
    ("E.O. 12958: DECL: ", "E.O. 12958: "),
    ("PRIORITY", "PIORITY"),
    ("021424Z APR 08", "021424 Z APR 0 8"),
    ("021424Z APR 08", "O21424Z APR 08"),
    ("021424Z APR 08", "021424Z APRIL 08"),
    ("C O N F I D E N T I A L", "CONFIDENTIAL"),
    ("C O N F I D E N T I A L LISBON", "C o n f i d e n t i a l lisbon"),
    ("1. (C)", "1.(C)"),
]


@pytest.mark.parametrize(("clean", "dirty"), GARBLES, ids=[dirty for _, dirty in GARBLES])
def test_reads_through_the_garble(clean: str, dirty: str) -> None:
    assert clean in CLEAN
    wanted, cable = parse(CLEAN), parse(CLEAN.replace(clean, dirty))
    assert cable.mrn == wanted.mrn == MRN(2008, "LISBON", 117)
    assert cable.dtg == wanted.dtg
    assert cable.subject == wanted.subject == "HARBOR DUES"
    assert cable.tags == wanted.tags
    assert cable.declassify_on == wanted.declassify_on
    assert cable.marking is not None
    assert cable.marking.level is Level.CONFIDENTIAL
    assert [one.precedence for one in cable.action or ()] == [
        one.precedence for one in wanted.action or ()
    ]
    assert [one.number for one in cable.paragraphs] == [1, 2]
