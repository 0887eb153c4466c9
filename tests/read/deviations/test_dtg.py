"""Date-time groups as they deviate (clause 1.6)."""

from __future__ import annotations

import pytest

from tests.read.deviations.rows import Row, message, name, read

ROWS = [
    Row("1.6 four-digit year", "P 021424Z APR 2008", "2008-04-02 14:24 priority"),
    Row("1.6 two-digit year of 1949", "P 021424Z APR 49", "2049-04-02 14:24 priority"),
    Row("1.6 more prosigns than two", "Z O P R 021424Z APR 08", "2008-04-02 14:24 flash immediate priority routine"),
    Row("1.6 other zones", "P 021424A APR 08", "2008-04-02 13:24 priority"),
    Row("1.6 other zones", "P 021424Y APR 08", "2008-04-03 02:24 priority"),
    Row("1.6 signals after it", "O 021424Z APR 75 ZFF4", "1975-04-02 14:24 immediate [ZFF4]"),
    Row("1.6 signals after it", "R 021424Z APR 08 ZEX", "2008-04-02 14:24 routine [ZEX]"),
    Row("1.6 signals after it", "R 021424Z APR 08 ZFG", "2008-04-02 14:24 routine [ZFG]"),
    Row("1.6 signals after it", "R 021424Z APR 08 ZDS", "2008-04-02 14:24 routine [ZDS]"),
    Row("1.6 signals after it", "R 021424Z APR 08 ZDK", "2008-04-02 14:24 routine [ZDK]"),
    Row("1.6 signals after it", "R 021424Z APR 08 ZYB ABCDEF", "2008-04-02 14:24 routine [ZYB ABCDEF]"),
    Row("1.6 signals after it", "R 021424Z APR 08 PSN 060348K21", "2008-04-02 14:24 routine [PSN 060348K21]"),
    Row("1.6 signals after it", "R 021424Z APR 08 MID 200001234567U", "2008-04-02 14:24 routine [MID 200001234567U]"),
    Row("1.6 broken archive text", "P 251346 Z JUN 7 3", "1973-06-25 13:46 priority CG303"),
    Row("1.6 spaces between all", "P 2 5 1 3 4 6 Z J U N 7 3", "1973-06-25 13:46 priority CG303"),
    Row("1.6 spaces between all", "P  2 5 1 3 4 6 Z JUN 7 3", "1973-06-25 13:46 priority CG303"),
    Row("1.6 no Z", "P 251346 JUN 73", "1973-06-25 13:46 priority CG303"),
    Row("1.6 month in full", "P 251346Z JUNE 73", "1973-06-25 13:46 priority CG303"),
    Row("1.6 month in full", "P 251346Z SEPTEMBER 73", "1973-09-25 13:46 priority CG303"),
    Row("1.6 routing token behind the year", "P 251346Z JUN 73 RUEHC", "1973-06-25 13:46 priority"),
    Row("1.6 letter O for zero", "P O51346Z JUN 73", "1973-06-05 13:46 priority CG303"),
    Row("1.6 letter O for zero", "P 2513O6Z JUN 73", "1973-06-25 13:06 priority CG303"),
    Row("1.6 seven digits stay unread", "P 2513466Z JUN 73", "none"),
    Row("1.6 no such time", "P 312561Z FEB 73", "none CG304"),
    Row("1.6 no blank before the zone's month", "P 251346ZJUN 73", "1973-06-25 13:46 priority CG303"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row: Row) -> None:
    text = message(fl5=row.written, order="E.O. 12958: N/A")
    cable = read(text, "dtg", "mrn", "order")
    assert cable.mrn is not None
    when = f"{cable.dtg:%Y-%m-%d %H:%M}" if cable.dtg else "none"
    signs = [each.value for each in cable.transmission.precedences] if cable.dtg else []
    signals = cable.transmission.operating_signals
    found = [when, *signs, *([f"[{', '.join(signals)}]"] if signals else [])]
    found += [each.code for each in cable.diagnostics if each.code in ("CG303", "CG304")]
    assert " ".join(found) == row.read
