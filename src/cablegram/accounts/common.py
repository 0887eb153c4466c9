"""The passwords that are tried first: a list of digests that comes along.

`update/common_passwords.py` makes it.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import Final

LIST_NAME: Final = "common_passwords.txt"
_DIGITS: Final = 12


def digest_of(password: str) -> str:
    """Return by what a password stands in the list: 48 bits of SHA-256, in hexadecimal digits."""
    data = password.casefold().encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:_DIGITS]


def is_common(password: str) -> bool:
    """Tell whether a password is in the list, in any case, and with what stands around it or not.

    >>> is_common("JustinBieber"), is_common("justinbieber99!"), is_common("harbour lamps")
    (True, True, False)
    """
    low = password.casefold()
    letters = [place for place, letter in enumerate(low) if letter.isalpha()]
    bare = low[letters[0] : letters[-1] + 1] if letters else ""
    return bool({digest_of(low), digest_of(bare)} & _listed())


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    text = (files(__package__ or "cablegram.accounts") / LIST_NAME).read_text(encoding="ascii")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))
