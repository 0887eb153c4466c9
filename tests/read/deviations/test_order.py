"""The E.O. line of every period, with its tolerances (clauses 2.4 and 3.6)."""

from __future__ import annotations

import pytest

from tests.read.deviations.rows import Row, message, name, read

ROWS = [
    Row("2.4 11652", "E.O. 11652: GDS", "1974 11652 GDS None"),
    Row("2.4 11652", "E.O. 11652: ADS, DECLAS 12-31-74", "1974 11652 ADS 1974-12-31"),
    Row("2.4 11652", "E.O. 11652: ADS, DECLAS ATTEND CURRENT TEST SERIES", "1974 11652 ADS ATTEND CURRENT TEST SERIES"),
    Row("2.4 11652", "E.O. 11652: XGDS1, DECLAS 12-31-84", "1974 11652 XGDS-1 1984-12-31"),
    Row("2.4 11652", "E.O. 11652: XGDS-2", "1974 11652 XGDS-2 XGDS-2"),
    Row("2.4 11652", "E.O. 11652: XGDS3", "1974 11652 XGDS-3 XGDS-3"),
    Row("2.4 11652", "E.O. 11652: N/A", "1974 11652 N/A None"),
    Row("2.4 12065", "E.O. 12065: GDS 6/5/85 (TARLENHEIM, F.) OR-P", "1979 12065 GDS 1985-06-05 (TARLENHEIM, F.)"),
    Row("2.4 12065", "E.O. 12065: RDS-4 6/5/99 (SAPT, FIRST M.) OR-M", "1979 12065 RDS-4 1999-06-05 (SAPT, FIRST M.)"),
    Row("2.4 12065", "E.O. 12065: N/A", "1979 12065 N/A None"),
    Row("2.4 12356", "E.O. 12356: DECL: OADR", "1985 12356 OADR OADR"),
    Row("2.4 12356", "E.O. 12356: DECL: 10/13/99", "1985 12356 DECL 1999-10-13"),
    Row("2.4 12356", "E.O. 12356: N/A", "1985 12356 N/A None"),
    Row("2.4 12958", "E.O. 12958: DECL: 04/02/2018", "2008 12958 DECL 2018-04-02"),
    Row("2.4 12958", "E.O. 12958: DECL: X1, X5", "2000 12958 X1 X1, X5"),
    Row("2.4 12958", "E.O. 12958: DECL: 1.6X6", "2000 12958 1.6X6 1.6X6"),
    Row("2.4 12958", "E.O. 12958: DECL: AFTER THE HARBOR TALKS", "2000 12958 DECL AFTER THE HARBOR TALKS"),
    Row("2.4 12958", "E.O. 12958: DNG: CONF 01/01/05", "2000 12958 DNG None"),
    Row("2.4 12958", "E.O. 12958: DECL: 04/02/2018, DNG: CONF 01/01/05", "2000 12958 DECL 2018-04-02"),
    Row("2.4 12958", "E.O. 12958: N/A", "2008 12958 N/A None"),
    Row("2.4 13526", "E.O. 13526: DECL: 2035/02/23", "2010 13526 DECL 2035-02-23"),
    Row("2.4 13526", "E.O. 13526: DECL: 02/23/2035", "2010 13526 DECL 2035-02-23"),
    Row("2.4 13526", "E.O. 13526: DECL: 25X1-HUMAN", "2010 13526 25X1-HUMAN 25X1-HUMAN"),
    Row("2.4 13526", "E.O. 13526: DECL: 25X1-human", "2010 13526 25X1-HUMAN 25X1-human"),
    Row("3.6", "E.O. 13526: DECL: 50X1-HUM", "2010 13526 50X1-HUM 50X1-HUM"),
    Row("3.6", "E.O. 13526: DECL: 50X2-WMD", "2010 13526 50X2-WMD 50X2-WMD"),
    Row("3.6", "E.O. 13526: DECL: 75X", "2010 13526 75X 75X"),
    Row("3.6", "E.O. 12356: DECL: MR", "1985 12356 MR MR"),
    Row("3.6", "E.O. 12958: DECL: DNI ONLY", "2008 12958 DECL DNI ONLY"),
    Row("3.6 no such day", "E.O. 12958: DECL: 02/29/2018", "2008 12958 DECL 02/29/2018 CG107"),
    Row("3.6 day and month swapped", "E.O. 12958: DECL: 23/02/2018", "2008 12958 DECL 2018-02-23"),
    Row("2.4 label", "E.O 12958: DECL: 04/02/2018", "2008 12958 DECL 2018-04-02"),
    Row("2.4 label", "EO 12958: DECL: 04/02/2018", "2008 12958 DECL 2018-04-02"),
    Row("2.4 label", "E. O. 12958: DECL: 04/02/2018", "2008 12958 DECL 2018-04-02"),
    Row("2.4 label", "E.0. 12958: DECL: 04/02/2018", "2008 12958 DECL 2018-04-02"),
    Row("2.4 label", "e.o. 12958: decl: 04/02/2018", "2008 12958 DECL 2018-04-02"),
    Row("2.4 label", "E.OM 12065: GDS 6/5/85", "1979 12065 GDS 1985-06-05"),
    Row("2.4 label", "E.O. 12958 DECL: 04/02/2018", "2008 12958 DECL 2018-04-02"),
    Row("2.4 label", "E.O. 12958:: DECL: 04/02/2018", "2008 12958 DECL 2018-04-02"),
    Row("2.4 number", "E.O.1295: DECL: 04/02/2018", "2008 12958 DECL 2018-04-02 CG105"),
    Row("2.4 number", "E.O. 11653: GDS", "1974 11652 GDS None CG105"),
    Row("2.4 number", "E.O. 16652: GDS", "1974 11652 GDS None CG105"),
    Row("2.4 scheme", "E.O. 11652: 6DS", "1974 11652 GDS None"),
    Row("2.4 scheme", "E.O. 11652: LDS", "1974 11652 GDS None"),
    Row("2.4 scheme", "E.O. 11652: AGDS", "1974 11652 GDS None"),
    Row("2.4 none", "E.O. 11652: NA", "1974 11652 N/A None"),
    Row("2.4 none", "EO 12065; NA", "1979 12065 N/A None"),
    Row("2.4 none", "E.O. 11652:N/A", "1974 11652 N/A None"),
    Row("2.4 none", "E.O. 11652N/A", "1974 11652 N/A None"),
    Row("2.4 none", "E.O. 12958:N/A", "2008 12958 N/A None"),
    Row("2.4 no DECL", "E.O. 12958: 04/02/2018", "2008 12958 None 2018-04-02"),
    Row("2.4 dates", "E.O. 12958: DECL: 4/2/18", "2008 12958 DECL 2018-04-02"),
    Row("2.4 dates", "E.O. 12958: DECL: 04-02-18", "2008 12958 DECL 2018-04-02"),
    Row("2.4 dates", "E.O. 12958: DECL: 02 APR 18", "2008 12958 DECL 2018-04-02"),
    Row("2.4 dates", "E.O. 12958: DECL: 2018/04/02", "2008 12958 DECL 2018-04-02"),
    Row("2.4 two digits are later", "E.O. 12356: DECL: 1/1/05", "1985 12356 DECL 2005-01-01"),
    Row("2.4 fused", "E.O. 12958: N/A TAGS: PREL, PO", "2008 12958 N/A None"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_row(row: Row) -> None:
    year = row.read.split()[0]
    parts = {"tags": ""} if "TAGS" in row.written else {}
    text = message(fl5=f"P 021424Z APR {year[2:]}", order=row.written, **parts)
    cable = read(text, "dtg", "mrn", "order")
    order = cable.executive_order
    assert order is not None
    who = f" ({order.authority})" if order.authority else ""
    odd = "".join(
        f" {each.code}" for each in cable.diagnostics if each.code in ("CG105", "CG106", "CG107")
    )
    assert f"{year} {order.number} {order.scheme} {cable.declassify_on}{who}{odd}" == row.read


OLD = [
    Row("2.4 10501", "GP-3", "a group mark below the signature"),
    Row("2.4 10501", "GP-1", "a group mark below the signature"),
    Row("2.4 10501", "EXEMPT", "a group mark below the signature"),
]


@pytest.mark.parametrize("row", OLD, ids=name)
def test_group_mark(row: Row) -> None:
    text = message(order="", end=f"\nTARLENHEIM\n\n{row.written}")
    cable = read(text, "order")
    assert cable.signature == "TARLENHEIM"
    assert row.written in cable.notes
    assert row.read == "a group mark below the signature"
