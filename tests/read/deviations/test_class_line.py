"""The classification line, levels and the lines beside it, as they deviate."""

from __future__ import annotations

import pytest

from tests.read.deviations.rows import Row, message, name, read

ROWS = [
    Row("1.12 spaced", "C O N F I D E N T I A L LISBON 000117", "confidential 08LISBON117"),
    Row("1.12 spaced", "S E C R E T LISBON 000117", "secret 08LISBON117"),
    Row("1.12 spaced", "T O P  S E C R E T LISBON 000117", "top_secret 08LISBON117"),
    Row("1.12 spaced", "R E S T R I C T E D LISBON 000117", "restricted 08LISBON117"),
    Row("1.12", "UNCLAS LISBON 000117", "unclassified 08LISBON117"),
    Row("1.12 in clear", "CLEAR LISBON 000117", "None 08LISBON117 [CLEAR]"),
    Row("3.1", "UNCLAS E F T O LISBON 000117", "unclassified EFTO 08LISBON117"),
    Row("3.1", "UNCLAS EFTO LISBON 000117", "unclassified EFTO 08LISBON117"),
    Row("3.1", "LIMITED OFFICIAL USE LISBON 000117", "unclassified LOU 08LISBON117"),
    Row("3.1", "SENSITIVE BUT UNCLASSIFIED LISBON 000117", "unclassified SBU 08LISBON117"),
    Row("3.1", "UNCLASSIFIED//FOUO LISBON 000117", "unclassified FOUO 08LISBON117"),
    Row("2.1 lower case", "S e c r e t lisbon 000117", "secret 08LISBON117"),
    Row("2.1 handling fused", "SECRET NOFORN LISBON 000117", "secret NOFORN 08LISBON117"),
    Row("2.1 handling fused", "S E C R E T NOFORN SECTION 01 OF 02 LISBON 000117", "secret NOFORN 08LISBON117"),
    Row("2.1 sensitive", "UNCLAS SENSITIVE LISBON 000117", "unclassified 08LISBON117 [SENSITIVE]"),
    Row("2.1 station missing", "LIMITED OFFICIAL USE 2545", "unclassified LOU 08LISBON2545"),
    Row("2.1 section first", "SECTION 01 OF 02 LISBON 000117", "None 08LISBON117"),
    Row("2.1 section last", "UNCLAS LISBON 2238 SECTION 2 OF 2", "unclassified 08LISBON2238"),
    Row("2.1 classification dropped", "LISBON 000117", "None 08LISBON117"),
    Row("2.1 station garbled", "CONFIDENTIAL LISBOM 000117", "confidential 08LISBON117 CG305"),
    Row("2.1 station garbled", "CONFIDENTIAL LSBON 000117", "confidential 08LISBON117 CG305"),
    Row("2.1 six digits", "UNCLAS STATE 018029", "unclassified 08STATE18029"),
    Row("2.1 fewer digits", "CONFIDENTIAL LISBON 117", "confidential 08LISBON117"),
    Row("2.1 second series", "CONFIDENTIAL STATE 255577 TOSEC 140323", "confidential 08STATE255577 = 08TOSEC140323"),
    Row("2.1 second series", "CONFIDENTIAL SECTO 10373", "confidential 08SECTO10373"),
    Row("1.15 corrector's note", "CONFIDENTIAL LISBON 000117 SUSPECTED DUPLICATE", "confidential 08LISBON117"),
    Row("1.15 corrector's note", "CONFIDENTIAL LISBON 000117 SUSPECTED DUPLICATE 1392", "confidential 08LISBON117"),
    Row("1.15 corrector's note", "CONFIDENTIAL LISBON 000117 ZDK CTG RUEHLI 0164", "confidential 08LISBON117"),
    Row("1.15 corrector's note", "CONFIDENTIAL LISBON 000117 ZFR 2585", "confidential 08LISBON117"),
    Row("2.1 hyphens", "CONFIDENTIAL PORT-AU-PRINCE 000117", "confidential 08PORTAUPRINCE117"),
    Row("4 letter O", "CONFIDENTIAL LISBON O00117", "confidential 08LISBON117"),
    Row("1.12 lost shift", "CONFIDENTIAL 8)LISBON 000117".replace("8)LISBON", "OTTAWA"), "confidential 08OTTAWA117"),
    Row("1.12 lost shift", "CONFIDENTIAL 955-2- 000117", "confidential 08OTTAWA117 CG305"),
]  # fmt: skip
COPIES = [
    Row("2.1", "CORRECTED COPY", "kept apart"),
    Row("2.1", "C O R R E C T E D  C O P Y (SUBJECT LINE)", "kept apart"),
    Row("2.1", "CORRECTED COPY (SUBJECT LINE)", "kept apart"),
    Row("2.1", "CANCEL THIS TELEGRAM", "kept apart"),
]


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row: Row) -> None:
    cable = read(message(line=row.written), "mrn", "level")
    marking = cable.marking
    found = [marking.level.value if marking and marking.level else "None"]
    found += sorted(marking.controls) if marking else []
    found.append(str(cable.mrn))
    found += [f"= {alias}" for alias in cable.aliases]
    if cable.captions and not (marking and marking.controls):
        found.append(f"[{', '.join(cable.captions)}]")
    found += [each.code for each in cable.diagnostics if each.code in ("CG305", "CG306")]
    assert " ".join(found) == row.read


@pytest.mark.parametrize("row", COPIES, ids=name)
@pytest.mark.parametrize("part", ["above", "line"])
def test_copy(row: Row, part: str) -> None:
    if part == "above":
        cable = read(message(line=f"{row.written}\n\nC O N F I D E N T I A L LISBON 000117"))
    else:
        cable = read(message(line=f"C O N F I D E N T I A L LISBON 000117\n\n{row.written}"))
    assert cable.captions is None
    assert cable.coverage == 1
    assert row.read == "kept apart"
