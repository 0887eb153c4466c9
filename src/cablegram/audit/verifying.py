"""Is the log whole: every hash, every number, the signature, and a head from earlier."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cablegram.audit.entries import Action, Entry, chained, first_hash, written_time
from cablegram.audit.exporting import END, LOG_SCHEMA
from cablegram.audit.keys import Head, change_bytes, is_signed
from cablegram.audit.reading import head_of, identity_of, reading

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

#: After so many faults one knows that it is not whole.
MOST_FAULTS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, with the number of the entry where it shows; `None` if with no single one."""

    number: int | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found.

    Attributes:
        entries: How many there are.
        head: The head, `None` of an empty log.
        faults: What is wrong; empty if the log is whole.
    """

    entries: int
    head: Head | None
    faults: tuple[Fault, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


@dataclass(slots=True)
class _Walk:
    """One way along the chain.

    `keys` has those that signed, each with the number of the entry from which on; the first is
    known by the change that ends it. `trusted` are those of them that follow from each other.
    """

    identity: str
    number: int
    digest: bytes
    anchors: dict[int, Head]
    keys: list[tuple[int, bytes]] = field(default_factory=list)
    trusted: set[bytes] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    entries: int = 0
    begins: int = field(init=False)

    def __post_init__(self) -> None:
        """Remember behind which entry it begins: which key signed before that, nobody knows."""
        self.begins = self.number

    def say(self, number: int | None, message: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(number=number, message=message))

    def walk(self, rows: Iterable[tuple[int, str, bytes]]) -> None:
        """Follow the entries; after a fault go on from what is there, so that each shows once."""
        for number, line, digest in rows:
            self.entries += 1
            if number != self.number + 1:
                missing = f"{self.number + 1} to {number - 1}" if number > self.number + 1 else ""
                self.say(
                    number,
                    f"entries are missing before it: {missing}"
                    if missing
                    else "it is not in its place",
                )
            elif chained(self.digest, line) != digest:
                self.say(number, "its hash does not follow from its text and the entry before")
            self._look_at(number, line, self.digest)
            anchor = self.anchors.get(number)
            if anchor is not None and anchor.digest != digest:
                self.say(number, "it is not the entry that the earlier head speaks of")
            self.number, self.digest = number, digest

    def _look_at(self, number: int, line: str, before: bytes) -> None:
        try:
            entry = Entry.of(line)
        except ValueError:
            self.say(number, "its text is not in the canonical form")
            return
        if entry.number != number:
            self.say(number, "its text has another number")
        if entry.action == Action.KEY_CHANGED:
            self._change_key(number, entry, before)

    def _change_key(self, number: int, entry: Entry, before: bytes) -> None:
        """Look at a change of keys: that the one that signed until then has signed it."""
        try:
            said = [bytes.fromhex(entry.about[each]) for each in ("old", "new", "signature")]
        except (KeyError, TypeError, ValueError):
            self.say(number, "it changes the key, and is not in the form of such an entry")
            return
        old, new, signature = said
        if not self.keys:
            self.keys.append((self.begins, old))
            self.trusted = {old}
        follows = self.keys[-1][1] == old
        if not follows:
            self.say(number, "it changes another key than the one that signed until then")
        if not is_signed(old, signature, change_bytes(self.identity, number, before, old, new)):
            self.say(number, "the key before has not signed that another follows it")
            follows = False
        self.trusted = {*self.trusted, new} if follows else {new}
        self.keys.append((number, new))

    def key_at(self, number: int) -> bytes | None:
        """Return the key that signed when an entry was the last one; `None` if nobody knows."""
        return next((key for first, key in reversed(self.keys) if first <= number), None)

    def end(self, head: Head | None, keys: Sequence[bytes]) -> None:
        """Look at the head, and at heads from earlier that the log does not reach."""
        if head is None:
            if self.entries:
                self.say(None, "it has entries and no signed head")
        else:
            if not head.is_signed():
                self.say(None, "the signature of the head is wrong")
            if not self.keys:
                self.keys, self.trusted = [(self.begins, head.key)], {head.key}
            if head.key != self.keys[-1][1]:
                self.say(None, "the head is not signed with the key that the log has come to")
            if keys and not ({head.key, *self.trusted} & set(keys)):
                self.say(None, "the head is signed with another key than the one given")
            if head.number != self.number or head.digest != self.digest:
                self.say(
                    None, f"the signed head is entry {head.number}, the log ends at {self.number}"
                )
        for number, anchor in self.anchors.items():
            if number > self.number:
                self.say(
                    None, f"the earlier head is entry {number}, and the log ends at {self.number}"
                )
            if not anchor.is_signed():
                self.say(None, "the signature of the earlier head is wrong")
            if self.key_at(number) not in {None, anchor.key}:
                self.say(None, "the earlier head is signed with another key than the log had then")

    def done(self, head: Head | None) -> Verified:
        return Verified(entries=self.entries, head=head, faults=tuple(self.faults))


def verify_log(
    folder: Path, *, earlier: Sequence[Head] = (), keys: Sequence[bytes] = ()
) -> Verified:
    """Return whether the log of an archive is whole.

    Args:
        folder: The archive's.
        earlier: Heads that were exported before and kept elsewhere: entries that were cut off at
            the end, or a log written anew, show by them alone.
        keys: The public keys of which one must have signed the head, or the change to a key from
            which that one follows; any if there are none.

    Raises:
        AuditError: If there is no log, or it cannot be read.
    """
    with reading(folder) as connection:
        identity = identity_of(connection)
        anchors = {each.number: each for each in earlier}
        walk = _Walk(identity, 0, first_hash(identity), anchors)
        _same_log(walk, identity, earlier)
        walk.walk(_found(walk, connection))
        head = head_of(connection, identity)
        walk.end(head, keys)
        _look_at_names(walk, connection)
        return walk.done(head)


def _same_log(walk: _Walk, identity: str, earlier: Sequence[Head]) -> None:
    if any(each.identity != identity for each in earlier):
        walk.say(None, "the earlier head is of another log")


def _found(walk: _Walk, connection: sqlite3.Connection) -> Iterator[tuple[int, str, bytes]]:
    """Yield the entries; those whose columns say something else than their text are told."""
    query = "SELECT number, line, hash, at, action, who FROM entry ORDER BY number"
    for number, line, digest, *columns in connection.execute(query):
        yield number, line, digest
        try:
            entry = Entry.of(line)
        except ValueError:
            continue  # told by the walk
        if columns != [written_time(entry.at), entry.action, entry.who]:
            walk.say(number, "the columns by which it is found are not what its text says")


def _look_at_names(walk: _Walk, connection: sqlite3.Connection) -> None:
    """Compare the table by which entries are found with the entries themselves."""
    (differing,) = connection.execute(
        """
        WITH said AS (
            SELECT each.value AS what, number FROM entry, json_each(entry.line, '$.what') AS each
        )
        SELECT (SELECT count(*) FROM (SELECT what, number FROM said EXCEPT SELECT * FROM named))
             + (SELECT count(*) FROM (SELECT * FROM named EXCEPT SELECT what, number FROM said))
        """
    ).fetchone()
    if differing:
        walk.say(None, f"{differing} of the names by which entries are found are wrong")


def verify_export(
    path: Path, *, earlier: Sequence[Head] = (), keys: Sequence[bytes] = ()
) -> Verified:
    """Return whether an exported log is whole; it needs nothing but the file.

    Raises:
        ValueError: If it is no exported log.
        OSError: If it cannot be read.
    """
    with path.open(encoding="utf-8") as file:
        first = _document(file.readline())
        if first.get("schema") != LOG_SCHEMA:
            raise ValueError("it is no exported log")
        identity, after = str(first["log"]), int(first["after"])
        digest = bytes.fromhex(first["hash"])
        if after == 0 and digest != first_hash(identity):
            raise ValueError("it does not begin as a log begins")
        walk = _Walk(identity, after, digest, {each.number: each for each in earlier})
        _same_log(walk, identity, earlier)
        end: list[dict[str, Any]] = []
        walk.walk(_rows(file, end))
        if not end:
            walk.say(None, "the file is cut short")
            return walk.done(None)
        said = end[0].get("head")
        head = None if said is None else Head.of(said)
        if head is not None and head.identity != identity:
            walk.say(None, "its head is of another log")
        walk.end(head, keys)
        return walk.done(head)


def _rows(lines: Iterable[str], end: list[dict[str, Any]]) -> Iterator[tuple[int, str, bytes]]:
    for text in lines:
        said = _document(text)
        if END in said:
            end.append(said[END])
            return
        yield int(said["number"]), str(said["entry"]), bytes.fromhex(said["hash"])


def _document(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError as error:
        raise ValueError("it is no exported log") from error
    if not isinstance(said, dict):
        raise ValueError("it is no exported log")  # noqa: TRY004 (of the file, not of a caller)
    return said
