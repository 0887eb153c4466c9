"""What stands in the text is what the truth says."""

from __future__ import annotations

import csv
import re
from email import message_from_bytes, policy
from io import StringIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from cablegram.sample import SampleMessage, generate
from cablegram.sample.dice import Dice
from cablegram.sample.people import american
from cablegram.sample.prose import wrap
from cablegram.vocabulary import is_known, station_info

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMS = ("acp127", "mail", "rows", "sas", "smart", "tei", "telegram", "web")

ROLLS = [2, 6, 5, 1, 4, 2, 6, 3, 3, 4, 1, 5]


def made(form: str, count: int = 80, *, faults: bool = False) -> list[SampleMessage]:
    return list(generate(count, seed=11, forms=(form,), faults=faults))


@pytest.fixture(scope="module")
def exports() -> Sequence[SampleMessage]:
    return made("sas", 120)


def test_copies_add_up(exports: Sequence[SampleMessage]) -> None:
    for message in exports:
        data = message.data.decode()
        block = re.search(r"(?:ACTION|ORIGIN) [A-Z]+-\d\d(?:.|\n)*?/\d{3} [WR]", data)
        assert block is not None
        counts = [int(each) for each in re.findall(r"[A-Z]+-(\d\d)\b", block[0])]
        total = int(block[0][-5:-2])
        assert sum(counts) == total == message.truth.copies


def test_frame_of_an_export(exports: Sequence[SampleMessage]) -> None:
    for message in exports:
        lines = message.data.decode().split("\n")
        assert lines.count("Message Text") == 1
        assert lines.count("Message Attributes") == 1
        truth = message.truth
        info = station_info(truth.station)
        assert info is not None
        width = 6 if truth.station == "STATE" else 5
        number = f"{truth.year}{info.sas_code}{truth.number:0{width}d}"
        assert f"Document Number: {number}" in lines
        assert f"Original Classification: {truth.level}" in lines
        assert f"Subject: {truth.subject}" in lines
        pages = int(next(line for line in lines if line.startswith("Page Count:")).split()[-1])
        assert sum(line.startswith("PAGE ") for line in lines) == pages


def test_attributes_change_with_the_export_year(exports: Sequence[SampleMessage]) -> None:
    for message in exports:
        data = message.data.decode()
        late = message.truth.year >= 1978
        assert ("\nMessage ID: " in data) is late
        assert ("\nReview Authority: " in data) is not late
        assert ("\nSent Date: " in data) is (message.truth.year == 1977)


def test_lines_of_raw_traffic_fit_the_circuit() -> None:
    for message in made("acp127"):
        text = message.data.decode()
        for line in text.split("\n"):
            is_route = line[:2] in {"ZZ", "OO", "PP", "RR"} or "--R" in line
            assert len(line) <= 69 or is_route, line


def test_raw_traffic_ends_as_it_begins() -> None:
    for message in made("acp127"):
        text = message.data.decode()
        assert text.count("VZCZC") <= text.count("NNNN")
        for serial, last in re.findall(r"^DE R[A-Z]+ #(\d{4})[^$]*?^#(\d{4})$", text, re.MULTILINE):
            assert serial == last


@pytest.mark.parametrize("form", FORMS)
def test_text_holds_what_the_truth_says(form: str) -> None:
    for message in made(form):
        text = message.data.decode()
        flat = " ".join(text.split())
        for truth in message.truths:
            assert str(truth.number) in text
            for reference in truth.references:
                if form != "web":
                    assert reference.text in flat, (truth.mrn, reference)
            if truth.signature:
                assert truth.signature in text
            for number, mark in truth.paragraphs:
                if number is not None and form not in {"tei", "web"} and mark and truth.year > 1996:
                    assert f"{number}. ({mark})" in text


def test_tags_are_of_the_vocabulary() -> None:
    for message in generate(300, seed=3):
        for truth in message.truths:
            for tag in truth.tags:
                assert is_known(tag), tag


def test_telegrams_of_the_series_are_well_formed() -> None:
    for message in made("tei"):
        root = ET.fromstring(message.data)  # noqa: S314 (our own text)
        names = {element.tag.rsplit("}", 1)[-1] for element in root.iter()}
        assert {"div", "head", "note", "dateline", "date", "p", "signed"} <= names
        first = next(each for each in root.iter() if each.tag.endswith("}p")).text or ""
        assert first.startswith(f"{message.truth.number}. ")


def test_tables_have_eight_columns() -> None:
    for message in made("rows"):
        rows = list(csv.reader(StringIO(message.data.decode(), newline="")))
        assert {len(row) for row in rows} == {8}
        cables = [row for row in rows if row[0] != "id"]
        assert [row[2] for row in cables] == [truth.mrn for truth in message.truths]


def test_mail_has_its_fields() -> None:
    for message in made("mail"):
        mail = message_from_bytes(message.data, policy=policy.default)
        truth = message.truth
        assert mail["MMHS-Originator-PLAD"] == truth.origin
        assert str(mail["MMHS-Primary-Precedence"]).upper() == truth.precedence
        assert str(mail["MMHS-Subject-Indicator-Codes"]).split("; ") == list(truth.tags)
        assert [each.display_name for each in mail["To"].addresses] == [
            each[0] for each in truth.action
        ]


def test_wrap_keeps_the_words() -> None:
    text = "one two three four five sixsixsix seven"
    for width in range(1, 45):
        lines = wrap(text, width)
        assert " ".join(lines) == text
        assert all(len(line) <= width or " " not in line for line in lines)
    assert wrap("one two", 7, first=3) == ["one", "two"]


def test_dice_are_the_same_for_ever() -> None:
    # Other numbers mean that every archive made from a seed changes: users notice.
    dice = Dice("a", 1)
    assert [dice.between(1, 6) for _ in range(12)] == ROLLS
    assert dice.several(range(5), 9) == (0, 1, 2, 3, 4)
    assert dice.weighted((("x", 0.0), ("y", 1.0))) == "y"
    assert american(dice).isalpha()
