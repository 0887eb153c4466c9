"""Readers, and what a marking keeps from them."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Final

from cablegram.model import Level, Marking

HOME: Final = "USA"
#: A control that asks for a nationality and not for a leave that one can hold.
NOFORN: Final = "NOFORN"
_KEYS: Final = frozenset({"name", "level", "controls", "nationality"})
_TRIGRAPH: Final = re.compile(r"[A-Z]{3}")


class InvalidReader(ValueError):
    """The description of a reader says something that cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person who looks, and what he may see.

    `level` is the highest that he is cleared for, `controls` are the words that he was admitted to
    (`SBU`, `ORCON` ...), `nationality` is a trigraph. `sees_all` is the person alone with his own
    archive, to whom no marking applies.
    """

    name: str = ""
    level: Level = Level.UNCLASSIFIED
    controls: frozenset[str] = frozenset()
    nationality: str = HOME
    sees_all: bool = False


SEES_ALL: Final = Reader(name="all", level=Level.TOP_SECRET, sees_all=True)


def sees(reader: Reader, marking: Marking) -> bool:
    """Tell whether a reader may see what a marking marks.

    A level that could not be read counts as the highest. Each control must be held, but NOFORN,
    which asks for the home nationality, as a release list asks for one of its own.
    """
    if reader.sees_all:
        return True
    level = Level.TOP_SECRET if marking.level is None else marking.level
    if reader.level < level or not marking.controls - {NOFORN} <= reader.controls:
        return False
    if reader.nationality == HOME:
        return True
    if NOFORN in marking.controls:
        return False
    return marking.release_to is None or reader.nationality in marking.release_to


def clearance_class(reader: Reader) -> str:
    """Return the name of the class of all who see the same as a reader; fit for a folder.

    >>> clearance_class(SEES_ALL)
    'all'
    """
    if reader.sees_all:
        return "all"
    held = sorted(reader.controls)
    said = json.dumps([reader.level.value, held, reader.nationality])
    digest = hashlib.sha256(said.encode()).hexdigest()[:12]
    return f"{reader.level.value}-{reader.nationality.lower()}-{digest}"


def read_reader(text: str) -> Reader:
    """Return the reader that a small file describes, in TOML or JSON.

    It has `level`, and may have `name`, `controls` (a list) and `nationality` (a trigraph).

    Raises:
        InvalidReader: If it is neither, has other keys, or a value is not one that there is.
    """
    data = _data(text)
    if unknown := sorted(set(data) - _KEYS):
        raise InvalidReader(
            f"a reader has no {unknown[0][:60]!r}; there are {', '.join(sorted(_KEYS))}"
        )
    name, nationality = data.get("name", ""), data.get("nationality", HOME)
    if not isinstance(name, str):
        raise InvalidReader("the name of a reader is a text")
    if not isinstance(nationality, str) or not _TRIGRAPH.fullmatch(nationality.upper()):
        raise InvalidReader("a nationality is three letters, such as USA")
    return Reader(
        name=name,
        level=_level(data.get("level")),
        controls=_controls(data.get("controls", [])),
        nationality=nationality.upper(),
    )


def _data(text: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - most readers are the one who sees all

    try:
        data = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of both, and of JSON nested too deep
        raise InvalidReader("a reader is described in TOML or JSON, and this is neither") from error
    return dict(data)


def _level(value: object) -> Level:
    if isinstance(value, str):
        folded = value.strip().lower().replace(" ", "_").replace("-", "_")
        for level in Level:
            if folded == level.value:
                return level
    raise InvalidReader(
        f"the level of a reader is one of {', '.join(level.value for level in Level)}"
    )


def _controls(value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise InvalidReader("the controls of a reader are a list of words")
    return frozenset(each.strip().upper() for each in value if each.strip())
