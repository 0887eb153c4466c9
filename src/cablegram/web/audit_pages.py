"""The log of the archive, for whoever keeps its accounts, as far as he may see what it names.

Who does not see all is told of cables that he may see, and of nothing else: an entry that shows
another is left out, or stands without it; no number tells how many there are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from cablegram.audit import Action, Wanted
from cablegram.audit.reading import entries, head_of, identity_of, reading
from cablegram.model import MRN, InvalidMRN
from cablegram.web.answers import Answer, json_answer, page
from cablegram.web.asking import wrong_parameter
from cablegram.web.csv_answers import csv_answer
from cablegram.web.places import place_of
from cablegram.web.problems import NOTHING_HERE
from cablegram.web.shown import SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cablegram.audit import Entry, Head
    from cablegram.search import Archive
    from cablegram.web.asking import Asked

SCHEMA: Final = "cablegram.audit-page/1"
PER_PAGE: Final = 100
#: So many entries are looked at for a page; of those behind it the next one tells.
LOOKED_AT: Final = 2_000
AUDIT_ENDINGS: Final = (".json", ".csv")
#: The outcome of an entry that has some of the cables of one answer.
PART: Final = "part"
ACTIONS: Final = tuple(each.value for each in Action)
#: What is noted of a search is the same whether it found what he may not see or nothing.
_ALWAYS_TOLD: Final = frozenset(
    {Action.SEARCHED, Action.CHANGED, Action.REFUSED, Action.KEY_CHANGED}
)
_COLUMNS: Final = ("at", "who", "action", "what", "outcome", "about")
_ASKED: Final = ("who", "action", "what", "since", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry as a reader may see it.

    Attributes:
        at: When.
        who: Who did it.
        action: What, in the log's word.
        what: Identifiers, each with its place in the room, empty if it has none.
        outcome: Empty if it was done.
        about: What else is known, as names with values.
    """

    at: dt.datetime
    who: str
    action: str
    what: tuple[tuple[str, str], ...]
    outcome: str
    about: tuple[tuple[str, str], ...]


def audit(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/audit` and its siblings."""
    ending = f".{asked.path['ending']}" if "ending" in asked.path else ""
    if ending and ending not in AUDIT_ENDINGS:
        raise NOTHING_HERE
    wanted = _wanted(asked)
    before = SHOWN.set(None)  # to look up what may be named shows nothing of it
    try:
        lines, following, head = _found(archive, asked, wanted)
    finally:
        SHOWN.reset(before)
    said = {name: asked.text(name) for name in _ASKED if asked.text(name)}
    if ending == ".csv":
        return csv_answer("log", _COLUMNS, map(_cells, lines))
    following_place = _place(ending, {**said, "before": following}) if following else None
    if ending or asked.wants_json:
        return json_answer(
            {
                "schema": SCHEMA,
                "kept": asked.log is not None,
                "entries": [_document(each) for each in lines],
                "next": following_place,
            }
        )
    return page(
        "audit.html",
        lines=lines,
        following=following_place,
        head=head,
        is_kept=asked.log is not None,
        sees_all=asked.reader.sees_all,
        said={name: asked.text(name) for name in _ASKED},
        is_narrowed=bool(said),
        actions=ACTIONS,
        called=_called(asked),
        files=[(each[1:], _place(each, said)) for each in AUDIT_ENDINGS],
    )


def _called(asked: Asked) -> dict[str, str]:
    """Return the names of accounts by what the log calls them, for whoever is told of them."""
    if not asked.reader.sees_all or not asked.caller.is_asked:
        return {}
    return {f"account:{each.account_id}": each.name for each in asked.accounts().all()}


def _place(ending: str, said: dict[str, str]) -> str:
    return f"/audit{ending}" + (f"?{urlencode(said)}" if said else "")


def _wanted(asked: Asked) -> Wanted:
    what = asked.text("what")
    if what and ":" not in what:
        try:
            what = str(MRN.parse(what))
        except InvalidMRN as error:
            raise wrong_parameter("what", "a number, such as 08LISBON9") from error
    return Wanted(
        who=asked.text("who"),
        action=asked.choice("action", ACTIONS),
        what=what,
        since=_day(asked, "since"),
        until=_day(asked, "until", later=1),
    )


def _day(asked: Asked, name: str, *, later: int = 0) -> dt.datetime | None:
    text = asked.text(name)
    if not text:
        return None
    try:
        found = dt.date.fromisoformat(text) + dt.timedelta(days=later)
    except (ValueError, OverflowError) as error:
        raise wrong_parameter(name, "a day, such as 2008-01-04") from error
    return dt.datetime.combine(found, dt.time(), dt.UTC)


def _found(archive: Archive, asked: Asked, wanted: Wanted) -> tuple[list[Line], str, Head | None]:
    """Return the lines of a page, the token of the next one, and the signed head."""
    if asked.log is None:
        return [], "", None
    told, token = _Told(archive, asked, wanted), ""
    with reading(asked.log.folder) as connection:
        head = head_of(connection, identity_of(connection)) if asked.reader.sees_all else None
        if wanted.what and not asked.reader.sees_all and not _seen(archive, [wanted.what]):
            return [], "", head
        for looked_at, (entry, here) in enumerate(
            entries(connection, wanted, before=asked.text("before"))
        ):
            if told.count >= PER_PAGE or looked_at >= LOOKED_AT:
                return told.lines(), token, head
            token = here
            told.add(entry)
    return told.lines(), "", head


@dataclass(slots=True)
class _Reduced:
    """An entry without what a reader may not see; `names` are the cables that are left."""

    entry: Entry
    names: dict[str, None]
    is_told: bool


class _Told:
    """What somebody is told of entries, the newest of which comes first.

    Of many cables the log has several entries, each with as many names as one takes. Who does not
    see all gets them as one: the names that he is not told would be those that a part lacks.
    """

    def __init__(self, archive: Archive, asked: Asked, wanted: Wanted) -> None:
        self._archive = archive
        self._sees_all = asked.reader.sees_all
        self._what = wanted.what
        self._found: list[_Reduced] = []
        self._last: dict[tuple[str, object], _Reduced] = {}
        #: How many lines there are.
        self.count = 0

    def lines(self) -> list[Line]:
        """Return the lines."""
        return [
            _line(each.entry, each.names, each.entry.about.items() if self._sees_all else ())
            for each in self._found
            if each.is_told
        ]

    def add(self, entry: Entry) -> None:
        """Take the next older entry."""
        if self._sees_all:
            self._put(_Reduced(entry, dict.fromkeys(entry.what), is_told=True))
            return
        seen = _seen(self._archive, entry.what)
        names = dict.fromkeys(each for each in entry.what if each in seen)
        is_part = entry.outcome == PART
        if is_part and self._what:
            names = {each: None for each in names if each == self._what}
        is_told = bool(names) or not entry.what or _is_always_told(entry)
        whose = (entry.who, entry.about.get("path"))
        if is_part and not self._what and (whole := self._last.get(whose)) is not None:
            whole.names = names | whole.names
            self.count += is_told and not whole.is_told
            whole.is_told |= is_told
            return
        self._last[whose] = made = _Reduced(entry, names, is_told)
        self._put(made)

    def _put(self, made: _Reduced) -> None:
        self._found.append(made)
        self.count += made.is_told


def _is_always_told(entry: Entry) -> bool:
    """Tell whether there would be the same entry if nothing of what it names were held."""
    if entry.action == Action.EXPORTED:  # an empty file of a search; no file of one cable
        return entry.outcome != PART and str(entry.about.get("path", "")).startswith("/search")
    return entry.action in _ALWAYS_TOLD


def _seen(archive: Archive, names: Iterable[str]) -> set[str]:
    """Return those identifiers that are numbers of cables which the archive of a reader has."""
    return {str(mrn) for mrn in archive.holding(list(_numbers(names)))}


def _numbers(names: Iterable[str]) -> Iterator[MRN]:
    for each in names:
        if ":" not in each:
            yield MRN.parse(each)


def _line(entry: Entry, what: Iterable[str], about: Iterable[tuple[str, Any]]) -> Line:
    return Line(
        at=entry.at,
        who=entry.who,
        action=entry.action,
        what=tuple((each, "" if ":" in each else place_of(MRN.parse(each))) for each in what),
        outcome="" if entry.outcome == "done" else entry.outcome,
        about=tuple(
            (name, ", ".join(value) if isinstance(value, list) else str(value))
            for name, value in sorted(about)
        ),
    )


def _document(line: Line) -> dict[str, Any]:
    return {
        "at": line.at.isoformat(timespec="seconds"),
        "who": line.who,
        "action": line.action,
        "what": [name for name, _ in line.what],
        "outcome": line.outcome or "done",
        "about": dict(line.about),
    }


def _cells(line: Line) -> tuple[str, ...]:
    said = _document(line)
    about = " ".join(f"{name}={value}" for name, value in line.about)
    return (said["at"], line.who, line.action, " ".join(said["what"]), said["outcome"], about)
