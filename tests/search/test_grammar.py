"""The grammar in the documentation and the parser are of one opinion."""

from __future__ import annotations

import random

import pytest

from cablegram.errors import QueryError
from cablegram.search import explain, parse_query
from tests.search.grammar import accepts, rules, sentence

VALUES = {
    "from": "lisbon", "tags": "PREL", "class": "secret", "date": "2007", "subject": "visa",
    "has": "diagnostics", "mrn": "07LISBON1", "precedence": "flash", "reason": "b",
}  # fmt: skip
# What the notes below the grammar say, and the bounds of values.
SIDE_CONDITIONS = (
    "NEAR", "within the brackets", "takes words and phrases", "is not a", "is nothing that",
    "neither a letter", "more than 256",
)  # fmt: skip


def spelled(signs: list[str], dice: random.Random) -> str:
    """Return a sentence with words in place of the names of leaves, such as fit their field."""
    written = ""
    field = ""  # the field just written, whose value or bracket comes next
    brackets: list[str] = []  # the fields of the open brackets
    for sign in signs:
        if sign == "field":
            field = dice.choice(list(VALUES))
            written += f" {field}:"
            continue
        of = field or next((each for each in reversed(brackets) if each), "")
        text = {
            "word": VALUES[of] if of else dice.choice(["visa", "overfl*", "dues~", "abc?d"]),
            "phrase": f'"{VALUES[of]}"' if of else dice.choice(['"a b"', '"a b"~3']),
        }.get(sign, sign)
        if sign == "(":
            brackets.append(field)
        elif sign == ")" and brackets:
            brackets.pop()
        written += text if field or written.endswith("-") else f" {text}"
        field = ""
    return written.strip()


@pytest.mark.parametrize("seed", range(400))
def test_what_the_grammar_makes_is_parsed(seed: int) -> None:
    dice = random.Random(seed)
    query = spelled(sentence(dice), dice)
    assert accepts(query), query
    refused = refusal(query)
    assert refused is None or any(reason in str(refused) for reason in SIDE_CONDITIONS), query


def refusal(query: str) -> QueryError | None:
    try:
        assert explain(parse_query(query))
    except QueryError as error:
        return error
    return None


@pytest.mark.parametrize("seed", range(400))
def test_what_is_parsed_is_in_the_grammar(seed: int) -> None:
    """Sentences with a sign taken out, put in or doubled: the parser accepts no others."""
    dice = random.Random(seed)
    signs = sentence(dice) or ["word"]
    for _ in range(dice.randint(1, 2)):
        place = dice.randrange(len(signs) + 1)
        change = dice.choice(["out", "in"])
        if change == "out" and signs:
            signs.pop(min(place, len(signs) - 1))
        else:
            signs.insert(place, dice.choice(["(", ")", "-", "NOT", "OR", "AND", "NEAR", "word"]))
    query = spelled(signs, dice)
    try:
        parsed = parse_query(query)
    except QueryError:
        return
    assert parsed.typed_number is not None or accepts(query), query


def test_the_mutations_refuse_something() -> None:
    assert not accepts("visa OR")
    assert not accepts("(visa")
    assert not accepts("visa NEAR (dues)")
    assert accepts("subject:visa NEAR/3 subject:queue -(a OR tags:(PREL OR MARR))")
    assert set(rules()) == {"query", "any", "all", "part", "term", "group", "text", "value"}
