"""Notes: the form for one on a cable or a passage, and the list of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from cablegram.archive.desk import NotKept, NotOnTheDesk
from cablegram.archive.desk.anchoring import passage_in, plain
from cablegram.archive.desk.pointing import point_to, pointed_at
from cablegram.model import MRN
from cablegram.web.annotations import annotation, collection, source_of
from cablegram.web.answers import Answer, Problem, json_answer, moved, page
from cablegram.web.csv_answers import csv_answer
from cablegram.web.keeping import Typed, keep
from cablegram.web.picking import picked
from cablegram.web.places import cable_place, place_of
from cablegram.web.problems import NO_SUCH_CABLE, NOTHING_HERE
from cablegram.web.share_pages import PERSON, shares, sharing_of
from cablegram.web.tokens import read_token, write_token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablegram.archive import Summary
    from cablegram.archive.desk import Note, Passage, Pointer
    from cablegram.search import Archive
    from cablegram.web.asking import Asked

SCHEMA: Final = "cablegram.notes/1"
ACTS: Final = ("write", "change", "delete")
SEVERAL: Final = "several"
#: How many stand on a page, and what its token belongs to.
PER_PAGE: Final = 50
PAGE_KEY: Final = "notes"
BODY: Final = Typed(name="body", label="Note")
EXACT: Final = Typed(name="exact", label="On these words of the paragraph")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNote:
    """A note for the list: `href` is where it stands, empty if its cable is not held."""

    note: Note
    title: str
    mrn: str
    href: str


def notes(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/notes` in pages, the newest first, and for its siblings, which have them all."""
    ending = asked.path.get("ending", "")
    if ending not in {"", "json", "csv", "jsonld"}:
        raise NOTHING_HERE
    found = asked.desk().notes()
    if not ending and not asked.wants_json:
        return _page(archive, asked, found)
    seen, held = _seen(archive, asked, found)
    if ending == "jsonld":
        return collection("Notes", "all", [_annotation(each, held) for each in seen])
    if ending == "csv":
        columns = ("id", "mrn", "paragraph", "words", "note", "created", "changed")
        rows = [_row(_shown(each, held.get(each.pointer, ()))) for each in seen]
        return csv_answer("notes", columns, rows)
    return json_answer({"schema": SCHEMA, "notes": [_annotation(each, held) for each in seen]})


def _page(archive: Archive, asked: Asked, found: Sequence[Note]) -> Answer:
    """Answer with the newest of some notes, or with those behind the last of another page."""
    token = asked.text("page")
    before = read_token(token, PAGE_KEY, tuple[str, str]) if token else None
    left = [each for each in reversed(found) if before is None or _age(each) < before]
    shown: list[ShownNote] = []
    for start in range(0, len(left), PER_PAGE + 1):
        seen, held = _seen(archive, asked, left[start : start + PER_PAGE + 1])
        shown += [_shown(each, held.get(each.pointer, ())) for each in seen]
        if len(shown) > PER_PAGE:
            break
    following = ""
    if len(shown) > PER_PAGE:
        shown = shown[:PER_PAGE]
        following = f"/notes?page={write_token(_age(shown[-1].note), PAGE_KEY)}"
    made = page(
        "notes.html", notes=shown, following=following, is_first=not token, shares=shares(asked)
    )
    return replace(made, following=following)


def _age(found: Note) -> tuple[str, str]:
    """Return by what notes are ordered."""
    return found.created.isoformat(), found.note_id


def _seen(
    archive: Archive, asked: Asked, found: Sequence[Note]
) -> tuple[list[Note], dict[Pointer, tuple[Summary, ...]]]:
    """Return those notes that the reader is shown, and what they are on.

    A note on what he does not see now may quote it: he alone who sees all is shown it.
    """
    held = pointed_at(archive, list({each.pointer: None for each in found}))
    return [each for each in found if asked.reader.sees_all or each.pointer in held], held


def note(archive: Archive, asked: Asked) -> Answer:
    """Answer for `/note`: a form to write one, or to change one (`id`); without both the list."""
    if note_id := asked.text("id"):
        return _form_of(archive, asked, note_id)
    if not asked.text("cable"):
        return notes(archive, asked)
    try:
        cable, value = _cable(archive, asked.text("cable"))
    except Problem as error:
        if error.code == SEVERAL:  # to the page that offers them
            return moved(place_of(MRN.parse(asked.text("cable"))), for_good=False)
        raise
    place = asked.number("p", default=0)
    paragraphs = archive.record(cable.cable_id)["paragraphs"]
    if place > len(paragraphs):
        raise NOTHING_HERE
    paragraph = paragraphs[place - 1] if place else None
    return page(
        "note.html",
        note=None,
        cable=cable,
        value=value,
        back=cable_place(cable) if "?" not in value else f"/c/{value}",
        place=place,
        number=paragraph["number"] if paragraph else None,
        text=plain(paragraph["text"]) if paragraph else "",
        exact=asked.text("exact"),
        prefix=asked.text("prefix"),
        suffix=asked.text("suffix"),
        shares=shares(asked),
    )


def _form_of(archive: Archive, asked: Asked, note_id: str) -> Answer:
    try:
        found = asked.desk().note(note_id)
    except NotOnTheDesk as error:
        raise NOTHING_HERE from error
    cables = pointed_at(archive, [found.pointer]).get(found.pointer, ())
    if not cables and not asked.reader.sees_all:
        raise NOTHING_HERE
    shown = _shown(found, cables)
    return page(
        "note.html", note=found, cable=cables[0] if cables else None, back=shown.href or "/notes",
        shown=shown, shares=shares(asked),
    )  # fmt: skip


def write(archive: Archive, asked: Asked) -> Answer:
    """Write, change or delete a note, as a form asks."""
    desk, form = asked.desk(), asked.form
    act = asked.chosen("do", ACTS) if "do" in form else "write"
    note_id, back = form.get("id", ""), "/notes"
    if act == "write":
        cable, value = _cable(archive, form.get("cable", ""))
        back = cable_place(cable) if "?" not in value else f"/c/{value}"
    version = asked.whole("version") if act != "write" else 0

    def change() -> str:
        if act == "write":
            made = desk.make_note(
                point_to(archive, cable),
                form.get("body", ""),
                _passage(archive, asked, cable),
                sharing=sharing_of(asked),
            )
            return f"{back}#note-{made}"
        place = "/notes"
        found = pointed_at(archive, [desk.note(note_id).pointer])
        for cables in found.values():
            place = cable_place(cables[0])
        if act == "delete":
            desk.delete_note(note_id, version=version)
            return place
        desk.change_note(note_id, form.get("body", ""), version=version)
        return f"{place}#note-{note_id}"

    return keep(asked, change, action="/note", back=back, typed=(EXACT, BODY, PERSON))


def _passage(archive: Archive, asked: Asked, cable: Summary) -> Passage | None:
    """Return the passage that a form is about; `None` for the whole cable.

    Raises:
        NotKept: If its words do not stand there.
    """
    place = asked.whole("p") if asked.form.get("p") else 0
    if not place:
        return None
    paragraphs = archive.record(cable.cable_id)["paragraphs"]
    if place > len(paragraphs):
        raise NotKept("the cable has no such paragraph now")
    paragraph, form = paragraphs[place - 1], asked.form
    return passage_in(
        paragraph["number"], paragraph["text"], form.get("exact", ""),
        prefix=form.get("prefix", ""), suffix=form.get("suffix", ""),
    )  # fmt: skip


def _cable(archive: Archive, value: str) -> tuple[Summary, str]:
    """Return the cable that a value of a form stands for (`picking.picked`), and the value.

    Raises:
        Problem: If there is none, or several.
    """
    (found,) = picked(archive, [value]) or (None,)
    cables = pointed_at(archive, [found.pointer]).get(found.pointer, ()) if found else ()
    if found is None or not cables:
        raise NO_SUCH_CABLE
    if len(cables) > 1:
        raise Problem(
            status=400,
            code=SEVERAL,
            title="Which message?",
            message="Several messages have this number.",
            hint="Open one of them and write the note there.",
        )
    return cables[0], value


def _shown(found: Note, cables: Sequence[Summary]) -> ShownNote:
    number = found.pointer.mrn
    return ShownNote(
        note=found,
        title=(cables[0].subject or "No subject") if cables else "not held",
        mrn=str(number) if number else "no number",
        href=f"{cable_place(cables[0])}#note-{found.note_id}" if cables else "",
    )


def _annotation(found: Note, held: dict[Any, tuple[Summary, ...]]) -> dict[str, Any]:
    cable_ids = [each.cable_id for each in held.get(found.pointer, ())]
    return annotation(found, source_of(found.pointer, cable_ids))


def _row(shown: ShownNote) -> tuple[object, ...]:
    at = shown.note.passage
    paragraph = "" if at is None or at.paragraph is None else at.paragraph
    return (
        shown.note.note_id, shown.mrn, paragraph, at.exact if at else "", shown.note.body,
        shown.note.created.isoformat(), shown.note.changed.isoformat(),
    )  # fmt: skip
