"""RFC 5322 messages: the body as a view of the source, the headers, the attachments; mailboxes.

Transfer encodings are undone piece by piece, so spans still point into the message as it came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cablegram.model import Span
from cablegram.model.value import value
from cablegram.read.mail_decode import add_base64, add_quoted_printable, decode_words
from cablegram.read.view import View, ViewBuilder
from cablegram.read.view_chain import compose
from cablegram.read.web import html_view

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "MMHS_FIELDS",
    "Attachment",
    "Headers",
    "is_mbox",
    "mail_score",
    "mail_view",
    "split_mbox",
]

MAX_DEPTH = 10
MAX_PARTS = 1000
MAX_HEADERS = 2000
MAX_VALUE_CHARS = 10_000
SNIFF_CHARS = 16 << 10

# RFC 6477 section 3 and RFC 7912, as they are spelled there; reference section 9.1.
MMHS_FIELDS = (
    "MMHS-Exempted-Address",
    "MMHS-Extended-Authorisation-Info",
    "MMHS-Subject-Indicator-Codes",
    "MMHS-Handling-Instructions",
    "MMHS-Message-Instructions",
    "MMHS-Codress-Message-Indicator",
    "MMHS-Originator-Reference",
    "MMHS-Primary-Precedence",
    "MMHS-Copy-Precedence",
    "MMHS-Message-Type",
    "MMHS-Other-Recipients-Indicator-To",
    "MMHS-Other-Recipients-Indicator-CC",
    "MMHS-Acp127-Message-Identifier",
    "MMHS-Originator-PLAD",
    "MMHS-Authorizing-Users",
)
SPELLING = {
    name.lower(): name
    for name in (*MMHS_FIELDS, "Message-ID", "Content-ID", "MIME-Version", "SIO-Label")
}
# Fields of which one at least must be there for a text to be mail.
MAIL_FIELDS = frozenset({
    "from", "to", "date", "subject", "message-id", "received", "mime-version", "return-path",
    "content-type", "x-mailer", "in-reply-to", "sender", "delivered-to",
})  # fmt: skip
# Fields that only mail software writes; those of a cable (From:, Subject:) are not among them.
SURE_FIELDS = frozenset({
    "message-id", "received", "mime-version", "return-path", "content-type", "delivered-to",
    "x-mailer", "content-transfer-encoding", "dkim-signature",
})  # fmt: skip

FIELD = re.compile(r"([!-9;-~]{1,76})[ \t]*:[ \t]*")
FROM_LINE = re.compile(r"From \S{1,200}[ \t].{10,80}$", re.MULTILINE)
PARAMETER = re.compile(
    r";\s{0,99}([\w!#$%&'*+.^`{|}~-]{1,60})\s{0,9}=\s{0,9}(\"(?:[^\"\\]|\\.){0,500}\"|[^;\s]{0,500})"
)


@value
class Attachment:
    """A part of a message that is not its text. `span` is the part's body in the source."""

    name: str
    content_type: str
    span: Span


class Headers(dict[str, str]):
    """The fields of a message by name, and what else its wrapping says.

    A name is spelled as RFC 5322, RFC 6477 and their like spell it, whatever case it came in. The
    value is unfolded, its encoded words decoded; several fields of a name are joined by `; `.

    Attributes:
        body_start: Where the body begins in the source.
        mmhs: The fields of RFC 6477 among the others (reference section 9.1).
        attachments: The parts beside the text.
        is_html: Whether the text was HTML.
        faults: What is broken in the wrapping, a sentence each.
    """

    __slots__ = ("attachments", "body_start", "faults", "is_html")

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        """Keep the fields in order."""
        super().__init__()
        for key, written in fields:
            name = _spelled(key)
            self[name] = f"{self[name]}; {written}" if name in self else written
        self.body_start = 0
        self.attachments: tuple[Attachment, ...] = ()
        self.is_html = False
        self.faults: tuple[str, ...] = ()

    @property
    def mmhs(self) -> dict[str, str]:
        """The military fields of the message."""
        return {name: self[name] for name in MMHS_FIELDS if name in self}


def _spelled(name: str) -> str:
    lower = name.lower()
    if lower in SPELLING:
        return SPELLING[lower]
    return "-".join(part.capitalize() for part in lower.split("-"))


@dataclass(slots=True)
class _Part:
    start: int
    end: int
    content_type: str
    parameters: dict[str, str]
    encoding: str
    name: str
    is_attachment: bool


class _Finder:
    """Walks the parts of a message: the text to show, and all others."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain: _Part | None = None
        self.html: _Part | None = None
        self.others: list[_Part] = []
        self.faults: list[str] = []
        self.count = 0

    def visit(self, part: _Part, depth: int) -> None:
        self.count += 1
        if self.count > MAX_PARTS:
            return
        if part.content_type == "message/rfc822" and depth < MAX_DEPTH and not part.is_attachment:
            fields, start = _headers(self.text, part.start, part.end)
            self.visit(_part(fields, start, part.end), depth + 1)
        elif part.content_type.startswith("multipart/") and depth < MAX_DEPTH:
            self.divide(part, depth)
        elif part.content_type == "text/plain" and self.plain is None and not part.is_attachment:
            self.plain = part
        elif part.content_type == "text/html" and self.html is None and not part.is_attachment:
            self.html = part
        else:
            self.others.append(part)

    def divide(self, part: _Part, depth: int) -> None:
        """Visit the parts between the boundary lines."""
        boundary = part.parameters.get("boundary", "")
        if not boundary:
            self.faults.append("a multipart message does not name its boundary")
            self.plain = self.plain or part
            return
        sign = "--" + boundary
        starts = _boundaries(self.text, sign, part.start, part.end)
        if not starts:
            self.faults.append("a multipart message lacks its parts")
            self.plain = self.plain or part
            return
        is_closed = False
        for index, (line, after) in enumerate(starts):
            if self.text.startswith("--", line + len(sign)):
                is_closed = True
                break
            end = starts[index + 1][0] if index + 1 < len(starts) else part.end
            fields, body = _headers(self.text, after, end)
            self.visit(_part(fields, body, _without_newline(self.text, body, end)), depth + 1)
        if not is_closed:
            self.faults.append("a multipart message is cut short: its last boundary is missing")


def mail_view(text: str) -> tuple[View, Headers]:
    """Return the text of a message and its headers.

    Of a multipart message the first text/plain part is the text, else the first text/html part
    without its markup. Broken wrapping is undone as far as it goes.
    """
    fields, body = _headers(text, _skip_from_line(text), len(text))
    finder = _Finder(text)
    finder.visit(_part(fields, body, len(text)), 0)
    shown = finder.plain or finder.html
    builder = ViewBuilder()
    if shown is not None:
        _add_body(text, shown, builder)
    view = builder.build()
    headers = Headers(fields)
    headers.is_html = shown is not None and shown is finder.html
    if headers.is_html:
        view = compose(view, html_view(view.text))
    others = finder.others + ([finder.html] if finder.plain and finder.html else [])
    headers.attachments = tuple(
        Attachment(name=part.name, content_type=part.content_type, span=Span(part.start, part.end))
        for part in sorted(others, key=lambda part: part.start)
    )
    headers.body_start = body
    headers.faults = tuple(finder.faults)
    return view, headers


def _skip_from_line(text: str) -> int:
    """Return where the header begins: after the line with which a mailbox opens a message."""
    if text.startswith(("From ", ">From ")):
        end = text.find("\n")
        return len(text) if end < 0 else end + 1
    return 0


def _headers(text: str, start: int, limit: int) -> tuple[list[tuple[str, str]], int]:
    """Return the fields that stand at `start` and where the body begins.

    A line that is no field and continues none ends the header, as an empty line does.
    """
    fields: list[tuple[str, str]] = []
    place = start
    while place < limit:
        end = text.find("\n", place, limit)
        after = limit if end < 0 else end + 1
        end = limit if end < 0 else end
        if text[place : min(end, place + 2)].strip("\r") == "":
            return fields, after
        match = FIELD.match(text, place, end)
        if match is None:
            return fields, place
        lines = [text[match.end() : end].strip()]
        while after < limit and text[after] in " \t":
            end = text.find("\n", after, limit)
            end = limit if end < 0 else end
            line = text[after:end].strip()
            if line:
                lines.append(line)
            after = min(end + 1, limit)
        if len(fields) < MAX_HEADERS:
            fields.append((match[1], decode_words(" ".join(lines))))
        place = after
    return fields, place


def _part(fields: list[tuple[str, str]], start: int, end: int) -> _Part:
    values = {key.lower(): value for key, value in reversed(fields)}
    kind, parameters = _parameters(values.get("content-type", ""))
    disposition, more = _parameters(values.get("content-disposition", ""))
    return _Part(
        start=start,
        end=end,
        content_type=kind if "/" in kind else "text/plain",
        parameters=parameters,
        encoding=values.get("content-transfer-encoding", "").strip().lower(),
        name=more.get("filename") or parameters.get("name", ""),
        is_attachment=disposition == "attachment",
    )


def _parameters(value: str) -> tuple[str, dict[str, str]]:
    value = value[:MAX_VALUE_CHARS]
    kind, _, _ = value.partition(";")
    found: dict[str, str] = {}
    for match in PARAMETER.finditer(value):
        key = match[1].lower().split("*")[0]
        text = match[2]
        if text.startswith('"'):
            text = re.sub(r"\\(.)", r"\1", text[1:-1])
        found[key] = found.get(key, "") + text if "*" in match[1] else text
    return kind.strip().lower(), found


def _boundaries(text: str, sign: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return start of each boundary line and of the line after it."""
    found: list[tuple[int, int]] = []
    place = text.find(sign, start, end)
    while place >= 0 and len(found) < MAX_PARTS:
        line = text.find("\n", place, end)
        after = end if line < 0 else line + 1
        rest = text[place + len(sign) : min(after, place + len(sign) + 80)].strip()
        if (place == start or text[place - 1] == "\n") and rest in ("", "--"):
            found.append((place, after))
        place = text.find(sign, after, end)
    return found


def _without_newline(text: str, start: int, end: int) -> int:
    """Return `end` before the line end that belongs to the boundary."""
    if end > start and text[end - 1] == "\n":
        end -= 1
        if end > start and text[end - 1] == "\r":
            end -= 1
    return end


def _add_body(text: str, part: _Part, builder: ViewBuilder) -> None:
    charset = part.parameters.get("charset", "utf-8")
    if part.encoding == "quoted-printable":
        add_quoted_printable(text, part.start, part.end, charset, builder)
    elif part.encoding == "base64":
        add_base64(text, part.start, part.end, charset, builder)
    else:
        builder.keep(text, part.start, part.end)


def mail_score(text: str) -> float:
    """Return how much the beginning of a text looks like a mail message, 0 to 1."""
    head = text[:SNIFF_CHARS]
    fields, _ = _headers(head, _skip_from_line(head), len(head))
    names = {key.lower() for key, _ in fields}
    if not names & MAIL_FIELDS:
        return 0.0
    if any(name.startswith("mmhs-") for name in names):
        return 1.0
    sure = len(names & SURE_FIELDS)
    if "mrn" in names and not sure:
        return 0.0
    if sure:
        return 0.95 if names & {"from", "date", "subject"} or sure > 1 else 0.6
    # From, Date and Subject alone head printed e-mail, and cables of the labelled form too.
    return 0.55 if {"from", "date", "subject"} <= names else 0.0


def is_mbox(text: str) -> bool:
    """Tell whether a text begins as a mailbox does: a `From ` line, then a field."""
    match = FROM_LINE.match(text)
    if match is None:
        return False
    after = match.end() + 1
    return after < len(text) and FIELD.match(text, after, after + 80) is not None


def split_mbox(text: str) -> Iterator[str]:
    """Yield the messages of a mailbox, each with its `From ` line; joined, they are the text.

    A line that begins with `From ` opens a message if it stands first or after an empty line, and
    a field follows it: so a sentence does not.
    """
    start = 0
    place = text.find("\nFrom ")
    while place >= 0:
        line = place + 1
        if text[max(place - 2, 0) : place].endswith(("\n", "\n\r")) and is_mbox(
            text[line : line + 400]
        ):
            yield text[start:line]
            start = line
        place = text.find("\nFrom ", line)
    if start < len(text):
        yield text[start:]
