from __future__ import annotations

import pytest

from cablegram.access import (
    SEES_ALL,
    InvalidReader,
    Reader,
    clearance_class,
    held,
    read_reader,
    sees,
    us_policy,
)
from cablegram.model import Level, Marking

CLEARED = Reader(level=Level.CONFIDENTIAL, controls=frozenset({"SBU"}))
GUEST = Reader(level=Level.SECRET, nationality="GBR")


def marking(level: str | None, *controls: str, release_to: frozenset[str] | None = None) -> Marking:
    return Marking(
        level=Level(level) if level else None,
        controls=frozenset(controls),
        release_to=release_to,
    )


@pytest.mark.parametrize(
    ("reader", "mark", "is_seen"),
    [
        (CLEARED, marking("unclassified"), True),
        (CLEARED, marking("confidential"), True),
        (CLEARED, marking("secret"), False),
        (CLEARED, marking("unclassified", "SBU"), True),
        (CLEARED, marking("unclassified", "LOU"), False),
        (CLEARED, marking("confidential", "NOFORN"), True),
        (CLEARED, marking("confidential", release_to=frozenset({"USA", "GBR"})), True),
        (CLEARED, marking(None), False),
        (Reader(level=Level.TOP_SECRET), marking(None), True),
        (GUEST, marking("secret"), True),
        (GUEST, marking("confidential", "NOFORN"), False),
        (GUEST, marking("confidential", release_to=frozenset({"USA", "GBR"})), True),
        (GUEST, marking("confidential", release_to=frozenset({"USA", "CAN"})), False),
        (SEES_ALL, marking(None, "ORCON", "NODIS"), True),
    ],
)
def test_sees(reader: Reader, mark: Marking, is_seen: bool) -> None:
    assert sees(reader, mark, us_policy()) is is_seen


def test_a_class_is_all_who_see_the_same() -> None:
    other = Reader(name="B", level=Level.CONFIDENTIAL, controls=frozenset({"SBU"}))
    us = us_policy()
    assert clearance_class(CLEARED, us) == clearance_class(other, us)
    classes = {
        clearance_class(reader, us)
        for reader in (
            CLEARED,
            GUEST,
            SEES_ALL,
            Reader(),
            Reader(level=Level.CONFIDENTIAL),
            Reader(level=Level.CONFIDENTIAL, need_to_know=frozenset({"NODIS"})),
        )
    }
    assert len(classes) == 6
    assert clearance_class(Reader(level="confidential", nationality="USA"), us) in classes
    assert all(each.replace("-", "").replace("_", "").isalnum() for each in classes)


TOML = 'name = "A. Reader"\nlevel = "Top Secret"\ncontrols = ["sbu", " NOFORN "]\n'


def test_a_file_in_toml_or_json() -> None:
    reader = read_reader(TOML)
    assert reader.level == Level.TOP_SECRET
    assert reader.controls == {"SBU", "NOFORN"}
    assert (reader.name, reader.nationality, reader.sees_all) == ("A. Reader", "", False)
    assert held(reader, us_policy()).words == {"SBU"}, "NOFORN is no word that one can hold"
    assert read_reader('{"level": "secret", "nationality": "gbr"}').nationality == "GBR"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "has a level, or is in groups"),
        ("level = 3", "level of a reader"),
        ('{"level": "secret", "sees_all": true}', "no 'sees_all'"),
        ('level = "secret"\ncontrols = "SBU"', "list of words"),
        ('level = "secret"\ncontrols = [1]', "list of words"),
        ('level = "secret"\nnationality = "Britain"', "three letters"),
        ('level = "secret"\nnationality = 3', "is a text"),
        ('level = "secret"\ngroups = [["a"]]', "list of words"),
        ('level = "secret"\nname = 3', "a text"),
        ("level: secret", "neither"),
        ("{" * 100_000, "neither"),
        ('{"level": ' + "[" * 100_000, "neither"),
    ],
)
def test_a_file_that_cannot_be_used(text: str, reason: str) -> None:
    with pytest.raises(InvalidReader, match=reason):
        read_reader(text)


def test_a_level_or_group_that_the_policy_has_not() -> None:
    with pytest.raises(InvalidReader, match="is one of unclassified"):
        held(read_reader('level = "high"'), us_policy())
    with pytest.raises(InvalidReader, match="no group 'desk'; there are none"):
        held(read_reader('groups = ["desk"]'), us_policy())
