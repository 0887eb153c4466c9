"""Who cites a number: in the REF line, in the text, with and without the year; as one sees it."""

from __future__ import annotations

from cablegram.alerts import Kind
from cablegram.archive import Item
from cablegram.archive.desk import Desk
from cablegram.archive.feed import read_bytes
from tests.alerts.house import ALONE, OF_STUDENT, House

TELEGRAM = """\
R 041530Z MAR 08
FM AMEMBASSY LISBON
TO SECSTATE WASHDC
BT
C O N F I D E N T I A L LISBON {number:06}

TAGS: PREL
SUBJECT: FERRIES
REF: A. 07 MADRID 12
B. MADRID 44

1. ({mark}) As 08 PARIS 15 told, and LISBON 3 before, a ferry was sold.

2. (U) Ask 08 ROME 7.
"""


def file(house: House, number: int, mark: str = "U") -> None:
    text = TELEGRAM.format(number=number, mark=mark)
    house.archive.ingest([Item(source=f"{number}.txt", data=text.encode())], read_bytes)


def told(house: House) -> list[tuple[str, str]]:
    house.run()
    return sorted(
        (each.what, one.rule)
        for each in house.board.all()
        for one in house.board.alerts(each.subscription_id, 9)
    )


def test_wherever_it_is_cited(house: House) -> None:
    for number in ("07MADRID12", "08MADRID44", "08PARIS15", "08LISBON3", "07LISBON3", "08ROME7"):
        house.follow(number, Kind.CITES)
    house.follow("LISBON3", Kind.CITES)  # of any year
    file(house, 9)
    assert told(house) == [
        ("07MADRID12", "cites 07MADRID12 as A"),
        ("08LISBON3", "cites 08LISBON3 in paragraph 1"),
        ("08MADRID44", "cites 08MADRID44 as B"),
        ("08PARIS15", "cites 08PARIS15 in paragraph 1"),
        ("08ROME7", "cites 08ROME7 in paragraph 2"),
        ("LISBON3", "cites 08LISBON3 in paragraph 1"),
    ]


def test_what_is_cited_above_a_reader_is_not_cited_for_him(house: House) -> None:
    for number in ("07MADRID12", "08PARIS15", "08ROME7"):
        house.follow(number, Kind.CITES, OF_STUDENT)
    file(house, 9, "C")
    # The references count as the banner, and what is left of the text is read by itself.
    assert told(house) == [("08ROME7", "cites 08ROME7 in paragraph 1")]


def test_saved_searches_and_dossiers_as_they_are_then(house: House) -> None:
    with Desk.open(house.folder) as desk:
        search, gone = desk.save_search("Boats", "ferry"), desk.save_search("Gone", "ferry")
        dossier = desk.make_dossier("Gone too")
    for kind, what in ((Kind.SEARCH, search), (Kind.SEARCH, gone), (Kind.DOSSIER, dossier)):
        house.follow(what, kind, ALONE)
    with Desk.open(house.folder) as desk:
        desk.delete_search(gone, version=1)
        desk.delete_dossier(dossier, version=1)
    file(house, 9)
    assert house.run() == [("Boats", "08LISBON9")]


def test_a_query_that_a_later_version_does_not_understand(house: House) -> None:
    house.follow("ferry")
    house.follow("sold")
    with house.board.writing():
        house.board.connection.execute(
            "UPDATE subscription SET what = 'ferry(' WHERE name = 'ferry'"
        )
    file(house, 9)
    assert house.run() == [("sold", "08LISBON9")]


def test_a_reader_whom_the_policy_knows_no_more(house: House) -> None:
    house.follow("ferry", owner=OF_STUDENT)
    house.follow("ferry")
    (house.folder / "policy.toml").write_text(
        'name = "other"\nlevels = ["open", "shut"]\n[text_levels]\nconfidential = "shut"\n'
    )
    file(house, 9)
    assert len(house.run()) == 1


SECTION = """\
R 041530Z MAR 08
FM AMEMBASSY LISBON
TO SECSTATE WASHDC
BT
C O N F I D E N T I A L SECTION {number:02} OF 02 LISBON 000021

TAGS: PREL
SUBJECT: FERRIES

{number}. ({mark}) {text}
"""


def test_sections_are_looked_at_together(house: House) -> None:
    for owner in (ALONE, OF_STUDENT):
        house.follow("harbor dredgers", owner=owner)
        house.follow("ferries", owner=owner)
    texts = [(1, "U", "The harbor is shut."), (2, "C", "The dredgers sail.")]
    for number, mark, text in texts:
        said = SECTION.format(number=number, mark=mark, text=text)
        item = Item(source=f"{number}.txt", data=said.encode())
        house.archive.ingest([item], read_bytes)
        found = house.run()
        if number == 1:
            assert found == [("ferries", "08LISBON21")]  # the subject counts as the banner
    assert found == [("harbor dredgers", "08LISBON21")]
    assert house.archive.search("harbor dredgers").total == 1
    student = house.archive.seen_by(OF_STUDENT.reader, today=house.time.date())
    assert student.search("harbor dredgers").total == 0
