"""Named parts of patterns, each in one place: classifications, precedences, date-time groups."""

from __future__ import annotations

import re


def spaced(word: str) -> str:
    """Return a pattern for a word whose letters may be spaced (`C O N F I D E N T I A L`)."""
    return r"\s?".join(re.escape(letter) for letter in word)


# Reference section 1.12; 5 FAH-2 H-222. Longer ones first.
CLASSIFICATION = (
    r"(?:T\s?O\s?P\s{1,3}S\s?E\s?C\s?R\s?E\s?T|S\s?E\s?C\s?R\s?E\s?T"
    r"|C\s?O\s?N\s?F\s?I\s?D\s?E\s?N\s?T\s?I\s?A\s?L?"
    r"|R\s?E\s?S\s?T\s?R\s?I\s?C\s?T\s?E\s?D"
    r"|U\s?N\s?C\s?L\s?A\s?S(?:\s?S\s?I\s?F\s?I\s?E\s?D)?(?:[\s/]+E\s?F\s?T\s?O)?|INCLAS|UNGLAS(?:SIFIED)?"
    r"|L\s?I\s?M\s?I\s?T\s?E\s?D\s+O\s?F\s?F\s?(?:I\s?C\s?I\s?A\s?L|\.)?\s+U\s?S\s?E"
    r"|SENSITIVE\s+BUT\s+UNCLASSIFIED|SBU|LOU|FOR OFFICIAL USE ONLY|FOUO)"
)
# ACP 127(G) para 150; a scanner reads the letter O as zero.
PRECEDENCE_SIGN = r"[ZOPRY0]"
PRECEDENCE_WORD = (
    r"FLASH|NIACT\s+IMMEDIATE|IMMEDIATE\s+NIACT|NIACT|IMMEDIATE|P[R]?IORITY|PRIORTY|ROUTINE|IMMED"
    r"|DEFERRED"
)
MONTHS = {
    name: number
    for number, name in enumerate(
        ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), 1
    )
}

# SUBJ or SUBJECT with one or two of its letters wrong; only before a colon, where the label stands.
GARBLED_SUBJECT = r"(?:[A-Z]{2}BJ|SU[A-Z]J|SUB[A-Z]|S[A-Z]BJ)(?:ECT)?"
