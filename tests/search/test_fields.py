"""Each field of a query finds what it says, on made-up cables with every part that they ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from cablegram.archive import Item
from cablegram.model import (
    Addressee,
    Attention,
    Cable,
    ClassifiedBy,
    Diagnostic,
    Paragraph,
    Precedence,
    Reference,
    ReferenceKind,
    Severity,
    Span,
    Tag,
    TagFamily,
)
from cablegram.search import Archive
from tests.made_up import cable, fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def geo(code: str, name: str, country: str) -> Tag:
    return Tag(code=code, family=TagFamily.GEO, name=name, country=country)


NOTED = Diagnostic(code="CG101", severity=Severity.WARNING, message="odd", span=Span(0, 1))
CABLES: dict[str, Cable] = {
    "old": replace(
        cable("76LISBON7", day="1976-05-01", subject="WATCHES", refs=("76MADRID5", "75PARIS1")),
        tags=(geo("SZ", "Switzerland", "CH"),),
        precedence=Precedence.IMMEDIATE,
        info=(Addressee(name="AMEMBASSY BERN", office="EUR/CE"),),
        signature="ROE",
        summary="Watches and clocks.",
        declassify_on=date(1996, 5, 1),
        paragraphs=(
            Paragraph(text="The overflight was asked for. The clearance came late."),
            Paragraph(text="The ferry sails on Sunday."),
        ),
    ),
    "china": replace(
        cable("76MADRID5", day="1976-06-01", subject="TEA", origin="AMEMBASSY MADRID"),
        tags=(geo("CH", "China (Mainland)", "CN"),),
        precedence=Precedence.ROUTINE,
        attention=(
            Attention(text="FOR EUR/RPM FROM ROE", offices=("EUR/RPM",), names=("JANE DOE",)),
        ),
        declassify_on="when the treaty ends",
        paragraphs=(
            Paragraph(text="An overflight of the capital."),
            Paragraph(text="Ship clearance is quick here; the cleranace of goods is not."),
        ),
    ),
    "new": replace(
        cable("19LISBON3", day="2019-02-03", subject="CHOCOLATE", to=("AMEMBASSY NEW DELHI",)),
        tags=(geo("CH", "Switzerland", "CH"), Tag(code="POE, ANNA", family=TagFamily.PERSON)),
        precedence=Precedence.FLASH,
        classified_by=ClassifiedBy(name="Rudolf Hentzau", title="Consul", reasons=("1.4 (B)",)),
        references=(
            Reference(kind=ReferenceKind.LETTER, text="LETTER OF 1 MAY", people=("MARY MOE",)),
        ),
        diagnostics=(NOTED,),
        form="smart",
        paragraphs=(Paragraph(text="Organisation of the harbor dues and of the ferry master."),),
    ),
    "copy": replace(
        cable("19LISBON3", day="2019-02-03", subject="CORRECTED: CHOCOLATE", level=None),
        form="web",
        origin=Addressee(name="AMEMBASSY NEW DELHI"),
        paragraphs=(Paragraph(text="Harbor and many other words between it and the dues."),),
    ),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("archive"), create=True) as opened:
        items = [Item(source=name, data=name.encode()) for name in CABLES]
        opened.ingest(items, lambda source, _: (CABLES[source],))
        yield opened


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("text:ferry", "old new"),
        ("subject:chocolate", "new copy"),
        ("subject:(chocolate -corrected)", "new"),
        ("summary:clocks", "old"),
        ("summary:ferry", ""),
        ("para:(overflight clearance)", "old"),
        ("para:(clearance overflight)", "old"),
        ("overflight clearance", "old china"),
        ("para:(overfl* clearance)", "old"),
        ('para:("overflight was" late)', "old"),
        ('para:("was overflight" late)', ""),
        ("para:ferry", "old new"),
        ("para:(ferry sunday)", "old"),
        ("para:(clearance sunday)", ""),
        ("from:madrid", "china"),
        ("from:lisbon,madrid", "old china new copy"),
        ("from:(madrid OR bern)", "china"),
        ('to:"New Delhi"', "new"),
        ("to:newdelhi", "new"),
        ('from:"new delhi"', "copy"),
        ("info:bern", "old"),
        ("to:bern", "old"),
        ("info:state", ""),
        ("tags:Switzerland", "old new"),
        ('tags:"switzerland"', "old new"),
        ("tags:China", "china"),
        ("tags:CH", "china new"),
        ("tags:CH date:1976", "china"),
        ("tags:SZ,Switzerland", "old new"),
        ("tags:Switzerland date:1976", "old"),
        ('tags:"POE, ANNA"', "new"),
        ("class:unclassified", "old china new"),
        ("precedence:immediate", "old"),
        ("precedence:immediate..", "old new"),
        ("precedence:..R", "china"),
        ("form:smart,web", "new copy"),
        ("signed:roe", "old"),
        ('classifiedby:"rudolf hentzau"', "new"),
        ("classifiedby:consul", "new"),
        ("reason:1.4(b)", "new"),
        ("reason:b", "new"),
        ("reason:c", ""),
        ("declass:1996", "old"),
        ("declass:..1996-05", "old"),
        ("declass:1997..", ""),
        ("declass:treaty", "china"),
        ('declass:"treaty ends"', "china"),
        ("has:diagnostics", "new"),
        ("has:portion-marks", ""),
        ("has:unresolved-refs", "old"),
        ("-has:unresolved-refs", "china new copy"),
        ("has:several-witnesses", ""),
        ("office:eur/rpm", "china"),
        ("office:EUR/CE", "old"),
        ("person:doe", "china"),
        ('person:"jane doe"', "china"),
        ("person:poe", "new"),
        ("person:moe", "new"),
        ("person:hentzau", "new"),
        ("person:roe", "old"),
        ("ref:76MADRID5", "old"),
        ("cites:75PARIS1", "old"),
        ('cites:"madrid 5"', "old"),
        ("citedby:76LISBON7", "china"),
        ('citedby:"lisbon 7"', "china"),
        ("citedby:76MADRID5", ""),
        ('"harbor dues"', "new"),
        ('"harbor dues"~2', "new"),
        ('"harbor dues"~9', "new copy"),
        ("harbor NEAR/2 dues", "new"),
        ("harbor NEAR dues", "new copy"),
        ('"harbor dues" NEAR/4 ferry', "new"),
        ('"dues harbor"~2', "new"),
        ('"late ferry"~3', ""),  # near each other, but in two paragraphs
        ('"came late"', "old"),
        ("organi?ation", "new"),
        ("har*r", "new copy"),
        ("ferry?", "old new"),  # the end of a question
        ("clearance~2", "old china"),
        ("clearence~", "old china"),
        ("cleranace", "china"),
        ("subject:chocolat~", "new copy"),
        ("subject:choc*e", "new copy"),
        ("“harbor dues”", "new"),
        ("harbor\u200f\u0000dues", "new copy"),
        ("19LISBON3 sort:date", "new copy"),
        ("mrn:19LISBON3", "new copy"),
    ],
)
def test_finds(archive: Archive, query: str, names: str) -> None:
    results = archive.search(query)
    assert {hit.cable.source for hit in results.hits} == set(names.split())
    assert archive.search(query, limit=0).total == len(results.hits)


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("date", "old china new copy"),
        ("-date", "copy new china old"),
        ("station", "old new copy china"),
        ("-station", "china copy new old"),
        ("number", "new copy china old"),
        ("-number", "old china copy new"),
    ],
)
def test_orders(archive: Archive, sort: str, names: str) -> None:
    results = archive.search(f"sort:{sort}")
    assert [hit.cable.source for hit in results.hits] == names.split()


def test_what_is_not_ranked_is_newest_first(archive: Archive) -> None:
    for query in ("", "tags:CH OR from:lisbon", "over*"):
        hits = archive.search(query).hits
        dates = [hit.cable.date or date.min for hit in hits]
        assert dates == sorted(dates, reverse=True)
        assert all(hit.score is None for hit in hits)


def test_the_subject_weighs_more(tmp_path: Path) -> None:
    """Of two cables as long as each other, one has the word in its subject."""
    made = (
        {"mrn": "07LISBON1", "subject": "DUES", "text": ("The ferry sails on Sunday.",)},
        {"mrn": "07LISBON2", "subject": "FERRY", "text": ("The dues rise on Sunday.",)},
    )
    with Archive.open(fill(tmp_path, *made)) as archive:
        for word, number in (("ferry", "07LISBON2"), ("dues", "07LISBON1")):
            hits = archive.search(word).hits
            assert str(hits[0].cable.mrn) == number
            assert (hits[0].score or 0) > 1.2 * (hits[1].score or 0)


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("organi?ation", ["Organisation"]),
        ("clearence~ overflight late", ["overflight", "clearance", "late"]),
        ('"harbor dues"~9 ferry', ["harbor", "dues", "ferry"]),
        ("para:(overflight late)", ["overflight", "late"]),
    ],
)
def test_snippets_mark_what_was_looked_for(archive: Archive, query: str, marked: list[str]) -> None:
    hit = archive.search(query).hits[0]
    assert hit.snippet is not None
    assert [hit.snippet.text[a:b] for a, b in hit.snippet.hits] == marked


def test_words_that_begin_so(archive: Archive) -> None:
    assert archive.complete("clea") == (("clearance", 2),)
    assert archive.complete("HAR", limit=1) == (("harbor", 2),)
    assert archive.complete("two words") == ()
