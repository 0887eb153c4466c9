"""Nothing that a lower reader gets differs when what is kept from him does: the same bytes.

Kept from him by levels, controls, captions that he has no need to know of, his nationality, and a
rule of the policy; open to him by a list of nations and by a group.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
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
    Section,
    Severity,
    Span,
    Transmission,
)
from cablegram.model.mrn import MRN
from cablegram.search import START, Archive, table
from tests.made_up import cable

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = ["harbor", "dues", "ferry", "visa", "clearance", "overflight", "treaty", "quay"]
LOW = Reader(level=Level.UNCLASSIFIED)
GUEST = Reader(level=Level.UNCLASSIFIED, nationality="GBR", groups=frozenset({"desk"}))
READER_FILE = 'level = "unclassified"\n'
GUEST_FILE = READER_FILE + 'nationality = "GBR"\ngroups = ["desk"]\n'
POLICY = """
base = "us"
[groups.desk]
need_to_know = ["EXDIS"]
[[rules]]
name = "an embargo"
tags = ["ETRD"]
controls = ["EMBARGOED"]
until = 2999-01-01
"""


def _mark(text: str, *controls: str, only: tuple[str, ...] | None = None) -> Marking:
    return Marking(
        level=Level.UNCLASSIFIED,
        controls=frozenset(controls),
        release_to=None if only is None else frozenset(only),
        text=text,
    )


MARKS = {
    "U": _mark("U"),
    "REL": _mark("U//REL TO USA, GBR", only=("USA", "GBR")),
    "C": Marking(level=Level.CONFIDENTIAL, text="C"),
    "S": Marking(level=Level.SECRET, text="S"),
    "SBU": _mark("SBU", "SBU"),
    "NF": _mark("U//NF", "NOFORN"),
    "CAN": _mark("U//REL TO USA, CAN", only=("USA", "CAN")),
    "ND": _mark("U//ND", "NODIS"),
    "": None,  # none: counts as the banner
}
OPEN = ("U", "REL")
HIDDEN = ("C", "S", "SBU", "NF", "CAN", "ND", "")
# Captions and TAGS, and whether they keep the whole cable from the guest.
ABOUT_ALL: tuple[tuple[tuple[str, ...], tuple[str, ...], bool], ...] = (
    *[((), ("PREL",), False)] * 4,
    (("SIPDIS", "EXDIS"), ("PREL",), False),
    (("NODIS",), ("PREL",), True),
    (("EXDIS", "ROGER CHANNEL"), ("PREL",), True),
    (("NOFORN",), ("PREL",), True),
    ((), ("PREL", "ETRD"), True),
)
NUMBERS = [f"07LISBON{n}" for n in range(1, 5)]
VERBS = (
    *(["search", "harbor OR visa", form]
      for form in ("--json", "--ndjson", "--csv", "--facets", "--count")),
    *([verb, number, *more] for number in NUMBERS for verb, *more in (
        ("show",), ("show", "--json", "--diff"), ("show", "--diff"), ("show", "--source"),
        ("show", "--diagnostics"), ("show", "--witness", "2", "--json"),
        ("refs", "--json", "--depth", "3"), ("refs", "--table"), ("thread", "--json"),
    )),
    ["refs"], ["missing", "--json"], ["missing"], ["gaps", "LISBON", "2007", "--json"],
    ["graph", "--json"], ["graph", "--format", "graphml"], ["graph", "--format", "csv"],
    ["duplicates", "--json"], ["stats", "--json"], ["stats", "--by", "tags"],
)  # fmt: skip
QUERIES = (
    "", "harbor", "harbor OR ferry OR visa", "harbor dues", '"harbor dues"', "har*", "harbr~",
    "har?or", "-visa", "-has:diagnostics", "has:unresolved-refs", "has:several-witnesses",
    "has:portion-marks", "ref:07LISBON2", "citedby:07LISBON1", "subject:treaty", "summary:quay",
    "signed:roe", "signed:poe", "person:moe", "classifiedby:moe", "reason:b", "declass:treaty",
    "para:(harbor dues)", "sort:date", "sort:station harbor", "sort:-number", "07LISBON3",
    "class:secret", "date:2007", "tags:PREL visa", "harbor NEAR/3 dues",
)  # fmt: skip

texts = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the guest may see of a cable, and how the rest of it is marked."""

    number: str
    banner: str | None
    hidden_marks: tuple[str, ...]
    open_texts: tuple[str, ...]
    subject: str | None
    section: int | None = None
    open_mark: str = "U"
    captions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ("PREL",)
    is_kept: bool = False


@st.composite
def seen_parts(draw: st.DrawFn) -> Seen:
    captions, tags, is_kept = draw(st.sampled_from(ABOUT_ALL))
    return Seen(
        captions=captions,
        tags=tags,
        is_kept=is_kept,
        open_mark=draw(st.sampled_from(OPEN)),
        number=draw(st.sampled_from(NUMBERS)),
        banner=draw(st.sampled_from(["secret", "confidential", None, "unclassified"])),
        hidden_marks=tuple(draw(st.lists(st.sampled_from(HIDDEN), max_size=3))),
        open_texts=tuple(
            draw(
                st.sampled_from([st.just([]), st.lists(texts, max_size=2)]).flatmap(
                    lambda strategy: strategy
                )
            )
        ),
        subject=draw(st.none() | texts),
        section=draw(st.sampled_from([None, None, 1, 2])),
    )


class Pairs(list[tuple["Cable | None", "Cable | None"]]):
    """Cables of two archives, with a short name: what they hold is long."""

    def __repr__(self) -> str:
        return f"<{len(self)} cables>"


@st.composite
def pairs(draw: st.DrawFn) -> Pairs:
    """Draw archives that are the same but for what is kept from the guest.

    Numbers are shared: by copies whose open text is the same, by others, and by sections. A cable
    that is kept from him as a whole may be missing in either.
    """
    parts = draw(st.lists(seen_parts(), min_size=1, max_size=5))
    parts += draw(st.lists(st.sampled_from(parts), max_size=2))
    return Pairs((_cable(draw, part), _cable(draw, part)) for part in parts)


def _cable(draw: st.DrawFn, part: Seen) -> Cable | None:
    """Build a cable; all that is drawn here is kept from the guest."""
    if part.is_kept and draw(st.booleans()):
        return None
    is_open = part.banner == "unclassified" and not part.is_kept
    marks = [mark for mark in part.hidden_marks if mark or not is_open]
    hidden = [Paragraph(text=draw(texts), marking=MARKS[mark], number=9) for mark in marks]
    open_texts = draw(st.lists(texts, max_size=2)) if part.is_kept else part.open_texts
    seen = [Paragraph(text=text, marking=MARKS[part.open_mark], number=1) for text in open_texts]
    cited = draw(st.lists(st.sampled_from(NUMBERS), max_size=2))
    note = Diagnostic(code="CG101", severity=Severity.NOTE, message="x", span=Span(0, 0))
    made = replace(
        cable(part.number, level=part.banner, captions=part.captions, tags=part.tags),
        subject=draw(texts) if part.subject is None else part.subject,
        subject_marking=MARKS["S" if is_open else ""] if part.subject is None else MARKS["U"],
        paragraphs=(*seen, *hidden),
        transmission=_transmission(part.section),
    )
    if is_open:
        return made
    return replace(
        made,
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


def _transmission(section: int | None) -> Transmission:
    if section is None:
        return Transmission()
    missing = tuple(each for each in (1, 2) if each != section)
    return Transmission(sections=(Section(number=section, total=2),), missing_sections=missing)


def read_whole(_: str, data: bytes) -> tuple[Cable, ...]:
    """Return the cable of an item; the same cable has the same bytes."""
    return (Cable.from_dict(msgspec.json.decode(data)),)


def everything(cables: Sequence[Cable | None], capsys: pytest.CaptureFixture[str]) -> str:
    """Return all that the guest can get out of an archive."""
    said = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "policy.toml").write_text(POLICY)
        with Archive.open(folder, create=True) as archive:
            items = [
                Item(source=f"{n}.txt", data=msgspec.json.encode(each.to_dict()))
                for n, each in enumerate(cables)
                if each is not None
            ]
            archive.ingest(items, read_whole)
            seen = archive.seen_by(GUEST)
            for query in QUERIES:
                said.append(repr(seen.search(query, with_facets=True)))
                said += _pages(seen, query)
            said += [repr(seen.complete(word[:2])) for word in WORDS]
            said.append(repr(list(table(seen, QUERIES))))
            said += map(repr, seen.cables("harbor"))
        (folder / "reader.toml").write_text(GUEST_FILE)
        options = ["--archive", name, "--reader", str(folder / "reader.toml")]
        for words in VERBS:
            status = cli.run([*words, *options])
            assert status in (0, 1, 2), words  # 2: there is no second witness
            said.append(f"{words} {status}")
        for number, kind in enumerate((*NAMES, "csv")):
            words = ["harbor"] if number % 2 else []
            out = ["--format", kind, "--output", str(folder / kind)]
            assert cli.run(["export", *words, *options, *out]) == 0
            said.append(repr((folder / kind).read_bytes()))
        each = folder / "each"
        assert cli.run(["export", "--format", "ndjson", "--each", str(each), *options]) == 0
        said += [f"{path.name} {path.read_bytes()!r}" for path in sorted(each.iterdir())]
        output = capsys.readouterr()
        said += [output.out, output.err]
    return "\n".join(said)


def first_difference(one: str, other: str) -> str:
    """Return the first line that differs, from a little before the place."""
    for ours, theirs in zip(one.splitlines(), other.splitlines(), strict=False):
        if ours != theirs:
            place = next(
                (n for n, pair in enumerate(zip(ours, theirs, strict=False)) if len(set(pair)) > 1),
                min(len(ours), len(theirs)),
            )
            start = max(0, place - 200)
            return f"{ours[start : place + 200]}\n--- and ---\n{theirs[start : place + 200]}"
    return "one goes on where the other ends"


def _pages(archive: Archive, query: str) -> list[str]:
    """Return the pages of an answer. The token names the archive, so it is left out."""
    pages = []
    cursor: str | None = START
    while cursor:
        results = archive.search(query, limit=2, cursor=cursor)
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
    archives: Pairs, capsys: pytest.CaptureFixture[str]
) -> None:
    one = everything([pair[0] for pair in archives], capsys)
    other = everything([pair[1] for pair in archives], capsys)
    assert one == other, first_difference(one, other)


def test_the_reader_gets_something(capsys: pytest.CaptureFixture[str]) -> None:
    """The property above would hold for empty answers too."""
    made = [
        replace(
            cable(NUMBERS[0], level="secret"),
            paragraphs=(
                Paragraph(text="The harbor opens.", marking=MARKS["U"], number=1),
                Paragraph(text="The treaty is void.", marking=MARKS["S"], number=2),
            ),
        ),
        replace(
            cable(NUMBERS[1], captions=("EXDIS",)),
            paragraphs=(Paragraph(text="The visa harbor.", marking=MARKS["REL"], number=1),),
        ),
        cable(NUMBERS[2], captions=("NODIS",), text=("The harbor is void.",)),
        cable(NUMBERS[3], tags=("ETRD",), text=("The harbor is void.",)),
    ]
    said = everything(made, capsys)
    assert "The harbor opens" in said
    assert "The visa harbor" in said
    assert "void" not in said
    assert "treaty is" not in said
    for number in NUMBERS[2:]:
        assert f"does not have {number}" in said


def test_one_archive_for_each_class(tmp_path: Path) -> None:
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
        assert archive.seen_by(LOW).search("void").total == 0
        assert archive.seen_by(LOW).search("harbor").total == 1
        secret, other = Reader(level=Level.SECRET), Reader(name="other", level=Level.SECRET)
        assert archive.seen_by(secret).search("void").total == 1
        assert archive.seen_by(other) is archive.seen_by(secret)
        assert archive.search("void").hits[0].cable.subject == "HARBOR DUES"
        assert archive.seen_by(LOW).search("harbor").hits[0].cable.subject is None
    assert len(list((tmp_path / "classes").glob("*/*"))) == 2


def test_a_class_that_sees_nothing_is_not_looked_through_again(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        made = cable(level="secret")
        archive.ingest([Item(source="a", data=b"a")], lambda *_: (made,))
        looked_at: list[int] = []
        assert archive.seen_by(LOW, progress=looked_at.append).search("").total == 0
        archive.seen_by(LOW, progress=looked_at.append)
        assert looked_at == [1]


def test_a_token_of_one_class_is_none_of_another(tmp_path: Path) -> None:
    with Archive.open(tmp_path, create=True) as archive:
        made = [cable(f"07LISBON{n}") for n in range(1, 4)]
        items = [Item(source=str(n), data=str(n).encode()) for n in range(3)]
        archive.ingest(items, lambda source, _: (made[int(source)],))
        token = archive.search("", limit=1, cursor=START).cursor
        assert token
        with pytest.raises(ValueError, match="another query"):
            archive.seen_by(LOW).search("", limit=1, cursor=token)


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
