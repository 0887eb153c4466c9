"""Edges: of the REF line and of the text, their years, letters that two cables cite, the graph."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING

import cablegram
from cablegram.archive import Item, Store, correct_years, numbers_missing
from cablegram.archive.edges import node_of, reference_rows
from cablegram.archive.numbers import holding
from cablegram.follow import matter, read_graph, thread
from cablegram.model import MRN, Reference, ReferenceKind
from cablegram.read.years import SUREST
from tests.archive.older import WITHOUT_DESK
from tests.made_up import fill, item, read_made_up

if TYPE_CHECKING:
    from pathlib import Path

    from cablegram.model import Cable

HEAD = """R {day}0900Z MAY 75
FM AMEMBASSY LISBON
TO SECSTATE WASHDC
BT
UNCLASSIFIED LISBON {number}
E.O. 11652: N/A
TAGS: EAIR, PO
SUBJECT: HANGAR DOORS
REF: {refs}

"""


def read_text(_source: str, data: bytes) -> tuple[Cable, ...]:
    return (cablegram.parse(data, source=_source),)


def written(number: int, refs: str, text: str, day: int = 12) -> Item:
    data = HEAD.format(number=number, refs=refs, day=f"{day:02}") + text + "\nCARLUCCI\nBT\n"
    return Item(source=f"{number}.txt", data=data.encode())


def test_numbers_in_the_text_are_edges_too(tmp_path: Path) -> None:
    text = "1. THE DOORS OF 75 MADRID 411 ARE SHUT, AS IN STATE 2001 (REF A).\n2. SEE LISBON 88."
    with Store.open(tmp_path, create=True) as store:
        store.ingest([written(301, "(A) STATE 2001", text)], read_text)
        found = store.references(1)
    assert [(str(each.mrn), each.source, each.paragraph, each.label) for each in found] == [
        ("75STATE2001", "ref", None, "A"),
        ("75MADRID411", "text", 1, None),
        ("75LISBON88", "text", 2, None),
    ]
    assert [each.year_written for each in found] == [False, True, False]
    assert found[2].year_confidence is not None
    assert found[2].year_confidence > 0.9


def test_a_number_of_the_ref_line_or_its_own_is_no_second_edge() -> None:
    text = "1. LISBON 301 AND STATE 2001, THAT IS 75 STATE 2001, SAY SO."
    (read,) = read_text("x", written(301, "STATE 2001", text).data)
    assert len(reference_rows(read)) == 1


def letter(*people: str, kind: ReferenceKind = ReferenceKind.LETTER, day: int = 3) -> Reference:
    return Reference(kind=kind, text="x", date=date(1975, 5, day), people=people)


def test_a_letter_is_the_same_when_kind_day_and_people_agree() -> None:
    one = node_of(letter("Roth", "Aldo Vane"))
    assert one == node_of(letter("VANE", "J. ROTH"))
    assert one is not None
    for other in (
        letter("Roth", "Vane", day=4),
        letter("Roth", "Vane", kind=ReferenceKind.MEETING),
        letter("Roth", "Sand"),
    ):
        assert node_of(other) not in {None, one}
    assert node_of(letter("Roth")) is None, "of one person there may be many that day"
    assert node_of(Reference(kind=ReferenceKind.LETTER, text="x", people=("A", "B"))) is None


def test_a_letter_ties_two_cables(tmp_path: Path) -> None:
    with cablegram.Archive.open(tmp_path, create=True) as archive:
        archive.ingest(
            [
                written(301, "ROTH-VANE LETTER OF MAY 3, 1975", "1. NOTHING."),
                written(340, "VANE/ROTH LETTER OF 5/3/75", "1. NOTHING YET.", day=14),
            ],
            read_text,
        )
        found = matter(archive, MRN.parse("75LISBON301"), same_subject=False)
        graph = read_graph(archive)
    names = [str(step.mrn) if step.mrn else step.kind for step in found.steps]
    assert names == ["letter", "75LISBON301", "75LISBON340"]
    assert found.steps[2].reasons[0].text.startswith("ROTH-VANE")
    assert graph.names.count("letter 1975-05-03 ROTH VANE") == 1
    assert len(graph.sources) == 2


def test_a_cable_that_comes_later_closes_the_edges_that_waited(tmp_path: Path) -> None:
    folder = fill(tmp_path, {"mrn": "08LISBON9", "refs": ("07LISBON1",)})
    with Store.open(folder) as store:
        assert read_graph(store).resolved == 0
        assert not thread(store, MRN.parse("08LISBON9")).children[0].is_held
        store.ingest([item("late.txt", {"mrn": "07LISBON1"})], read_made_up)
        graph = read_graph(store)
        assert (graph.references, graph.resolved, graph.share_resolved) == (1, 1, 1.0)
        assert thread(store, MRN.parse("08LISBON9")).children[0].is_held


def year_of(store: Store) -> tuple[int | None, int | None]:
    (citation,) = store.references(1)
    assert citation.mrn is not None
    return citation.mrn.year, citation.read_year


def test_the_numbers_of_the_archive_correct_a_year_and_say_so(tmp_path: Path) -> None:
    """In May the post had reached 60; its 3,900 is of the year before."""
    citing = {"mrn": "08MADRID7", "day": "2008-05-14", "refs": ("08LISBON3900",), "sure": 0.6}
    late = [
        item(
            f"{n}.txt",
            {"mrn": f"07LISBON{11 * n + 5}", "day": str(date(2007, 1, 1) + timedelta(days=n))},
        )
        for n in range(0, 360, 6)
    ]
    with Store.open(fill(tmp_path, citing)) as store:
        assert year_of(store) == (2008, None)
        report = store.ingest(
            [*late, item("x.txt", {"mrn": "08LISBON60", "day": "2008-05-12"})], read_made_up
        )
        assert report.years_corrected == 1
        assert year_of(store) == (2007, 2008)
        assert correct_years(store).looked_at == 0, "nothing new"
        # Now the post has sent more than anyone thought.
        store.ingest([item("y.txt", {"mrn": "08LISBON3950", "day": "2008-05-13"})], read_made_up)
        store.ingest([item("z.txt", {"mrn": "08LISBON3880", "day": "2008-05-12"})], read_made_up)
        assert year_of(store) == (2008, None)


def test_telegrams_that_were_sent_together_cite_each_other(tmp_path: Path) -> None:
    """The next number is last year's for the reader; the archive holds it, of the same day."""
    first = written(100, "LISBON 101", "1. SEE SEPTEL.")
    with Store.open(tmp_path, create=True) as store:
        store.ingest([first], read_text)
        assert year_of(store) == (1974, None)
        store.ingest([written(101, "LISBON 100", "1. THE DOORS.")], read_text)
        assert year_of(store) == (1975, 1974)
        assert store.references(1)[0].year_confidence == SUREST


def test_a_next_number_of_another_week_was_not_sent_together(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        store.ingest([written(100, "LISBON 101", "1. SEE REFTEL.")], read_text)
        store.ingest([written(101, "LISBON 99", "1. THE DOORS.", day=20)], read_text)
        assert year_of(store) == (1974, None)


def test_a_written_year_stays(tmp_path: Path) -> None:
    folder = fill(
        tmp_path,
        {"mrn": "08MADRID7", "day": "2008-05-14", "refs": ("08LISBON3900",)},
        {"mrn": "08LISBON60", "day": "2008-05-12"},
    )
    with Store.open(folder) as store:
        assert correct_years(store).looked_at == 0
        assert year_of(store) == (2008, None)


def test_and_previous_walks_back(tmp_path: Path) -> None:
    chain = [written(100 + n, f"LISBON {99 + n}", f"1. ITEM {n}.", day=n + 1) for n in range(1, 6)]
    last = written(120, "LISBON 105 AND PREVIOUS", "1. THE LAST.", day=20)
    with cablegram.Archive.open(tmp_path, create=True) as archive:
        archive.ingest([*chain, last], read_text)
        node = thread(archive, MRN.parse("75LISBON120"), depth=1).children[0]
        steps = matter(archive, MRN.parse("75LISBON120"), depth=1, same_subject=False).steps
        plain = matter(archive, MRN.parse("75LISBON105"), depth=1, same_subject=False).steps
    assert node.and_previous
    found = []
    while True:
        found.append(str(node.mrn))
        if not node.children:
            break
        node = node.children[0]
    assert found == [f"75LISBON{n}" for n in range(105, 99, -1)]
    assert [str(step.mrn) for step in steps] == [*reversed(found), "75LISBON120"]
    assert len(plain) == 3, "without it, one step is one step"


def test_the_graph(tmp_path: Path) -> None:
    folder = fill(
        tmp_path,
        {"mrn": "08LISBON9", "refs": ("07LISBON1", "LISBON 7", "a letter"), "day": "2008-05-14"},
        {"mrn": "07STATE1", "aliases": ("07TOSEC4",)},
        {"mrn": None, "refs": ("07TOSEC4",)},
    )
    with Store.open(folder) as store:
        graph = read_graph(store)
    assert graph.names == ["08LISBON9", "07STATE1", "#3", "07LISBON1", "LISBON7"]
    assert list(graph.held) == [1, 1, 1, 0, 0]
    assert [(a, b, label) for a, b, label, _, _ in graph.edges()] == [
        (0, 3, "A"),
        (0, 4, "B"),
        (2, 1, "A"),
    ]
    assert (graph.references, graph.resolved, graph.share_resolved) == (4, 1, 1 / 3)
    assert graph.dates[:2] == ["2008-05-14", "2007-03-01"]


def test_an_archive_of_the_schema_before_gets_its_edges(tmp_path: Path) -> None:
    text = "1. SEE 75 MADRID 411."
    with Store.open(tmp_path, create=True) as store:
        store.ingest([written(301, "STATE 2001", text)], read_text)
        before = store.references(1)
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as connection:
        connection.executescript(WITHOUT_DESK)
        connection.executescript(
            "DROP INDEX reference_node; DROP INDEX reference_unsure; DROP TABLE followed;"
            "DROP TABLE looked_at;"
            "DELETE FROM reference WHERE source = 'text';"
            "ALTER TABLE dictionary DROP COLUMN shared;"
            "DROP INDEX cable_lead; DROP INDEX cable_compared; DROP TABLE change"
        )
        for column in ("source", "paragraph", "and_previous", "node", "read_year"):
            connection.execute(f"ALTER TABLE reference DROP COLUMN {column}")
        for column in ("lead_id", "missing", "compared"):
            connection.execute(f"ALTER TABLE cable DROP COLUMN {column}")
        connection.execute("PRAGMA user_version = 2")
        connection.commit()
    with Store.open(tmp_path) as store:
        assert store.references(1) == before
        assert len(before) == 2


def test_a_copy_cites_nothing_of_its_own(tmp_path: Path) -> None:
    text = "1. THE DOORS OF THE HANGAR ARE SHUT, AND NOBODY KNOWS WHO HAS THE KEY TO THEM."
    copy = written(301, "STATE 2001", text + "\n2. SEE STATE 77.")
    with cablegram.Archive.open(tmp_path, create=True) as archive:
        archive.ingest([written(301, "STATE 2001", text), copy], read_text)
        (cable,) = archive.find(MRN.parse("75LISBON301"))
        assert len(archive.witnesses(cable.cable_id)) == 2
        graph = read_graph(archive)
        (cited,) = [each for each in numbers_missing(archive) if each.mrn.number == 2001]
        held = holding(archive, [MRN.parse("75LISBON301")])
    assert graph.names.count("75LISBON301") == 1
    assert list(zip(graph.sources, graph.targets, strict=True)).count((0, 1)) == 1
    assert cited.cited_by == 1
    assert [each.cable_id for each in held[MRN.parse("75LISBON301")]] == [cable.cable_id]
