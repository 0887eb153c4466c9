"""Readers: who looks, and what he has been given."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cablegram.access.clearance import Clearance
from cablegram.access.policy import asked
from cablegram.access.text_files import folded, read_data

if TYPE_CHECKING:
    from cablegram.access.policy import Policy
    from cablegram.model import Marking

_TRIGRAPH: Final = re.compile(r"[A-Z]{3}")
_LISTS: Final = ("controls", "need_to_know", "groups")
_KEYS: Final = frozenset({"name", "level", "nationality", *_LISTS})


class InvalidReader(ValueError):
    """The description of a reader says something that cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person who looks, and what he may see. What the words mean is said by a policy.

    Attributes:
        name: For people; nothing depends on it.
        level: The highest that he is cleared for; the lowest of the policy if empty.
        controls: Words that he was admitted to (`SBU`, `ORCON` ...).
        need_to_know: Captions that he has need to know of (`NODIS`, `ROGER CHANNEL` ...).
        nationality: A trigraph; that of the policy's home if empty.
        groups: Names to which the policy gives rights.
        sees_all: The person alone with his own archive, to whom no marking applies.
    """

    name: str = ""
    level: str = ""
    controls: frozenset[str] = frozenset()
    need_to_know: frozenset[str] = frozenset()
    nationality: str = ""
    groups: frozenset[str] = frozenset()
    sees_all: bool = False


SEES_ALL: Final = Reader(name="all", sees_all=True)


@lru_cache(maxsize=1024)
def held(reader: Reader, policy: Policy) -> Clearance:
    """Return what a reader has by a policy, his groups' rights included.

    Raises:
        InvalidReader: If the policy has not his level, or not one of his groups.
    """
    rank = policy.rank(reader.level) if reader.level else 0
    if rank is None:
        raise InvalidReader(f"the level of a reader is one of {', '.join(policy.levels)}")
    if unknown := sorted(reader.groups - set(policy.groups)):
        there = ", ".join(sorted(policy.groups)) or "none"
        raise InvalidReader(f"the policy has no group {unknown[0][:60]!r}; there are {there}")
    is_home = reader.nationality in ("", policy.home)
    own = Clearance(
        rank,
        policy.words_of((*reader.controls, *reader.need_to_know)),
        frozenset() if is_home else frozenset({reader.nationality}),
    )
    for group in sorted(reader.groups):
        given = policy.groups[group]
        own = Clearance(max(own.rank, given.rank), own.words | given.words, own.nations)
    return own


def sees(reader: Reader, marking: Marking, policy: Policy) -> bool:
    """Tell whether a reader may see what a marking marks, if nothing else is said.

    Raises:
        InvalidReader: If the policy has not his level, or not one of his groups.
    """
    if reader.sees_all:
        return True
    release = None if marking.release_to is None else tuple(sorted(marking.release_to))
    asks = asked(policy, marking.level, tuple(sorted(marking.controls)), release)
    return asks <= held(reader, policy)


def clearance_class(reader: Reader, policy: Policy) -> str:
    """Return the name of the class of all who see the same as a reader; fit for a folder.

    It ends with the digest of the policy: under another policy it is another class.

    Raises:
        InvalidReader: If the policy has not his level, or not one of his groups.
    """
    if reader.sees_all:
        return "all"
    has = held(reader, policy)
    nation = "-".join(sorted(has.nations or ())).lower() or "home"
    said = json.dumps([has.rank, sorted(has.words), nation])
    digest = hashlib.sha256(said.encode()).hexdigest()[:12]
    return f"{policy.levels[has.rank]}-{nation}-{digest}-{policy.digest}"


def read_reader(text: str) -> Reader:
    """Return the reader that a small file describes, in TOML or JSON.

    It may have `name`, `level`, `nationality` (a trigraph), and the lists `controls`,
    `need_to_know` and `groups`; `level` or `groups` it must have. Whether level and groups are
    there is told by the policy (`held`).

    Raises:
        InvalidReader: If it is neither, has other keys, or a value is not one that there is.
    """
    try:
        data = read_data(text)
    except ValueError as error:
        raise InvalidReader("a reader is described in TOML or JSON, and this is neither") from error
    if unknown := sorted(set(data) - _KEYS):
        raise InvalidReader(
            f"a reader has no {unknown[0][:60]!r}; there are {', '.join(sorted(_KEYS))}"
        )
    for key in ("name", "level", "nationality"):
        if not isinstance(data.get(key, ""), str):
            raise InvalidReader(f"the {key} of a reader is a text")
    lists = {key: _words(data.get(key, []), key) for key in _LISTS}
    level, nationality = data.get("level", "").strip(), data.get("nationality", "").upper()
    if not level and not lists["groups"]:
        raise InvalidReader("a reader has a level, or is in groups")
    if nationality and not _TRIGRAPH.fullmatch(nationality):
        raise InvalidReader("a nationality is three letters, such as USA")
    return Reader(
        name=data.get("name", ""),
        level=folded(level),
        controls=frozenset(each.upper() for each in lists["controls"]),
        need_to_know=frozenset(each.upper() for each in lists["need_to_know"]),
        nationality=nationality,
        groups=lists["groups"],
    )


def _words(value: object, key: str) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise InvalidReader(f"the {key} of a reader are a list of words")
    return frozenset(" ".join(each.split()) for each in value if each.strip())
