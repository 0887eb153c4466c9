"""Dossiers: the list of them, one of them, and how cables come into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.archive.desk import Desk, NotOnTheDesk
from cablegram.follow.dossier import gather
from cablegram.model import MRN, InvalidMRN
from cablegram.search.fields import SORTS
from cablegram.web.answers import Answer, Flow, json_answer, moved, page
from cablegram.web.dossier_files import (
    DOSSIER_ENDINGS,
    FILES,
    csv_of_dossiers,
    dossier_file,
    dossiers_document,
)
from cablegram.web.dossier_parts import shown_entries, together
from cablegram.web.keeping import Typed, keep
from cablegram.web.picking import (
    fields_of,
    picked,
    picked_of_matter,
    picked_of_query,
)
from cablegram.web.places import dossier_place
from cablegram.web.problems import NOTHING_HERE
from cablegram.web.share_pages import PERSON, shares, sharing_of

if TYPE_CHECKING:
    from cablegram.archive.desk import Dossier
    from cablegram.search import Archive
    from cablegram.web.asking import Asked
    from cablegram.web.picking import Picked

#: What a form of a dossier can do.
ACTS: Final = (
    "describe", "up", "down", "first", "last", "by-date", "note", "remove", "copy", "delete",
)  # fmt: skip
MAX_DEPTH: Final = 6
NAME: Final = Typed(name="name", label="Name", is_long=False)
DESCRIPTION: Final = Typed(name="description", label="What it is about")
NOTE: Final = Typed(name="note", label="Note")


def dossiers(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/dossiers` and its siblings."""
    del archive
    ending = asked.path.get("ending", "")
    if ending not in {"", "json", "csv"}:
        raise NOTHING_HERE
    found = asked.desk().dossiers()
    if ending == "csv":
        return csv_of_dossiers(found)
    if ending or asked.wants_json:
        return json_answer(dossiers_document(found))
    return page("dossiers.html", dossiers=found, shares=shares(asked))


def make(archive: Archive, asked: Asked) -> Answer:
    """Make a dossier, as the form on `/dossiers` asks."""
    del archive
    desk, form = asked.desk(), asked.form

    def change() -> str:
        name, description = form.get("name", ""), form.get("description", "")
        return dossier_place(desk.make_dossier(name, description, sharing=sharing_of(asked)))

    typed = (NAME, DESCRIPTION, PERSON)
    return keep(asked, change, action="/dossiers", back="/dossiers", typed=typed)


def dossier(archive: Archive, asked: Asked) -> Answer | Flow:
    """Answer for `/dossier/NAME` and its siblings; `NAME` is its word or its name."""
    desk = asked.desk()
    spelling, ending = _parted(asked.path["name"])
    dossier_id = _found(desk, spelling)
    if dossier_id != spelling:
        return moved(dossier_place(dossier_id, ending=ending), for_good=False)
    found = gather(archive, desk, dossier_id)
    if ending or asked.wants_json:
        return dossier_file(found, ending or ".json")
    return page(
        "dossier.html",
        dossier=found.dossier,
        gathered=found,
        entries=shown_entries(found.entries),
        chronology=shown_entries(found.chronology),
        place=dossier_place(dossier_id),
        files=[
            (ending, name, dossier_place(dossier_id, ending=ending)) for ending, name, _ in FILES
        ],
        kinds={ending: kind for ending, _, kind in FILES},
        marking=together(found.entries),
        shares=shares(asked),
    )


def change(archive: Archive, asked: Asked) -> Answer:
    """Change a dossier, as one of the forms on its page asks."""
    desk, form = asked.desk(), asked.form
    dossier_id = _found(desk, asked.path["name"])
    place = dossier_place(dossier_id)
    act = asked.chosen("do", ACTS)
    version = asked.whole("version") if act != "copy" else 0
    item_id = form.get("item", "")

    def do() -> str:
        at = f"{place}#i-{item_id}"
        match act:
            case "describe":
                desk.describe_dossier(
                    dossier_id, form.get("name", ""), form.get("description", ""), version=version
                )
                at = place
            case "up" | "down" | "first" | "last":
                desk.move_item(dossier_id, item_id, act, version=version)
            case "by-date":
                order = [each.item.item_id for each in gather(archive, desk, dossier_id).chronology]
                desk.order_items(dossier_id, order, version=version)
                at = place
            case "note":
                desk.note_item(dossier_id, item_id, form.get("note", ""), version=version)
            case "remove":
                desk.remove_item(dossier_id, item_id, version=version)
                at = f"{place}#contents"
            case "copy":
                at = dossier_place(desk.copy_dossier(dossier_id))
            case _:
                desk.delete_dossier(dossier_id, version=version)
                at = "/dossiers"
        return at

    typed = (NAME, DESCRIPTION) if act == "describe" else (NOTE,) if act == "note" else ()
    return keep(asked, do, action=place, back=place, typed=typed)


def adding(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/dossiers/add`: what was picked, and into which dossier it is to go."""
    found, left_out, name = _picked(archive, asked)
    own = [each for each in asked.desk().dossiers() if each.may_change]
    return page(
        "picked.html", picked=found, left_out=left_out, name=name, dossiers=own,
        chosen=own[0].dossier_id if own and not name else "new",
    )  # fmt: skip


def add(archive: Archive, asked: Asked) -> Answer:
    """Put what was picked into a dossier, new or not."""
    desk, form = asked.desk(), asked.form
    found = picked(archive, fields_of(form))

    def change() -> str:
        to = form.get("to", "new")
        if to == "new":
            to = desk.make_dossier(form.get("name", ""))
        desk.add_items(to, [each.pointer for each in found], note=form.get("note", ""))
        return dossier_place(to)

    return keep(asked, change, action="/dossiers/add", back="/dossiers", typed=(NAME, NOTE))


def _picked(archive: Archive, asked: Asked) -> tuple[list[Picked], int, str]:
    """Return the cables that a request names, how many were left out, and a name for them."""
    if spelling := asked.text("thread"):
        depth = asked.number("depth", default=2, highest=MAX_DEPTH)
        only = asked.choice("only", ("references",))
        try:
            mrn = MRN.parse(spelling)
        except InvalidMRN as error:
            raise NOTHING_HERE from error
        found, left_out = picked_of_matter(archive, mrn, depth=depth, same_subject=not only)
        return found, left_out, f"The matter of {mrn}"
    if {"q", "sort"} & asked.parameters.keys():
        query, sort = asked.text("q"), asked.choice("sort", SORTS)
        ordered = f"{query} sort:{sort}".strip() if sort and " sort:" not in f" {query}" else query
        found, left_out = picked_of_query(archive, ordered)
        return found, left_out, query[:100]
    return picked(archive, fields_of(asked.parameters)), 0, ""


def _parted(text: str) -> tuple[str, str]:
    for ending in DOSSIER_ENDINGS:
        if text.endswith(ending) and len(text) > len(ending):
            return text.removesuffix(ending), ending
    return text, ""


def _found(desk: Desk, spelling: str) -> str:
    """Return the word of a dossier by that word or by its name.

    Raises:
        Problem: If there is none, or several of that name.
    """
    try:
        return desk.dossier(spelling).dossier_id
    except NotOnTheDesk as error:
        named: tuple[Dossier, ...] = desk.dossiers_named(spelling.replace("_", " "))
        if len(named) != 1:
            raise NOTHING_HERE from error
        return named[0].dossier_id
