"""Write a made-up archive into a folder."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cablegram.sample.generate import generate

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["SampleSummary", "write"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSummary:
    """What was written: files, cables, bytes, and cables by form (sorted by form)."""

    folder: Path
    files: int
    cables: int
    size_bytes: int
    forms: tuple[tuple[str, int], ...]


def write(
    folder: str | Path,
    count: int,
    seed: int = 1,
    *,
    forms: Iterable[str] | None = None,
    faults: bool = True,
    into_filled: bool = False,
) -> SampleSummary:
    """Write `count` made-up cables as files below `folder`, which is made if it is not there.

    Args:
        folder: Where to write; nothing outside it is touched.
        count: How many cables.
        seed: The same seed gives the same files.
        forms: Source forms to make; all by default.
        faults: Whether to add deliberate deviations.
        into_filled: Whether the folder may hold something already; files of the same name are
            then written anew.

    Raises:
        FileExistsError: If the folder holds something and `into_filled` is not set.
        NotADirectoryError: If `folder` is a file.
    """
    root = Path(folder)
    if root.exists() and not root.is_dir():
        raise NotADirectoryError(f"{root} is no folder")
    root.mkdir(parents=True, exist_ok=True)
    if not into_filled and next(root.iterdir(), None) is not None:
        raise FileExistsError(f"{root} is not empty; choose another folder")
    inside = root.resolve()
    by_form: Counter[str] = Counter()
    files = size = 0
    for message in generate(count, seed=seed, forms=forms, faults=faults):
        path = inside.joinpath(*message.name.split("/"))
        if not path.resolve().is_relative_to(inside):
            raise ValueError(f"{message.name} would be outside {root}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(message.data)
        files += 1
        size += len(message.data)
        by_form[message.form] += len(message.truths)
    return SampleSummary(
        folder=root,
        files=files,
        cables=by_form.total(),
        size_bytes=size,
        forms=tuple(sorted(by_form.items())),
    )
