"""Saved searches: the list of them, and what its forms do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cablegram.search import parse_query
from cablegram.search.fields import SORTS
from cablegram.web.answers import Answer, json_answer, page
from cablegram.web.csv_answers import csv_answer
from cablegram.web.keeping import Typed, keep
from cablegram.web.places import search_place
from cablegram.web.problems import NOTHING_HERE
from cablegram.web.share_pages import PERSON, shares, sharing_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.archive.desk import SavedSearch
    from cablegram.search import Archive
    from cablegram.web.asking import Asked

SCHEMA: Final = "cablegram.saved/1"
ACTS: Final = ("save", "rename", "delete")
NAME: Final = Typed(name="name", label="Name", is_long=False)


def saved(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/saved` and its siblings."""
    del archive
    ending = asked.path.get("ending", "")
    if ending not in {"", "json", "csv"}:
        raise NOTHING_HERE
    found = asked.desk().searches()
    if ending == "csv":
        rows = [(each.name, each.query, each.sort, each.created.isoformat()) for each in found]
        return csv_answer("saved", ("name", "query", "sort", "created"), rows)
    if ending or asked.wants_json:
        return json_answer(_document(found))
    query, sort = asked.text("q"), asked.choice("sort", SORTS)
    return page(
        "saved.html",
        searches=[(each, search_place(each.query, sort=each.sort)) for each in found],
        is_new="q" in asked.parameters,
        query=query,
        sort=sort,
        shares=shares(asked),
    )


def save(archive: Archive, asked: Asked) -> Answer:
    """Save, rename or delete a search, as a form asks."""
    del archive
    desk, form = asked.desk(), asked.form
    act = asked.chosen("do", ACTS) if "do" in form else "save"
    version = asked.whole("version") if act != "save" else 0
    query, sort = form.get("q", "").strip(), form.get("sort", "").strip()
    if act == "save":
        parse_query(query)  # what cannot be understood is not saved
        sort = asked.chosen("sort", ("", *SORTS)) if sort else ""

    def change() -> str:
        search_id = form.get("id", "")
        match act:
            case "save":
                search_id = desk.save_search(
                    form.get("name", "") or query, query, sort, sharing=sharing_of(asked)
                )
            case "rename":
                desk.rename_search(search_id, form.get("name", ""), version=version)
            case _:
                desk.delete_search(search_id, version=version)
                return "/saved"
        return f"/saved#s-{search_id}"

    return keep(asked, change, action="/saved", back="/saved", typed=(NAME, PERSON))


def _document(found: Sequence[SavedSearch]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "searches": [
            {
                "id": each.search_id,
                "name": each.name,
                "query": each.query,
                "sort": each.sort,
                "href": search_place(each.query, sort=each.sort),
                "created": each.created,
                "changed": each.changed,
                "version": each.version,
                "may_change": each.may_change,
            }
            for each in found
        ],
    }
