"""Numbers of general messages: NAVADMIN 165/05."""

from __future__ import annotations

import pytest

import cablegram
from cablegram.model import MRN
from cablegram.read.general_messages import general_numbers, own_general_number, told_numbers

MESSAGE = """RAAUZYUW RUENAAA3804 3182147-UUUU--RUCRNAD.
ZNR UUUUU
R 142147Z NOV 05
FM CNO WASHINGTON DC
TO NAVADMIN
BT
UNCLAS //N01920//
{head}
MSGID/GENADMIN/CNO WASHINGTON DC/N1/NOV//
SUBJ/FERRIES FOR STRELSAU//
REF/A/MSG/CNO WASHINGTON DC/312110ZAUG2005//
REF/B/DOC/OPNAV/28DEC2004//
REF/C/ALNAV 011/05//
NARR/REF A IS NAVADMIN 216/05, FIRST MESSAGE ON FERRIES.  REF B IS
NAVADMIN 063/05 IN PRINT.//
RMKS/1.  NAVADMIN 253/04 ANNOUNCED FERRIES; SEE ALSO MARADMIN
342/05 AND REF A.
2.  NOTHING FOLLOWS.//
BT
#3804
NNNN
"""


def read(head: str) -> cablegram.Cable:
    cable = cablegram.parse(MESSAGE.format(head=head))
    assert "".join(leaf.text for leaf in cable.tree.leaves()) == cable.source_text
    return cable


@pytest.mark.parametrize(
    "head",
    [
        "NAVADMIN 292/05",
        "NAVADMIN 292/2005",
        "NAVADMIN 292/05 CORRECTED COPY",
        "NAVADMIN 292/05//",
        "NAVADMIN 292/05.",
        "NAVADMIN 292/05 EXER/FERRY 05//",
        "\nNAVADMIN 292/05 \n\nPASS TO OFFICE CODES:\nINFO CNO WASHINGTON DC//N1//",
    ],
)
def test_the_number_of_a_general_message_is_a_further_number(head: str) -> None:
    cable = read(head)
    assert (cable.mrn, cable.aliases) == (None, (MRN(2005, "NAVADMIN", 292),))


@pytest.mark.parametrize(
    "head", ["CORRECTED COPY", "THE RULES OF NAVADMIN 216/05 STAND", "NAVADMIN 216/05 IS CANCELLED"]
)
def test_the_number_of_another_is_not_its_own(head: str) -> None:
    assert read(head).aliases == ()


def test_references_have_the_numbers_that_the_message_tells() -> None:
    cable = read("NAVADMIN 292/05")
    assert [(each.label, each.mrn) for each in cable.references or ()] == [
        ("A", MRN(2005, "NAVADMIN", 216)),
        ("B", None),  # a document stays one
        ("C", MRN(2005, "ALNAV", 11)),
    ]
    assert [each.year_written for each in cable.references or ()] == [True, False, True]
    assert cable.paragraphs[0].references == (
        "A",
        MRN(2004, "NAVADMIN", 253),
        MRN(2005, "MARADMIN", 342),
    )
    assert cable.paragraphs[1].references == ()


def test_what_is_told_of_others_comes_behind_what_is_its_own() -> None:
    assert own_general_number(["NARR/REF A IS POLICY", "NAVADMIN 177/06."]) is None
    assert told_numbers("REF B (NAVADMIN 300/05) ENDS. REF C IS DODINST 1. NAVADMIN 1/05.") == {
        "B": MRN(2005, "NAVADMIN", 300)
    }
    assert list(general_numbers("NAVADMIN 0/05, XNAVADMIN 1/05, NAVADMIN 1/05/2, NAVADMIN 5")) == []


def test_an_office_code_is_no_number() -> None:
    text = MESSAGE.replace("UNCLAS //N01920//", "UNCLASSIFIED// FM CNO WASHINGTON DC//N1//")
    assert cablegram.parse(text.format(head="")).mrn is None
