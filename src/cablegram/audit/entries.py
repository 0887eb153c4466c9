"""An entry of the log, its canonical bytes, and the chain.

Nothing that could be a sentence gets in: identifiers have the shape of identifiers, words have no
blanks, and what does not fit is kept as a keyed digest.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    Digest = Callable[[str], str]
    Said = str | int | bool | Sequence[str] | None


class Action(StrEnum):
    """What was done."""

    SHOWN = "shown"
    SEARCHED = "searched"
    EXPORTED = "exported"
    REVIEWED = "reviewed"
    RELEASED = "released"
    REFUSED = "refused"
    CHANGED = "changed"
    ADDED = "added"
    FORGOTTEN = "forgotten"
    SENT = "sent"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    KEY_CHANGED = "key_changed"


#: Before the first entry stands this, so that no other chain can begin a log.
SEED: Final = b"cablegram.audit/1\n"
HASH_BYTES: Final = 32
#: Identifiers of one entry; a file of more cables is described by its count and its query.
MOST_NAMED: Final = 1000
MOST_WORDS: Final = 20
_NUMBER: Final = re.compile(r"(?:\d{2}|\d{4})?[A-Z]{1,30}(?:-A)?\d{1,7}", re.ASCII)
_NAMED: Final = re.compile(r"[a-z]{1,12}:[A-Za-z0-9_-]{1,64}", re.ASCII)
_WORD: Final = re.compile(r"[A-Za-z0-9/][A-Za-z0-9_.:/{}()+@*-]{0,159}", re.ASCII)
#: An account's name; behind a word for how, that of a user of the system (`cli:ana`).
_WHO: Final = re.compile(r"(?:[a-z]{1,12}:)?[\w.@+-][\w .@+'-]{0,79}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the log.

    Attributes:
        number: From 1, each one more than the one before.
        at: When it was written, aware, in UTC.
        action: What was done; a word that a later version may know and this one not.
        who: The name that a person signs in with, `alone`, or `cli:` and a name of the system.
        what: Identifiers of cables and of other things (`08LISBON9`, `item:12`, `dossier:k3...`).
        outcome: `done`, or why not, as one word.
        about: What else is known of it: numbers, words without blanks, digests.
    """

    number: int
    at: dt.datetime
    action: str
    who: str
    what: tuple[str, ...] = ()
    outcome: str = "done"
    about: Mapping[str, Any] = field(default_factory=dict)

    def line(self) -> str:
        """Return the canonical form: JSON, keys sorted, no blanks, nothing but ASCII."""
        return json.dumps(
            {
                "about": dict(self.about),
                "action": self.action,
                "at": written_time(self.at),
                "number": self.number,
                "outcome": self.outcome,
                "what": list(self.what),
                "who": self.who,
            },
            sort_keys=True,
            separators=(",", ":"),
        )

    @classmethod
    def of(cls, line: str) -> Entry:
        """Return the entry of a line.

        Raises:
            ValueError: If it is none, or is not written in the canonical form.
        """
        said = json.loads(line)
        try:
            made = cls(
                number=said["number"],
                at=dt.datetime.fromisoformat(said["at"]),
                action=said["action"],
                who=said["who"],
                what=tuple(said["what"]),
                outcome=said["outcome"],
                about=said["about"],
            )
            is_canonical = made.line() == line
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("no entry") from error
        if not is_canonical:
            raise ValueError("not canonical")
        return made


def written_time(moment: dt.datetime) -> str:
    """Return a time as the log writes it: ISO 8601, in UTC, with microseconds."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def first_hash(identity: str) -> bytes:
    """Return what the first entry of a log is chained to."""
    return hashlib.sha256(SEED + identity.encode()).digest()


def chained(before: bytes, line: str) -> bytes:
    """Return the hash of an entry that follows one with the hash `before`."""
    return hashlib.sha256(before + line.encode()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is to be noted: an entry without number and time, with nothing in it that is text."""

    action: str
    who: str
    what: tuple[str, ...]
    outcome: str
    about: Mapping[str, Any]

    def entry(self, number: int, at: dt.datetime) -> Entry:
        """Return the entry that it becomes."""
        return Entry(
            number=number,
            at=at,
            action=self.action,
            who=self.who,
            what=self.what,
            outcome=self.outcome,
            about=self.about,
        )


def note_of(
    action: Action,
    who: str,
    what: Sequence[str],
    outcome: str,
    about: Mapping[str, Said],
    digest: Digest,
) -> Note:
    """Return a note in which everything has its shape; what has not is kept as a digest."""
    named = tuple(dict.fromkeys(_identifier(each, digest) for each in what[:MOST_NAMED]))
    said = {name: _said(value, digest) for name, value in about.items() if value is not None}
    if len(what) > MOST_NAMED:
        said["more"] = len(what) - MOST_NAMED
    return Note(
        action=Action(action).value,
        who=who if _WHO.fullmatch(who) else f"other:{digest(who)}",
        what=named,
        outcome=_word(outcome, digest),
        about=said,
    )


def _identifier(text: str, digest: Digest) -> str:
    fits = _NUMBER.fullmatch(text) or _NAMED.fullmatch(text)
    return text if fits else f"other:{digest(text)}"


def _word(text: str, digest: Digest) -> str:
    return str(text) if _WORD.fullmatch(text) else f"digest:{digest(text)}"


def _said(value: Said, digest: Digest) -> int | bool | str | list[str]:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _word(value, digest)
    if isinstance(value, Sequence):
        return [_word(each, digest) for each in value[:MOST_WORDS]]
    msg = f"a log takes numbers and words, not {type(value).__name__}"
    raise TypeError(msg)
