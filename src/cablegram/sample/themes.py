"""What the made-up cables are about: harmless business, with its words, offices and TAGS."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Theme", "themes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One kind of business.

    `subjects` are patterns with {nat}, {country}, {place}, {firm}, {ship}, {month}, {year};
    `issues` and `acts` may hold {place}. `early_tags` and `late_tags` are subject TAGS of the 1970s
    and from the 1980s on, `programs` program TAGS of the 2000s; `office` is an action office of
    the Department. Lists run from common to rare.
    """

    name: str
    office: str
    early_tags: tuple[str, ...]
    late_tags: tuple[str, ...]
    programs: tuple[str, ...]
    subjects: tuple[str, ...]
    bodies: tuple[str, ...]
    issues: tuple[str, ...]
    things: tuple[str, ...]
    units: tuple[str, ...]
    acts: tuple[str, ...]


@cache
def themes() -> tuple[Theme, ...]:
    """Return all kinds of business, in the order of `themes.toml`."""
    text = files(__package__).joinpath("themes.toml").read_text(encoding="utf-8")
    return tuple(map(_theme, tomllib.loads(text)["theme"]))


def _theme(row: dict[str, Any]) -> Theme:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    return Theme(**values)
