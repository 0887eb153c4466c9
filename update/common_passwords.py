"""Make the list of passwords that are tried first, as digests, from that of zxcvbn.

`pip install zxcvbn` (MIT) brings 30,000 passwords from leaks, the most frequent first. Those of
eight signs or more are kept, each as the first 48 bits of its SHA-256, so that nothing that people
once used stands here in words. Run `python -m update.common_passwords`.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from cablegram.accounts.common import LIST_NAME, digest_of  # noqa: E402

SHORTEST = 8


def main() -> None:
    """Write the list."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 (only here)

    words = {word.casefold() for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST}
    head = (
        f"# {len(words)} passwords of at least {SHORTEST} signs, each as 48 bits of its SHA-256.\n"
        f"# From the list of zxcvbn {version('zxcvbn')} (MIT), by update/common_passwords.py,"
        f" {datetime.now(UTC).date()}.\n"
    )
    path = ROOT / "src" / "cablegram" / "accounts" / LIST_NAME
    path.write_text(head + "".join(f"{each}\n" for each in sorted(map(digest_of, words))))
    print(f"{path}: {len(words)}")


if __name__ == "__main__":
    main()
