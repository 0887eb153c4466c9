"""Passwords: how they are kept, and which are too weak to be one.

Argon2id with the first set of parameters that OWASP's Password Storage Cheat Sheet names: 19 MiB of
memory, two passes, one lane. The rules are those of NIST SP 800-63B: length, and not what everybody
tries first; no rule about kinds of signs, and no change by the calendar.
"""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cablegram.accounts.common import is_common
from cablegram.accounts.values import AccountError, folded_name
from cablegram.errors import MissingExtra

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY_KIB: Final = 19_456
PASSES: Final = 2
LANES: Final = 1
SHORTEST: Final = 12
LONGEST: Final = 256
#: Each takes 19 MiB and some 30 ms of a core; more at once would not be quicker.
AT_ONCE: Final = 4
#: Signs that are not merely the next of a row of keys, or the same again; so many are wanted.
_LEAST_EFFORT: Final = 8
_SHORTEST_RUN: Final = 3
_SHORTEST_NAME: Final = 4
_RUNS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "qsdfghjklm",
    "zxcvbnm",
    "yxcvbnm",
    "wxcvbn",
    "qazwsxedcrfvtgbyhnujmikolp",
    "qaywsxedcrfvtgbzhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
)
_ENDLESS: Final = tuple(
    row[::step] for row in (run * (LONGEST // len(run) + 2) for run in _RUNS) for step in (1, -1)
)
#: Not in the list of what people use everywhere, but tried first here.
_HERE: Final = ("cablegram", "newsroom", "classified", "correcthorsebatterystaple", "passphrase")
_turn = threading.BoundedSemaphore(AT_ONCE)


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    try:
        from argon2 import PasswordHasher, Type  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise MissingExtra("accounts", "passwords") from error
    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES, type=Type.ID)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    """Return the hash of a password that nobody has, for names that nobody has."""
    return hashed("the password of nobody at all")


def hashed(password: str) -> str:
    """Return a password as it is kept, in the form of the PHC.

    Raises:
        MissingExtra: If the extra `accounts` is not installed.
    """
    with _turn:
        return _hasher().hash(_plain(password))


def is_right(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one that is kept.

    It takes as long where nothing is kept: whether there is an account, and whether it has a
    password, cannot be told by the time.
    """
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 (an extra)

    nobodys = _nobodys()  # always, so that the first time takes as long for all too
    against = nobodys if kept is None else kept
    plain = _plain(password[: LONGEST + 1])
    with _turn:
        try:
            _hasher().verify(against, plain)
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a password was kept with other parameters than those of today."""
    return _hasher().check_needs_rehash(kept)


def check_password(password: str, *, name: str = "") -> None:
    """Refuse a password that would be found by trying.

    Args:
        password: What somebody wants to use.
        name: The name of his account, which must not be most of it.

    Raises:
        AccountError: If it is too short, too long, or among what is tried first.
    """
    plain = _plain(password)
    if len(plain) < SHORTEST:
        raise AccountError(f"a password has at least {SHORTEST} signs; four words do well")
    if len(plain) > LONGEST:
        raise AccountError(f"a password has at most {LONGEST} signs")
    low = plain.casefold()
    if effort_of(low) < _LEAST_EFFORT:
        raise AccountError(
            "that password is a row of keys, or the same over and over; four words do well"
        )
    rest = low
    for known in (*_HERE, folded_name(name)):
        if len(known) >= _SHORTEST_NAME:
            rest = rest.replace(known, "")
    is_known = rest != low and sum(letter.isalpha() for letter in rest) < _SHORTEST_NAME
    if is_known or is_common(low) or is_common(_once(low)):
        raise AccountError("that password is one of those that are tried first, or your name")


def effort_of(text: str) -> int:
    """Return how many signs a text has, a row of keys or of one sign counted as one.

    Of a text that is the same over and over, once is counted.

    >>> effort_of("123456789qwe"), effort_of("aaaaaaaaaaaa"), effort_of("ferryferryferry")
    (2, 1, 5)
    """
    text = _once(text)
    place = count = 0
    while place < len(text):
        place += _run_length(text[place:])
        count += 1
    return count


def _once(text: str) -> str:
    """Return what a text is over and over, the text itself if it is nothing so."""
    again = (text + text).find(text, 1)
    return text[:again] if 0 < again < len(text) else text


def _run_length(text: str) -> int:
    """Return how many signs at the beginning of a text are one row of keys, or one sign; or 1."""
    length = len(text) - len(text.lstrip(text[0]))
    for run in _ENDLESS:
        while length < len(text) and text[: length + 1] in run:
            length += 1
    return length if length >= _SHORTEST_RUN else 1


def _plain(password: str) -> str:
    """Return a password in one spelling, whichever keyboard made it."""
    return unicodedata.normalize("NFKC", password)
