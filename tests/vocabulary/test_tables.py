"""The tables themselves: schema, order, dates, owners of names."""

from __future__ import annotations

import csv
import re
import runpy
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cablegram.vocabulary.station_table import fold_station_name
from cablegram.vocabulary.tables import end_date, is_confirmed, load, start_date

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src" / "cablegram" / "vocabulary" / "data"
UPDATE = runpy.run_path(str(ROOT / "update" / "vocabulary.py"))
KEYS: dict[str, tuple[str, ...]] = {
    **UPDATE["KEYS"],
    "captions_more": ("caption",),
    "executive_orders": ("number",),
    "foia_exemptions": ("code",),
    "office_symbols_more": ("symbol", "kind"),
    "operating_signals_more": ("signal",),
    "series": ("series",),
    "tags_geo_dates": ("tag", "scheme"),
}
DATE_COLUMNS = {
    "valid_from", "valid_to", "effective_from", "effective_to", "in_use_from", "in_use_to",
    "year_from", "year_to",
}  # fmt: skip
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?|s)?")


def test_every_key_has_a_table() -> None:
    # Other scripts of `update/` make tables of their own, with tests of their own.
    assert {path.stem for path in DATA.glob("*.csv")} >= set(KEYS)


@pytest.mark.parametrize("name", sorted(KEYS))
def test_tables_are_in_canonical_layout(name: str) -> None:
    raw = (DATA / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert UPDATE["canonical"](raw.decode("utf-8"), KEYS[name]) == raw.decode("utf-8")


@pytest.mark.parametrize("name", sorted(KEYS))
def test_dates_parse_and_do_not_end_before_they_start(name: str) -> None:
    for row in load(name).mappings():
        for column in DATE_COLUMNS & row.keys():
            assert not row[column] or DATE.fullmatch(row[column]), (name, row)
        for first, last in (
            ("valid_from", "valid_to"),
            ("effective_from", "effective_to"),
            ("in_use_from", "in_use_to"),
            ("year_from", "year_to"),
        ):
            if first in row:
                start, end = start_date(row[first]), end_date(row[last])
                listed_late = row.get("tag") == "YQ"  # returned to Japan before it was listed
                assert listed_late or not (start and end) or start <= end, (name, row)


def test_aliases_belong_to_stations_that_exist() -> None:
    names = {row["station"] for row in load("posts").mappings()}
    for row in load("post_aliases").mappings():
        assert row["station"] in names or row["kind"] == "unresolved_originator", row
    for row in load("posts").mappings():
        assert not row["later_station"] or row["later_station"] in names, row
    for row in load("collectives").mappings():
        assert set(filter(None, row["members"].split(";"))) <= names, row


def test_an_alias_has_two_owners_only_where_the_table_says_so() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    ambiguous = set()
    for row in load("post_aliases").mappings():
        if row["station"]:
            owners[fold_station_name(row["alias"])].add(row["station"])
            if row["ambiguous_with"]:
                ambiguous.add(fold_station_name(row["alias"]))
    for row in load("posts").mappings():
        owners[row["station"]].add(row["station"])
        owners[fold_station_name(row["display_name"])].add(row["station"])
        if row["sas_code"]:
            owners[row["sas_code"]].add(row["station"])
    assert {name for name, held in owners.items() if len(held) > 1} == ambiguous


def test_one_symbol_of_a_kind_has_one_row_and_signals_do_too() -> None:
    rows = [(row["symbol"], row["kind"]) for row in load("office_symbols").mappings()]
    assert len(rows) == len(set(rows))


def test_added_rows_are_not_in_the_compiled_tables() -> None:
    for name, key in (("captions", "caption"), ("operating_signals", "signal")):
        compiled = {row[key] for row in load(name).mappings()}
        assert not compiled & {row[key] for row in load(f"{name}_more").mappings()}
    offices, added = (
        {(row["symbol"], row["kind"]) for row in load(name).mappings()}
        for name in ("office_symbols", "office_symbols_more")
    )
    assert not offices & added
    geo = {(row["tag"], row["scheme"]) for row in load("tags_geo").mappings()}
    for row in load("tags_geo_dates").mappings():
        assert (row["tag"], row["scheme"]) in geo


def test_orders_follow_one_another_without_a_gap() -> None:
    rows = load("executive_orders").mappings()
    for before, after in pairwise(rows):
        end, start = end_date(before["effective_to"]), start_date(after["effective_from"])
        assert end is not None
        assert start is not None
        assert end.toordinal() + 1 == start.toordinal()
    assert not rows[-1]["effective_to"]


def test_reversed_series_name_each_other() -> None:
    reverse = {row["series"]: row["reverse"] for row in load("series").mappings()}
    for series, other in reverse.items():
        assert not other or reverse[other] == series


@pytest.mark.parametrize(
    ("parse", "text", "expected"),
    [
        (start_date, "", None),
        (start_date, "1973", date(1973, 1, 1)),
        (start_date, "1973-03", date(1973, 3, 1)),
        (start_date, "1980s", date(1980, 1, 1)),
        (end_date, "1980s", date(1989, 12, 31)),
        (end_date, "1992", date(1992, 12, 31)),
        (end_date, "1991-12", date(1991, 12, 31)),
        (end_date, "1976-02", date(1976, 2, 29)),
        (end_date, "1990-10-03", date(1990, 10, 3)),
    ],
)
def test_dates_of_cells(
    parse: Callable[[str], date | None], text: str, expected: date | None
) -> None:
    assert parse(text) == expected


def test_doubts_are_kept() -> None:
    assert not is_confirmed("title not checked against a primary list")
    assert not is_confirmed("use in this period presumed")
    assert is_confirmed("Same code as in the 1974 list")


def test_the_update_script_sorts_trims_and_refuses(tmp_path: Path) -> None:
    canonical = UPDATE["canonical"]
    assert canonical('b,a\r\n" x ",2\r\n"y, z",1\r\n', ("a",)) == 'b,a\n"y, z",1\nx,2\n'
    for wrong, message in (
        ("b\n1\n", "no column a"),
        ("a,b\n1\n", "row 2 has 1 cells"),
        ("a\n1\n1\n", "row 3 repeats"),
    ):
        with pytest.raises(ValueError, match=message):
            canonical(wrong, ("a",))
    assert UPDATE["main"]([str(tmp_path)]) == 3


def test_the_update_script_finds_the_tables_as_they_are() -> None:
    assert UPDATE["main"]([str(DATA), "--check"]) == 0


def test_the_update_script_writes_what_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(UPDATE["main"].__globals__, "DATA", tmp_path)
    assert UPDATE["main"]([str(DATA), "--check"]) == 1
    assert not list(tmp_path.iterdir())
    assert UPDATE["main"]([str(DATA)]) == 0
    with (tmp_path / "posts.csv").open(encoding="utf-8", newline="") as stream:
        assert tuple(next(csv.reader(stream))) == load("posts").columns


def test_importing_the_package_reads_no_table() -> None:
    import subprocess
    import sys

    code = (
        "import sys; sys.path.insert(0, 'src'); import cablegram.vocabulary;"
        "from cablegram.vocabulary.tables import load; print(load.cache_info().currsize)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0"
