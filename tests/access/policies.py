"""Policies that the tests use."""

from __future__ import annotations

from typing import Any

NEWSROOM = """
name = "newsroom"
levels = ["public", "staff", "source-protected"]

[groups.desk]
level = "staff"
controls = ["EMBARGOED"]

[[rules]]
name = "what is not said otherwise is for the staff"
instead = true
level = "staff"

[[rules]]
name = "published"
sources = ["published/*", "site/*.html"]
instead = true
level = "public"

[[rules]]
name = "the quay names a source"
mrns = ["07 LISBON 0001"]
paragraphs = [2]
level = "source-protected"

[[rules]]
name = "the ferry papers"
stations = ["Lisbon"]
tags = ["ETRD"]
since = 2007-01-01
before = 2008-01-01
controls = ["EMBARGOED"]
until = 2027-02-01
"""


def us_with(*rules: dict[str, Any], on_date: bool = False) -> dict[str, Any]:
    """Return the data of the US policy with rules."""
    return {"base": "us", "declassification": {"on_date": on_date}, "rules": list(rules)}
