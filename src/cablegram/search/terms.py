"""Words, phrases, patterns and near spellings: the terms of a query that look for text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cablegram.errors import QueryError
from cablegram.search.lexer import DEFAULT_PLACES
from cablegram.search.tree import Fuzzy, Pattern, Words

if TYPE_CHECKING:
    from cablegram.search.lexer import Token
    from cablegram.search.tree import TextField

MIN_PREFIX_CHARS = 3
MIN_FUZZY_CHARS = 4
# More gaps make a pattern that takes long to follow.
MAX_GAPS = 8
MAX_DISTANCE = 2
# Below the distance that two paragraphs have in the index, by far.
MAX_PLACES = 1000
_FUZZY = re.compile(r"(?P<word>[^~]+)~(?P<distance>\d{0,9})\Z")


def phrase_term(query: str, token: Token, field: TextField = "text") -> Words:
    """Return the term for a text in quotation marks, with how far apart its words may be.

    Raises:
        QueryError: If there is no text, or the distance is too large.
    """
    if not any(map(str.isalnum, token.text)):
        raise QueryError(
            query, token.span, "nothing stands between the quotation marks that could be found"
        )
    if token.places is not None and token.places > MAX_PLACES:
        raise QueryError(query, token.span, f"words may be at most {MAX_PLACES:,} places apart")
    return Words(text=token.text, field=field, slop=token.places or 0)


def word_term(query: str, token: Token, field: TextField = "text") -> Words | Pattern | Fuzzy:
    """Return the term for a word: as it stands, with gaps (`*`, `?`) or in near spellings (`~`).

    Raises:
        QueryError: If nothing in it could be found, or it would fit too much.
    """
    text = token.text
    fuzzy = _FUZZY.match(text)
    if fuzzy is not None:
        return _fuzzy(query, token, fuzzy, field)
    text = text.rstrip("?") or text  # the end of a question, not a gap
    stem = text.rstrip("*")
    if "*" in stem or "?" in stem:
        return _pattern(query, token, field)
    if stem != text:
        _long_enough(query, token, stem)
        return Words(text=stem, is_prefix=True, field=field)
    if not any(map(str.isalnum, text)):
        raise QueryError(
            query,
            token.span,
            f"{text[:60]!r} has neither a letter nor a digit that could be found",
        )
    return Words(text=text, field=field)


def _long_enough(query: str, token: Token, stem: str) -> None:
    if sum(map(str.isalnum, stem)) < MIN_PREFIX_CHARS:
        raise QueryError(
            query,
            token.span,
            f"at least {MIN_PREFIX_CHARS} letters must stand before the first * or ?",
            "Such as overfl*.",
        )


def _pattern(query: str, token: Token, field: TextField) -> Pattern:
    text = re.sub(r"\*+", "*", token.text)
    _long_enough(query, token, re.split(r"[*?]", text, maxsplit=1)[0])
    if sum(map(text.count, "*?")) > MAX_GAPS:
        raise QueryError(query, token.span, f"a word may have at most {MAX_GAPS} gaps")
    if not all(letter.isalnum() or letter in "*?" for letter in text):
        raise QueryError(
            query, token.span, "a word with * or ? inside it is made of letters and digits"
        )
    return Pattern(text=text, field=field)


def _fuzzy(query: str, token: Token, match: re.Match[str], field: TextField) -> Fuzzy:
    word, distance = match["word"], int(match["distance"] or 1)
    if not 1 <= distance <= MAX_DISTANCE:
        raise QueryError(
            query,
            token.span,
            f"a spelling may differ in 1 or {MAX_DISTANCE} letters",
            f"Write {word[:40]}~ or {word[:40]}~2; words that stand near each other are "
            f'"..."~{DEFAULT_PLACES}.',
        )
    if not word.isalnum() or len(word) < MIN_FUZZY_CHARS:
        raise QueryError(
            query,
            token.span,
            f"the near spellings of a word can be found if it has {MIN_FUZZY_CHARS} letters or "
            "more, and nothing else",
        )
    return Fuzzy(text=word, distance=distance, field=field)
