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
_DIFFERENT: Final = 5
_RUNS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
#: Beginnings of what is tried first; with digits and signs behind them they are no better.
_COMMON: Final = (
    "administrator", "cablegram", "changeit", "changeme", "correcthorsebatterystaple", "default",
    "dragon", "football", "iloveyou", "letmein", "monkey", "passw0rd", "passphrase", "password",
    "p@ssw0rd", "princess", "qwerty", "qwertz", "azerty", "secret", "sunshine", "superman",
    "trustno", "welcome", "whatever", "starwars", "newsroom", "classified",
)  # fmt: skip
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
    if len(set(low)) < _DIFFERENT:
        raise AccountError("that password is too much of the same sign; four words do well")
    if any(_is_run(low, run) for run in _RUNS):
        raise AccountError("that password is a row of keys, which is tried first")
    rest = low
    for known in (*_COMMON, folded_name(name)):
        if len(known) >= _DIFFERENT:
            rest = rest.replace(known, "")
    if sum(letter.isalpha() for letter in rest) < _DIFFERENT and rest != low:
        raise AccountError("that password is a common word or your name, which is tried first")


def _is_run(text: str, run: str) -> bool:
    """Tell whether a text is part of a row of keys, forward, backward or over and over."""
    endless = run * (len(text) // len(run) + 2)
    return text in endless or text in endless[::-1]


def _plain(password: str) -> str:
    """Return a password in one spelling, whichever keyboard made it."""
    return unicodedata.normalize("NFKC", password)
