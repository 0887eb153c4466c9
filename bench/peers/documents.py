"""What every engine is given: the words of each cable, cut once, by the analyzer of cablegram."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cablegram.search.documents import analyzer, document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cablegram.search import Archive

# Between two passages, so that no phrase runs across; cablegram leaves a gap there.
GAP = "xgapx"


class Document(msgspec.Struct, array_like=True):
    """One cable. `text` is its words with blanks, lower case, each passage behind `GAP`."""

    id: int
    subject: str
    year: int | None
    station: str
    stations: tuple[str, ...]
    level: int | None
    form: str
    tags: tuple[str, ...]
    captions: tuple[str, ...]
    text: str


def write_documents(archive: Archive, path: Path) -> int:
    """Write what the index of an archive is made of, a line a cable; return how many there are."""
    cut = analyzer().analyze
    encode = msgspec.json.Encoder().encode
    count = 0
    with path.open("wb") as file:
        for cable_id, record in archive.records_after(0):
            made = document(cable_id, record)
            passages = [each for each in made.get_all("text") if isinstance(each, str)]
            row = Document(
                id=cable_id,
                subject=record["subject"] or "",
                year=made.get_first("year"),
                station=made.get_first("station") or "",
                stations=tuple(dict.fromkeys(made.get_all("from"))),
                level=made.get_first("level"),
                form=record["form"],
                tags=tuple(dict.fromkeys(made.get_all("tags"))),
                captions=tuple(dict.fromkeys(made.get_all("caption"))),
                text=f" {GAP} ".join(filter(None, (" ".join(cut(each)) for each in passages))),
            )
            file.write(encode(row) + b"\n")
            count += 1
    return count


def read_documents(path: Path) -> Iterator[Document]:
    """Yield the documents of a file, one after the other."""
    decode = msgspec.json.Decoder(Document).decode
    with path.open("rb") as file:
        for line in file:
            yield decode(line)
