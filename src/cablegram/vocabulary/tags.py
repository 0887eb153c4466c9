"""TAGS: meanings by date, families, and runs that lost their blanks."""

from __future__ import annotations

from cablegram.vocabulary.tag_runs import near_tags, split_fused
from cablegram.vocabulary.tag_table import (
    Family,
    TagMeaning,
    changed_codes,
    codes_beginning,
    codes_for,
    country_name,
    family_of,
    is_known,
    meanings_named,
    scheme_on,
    tag_meaning,
    tag_meanings,
)

__all__ = [
    "Family",
    "TagMeaning",
    "changed_codes",
    "codes_beginning",
    "codes_for",
    "country_name",
    "family_of",
    "is_known",
    "meanings_named",
    "near_tags",
    "scheme_on",
    "split_fused",
    "tag_meaning",
    "tag_meanings",
]
