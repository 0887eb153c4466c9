"""The parts of pages by themselves: names in plain words, passages, pictures, explanations."""

from __future__ import annotations

from datetime import date

import pytest

from cablegram.access import SEES_ALL
from cablegram.model import MRN, Addressee, Level, Marking, Precedence, Tag, TagFamily
from cablegram.read import FORMS
from cablegram.web.facet_links import FORMS as FORM_MEANINGS
from cablegram.web.facet_links import facet_lists, narrowed
from cablegram.web.glosses import (
    caption_gloss,
    exemption_glosses,
    indicator_gloss,
    level_gloss,
    marking_words,
    office_gloss,
    order_gloss,
    precedence_gloss,
    quoted,
    reason_gloss,
    signal_gloss,
    tag_gloss,
)
from cablegram.web.passages import Passage, Target, Targets, passages
from cablegram.web.places import place_of, search_place, thread_place
from cablegram.web.plain_words import heading_sentence, plain_name
from cablegram.web.templates import day, share, short_day, shown
from cablegram.web.timeline import MOST_YEARS, timeline

from cablegram.search import Facet  # isort: skip

NO_TARGETS = Targets(letters={}, numbers={})
DAY = date(2008, 1, 4)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("AMEMBASSY LISBON", "Embassy Lisbon"),
        ("AMEMBASSY RIO DE JANEIRO", "Embassy Rio de Janeiro"),
        ("AMCONGEN HONG KONG", "Consulate General Hong Kong"),
        ("USMISSION USUN NEW YORK", "the Mission to the United Nations"),
        ("SECSTATE WASHDC", "the Department of State"),
        ("SEC STATE WASHDC", "the Department of State"),
        ("WASHDC, SECSTATE", "the Department of State"),
        ("BANGKOK, AMEMBASSY", "Embassy Bangkok"),
        ("Embassy Zenda", "Embassy Zenda"),
        ("NSC WASHDC", "the National Security Council"),
        ("CNO WASHINGTON DC", "the Chief of Naval Operations"),
        ("MAGHREB COLLECTIVE", "the Maghreb collective"),
        ("HARBOR BOARD WASHDC", "HARBOR BOARD WASHDC"),
        ("AMEMBASSY", "AMEMBASSY"),
        ("", ""),
    ],
)
def test_plain_names(written: str, said: str) -> None:
    assert plain_name(written) == said


def test_the_heading_in_one_sentence() -> None:
    lisbon, state = Addressee(name="AMEMBASSY LISBON"), Addressee(name="SECSTATE WASHDC")
    nsc = Addressee(name="NSC WASHDC")
    assert heading_sentence(lisbon, (state,), (nsc,), "Priority") == (
        "Priority, from Embassy Lisbon to the Department of State; "
        "for information: the National Security Council."
    )
    assert heading_sentence(None, (state,), (), "") == "To the Department of State."
    assert heading_sentence(None, (), (), "Flash") == ""
    many = [Addressee(name=f"AMEMBASSY P{n}") for n in range(9)]
    assert heading_sentence(lisbon, many, (), "").endswith("Embassy P4 and 4 others.")


def texts(found: list[Passage]) -> list[str]:
    return ["".join(piece.text for piece in each.pieces) for each in found]


FULL = "The harbor master told us at length about the"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{FULL}\ndues.", [f"{FULL} dues."]),
        ("Short line.\nAnother.", ["Short line.", "Another."]),
        (f"{FULL}\n\ndues of the port.", [f"{FULL} dues of the port."]),  # a page line was there
        (f"{FULL} dues.\n\nHe went.", [f"{FULL} dues.", "He went."]),
        (f"{FULL} dues.\n-- one\n-- two", [f"{FULL} dues.", "-- one", "-- two"]),
        (f"{FULL} dues of May\n10. They rose.", [f"{FULL} dues of May 10. They rose."]),
        (f"{FULL} dues.\n(A) They rose.", [f"{FULL} dues.", "(A) They rose."]),
        ("A    B\n1    2\nEnd.", ["A    B\n1    2", "End."]),
        ("\r\n\r\n", []),
        ("", []),
    ],
)
def test_lines_flow_and_tables_stand(text: str, expected: list[str]) -> None:
    assert texts(list(passages(text, NO_TARGETS))) == expected


def test_references_in_the_text_become_links() -> None:
    one, other = MRN.parse("07MADRID2110"), MRN.parse("07LISBON2801")
    targets = Targets(
        letters={"A": Target(href="/a", title="a"), "B": Target(href="#ref-B", title="b")},
        numbers={one: Target(href="/one", title="1"), other: Target(href="/other", title="2")},
        sole="",
    )
    text = "As ref A and B say, see 07 MADRID 2110 and LISBON 2801, not OSLO 4; reftel."
    (found,) = passages(text, targets)
    linked = [(piece.text, piece.href, piece.letter) for piece in found.pieces if piece.href]
    assert linked == [
        ("ref A", "/a", "A"), ("B", "#ref-B", "B"), ("07 MADRID 2110", "/one", ""),
        ("LISBON 2801", "/other", ""),
    ]  # fmt: skip
    assert "".join(piece.text for piece in found.pieces) == text


def test_a_bracket_that_was_opened_before_is_no_part_of_a_link() -> None:
    targets = Targets(letters={"A": Target(href="/a", title="a")}, numbers={})
    (found,) = passages("Dues rose (para 2, ref A); see ref (A).", targets)
    assert [piece.text for piece in found.pieces if piece.href] == ["ref A", "ref (A)"]


def test_a_bare_reftel_means_the_only_one() -> None:
    targets = Targets(letters={"A": Target(href="/a", title="a")}, numbers={}, sole="A")
    (found,) = passages("See reftel.", targets)
    assert [(piece.text, piece.href) for piece in found.pieces] == [
        ("See ", ""), ("reftel", "/a"), (".", ""),
    ]  # fmt: skip


def test_a_long_paragraph_costs_little() -> None:
    import time

    for text in (
        "A" * 200_000,
        "REF A " * 30_000,
        "1   2   " * 30_000,
        "\n" * 200_000,
        "a\n" * 60_000,
    ):
        begun = time.process_time()
        list(passages(text, NO_TARGETS))
        assert time.process_time() - begun < 3


def test_explanations() -> None:
    assert tag_gloss(Tag(code="PTER", family=TagFamily.SUBJECT), DAY).meaning == (
        "Terrorists and Terrorism"
    )
    assert tag_gloss(Tag(code="QUILL, ADA", family=TagFamily.PERSON), DAY).query == (
        'person:"QUILL, ADA"'
    )
    swiss = tag_gloss(Tag(code="SZ", family=TagFamily.GEO), DAY)
    assert swiss.meaning == "Switzerland"
    assert "In other years also" in swiss.more
    assert caption_gloss("NODIS").more == "In use from 1960."
    assert caption_gloss("WATER CHANNEL").meaning == ""
    assert caption_gloss("LIMITED OFFICIAL USE").more == "In use until 1995."
    assert precedence_gloss(Precedence.NIACT_IMMEDIATE).meaning.startswith("Night action")
    assert all(precedence_gloss(each).meaning for each in Precedence)
    assert indicator_gloss("RUEHLI").meaning == "AMEMBASSY LISBON"
    assert "network of the United States" in indicator_gloss("RUZZZZZ").meaning
    assert "those of AMEMBASSY LISBON" in indicator_gloss("RUEHLIX").more
    assert indicator_gloss("QQ").meaning == ""
    assert "switching centre" in signal_gloss("PSN 178144H25").meaning
    released = exemption_glosses("RELEASE IN PART B5,B6 and (b)(3); not B65 or DAB6")
    assert [each.word for each in released] == ["B5", "B6", "B3"]
    assert office_gloss("EUR/WE", DAY).meaning == "Western European Affairs"
    assert office_gloss("SCA", date(1974, 4, 24)).meaning == "Security and Consular Affairs"
    assert office_gloss("SCA", date(2008, 4, 24)).more == "Regional bureau."
    assert office_gloss("EB", date(2012, 4, 24)).more == (
        "So called until 2007: in 2012 it may mean another."
    )
    assert signal_gloss("ZNY CCCCC").meaning
    assert signal_gloss("").meaning == ""
    assert order_gloss("12958", "DECL: 01/04/2018").more.startswith("In force 1995 to 2010.")
    assert "GDS" in order_gloss("11652", "GDS").more
    assert reason_gloss("12958", "1.4 (b)").meaning
    assert reason_gloss(None, "?").meaning == ""
    assert level_gloss(None).word == "NO MARKING READ"
    assert all(level_gloss(level).meaning for level in Level)


def test_markings_in_words() -> None:
    marking = Marking(level=Level.SECRET, controls=frozenset({"NOFORN"}))
    assert marking_words(marking) == "Secret, NOFORN"
    assert marking_words(Marking(level=None)) == "Not readable"
    release = Marking(level=Level.SECRET, release_to=frozenset({"USA", "GBR"}))
    assert marking_words(release) == "Secret, REL TO GBR USA"
    assert marking_words(None) == ""


def test_values_of_queries() -> None:
    assert quoted("EUR/WE") == "EUR/WE"
    assert quoted('a "b" c') == '"a  b  c"'
    assert narrowed("visa", "tags", "PREL") == ("visa tags:PREL", False)
    assert narrowed("visa tags:PREL", "tags", "PREL") == ("visa", True)
    assert narrowed("", "from", "hong kong") == ('from:"hong kong"', False)
    found = facet_lists((Facet(name="tags", values=(("PREL", 3),), others=2),), "visa", "-date")
    assert found[0].links[0].href == "/search?q=visa+tags%3APREL&sort=-date"
    assert found[0].others == 2


def test_places() -> None:
    mrn = MRN.parse("08LISBON9")
    assert place_of(mrn) == "/c/08LISBON9"
    assert place_of(mrn, w=2, view="") == "/c/08LISBON9?w=2"
    assert thread_place(mrn, depth=None) == "/thread/08LISBON9"
    assert search_place("a&b\ud800", ending=".json") == "/search.json?q=a%26b%3F"


def test_days_and_shares() -> None:
    assert (day(DAY), short_day(DAY), day(None)) == ("4 January 2008", "4 Jan 2008", "no date")
    assert (share(1.0), share(0.999), share(0.4)) == ("100 %", "99 %", "40 %")
    assert shown("a\x00\u202eb\n") == "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}b\n"
    assert shown(None) == ""
    assert shown(7) == 7


def test_every_source_form_is_explained() -> None:
    assert set(FORM_MEANINGS) == {*FORMS, "unknown"}


def test_the_timeline() -> None:
    made = timeline((("1975", 2), ("1977", 8)), lambda year: f"/{year}")
    assert made is not None
    assert [(bar.name, bar.count, bar.href) for bar in made.bars] == [
        ("1975", 2, "/1975"), ("1976", 0, ""), ("1977", 8, "/1977"),
    ]  # fmt: skip
    assert made.bars[0].height * 4 == pytest.approx(made.bars[2].height)
    assert made.most == 8
    assert timeline((), str) is None
    old = timeline((("1776", 1), ("2007", 1)), str)
    assert old is not None
    assert (len(old.bars), old.left_out) == (MOST_YEARS, 1)
    assert all(bar.left + bar.width <= old.width + 0.1 for bar in old.bars)


def test_the_timeline_by_month() -> None:
    made = timeline((("1975-03", 2), ("1975-11", 8)), lambda month: f"/{month}")
    assert made is not None
    assert (made.unit, len(made.bars), made.names[:16]) == ("month", 12, "1975-01 1975-02 ")
    assert [(bar.name, bar.said) for bar in made.bars if bar.count] == [
        ("1975-03", "March 1975"), ("1975-11", "November 1975"),
    ]  # fmt: skip
    assert [bar.label for bar in made.bars][:3] == ["1975", "Feb", "Mar"]


def test_the_person_alone_sees_all() -> None:
    assert SEES_ALL.sees_all
