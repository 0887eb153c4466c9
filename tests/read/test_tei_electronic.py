"""Electronic volumes, which print a telegram as it was sent: labels, TAGS, subject, signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.read.tei_documents import document, joined, read

if TYPE_CHECKING:
    from cablegram.model import Cable

E_VOLUME = """
<p>TELEGRAM<lb/>Department of State<lb/>LISBON 4973</p><p>R 211600Z NOV 73</p>
<p>FM AMEMBASSY LISBON<lb/>TO SECSTATE WASHDC 1337</p>
<p>LISBON 4973<lb/>DEPT PASS AS DESIRED<lb/>{labels}</p>
<list type="subject"><head>SUBJ:</head><item>TALK WITH GEN. SAPT ABOUT DUES</item></list>
<p>1. THE DUES ROSE, AND WITH THEM THE PRICE OF EVERYTHING THAT IS BROUGHT TO THE HARBOR BY SHIP
FROM ABROAD.</p><p>2. E.O. 11652: GDS IS CITED HERE.</p>{end}
"""


def e_volume(labels: str, end: str = "<p>HENTZAU</p>") -> Cable:
    return read(
        document(
            "9. Telegram 4973 From the Embassy in Portugal to the Department of State,"
            " November 21, 1973, 1600Z",
            text=E_VOLUME.format(labels=labels, end=end),
        )
    )


@pytest.mark.parametrize(
    ("labels", "order", "text", "tags"),
    [
        ("E.O. 11652: GDS<lb/>TAGS: PFOR, PO, UN", "11652", "GDS", ["PFOR", "PO", "UN"]),
        ("EO 11652: N/A TAGS: UN PFOR", "11652", "N/A", ["UN", "PFOR"]),
        ("E.O. 11652:GDS TAGS: PFOR SUBJ: DUES", "11652", "GDS", ["PFOR"]),
        ("E.O. 11652: <lb/>TAGS PFOR, PO", "11652", None, ["PFOR", "PO"]),
        ("TAGS: PFOR, PO", None, None, ["PFOR", "PO"]),
        ("E.O. 11652: XGDS-1", "11652", "XGDS-1", None),
        ("EXDIS", None, None, None),
    ],
)
def test_order_and_tags_that_an_electronic_volume_prints(
    labels: str, order: str | None, text: str | None, tags: list[str] | None
) -> None:
    cable = e_volume(labels)
    found = cable.executive_order
    assert (found.number if found else None) == order
    assert (found.text or None if found else None) == text
    assert (None if cable.tags is None else [tag.code for tag in cable.tags]) == tags
    assert joined(cable) == cable.source_text
    if tags:
        span = cable.spans["tags"]
        assert cable.source_text[span.start : span.end].startswith("TAGS")


def test_a_rank_does_not_end_the_subject() -> None:
    assert e_volume("EXDIS").subject == "TALK WITH GEN. SAPT ABOUT DUES"


@pytest.mark.parametrize(
    ("end", "wanted"),
    [
        ("<p>HENTZAU</p>", "HENTZAU"),
        ("<p>HENTZAU<lb/>Enclosures as stated</p><p>BACKGROUND</p>", "HENTZAU"),
        ("<p>HENTZAU</p><p>Attachments: 1. Dues</p>", "HENTZAU"),
        ("<p>HENTZAU</p><p>3. THE SHIPS LEFT.</p>", None),
        ("<p>SECRET</p>", None),
        ("<p>NODIS</p>", None),
        ("<closer><signed>[Sapt]</signed></closer>", "Sapt"),
        ("<closer><signed>(Signed) Rudolf Elphberg<lb/>Sapt</signed></closer>", "Sapt"),
    ],
)
def test_signatures(end: str, wanted: str | None) -> None:
    assert e_volume("EXDIS", end).signature == wanted
