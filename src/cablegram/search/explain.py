"""How a query was understood, in words: what `search --explain` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from cablegram.search import tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.search.tree import Leaf, Node, ParsedQuery

_ROLES = {"from": "sent by", "to": "addressed to", "info": "addressed for information to"}
_NUMBERS = {"mrn": "with the number", "ref": "that cite", "citedby": "that are cited by"}
_HAS = {
    "portion-marks": "whose paragraphs have marks",
    "diagnostics": "at which something was noticed while reading",
    "unresolved-refs": "that cite a number which is not held",
    "several-witnesses": "of which several copies are held",
}
_DAYS = {"date": "of", "declass": "to be declassified on"}
_SORTS = {
    "date": "by date, the oldest first", "-date": "by date, the newest first",
    "station": "by station, A to Z", "-station": "by station, Z to A",
    "number": "by number, the lowest first", "-number": "by number, the highest first",
}  # fmt: skip
_INDENT = "  "


def explain(parsed: ParsedQuery) -> str:
    """Return how a query was understood, one condition a line, what belongs together indented.

    >>> from cablegram.search.parser import parse_query
    >>> print(explain(parse_query("ferry -visa")))
    all of
      the word "ferry"
      not
        the word "visa"
    order: best match first
    """
    lines = []
    if parsed.typed_number is not None:
        lines.append(f"first the cable with the number {parsed.typed_number}; then cables with")
    lines += _lines(parsed.root)
    if parsed.sort != "score":
        order = _SORTS[parsed.sort]
    else:
        order = "best match first" if tree.is_ranked(parsed) else "by date, the newest first"
    return "\n".join([*lines, f"order: {order}"])


def _lines(node: Node) -> list[str]:
    match node:
        case tree.And(parts=()):
            return ["every cable"]
        case tree.And():
            return ["all of", *_inner(node.parts)]
        case tree.Or():
            return ["any of", *_inner(node.parts)]
        case tree.Not():
            return ["not", *_inner((node.part,))]
        case _:
            return list(_leaf(node))


def _inner(parts: tuple[Node, ...]) -> list[str]:
    return [_INDENT + line for part in parts for line in _lines(part)]


def _leaf(node: Leaf) -> Iterator[str]:
    match node:
        case tree.Words() | tree.Pattern() | tree.Fuzzy() | tree.Together():
            yield _text(node)
        case tree.Station():
            from cablegram.vocabulary import station_of_address  # noqa: PLC0415 - large tables

            station = station_of_address(node.text)
            known = f" (the post {station})" if station else " (no post of the tables)"
            yield f'cables {_ROLES[node.role]} "{node.text}"{known}'
        case tree.Keyword():
            yield (
                f"{node.field}: {' or '.join(map(_meaning, node.words))}"
                if (node.field == "tags")
                else f"{node.field}: {' or '.join(node.words)}"
            )
        case tree.TagMeant():
            codes = ", ".join(node.codes)
            yield f'a TAGS that meant "{node.text.title()}" on the day (of {codes})'
        case tree.Levels():
            yield f"classification {_between(node.low.value, node.high.value)}"
        case tree.Precedences():
            yield f"precedence {_between(node.low.value, node.high.value)}"
        case tree.Days():
            yield f"cables {_DAYS[node.of]} {_days(node)}"
        case tree.Number():
            yield f"cables {_NUMBERS[node.role]} {node.mrn}"
        case tree.Has():
            yield f"cables {_HAS[node.what]}"
        case _:
            assert_never(node)


def _text(node: tree.Words | tree.Pattern | tree.Fuzzy | tree.Together) -> str:
    if isinstance(node, tree.Together):
        words = ", ".join(f'"{each.text}"' for each in node.words)
        return f"in one paragraph: {words}"
    where = "" if node.field == "text" else f" in {node.field}"
    if isinstance(node, tree.Pattern):
        return f'a word such as "{node.text}"{where}'
    if isinstance(node, tree.Fuzzy):
        letters = "letter" if node.distance == 1 else "letters"
        return f'a word that differs from "{node.text}" in {node.distance} {letters} at most{where}'
    if node.slop:
        return f'the words of "{node.text}" at most {node.slop} places out of line{where}'
    if node.is_prefix:
        return f'a word that begins with "{node.text}"{where}'
    kind = "phrase" if " " in node.text.strip() else "word"
    return f'the {kind} "{node.text}"{where}'


def _meaning(code: str) -> str:
    from cablegram.vocabulary import tag_meanings  # noqa: PLC0415 - large tables

    names = list(dict.fromkeys(each.name for each in tag_meanings(code) if each.name))
    return f"{code} ({'; '.join(names)})" if names else code


def _between(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _days(node: tree.Days) -> str:
    if node.first == node.last:
        return str(node.first)
    if node.first is None:
        return f"{node.last} or before"
    return f"{node.first} to {node.last}" if node.last else f"{node.first} or after"
