"""What the page of a cable says of it."""

from __future__ import annotations

from dataclasses import replace

from cablegram.model import (
    Attention,
    Cable,
    Level,
    Marking,
    ReleaseEvent,
    Transmission,
    Tree,
)
from cablegram.web.cable_parts import banner, heading_rows, title_of
from cablegram.web.citing import citation_of
from cablegram.web.glosses import Glosses
from tests.made_up import cable

BARE = Cable(form="telegram", source_text="", tree=Tree("", (), ()))


def rows(found: Cable) -> list[tuple[str, str, list[str]]]:
    return [
        (row.name, row.text, [gloss.word for gloss in row.glosses])
        for row in heading_rows(found, Glosses())
    ]


def test_a_cable_without_a_subject_is_named_by_who_wrote_to_whom() -> None:
    found = cable("07LISBON4", subject=None, origin="AMEMBASSY LISBON", to=("SECSTATE WASHDC",))
    assert title_of(found) == "Telegram 4 from Embassy Lisbon to the Department of State"
    assert "“" not in citation_of(found.to_dict()).note
    assert title_of(replace(BARE, genre="document")) == "Document"


def test_attention_lines_and_stamps_stand_once_and_sums_are_no_offices() -> None:
    line = Attention(text="STATE FOR EUR/RUR", post="STATE", offices=("EUR/RUR",))
    stamp = ReleaseEvent(kind="released_in_part", text="RELEASE IN PART B6")
    found = replace(
        BARE,
        attention=(line, line),
        release=(stamp, stamp),
        transmission=Transmission(distribution=("ARA-10", "SS-15", "/095", "W"), station="RUEHLI"),
    )
    assert rows(found) == [
        ("Attention", "STATE FOR EUR/RUR", ["EUR/RUR"]),
        ("Sent by", "", ["RUEHLI"]),
        ("Copies to", "", ["ARA", "SS"]),
        ("Released", "RELEASE IN PART B6", ["B6"]),
    ]


def test_limited_official_use_stands_in_the_place_of_the_level() -> None:
    def words(controls: set[str]) -> list[str]:
        marking = Marking(level=Level.UNCLASSIFIED, controls=frozenset(controls))
        return [each.word for each in banner(replace(BARE, marking=marking), Glosses())[1]]

    assert words({"LOU", "NOFORN"}) == ["LIMITED OFFICIAL USE", "NOFORN"]
    assert words({"NOFORN"}) == ["UNCLASSIFIED", "NOFORN"]
