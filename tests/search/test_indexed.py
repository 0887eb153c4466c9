"""The index gets the same documents of the parts that it reads as of whole records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cablegram.archive import Item, Store
from cablegram.archive.feed import read_bytes
from cablegram.sample import FORMS, generate
from cablegram.search.documents import document
from cablegram.search.indexed import decoder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("form", FORMS)
def test_documents_of_parts_are_those_of_whole_records(tmp_path: Path, form: str) -> None:
    files = generate(25, seed=3, forms=[form], faults=True)
    with Store.open(tmp_path, create=True) as store:
        store.ingest([Item(source=file.name, data=file.data) for file in files], read_bytes)
        whole = dict(store.records_after(0))
        parts = dict(store.records_after(0, decode=decoder().decode))
        assert list(parts) == list(whole)
        assert len(parts) > 2
        for cable_id, record in whole.items():
            expected = document(cable_id, record).to_dict()
            assert document(cable_id, parts[cable_id]).to_dict() == expected
            assert "spans" not in parts[cable_id]
