"""The TAGS line (clause 5)."""

from __future__ import annotations

import pytest

from cablegram.model import TagFamily
from tests.read.deviations.rows import Row, message, name, read

ROWS = [
    *(
        Row("5 label", f"{label}: PREL, PO", "PREL PO")
        for label in ("TAGS", "TAG", "TAGES", "TAS", "TABS", "TGS", "AGS", "tags")
    ),
    Row("5 label", "TAGS; PREL, PO", "PREL PO"),
    Row("5 label", "TAGS, PREL, PO", "PREL PO"),
    Row("5 label", "TAGS PREL, PO", "PREL PO"),
    Row("5 separators", "TAGS: PREL PO", "PREL PO"),
    Row("5 separators", "TAGS: PREL,PO", "PREL PO"),
    Row("5 separators", "TAGS: PREL,, PO.", "PREL PO"),
    Row("5 several lines", "TAGS: PREL,\nPGOV, PO", "PREL PGOV PO"),
    Row("5 several lines", "TAGS: PREL\nPGOV PO", "PREL PGOV PO"),
    Row("5 persons", "TAGS: OVIP PO (ELPHBERG, RUDOLF)", "OVIP PO (ELPHBERG, RUDOLF)"),
    Row("5 persons", "TAGS: OVIP, (ELPHBERG, RUDOLF), (SAPT, JACK), PO", "OVIP (ELPHBERG, RUDOLF) (SAPT, JACK) PO"),
    Row("5 parentheses gone", "TAGS: OVIP ELPHBERG RUDOLF PREL", "OVIP (ELPHBERG RUDOLF) PREL"),
    Row("5 parentheses gone", "TAGS: OREP ELPHBERG RUDOLF PREL", "OREP (ELPHBERG RUDOLF) PREL"),
    Row("5 parentheses gone", "TAGS: OTRA ELPHBERG RUDOLF PREL", "OTRA (ELPHBERG RUDOLF) PREL"),
    Row("5 fused", "TAGS: PHUMPGOV", "PHUM PGOV CG401"),
    Row("5 fused", "TAGS: ETRDEINVECINPGOVCS", "ETRD EINV ECIN PGOV CS CG401"),
    Row("5 fused", "TAGS: VTPREL", "VT PREL CG401"),
    Row("5 fused", "TAGS: KFRDKIRFCVIS", "KFRD KIRF CVIS CG401"),
    Row("5 fused", "TAGS: KFRDKIRFCVISCMGT, PO", "KFRD KIRF CVIS CMGT PO CG401"),
    Row("5 organisations", "TAGS: PREL, UNGA/C-6, AFL-CIO, IAEA, EUN", "PREL UNGA/C-6 AFL-CIO IAEA EUN"),
    Row("5 free words", "TAGS: PREL, COUNTERTERRORISM, HUMAN RIGHTS, GOI EXTERNAL", "PREL COUNTERTERRORISM HUMAN RIGHTS GOI EXTERNAL CG402"),
    Row("5 repeated", "TAGS: PREL, PO, PREL", "PREL PO CG405"),
    Row("5 page line in it", "TAGS: PREL,\nUNCLASSIFIED PAGE 02 VATICA 00283 01 OF 05 241033Z\nPO", "PREL PO"),
    Row("5 slip: Russia", "TAGS: PREL, RU", "PREL RU CG406"),
    Row("5 slip", "TAGS: POGOV, PO", "PGOV PO CG403"),
    Row("5 slip", "TAGS: MOPPS, PO", "MOPS PO CG403"),
    Row("5 slip", "TAGS: KWWMN, PO", "KWMN PO CG403"),
    Row("5 slip", "TAGS: PREL, SYR", "PREL SY CG403"),
    Row("5 caption in it", "TAGS: PREL, SIPDIS, PO", "PREL PO"),
    Row("5 label in it", "TAGS: TAGS PREL, PO", "PREL PO"),
    Row("5 digit for letter", "TAGS: PG0V, PO", "PGOV PO CG403"),
    Row("5 digit for letter", "TAGS: 0VIP, PO", "OVIP PO CG403"),
    Row("5 unknown, well formed", "TAGS: PREL, PZZZ", "PREL PZZZ CG402"),
    Row("0.1 link", "TAGS: [PREL](#), [PO](#)", "PREL PO"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row: Row) -> None:
    cable = read(message(tags=row.written), "tags")
    found = [f"({tag})" if tag.family is TagFamily.PERSON else str(tag) for tag in cable.tags or ()]
    codes = ("CG401", "CG402", "CG403", "CG405", "CG406")
    found += dict.fromkeys(each.code for each in cable.diagnostics if each.code in codes)
    assert " ".join(found) == row.read
