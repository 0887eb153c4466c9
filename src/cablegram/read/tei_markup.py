"""A tolerant XML tokeniser over the source text, and views of what stands between the tags.

Nothing is expanded and nothing is fetched: entities other than the five of XML and the numeric
ones stay as written, so a bomb of entities is so much text. Every character belongs to one event.
Broken markup is reported and read on. Time is linear in the text, nesting costs no stack.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cablegram.read.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT, OPEN, CLOSE, EMPTY, OTHER, CDATA = range(6)

#: A tag; `<` may not stand in one (XML 1.0 section 2.4), so a failed try ends at the next `<`.
#: Groups: slash, name, attributes; none of them when a comment or the like may begin.
_EVENT: Final = re.compile(
    r"""<(?:(/?+)([A-Za-z_][\w:.-]*+)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>|(?=[!?]))"""
)
_LOOSE_TAG: Final = re.compile(r"<(?P<slash>/?+)(?P<name>[A-Za-z_][\w:.-]*+)(?P<rest>[^<>]*+)>")
_ATTRIBUTE: Final = re.compile(
    r"""(?<![\w:.-])([A-Za-z_][\w:.-]*+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')"""
)
_LONGEST_ATTRIBUTES: Final = 20_000
_ENDS: Final = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))
_SPECIAL: Final = re.compile(
    r"\s\s++|[^\S ]|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);"
)
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
#: Elements that begin a line of their own inside a view.
_BLOCKS: Final = frozenset({"p", "head", "item", "label", "list", "row", "table", "quote", "l"})


class Element:
    """An element: its events run from `first` (its tag) up to and including `last`.

    `name` has no namespace prefix. `start` is the offset of its tag, `end` that after its last.
    """

    __slots__ = ("_rest", "end", "first", "kind", "last", "name", "parent", "start")

    def __init__(
        self, name: str, rest: str, first: int, start: int, parent: Element | None
    ) -> None:
        """Keep the values; `last` and `end` are set when the element closes."""
        self.name = name
        self._rest = rest
        self.first = first
        self.start = start
        self.parent = parent
        self.last = first
        self.end = start
        self.kind = ""

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute's value as written."""
        if name not in self._rest:
            return default
        for key, double, single in _ATTRIBUTE.findall(self._rest[:_LONGEST_ATTRIBUTES]):
            if key == name:
                return str(double or single)
        return default


class Markup:
    """The events of a text: parallel lists of kind, start, end and element.

    `elements[i]` is the element that an OPEN or EMPTY event begins and a CLOSE event ends; for
    text it is the element that the text stands in. `broken` are the places of broken markup.
    """

    __slots__ = ("broken", "elements", "ends", "kinds", "starts", "text")

    def __init__(self, text: str) -> None:
        """Tokenise the text."""
        self.text = text
        self.kinds: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.elements: list[Element | None] = []
        self.broken: list[tuple[int, int, str]] = []
        _Parser(self).run()

    def walk(self, root: Element | None = None) -> Iterator[tuple[int, Element]]:
        """Yield `(event, element)` for each element inside `root`, in order."""
        first = 0 if root is None else root.first + 1
        last = len(self.kinds) if root is None else root.last
        for index in range(first, last):
            if self.kinds[index] in (OPEN, EMPTY):
                element = self.elements[index]
                if element is not None:
                    yield index, element

    def view(self, element: Element, skip: frozenset[str] = frozenset()) -> View:
        """Return the text of an element: white space folded, elements named in `skip` left out.

        Line breaks and blocks inside (`lb`, `item`, `row`) become line ends.
        """
        return _ViewMaker(self).make(element.first + 1, element.last, skip)

    def raw_text(self, element: Element, skip: frozenset[str] = frozenset()) -> str:
        """Return the text of an element as its view has it."""
        return self.view(element, skip).text


class _Parser:
    """One run over a text."""

    def __init__(self, markup: Markup) -> None:
        self.markup = markup
        self.stack: list[Element] = []
        self.open: dict[str, int] = {}
        self.never: set[str] = set()

    def run(self) -> None:
        text = self.markup.text
        place = 0
        resume = 0
        while resume >= 0:
            begin, resume = resume, -1
            for match in _EVENT.finditer(text, begin):
                at, end = match.span()
                name = match[2]
                if name is None:
                    end = self._declaration(text, at)
                    if end < 0:
                        continue  # plain text after all
                if at > place:
                    self._between(place, at)
                place = end
                if name is None:
                    kind = CDATA if text.startswith("<![CDATA[", at) else OTHER
                    self._add(kind, at, end, self._top())
                    resume = end
                    break
                if ":" in name:
                    name = name.rpartition(":")[2]
                if match[1]:
                    self._end_tag(name, at, end)
                else:
                    self._start_tag(name, match[3], at, end)
        self._between(place, len(text))
        for element in self.stack:
            self.markup.broken.append((element.start, element.start + 1, "an element has no end"))
        self._close_to(0, len(self.markup.kinds), len(text))

    def _between(self, start: int, end: int) -> None:
        """Add the text between two tags; a `<` in it begins a broken tag or none."""
        text = self.markup.text
        at = text.find("<", start, end)
        while at >= 0:
            match = _LOOSE_TAG.match(text, at, end)
            if match is None:
                self.markup.broken.append((at, at + 1, "a '<' begins no tag"))
                at = text.find("<", at + 1, end)
                continue
            self.markup.broken.append((at, match.end(), "the attributes of a tag are broken"))
            self._text(start, at)
            start = match.end()
            name = match["name"].rpartition(":")[2]
            if match["slash"]:
                self._end_tag(name, at, start)
            else:
                self._start_tag(name, match["rest"], at, start)
            at = text.find("<", start, end)
        self._text(start, end)

    def _declaration(self, text: str, at: int) -> int:
        for opener, closer in _ENDS:
            if text.startswith(opener, at):
                return self._find(text, closer, at + len(opener))
        edge = self._find(text, ">", at)
        if edge >= 0 and text.startswith("<!DOCTYPE", at) and "[" in text[at:edge]:
            return max(edge, self._find(text, "]>", at))
        return edge

    def _find(self, text: str, closer: str, place: int) -> int:
        """Return the offset after `closer`, -1 if there is none from here on (asked only once)."""
        if closer in self.never:
            return -1
        found = text.find(closer, place)
        if found < 0:
            self.never.add(closer)
            return -1
        return found + len(closer)

    def _top(self) -> Element | None:
        return self.stack[-1] if self.stack else None

    def _add(self, kind: int, start: int, end: int, element: Element | None) -> None:
        markup = self.markup
        markup.kinds.append(kind)
        markup.starts.append(start)
        markup.ends.append(end)
        markup.elements.append(element)

    def _text(self, start: int, end: int) -> None:
        if start < end:
            self._add(TEXT, start, end, self._top())

    def _start_tag(self, name: str, rest: str, start: int, end: int) -> None:
        empty = rest.endswith("/")
        element = Element(name, rest, len(self.markup.kinds), start, self._top())
        self._add(EMPTY if empty else OPEN, start, end, element)
        element.end = end
        if not empty:
            self.stack.append(element)
            self.open[name] = self.open.get(name, 0) + 1

    def _end_tag(self, name: str, start: int, end: int) -> None:
        if not self.open.get(name):
            self.markup.broken.append((start, end, "an end tag has no beginning"))
            self._add(OTHER, start, end, self._top())
            return
        depth = len(self.stack) - 1
        while self.stack[depth].name != name:
            element = self.stack[depth]
            self.markup.broken.append((element.start, start, "an element has no end"))
            depth -= 1
        element = self.stack[depth]
        self._close_to(depth, len(self.markup.kinds), start)
        self._add(CLOSE, start, end, element)
        element.end = end

    def _close_to(self, depth: int, event: int, offset: int) -> None:
        """Close all open elements from `depth` up, their last event being `event`."""
        while len(self.stack) > depth:
            element = self.stack.pop()
            self.open[element.name] -= 1
            element.last = event
            element.end = offset


class _ViewMaker:
    """Collects the folded text of a run of events with its map to the source."""

    def __init__(self, markup: Markup) -> None:
        self.markup = markup
        self.texts: list[str] = []
        self.pieces: list[tuple[int, int, int, bool]] = []
        self.length = 0
        self.last = "\n"  # what stands before counts as a line end, so no view begins with space

    def make(self, first: int, last: int, skip: frozenset[str]) -> View:
        markup = self.markup
        index = first
        while index < last:
            kind = markup.kinds[index]
            start, end = markup.starts[index], markup.ends[index]
            if kind == TEXT:
                self._fold(start, end)
            elif kind == CDATA:
                self._keep(start + len("<![CDATA["), end - len("]]>"))
            elif kind != OTHER:
                element = markup.elements[index]
                if element is not None:
                    if kind == OPEN and element.name in skip:
                        index = max(element.last, index) + 1
                        continue
                    self._tag(kind, element.name, start, end)
            index += 1
        text = "".join(self.texts).rstrip()
        return View(text, self.pieces)

    def _tag(self, kind: int, name: str, start: int, end: int) -> None:
        if name == "lb":
            self._put("\n", start, end)
        elif kind == CLOSE and name in ("label", "cell"):
            if self.last not in " \n":
                self._put(" ", start, end)
        elif kind == OPEN and name in _BLOCKS:
            after_label = name == "item" and self.last == " "
            if self.last != "\n" and not after_label:
                self._put("\n", start, end)
        elif kind == CLOSE and name in _BLOCKS and self.last != "\n":
            self._put("\n", start, end)

    def _put(self, text: str, start: int, end: int) -> None:
        self.pieces.append((self.length, start, end - start, False))
        self.texts.append(text)
        self.length += len(text)
        self.last = text[-1]

    def _keep(self, start: int, end: int) -> None:
        if start < end:
            piece = self.markup.text[start:end]
            self.pieces.append((self.length, start, end - start, True))
            self.texts.append(piece)
            self.length += end - start
            self.last = piece[-1]

    def _fold(self, start: int, end: int) -> None:
        text = self.markup.text
        place = start
        if self.last in " \n" and text[start] == " ":
            place += 1
        for match in _SPECIAL.finditer(text, place, end):
            left, right = match.span()
            self._keep(place, left)
            place = right
            found = match[0]
            if found[0] == "&":
                self._put(decode_entity(found), left, right)
            elif self.last not in " \n":
                self._put(" ", left, right)
        self._keep(place, end)


def decode_entity(entity: str) -> str:
    """Return the character of one of the five named or of a numeric entity.

    >>> decode_entity("&#x2014;")
    '—'
    """
    name = entity[1:-1]
    if name[0] != "#":
        return _NAMED.get(name, entity)
    number = int(f"0{name[1:]}", 0) if name[1] in "xX" else int(name[1:])
    surrogate = 0xD800 <= number <= 0xDFFF
    return entity if not 0 < number <= 0x10FFFF or surrogate else chr(number)
