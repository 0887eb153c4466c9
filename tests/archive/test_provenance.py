"""Where a cable is to be found stands in its citations, if its source says so."""

from __future__ import annotations

import io
from typing import Any

import pytest
import rispy

from cablegram.archive.export.citations import csl_item, write_bibtex, write_ris
from cablegram.archive.export.provenance import Provenance, provenance

FRUS = "Foreign Relations of the United States"


def record(
    form: str = "tei", release: tuple[dict[str, Any], ...] = (), **said: str
) -> dict[str, Any]:
    attributes = {key.replace("_", " "): {"text": text} for key, text in said.items()}
    return {
        "form": form,
        "mrn": "64LISBON9",
        "date": "1964-03-02",
        "attributes": attributes,
        "release": release,
    }


def stamp(text: str, case: str | None, document: str | None = None) -> dict[str, Any]:
    return {"text": text, "case_number": case, "document_number": document}


@pytest.mark.parametrize(
    ("given", "held", "printed"),
    [
        pytest.param(
            record("sas", Document_Number="1974LISBON00009", Film_Number="D740001-0002"),
            "National Archives, RG 59, Central Foreign Policy File, 1974LISBON00009, D740001-0002",
            "",
            id="an export of the National Archives",
        ),
        pytest.param(
            record("sas", Document_Number="1974LISBON00009", Film_Number=""),
            "National Archives, RG 59, Central Foreign Policy File, 1974LISBON00009",
            "",
            id="no film",
        ),
        pytest.param(record("sas"), "", "", id="an export without its attributes"),
        pytest.param(
            record(
                volume="frus1964-68v29p1",
                document="7",
                source="Source: Department of State, Central Files, POL 1 ZENDA. Drafted by Hope.",
            ),
            "Department of State, Central Files, POL 1 ZENDA",
            f"{FRUS}, 1964-68, vol. XXIX, part 1, document 7",
            id="a printed volume",
        ),
        pytest.param(
            record(
                volume="frus1969-76ve09",
                document="70",
                source="Summary: The guild met. Source: National Archives, RG 59. A copy is ibid.",
            ),
            "National Archives, RG 59",
            f"{FRUS}, 1969-76, vol. E-9, document 70",
            id="a summary before the source",
        ),
        pytest.param(
            record(volume="frus1934v04", document="2", file="811.1/23"),
            "Department of State, file 811.1/23",
            f"{FRUS}, 1934, vol. IV, document 2",
            id="the number of a file only",
        ),
        pytest.param(
            record(volume="frus1952-54Zenda", document="2", source="POL 27 ZENDA."),
            "POL 27 ZENDA",
            f"{FRUS}, frus1952-54Zenda, document 2",
            id="a volume with a name of its own",
        ),
        pytest.param(record(volume="notes", document="2"), "", "", id="another volume"),
        pytest.param(
            record(
                "smart",
                (
                    stamp("RELEASE IN FULL", None),
                    stamp("U.S. Department of State Case No. F-2014-1", "F-2014-10001", "C01"),
                ),
            ),
            "Department of State, case F-2014-10001, document C01",
            "",
            id="a stamp of a release",
        ),
        pytest.param(
            record("smart", (stamp("Case No. 5 of another house", "F-2014-10001"),)),
            "",
            "",
            id="a case of nobody knows whom",
        ),
        pytest.param({"form": "sas"}, "", "", id="what a lower reader has"),
    ],
)
def test_where_it_is(given: dict[str, Any], held: str, printed: str) -> None:
    found = provenance(given)
    assert (found.held, found.printed) == (held, printed)


def test_a_long_note_ends_soon() -> None:
    """Neither looked at twice, nor repeated whole."""
    found = provenance(record(volume="frus1934v04", source="Sourc" * 200_000))
    assert len(found.held) < 300


def test_nothing_is_known() -> None:
    assert provenance({}) == Provenance()


def test_in_each_format() -> None:
    given = record(volume="frus1934v04", document="2", source="Zenda Library, Rose_Papers, Box 7.")
    item = csl_item(given)
    assert (item["archive"], item["archive_location"]) == ("Zenda Library", "Rose_Papers, Box 7")
    assert item["source"] == f"{FRUS}, 1934, vol. IV, document 2"
    out = io.BytesIO()
    write_ris([given], out)
    [entry] = rispy.loads(out.getvalue().decode())
    assert entry["name_of_database"] == "Zenda Library"
    assert entry["accession_number"] == "Rose_Papers, Box 7"
    assert entry["notes"] == [f"{FRUS}, 1934, vol. IV, document 2"]
    out = io.BytesIO()
    write_bibtex([given], out)
    note = rf"Zenda Library, Rose\_Papers, Box 7. {FRUS}, 1934, vol. IV, document 2"
    assert f"note = {{{note}}}," in out.getvalue().decode()
