"""The classification authority (clause 2.7)."""

from __future__ import annotations

import pytest

from tests.read.deviations.rows import Row, message, name, read

ROWS = [
    Row("2.7 State form", "(U) Classified by F. von Tarlenheim, Ambassador. Reason: 1.5 (b) and (d).", "F. von Tarlenheim | Ambassador | 1.5(b) 1.5(d)"),
    Row("2.7 label", "Classified By: ANNA SAPT, CONSUL, for reasons 1.4 (b) and (d)", "ANNA SAPT | CONSUL | 1.4(b) 1.4(d)"),
    Row("2.7 title first", "CLASSIFIED BY: AMBASSADOR ANNA SAPT; REASON 1.4(B), (D)", "ANNA SAPT | AMBASSADOR | 1.4(b) 1.4(d)"),
    Row("2.7 in the first paragraph", "1. (U) CLASSIFIED BY POLOFF SAPT, 1.5 (D).", "SAPT | POLOFF | 1.5(d)"),
    Row("2.7 behind the mark of the whole", "1. CONFIDENTIAL - ENTIRE TEXT. CLASSIFIED BY DCM SAPT, REASON 1.5 (D).", "SAPT | DCM | 1.5(d)"),
    Row("2.7 reasons", "Classified By: DCM Anna Sapt. Reasons: 1.4 b/d", "Anna Sapt | DCM | 1.4(b) 1.4(d)"),
    Row("2.7 reasons", "Classified By: DCM Anna Sapt, reason para 1.4 (b)", "Anna Sapt | DCM | 1.4(b)"),
    Row("2.7 reasons", "Classified By: DCM Anna Sapt, Reason(s): 1.4 (b)", "Anna Sapt | DCM | 1.4(b)"),
    Row("2.7 reasons", "Classified By: DCM Anna Sapt for reasons E.O. 12958, 1.4 (b)", "Anna Sapt | DCM | 1.4(b)"),
    Row("2.7 split in a word", "Classified By: DCM Anna Sapt for reasons 1.4 (b) a\nnd (d).", "Anna Sapt | DCM | 1.4(b) 1.4(d)"),
    Row("2.7 split in a word", "Classified By: DCM Anna Sapt for rea\nsons 1.4 (b) and (d).", "Anna Sapt | DCM | 1.4(b) 1.4(d)"),
    Row("2.7 doubled label", "Classified By: Classified by DCM Anna Sapt, reasons 1.4 (b)", "Anna Sapt | DCM | 1.4(b)"),
    Row("2.7 reversed names", "Classified By: SAPT, ANNA, DCM, for reasons 1.4 (b)", "ANNA SAPT | DCM | 1.4(b)"),
    Row("2.7 no reason", "Classified By: DCM Anna Sapt", "Anna Sapt | DCM | "),
    Row("3.5 drafter's slip of 1.5", "Classified By: DCM Anna Sapt, reason 1.5 (d)", "Anna Sapt | DCM | 1.5(d)"),
    Row("3.5 letters", "Classified By: DCM Anna Sapt, reasons 1.4 (a), (c), (e), (f), (g), (h)", "Anna Sapt | DCM | 1.4(a) 1.4(c) 1.4(e) 1.4(f) 1.4(g) 1.4(h)"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row: Row) -> None:
    if row.written.startswith("1."):
        cable = read(message(text=f"{row.written}\n\n2. (C) THE SHIPS LEFT."))
    else:
        cable = read(message(by=row.written))
    found = cable.classified_by
    assert found is not None
    assert f"{found.name} | {found.title} | {' '.join(found.reasons)}" == row.read
