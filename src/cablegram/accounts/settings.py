"""What an archive says of its accounts: `ARCHIVE/accounts.toml`, read when they are opened."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS_NAME: Final = "accounts.toml"
IDLE_MINUTES: Final = 60
HOURS: Final = 12
_MOST_IDLE_MINUTES: Final = 24 * 60
_MOST_HOURS: Final = 30 * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How people are let in.

    Attributes:
        idle_seconds: A session ends when nothing was asked for so long.
        session_seconds: A session ends after so long, however much it is used.
    """

    idle_seconds: int = IDLE_MINUTES * 60
    session_seconds: int = HOURS * 3600


def read_settings(folder: Path) -> Settings:
    """Return what `accounts.toml` of an archive says; without one, what holds by itself.

    Raises:
        ArchiveError: If it cannot be read, or says something that cannot be.
    """
    path = folder / SETTINGS_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(str(folder), f"{SETTINGS_NAME} cannot be read: {error}") from error
    try:
        return settings_of(text)
    except ValueError as error:
        raise ArchiveError(str(folder), f"{SETTINGS_NAME}: {error}") from error


def settings_of(text: str) -> Settings:
    """Return what a text in TOML says.

    Raises:
        ValueError: If it is no TOML, has keys that there are not, or a value that cannot be.
    """
    data = tomllib.loads(text)
    known(data, {"sessions"}, "the file")
    sessions = table(data, "sessions")
    known(sessions, {"idle_minutes", "hours"}, "[sessions]")
    return Settings(
        idle_seconds=60 * number(sessions, "idle_minutes", IDLE_MINUTES, _MOST_IDLE_MINUTES),
        session_seconds=3600 * number(sessions, "hours", HOURS, _MOST_HOURS),
    )


def known(data: dict[str, Any], keys: set[str], where: str) -> None:
    """Refuse keys that there are not.

    Raises:
        ValueError: If there is one.
    """
    if unknown := sorted(set(data) - keys):
        raise ValueError(f"{where} has no {unknown[0][:60]!r}; there are {', '.join(sorted(keys))}")


def table(data: dict[str, Any], key: str) -> dict[str, Any]:
    """Return a table, empty if it is not there.

    Raises:
        ValueError: If it is something else.
    """
    found = data.get(key, {})
    if not isinstance(found, dict):
        raise ValueError(f"{key} is a table")  # noqa: TRY004 (of the file, not of the program)
    return found


def number(data: dict[str, Any], key: str, default: int, highest: int) -> int:
    """Return a whole number from 1 to `highest`.

    Raises:
        ValueError: If it is something else.
    """
    found = data.get(key, default)
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= highest:
        raise ValueError(f"{key} is a number from 1 to {highest}")
    return found
