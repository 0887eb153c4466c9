"""Sentences at the head of a telegram that are nothing but references."""

from __future__ import annotations

import pytest

import cablegram
from cablegram.read.reference_sentence import find_reference_sentence

FOUND = {
    "label": ("Re Deptel 666 and Embtel 663. The ferry runs.", "Deptel 666 and Embtel 663"),
    "colon": ("Re: Lisbon 687. Sincerely regret delay.", "Lisbon 687"),
    "no label": ("Deptel 495. Sapt had long talk.", "Deptel 495"),
    "behind captions": ("For Sapt. Eyes only. Your 1364. If the duke", "Your 1364"),
    "day and hour": ("Your 1239, May 1, 8 p.m. Please inform", "Your 1239, May 1, 8 p.m"),
    "month in short": ("Embtel 813, Oct. 19. Talk with duke", "Embtel 813, Oct. 19"),
    "posts": (
        "Geneva’s 343 to Department; Ankara’s 819 (Notal). Saw duke",
        "Geneva’s 343 to Department; Ankara’s 819 (Notal)",
    ),
    "copies": ("Deptel 160 rptd London 569, Paris 66. Saw", "Deptel 160 rptd London 569, Paris 66"),
    "in words": (
        "Department’s telegram No. 59, July 2. The",
        "Department’s telegram No. 59, July 2",
    ),
    "airgrams": ("Lisbon’s A–333, A–387. Saw duke", "Lisbon’s A–333, A–387"),
    "paragraph": ("Deptel 1352, paragraph 4. Agree.", "Deptel 1352, paragraph 4"),
    "all of it": ("Embtel 1481", "Embtel 1481"),
}
NOT_FOUND = {
    "a sentence about one": "Deptel 4482 arrived after three ambassadors had left. More.",
    "in its midst": "I had no reply to my telegram 1959 about the ferry. More.",
    "a subject": "Your 478 is a major paper. More.",
    "a heading": "TO\nSECSTATE WASHDC 8351",
    "a series of its own": "Tosec 143. For the Secretary.",
    "numbers of copies": "Deptel 765 sent Paris 202. I saw the duke.",
    "numbers by addressee": "Department’s telegram to Saigon 4826, Paris 3888. I saw the duke.",
    "no number": "Your March 12, 11 a.m. I saw the duke.",
    "no station": "Mission 12. I saw the duke.".replace("Mission", "Room"),
    "behind long prose": "The duke told me " + "at length " * 12 + "of it. Deptel 495. More.",
    "deep in the text": "I saw him. " * 60 + "Deptel 495. More.",
}


@pytest.mark.parametrize(("text", "said"), FOUND.values(), ids=FOUND)
def test_a_sentence_of_references_is_found(text: str, said: str) -> None:
    found = find_reference_sentence(text)
    assert found is not None
    _, start, end = found
    assert text[start:end] == said


@pytest.mark.parametrize("text", NOT_FOUND.values(), ids=NOT_FOUND)
def test_a_sentence_about_something_is_none(text: str) -> None:
    assert find_reference_sentence(text) is None


PAGE = """217. Telegram From the Embassy in Portugal to the Department of StateSource


Lisbon, July 28, 1962, noon.

{text}

Hentzau

* * *

* Source: Department of State, Central Files, 762.00/7-2862. Secret; Priority.
"""


def references(text: str) -> list[str] | None:
    cable = cablegram.parse(PAGE.format(text=text))
    assert "".join(leaf.text for leaf in cable.tree.leaves()) == cable.source_text
    return None if cable.references is None else [str(each.mrn) for each in cable.references]


def test_what_it_names_are_references_of_the_cable_and_stay_in_the_text() -> None:
    text = "76. For Sapt. Deptel 51; Embtel 70, July 20, 6 p.m. The ferry runs."
    assert references(text) == ["62STATE51", "62LISBON70"]
    cable = cablegram.parse(PAGE.format(text=text))
    assert cable.paragraphs[0].text == text.removeprefix("76. ")
    assert [str(d.span.start < d.span.end) for d in cable.diagnostics] == ["True"] * 2
    assert cable.source_text[slice(*_place(cable))] == "Deptel 51; Embtel 70, July 20, 6 p.m"


def _place(cable: cablegram.Cable) -> tuple[int, int]:
    span = cable.spans["references"]
    return span.start, span.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("76. Deptel 51. Talks.\n\nRef: Paris 12.", ["62PARIS12"]),  # the line with a label wins
        ("76. Lisbon 76. The ferry runs.", None),  # its own number
        ("76. (S) Deptel 51. The ferry runs.", None),  # seen by whoever may see the paragraph
        ("76. The ferry.\n\nIt runs.\n\nTo us.\n\nDeptel 51. To you.", None),  # not an opening
    ],
    ids=["label", "own", "marked", "deep"],
)
def test_what_is_no_opening_gives_none(text: str, expected: list[str] | None) -> None:
    assert references(text) == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("Berlintel 1033", "62BERLIN1033"),
        ("Dept–Bonn 1865", "62STATE1865"),
        ("Emb A–272", "62LISBON-A272"),
        ("Vanto 8", "62VANTO8"),
        ("Embassy despatch 358", "None"),
        ("Embdes 160, Nov 5, 1957", "None"),
        ("Deptel Circ 1043, May 5", "62DEPCIRTEL1043"),
        ("Department’s telegram to Paris 51", "62STATE51"),
    ],
)
def test_words_for_a_station_in_a_reference(entry: str, expected: str) -> None:
    assert references(f"76. For Sapt. Ref: {entry}. The ferry runs.") == [expected]


@pytest.mark.parametrize(
    ("year", "station"), [(1934, "RIODEJANEIRO"), (1971, "RIODEJANEIRO"), (1972, "BRASILIA")]
)
def test_an_embassy_is_where_it_was_in_that_year(year: int, station: str) -> None:
    page = PAGE.replace(
        "Embassy in Portugal to the Department of State",
        "Department of State to the Embassy in Brazil",
    )
    page = page.replace("Lisbon, July 28, 1962", f"Washington, July 28, {year}")
    cable = cablegram.parse(page.format(text="76. Embtel 70. The ferry runs."))
    assert cable.references is not None
    mrn = cable.references[0].mrn
    assert mrn is not None
    assert mrn.station == station
