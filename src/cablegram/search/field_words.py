"""The fields of a query in a few words each, and what may be asked for with `has:` and `sort:`."""

from __future__ import annotations

from typing import Final

#: What stands behind the colon of a field, for somebody who has never seen it.
FIELD_MEANINGS: Final = {
    "caption": "with a caption or control, such as NODIS",
    "citedby": "cited by the cable of this number",
    "cites": "that cite this number",
    "class": "by classification: secret, confidential..",
    "classifiedby": "by who classified them",
    "classifier": "classified by exactly this name",
    "date": "of a day, month, year, or between two",
    "declass": "by the day or event of declassification",
    "drafter": "drafted by exactly this name",
    "form": "by the form in which they survive",
    "from": "sent by a post",
    "has": "that have something, such as portion marks",
    "info": "sent to a post for information",
    "mrn": "with this number",
    "named": "with exactly this name in the TAGS",
    "office": "of an office, by its symbol",
    "para": "with these words in one paragraph",
    "person": "by somebody signed, named or written to",
    "precedence": "by urgency: routine to flash",
    "reason": "by the reason of classification",
    "ref": "that cite this number",
    "signed": "by who signed",
    "signer": "signed with exactly this name",
    "sort": "in another order",
    "subject": "with words of the subject line",
    "summary": "with words of the summary",
    "tags": "by subject, country or program code, or what it means",
    "text": "with a word anywhere",
    "to": "addressed to a post",
}
HAS_MEANINGS: Final = {
    "portion-marks": "paragraphs with marks",
    "diagnostics": "something noticed while reading",
    "unresolved-refs": "a reference to a number that is not held",
    "several-witnesses": "several copies",
}
SORT_MEANINGS: Final = {
    "score": "best match first", "date": "oldest first", "-date": "newest first",
    "station": "by post, A to Z", "-station": "by post, Z to A",
    "number": "lowest number first", "-number": "highest number first",
}  # fmt: skip
