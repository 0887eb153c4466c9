"""What `accounts.toml` says of a sign-on, and what claims give by its rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablegram.access import Reader, us_policy
from cablegram.accounts import Role
from cablegram.accounts.claims import ClaimRule, claim_of, name_by_claims, rights_by_claims
from cablegram.accounts.settings import KEYS, settings_of
from tests.accounts.provider import ROOM, SECRET, SETTINGS

POLICY = us_policy()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('issuer = "https', 'issuer = "http'),
        ('address = "https', 'address = "http'),
        (f'address = "{ROOM}"', ""),
        (f'address = "{ROOM}"', f'address = "{ROOM}/room"'),
        ('claim = "groups"', ""),
        ('claim = "groups"', 'claims = "groups"'),
        ('level = "confidential"', 'level = "confidential"\nsees_all = true'),
        ('role = "reviewer"', 'role = "king"'),
        ('controls = ["SBU"]', 'controls = "SBU"'),
        ("[[sign_on.rule]]", "[[sign_on.rules]]"),
        ("secret_file", "secret"),
        ("secret_file", "userinfo = 1\nsecret_file"),
        ("secret_file", 'scopes = ["email"]\nsecret_file'),
    ],
)
def test_settings_that_cannot_be_are_refused(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "sign-on.key").write_text(SECRET)
    settings = settings_of(SETTINGS, tmp_path)
    assert settings.sign_on is not None
    assert settings.sign_on.secret == SECRET
    assert SECRET not in repr(settings)
    assert old in SETTINGS
    with pytest.raises(ValueError, match=r"."):
        settings_of(SETTINGS.replace(old, new), tmp_path)


ROOT = Path(__file__).parents[2]


def test_the_example_of_the_manual_holds(tmp_path: Path) -> None:
    (tmp_path / "sign-on.key").write_text(SECRET)
    text = (ROOT / "docs" / "examples" / "accounts.toml").read_text(encoding="utf-8")
    settings = settings_of(text, tmp_path)
    assert settings.sign_on is not None
    assert [rule.role for rule in settings.sign_on.rules] == [Role.ANNOTATOR, Role.REVIEWER]


@pytest.mark.parametrize("key", sorted(frozenset().union(*KEYS.values()) - {"rule"}))
def test_every_key_is_documented(key: str) -> None:
    page = (ROOT / "docs" / "reference" / "accounts.md").read_text(encoding="utf-8")
    assert f"`{key}`" in page or f"`[{key}]`" in page


#: What could stand in place of a value.
ODD = ("1", "-1", "true", '""', '"x"', "[]", "[1]", '["x"]', "{}", "{a = 1}", "1979-05-27", "1e400")


def test_whatever_the_file_says_it_is_taken_or_refused(tmp_path: Path) -> None:
    (tmp_path / "sign-on.key").write_text(SECRET)
    (tmp_path / "x").write_text(SECRET)
    lines = SETTINGS.splitlines()
    refused = 0
    for number, line in enumerate(lines):
        key, sign, _ = line.partition(" = ")
        for odd in ODD if sign else ():
            text = "\n".join([*lines[:number], f"{key} = {odd}", *lines[number + 1 :]])
            try:
                settings_of(text, tmp_path)
            except (ValueError, OSError):
                refused += 1
    assert refused > 50


LEVELS = st.sampled_from(["", "unclassified", "confidential", "secret", "top_secret"])
WORDS = st.frozensets(st.sampled_from(["SBU", "ORCON", "NODIS"]))
RULES = st.lists(
    st.builds(
        ClaimRule,
        claim=st.sampled_from(["groups", "a.b", "unit"]),
        has=st.sampled_from(["x", "y", "*"]),
        role=st.sampled_from(Role),
        reader=st.builds(Reader, level=LEVELS, controls=WORDS, need_to_know=WORDS),
    ),
    max_size=5,
)


VALUES = st.sampled_from(["x", "y", "z"])
CLAIMS = st.fixed_dictionaries(
    {},
    optional={
        "groups": st.one_of(VALUES, st.lists(VALUES), st.integers(), st.none()),
        "a": st.one_of(VALUES, st.fixed_dictionaries({"b": st.lists(VALUES)})),
        "unit": st.one_of(VALUES, st.booleans()),
    },
)


@given(rules=RULES, claims=CLAIMS)
def test_nobody_has_more_than_the_rules_that_fit_give(
    rules: list[ClaimRule], claims: dict[str, Any]
) -> None:
    fitting = [rule for rule in rules if rule.fits(claims)]
    rights = rights_by_claims(rules, claims, POLICY)
    assert (rights is None) == (not fitting)
    if rights is None:
        return
    role, reader = rights
    assert role in {rule.role for rule in fitting}
    assert all(role.may(rule.role) for rule in fitting)
    assert reader.level in {rule.reader.level for rule in fitting}
    assert not reader.sees_all
    for key in ("controls", "need_to_know", "groups"):
        given_by = [getattr(rule.reader, key) for rule in fitting]
        assert getattr(reader, key) == frozenset().union(*given_by)
    assert rights_by_claims(fitting, claims, POLICY) == rights


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"n": "ana"}, "ana"),
        ({"n": "Ana Prado"}, "Ana-Prado"),
        ({"n": "<b>"}, "b"),
        ({"n": "  "}, "person"),
        ({"n": 3}, "person"),
        ({"n": "a\u202eb"}, "person"),
        ({}, "person"),
        ({"n": "x" * 100}, "x" * 60),
        ({"n": "x" * 1000}, "person"),
    ],
)
def test_names_of_claims(claims: dict[str, Any], name: str) -> None:
    assert name_by_claims(claims, "n") == name


def test_a_claim_within_what_is_no_object_is_not_said() -> None:
    assert claim_of({"a": [1]}, "a.b") is None
    assert claim_of({"a": {"b": {"c": 1}}}, "a.b.c") == 1
