"""Cables as documents: plain text, TEI, mail; and as JSON lines."""

from __future__ import annotations

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import IO, TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

import msgspec

from cablegram.archive.export.citations import Keys, cited
from cablegram.archive.export.columns import paragraph_text, portion, text_of
from cablegram.archive.export.tables import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_TEI: Final = "http://www.tei-c.org/ns/1.0"
_BORN: Final = "<p>Born as a telegram.</p>"
#: What the keywords of each cable point to; it stands once in a document.
_TAGS: Final = (
    '<encodingDesc><classDecl><taxonomy xml:id="tags"><bibl>TAGS: the index terms of telegrams for'
    " subjects, countries, organizations, programs and people.</bibl></taxonomy></classDecl>"
    "</encodingDesc>"
)
RULE: Final = "=" * 72
#: What XML 1.0 does not allow, escaped or not.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: RFC 6477 section 4: the numbers of MMHS-Primary-Precedence.
_PRECEDENCES: Final = {
    "deferred": 0,
    "routine": 1,
    "priority": 2,
    "immediate": 3,
    "flash": 4,
    "flash_override": 5,
}
_FROM_LINE: Final = re.compile(rb"^(>*From )", re.MULTILINE)


def write_ndjson(records: Iterable[dict[str, Any]], out: IO[bytes]) -> int:
    """Write one JSON object a line, the whole cable (docs/reference/cable.schema.json)."""
    count = 0
    encode = msgspec.json.Encoder().encode
    for record in records:
        count += 1
        try:
            line = encode(record)
        except UnicodeEncodeError:  # a lone surrogate, for which JSON in UTF-8 has no place
            line = encode(clean(record))
        out.write(line + b"\n")
    return count


def write_text(records: Iterable[dict[str, Any]], out: IO[bytes]) -> int:
    """Write plain text to read: heading, paragraphs with numbers and marks, a rule behind each."""
    count = 0
    for record in records:
        count += 1
        out.write(plain_text(record) + f"\n{RULE}\n".encode())
    return count


def plain_text(record: dict[str, Any]) -> bytes:
    """Return one cable as text to read."""
    lines = [*_heading(record), "", text_of(record).strip()]
    if record.get("signature") and record.get("paragraphs"):
        lines += ["", record["signature"]]
    text = "\n".join([*lines, ""])
    return text.replace("\r\n", "\n").encode("utf-8", "replace")


def _heading(record: dict[str, Any]) -> Iterator[str]:
    item = cited(record)
    yield item["marks"] or "NO MARKING READ"
    yield ""
    rows = (
        ("MRN", item["number"]),
        ("DATE", record.get("dtg") or item["date"]),
        ("FROM", "; ".join(item["from"])),
        ("TO", "; ".join(item["to"])),
        ("INFO", "; ".join(each["name"] for each in record.get("info") or ())),
        ("TAGS", ", ".join(item["keywords"])),
        ("SUBJECT", f"{portion(record.get('subject_marking'))} {record.get('subject') or ''}"),
    )
    for name, value in rows:
        if value and value.strip():
            yield f"{name + ':':9}{' '.join(value.split())}"
    for reference in record.get("references") or ():
        label = f"({reference['label']}) " if reference.get("label") else ""
        yield f"{'REF:':9}{label}{reference.get('mrn') or ' '.join(reference['text'].split())}"


def write_tei(records: Iterable[dict[str, Any]], out: IO[bytes]) -> int:
    """Write TEI P5: one `teiCorpus`, each cable a `TEI` with a `correspDesc`."""
    count = 0
    out.write(_XML.encode())
    out.write(f'<teiCorpus xmlns="{_TEI}">\n'.encode())
    out.write(_header("Cables", profile=_TAGS).encode())
    for record in records:
        count += 1
        out.write(_tei(record).encode("utf-8", "replace"))
    if not count:  # the schema asks for one text at least
        out.write(b"<TEI>" + _header("No cable").encode())
        out.write(b"<text><body><p/></body></text></TEI>\n")
    out.write(b"</teiCorpus>\n")
    return count


def _header(title: str, *, number: str | None = None, profile: str = "") -> str:
    """Return the header of a cable, or that of the whole, which declares what TAGS are."""
    source = f'<bibl><idno type="mrn">{_xml(number)}</idno></bibl>' if number else _BORN
    return (
        f"<teiHeader><fileDesc><titleStmt><title>{_xml(title)}</title></titleStmt>"
        "<publicationStmt><p>Exported by cablegram.</p></publicationStmt>"
        f"<sourceDesc>{source}</sourceDesc></fileDesc>{profile}</teiHeader>\n"
    )


def tei_document(record: dict[str, Any]) -> bytes:
    """Return one cable as a document of TEI P5."""
    return f"{_XML}{_tei(record, is_alone=True)}".encode("utf-8", "replace")


def _tei(record: dict[str, Any], *, is_alone: bool = False) -> str:
    item = cited(record)
    day = f"<date when-iso={quoteattr(record.get('dtg') or item['date'])}/>" if item["date"] else ""
    sent = "".join(f"<orgName>{_xml(name)}</orgName>" for name in item["from"])
    actions = f'<correspAction type="sent">{sent or "<orgName/>"}{day}</correspAction>'
    for kind in ("action", "info"):
        names = "".join(
            f"<orgName>{_xml(each['name'])}</orgName>" for each in record.get(kind) or ()
        )
        if names:
            received = f'type="received" subtype="{kind}"'
            actions += f"<correspAction {received}>{names}</correspAction>"
    context = "".join(
        f'<ref type={quoteattr(each["kind"])}><idno type="mrn">{_xml(each["mrn"])}</idno></ref>'
        if each.get("mrn")
        else f"<note>{_xml(each['text'])}</note>"
        for each in record.get("references") or ()
    )
    context = f"<correspContext>{context}</correspContext>" if context else ""
    terms = "".join(f"<term>{_xml(word)}</term>" for word in item["keywords"])
    words = f'<textClass><keywords scheme="#tags">{terms}</keywords></textClass>' if terms else ""
    profile = f"<profileDesc><correspDesc>{actions}{context}</correspDesc>{words}</profileDesc>"
    body = f"<head>{_xml(item['title'])}</head>"
    if item["marks"]:
        body += f'<note type="marking">{_xml(item["marks"])}</note>'
    body += "".join(_tei_paragraph(each) for each in record.get("paragraphs") or ())
    if not record.get("paragraphs"):
        body += f"<p>{_xml(text_of(record))}</p>"
    if record.get("signature") and record.get("paragraphs"):
        body += f"<closer><signed>{_xml(record['signature'])}</signed></closer>"
    title = f"{item['description']}: {item['title']}"
    space = f' xmlns="{_TEI}"' if is_alone else ""
    profile = f"{_TAGS if is_alone else ''}{profile}"
    header = _header(title, number=item["number"], profile=profile)
    return (
        f"<TEI{space} n={quoteattr(item['key'])}>{header}<text><body>{body}</body></text></TEI>\n"
    )


def _tei_paragraph(paragraph: dict[str, Any]) -> str:
    number = "" if paragraph.get("number") is None else f' n="{paragraph["number"]}"'
    mark = portion(paragraph.get("marking"))
    mark = f'<seg type="portion-mark">{_xml(mark)}</seg> ' if mark else ""
    heading = paragraph.get("heading")
    text = paragraph["text"].strip()
    shown = f"<hi>{_xml(heading)}</hi> " if heading and not text.startswith(heading) else ""
    return f"<p{number}>{mark}{shown}{_xml(text)}</p>"


def _xml(text: str) -> str:
    return escape(clean_xml(text))


def clean_xml(text: str) -> str:
    """Return a text without the characters that XML 1.0 does not allow, escaped or not."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def write_mail(records: Iterable[dict[str, Any]], out: IO[bytes]) -> int:
    """Write messages of RFC 5322 with the fields of RFC 6477, one after the other as an mbox."""
    count = 0
    keys = Keys()
    for record in records:
        count += 1
        out.write(b"From cablegram@localhost Thu Jan  1 00:00:00 1970\n")
        data = message_of(record, keys).as_bytes().replace(b"\r\n", b"\n")
        out.write(_FROM_LINE.sub(rb">\1", data))
        out.write(b"\n" if data.endswith(b"\n") else b"\n\n")
    return count


def message_of(record: dict[str, Any], keys: Keys | None = None) -> EmailMessage:
    """Return a cable as a message, with an identifier of its own among `keys`."""
    item = cited(record)
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    if item["from"]:
        message["From"] = _address(item["from"][0])
    if item["to"]:
        message["To"] = [_address(name) for name in item["to"]]
    info = [_address(each["name"]) for each in record.get("info") or () if each["name"].strip()]
    if info:
        message["Cc"] = info
    if record.get("dtg"):
        message["Date"] = format_datetime(datetime.fromisoformat(record["dtg"]))
    message["Subject"] = _header_text(item["title"])
    key = item["key"] if keys is None else keys.own(item["key"])
    message["Message-ID"] = f"<{_local(key)}@cablegram.invalid>"
    cites = [each["mrn"] for each in record.get("references") or () if each.get("mrn")]
    if cites:
        message["References"] = " ".join(f"<{_local(mrn)}@cablegram.invalid>" for mrn in cites)
    if item["number"]:
        message["MMHS-Originator-Reference"] = item["number"]
    if record.get("precedence") in _PRECEDENCES:
        message["MMHS-Primary-Precedence"] = str(_PRECEDENCES[record["precedence"]])
    if item["keywords"]:
        message["MMHS-Subject-Indicator-Codes"] = _header_text("; ".join(item["keywords"]))
    if item["marks"]:
        message["MMHS-Handling-Instructions"] = _header_text(item["marks"])
    body = [item["marks"], "", *_body(record)]
    text = "\n".join(body).replace("\r\n", "\n").replace("\r", "\n")
    message.set_content(text.encode("utf-8", "replace").decode())
    return message


def _body(record: dict[str, Any]) -> Iterator[str]:
    paragraphs = record.get("paragraphs") or ()
    if not paragraphs:
        yield text_of(record)
        return
    yield "\n\n".join(map(paragraph_text, paragraphs))
    if record.get("signature"):
        yield f"\n{record['signature']}"


def _address(name: str) -> Address:
    shown = _header_text(" ".join(name.split()))
    return Address(
        display_name=shown, username=_local(name) or "unknown", domain="cablegram.invalid"
    )


def _local(text: str) -> str:
    return re.sub(r"[^a-z0-9-]+", "-", text.lower()).strip("-")[:60]


def _header_text(text: str) -> str:
    """Return a text that can stand in a header: one line, no lone surrogate."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(clean.split())
