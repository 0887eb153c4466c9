"""Sentences and paragraphs, from patterns and word lists. All of it is made up."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from cablegram.sample import people
from cablegram.sample.dice import Dice
from cablegram.sample.themes import themes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cablegram.sample.themes import Theme

__all__ = ["MONTHS", "SIZES", "PooledProse", "Prose", "wrap"]

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
#: Characters in a paragraph, from which the plan chooses.
SIZES: Final = (150, 300, 450, 600, 900)
_TITLES: Final = (
    "Director", "Deputy Director", "Under Secretary", "Deputy Minister", "Chief Engineer",
    "Secretary General", "Desk Officer", "Legal Adviser", "Minister", "Commissioner", "Chairman",
    "Inspector General", "Counselor", "Section Chief",
)  # fmt: skip
_SAID: Final = (
    "said", "told us", "noted", "remarked", "explained", "repeated", "argued", "confirmed",
    "conceded", "stressed", "volunteered", "admitted", "suggested", "insisted",
)  # fmt: skip
_ADJECTIVES: Final = (
    "new", "technical", "early", "final", "modest", "practical", "regional", "revised", "joint",
    "seasonal", "provisional", "informal", "reasonable", "costly", "unexpected", "tentative",
    "balanced", "detailed", "narrow", "generous", "overdue", "cautious", "thorough", "patient",
)  # fmt: skip
_ADVERBS: Final = (
    "quietly", "in principle", "for the time being", "without conditions", "at working level",
    "with some reluctance", "as a matter of routine", "before the holidays", "in writing",
    "on the margins of the meeting", "at short notice", "in good humor", "with few exceptions",
)  # fmt: skip
_MOODS: Final = (
    "cordial", "businesslike", "brisk", "guarded", "friendly", "inconclusive", "relaxed", "frank",
    "tedious", "constructive",
)  # fmt: skip
_SENTENCES: Final = (
    "{title} {who} of the {body} {said} that the {nat} side could {act}.",
    "{Who} {said} that {issue} and {issue2} would have to be settled together.",
    "The {body} is prepared to {act}, but only {adverb}.",
    "According to {who}, {n} {units} were affected by {month}.",
    "Embassy officers called on {who} at the {body} on {month} {day}.",
    "The conversation was {mood} and dealt mainly with {issue}.",
    "{Who} handed over a {adj} paper on {issue}, a copy of which is being pouched.",
    "He asked whether Washington could {act}.",
    "She {said} that {issue} had been discussed {adverb} with the {body}.",
    "We replied that {issue} remained under study and that a {adj} answer would follow.",
    "The press has carried {adj} reports on {things}, most of them inaccurate.",
    "{firm} has offered {n} {things} for delivery at {place}.",
    "No decision on {issue} is expected before {month}.",
    "The figures for {issue} show {n} {units}, against {n2} a year ago.",
    "A team from the {body} will visit {place} in {month} to look at {issue}.",
    "Local authorities in {place} would prefer to {act}.",
    "The {adj} draft leaves {issue} open and is silent on {issue2}.",
    "{Who} expects the cabinet to {act} {adverb}.",
    "Two members of the delegation, {who} and {who2}, favored a {adj} solution.",
    "The {nat} note of {month} {day} makes the same point about {issue}.",
    "In our view the {nat} interest in {issue} is genuine.",
    "We doubt that the {body} has the means to {act}.",
    "The {things} arrived at {place} on {month} {day} in good order.",
    "{Who}, who replaced {who2} in {month}, has little experience of {issue}.",
    "Costs are put at {n} {units}, of which the {body} would bear a third.",
    "As for {issue}, {who} {said} that a {adj} arrangement would be enough.",
    "The {body} asked for {n} more {things} and for help with {issue}.",
    "Contacts at the {body} attribute the delay to {issue}.",
    "{Who} invited us to return to {issue} after the recess.",
    "It was agreed {adverb} to {act}.",
    "The matter of {issue} was not raised.",
    "{Who} {said} that reports of trouble over {issue} at {place} were exaggerated.",
    "Post would appreciate guidance on {issue} by {month} {day}.",
    "Department may wish to draw on the above in talks with the {nat} Embassy.",
    "The master of the {ship} reported {n} {units} off {place}.",
    "Members of the {body} will travel to {place} by way of {capital}.",
    "There was general agreement that {issue} should come before {issue2}.",
    "The {body} would rather {act} than reopen {issue}.",
    "An earlier promise to {act} has been kept only in part.",
    "{title} {who2} {said} {adverb} that he saw no obstacle.",
    "A second call on {who}, this time at {place}, added little on {issue}.",
    "The {nat} press office denied that {issue} had held up the {things}.",
    "Of the {n} {things} ordered, {n2} have been paid for.",
    "{firm} and the {body} differ over who must {act}.",
    "Rain closed the road to {place} for {n} days and delayed the {things}.",
    "Our {adj} estimate of {n} {units} rests on figures that {who} gave us.",
    "By {month} the {body} hopes to {act}.",
    "{Who} recalled that his predecessor had refused to {act}.",
    "The {adj} text was initialed at {place} on {month} {day}.",
    "A workshop on {issue} drew {n} people from the {body} and elsewhere.",
    "{Who} wondered aloud whether {issue2} was worth the trouble.",
    "The bill for {things} came to {n2} {units}, somewhat above the {adj} forecast.",
    "No {adj} paper on {issue} exists, as far as {who2} knows.",
    "We left a copy of the agreed minutes with {who}.",
)
_REQUESTS: Final = (
    "ACTION REQUESTED: Please advise by {month} {day} whether we may {act}.",
    "Action requested: Embassy seeks authority to {act}.",
    "Request Department's views on {issue} before the meeting at {place}.",
)
_COMMENTS: Final = (
    "COMMENT: {a} {b} END COMMENT.",
    "Comment: {a} End comment.",
    "COMMENT: {a} {b}",
)


_PERSONS: Final = ("person", "person2", "person", "person3")
_PLACES: Final = ("place", "place2", "place")
_LISTS: Final = {
    "adj": _ADJECTIVES,
    "adverb": _ADVERBS,
    "month": MONTHS,
    "mood": _MOODS,
    "said": _SAID,
    "title": _TITLES,
}
# Ends of sentences with words out of half a million.
_TAILS: Final = (
    " in the {a} {b}", ", over the {a} of {b}", " as to {a}", ", unlike the {a} {b}", " ({a}, {b})",
    " for the sake of {a} and {b}", ", {a} or no {a}", " by {a} {b}",
)  # fmt: skip
# By so much the ends make the last sentence of a paragraph longer.
_OPEN_CHARS: Final = 15
_TAIL_WORDS: Final = 500_000
_SHORTEST_TAIL: Final = 4
_SYLLABLES: Final = tuple(
    onset + vowel
    for vowel in ("e", "a", "i", "o", "u", "ai", "ou", "ei")
    for onset in (
        "d", "b", "k", "l", "m", "n", "r", "s", "t", "v", "z", "br", "dr", "gr", "kr", "tr", "sh",
        "ch", "h", "j", "p", "g", "f", "st", "y",
    )
)  # fmt: skip
_AN: Final = re.compile(r"\b([Aa]) ([aeiou])")


def wrap(text: str, width: int, first: int = 0) -> list[str]:
    """Break text at its blanks into lines of at most `width` characters.

    `first` characters are on the first line already. A word longer than a line stays whole on a
    line of its own. Runs of blanks are kept as they are.
    """
    lines: list[str] = []
    start, room, size = 0, width - first, len(text)
    while size - start > room:
        end = text.rfind(" ", start, start + room + 1)
        if end <= start:
            end = text.find(" ", start + 1)
            if end < 0:
                break
        lines.append(text[start:end])
        start, room = end + 1, width
    lines.append(text[start:])
    return lines


class _Words(dict[str, object]):
    """The words of one sentence, each chosen when the pattern asks for it."""

    __slots__ = ("cast", "dice", "theme")

    def __init__(self, dice: Dice, theme: Theme, cast: Mapping[str, str]) -> None:
        super().__init__()
        self.dice, self.theme, self.cast = dice, theme, cast

    def __missing__(self, key: str) -> object:
        found = self[key] = self._choose(key)
        return found

    def _choose(self, key: str) -> object:  # noqa: PLR0911 (one answer for each kind of word)
        dice, theme = self.dice, self.theme
        if key in {"who", "Who"}:
            return self.cast[dice.pick(_PERSONS)]
        if key == "place":
            return self.cast[dice.pick(_PLACES)]
        if key in {"issue", "act", "issue2"}:
            words = theme.acts if key == "act" else theme.issues
            chosen = dice.skewed(words) if key != "issue2" else dice.pick(words)
            return chosen.replace("{place}", self.cast["place"])
        if key in _LISTS:
            return dice.skewed(_LISTS[key])
        if key in {"body", "things", "units"}:
            return dice.skewed(_theme_list(theme, key))
        if key == "day":
            return dice.between(1, 28)
        if key == "n":
            return dice.between(2, 60) if dice.chance(0.6) else dice.between(100, 9800)
        if key == "n2":
            return dice.between(3, 900)
        if key == "who2":
            named = self.get("who", self.get("Who"))
            return self.cast["person3" if named == self.cast["person2"] else "person2"]
        return self.cast[key]


def _theme_list(theme: Theme, key: str) -> tuple[str, ...]:
    if key == "body":
        return theme.bodies
    return theme.things if key == "things" else theme.units


class Prose:
    """Makes sentences about one kind of business between named people and places."""

    def __init__(self) -> None:
        self._turn = 0

    def sentence(self, dice: Dice, theme: Theme, cast: Mapping[str, str]) -> str:
        """Return one sentence."""
        self._turn = (self._turn + 1 + int(dice.roll() * 3)) % len(_SENTENCES)
        said = _SENTENCES[self._turn].format_map(_Words(dice, theme, cast))
        return _AN.sub(r"\1n \2", said)

    def restart(self, dice: Dice) -> None:
        """Begin a cable: its sentences follow one order from here, so that none comes twice."""
        self._turn = dice.between(0, len(_SENTENCES) - 1)

    def request(self, dice: Dice, theme: Theme, cast: Mapping[str, str]) -> str:
        """Return a request for action."""
        return dice.pick(_REQUESTS).format_map(_Words(dice, theme, cast))

    def comment(self, dice: Dice, theme: Theme, cast: Mapping[str, str]) -> str:
        """Return a comment with its words around it."""
        a, b = (self.sentence(dice, theme, cast) for _ in "ab")
        return dice.pick(_COMMENTS).format(a=a, b=b)

    def paragraph(self, dice: Dice, theme: Theme, cast: Mapping[str, str], characters: int) -> str:
        """Return sentences of about so many characters in all."""
        found = [Prose.sentence(self, dice, theme, cast)]
        length = len(found[0])
        while length < characters:
            found.append(Prose.sentence(self, dice, theme, cast))
            length += len(found[-1]) + 1
        return " ".join(found)

    def lines(self, text: str, width: int, first: int) -> list[str]:
        """Return the text in lines, as `wrap` does."""
        return wrap(text, width, first)


class PooledProse(Prose):
    """Takes sentences from a stock made once: for archives by the hundred thousand.

    Whom and what they name has nothing to do with the rest of the cable. Names, and a word or two
    in most sentences, are new each time (`tail_word`).
    """

    def __init__(self, seed: object, *, stock: int = 300) -> None:
        super().__init__()
        dice = Dice("prose", seed)
        self._sentences: dict[str, tuple[tuple[str, bool], ...]] = {}
        for theme in themes():
            made = (Prose.sentence(self, dice, theme, _open_cast(dice)) for _ in range(stock))
            self._sentences[theme.name] = tuple(_opened(dice, each) for each in made)

    def sentence(self, dice: Dice, theme: Theme, cast: Mapping[str, str]) -> str:
        """Return a sentence out of the stock, its open places filled."""
        del cast
        pattern, is_open = dice.pick(self._sentences[theme.name])
        return pattern.format_map(_Tail(dice)) if is_open else pattern

    def paragraph(self, dice: Dice, theme: Theme, cast: Mapping[str, str], characters: int) -> str:
        """Return sentences of the stock of about so many characters in all."""
        wanted = SIZES[min(bisect_left(SIZES, characters), len(SIZES) - 1)]
        found = [self.sentence(dice, theme, cast)]
        length = len(found[0])
        while length < wanted - _OPEN_CHARS:
            found.append(self.sentence(dice, theme, cast))
            length += len(found[-1]) + 1
        return " ".join(found)


class _Tail(dict[str, str]):
    """The names and words of one sentence that are new: a name begins with a capital."""

    __slots__ = ("dice",)

    def __init__(self, dice: Dice) -> None:
        super().__init__()
        self.dice = dice

    def __missing__(self, key: str) -> str:
        word = tail_word(self.dice.roll())
        found = self[key] = word.capitalize() if key.startswith("person") else word
        return found


def tail_word(roll: float) -> str:
    """Return a word that nobody ever used; the n-th is n times rarer than the first, as in texts.

    >>> tail_word(0.0), tail_word(0.5), tail_word(0.999)
    ('dede', 'rule', 'nochidre')
    """
    rank = int(_TAIL_WORDS**roll) - 1
    word = ""
    while rank or len(word) < _SHORTEST_TAIL:
        rank, place = divmod(rank, len(_SYLLABLES))
        word += _SYLLABLES[place]
    return word


def _open_cast(dice: Dice) -> dict[str, str]:
    """Return a cast whose persons are open places."""
    return {**people.cast(dice), **{key: f"{{{key}}}" for key in ("person", "person2", "person3")}}


def _opened(dice: Dice, sentence: str) -> tuple[str, bool]:
    """Return a sentence with open places for words too, and whether it has any."""
    if dice.chance(0.75):
        sentence = sentence.removesuffix(".") + dice.pick(_TAILS) + "."
    return sentence, "{" in sentence
