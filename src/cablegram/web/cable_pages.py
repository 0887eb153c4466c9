"""The page of a number: the cable, one of several, or who cites it if it is not held."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.export import EACH
from cablegram.archive.export.citations import Keys
from cablegram.follow import Places
from cablegram.model import MRN, Cable, InvalidMRN
from cablegram.web.answers import Answer, Problem, json_answer, moved, page
from cablegram.web.cable_parts import (
    banner,
    heading_rows,
    noticed,
    original_heading,
    sentence,
    shown_paragraphs,
    title_of,
)
from cablegram.web.citing import citation_of
from cablegram.web.copies_view import beside
from cablegram.web.glosses import Glosses
from cablegram.web.kinds import kind_of
from cablegram.web.noted import notes_of
from cablegram.web.paper import paper_heading
from cablegram.web.places import CABLE_ENDINGS, cable_place, item_place, place_of
from cablegram.web.problems import NO_SUCH_CABLE
from cablegram.web.series import series_around
from cablegram.web.source_view import source_of
from cablegram.web.ties import citing_of, ties_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.archive import Summary
    from cablegram.search import Archive
    from cablegram.web.asking import Asked

#: So many other copies are compared on one page.
_COPIES_COMPARED: Final = 6
VIEWS: Final = ("source", "diff")
#: Endings, and the format of exports.
_FILES: Final = {
    ".json": "ndjson", ".txt": "text", ".tei.xml": "tei", ".ris": "ris", ".bib": "bibtex",
    ".csl.json": "csl-json",
}  # fmt: skip
NAMES: Final = {ending: kind_of(ending).name for ending in _FILES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy of a message, or another message of the number: what the page offers.

    `number` counts from 1; `is_message` parts messages from further copies of the one before.
    """

    number: int
    cable: Summary
    place: str
    is_shown: bool
    is_message: bool


def cable(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/c/SPELLING` and its siblings."""
    spelling, ending = _parted(asked.path["spelling"])
    try:
        mrn = MRN.parse(spelling)
    except InvalidMRN as error:
        raise Problem(
            status=404,
            code="no-number",
            title="That is no number",
            message="The address does not end in a message reference number.",
            hint="A number is a year, a station and a serial, such as 08LISBON9.",
        ) from error
    view = {name: asked.text(name) for name in ("w", "view") if asked.text(name)}
    if spelling != str(mrn):
        return moved(_with_ending(mrn, ending, view))
    messages = archive.find(mrn)
    if not messages:
        return _not_held(archive, mrn, ending)
    own = messages[0].mrn
    if own is not None and own != mrn and all(each.mrn == own for each in messages):
        return moved(_with_ending(own, ending, view), for_good=False)
    copies = [each for message in messages for each in archive.witnesses(message.cable_id)]
    which = asked.number("w", default=0)
    if which > len(copies):
        raise NO_SUCH_CABLE
    if len(messages) > 1 and not which:
        return _offer(mrn, messages, copies, ending)
    shown = copies[max(1, which) - 1]
    return _answer(archive, asked, shown, copies, ending, messages)


def item(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/item/NUMBER`, a cable that has no number of its own."""
    text, ending = _parted(asked.path["number"])
    if not (text.isascii() and text.isdigit() and len(text) < len(str(2**63))):
        raise NO_SUCH_CABLE
    shown = archive.summaries([int(text)]).get(int(text))
    if shown is None:
        raise NO_SUCH_CABLE
    if shown.mrn is not None:
        return moved(_with_ending(shown.mrn, ending, {}), for_good=False)
    return _answer(archive, asked, shown, [shown], ending, (shown,))


def _parted(text: str) -> tuple[str, str]:
    """Part an ending from a spelling."""
    for ending in CABLE_ENDINGS:
        if text.endswith(ending) and len(text) > len(ending):
            return text.removesuffix(ending), ending
    return text, ""


def _with_ending(mrn: MRN, ending: str, view: dict[str, str]) -> str:
    path, _, query = place_of(mrn, **view).partition("?")
    return f"{path}{ending}" + (f"?{query}" if query else "")


def _answer(
    archive: Archive,
    asked: Asked,
    shown: Summary,
    copies: Sequence[Summary],
    ending: str,
    messages: Sequence[Summary],
) -> Answer:
    if ending:
        return _file(archive.record(shown.cable_id), ending)
    view = asked.choice("view", VIEWS)
    record = archive.record(shown.cable_id)
    offered = _offered(copies, messages, shown)
    if asked.wants_json:
        return _file(record, ".json")
    if view == "source":
        return _source_page(Cable.from_dict(record), shown, offered)
    if view == "diff":
        return _diff_page(archive, shown, offered)
    return _cable_page(archive, asked, shown, offered, record)


def _cable_page(
    archive: Archive,
    asked: Asked,
    shown: Summary,
    offered: Sequence[Copy],
    record: dict[str, Any],
) -> Answer:
    found = Cable.from_dict(record)
    glosses = Glosses()
    level, words = banner(found, glosses)
    ties = ties_of(archive, shown.cable_id, shown.mrn)
    notes = notes_of(archive, asked, shown, record)
    return page(
        "cable.html",
        cable=found,
        summary=shown,
        title=title_of(found),
        here=_here(shown, offered),
        level=level,
        words=words,
        sentence=sentence(found),
        rows=heading_rows(found, glosses),
        original=original_heading(found),
        paper="\n".join(paper_heading(found)),
        paragraphs=notes.marked(shown_paragraphs(found, ties.targets)),
        notes=notes,
        ties=ties,
        series=series_around(archive, shown.mrn, shown.date) if shown.mrn else None,
        noticed=noticed(found),
        citation=citation_of(record),
        copies=offered,
        glosses=glosses.all,
        endings=NAMES,
    )


def _source_page(found: Cable, shown: Summary, offered: Sequence[Copy]) -> Answer:
    return page(
        "source.html",
        summary=shown,
        here=_here(shown, offered),
        source=source_of(found),
        noticed=noticed(found),
        copies=offered,
        form=found.form,
    )


def _diff_page(archive: Archive, shown: Summary, offered: Sequence[Copy]) -> Answer:
    others = [each for each in archive.witnesses(shown.cable_id) if each != shown]
    return page(
        "diff.html",
        summary=shown,
        here=_here(shown, offered),
        copies=offered,
        others=[
            (
                each,
                next((one.number for one in offered if one.cable == each), None),
                beside(archive.differences(shown.cable_id, each.cable_id)),
            )
            for each in others[:_COPIES_COMPARED]
        ],
    )


def _here(shown: Summary, offered: Sequence[Copy]) -> str:
    """Return the place of the cable shown, with which of several it is."""
    if len(offered) == 1:
        return cable_place(shown)
    number = next(each.number for each in offered if each.is_shown)
    if shown.mrn is None:
        return item_place(shown.cable_id)
    is_first = number == 1 and sum(each.is_message for each in offered) == 1
    return place_of(shown.mrn, w=None if is_first else number)


def _offered(
    copies: Sequence[Summary], messages: Sequence[Summary], shown: Summary | None
) -> tuple[Copy, ...]:
    return tuple(
        Copy(
            number=number,
            cable=each,
            place=place_of(each.mrn, w=number) if each.mrn else item_place(each.cable_id),
            is_shown=each == shown,
            is_message=each in messages,
        )
        for number, each in enumerate(copies, 1)
    )


def _offer(mrn: MRN, messages: Sequence[Summary], copies: Sequence[Summary], ending: str) -> Answer:
    """Offer the messages that share a number."""
    offered = [each for each in _offered(copies, messages, None) if each.is_message]
    offered = [  # those of other years, or that have it as a second number, by their own
        each if each.cable.mrn == mrn else replace(each, place=cable_place(each.cable))
        for each in offered
    ]
    if ending.endswith("json"):
        choices = [
            {"href": each.place, "date": each.cable.date, "subject": each.cable.subject}
            for each in offered
        ]
        return json_answer(
            {"schema": "cablegram.choice/1", "mrn": mrn, "messages": choices}, status=300
        )
    return page("choice.html", status=300, mrn=mrn, offered=offered)


def _file(record: dict[str, Any], ending: str) -> Answer:
    body = EACH[_FILES[ending]][1](record, Keys())
    return Answer(body=body, media_type=kind_of(ending).media_type)


def _not_held(archive: Archive, mrn: MRN, ending: str) -> Answer:
    """Tell who cites a number that is not held, and where it would stand."""
    citing, more = citing_of(archive, [mrn])
    by = min((each.cable.date for each in citing if each.cable.date), default=None)
    place = Places(archive).place(mrn, not_after=by)
    if ending:
        raise NO_SUCH_CABLE
    return page(
        "not_held.html",
        status=404,
        mrn=mrn,
        citing=citing,
        more=more,
        where=place,
        series=series_around(archive, mrn),
    )
