"""What assistants may ask: each a function of the archive as its reader sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.desk import NotOnTheDesk
from cablegram.assist.quoting import NOTICE, cited, name_of, place_named
from cablegram.follow import gaps as gaps_of
from cablegram.follow import matter, thread
from cablegram.follow.dossier import gather
from cablegram.model import MRN, InvalidMRN, Paragraph
from cablegram.model.codec import to_json
from cablegram.search import START
from cablegram.web.cable_parts import anchors_of
from cablegram.web.places import dossier_place, thread_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cablegram.archive import Summary
    from cablegram.archive.desk import Desk
    from cablegram.assist.quoting import Quoting
    from cablegram.follow import Node
    from cablegram.model import Cable
    from cablegram.search import Archive

    Answer = dict[str, Any]

MOST_HITS: Final = 25
MOST_PARAGRAPHS: Final = 100
#: Characters of paragraphs that an answer takes, however long the heading is.
LEAST_OF_TEXT: Final = 20_000
MOST_NODES: Final = 150
MOST_STEPS: Final = 100
MOST_RUNS: Final = 100
MOST_ENTRIES: Final = 100
MOST_DEPTH: Final = 3
FIRST_YEAR, LAST_YEAR = 1776, 2199


class NotUnderstood(ValueError):
    """What was asked cannot be understood; the words are for whoever asked."""


def search(archive: Archive, quoting: Quoting, query: str, limit: int, page: str) -> Answer:
    """Find cables, each with the passage that matches."""
    limit = max(1, min(limit, MOST_HITS))
    found = archive.search(query, limit=limit, cursor=page or START)
    hits = []
    for hit in found.hits:
        said = quoting.cable(hit.cable)
        if hit.snippet is not None:
            number = hit.snippet.paragraph
            anchor = "" if number is None else f"p{number}"
            place = place_named(hit.cable.mrn, hit.cable.cable_id, anchor)
            said["passage"] = {
                "cite": said["number"] if number is None else cited(said["number"], number, 0),
                "link": quoting.link(place),
                "marking": quoting.line(hit.snippet.marking),
                "text": quoting.text(hit.snippet.text),
            }
        hits.append(said)
    return {"notice": NOTICE, "total": found.total, "cables": hits, "next_page": found.cursor}


def show(
    archive: Archive, quoting: Quoting, number: str, first_paragraph: int, first_character: int
) -> Answer:
    """Return a cable, paragraph by paragraph."""
    messages = _found(archive, number)
    if not messages:
        return _not_held(number)
    shown = messages[0]
    cable = archive.cable(shown.cable_id)
    begin = (max(1, first_paragraph), max(0, first_character))
    head = _head(cable, shown, quoting)
    quoting.left = max(quoting.left, LEAST_OF_TEXT)
    paragraphs, following = _paragraphs(cable, shown, quoting, *begin)
    return {
        "notice": NOTICE,
        "held": True,
        **head,
        "paragraphs": paragraphs,
        "next_paragraph": following[0] if following else None,
        "next_character": following[1] if following else None,
        "text_is_here": cable.availability == "text",
        "other_messages_of_that_number": [quoting.cable(each) for each in messages[1:6]],
    }


def _head(cable: Cable, shown: Summary, quoting: Quoting) -> Answer:
    return {
        **quoting.cable(shown),
        "to": [quoting.line(each.name) for each in (cable.action or ())[:20]],
        "info": [quoting.line(each.name) for each in (cable.info or ())[:20]],
        "tags": [quoting.line(str(each)) for each in (cable.tags or ())[:40]],
        "references": [
            {
                "label": quoting.line(each.label),
                "number": str(each.mrn) if each.mrn else None,
                "kind": str(each.kind),
                "text": quoting.line(each.text),
            }
            for each in (cable.references or ())[:60]
        ],
    }


def _paragraphs(
    cable: Cable, shown: Summary, quoting: Quoting, first: int, skipped: int
) -> tuple[list[Answer], tuple[int, int] | None]:
    """Return as many paragraphs as an answer takes, and where the next one begins.

    A paragraph that does not fit comes with the next answer; one that is too long for any answer is
    parted.
    """
    name = name_of(shown)
    made: list[Answer] = []
    for order, (anchor, cite, each) in enumerate(_texts(cable, name), 1):
        if order < first:
            continue
        begin = skipped if order == first else 0
        text = each.text.strip("\n")[begin:]
        if len(made) == MOST_PARAGRAPHS or (made and len(text) > quoting.left):
            return made, (order, 0)
        said: Answer = {
            "cite": cite,
            "link": quoting.link(place_named(shown.mrn, shown.cable_id, anchor)),
            "heading": quoting.line(each.heading),
            "marking": quoting.line(each.marking.text or str(each.marking))
            if each.marking
            else None,
        }
        fitting = max(1, quoting.left)
        made.append(said | {"text": quoting.text(text[:fitting], longest=fitting)})
        if len(text) > fitting:
            return made, (order, begin + fitting)
    return made, None


def _texts(cable: Cable, name: str) -> Iterator[tuple[str, str, Paragraph]]:
    """Yield the paragraphs, each with its place and how it is cited; or the text as one."""
    if not cable.paragraphs and cable.source_text:
        yield "", name, Paragraph(text=cable.source_text)
    for order, (anchor, each) in enumerate(
        zip(anchors_of(cable.paragraphs), cable.paragraphs, strict=True), 1
    ):
        yield anchor, cited(name, each.number, order), each


def refs(archive: Archive, quoting: Quoting, number: str, depth: int) -> Answer:
    """Return what a cable cites and what cites it."""
    mrn = _cited(number)
    root = thread(archive, mrn, depth=max(1, min(depth, MOST_DEPTH)), max_nodes=MOST_NODES)
    nodes = [_node(parent, node, quoting) for parent, node in _below(root)]
    known = root.is_held or bool(nodes)
    return {
        "notice": NOTICE,
        "number": str(root.mrn or mrn),
        "held": root.is_held,
        "known": known,
        "subject": quoting.line(root.subject),
        "nodes": nodes,
        "left_out": root.left_out + sum(each.left_out for _, each in _below(root)),
    }


def _below(root: Node) -> Iterator[tuple[Node, Node]]:
    waiting = [(root, child) for child in root.children]
    while waiting:
        parent, node = waiting.pop(0)
        yield parent, node
        waiting += [(node, child) for child in node.children]


def _node(parent: Node, node: Node, quoting: Quoting) -> Answer:
    name = str(parent.mrn or "")
    return {
        "number": str(node.mrn) if node.mrn else None,
        "relation": node.relation,
        "to": name,
        "label": quoting.line(node.label),
        "kind": node.kind,
        "held": node.is_held,
        "date": node.date.isoformat() if node.date else None,
        "said_in_paragraph": node.paragraph,
        "sure_of_the_year": node.year_confidence,
        "subject": quoting.line(node.subject or node.text),
        "link": quoting.link(place_named(node.mrn, 0)) if node.mrn else None,
    }


def matter_of(archive: Archive, quoting: Quoting, number: str, limit: int) -> Answer:
    """Return the matter of a cable in order of time."""
    mrn = _cited(number)
    found = matter(archive, mrn, max_steps=max(1, min(limit, MOST_STEPS)))
    steps = []
    for step in found.steps:
        said: Answer = {
            "number": str(step.mrn) if step.mrn else None,
            "date": step.date.isoformat() if step.date else None,
            "date_is_estimated": step.is_estimated,
            "held": step.cable is not None,
            "subject": quoting.line(step.cable.subject if step.cable else step.text),
            "why": [
                {
                    "relation": each.relation,
                    "number": str(each.other) if each.other else None,
                    "said_in_paragraph": each.paragraph,
                }
                for each in step.reasons[:4]
            ],
            "link": quoting.link(place_named(step.mrn, 0)) if step.mrn else None,
        }
        steps.append(said)
    return {
        "notice": NOTICE,
        "number": str(found.mrn),
        "link": quoting.link(thread_place(found.mrn)),
        "known": any(each.cable is not None for each in found.steps),
        "steps": steps,
        "left_out": found.left_out,
    }


def gaps(archive: Archive, station: str, year: int) -> Answer:
    """Return which numbers of a station and year are not held, and about how many it sent."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotUnderstood(f"a year is {FIRST_YEAR} to {LAST_YEAR}")
    try:
        name = MRN.parse(f"{station} 1").station
    except InvalidMRN as error:
        raise NotUnderstood("a station is one such as LISBON") from error
    periods = []
    for each in gaps_of(archive, name, year):
        runs = sorted(each.runs, key=lambda run: (-len(run.cited), -run.count))[:MOST_RUNS]
        periods.append(
            {
                "start": each.start.isoformat(),
                "end": each.end.isoformat(),
                "held": each.held,
                "missing": each.missing,
                "missing_cited": each.cited,
                "sent_about": to_json(each.total),
                "runs": [
                    {
                        "first": str(run.first),
                        "last": str(run.last),
                        "count": run.count,
                        "earliest": run.earliest.isoformat() if run.earliest else None,
                        "latest": run.latest.isoformat() if run.latest else None,
                        "cited": [str(cited_.mrn) for cited_ in run.cited[:20]],
                    }
                    for run in sorted(runs, key=lambda run: run.first.number)
                ],
                "runs_left_out": len(each.runs) - len(runs),
            }
        )
    return {"notice": NOTICE, "station": name, "year": year, "periods": periods}


def dossier(archive: Archive, desk: Desk, quoting: Quoting, name: str) -> Answer:
    """Return the dossiers, or the cables of one with what was noted on them."""
    if not name:
        found = desk.dossiers()
        return {
            "notice": NOTICE,
            "dossiers": [
                {
                    "id": each.dossier_id,
                    "name": quoting.line(each.name),
                    "cables": each.count,
                    "link": quoting.link(dossier_place(each.dossier_id)),
                }
                for each in found[:MOST_ENTRIES]
            ],
            "left_out": max(0, len(found) - MOST_ENTRIES),
        }
    try:
        gathered = gather(archive, desk, _dossier_id(desk, name))
    except NotOnTheDesk:
        return {"notice": NOTICE, "found": False}
    entries = gathered.entries[:MOST_ENTRIES]
    return {
        "notice": NOTICE,
        "found": True,
        "id": gathered.dossier.dossier_id,
        "name": quoting.line(gathered.dossier.name),
        "about": quoting.text(gathered.dossier.description, longest=4000),
        "link": quoting.link(dossier_place(gathered.dossier.dossier_id)),
        "entries": [
            {
                "number": str(each.item.pointer.mrn) if each.item.pointer.mrn else None,
                "cables": [quoting.cable(cable) for cable in each.cables[:3]],
                "note": quoting.text(each.item.note, longest=2000),
                "notes": [quoting.text(note.body, longest=2000) for note in each.notes[:10]],
            }
            for each in entries
        ],
        "left_out": len(gathered.entries) - len(entries),
    }


def _dossier_id(desk: Desk, name: str) -> str:
    try:
        return desk.dossier(name).dossier_id
    except NotOnTheDesk:
        named = desk.dossiers_named(name)
    if len(named) != 1:
        raise NotOnTheDesk("dossier")
    return named[0].dossier_id


def _found(archive: Archive, number: str) -> tuple[Summary, ...]:
    kind, sign, text = number.strip().partition(":")
    if sign and kind == "item" and text.isascii() and text.isdigit() and len(text) < 19:
        return tuple(archive.summaries([int(text)]).values())
    return archive.find(_mrn(number))


def _cited(number: str) -> MRN:
    if number.strip().startswith("item:"):
        raise NotUnderstood("what has no number is cited by none; `show` tells what it cites")
    return _mrn(number)


def _mrn(number: str) -> MRN:
    try:
        return MRN.parse(number)
    except InvalidMRN as error:
        raise NotUnderstood(f"{error}. A number is one such as 08LISBON9.") from error


def _not_held(number: str) -> Answer:
    """Return what is said of a cable that is not held, and of one that this reader may not see."""
    hint = "The tool `refs` tells who cites it, `search` what else there is."
    return {"notice": NOTICE, "held": False, "number": number.strip()[:60], "hint": hint}
