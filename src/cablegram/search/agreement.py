"""Whether the indexes of an archive have the cables that the store has, and none besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tantivy

from cablegram.archive import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.archive.interface import RecordStore

INDEX_FOLDER = "index"
NAMED_AT_MOST = 20


def index_findings(store: RecordStore) -> Iterator[Finding]:
    """Yield what is wrong with the indexes of an archive; call it after they have caught up.

    What is left of other versions is of no account: it is never opened.
    """
    held = store.leading_ids()
    for folder in sorted((store.folder / INDEX_FOLDER).glob(f"all-*-{store.identity}")):
        try:
            ids = _ids(folder)
        except (ValueError, OSError) as error:
            message = f"{folder.name} cannot be opened ({type(error).__name__}); reindex"
            yield Finding(what="index", number=None, message=message)
            continue
        found = set(ids)
        if len(found) != len(ids):
            message = f"{folder.name} has {len(ids) - len(found)} cables twice; reindex"
            yield Finding(what="index", number=None, message=message)
        for word, numbers in (("has not", held - found), ("should not have", found - held)):
            for number in sorted(numbers)[:NAMED_AT_MOST]:
                message = f"{folder.name} {word} this cable; reindex"
                yield Finding(what="index", number=number, message=message)
            if len(numbers) > NAMED_AT_MOST:
                message = f"{folder.name} {word} {len(numbers) - NAMED_AT_MOST} more; reindex"
                yield Finding(what="index", number=None, message=message)


def _ids(folder: Path) -> list[int]:
    index = tantivy.Index.open(str(folder))
    searcher = index.searcher()
    if not searcher.num_docs:
        return []
    result = searcher.search(
        tantivy.Query.all_query(), limit=searcher.num_docs, count=False, order_by_field="id"
    )
    return [int(number) for number, _ in result.hits]
