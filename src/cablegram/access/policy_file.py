"""Reading a policy: a small file in TOML or JSON. docs/reference/access.md has its keys."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cablegram.access.clearance import Clearance
from cablegram.access.policy import Policy
from cablegram.access.rules import Kind, Rule
from cablegram.access.text_files import folded, read_data
from cablegram.access.us import US
from cablegram.model import MRN, InvalidMRN, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The policies that a file may build on with `base`.
BASES: Final = {"us": US}
_LEVEL_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,40}")
_SHOWN: Final = 60


class InvalidPolicy(ValueError):
    """A policy says something that cannot be used. Every fault is told, one a line."""


@lru_cache(maxsize=16)
def read_policy(text: str) -> Policy:
    """Return the policy that a text in TOML or JSON describes.

    With `base = "us"` it builds on the US policy: its tables are added to the base's, its other
    values stand in place of the base's. The same text gives the same object.

    Raises:
        InvalidPolicy: If anything in it cannot be used.
    """
    try:
        data = read_data(text)
    except ValueError as error:
        msg = "a policy is described in TOML or JSON, and this is neither"
        raise InvalidPolicy(msg) from error
    base: Any = data.pop("base", None)
    if base is not None:
        if not isinstance(base, str) or base not in BASES:
            msg = f"there is no policy {str(base)[:_SHOWN]!r} to build on; there is 'us'"
            raise InvalidPolicy(msg)
        data = _merged(read_data(BASES[base]), data)
    faults: list[str] = []
    policy = _policy(_Table(data, "the policy", faults))
    if faults:
        raise InvalidPolicy("\n".join(faults))
    return policy


def us_policy() -> Policy:
    """Return the policy that holds where no other is given."""
    return read_policy(US)


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    made = dict(base)
    for key, value in own.items():
        below = made.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            made[key] = _merged(below, value)
        else:
            made[key] = value
    return made


class _Table:
    """One table of the file; whoever reads a key takes it, and `finish` tells what is left."""

    def __init__(self, data: Mapping[str, Any], where: str, faults: list[str]) -> None:
        self._data = dict(data)
        self._where = where
        self._faults = faults

    def fault(self, text: str) -> None:
        self._faults.append(f"{self._where}: {text}")

    def text(self, key: str, default: str = "") -> str:
        value = self._data.pop(key, default)
        if isinstance(value, str):
            return value.strip()
        self.fault(f"{key} is a text")
        return default

    def flag(self, key: str) -> bool:
        value = self._data.pop(key, False)
        if not isinstance(value, bool):
            self.fault(f"{key} is true or false")
        return value is True

    def texts(self, key: str) -> tuple[str, ...]:
        return self._texts(key, self._data.pop(key, []))

    def _texts(self, key: str, value: object) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(" ".join(each.split()) for each in value)
        self.fault(f"{key[:_SHOWN]} is a list of texts")
        return ()

    def words(self, key: str) -> tuple[str, ...]:
        return tuple(each.upper() for each in self.texts(key))

    def numbers(self, key: str) -> tuple[int, ...]:
        value = self._data.pop(key, [])
        if isinstance(value, list) and all(type(each) is int for each in value):
            return tuple(value)
        self.fault(f"{key} is a list of numbers")
        return ()

    def day(self, key: str) -> dt.date | None:
        value = self._data.pop(key, None)
        if isinstance(value, str):
            try:
                value = dt.date.fromisoformat(value)
            except ValueError:
                value = False
        if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
            return value
        self.fault(f"{key} is a day, such as 2027-01-31")
        return None

    def table(self, key: str) -> _Table:
        value = self._data.pop(key, {})
        if not isinstance(value, dict):
            self.fault(f"{key[:_SHOWN]} is a table")
            value = {}
        return _Table(value, f"{self._where}, {key[:_SHOWN]}", self._faults)

    def tables(self, key: str) -> list[_Table]:
        value = self._data.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.fault(f"{key} is a list of tables")
            return []
        return [_Table(each, f"{key} {n}", self._faults) for n, each in enumerate(value, 1)]

    def empty(self) -> tuple[str, ...]:
        """Return the keys with an empty list."""
        return tuple(key for key, value in self._data.items() if value == [])

    def left(self) -> tuple[str, ...]:
        """Return the keys that nobody has taken."""
        return tuple(self._data)

    def finish(self) -> None:
        """Tell of keys that mean nothing: a slip there would leave open what was to be shut."""
        for key in self._data:
            self.fault(f"there is no {key[:_SHOWN]!r} here")

    def digest(self) -> str:
        said = json.dumps(self._data, sort_keys=True, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def _policy(data: _Table) -> Policy:
    digest = data.digest()
    levels = data.texts("levels")
    if not levels or len({folded(each) for each in levels}) < len(levels):
        data.fault("levels is a list of names, lowest first, each once")
    for each in levels:
        if not _LEVEL_NAME.fullmatch(each):
            data.fault(f"the name of a level is small letters, digits, - and _: {each[:_SHOWN]!r}")
    words = data.table("words")
    names = data.table("names")
    nations = data.table("nations")
    policy = Policy(
        name=data.text("name"),
        source=data.text("source"),
        levels=levels,
        digest=digest,
        home=data.text("home").upper(),
        home_words=frozenset(words.words("home")),
        free_words=frozenset(words.words("free")),
        known_words=frozenset((*words.words("controls"), *words.words("need_to_know"))),
        names={key.upper(): names.words(key) for key in names.left()},
        nations={key.upper(): frozenset(nations.words(key)) for key in nations.left()},
    )
    declassification = data.table("declassification")
    made: dict[str, Any] = {
        "text_levels": _text_levels(data.table("text_levels"), policy),
        "groups": _groups(data.table("groups"), policy),
        "on_date": declassification.flag("on_date"),
        "rules": tuple(_rule(each, policy) for each in data.tables("rules")),
    }
    for table in (words, declassification, data):
        table.finish()
    return replace(policy, **made)


def _text_levels(data: _Table, policy: Policy) -> dict[str, int]:
    """Return what the levels of texts count as: what is said, else the level of that name."""
    found = {level.value: rank for level in Level if (rank := policy.rank(level.value)) is not None}
    for level in Level:
        if level.value in data.left():
            found[level.value] = _rank(data, level.value, policy)
    data.finish()
    return found


def _rank(data: _Table, key: str, policy: Policy) -> int:
    """Return the rank of the level that a key names; none is the lowest."""
    name = data.text(key)
    rank = policy.rank(name) if name else 0
    if rank is None:
        data.fault(f"{key} {name[:_SHOWN]!r} is none of {', '.join(policy.levels)}")
    return rank or 0


def _groups(data: _Table, policy: Policy) -> dict[str, Clearance]:
    found = {}
    for name in data.left():
        group = data.table(name)
        rank = _rank(group, "level", policy)
        words = policy.words_of((*group.words("controls"), *group.words("need_to_know")))
        group.finish()
        found[name] = Clearance(rank, words)
    return found


def _rule(data: _Table, policy: Policy) -> Rule:
    for key in data.empty():  # a condition that says nothing would hold of everything
        data.fault(f"{key[:_SHOWN]} is an empty list; leave it out")
    name = data.text("name")
    if not name:
        data.fault("a rule has a name")
    level = data.text("level")
    rank = 0 if not level else policy.rank(level)
    if rank is None:
        data.fault(f"level {level[:_SHOWN]!r} is none of {', '.join(policy.levels)}")
        rank = policy.highest
    words = (*data.words("controls"), *data.words("need_to_know"))
    kind, until = _kind(data), data.day("until")
    if kind is not Kind.ADDS and until is not None:
        data.fault("what stands in place of marks cannot end: time only opens")
    if kind is Kind.ADDS and not (level or words):
        data.fault("a rule that adds asks for a level, controls or need_to_know")
    if kind is not Kind.ADDS and not level:
        data.fault("a rule that stands in place of marks names a level")
    rule = Rule(
        name=name,
        asks=Clearance(rank, policy.words_of(words), policy.nations_of(words, None)),
        kind=kind,
        until=until,
        sources=data.texts("sources"),
        forms=frozenset(data.texts("forms")),
        stations=frozenset(_stations(data)),
        tags=frozenset(data.words("tags")),
        mrns=frozenset(_mrns(data)),
        since=data.day("since"),
        before=data.day("before"),
        paragraphs=frozenset(data.numbers("paragraphs")),
    )
    if kind is Kind.BANNER and rule.paragraphs:
        data.fault("a banner is that of the whole cable, not of paragraphs")
    data.finish()
    return rule


def _kind(data: _Table) -> Kind:
    instead, banner = data.flag("instead"), data.flag("banner")
    if instead and banner:
        data.fault("a rule stands in place of the banner or of all marks, not of both")
    return Kind.INSTEAD if instead else Kind.BANNER if banner else Kind.ADDS


def _mrns(data: _Table) -> list[str]:
    found = []
    for each in data.texts("mrns"):
        try:
            mrn = MRN.parse(each)
        except InvalidMRN as error:
            data.fault(str(error))
            continue
        if mrn.year is None:
            data.fault(f"the number {each[:_SHOWN]!r} has no year")
        found.append(str(mrn))
    return found


def _stations(data: _Table) -> list[str]:
    found = []
    for each in data.texts("stations"):
        try:
            found.append(MRN.parse(f"{each} 1").station)
        except InvalidMRN:
            data.fault(f"{each[:_SHOWN]!r} is no name of a station")
    return found
