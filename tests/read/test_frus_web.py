"""The web edition as plain text."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.model import Cable, Level, Precedence
from cablegram.read.context import Context
from cablegram.read.frus_web import frus_web_score, read_frus_web

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """217. Telegram From the Embassy in Portugal to the Department of StateSource


Lisbon, July 28, 1962, noon.

76. For the Secretary from Ambassador Sapt.1 The ferry runs again.

(2) Nobody was hurt.



Hentzau



* * *



* Source: Department of State, Central Files, 762.00/7-2862. Secret; Priority; Eyes Only.

1 Sapt was on his way to Madrid.
"""


def read(text: str) -> Cable:
    return read_frus_web(text, Context())


def joined(cable: Cable) -> str:
    return "".join(leaf.text for leaf in cable.tree.leaves())


def test_a_page_has_all_its_fields() -> None:
    cable = read(PAGE)
    assert (cable.form, cable.genre, str(cable.mrn)) == ("web", "cable", "62LISBON76")
    assert cable.date == date(1962, 7, 28)
    assert cable.origin is not None
    assert cable.origin.name == "Embassy in Portugal"
    assert [a.name for a in cable.action or ()] == ["Department of State"]
    assert cable.marking is not None
    assert cable.marking.level == Level.SECRET
    assert (cable.captions, cable.precedence) == (("EYES ONLY",), Precedence.PRIORITY)
    assert cable.signature == "Hentzau"
    assert len(cable.paragraphs) == 2
    assert cable.notes[1] == "1 Sapt was on his way to Madrid."
    assert cable.attributes["document"].text == "217"
    assert cable.coverage == 1.0
    assert joined(cable) == PAGE
    kinds = {leaf.kind for leaf in cable.tree.leaves()}
    assert {"heading.head", "heading.source_mark", "rule", "note", "text.signature"} <= kinds


@pytest.mark.parametrize("last", ["The end.", "You may use this.5", "an unfinished sentence"])
def test_a_last_sentence_is_no_signature(last: str) -> None:
    cable = read(PAGE.replace("Hentzau", last))
    assert cable.signature is None
    assert cable.paragraphs[-1].text == last


def test_blanks_lost_in_the_title_do_no_harm() -> None:
    cable = read(PAGE.replace("to the Department of State", "to theDepartment of State"))
    assert [a.name for a in cable.action or ()] == ["Department of State"]


def test_text_without_a_title_is_not_recognised() -> None:
    cable = read("Once upon a time.\n\nThey lived.")
    assert cable.coverage == 0.0
    assert cable.genre == "document"


@pytest.mark.parametrize(
    ("text", "low", "high"), [(PAGE, 0.9, 1.0), ("FM LISBON\nTO STATE", 0, 0), ("", 0, 0)]
)
def test_score(text: str, low: float, high: float) -> None:
    assert low <= frus_web_score(text) <= high


PIECES = st.sampled_from([*PAGE.splitlines(keepends=True), "\n\n", "* * *", "Source", "[", " "])


@given(st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join))
def test_leaves_joined_are_the_text(text: str) -> None:
    """DESIGN 1, rule 1: the leaves, joined, are the input exactly; reading never raises."""
    assert joined(read(text)) == text


@pytest.mark.parametrize(
    "unit", ["\n", " ", "* ", "1 ", "9. Telegram ", "a\n", "* * *\n\n", "(", "Source"]
)
def test_time_is_linear(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    started = time.process_time()
    assert joined(read(text)) == text
    assert time.process_time() - started < 4.0


@pytest.mark.corpus
def test_the_released_pages(corpus: Path) -> None:
    cables = [read(file.read_text("utf-8")) for file in sorted((corpus / "frus-web").glob("*.txt"))]
    assert len(cables) == 53
    for cable in cables:
        assert cable.coverage >= 0.99
        assert None not in (cable.mrn, cable.date, cable.origin, cable.action, cable.marking)


NOTED = """217. Telegram From the Embassy in Portugal to the Department of StateSource


Lisbon, July 28, 1962, noon.

76. Deptel 2441.1 Sapt saw Burlesdon2 on April 303 and in 19584 near the U-2 field.

"Ferries run,"5 he said, 3.6 days in 10. See Embtel 24427 and RB-47.

It cost 8 crowns.8 He had the other 8 from Strelsau.8



Hentzau



* * *



* Source: Department of State, Central Files, 762.00/7-2862. Secret; Priority; Eyes Only.

1 Not printed.

2 The consul.

3 See Document 4.

4 In May.

5 On the river.

6 Unknown.

7 Not found.

8 Which of the two is not told.
"""


def test_the_marks_of_notes_do_not_stand_in_the_words() -> None:
    cable = read(NOTED)
    assert [paragraph.text for paragraph in cable.paragraphs] == [
        "Deptel 2441. Sapt saw Burlesdon on April 30 and in 1958 near the U-2 field.",
        '"Ferries run," he said, 3.6 days in 10. See Embtel 24427 and RB-47.',
        "It cost 8 crowns.8 He had the other 8 from Strelsau.8",
    ]
    marks = [leaf.text for leaf in cable.tree.leaves() if leaf.kind == "note.mark"]
    assert marks == ["1", "2", "3", "4", "5"]
    assert joined(cable) == NOTED
    assert cable.coverage == 1.0
