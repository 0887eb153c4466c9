"""What is proposed for what is being typed: every kind, and nothing that no cable has."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.archive import Item
from cablegram.search import Archive, complete, parse_query
from cablegram.search.field_words import FIELD_MEANINGS, HAS_MEANINGS, SORT_MEANINGS
from cablegram.search.fields import FIELDS, SORTS
from cablegram.search.tree import HAS
from cablegram.search.typed import Typed, typed_at
from tests.made_up import cable, fill
from tests.search.test_leaks import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CABLES = (
    {"mrn": "07LISBON13", "tags": ["SMIG", "PREL"], "captions": ["NODIS"], "level": "secret",
     "text": ["Migrants wait at the harbor."], "subject": "MIGRANTS"},
    {"mrn": "07LISBON130", "tags": ["PREL"], "text": ["The harbors are full."]},
    {"mrn": "07LISBON2", "tags": ["PHUM"], "text": ["A migration of storks."]},
    {"mrn": "2008RIODEJANEIRO4", "day": "2008-02-01", "origin": "AMCONSUL RIO DE JANEIRO",
     "to": ["AMEMBASSY MADRID"], "refs": ["07LISBON13"], "tags": ["DOE, JOHN"]},
)  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = fill(tmp_path_factory.mktemp("completing") / "archive", *CABLES)
    with Archive.open(folder) as opened:
        yield opened


def queries(archive: Archive, text: str, at: int | None = None) -> list[str]:
    return [each.query for each in complete(archive, text, at)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("migr", "tags:SMIG "),  # by what it means
        ("smi", "tags:SMIG "),
        ("tags:migr", "tags:SMIG "),
        ("human ri", "tags:PHUM "),
        ("tags:PREL,smi", "tags:PREL,SMIG "),
        ("-tags:pr", "-tags:PREL "),
        ("tags:doe", 'tags:"DOE, JOHN" '),
        ("lisb", "from:lisbon "),
        ("embassy lisb", "from:lisbon "),  # by an alias: AMEMBASSY LISBON
        ("rio de ja", 'from:"rio de janeiro" '),
        ("old rio de ja", 'old from:"rio de janeiro" '),
        ('to:"mad', "to:madrid "),
        ("from:(lis", "from:(lisbon "),
        ("from:", "from:lisbon "),
        ("07lis", "07LISBON13 "),
        ("07LISBON13", "07LISBON130 "),
        ("2007 lisbon 13", "07LISBON130 "),
        ("lisbon13", "LISBON130 "),
        ("ref:07L", "ref:07LISBON13 "),
        ("fr", "from:"),
        ("harb", "harbor "),
        ("subject:mig", "subject:migrants "),
        ("nod", "caption:nodis "),
        ("sec", "class:secret "),
        ("class:", "class:secret "),
        ("200", "date:2008 "),
        ("date:20", "date:2007 "),
        ("sort:-d", "sort:-date "),
        ("has:se", "has:several-witnesses "),
        ("form:t", "form:telegram "),
    ],
)
def test_what_could_be_meant(archive: Archive, typed: str, expected: str) -> None:
    assert expected in queries(archive, typed)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "ferry ", '"harb', "zzzz", "from:zzzz", "tags:kxyz", "class:top", "caption:exd",
     "date:19", "07PARIS", "http://lis", "x:lis", "har" * 40, "07LISBON9", "from:madr"],
)  # fmt: skip
def test_nothing_is_proposed_that_no_cable_has(archive: Archive, typed: str) -> None:
    """MADRID is written to and sent nothing; nothing is secret above SECRET; and so on."""
    assert queries(archive, typed) == []


def test_what_is_typed_in_the_middle(archive: Archive) -> None:
    assert "ferry from:lisbon date:2007" in queries(archive, "ferry from:lis date:2007", 14)
    assert "ferry from:lisbon date:2007" in queries(archive, "ferry from:lxsbon date:2007", 12)
    assert "from:lisbon" in queries(archive, "frm:lisbon", 2)
    found = complete(archive, "from:lis date:2007", 8)[0]
    assert found.query[found.cursor :] == "date:2007"


def test_a_proposal_says_what_it_is(archive: Archive) -> None:
    found = {each.proposal.kind: each.proposal for each in complete(archive, "migr")}
    assert (found["tag"].label, found["tag"].meaning, found["tag"].count) == (
        "SMIG", "Migration", 1,
    )  # fmt: skip
    numbers = [each.proposal for each in complete(archive, "07LISBON13")]
    assert [(each.label, each.meaning) for each in numbers[:2]] == [
        ("07LISBON13", "2007-03-01, MIGRANTS"),
        ("07LISBON130", "2007-03-01, HARBOR DUES"),
    ]
    station = complete(archive, "lisb")[0].proposal
    assert (station.kind, station.count) == ("station", 3)


def test_people(tmp_path: Path) -> None:
    signed = replace(cable("07LISBON1", text=("Read by Doering.",)), signature="DOE")
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.ingest([Item(source="1", data=msgspec.json.encode(signed.to_dict()))], read_whole)
        assert queries(archive, "do") == ["person:doe ", "doe ", "doering "]
        assert queries(archive, "person:do") == ["person:doe "]
        assert queries(archive, "signed:do") == ["signed:doe "]
        other = replace(cable("07LISBON2", text=("It is late.",)), signature="JOHN MARLOWE")
        archive.ingest([Item(source="2", data=msgspec.json.encode(other.to_dict()))], read_whole)
        for typed in ("marl", "john marl", "marlowe jo", "person:marl", 'person:"john mar'):
            assert 'person:"marlowe john"~4 ' in queries(archive, typed), typed
        assert archive.search('person:"marlowe john"~4').total == 1
        assert queries(archive, "signer:marl") == ['signer:"MARLOWE, JOHN" ']
        assert archive.search('signer:"MARLOWE, JOHN"').total == 1


def test_every_kind_has_its_turn(archive: Archive) -> None:
    kinds = [each.proposal.kind for each in complete(archive, "mi")]
    assert {"word", "tag"} <= set(kinds) or kinds.count("word") < 10
    assert len(complete(archive, "p")) <= 10
    assert len(complete(archive, "p", limit=1)) == 1
    assert complete(archive, "p", limit=0) == ()


def test_what_is_proposed_can_be_asked(archive: Archive) -> None:
    fields = [f"{name}:" for name in FIELD_MEANINGS]
    for typed in (*fields, "mi", "p", "l", "r", "mrn:07", "ref:07", "07", "07lis", "20"):
        for each in complete(archive, typed, limit=50):
            if each.proposal.kind == "field":
                continue
            parse_query(each.query)
            if each.proposal.count is not None:
                assert archive.search(each.query).total >= 1, each.query


def test_the_fields_are_those_of_the_language() -> None:
    assert set(FIELD_MEANINGS) == {*FIELDS, "sort"}
    assert tuple(HAS_MEANINGS) == HAS
    assert tuple(SORT_MEANINGS) == SORTS


def test_what_was_taken_out_is_not_proposed(tmp_path: Path) -> None:
    """The engine's lists keep the words of a cable that was replaced until it tidies up."""
    folder = fill(tmp_path / "archive", *CABLES)
    with Archive.open(folder) as archive:
        archive.update_index()
        index = archive.index
        writer = index._writer(1.0)
        assert writer is not None
        lisbon = next(each for each in archive.summaries(range(1, 9)).values()
                      if str(each.mrn) == "07LISBON13")  # fmt: skip
        writer.delete_documents_by_query(index.term(lisbon.cable_id))
        writer.commit()
        writer.wait_merging_threads()
        assert "smig" not in " ".join(queries(archive, "migr")).lower()
        assert queries(archive, "caption:") == []
        assert queries(archive, "class:sec") == []
        assert queries(archive, "migran") == []
        assert complete(archive, "lisb")[0].proposal.count == 2


@pytest.mark.parametrize(
    ("query", "at", "expected"),
    [
        ("a b", 3, Typed(text="b", field="", start=2, end=3, runs=((0, "a b"),))),
        ("from:lis x", 6, Typed(text="l", field="from", start=5, end=8)),
        ('from:"la p', 10, Typed(text="la p", field="from", start=5, end=10)),
        ('from:"la p" x', 8, Typed(text="la", field="from", start=5, end=11)),
        ("tags:A,B", 8, Typed(text="B", field="tags", start=7, end=8, is_listed=True)),
        ("(from:x", 7, Typed(text="x", field="from", start=6, end=7)),
        ("to:(a b", 7, Typed(text="b", field="to", start=6, end=7)),
        ("to:(a) b", 8, Typed(text="b", field="", start=7, end=8)),
        ("a AND b", 7, Typed(text="b", field="", start=6, end=7)),
        ("-b", 2, Typed(text="b", field="", start=1, end=2)),
    ],
)
def test_what_is_being_typed(query: str, at: int, expected: Typed) -> None:
    assert typed_at(query, at) == expected


@given(query=st.text(alphabet='ab:"(),- 0fromtags*~“', max_size=60), at=st.integers(0, 70))
def test_any_text_has_an_answer(archive: Archive, query: str, at: int) -> None:
    for each in complete(archive, query, at):
        assert 0 <= each.cursor <= len(each.query)
        assert each.proposal.text.partition(":")[2] in each.query


def test_long_texts_cost_little(archive: Archive) -> None:
    for text in (
        "a " * 2040,
        "(" * 4000,
        '"' * 4001,
        "from:" * 800,
        "-" * 4090,
        "," * 4090,
        "1" * 4090,
    ):
        begun = time.process_time()
        complete(archive, text)
        assert time.process_time() - begun < 0.2
