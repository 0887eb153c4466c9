"""Nothing that a lower reader gets differs when the text above him does: the same bytes."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cablegram import cli
from cablegram.access import Reader
from cablegram.archive import Item
from cablegram.cli.export import NAMES
from cablegram.model import (
    Cable,
    ClassifiedBy,
    Diagnostic,
    Level,
    Marking,
    Paragraph,
    Reference,
    ReferenceKind,
    Severity,
    Span,
)
from cablegram.model.mrn import MRN
from cablegram.search import START, Archive, table
from tests.made_up import cable

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = ["harbor", "dues", "ferry", "visa", "clearance", "overflight", "treaty", "quay"]
LOW = Reader(level=Level.UNCLASSIFIED)
READER_FILE = 'level = "unclassified"\n'
MARKS = {
    "U": Marking(level=Level.UNCLASSIFIED, text="U"),
    "C": Marking(level=Level.CONFIDENTIAL, text="C"),
    "S": Marking(level=Level.SECRET, text="S"),
    "NF": Marking(level=Level.UNCLASSIFIED, controls=frozenset({"SBU"}), text="SBU"),
    "": None,  # none: counts as the banner
}
HIDDEN = ("C", "S", "NF", "")
NUMBERS = [f"07LISBON{n}" for n in range(1, 7)]
QUERIES = (
    "", "harbor", "harbor OR ferry OR visa", "harbor dues", '"harbor dues"', "har*", "harbr~",
    "har?or", "-visa", "-has:diagnostics", "has:unresolved-refs", "has:several-witnesses",
    "has:portion-marks", "ref:07LISBON2", "citedby:07LISBON1", "subject:treaty", "summary:quay",
    "signed:roe", "signed:poe", "person:moe", "classifiedby:moe", "reason:b", "declass:treaty",
    "para:(harbor dues)", "sort:date", "sort:station harbor", "sort:-number", "07LISBON3",
    "class:secret", "date:2007", "tags:PREL visa", "harbor NEAR/3 dues",
)  # fmt: skip

texts = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)


@st.composite
def pairs(draw: st.DrawFn) -> list[tuple[Cable, Cable]]:
    """Draw archives that are the same but for the text above an unclassified reader.

    No two have one number: whether they are copies of one message is told by the whole of them.
    """
    return [
        _pair(draw, number, has_open_text=draw(st.booleans()))
        for number in draw(st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=6, unique=True))
    ]


def _pair(draw: st.DrawFn, number: str, *, has_open_text: bool) -> tuple[Cable, Cable]:
    banner = draw(st.sampled_from(["secret", "confidential", None]))
    marks = draw(st.lists(st.sampled_from(HIDDEN), max_size=3))
    open_texts = [draw(texts) for _ in range(2 if has_open_text else 0)]
    subject_is_open = draw(st.booleans())
    subject = draw(texts)
    return (
        _cable(draw, number, banner, marks, open_texts, subject if subject_is_open else None),
        _cable(draw, number, banner, marks, open_texts, subject if subject_is_open else None),
    )


def _cable(
    draw: st.DrawFn,
    number: str,
    banner: str | None,
    marks: Sequence[str],
    open_texts: Sequence[str],
    subject: str | None,
) -> Cable:
    """Build a cable; all that is drawn here is above the reader."""
    hidden = [Paragraph(text=draw(texts), marking=MARKS[mark], number=9) for mark in marks]
    seen = [Paragraph(text=text, marking=MARKS["U"], number=1) for text in open_texts]
    cited = draw(st.lists(st.sampled_from(NUMBERS), max_size=2))
    note = Diagnostic(code="CG101", severity=Severity.NOTE, message="x", span=Span(0, 0))
    return replace(
        cable(number, level=banner),
        subject=draw(texts) if subject is None else subject,
        subject_marking=None if subject is None else MARKS["U"],
        paragraphs=(*seen, *hidden),
        summary=draw(st.none() | texts),
        signature=draw(st.sampled_from([None, "ROE", "POE"])),
        classified_by=ClassifiedBy(name=draw(st.sampled_from(["MOE", "DOE"])), reasons=("1.4(B)",)),
        declassify_on=draw(st.sampled_from([None, "treaty"])),
        diagnostics=(note,) * draw(st.integers(0, 1)),
        notes=tuple(draw(st.lists(texts, max_size=1))),
        references=tuple(
            Reference(kind=ReferenceKind.CABLE, text=each, mrn=MRN.parse(each)) for each in cited
        ),
    )


def everything(cables: Sequence[Cable], capsys: pytest.CaptureFixture[str]) -> str:
    """Return all that a lower reader can get out of an archive."""
    said = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Archive.open(folder, create=True) as archive:
            items = [Item(source=f"{n}.txt", data=b"%d" % n) for n in range(len(cables))]
            archive.ingest(items, lambda _, data: (cables[int(data)],))
            for query in QUERIES:
                results = archive.search(query, with_facets=True, reader=LOW)
                said.append(repr(results))
                said += _pages(archive, query)
            said += [repr(archive.complete(word[:2], reader=LOW)) for word in WORDS]
            said.append(repr(list(table(archive, QUERIES, reader=LOW))))
        (folder / "reader.toml").write_text(READER_FILE)
        options = ["--archive", name, "--reader", str(folder / "reader.toml")]
        for form in ("--json", "--ndjson", "--csv", "--facets", "--count"):
            assert cli.run(["search", "harbor OR visa", form, *options]) == 0
        for number, kind in enumerate((*NAMES, "csv")):
            words = ["harbor"] if number % 2 else []
            out = ["--format", kind, "--output", str(folder / kind)]
            assert cli.run(["export", *words, *options, *out]) == 0
            said.append(repr((folder / kind).read_bytes()))
        with Archive.open(folder) as archive:
            said += map(repr, archive.cables("harbor", reader=LOW))
        output = capsys.readouterr()
        said += [output.out, output.err]
    return "\n".join(said)


def _pages(archive: Archive, query: str) -> list[str]:
    """Return the pages of an answer. The token names the archive, so it is left out."""
    pages = []
    cursor: str | None = START
    while cursor:
        results = archive.search(query, limit=2, cursor=cursor, reader=LOW)
        cursor = results.cursor
        pages.append(repr(replace(results, cursor=None)))
    return pages


@settings(
    max_examples=8,
    phases=(Phase.reuse, Phase.generate),  # an archive takes long, and making it smaller longer
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(archives=pairs())
def test_what_is_above_a_reader_changes_nothing_for_him(
    archives: list[tuple[Cable, Cable]], capsys: pytest.CaptureFixture[str]
) -> None:
    one = everything([pair[0] for pair in archives], capsys)
    other = everything([pair[1] for pair in archives], capsys)
    assert one == other


def test_the_reader_gets_something(capsys: pytest.CaptureFixture[str]) -> None:
    """The property above would hold for empty answers too."""
    made = [
        replace(
            cable(NUMBERS[0], level="secret"),
            paragraphs=(
                Paragraph(text="The harbor opens.", marking=MARKS["U"], number=1),
                Paragraph(text="The treaty is void.", marking=MARKS["S"], number=2),
            ),
        )
    ]
    said = everything(made, capsys)
    assert "harbor" in said
    assert "void" not in said
    assert "treaty is" not in said


def test_one_index_for_each_class(tmp_path: Path) -> None:
    made = replace(
        cable(level="secret"),
        paragraphs=(
            Paragraph(text="The harbor opens.", marking=MARKS["U"]),
            Paragraph(text="The treaty is void.", marking=MARKS["S"]),
        ),
    )
    with Archive.open(tmp_path, create=True) as archive:
        archive.ingest([Item(source="a", data=b"a")], lambda *_: (made,))
        assert archive.search("void").total == 1
        assert archive.search("void", reader=LOW).total == 0
        assert archive.search("harbor", reader=LOW).total == 1
        assert archive.search("void", reader=Reader(level=Level.SECRET)).total == 1
        assert archive.search("void", reader=Reader(name="other", level=Level.SECRET)).total == 1
        assert archive.search("void").hits[0].cable.subject == "HARBOR DUES"
        assert archive.search("harbor", reader=LOW).hits[0].cable.subject is None
    assert len(list((tmp_path / "index").iterdir())) == 3


def test_a_class_that_sees_nothing_is_not_looked_through_again(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        made = cable(level="secret")
        archive.ingest([Item(source="a", data=b"a")], lambda *_: (made,))
        assert archive.search("", reader=LOW).total == 0
        assert archive.index_for(LOW).behind == 0


def test_a_token_of_one_class_is_none_of_another(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        made = [cable(f"07LISBON{n}") for n in range(1, 4)]
        items = [Item(source=str(n), data=str(n).encode()) for n in range(3)]
        archive.ingest(items, lambda source, _: (made[int(source)],))
        token = archive.search("", limit=1, cursor=START).cursor
        assert token
        with pytest.raises(ValueError, match="another query"):
            archive.search("", limit=1, cursor=token, reader=LOW)


def test_the_file_of_a_reader_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "archive"
    with Archive.open(folder, create=True) as archive:
        made = (cable(level="secret"), cable("07LISBON2"))
        archive.ingest([Item(source="a", data=b"a")], lambda *_: made)
    reader = tmp_path / "reader.toml"
    options = ["search", "--archive", str(folder), "--json", "--reader", str(reader)]
    reader.write_text(READER_FILE)
    assert cli.run(options) == 0
    found = json.loads(capsys.readouterr().out)
    assert [hit["mrn"] for hit in found["hits"]] == ["07LISBON2"]
    reader.write_text('level = "high"')
    assert cli.run(options) == 2
    assert "the level of a reader is one of" in capsys.readouterr().err
    reader.write_bytes(b"\xff")
    assert cli.run(options) == 2
    assert "not UTF-8" in capsys.readouterr().err
