"""Internet mail with the MMHS fields of RFC 6477."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from cablegram.sample import form_telegram
from cablegram.sample.truths import truth_of

if TYPE_CHECKING:
    from cablegram.sample.cable import Cable
    from cablegram.sample.dice import Dice
    from cablegram.sample.prose import Prose
    from cablegram.sample.truth import SampleAddressee, SampleTruth

__all__ = ["render", "stem"]

_DOMAIN: Final = "posts.example"
_WORDS: Final = {
    "ROUTINE": "routine",
    "PRIORITY": "priority",
    "IMMEDIATE": "immediate",
    "NIACT IMMEDIATE": "immediate",
    "FLASH": "flash",
}
stem = form_telegram.stem


def _mailbox(name: str) -> str:
    return f'"{name}" <{name.lower().replace(" ", ".")}@{_DOMAIN}>'


def _mailboxes(addressees: tuple[SampleAddressee, ...]) -> str:
    return ",\n ".join(_mailbox(each[0]) for each in addressees)


def _identity(year: int, station: str, number: int) -> str:
    return f"<{year}.{station}.{number:06d}@{_DOMAIN}>"


def _bare(addressees: tuple[SampleAddressee, ...]) -> tuple[SampleAddressee, ...]:
    return tuple((name, None, None, None) for name, *_ in addressees)


def render(dice: Dice, cable: Cable, prose: Prose) -> tuple[str, SampleTruth]:
    """Return the message's text and what it says."""
    year, post = cable.dtg.year, cable.post
    low = max((each[1] or "ROUTINE" for each in cable.info), default="ROUTINE")
    mrn = f"{year % 100:02d} {post.display_name} {cable.number}"
    fields = [
        ("From", _mailbox(post.pla)),
        ("To", _mailboxes(cable.action)),
        ("Cc", _mailboxes(cable.info)),
        ("Date", format_datetime(cable.dtg)),
        ("Subject", cable.subject),
        ("Message-ID", _identity(year, post.station, cable.number)),
        (
            "References",
            "\n ".join(
                _identity(each.year, each.station, each.number)
                for each in cable.references
                if each.year and each.station and each.number
            ),
        ),
        ("MMHS-Extended-Authorisation-Info", format_datetime(cable.dtg)),
        ("MMHS-Subject-Indicator-Codes", "; ".join(cable.tags)),
        ("MMHS-Handling-Instructions", "; ".join(cable.captions)),
        ("MMHS-Message-Instructions", "; ".join(cable.attention)),
        ("MMHS-Originator-Reference", mrn),
        ("MMHS-Originator-PLAD", post.pla),
        ("MMHS-Primary-Precedence", _WORDS[cable.precedence]),
        ("MMHS-Copy-Precedence", _WORDS[low] if cable.info else ""),
        ("MMHS-Message-Type", "operation"),
        ("SIO-Label", f'marking="{cable.level}"; type=":ess"'),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ]
    head = [f"{name}: {value}" for name, value in fields if value]
    lines = [*head, "", *form_telegram.text_only(cable, prose)]
    del dice
    return "\n".join(lines) + "\n", truth_of(
        cable,
        action=_bare(cable.action),
        info=_bare(cable.info),
        precedence="IMMEDIATE" if "NIACT" in cable.precedence else cable.precedence,
    )
