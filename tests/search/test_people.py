"""Names of people: read into one form, found by their roles and by the beginning of any word."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from cablegram.archive import Item
from cablegram.errors import QueryError
from cablegram.model import Attribute, ClassifiedBy, Tag, TagFamily
from cablegram.model.frozen_map import FrozenMap
from cablegram.search import Archive
from cablegram.search.people import people_of, read_name, read_names
from tests.made_up import cable
from tests.nasty import NASTY
from tests.search.test_leaks import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.model import Cable


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ROE", "ROE"),
        ("Roe.", "ROE"),
        ("ROE, JANE A.", "ROE, JANE A"),
        ("roe,jane", "ROE, JANE"),
        ("Jane A. Roe", "ROE, JANE A"),
        ("J.A. ROE", "ROE, J A"),
        ("Ambassador Jane Roe", "ROE, JANE"),
        ("AMBASSADOR ROE", "ROE"),
        ("ROE, AMBASSADOR JANE", "ROE, JANE"),
        ("Jane Roe Counselor of Embassy for Trade", "ROE, JANE"),
        ("Roe, Acting", "ROE"),
        ("ROE ACTING", "ROE"),
        ("Roe [JR initialed]", "ROE"),
        ("Jane Roe, Ambassador", "ROE, JANE"),
        ("Roe, Jane (USUN)", "ROE, JANE"),
        ("Jane Roe, Jr.", "ROE, JANE JR"),
        ("ROE, JANE, JR.", "ROE, JANE JR"),
        ("Jos\u00e9 Mu\u00f1oz", "MUNOZ, JOSE"),
        ("O\u2019ROE, JANE", "O'ROE, JANE"),
        ("ROE-POE", "ROE-POE"),
        ("VAN DEN ROE", "VAN DEN ROE"),
        ("Max van Roe", "VAN ROE, MAX"),
        ("ROE POE, JANE", "ROE POE, JANE"),
        # Who sends on the message of another signs below it.
        ("Jane Poe\u201d Roe", "ROE"),
        ("POE UNQUOTE ROE", "ROE"),
        # Surnames that are offices too.
        ("KING", "KING"),
        ("Martin Roe King", "KING, MARTIN ROE"),
        ("Roe, King of Ruritania", None),
        ("Rudolf Roe King of Ruritania", "ROE, RUDOLF"),
        ("SMITH_JOHN", "JOHN, SMITH"),
        ("American Ambassador", None),
        ("Message Unsigned", None),
        ("Ambassador concurs. Roe", None),
        ("name not declassified", None),
        ("JR", None),
        ("J", None),
        ("ROE 2", None),
        ("", None),
        (",", None),
        (", JANE", None),
        ("\u0420\u043e", None),
        ("one two three four five six", None),
        ("R" * 40, None),
        ("ROE " * 60, None),
    ],
)  # fmt: skip
def test_a_name_is_read_into_one_form(written: str, name: str | None) -> None:
    found = read_name(written)
    assert (None if found is None else str(found)) == name
    if found is not None:  # what was read is read again as it is
        assert read_name(str(found)) == found


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Roe, Poe, Moe", ["ROE", "POE", "MOE"]),
        ("Roe and Jane Poe", ["ROE", "POE, JANE"]),
        ("ROE/POE", ["ROE", "POE"]),
        ("Roe, Jane and Poe, Max", ["ROE, JANE", "POE, MAX"]),
        ("ROE", ["ROE"]),
        ("no name 1", []),
    ],
)
def test_a_signature_may_have_several_names(written: str, names: list[str]) -> None:
    assert [str(name) for name in read_names(written)] == names


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("ROE", "ROE, JANE", True),
        ("ROE, J", "ROE, JANE A", True),
        ("ROE, JANE", "ROE, JANE A", True),
        ("ROE, JANE B", "ROE, JANE A", False),
        ("ROE, MAX", "ROE, JANE", False),
        ("ROE", "POE", False),
    ],
)
def test_names_that_may_be_one_person(one: str, other: str, fits: bool) -> None:
    first, second = read_name(one), read_name(other)
    assert first is not None
    assert second is not None
    assert first.may_be(second) is second.may_be(first) is fits


def attributes(**texts: str) -> FrozenMap[Attribute]:
    return FrozenMap(
        {key.replace("_", " "): Attribute(key=key, text=text) for key, text in texts.items()}
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Roe", ["ROE"]),
        ("Roe on January 3", ["ROE"]),
        ("Roe and Max Poe (EUR/K), and Moe in NEA", ["ROE", "POE, MAX", "MOE"]),
        ("Jane Roe, USIA", ["ROE, JANE"]),
        ("Max Poe, Jr., on May 2", ["POE, MAX JR"]),
        ("LISBON:Roe, Jane A/Poe, Max (USAID)", ["ROE, JANE A", "POE, MAX"]),
        ("Country Director for Ruritania Jane Roe", []),
        ("ROE", ["ROE"]),
    ],
)
def test_drafters(text: str, names: list[str]) -> None:
    drafted = replace(cable(), attributes=attributes(drafted_by=text))
    found = list(people_of(drafted.to_dict()))
    assert [(role, str(name)) for role, name in found] == [("drafted", name) for name in names]


def test_names_take_no_time() -> None:
    begun = time.process_time()
    long = [piece * 2000 for piece in NASTY.values()]
    for text in (*long, "A." * 5000, "(" * 5000, "A, " * 5000, "Aaaaa. " * 5000, "\u201d" * 5000):
        read_names(text)
        list(people_of({**cable().to_dict(), "signature": text}))
        read_name(text)
    assert time.process_time() - begun < 2


def person(code: str) -> Tag:
    return Tag(code=code, family=TagFamily.PERSON)


CABLES: tuple[Cable, ...] = (
    replace(cable("07LISBON1"), signature="ROE"),
    replace(cable("07LISBON2"), signature="Jane A. Roe"),
    replace(cable("07LISBON3"), signature="ROE", tags=(person("ROE, JANE A"),)),
    replace(
        cable("07MADRID4", origin="AMEMBASSY MADRID"),
        classified_by=ClassifiedBy(name="Ambassador Jane A. Roe"),
        attributes=attributes(Drafted_By="MADRID:Roebuck, Max"),
    ),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder: Path = tmp_path_factory.mktemp("people")
    with Archive.open(folder, create=True) as made:
        items = [
            Item(source=f"{n}.txt", data=msgspec.json.encode(each.to_dict()))
            for n, each in enumerate(CABLES)
        ]
        made.ingest(items, read_whole)
        yield made


@pytest.mark.parametrize(
    ("beginning", "names"),
    [
        ("roe", [("ROE, JANE A", 3), ("ROE", 2), ("ROEBUCK, MAX", 1)]),
        ("jan", [("ROE, JANE A", 3)]),
        ("jane r", [("ROE, JANE A", 3)]),
        ("roe j", [("ROE, JANE A", 3)]),
        ("roe, j", [("ROE, JANE A", 3)]),
        ("ROE, JANE A.", [("ROE, JANE A", 3)]),
        ("a", []),  # an initial is no word
        ("zz", []),
        ("", []),
        (" , ", []),
        ("\x00", []),
    ],
)
def test_the_beginning_of_any_word_finds_a_name(
    archive: Archive, beginning: str, names: list[tuple[str, int]]
) -> None:
    assert list(archive.people(beginning)) == names
    assert list(archive.people(beginning, limit=1)) == names[:1]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("signer:roe", 2),
        ('signer:"jane a. roe"', 1),
        ('signer:"ROE, JANE A"', 1),
        ("signed:roe", 3),
        ('named:"roe, jane a"', 1),
        ('classifier:"jane a. roe"', 1),
        ('drafter:"Roebuck, Max" from:madrid', 1),
        ("drafter:roe", 0),
    ],
)
def test_a_role_finds_that_name_alone(archive: Archive, query: str, count: int) -> None:
    assert archive.search(query).total == count


def test_what_is_no_name_is_told(archive: Archive) -> None:
    with pytest.raises(QueryError, match="not the name of a person"):
        archive.search("signer:1234")
