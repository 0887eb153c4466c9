"""Printed forms on which telegrams were copied: words and boxes of the sheet around the message."""

from __future__ import annotations

import re

from cablegram.vocabulary import is_office

MAX_ROW = 60
_WORDS = re.compile(
    r"(?:(?:INCOMING|OUTGOING)\s)?(?:TELEGRAM|AIRGRAM)\Z|(?:ACTION|PERMANENT RECORD|FILE) COPY\Z"
    r"|DEPARTMENT OF (?:STATE|DEFENSE)(?: TELEGRAM)?\Z|JOINT CHIEFS OF STAFF\Z|MESSAGE CENTER\Z"
    r"|(?:ORIGIN\s?/\s?ACTION|ACTION|INFO|ORIGIN|TO|FROM|NO\.?|REP|REF|DATE)\s?:?\Z"
    r"|FOR RM USE ONLY\Z|(?:\(\)\s?)?(?:DE)?CLASSIFY(?: IN PART)?\Z|\(\)\s?(?:DELETE|EXCISE|DENY)\Z"
    r"|RELEASE\Z|NATIONAL ARCHIVES.{0,40}\Z|MULT\Z|REVIEWED BY.{0,40}\Z",
    re.IGNORECASE,
)
_BOX = re.compile(r"[A-Z]{1,5}(?:/[A-Z]{1,3})?\Z")  # a box of the distribution of a sheet
_FILING = re.compile(
    r"[A-Z]{1,4}\.?\s?\d{1,3}(?:\s[A-Z]{1,5})?\Z|[\d\u00d8/,. -]{1,12}\Z|[^\w\s]{1,4}\Z"
)


def is_form_word(row: str) -> bool:
    """Tell whether a line outside the message is of the form that it was printed or copied on."""
    if len(row) > MAX_ROW:
        return False
    if _WORDS.match(row) or _FILING.match(row):
        return True
    if _BOX.match(row):
        return True
    words = re.split(r"[\s/,]+", row.strip(" /,."))
    return all(is_office(word) or (word.isdecimal() and len(word) < 4) for word in words)
