"""Pieces of telegrams: what is there is read, what is not is None or empty."""

from __future__ import annotations

from datetime import date

import pytest

from cablegram import MRN, parse

SILENT = ("mrn", "dtg", "origin", "action", "info", "tags", "subject", "references", "signature")


@pytest.mark.parametrize("text", ["", " ", "\n\n\t \n", "\r\n"], ids=repr)
def test_nothing_gives_nothing(text: str) -> None:
    cable = parse(text)
    assert cable.source_text == text
    assert [getattr(cable, name) for name in SILENT] == [None] * len(SILENT)
    assert cable.paragraphs == ()


def test_one_tags_line() -> None:
    cable = parse("TAGS: PREL, PGOV, PO")
    assert [tag.code for tag in cable.tags or ()] == ["PREL", "PGOV", "PO"]
    assert cable.subject is None
    assert cable.references is None
    assert cable.marking is None


def test_one_reference_block_takes_its_year_from_the_hint() -> None:
    cable = parse("REF: A. LISBON 117\n     B. PARIS 7472\n", date_hint=date(2008, 6, 1))
    assert [reference.mrn for reference in cable.references or ()] == [
        MRN(2008, "LISBON", 117),
        MRN(2008, "PARIS", 7472),
    ]
    assert [reference.label for reference in cable.references or ()] == ["A", "B"]
    assert cable.tags is None
    assert cable.dtg is None


def test_header_without_text() -> None:
    cable = parse(
        "P 021424Z APR 08\nFM AMEMBASSY LISBON\nTO SECSTATE WASHDC PRIORITY 1311\n"
        "INFO AMEMBASSY PARIS 0420\n"
    )
    assert cable.dtg is not None
    assert cable.dtg.isoformat() == "2008-04-02T14:24:00+00:00"
    assert cable.origin is not None
    assert cable.origin.name == "AMEMBASSY LISBON"
    assert [one.name for one in cable.action or ()] == ["SECSTATE WASHDC"]
    assert [one.name for one in cable.info or ()] == ["AMEMBASSY PARIS"]
    assert cable.subject is None
    assert cable.tags is None
    assert cable.paragraphs == ()


@pytest.mark.parametrize("wrong", [None, 7, ["TAGS"]], ids=repr)
def test_only_text_and_bytes_are_taken(wrong: object) -> None:
    with pytest.raises(TypeError):
        parse(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["TAGS: PREL", "REF: LISBON 117", "P 021424Z APR 08", "HELLO"])
def test_every_character_is_in_a_leaf(text: str) -> None:
    assert "".join(leaf.text for leaf in parse(text).tree.leaves()) == text
