"""The file of the accounts: opened, locked, and asked.

`ARCHIVE/accounts.sqlite` is a file of its own beside the record: it is readable for its owner
alone, no view of a class has it, and no dump carries it unless asked to. Of secrets it has digests
only, each keyed with a word of chance of this file: a token of one archive is nothing to another.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
import sqlite3
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from cablegram.accounts.schema import CHANGES, KEY_BYTES, SCHEMA, VERSION
from cablegram.chance import new_id
from cablegram.copying import keep_copy
from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

FILE_NAME: Final = "accounts.sqlite"
ONLY_OWNER: Final = 0o600
EVERYBODY: Final = 0o077
BUSY_SECONDS: Final = 10.0
#: What a secret is made of: 256 bits of chance.
SECRET_BYTES: Final = 32
#: No secret of ours is longer; what is longer is not even looked for.
LONGEST_SECRET: Final = 128


class Base:
    """The file of the accounts of one archive, for any number of threads and processes."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._connection = connection
        self._lock = threading.RLock()
        self._key: bytes = self._rows("SELECT value FROM kept WHERE name = 'key'")[0][0]

    @classmethod
    def open(cls, folder: str | os.PathLike[str], *, create: bool = False) -> Self:
        """Open the accounts of an archive.

        Args:
            folder: The folder of the archive.
            create: Make the file if it is not there; it is readable for its owner alone.

        Raises:
            ArchiveError: If there are none and `create` is false, or they cannot be used.
        """
        place = Path(folder)
        path = place / FILE_NAME
        if not path.exists():
            if not create:
                raise ArchiveError(str(place), "has no accounts; `cablegram user add` makes one")
            _make(place, path)
        connection = connect(place, path)
        try:
            return cls(place, connection)
        except BaseException:
            connection.close()
            raise

    @classmethod
    def are_there(cls, folder: str | os.PathLike[str]) -> bool:
        """Tell whether an archive has accounts, so that whoever comes must sign in.

        Raises:
            ArchiveError: If there is a file of accounts that cannot be read: nobody is let in then.
        """
        place = Path(folder)
        path = place / FILE_NAME
        if not path.exists():
            return False
        connection = connect(place, path)
        try:
            found = connection.execute("SELECT 1 FROM account LIMIT 1").fetchone()
        except sqlite3.Error as error:
            raise ArchiveError(str(place), f"the accounts cannot be read: {error}") from error
        finally:
            connection.close()
        return found is not None

    def close(self) -> None:
        """Close the file. Closing twice does nothing."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.folder)!r})"

    def _digest(self, secret: str) -> bytes:
        """Return what is kept of a secret."""
        return hashlib.blake2b(
            secret.encode("utf-8", "replace"), key=self._key, digest_size=32
        ).digest()

    def _rows(self, query: str, *values: Any) -> list[Any]:  # noqa: ANN401 (of SQLite)
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise ArchiveError(str(self.folder), f"the accounts say: {error}") from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Write in one transaction: whole or not at all, one after the other."""
        with self._lock:
            if self._connection.in_transaction:  # part of a larger change
                yield self._connection
                return
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                    self._connection.execute("COMMIT")
                except BaseException:
                    self._connection.rollback()  # a full disk has undone it already
                    raise
            except sqlite3.Error as error:
                raise ArchiveError(str(self.folder), f"the accounts say: {error}") from error


def new_secret() -> str:
    """Return 256 bits of chance as 43 letters, digits, `-` and `_`."""
    return secrets.token_urlsafe(SECRET_BYTES)


def stamp(moment: dt.datetime) -> int:
    """Return a moment as it is kept: seconds since 1970, in UTC.

    Raises:
        ValueError: If it has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return int(moment.timestamp())


def moment(stamped: int) -> dt.datetime:
    """Return the moment that was kept."""
    return dt.datetime.fromtimestamp(stamped, dt.UTC)


def _make(folder: Path, path: Path) -> None:
    """Make the file under another name first: whoever looks meanwhile finds all of it or none."""
    part = path.with_name(f"{FILE_NAME}.{new_id()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, ONLY_OWNER))
        connection = sqlite3.connect(part, isolation_level=None)
        try:
            connection.executescript(f"PRAGMA journal_mode = WAL; BEGIN; {SCHEMA}")
            connection.execute(
                "INSERT INTO kept VALUES ('key', ?)", (secrets.token_bytes(KEY_BYTES),)
            )
            connection.execute(f"PRAGMA user_version = {VERSION:d}")
            connection.execute("COMMIT")
        finally:
            connection.close()
        try:
            os.link(part, path)  # unlike `replace`, it does not overwrite what another has made
        except FileExistsError:
            pass
        finally:
            part.unlink()
    except (OSError, sqlite3.Error) as error:
        raise ArchiveError(str(folder), f"accounts cannot be made in it: {error}") from error


def connect(folder: Path, path: Path) -> sqlite3.Connection:
    """Open the file of the accounts of an archive, for any thread.

    Raises:
        ArchiveError: If it cannot be read, is of another version, or of an earlier one and there is
            no room to keep a copy of it.
    """
    with suppress(OSError):  # whoever copied it may have left it open to others
        if path.stat().st_mode & EVERYBODY:
            path.chmod(ONLY_OWNER)
    try:
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            version = _brought_up(connection, path)
        except BaseException:
            connection.close()
            raise
        if version == VERSION:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
    except sqlite3.Error as error:
        raise ArchiveError(str(folder), f"the accounts cannot be read: {error}") from error
    if version != VERSION:
        connection.close()
        raise ArchiveError(
            str(folder), f"its accounts are of version {version}, this version reads {VERSION}"
        )
    return connection


def _brought_up(connection: sqlite3.Connection, path: Path) -> int:
    """Change a file of an earlier version into one of this, whole or not at all.

    As it was it stays beside it, as `accounts.sqlite.before-N`.

    Returns:
        The version that it has then.
    """
    query = "PRAGMA user_version"
    version: int = connection.execute(query).fetchone()[0]
    if version not in CHANGES:
        return version
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute(query).fetchone()[0]  # another may have done it meanwhile
        if version in CHANGES:
            keep_copy(path, version + 1)
        while version in CHANGES:
            for statement in filter(str.strip, CHANGES[version].split(";")):
                connection.execute(statement)
            version += 1
            connection.execute(f"PRAGMA user_version = {version:d}")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
    return version
