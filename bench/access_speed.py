"""How long it takes to decide what a reader sees of a cable."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from bench.parse_speed import best
from bench.report import Section, Table
from cablegram.access import Reader, decide, read_policy, us_policy, visible
from cablegram.read import parse

if TYPE_CHECKING:
    from cablegram.access import Policy

PORTIONS = 40
TIMES = 500
DAY = dt.date(2027, 1, 1)
MARKS = ("(U)", "(C)", "(S/NF)", "(SBU)", "")
SENTENCE = (
    "The harbor master (who has been there for a year) said that the dues would be raised in "
    "the autumn, and the ferry (the old one) sold.\n"
)
HEAD = """\
R 041530Z MAR 08
FM AMEMBASSY LISBON
TO SECSTATE WASHDC
BT
S E C R E T LISBON 000009

SIPDIS
EXDIS

E.O. 12958: DECL: 01/01/2028
TAGS: PREL, ETRD, PO
SUBJECT: (C) HARBOR DUES

"""
RULES = [
    {"name": "a file", "sources": ["outbox/*"], "level": "top_secret"},
    {"name": "a form", "forms": ["rows"], "level": "top_secret"},
    {"name": "a station", "stations": ["MADRID", "PARIS"], "level": "top_secret"},
    {"name": "TAGS", "tags": ["PTER", "ASEC"], "controls": ["DESK"]},
    {"name": "numbers", "mrns": [f"08LISBON{n}" for n in range(10, 60)], "level": "secret"},
    {"name": "days", "since": "2009-01-01", "before": "2010-01-01", "level": "secret"},
    {"name": "an embargo", "tags": ["PREL"], "controls": ["DESK"], "until": "2028-01-01"},
    {"name": "one that ended", "tags": ["PREL"], "controls": ["DESK"], "until": "2026-01-01"},
    {"name": "a paragraph", "mrns": ["08LISBON9"], "paragraphs": [7], "level": "top_secret"},
    {"name": "a leave", "instead": True, "mrns": ["07LISBON1"], "level": "unclassified"},
]


def record() -> dict[str, Any]:
    """Return a cable of forty portions, as the archive has it."""
    text = HEAD + "\n".join(
        f"{n}. {MARKS[n % len(MARKS)]} {SENTENCE * 4}" for n in range(1, PORTIONS + 1)
    )
    made = parse(text, source="inbox/08LISBON9.txt", date_hint=dt.date(2008, 3, 1)).to_dict()
    if len(made["paragraphs"]) != PORTIONS:
        msg = f"{len(made['paragraphs'])} portions were read, not {PORTIONS}"
        raise RuntimeError(msg)
    return made


def access_section(rounds: int) -> Section:
    """Measure a decision, and what it is for, by two policies."""
    cable = record()
    with_rules = read_policy(json.dumps({"base": "us", "rules": RULES}))
    reader = Reader(
        level="confidential",
        controls=frozenset({"SBU", "DESK"}),
        need_to_know=frozenset({"EXDIS"}),
        nationality="GBR",
    )
    rows = [
        _row(name, cable, reader, policy, rounds)
        for name, policy in (("US", us_policy()), (f"US and {len(RULES)} rules", with_rules))
    ]
    return Section(
        name="Deciding",
        about=(
            f"What a reader sees of a cable of {PORTIONS} portions and "
            f"{len(cable['source_text']):,} characters, its marks of five kinds in turn, one "
            f"caption that restricts. Time of the processor, best of {rounds} rounds of {TIMES}."
        ),
        tables=(
            Table(
                title="One decision",
                columns=("policy", "portions seen", "decide, us", "decide and reduce, us"),
                rows=tuple(rows),
            ),
        ),
    )


def _row(
    name: str, cable: dict[str, Any], reader: Reader, policy: Policy, rounds: int
) -> tuple[str, ...]:
    def decided() -> None:
        for _ in range(TIMES):
            decide(reader, cable, policy, DAY)

    def reduced() -> None:
        for _ in range(TIMES):
            visible(cable, reader, policy, DAY)

    seen = sum(each.allowed for each in decide(reader, cable, policy, DAY).paragraphs)
    times = [best(work, rounds)[1] / TIMES * 1e6 for work in (decided, reduced)]
    return (name, f"{seen} of {PORTIONS}", *(f"{each:.0f}" for each in times))
