"""A made-up document of a volume, and what the tests of the TEI reader have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.read.context import Context
from cablegram.read.tei import read_tei

if TYPE_CHECKING:
    from cablegram.model import Cable

TELEGRAM = """<?xml version="1.0"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="frus1964-68v99"><text><body>
<div type="document" xml:id="d41" n="41">
  <pb n="7" xml:id="pg_7"/>
  <head>41. Telegram From the <gloss type="from">Embassy in
    Portugal</gloss> to the <gloss type="to">Department of State</gloss>
    <note n="1" xml:id="d41fn1" type="source">Source: National Archives, <gloss>RG</gloss> 59,
    Central Files, D770999–0123. Secret; Immediate; <gloss>Exdis</gloss>; Noforn; Zinnia. Drafted by
    Sapt; cleared by Helsing and Tarlenheim; approved by <persName>Rassendyll</persName>. Repeated
    to London, Madrid, and priority to <gloss>USUN</gloss>.</note></head>
  <dateline><placeName>Lisbon</placeName>,
    <date when="1967-05-10T15:25:00Z">May 10, 1967, 1525Z</date>.</dateline>
  <p>4428. Subject: Ferries on the U.S. Route. Ref: State 99123.<note n="2">Not
    printed.</note></p>
  <p>1. The ferry company &amp; the harbor master met&#x2014;at last. [<hi>1 line not
    declassified</hi>]</p>
  <p>2. They agreed.</p>
  <closer><signed><persName>Hentzau</persName></signed></closer>
</div></body></text></TEI>
"""


def read(text: str) -> Cable:
    return read_tei(text, Context())


def joined(cable: Cable) -> str:
    return "".join(leaf.text for leaf in cable.tree.leaves())


def document(head: str, *, date_line: str = "", text: str = "", note: str = "") -> str:
    return (
        f'<div type="document" n="9"><head>{head}{note}</head>'
        f"<dateline>{date_line}</dateline>{text}</div>"
    )


def codes(cable: Cable) -> list[str]:
    return [diagnostic.code for diagnostic in cable.diagnostics]
