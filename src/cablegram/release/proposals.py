"""What a program proposes to withhold or to release, each with its reason; a person decides.

| rule | proposes | why |
|---|---|---|
| mark | to withhold a portion | its mark is above the audience; codes: its classifier's reasons |
| telephone, e-mail, address, number | to withhold it | it leads to a person |
| name | to withhold a name | the TAGS line names that person, or it stands behind a title |
| source | to withhold a name or words | words beside it ask to protect a source |
| elsewhere | to release a portion | the same text went out before, or is open in another copy |

Nothing is taken by itself. A rule that finds too much costs a click; none may find too little by
being clever, so they are plain patterns over the portion's text.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.reviewing.values import Action, digest_of
from cablegram.release.portions import Kind
from cablegram.vocabulary import exemption

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cablegram.archive.reviewing.values import Ruling
    from cablegram.release.deciding import Share
    from cablegram.release.portions import Portion

#: The rule that says what the marks say.
BY_MARK: Final = "mark"
PRIVACY: Final = "B6"
SOURCE: Final = "1.4(D)"
#: Portions that are looked through for people and numbers.
_PROSE: Final = frozenset({Kind.PARAGRAPH, Kind.WHOLE, Kind.SUBJECT})
#: Shorter ones say the same by chance.
LEAST_WORDS: Final = 5

_CAPITAL: Final = r"(?:[A-Z][a-z'\u2019-]{1,24}|[A-Z]{2,25}|[A-Z]\.)"
_TITLES: Final = (
    "Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "Professor", "Amb", "Ambassador", "Minister",
    "Col", "Colonel", "Gen", "General", "Maj", "Major", "Capt", "Captain", "Lt", "Lieutenant",
    "Senator", "Deputy", "Chairman", "Chairwoman", "Father", "Sister", "Sheikh", "Judge",
)  # fmt: skip
_TITLE: Final = "|".join(sorted((*_TITLES, *(each.upper() for each in _TITLES)), key=len)[::-1])
#: The letters stand once each, so that none of them can be tried in two ways.
PATTERNS: Final[tuple[tuple[str, str, str, re.Pattern[str]], ...]] = (
    (
        "e-mail", PRIVACY, "it is an e-mail address",
        re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"),
    ),
    (
        "telephone", PRIVACY, "it reads like a telephone number",
        re.compile(
            r"(?i:(?<=tel )|(?<=tel\. )|(?<=phone )|(?<=fax )|(?<=mobile )|(?<![\w.,:/+-])\+)"
            r"\(?\d[\d ()./-]{5,22}\d(?!\w)"
            r"|(?<![\w.,:/+-])\(?\d{2,4}\)?[ .-]\d{3}[ .-]\d{3,4}(?!\w)"
        ),
    ),
    (
        "address", PRIVACY, "it reads like the address of a house",
        re.compile(
            rf"(?<!\w)\d{{1,5}} (?:{_CAPITAL} ){{1,4}}"
            r"(?i:street|avenue|road|lane|boulevard|square|drive)(?!\w)"
            r"|(?<!\w)(?i:rua|avenida|calle|rue|via|plaza|praca) "
            rf"(?:(?:da|do|de|dos|das|del|la|du) )?{_CAPITAL}(?: {_CAPITAL}){{0,3}},? "
            r"\d{1,5}(?!\w)"
        ),
    ),
    (
        "number", PRIVACY, "it is the number of a passport, an account or the like",
        re.compile(
            r"(?<!\w)(?i:passport|visa|account|social security|identity card|license)"
            r"(?i: no\.?| number| nr\.?)? ?[:#]? ?[A-Z]{0,3}[\d-]{5,20}(?!\w)"
        ),
    ),
    (
        "source", SOURCE, "words beside the name ask to protect it",
        re.compile(
            rf"(?<!\w)(?:{_CAPITAL} ){{1,5}}[(\[](?i:strictly |please )?(?i:protect)"
            r"(?i: source| throughout)?[)\]]"
        ),
    ),
    (
        "source", SOURCE, "it speaks of a source that is to be protected",
        re.compile(
            r"(?<!\w)(?i:confidential source|protect (?:the |our |this )?source"
            r"|in strict confidence"
            r"|source (?:who )?asked (?:us )?not to be (?:named|identified)"
            r"|spoke on condition of anonymity|clandestine source|sensitive source)(?!\w)"
        ),
    ),
    (
        "name", PRIVACY, "it is a name behind a title",
        re.compile(rf"(?<!\w)(?:{_TITLE})\.? {_CAPITAL}(?: {_CAPITAL}){{0,2}}(?!\w)"),
    ),
)  # fmt: skip
_WORD: Final = re.compile(r"[^\W_]+")
_REASON: Final = re.compile(r"1\.[45] ?\(?([a-h])\)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed for a portion or a span of it.

    Attributes:
        key: The same word whenever the same is proposed of the same text.
        rule: Which rule found it.
        portion: The portion's key.
        action: What is proposed.
        start: Where the span begins; `None` for the whole portion.
        end: Where it ends, exclusive.
        codes: Exemptions.
        why: The reason, for the reviewer. It quotes no text.
        digest: Of the portion's text.
    """

    key: str
    rule: str
    portion: str
    action: Action
    start: int | None
    end: int | None
    codes: tuple[str, ...]
    why: str
    digest: str


def proposals_of(
    record: dict[str, Any], shares: Sequence[Share], elsewhere: Sequence[tuple[str, str]] = ()
) -> tuple[Proposal, ...]:
    """Return what is proposed for a cable, in the order of its portions.

    Args:
        record: The cable.
        shares: What is released of it by the marks alone.
        elsewhere: Texts that are open to the audience already, each with what it is: files that
            went out, other copies.
    """
    open_texts = [(where, f" {_words(text)} ") for where, text in elsewhere]
    found: list[Proposal] = []
    for share in shares:
        portion = share.portion
        if not share.by_mark and portion.kind is not Kind.ENVELOPE:
            found.append(_by_mark(record, share))
            found += _elsewhere(portion, open_texts)
        if portion.kind in _PROSE:
            found += _in_prose(record, portion)
    return tuple(found)


def left_over(
    proposals: Sequence[Proposal], rulings: Sequence[Ruling], left: frozenset[str]
) -> tuple[Proposal, ...]:
    """Return the proposals that nobody has taken or left, nor ruled so by himself."""
    taken = {each.proposal for each in rulings}
    ruled = {(each.portion, each.action, each.start, each.end) for each in rulings}
    return tuple(
        each
        for each in proposals
        if each.key not in taken | left
        and (each.portion, each.action, each.start, each.end) not in ruled
    )


def _by_mark(record: dict[str, Any], share: Share) -> Proposal:
    codes: list[str] = [code for piece in share.pieces for code in piece.codes]
    for reason in (record["classified_by"] or {}).get("reasons") or ():
        if (match := _REASON.search(reason)) is not None:
            named = exemption(f"1.4({match[1]})")
            codes += [named.code] if named is not None else []
    return _proposal(
        BY_MARK, share.portion, Action.WITHHOLD, None, tuple(dict.fromkeys(codes)), share.why
    )


def _elsewhere(portion: Portion, texts: Sequence[tuple[str, str]]) -> Iterator[Proposal]:
    said = _words(portion.text)
    if said.count(" ") + 1 < LEAST_WORDS:
        return
    for where, text in texts:
        if f" {said} " in text:
            why = f"the same text is open already: {where}"
            yield _proposal("elsewhere", portion, Action.RELEASE, None, (), why)
            return


def _in_prose(record: dict[str, Any], portion: Portion) -> Iterator[Proposal]:
    spans: list[tuple[int, int]] = []
    for rule, code, why, pattern in PATTERNS:
        for match in pattern.finditer(portion.text):
            if all(match.end() <= start or end <= match.start() for start, end in spans):
                spans.append(match.span())
                yield _proposal(rule, portion, Action.WITHHOLD, match.span(), (code,), why)
    for surname in _surnames(record):
        named = rf"(?<!\w)(?:{_CAPITAL} ){{0,2}}(?i:{re.escape(surname)})(?!\w)"
        pattern = re.compile(named)
        for match in pattern.finditer(portion.text):
            if all(match.end() <= start or end <= match.start() for start, end in spans):
                spans.append(match.span())
                why = "the TAGS line names that person"
                yield _proposal("name", portion, Action.WITHHOLD, match.span(), (PRIVACY,), why)


def _surnames(record: dict[str, Any]) -> tuple[str, ...]:
    """Return the surnames of the people whom the TAGS line names."""
    return tuple(
        dict.fromkeys(
            surname
            for tag in record["tags"] or ()
            if tag["family"] == "person" and (surname := tag["code"].partition(",")[0].strip())
        )
    )


def _proposal(
    rule: str,
    portion: Portion,
    action: Action,
    span: tuple[int, int] | None,
    codes: tuple[str, ...],
    why: str,
) -> Proposal:
    start, end = span or (None, None)
    digest = digest_of(portion.text)
    said = f"{rule} {portion.key} {action} {start} {end} {digest}"
    return Proposal(
        key=hashlib.sha256(said.encode()).hexdigest()[:12],
        rule=rule,
        portion=portion.key,
        action=action,
        start=start,
        end=end,
        codes=codes,
        why=why,
        digest=digest,
    )


def _words(text: str) -> str:
    return " ".join(each.casefold() for each in _WORD.findall(text))
