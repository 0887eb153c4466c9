from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from cablegram.archive import Item, Store
from cablegram.archive.feed import read_bytes
from cablegram.archive.sameness import differences, is_same_message
from cablegram.cli import run
from cablegram.model import MRN
from cablegram.read import parse
from tests.made_up import cable, fill, item, read_made_up

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NUMBER = MRN.parse("08LISBON9")
BODY = (
    "The harbor master of Aldeia Nova raised the dues again, for the third time since spring, and"
    " the ferry company is not amused. Its director Telmo Varela showed us the new channel and said"
    " that dredging resumes next week if the ministry pays what it owes for the last one."
)
TELEGRAM = """\
R 041530Z JAN 08
FM AMEMBASSY LISBON
TO SECSTATE WASHDC
BT
UNCLAS LISBON 000009

SUBJECT: {subject}

1. (U) {body}

STAPLETON
BT
"""
SECTION = """\
R 041530Z JAN 08
FM AMEMBASSY LISBON
TO SECSTATE WASHDC
BT
UNCLAS SECTION {number:02d} OF 03 LISBON 000009

SUBJECT: HARBOR DUES

{number}. (U) This is what part {number} of three says about the dues.

STAPLETON
BT
#0009
NNNN
"""
Output = pytest.CaptureFixture[str]


def telegram(name: str, body: str = BODY, subject: str = "HARBOR DUES") -> Item:
    return Item(source=name, data=TELEGRAM.format(body=body, subject=subject).encode())


def html(name: str, body: str = BODY) -> Item:
    text = TELEGRAM.format(body=body, subject="HARBOR DUES")
    return Item(source=name, data=f"<html><body><pre>\n{text}</pre></body></html>".encode())


def section(number: int) -> Item:
    return Item(source=f"{number}.txt", data=SECTION.format(number=number).encode())


def filed(folder: Path, items: Iterable[Item]) -> Store:
    store = Store.open(folder, create=True)
    store.ingest(list(items), read_bytes)
    return store


def record(**described: object) -> dict[str, object]:
    return cable("08LISBON9", **described).to_dict()  # type: ignore[arg-type]


OTHER = BODY.replace("harbor", "port").replace("dues", "fees")
STRANGE = " ".join(f"word{n} of another matter" for n in range(30))


@pytest.mark.parametrize(
    ("first", "other", "same"),
    [
        pytest.param({"text": (BODY,)}, {"text": (BODY.upper(),)}, True, id="case"),
        pytest.param({"text": (BODY,)}, {"text": (OTHER,)}, True, id="words replaced"),
        pytest.param({"text": (BODY + STRANGE,)}, {"text": (BODY,)}, True, id="excerpt"),
        pytest.param({"text": (BODY,)}, {"text": (STRANGE,)}, False, id="another text"),
        pytest.param(
            {"text": (BODY,)}, {"text": (BODY,), "day": "2007-03-03"}, True, id="days of transit"
        ),
        pytest.param(
            {"text": (BODY,)}, {"text": (BODY,), "day": "2007-04-03"}, True, id="misread date"
        ),
        pytest.param(
            {"text": (BODY,)},
            {"text": (BODY,), "day": "2007-04-03", "subject": "MONTHLY REPORT FOR APRIL"},
            False,
            id="a form of words sent each month",
        ),
        pytest.param({"text": ("Yes.",)}, {"text": ("No.",)}, True, id="short, one subject"),
        pytest.param(
            {"text": ("Yes.",)}, {"text": ("No.",), "subject": "VISAS"}, False, id="short, two"
        ),
        pytest.param(
            {"text": ("Yes.",)},
            {"text": ("No.",), "subject": "HARBOR DUES THE GUILD HAS TOLD US"},
            True,
            id="a subject that goes on",
        ),
        pytest.param(
            {"text": ("Yes.",), "subject": "HARBOR DUES OF LISBON"},
            {"text": ("No.",), "subject": "HARBOR DUES... THE GUILD"},
            True,
            id="a subject that leaves words out",
        ),
        pytest.param(
            {"text": ("Yes.",), "subject": "PORT"},
            {"text": ("No.",), "subject": "PORTRAITS"},
            False,
            id="a few letters are no subject",
        ),
        pytest.param({"text": ()}, {"text": (BODY,)}, True, id="no text"),
        pytest.param(
            {"text": ()}, {"text": (BODY,), "day": "2007-09-09"}, False, id="no text, months apart"
        ),
        pytest.param({"text": ()}, {"text": (BODY,), "subject": None}, True, id="no subject"),
    ],
)
def test_the_same_message(first: dict[str, object], other: dict[str, object], same: bool) -> None:
    pair = record(**first), record(**other)
    assert is_same_message(*pair) is same
    assert is_same_message(*reversed(pair)) is same


def test_copies_become_one_cable_with_the_best_first(tmp_path: Path) -> None:
    with filed(tmp_path, [html("page.html"), telegram("export.txt")]) as store:
        (found,) = store.find(NUMBER)
        assert found.source == "export.txt"  # not wrapped in a web page
        assert [each.source for each in store.witnesses(found.cable_id)] == [
            "export.txt",
            "page.html",
        ]
        assert store.counts()["witness"] == 2
        assert [cable_id for cable_id, _ in store.records_after(0)] == [2]
        assert list(store.changes_after(0)) == [(1, 1, None)]  # page.html was first, and led
        assert store.highest_id() == 2


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_filing_does_not_matter(tmp_path: Path, order: tuple[int, ...]) -> None:
    items = [html("page.html"), telegram("export.txt"), telegram("other.txt", STRANGE)]
    with filed(tmp_path, [items[n] for n in order]) as store:
        found = [
            [each.source for each in store.witnesses(message.cable_id)]
            for message in store.find(NUMBER)
        ]
        assert sorted(found) == [["export.txt", "page.html"], ["other.txt"]]


def test_the_report_counts_variants_and_other_messages(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        items = [telegram("a"), html("b"), telegram("c", STRANGE, "VISAS"), telegram("a again")]
        report = store.ingest(items, read_bytes)
        assert (report.new_witnesses, report.duplicates) == (3, 1)
        assert (report.variants, report.conflicts) == (1, 1)


def test_another_wrapper_is_a_further_witness_and_twice_changes_nothing(tmp_path: Path) -> None:
    items = [telegram("a.txt"), html("a.html"), *(section(n) for n in (1, 2))]
    with filed(tmp_path, items) as store:
        before = dump(tmp_path)
        report = store.ingest(items, read_bytes)
        assert report.duplicates == len(items)
        assert dump(tmp_path) == before


def dump(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_sections_are_joined_when_the_last_one_comes(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    with Store.open(tmp_path, create=True) as store:
        store.ingest([section(order[0])], read_bytes)
        (found,) = store.find(NUMBER)
        assert len(store.cable(found.cable_id).transmission.missing_sections) == 2
        store.ingest([section(order[1])], read_bytes)
        (found,) = store.find(NUMBER)
        assert store.cable(found.cable_id).transmission.missing_sections == (order[2],)
        store.ingest([section(order[2])], read_bytes)
        (found,) = store.find(NUMBER)
        whole = store.cable(found.cable_id)
        assert whole.transmission.missing_sections == ()
        assert [each.number for each in whole.paragraphs] == [1, 2, 3]
        assert whole == parse("".join(SECTION.format(number=n) for n in (1, 2, 3)))
        assert store.raw(found.cable_id).decode() == whole.source_text
        assert len(store.witnesses(found.cable_id)) == 4
        assert [cable_id for cable_id, _ in store.records_after(0)] == [found.cable_id]
        assert store.counts()["witness"] == 3
        gone = {cable_id for _, cable_id, record in store.changes_after(0) if record is None}
        assert 1 in gone


def test_a_whole_copy_stands_before_what_was_joined_in_part(tmp_path: Path) -> None:
    whole = "".join(SECTION.format(number=n) for n in (1, 2, 3)).encode()
    items = [section(1), section(3), Item(source="whole.txt", data=whole)]
    with filed(tmp_path, items) as store:
        (found,) = store.find(NUMBER)
        assert found.source == "whole.txt"


def test_a_card_without_text_is_a_second_witness(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        card = [item("card", {"mrn": "08LISBON9", "text": []})]
        text = [item("text", {"mrn": "08LISBON9", "text": [BODY]})]
        store.ingest(card, read_made_up)
        (found,) = store.find(NUMBER)
        assert found.source == "card"
        store.ingest(text, read_made_up)
        (found,) = store.find(NUMBER)
        assert len(store.witnesses(found.cable_id)) == 2


def test_an_archive_of_before_is_compared_by_the_next_ingest(tmp_path: Path) -> None:
    filed(tmp_path, [telegram("a.txt"), html("a.html")]).close()
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as connection:
        connection.execute("UPDATE cable SET compared = 0, lead_id = NULL")
        connection.commit()
    with Store.open(tmp_path) as store:
        assert len(store.find(NUMBER)) == 2
        store.ingest([], read_bytes)
        assert len(store.find(NUMBER)) == 1


def test_differences_by_field_and_by_text() -> None:
    first = record(text=("One.", BODY), tags=("PREL",))
    other = record(text=("One.", BODY.replace("third", "fourth")), tags=("PREL", "EWWT"))
    found = differences(first, other)
    assert [each.field for each in found.fields] == ["tags"]
    (passage,) = found.text
    assert passage.paragraph == 2
    assert (passage.first, passage.other) == ("the third time", "the fourth time")
    assert differences(first, first).text == ()
    assert differences(first, first).fields == ()


def test_a_paragraph_that_one_copy_lacks() -> None:
    found = differences(record(text=("One.", "Two.", "Three.")), record(text=("One.", "Three.")))
    assert [(each.paragraph, each.first, each.other) for each in found.text] == [(2, "Two.", "")]


def test_long_texts_do_not_take_long() -> None:
    text = " ".join(str(n) for n in range(60_000))
    found = differences(record(text=(text,)), record(text=(text + " x",)))
    assert len(found.text) == 1


def test_show_prints_differences(tmp_path: Path, capsys: Output) -> None:
    filed(tmp_path, [telegram("a.txt"), html("b.html", BODY.replace("third", "fourth"))]).close()
    where = ["--archive", str(tmp_path)]
    assert run(["show", "08LISBON9", *where]) == 0
    assert "a copy" in capsys.readouterr().err
    assert run(["show", "08LISBON9", "--diff", *where]) == 0
    out = capsys.readouterr().out
    assert "--- a.txt\n+++ b.html\n" in out
    assert "@ paragraph 1\n- the third time\n+ the fourth time\n" in out
    assert run(["show", "08LISBON9", "--diff", "--json", *where]) == 0
    assert '"other": "the fourth time"' in capsys.readouterr().out


def test_show_without_another_copy(tmp_path: Path, capsys: Output) -> None:
    fill(tmp_path, {"mrn": "08LISBON9"})
    assert run(["show", "08LISBON9", "--diff", "--archive", str(tmp_path)]) == 0
    assert "no other copy" in capsys.readouterr().err


def test_show_says_which_sections_are_missing(tmp_path: Path, capsys: Output) -> None:
    filed(tmp_path, [section(2)]).close()
    assert run(["show", "08LISBON9", "--archive", str(tmp_path)]) == 0
    assert "section 1, 3" in capsys.readouterr().out
