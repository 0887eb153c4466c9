"""What the log of the archive is told of a page: which cables it showed, to whom, and what changed.

It is told before the page is sent: what cannot be noted is not shown. It names cables and never
holds a text; of a query it has a digest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from cablegram.audit import Action
from cablegram.model import MRN, InvalidMRN
from cablegram.web.kinds import HTML, KINDS
from cablegram.web.shown import SHOWN, Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Future

    from cablegram.audit import Log
    from cablegram.search import Archive
    from cablegram.web.asking import Asked
    from cablegram.web.doorkeeping import Caller
    from cablegram.web.path_rows import Path
    from cablegram.web.refusals import Refusals

#: The paths where somebody searches.
SEARCHES: Final = frozenset({"/search", "/batch", "/facet/{name}"})
#: Pages of which it is noted that they were looked at, though they show no cable.
LOOKED_AFTER: Final = frozenset({"/audit", "/accounts"})
#: What a form does, by the beginning of its path; any other changes something.
DONE_AT: Final = {"/add": Action.ADDED, "/review": Action.REVIEWED}
#: What is said of a form in the log: words of ours, and identifiers.
_DONE: Final = "do"
_CLAIMED: Final = "by"
ALONE: Final = "alone"
NOBODY: Final = "nobody"
#: A word of chance, or the name of a job; what people write has seldom a digit in it.
_OURS: Final = re.compile(r"(?=[a-z0-9-]*[0-9])[a-z0-9-]{1,64}|[a-hjkmnp-z2-9]{12}", re.ASCII)
_PAGES: Final = frozenset({HTML.plain, KINDS[".json"].plain})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a page was.

    Attributes:
        names: The cables that were taken out of the archive for it.
        status: Of the answer.
        media_type: Of the answer.
        flows: Whether it is a file of any length, whose cables are not known yet.
    """

    names: Sequence[str] = ()
    status: int = 200
    media_type: str = ""
    flows: bool = False


def name_of(caller: Caller) -> str:
    """Return how the log calls whoever asks."""
    if caller.account is not None:
        return caller.account.name
    return NOBODY if caller.is_asked else ALONE


def note_page(log: Log, path: Path, asked: Asked, told: Told, seen_as: str = "") -> None:
    """Note what a page was, if that is anything to be noted, in the thread that has made it.

    Args:
        log: Where to.
        path: What answered.
        asked: What was asked.
        told: What was answered.
        seen_as: The archive of his class: in it the `item:` of what was shown is to be looked up.

    Raises:
        AuditError: If it cannot be noted: then it is not to be shown.
    """
    action = _action(path, asked, told)
    if action is None:
        return
    query = asked.text("q")
    log.note(
        action,
        who=name_of(asked.caller),
        what=[*told.names, *(_named(path, asked) if path.changes else ())],
        path=path.path,
        count=len(told.names) or None,
        query=f"digest:{log.digest(query)}" if query else None,
        seen_as=seen_as or None,
        do=_did(path, asked) if path.changes else None,
        claimed=_claimed(path, asked),
        **_from(asked.caller, asked.address),
    )


def note_part(log: Log, path: Path, asked: Asked, names: tuple[str, ...]) -> None:
    """Note some of many cables that a page shows, while it is made.

    Raises:
        AuditError: If they cannot be noted.
    """
    log.note(Action.SHOWN, who=name_of(asked.caller), what=names, outcome="part", path=path.path)


def noted_write(
    log: Log, path: Path, asked: Asked, write: Callable[[Archive, IO[bytes]], object]
) -> Callable[[Archive, IO[bytes]], None]:
    """Return what writes a file and notes the cables in it, a part at a time and at its end."""
    who = name_of(asked.caller)

    def note(names: tuple[str, ...], outcome: str = "part") -> None:
        log.note(Action.EXPORTED, who=who, what=names, outcome=outcome, path=path.path)

    def noted(archive: Archive, out: IO[bytes]) -> None:
        shown = Shown(note)
        before = SHOWN.set(shown)
        outcome = "stopped"
        try:
            write(archive, out)
            outcome = "sent"
        finally:
            SHOWN.reset(before)
            note(shown.taken(), outcome)

    return noted


def noting_refusal(
    log: Log, refusals: Refusals, place: str | None, caller: Caller, address: str, code: str
) -> Future[int] | None:
    """Have it noted that somebody who is known, or says so, was turned away.

    Whoever has not signed in is led to the door, which is nothing to be noted.
    """
    if caller.account is None and not caller.has_wrong_token:
        return None
    left_out = refusals.noting(caller.account, address)
    if left_out is None:
        return None
    return log.noting(
        Action.REFUSED,
        who=name_of(caller),
        outcome=code,
        path=place,
        left_out=left_out or None,
        **_from(caller, address),
    )


def note_not_let_in(asked: Asked, way: str, *, name: str = "") -> None:
    """Note that somebody was not let in, by which way he tried, and a digest of the name he gave.

    Raises:
        AuditError: If it cannot be noted.
    """
    log = asked.log
    left_out = None if log is None else asked.refusals.noting(None, asked.address)
    if log is None or left_out is None:
        return
    log.note(
        Action.REFUSED,
        who=NOBODY,
        outcome=way,
        name=f"digest:{log.digest(name)}" if name else None,
        left_out=left_out or None,
        address=asked.address,
    )


def _action(path: Path, asked: Asked, told: Told) -> Action | None:
    if told.status >= 400:  # that of a number that is not held shows others beside it
        return Action.SHOWN if told.names else None
    if path.changes:
        return next((done for where, done in DONE_AT.items() if path.path.startswith(where)),
                    Action.CHANGED)  # fmt: skip
    kind = told.media_type.partition(";")[0]
    if told.flows or (told.names and kind not in _PAGES):
        return Action.EXPORTED
    if path.path in SEARCHES and (told.names or asked.text("q")):
        return Action.SEARCHED
    return Action.SHOWN if told.names or path.path in LOOKED_AFTER else None


def _named(path: Path, asked: Asked) -> list[str]:
    """Return what a form was about: `dossier:` and its word, the number of a cable.

    A dossier can be asked for by its name too, and anything be sent beside: what is no word of ours
    is told in a way that the log makes a digest of.
    """
    kind = path.path.split("/")[1]
    words = [asked.path[each.name] for each in path.within]
    words += [asked.form["id"]] if asked.form.get("id") else []
    said = [f"{kind}:{each}" if _OURS.fullmatch(each) else f"{kind} {each}" for each in words]
    if cable := asked.form.get("cable"):
        said.append(_cable(cable))
    return said


def _cable(spelling: str) -> str:
    """Return a cable of a form as the log names it."""
    kind, _, number = spelling.partition("/")
    if kind == "item" and number.isascii() and number.isdigit():
        return f"item:{number}"
    try:
        return str(MRN.parse(spelling))
    except InvalidMRN:
        return f"cable {spelling}"


def _did(path: Path, asked: Asked) -> str | None:
    """Return which of the things that a form can do was done."""
    choices = [each for field in path.fields if field.name == _DONE for each in field.choices]
    said = asked.form.get(_DONE, "").strip()
    return said if said in choices else None


def _claimed(path: Path, asked: Asked) -> str | None:
    """Return who somebody says that he is where nobody signs in."""
    said = "_".join(asked.form.get(_CLAIMED, "").split())
    return said if said and path.changes and asked.caller.account is None else None


def _from(caller: Caller, address: str) -> Mapping[str, str]:
    by = {"by": "token"} if caller.by_token else {}
    return {**by, "address": address} if address else by
