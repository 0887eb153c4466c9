from __future__ import annotations

import json
import re

import pytest

from cablegram.access import Clearance, InvalidPolicy, Reader, held, read_policy, us_policy
from cablegram.vocabulary.captions import _captions
from tests.access.policies import NEWSROOM, us_with

#: Ranks of the table from which on a caption is a word for those who handle the message.
HANDLING = 7
NOT_CAPTIONS = {"classification", "archival note"}


def test_the_us_policy_is_as_the_table_of_captions_ranks_them() -> None:
    us = us_policy()
    for each in _captions().values():
        if each.kind in NOT_CAPTIONS:
            continue
        asks = us.words_of([each.caption]) or us.nations_of([each.caption], None) is not None
        assert bool(asks) is (each.rank < HANDLING), each.caption
        words = us.names.get(each.caption, (each.caption,))
        assert set(words) <= us.known_words | us.free_words | us.home_words, each.caption


def test_every_word_of_the_us_policy_has_one_meaning() -> None:
    us = us_policy()
    assert not us.known_words & us.free_words
    assert not us.known_words & us.home_words
    assert not us.free_words & us.home_words
    assert not set(us.names) & (us.known_words | us.free_words | us.home_words)
    assert {word for words in us.names.values() for word in words} <= us.known_words | us.home_words


def test_a_newsrooms_policy() -> None:
    policy = read_policy(NEWSROOM)
    assert policy.levels == ("public", "staff", "source-protected")
    assert policy.rank("Source Protected") == 2
    assert [rule.specificity for rule in policy.rules] == [0, 1, 3, 1]
    member = Reader(groups=frozenset({"desk"}))
    assert held(member, policy) == Clearance(1, frozenset({"EMBARGOED"}), frozenset())


def test_the_same_text_is_the_same_policy_and_a_comment_changes_no_digest() -> None:
    assert read_policy(NEWSROOM) is read_policy(NEWSROOM)
    assert read_policy(f"# changed\n{NEWSROOM}").digest == read_policy(NEWSROOM).digest
    other = read_policy(NEWSROOM.replace("2027-02-01", "2027-02-02"))
    assert other.digest != read_policy(NEWSROOM).digest


def test_toml_and_json_say_the_same() -> None:
    toml = 'levels = ["low", "high"]\n[[rules]]\nname = "x"\nlevel = "high"\nuntil = 2030-01-01\n'
    rule = {"name": "x", "level": "high", "until": "2030-01-01"}
    made = read_policy(json.dumps({"levels": ["low", "high"], "rules": [rule]}))
    assert made.rules == read_policy(toml).rules
    assert made.digest == read_policy(toml).digest


def test_what_builds_on_the_us_policy() -> None:
    policy = read_policy(json.dumps(us_with(on_date=True) | {"words": {"free": ["ONLY"]}}))
    us = us_policy()
    assert policy.levels == us.levels
    assert policy.on_date
    assert policy.words_of(["ONLY"]) == frozenset(), "a list stands in place of the base's"
    assert policy.words_of(["SIPDIS"]) == {"SIPDIS"}
    assert policy.words_of(["ROG"]) == {"ROGER CHANNEL"}, "a table is added to"


RULE = {"name": "x", "level": "secret"}
FAULTS = [
    ("", "levels is a list of names"),
    ("[", "neither"),
    ("{" * 100_000, "neither"),
    ('base = "uk"', "no policy 'uk'"),
    ("base = 3", "no policy '3'"),
    ('levels = ["a", "A"]', "each once"),
    ('levels = ["a", "../b"]', "small letters"),
    ("levels = 3", "list of texts"),
    ('base = "us"\nhome = 3', "home is a text"),
    ('base = "us"\nrule = []', "no 'rule' here"),
    ('base = "us"\nrules = {}', "rules is a list of tables"),
    ('base = "us"\nwords = []', "words is a table"),
    ('base = "us"\n[words]\nbanned = []', "no 'banned' here"),
    ('base = "us"\n[names]\nX = "Y"', "X is a list of texts"),
    ('base = "us"\n[declassification]\non_date = 1', "on_date is true or false"),
    ('base = "us"\n[text_levels]\nhigh = "secret"', "no 'high' here"),
    ('base = "us"\n[text_levels]\nsecret = "high"', "'high' is none of unclassified"),
    ('base = "us"\n[groups.x]\nlevel = "high"', "'high' is none of"),
    ('base = "us"\n[groups.x]\nwords = []', "no 'words' here"),
    (us_with({"level": "secret"}), "a rule has a name"),
    (us_with({"name": "x"}), "asks for a level"),
    (us_with({"name": "x", "instead": True, "controls": ["SBU"]}), "names a level"),
    (us_with(RULE | {"level": "high"}), "'high' is none of"),
    (us_with(RULE | {"instead": True, "until": "2027-01-01"}), "time only opens"),
    (us_with(RULE | {"banner": True, "until": "2027-01-01"}), "time only opens"),
    (us_with(RULE | {"banner": True, "instead": True}), "not of both"),
    (us_with(RULE | {"banner": True, "paragraphs": [1]}), "not of paragraphs"),
    (us_with({"name": "x", "banner": True}), "names a level"),
    (us_with(RULE | {"until": "soon"}), "until is a day"),
    (us_with(RULE | {"until": 3}), "until is a day"),
    (us_with(RULE | {"mrns": ["x"]}), "'x'"),
    (us_with(RULE | {"mrns": ["LISBON 9"]}), "has no year"),
    (us_with(RULE | {"mrns": []}), "empty list"),
    (us_with(RULE | {"stations": ["12"]}), "no name of a station"),
    (us_with(RULE | {"paragraphs": ["2"]}), "list of numbers"),
    (us_with(RULE | {"paragraphs": [True]}), "list of numbers"),
    (us_with(RULE | {"untill": "2027-01-01"}), "no 'untill' here"),
]


@pytest.mark.parametrize(("said", "reason"), FAULTS)
def test_a_policy_that_cannot_be_used(said: object, reason: str) -> None:
    with pytest.raises(InvalidPolicy, match=re.escape(reason)):
        read_policy(said if isinstance(said, str) else json.dumps(said))


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InvalidPolicy) as caught:
        read_policy('base = "us"\nhome = 3\n[[rules]]\nlevel = "high"\n')
    assert len(str(caught.value).splitlines()) == 3
    assert "rules 1: a rule has a name" in str(caught.value)


def test_a_day_with_an_hour_is_no_day() -> None:
    with pytest.raises(InvalidPolicy, match="until is a day"):
        read_policy(
            'base = "us"\n[[rules]]\nname = "x"\nlevel = "secret"\nuntil = 2027-01-01T12:00:00'
        )
