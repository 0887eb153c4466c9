"""The registry of diagnostic codes: stable for ever, a retired code is never used again.

Families: CG0 bytes and form, CG1 markings and E.O. line, CG2 addresses and precedence, CG3 MRN
and DTG, CG4 TAGS and subject, CG5 references, CG6 paragraphs, CG7 transmission and sections,
CG8 writing and relay, CG9 release stamps and attributes.
"""

from __future__ import annotations

from cablegram.model.diagnostic import Severity
from cablegram.model.value import place_value

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


@place_value
class Code:
    """One entry of the registry."""

    code: str
    name: str
    severity: Severity
    summary: str
    source: str


_TABLE = (
    (
        "CG001",
        "reader-failed",
        _E,
        "a field could not be read because of a fault of ours",
        "STYLE 4",
    ),
    ("CG002", "form-not-recognised", _E, "the text is none of the forms that are known", "sect. 0"),
    ("CG003", "decoded-with-doubt", _N, "the bytes are not UTF-8 and were decoded otherwise", ""),
    ("CG004", "too-large", _E, "the text is larger than a message can be; its rest is unread", ""),
    ("CG005", "carrier-broken", _W, "the wrapping (XML, HTML, mail) is damaged or cut short", ""),
    (
        "CG006",
        "no-text",
        _W,
        "the record has no text: withdrawn, lost, or on film only",
        "sect. 6.5",
    ),
    ("CG007", "form-in-doubt", _N, "two forms fit nearly as well", "sect. 0"),
    ("CG008", "control-characters", _N, "NUL or other control characters stand in the text", ""),
    ("CG009", "labels-before-values", _N, "the labels came first and the values after", "sect. 7"),
    (
        "CG010",
        "read-by-ocr",
        _W,
        "the text was read from images of pages; letters may be wrong",
        "",
    ),
    ("CG102", "classification-missing", _W, "no classification line or banner was found", "2.1"),
    ("CG103", "classification-conflict", _W, "two places give different classifications", "3.4"),
    ("CG104", "portion-mark-repaired", _W, "a garbled portion mark was read", "3.2"),
    ("CG105", "order-repaired", _W, "the E.O. number was garbled and repaired", "2.4"),
    ("CG106", "order-unknown", _W, "the E.O. number is none of the orders", "2.4"),
    (
        "CG107",
        "declassification-unread",
        _W,
        "the declassification instruction was not read",
        "2.4",
    ),
    ("CG108", "classified-by-unread", _W, "the classified-by line was not read", "2.7"),
    ("CG109", "control-unknown", _N, "a control in a mark is not in the tables", "3.3"),
    ("CG201", "no-originator", _W, "no FM line was found", "1.8"),
    ("CG202", "precedence-repaired", _W, "a misspelt precedence was read", "1.7"),
    ("CG203", "addressee-unread", _W, "an addressee line was not understood", "1.9"),
    ("CG204", "page-line-in-addresses", _N, "a page line stood among the addressees", "1.9"),
    ("CG205", "security-mismatch", _W, "line 4 and the classification line disagree", "1.5"),
    ("CG301", "mrn-missing", _W, "no message number was found", "4"),
    ("CG302", "mrn-conflict", _W, "two places give different numbers", "4"),
    ("CG303", "dtg-repaired", _W, "a garbled date-time group was read", "1.6"),
    ("CG304", "dtg-invalid", _W, "the date-time group is no possible time", "1.6"),
    ("CG305", "station-repaired", _W, "a garbled station name was matched", "4"),
    ("CG306", "station-unknown", _N, "the station is not in the tables", "4"),
    ("CG307", "mrn-year-doubtful", _W, "the year of the number is inferred or odd", "4"),
    ("CG308", "date-conflict", _W, "the date-time group and the stated date differ", "7"),
    ("CG309", "station-ambiguous", _W, "the station's name fits several", "4"),
    ("CG401", "tags-fused", _W, "TAGS that ran together were parted", "5"),
    ("CG402", "tag-unknown", _N, "a TAG is not in the tables of its time", "5"),
    ("CG403", "tag-repaired", _W, "a garbled TAG was read", "5"),
    ("CG404", "subject-missing", _N, "no SUBJECT line was found", "2.5"),
    ("CG405", "tag-repeated", _N, "a TAG stands twice on the line", "5"),
    ("CG406", "tag-ambiguous", _N, "a country code's meaning at that date is not certain", "5"),
    ("CG407", "subject-label-repaired", _W, "a garbled SUBJECT label was read", "2.5"),
    ("CG501", "year-inferred", _N, "a reference's year was inferred, and how", "2.6"),
    ("CG502", "reference-unread", _W, "an entry of the REF line was not understood", "2.6"),
    ("CG503", "reference-to-itself", _W, "a reference names the cable itself", "2.6"),
    (
        "CG504",
        "reference-label-unknown",
        _W,
        "the text uses a letter that REF does not list",
        "2.6",
    ),
    (
        "CG505",
        "reference-repaired",
        _W,
        "a garbled number or station in a reference was read",
        "2.6",
    ),
    ("CG506", "reference-year-impossible", _W, "a written year is later than the cable", "2.6"),
    ("CG507", "reference-label-repeated", _W, "two references have one letter", "2.6"),
    ("CG508", "year-uncertain", _W, "two years are possible for a reference", "2.6"),
    (
        "CG601",
        "paragraph-gap",
        _W,
        "a paragraph number is missing, repeated or out of order",
        "2.8",
    ),
    ("CG602", "paragraph-unnumbered", _N, "the text has no numbered paragraphs", "2.8"),
    ("CG603", "redaction", _N, "words were taken out before release", "0.1"),
    ("CG604", "text-missing", _W, "the message has a heading but no text", "2"),
    ("CG605", "quoted-document", _N, "a quoted text with its own numbering", "2.8"),
    ("CG701", "section-missing", _W, "a section of the message is missing", "1.12"),
    ("CG702", "section-order", _W, "sections stood out of order", "1.12"),
    ("CG703", "serial-mismatch", _W, "line 15 does not repeat the serial of line 3", "1.11"),
    ("CG704", "run-together", _W, "two messages run together without an end", "1.1"),
    ("CG705", "heading-unread", _N, "a line of the heading was not understood", "1"),
    ("CG706", "copies-sum", _N, "the copies of the distribution do not add up", "6.2"),
    ("CG707", "precedence-mismatch", _W, "lines 2 and 5 give different precedences", "1.2"),
    ("CG708", "filing-time", _W, "line 3's filing time disagrees with the date-time group", "1.4"),
    ("CG709", "section-total", _W, "sections state different totals", "1.12"),
    ("CG901", "attribute-conflict", _N, "the source's metadata and the text disagree", "6.4"),
    ("CG903", "attribute-date", _N, "a date of the metadata was not read", "6.4"),
    ("CG904", "stamp-unread", _N, "a release stamp was not wholly understood", "3.7"),
)

CODES: dict[str, Code] = {row[0]: Code(*row) for row in _TABLE}
