"""Text out of web pages: HTML, and Markdown that was made from HTML.

Both give a `View`: the text as a person saw it, each stretch tied to its place in the source.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING

from cablegram.read.view import ViewBuilder

if TYPE_CHECKING:
    from cablegram.read.view import View

__all__ = ["html_view", "markdown_view", "web_score"]

SNIFF_CHARS = 32 << 10
# Elements whose content is not text for a reader.
SKIPPED = frozenset({"script", "style", "head", "template", "noscript", "svg", "title", "iframe"})
# Elements that begin and end on lines of their own.
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "tbody", "tfoot", "thead", "tr", "ul", "br",
})  # fmt: skip
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"})
TAG_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9:-]{0,30})")
SPACES = re.compile(r"[ \t\r\n\f]+")
ENTITY = re.compile(r"&(?:#[xX]([0-9A-Fa-f]{1,8})|#([0-9]{1,9})|([A-Za-z][A-Za-z0-9]{1,31}));?")
# What browsers read for the numbers 128 to 159: Windows-1252.
WINDOWS = {number: bytes([number]).decode("cp1252", "replace") for number in range(128, 160)}
MAX_TAG_CHARS = 16 << 10


def entity_text(match: re.Match[str]) -> str:
    """Return what an entity stands for; itself if it stands for nothing."""
    number = int(match[1], 16) if match[1] else int(match[2]) if match[2] else -1
    if number >= 0:
        if number in WINDOWS:
            return WINDOWS[number]
        if number == 0 or number > 0x10FFFF or 0xD800 <= number < 0xE000:
            return "\ufffd"
        return chr(number)
    name = match[3]
    if match[0].endswith(";") and name + ";" in html5:
        return html5[name + ";"]
    return html5.get(name, match[0])


class _Html:
    """One pass over a page. Broken markup costs no more time than good markup."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.builder = ViewBuilder()
        self.pre = 0
        self.is_fresh = True  # nothing stands on the line yet
        self.pending = ""  # a space, or line ends, that come before the next text
        self.pending_at = 0
        # What was looked for is remembered, so that nothing is looked for twice.
        self.next_close = -1
        self.no_comment = len(text) + 1
        self.no_end: set[str] = set()

    def run(self) -> View:
        text = self.text
        place = 0
        size = len(text)
        while place < size:
            tag = text.find("<", place)
            stop = size if tag < 0 else tag
            if stop > place:
                self.words(place, stop)
            if tag < 0:
                break
            place = self.markup(tag)
        return self.builder.build()

    def markup(self, place: int) -> int:
        """Take what begins with `<`; return where it ends."""
        text = self.text
        if text.startswith("<!--", place):
            end = -1 if place >= self.no_comment else text.find("-->", place + 4)
            if end >= 0:
                return end + 3
            self.no_comment = min(self.no_comment, place)
        name = TAG_NAME.match(text, place + 1)
        following = text[place + 1 : place + 2]
        end = -1 if name is None and following not in ("!", "?") else self.tag_end(place + 1)
        if end < 0:  # the sign is text, and what follows it up to the next one
            stop = len(text) if self.next_close > len(text) else text.find("<", place + 1)
            if stop == place + 1:
                stop = _OPENINGS.match(text, place).end()  # type: ignore[union-attr]  # one is there
            stop = len(text) if stop < 0 else stop
            self.words(place, stop)
            return stop
        if name is not None:
            is_end = following == "/"
            word = name[1].lower()
            if word in SKIPPED and not is_end and text[end - 1] != "/":
                return self.after_element(word, end + 1)
            self.tag(word, place, is_end=is_end)
        return end + 1

    def tag_end(self, place: int) -> int:
        """Return where the `>` of a tag stands, or -1 if what begins here is no tag."""
        text = self.text
        if self.next_close < place:
            found = text.find(">", place)
            self.next_close = len(text) + 1 if found < 0 else found
        end = self.next_close
        if end > len(text) or end - place > MAX_TAG_CHARS or text.find("<", place, end) >= 0:
            return -1
        if text.count('"', place, end) % 2:  # this one stands in a quoted value
            quote = text.find('"', end, end + 500)
            later = text.find(">", quote, quote + 500) if quote >= 0 else -1
            end = later if later >= 0 else end
        return end

    def after_element(self, word: str, place: int) -> int:
        """Return where an element that is left out ends; where it begins if it never ends."""
        if word in self.no_end:
            return place
        found = _END_TAGS[word].search(self.text, place)
        if found is None:
            self.no_end.add(word)
            # A head without its end is closed by the body.
            return place
        return found.end()

    def tag(self, word: str, place: int, *, is_end: bool) -> None:
        if word == "pre":
            self.pre = max(0, self.pre + (-1 if is_end else 1))
        if word in ("td", "th"):
            if not is_end and not self.is_fresh:
                self.wait("\t" if "\n" not in self.pending else "", place)
        elif word in ("br", "hr"):
            self.wait_line(place, always=True)
        elif word in BLOCKS:
            self.wait_line(place, always=False)
            if word in PARAGRAPHS and "\n" in self.pending and self.builder.length:
                self.pending = "\n\n" if len(self.pending) < 2 else self.pending

    def wait(self, sign: str, place: int) -> None:
        if sign and "\n" not in self.pending:
            self.pending = sign
            self.pending_at = place

    def wait_line(self, place: int, *, always: bool) -> None:
        if "\n" not in self.pending:
            if self.is_fresh and not always:
                return
            self.pending, self.pending_at = "\n", place
        elif always:
            self.pending += "\n"
        self.is_fresh = True

    def flush(self, place: int) -> None:
        if self.pending:
            if self.builder.length or self.pending.strip(" \t"):
                at = min(self.pending_at, place)
                self.builder.put(self.pending, at, at)
            self.pending = ""

    def words(self, start: int, stop: int) -> None:
        """Take text between tags."""
        take = self.keep if self.pre else self.flow
        place = start
        for match in ENTITY.finditer(self.text, start, stop):
            found = entity_text(match)
            if found != match[0]:
                if match.start() > place:
                    take(place, match.start())
                self.emit(match.start(), match.end(), found)
                place = match.end()
        if place < stop:
            take(place, stop)

    def emit(self, start: int, end: int, text: str | None) -> None:
        self.flush(start)
        if text is None:
            self.builder.keep(self.text, start, end)
        else:
            self.builder.put("\n" if text == "\r" else text, start, end)
        self.is_fresh = text is not None and text.endswith("\n")

    def keep(self, start: int, end: int) -> None:
        """Take text of a <pre> as it is."""
        self.emit(start, end, None)
        self.is_fresh = self.text[end - 1] == "\n"

    def flow(self, start: int, end: int) -> None:
        """Take text outside <pre>: lines stay lines, since cables were pasted into pages so."""
        text = self.text
        place = start
        for match in SPACES.finditer(text, start, end):
            left, right = match.span()
            lines = text.count("\n", left, right)
            if place < left and right < end and lines <= 2:
                continue
            if left > place:
                self.emit(place, left, None)
            place = right
            if lines:
                if not self.is_fresh or self.pending:
                    self.line_ends(min(lines, 2), left)
            elif not self.is_fresh:
                self.flush(left)
                self.builder.keep(text, left, right)
        if place < end:
            self.emit(place, end, None)

    def line_ends(self, count: int, place: int) -> None:
        if "\n" in self.pending:
            return
        self.pending, self.pending_at = "\n" * count, place
        self.is_fresh = True


_OPENINGS = re.compile("<+")
_END_TAGS = {
    word: re.compile(
        (r"</head\s*>|(?=<body\b)" if word == "head" else rf"</{word}\s{{0,20}}>"), re.IGNORECASE
    )
    for word in SKIPPED
}


def html_view(text: str) -> View:
    """Return the text of an HTML page or fragment.

    Tags and comments are dropped, script, style and head with what they hold; block elements and
    `<br>` give a line end, `<pre>` keeps its text as it is; entities are decoded. Outside `<pre>`
    the lines of the source stay lines, since most cables on the web stand in pages that way, and
    runs of empty lines become one.
    """
    return _Html(text).run()


# Artefacts of Markdown made from HTML (reference section 0.1). One alternation, one pass; each
# alternative is anchored at its own first character and bounded.
# Each way begins with its character, so that a search runs over all others at once.
ARTEFACTS = re.compile(
    r"\[(?P<anchor>\d{1,3})\]\(#[^()\s]{0,80}\)(?=\s?\(?[A-Z0-9])"
    r"|\[(?P<link>[^\[\]\n]{0,300})\]\((?:#[^()\s]{0,200}|(?:https?:|/|\.)[^()\s]{0,500})(?:\s\"[^\"\n]{0,200}\")?\)"
    r"|<(?P<auto>(?:https?://|mailto:)[^<>\s]{1,500})>"
    r"|¶(?P<pilcrow>)(?=\s?(?:\d{1,3}\b|[A-Z]\.))"
    r"|\\(?P<continued>)(?=[ \t]{0,10}(?:\r?\n|\Z))"
    r"|\\(?P<escaped>[\\`*_{}\[\]()#+.!|<>~-])"
    r"|&(?P<entity>(?:#[xX][0-9A-Fa-f]{1,8}|#[0-9]{1,9}|[A-Za-z][A-Za-z0-9]{1,31});)"
)


def markdown_view(text: str) -> View:
    """Return a text without the artefacts of Markdown that was made from HTML.

    Undone are the anchor before a paragraph's number (`[1](#)2.`), links (`[PTER](#)` keeps
    `PTER`), autolinks, the pilcrow, the backslash at the end of a line and before a sign, and
    entities. Emphasis and headings stay as they are: in a cable those signs are text.
    """
    builder = ViewBuilder()
    kept = 0
    for match in ARTEFACTS.finditer(text):
        kind = match.lastgroup
        start, end = match.span()
        builder.keep(text, kept, start)
        kept = end
        if kind in ("link", "auto", "escaped"):
            builder.keep(text, *match.span(kind))
        elif kind == "entity":
            entity = ENTITY.match(match[0])
            found = match[0] if entity is None else entity_text(entity)
            if found == match[0]:
                builder.keep(text, start, end)
            else:
                builder.put("\n" if found == "\r" else found, start, end)
    builder.keep(text, kept, len(text))
    return builder.build()


HTML_SURE = re.compile(r"<(?:!doctype html|html|body|head)\b", re.IGNORECASE)
HTML_TAGS = re.compile(
    r"</?(?:a|b|br|center|code|div|em|font|h[1-6]|hr|i|li|p|pre|span|strong|table|td|tr|tt|u|ul)"
    r"(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
MARKDOWN_SIGNS = re.compile(
    r"\]\(#[^()\s]{0,80}\)|¶(?<![^\n]¶)\s?\d|\\\r?$|&#x0{0,3}A;|<https?://\S{1,300}>",
    re.MULTILINE,
)

MARKDOWN_SURE = re.compile(r"\]\(#\)|&#(?:\d{1,5}|x[0-9A-F]{1,5});", re.IGNORECASE)
AUTOLINK = re.compile(r"<https?://[^\s<>]{1,300}>")
ESCAPED_ENDS = re.compile(r"\\[ \r]?$", re.MULTILINE)
SURE_CHARS = 4 << 10


def is_html(text: str) -> bool:
    """Tell whether a web text is HTML; otherwise it is Markdown that was made of it."""
    head = text[:SNIFF_CHARS]
    if HTML_SURE.search(head):
        return True
    return sum(1 for _ in zip(HTML_TAGS.finditer(head), range(2), strict=False)) > 1


def web_score(text: str) -> float:
    """Return how much the beginning of a text looks like HTML or Markdown made of it, 0 to 1."""
    head = text[:SNIFF_CHARS]
    score = 0.0
    if "<" in head:
        if HTML_SURE.search(head):
            return 0.95
        if AUTOLINK.search(head):
            score = 0.92
        tags = sum(1 for _ in zip(HTML_TAGS.finditer(head), range(20), strict=False))
        score = max(score, min(0.9, 0.3 * tags))
    if "](" in head or "¶" in head or "\\" in head or "&#" in head:
        if MARKDOWN_SURE.search(head) or len(ESCAPED_ENDS.findall(head, 0, SURE_CHARS)) > 1:
            return 0.92  # whatever message it is, these are to be undone first
        signs = sum(1 for _ in zip(MARKDOWN_SIGNS.finditer(head), range(20), strict=False))
        score = max(score, min(0.9, 0.45 + 0.15 * signs) if signs else 0.0)
    return score
