"""To whom something is released: a level, or a reader."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cablegram.access import InvalidReader, Reader, held, read_reader
from cablegram.access.text_files import folded
from cablegram.model import Level

if TYPE_CHECKING:
    from cablegram.access import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who gets what is released.

    Attributes:
        reader: What he may see by the marks.
        label: How the stamp calls him: his level in capitals, or his name.
        level: What a portion counts as that is released to him above its mark.
    """

    reader: Reader
    label: str
    level: Level


def audience_of(said: str, policy: Policy) -> Audience:
    """Return the audience that a level or the file of a reader names.

    Args:
        said: A level of the policy in any spelling, or the path of a reader's file.
        policy: By which it is decided.

    Raises:
        InvalidReader: If it is neither.
    """
    rank = policy.rank(said)
    if rank is not None:
        reader = Reader(name=said, level=folded(said))
        return Audience(
            reader=reader, label=_capitals(policy.levels[rank]), level=_level(policy, rank)
        )
    try:
        reader = read_reader(Path(said).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        if isinstance(error, InvalidReader):
            raise
        there = ", ".join(policy.levels)
        raise InvalidReader(
            f"{said[:60]!r} is no level and no file of a reader; the levels are {there}"
        ) from error
    return audience_for(reader, policy)


class AnotherLevel(ValueError):
    """It is no level of the policy."""


def level_of(said: str, policy: Policy) -> Audience:
    """Return the audience that a level names; no file is looked for.

    Raises:
        AnotherLevel: If it is none of the policy.
    """
    if policy.rank(said) is None:
        raise AnotherLevel(f"the levels are {', '.join(policy.levels)}")
    return audience_of(said, policy)


def audience_for(reader: Reader, policy: Policy) -> Audience:
    """Return a reader as an audience.

    Raises:
        InvalidReader: If the policy has not his level, or not one of his groups.
    """
    rank = policy.highest if reader.sees_all else held(reader, policy).rank
    label = reader.name or _capitals(policy.levels[rank])
    return Audience(reader=reader, label=" ".join(label.split()), level=_level(policy, rank))


def audience_stored(stored: str, label: str, policy: Policy) -> Audience:
    """Return the audience of a review, of which the clearance is stored (`written_under`).

    A level that the policy does not have any more counts as its lowest.
    """
    said = json.loads(stored)
    nations = said["nations"]
    rank = policy.rank(said["level"]) or 0
    reader = Reader(
        name=label,
        level=policy.levels[rank],
        controls=frozenset(said["words"]),
        nationality=nations[0] if nations else "",
    )
    return Audience(reader=reader, label=label, level=_level(policy, rank))


def _capitals(level: str) -> str:
    return level.replace("_", " ").upper()


def _level(policy: Policy, rank: int) -> Level:
    """Return the highest level of texts that a rank of the policy sees."""
    seen = [Level(text) for text, asks in policy.text_levels.items() if asks <= rank]
    return max(seen, default=Level.UNCLASSIFIED)
