"""Made-up messages in memory, one message each, as `cablegram.parse` takes them."""

from __future__ import annotations

from cablegram.intake.split import split_file
from cablegram.sample import generate


def make(count: int, *, form: str | None = None, size: int = 3500, seed: int = 1) -> list[bytes]:
    """Return about `count` messages; streams, tables and mailboxes are parted."""
    forms = None if form is None else (form,)
    found: list[bytes] = []
    for file in generate(count, seed=seed, forms=forms, size=size, bulk=True):
        found += [item.data for item in split_file(file.name, file.data, None) if item.data]
    return found
