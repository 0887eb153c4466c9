"""What the small files of readers and policies have in common: TOML or JSON, words in any case."""

from __future__ import annotations

import json
from typing import Any


def read_data(text: str) -> dict[str, Any]:
    """Return what a text in TOML or JSON says.

    Raises:
        ValueError: If it is neither.
    """
    import tomllib  # noqa: PLC0415 - most commands need none

    try:
        data: dict[str, Any] = (
            json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        )
    except RecursionError as error:
        msg = "nested too deep"
        raise ValueError(msg) from error
    return data


def folded(name: str) -> str:
    """Return a name of a level as it is compared: lower case, words joined by `_`.

    >>> folded("Top Secret"), folded("source-protected")
    ('top_secret', 'source_protected')
    """
    return "_".join(name.lower().replace("-", " ").replace("_", " ").split())
