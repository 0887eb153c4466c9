"""What the tests of deviations share: a row, the made-up message round it, and what must hold.

A deviation is a spelling that departs from the handbook, or a garble of the circuit, the export,
the scanner or the web, that is known to occur. Each has one row: the clause of the notes on the
format that names it, the string as written, and what it is read as. `docs/reference/deviations.md`
lists the rows; `tests/test_reference_docs.py` makes it.
"""

from __future__ import annotations

from typing import NamedTuple

import cablegram
from cablegram import Cable

PARTS = {
    "above": "",
    "fl5": "P 021424Z APR 08",
    "fm": "FM AMEMBASSY LISBON",
    "to": "TO SECSTATE WASHDC PRIORITY 1311",
    "bt": "BT",
    "line": "C O N F I D E N T I A L LISBON 000117",
    "captions": "",
    "order": "E.O. 12958: DECL: 04/02/2018",
    "tags": "TAGS: PREL, PO",
    "subject": "SUBJECT: HARBOR DUES",
    "ref": "",
    "by": "",
    "gap": "\n",
    "text": "1. (C) THE DUES ROSE.\n\n2. (C) THE SHIPS LEFT.",
    "end": "",
}
SOUND = {
    "mrn": "08LISBON117",
    "dtg": "2008-04-02T14:24:00+00:00",
    "origin": "AMEMBASSY LISBON",
    "action": "SECSTATE WASHDC",
    "level": "confidential",
    "order": "12958 2018-04-02",
    "tags": "PREL PO",
    "subject": "HARBOR DUES",
    "paragraphs": "1 2",
}


class Row(NamedTuple):
    """One deviation: clause of the notes, string as written, what it is read as."""

    clause: str
    written: str
    read: str


def name(row: Row) -> str:
    """Return the id of a row's test: its clause, then the string in one line."""
    return f"{row.clause}: {row.written}".encode("unicode_escape").decode("ascii")


def message(**parts: str) -> str:
    """Return a made-up telegram in which the given parts are other than they should be."""
    unknown = parts.keys() - PARTS.keys()
    assert not unknown, unknown
    return "\n".join(text for text in (PARTS | parts).values() if text) + "\n"


def read(text: str, *but: str) -> Cable:
    """Read a text; all fields of the made-up message except those named must be as they are."""
    cable = cablegram.parse(text)
    assert "".join(leaf.text for leaf in cable.tree.leaves()) == text
    found = summary(cable)
    assert {key: found[key] for key in SOUND if key not in but} == {
        key: value for key, value in SOUND.items() if key not in but
    }
    return cable


def summary(cable: Cable) -> dict[str, str]:
    """Return the fields of the made-up message as they were read."""
    order = cable.executive_order
    return {
        "mrn": str(cable.mrn),
        "dtg": cable.dtg.isoformat() if cable.dtg else "",
        "origin": cable.origin.name if cable.origin else "",
        "action": ", ".join(each.name for each in cable.action or ()),
        "level": cable.marking.level.value if cable.marking and cable.marking.level else "",
        "order": f"{order.number} {cable.declassify_on}" if order else "",
        "tags": " ".join(map(str, cable.tags or ())),
        "subject": cable.subject or "",
        "paragraphs": " ".join(str(each.number) for each in cable.paragraphs),
    }


def codes(cable: Cable, *families: str) -> str:
    """Return the codes of what was noticed, of the given families, in order and each once."""
    return " ".join(
        dict.fromkeys(
            each.code for each in cable.diagnostics if each.code.startswith(families or "CG")
        )
    )
