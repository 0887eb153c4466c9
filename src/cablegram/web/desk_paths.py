"""The rows of the table of paths that are about the desk: dossiers, notes, saved searches."""

from __future__ import annotations

from typing import Final

from cablegram.accounts import Role
from cablegram.search.fields import SORTS
from cablegram.web.dossier_files import DOSSIER_ENDINGS
from cablegram.web.dossier_pages import (
    ACTS,
    MAX_DEPTH,
    add,
    adding,
    change,
    dossier,
    dossiers,
    make,
)
from cablegram.web.note_pages import ACTS as NOTE_ACTS
from cablegram.web.note_pages import note, notes, write
from cablegram.web.path_rows import Parameter, Path
from cablegram.web.places import TABLE_ENDINGS
from cablegram.web.saved_pages import ACTS as SAVED_ACTS
from cablegram.web.saved_pages import save, saved
from cablegram.web.share_pages import KINDS, share

QUERY: Final = Parameter(name="q", says="A query.", example="harbor", like="query")
SORT: Final = Parameter(name="sort", says="Their order.", kind="choice", choices=SORTS)
PICKED: Final = Parameter(
    name="cable",
    says="A number, or item/17 for what has none; further ones as cable2, cable3 and so on.",
    example="08LISBON9",
)
VERSION: Final = Parameter(
    name="version", says="The one that the change was made from.", kind="number", example="1"
)
DOSSIER: Final = Parameter(
    name="name",
    says="The word that stands for it, or its name; the answer to that is where it stands.",
    like="dossier",
)
SHARED: Final = Parameter(
    name="shared",
    says="With whom: private, person, all, or a group as group:NAME; only where people sign in.",
)
PERSON: Final = Parameter(name="person", says="The name of the person it is shared with.")
#: What a change answers if it is refused: not yours, changed meanwhile, not kept.
REFUSED: Final = (404, 409, 422)

DESK_PATHS: Final = (
    Path(
        path="/dossiers",
        page=dossiers,
        says="The dossiers: cables that belong together.",
        endings=TABLE_ENDINGS,
        document="dossiers",
    ),
    Path(
        path="/dossiers",
        page=make,
        role=Role.ANNOTATOR,
        says="Make a dossier.",
        fields=(
            Parameter(name="name", says="What it is called.", example="Harbor dues"),
            Parameter(name="description", says="What it is about."),
            SHARED,
            PERSON,
        ),
        method="POST",
        statuses=REFUSED,
    ),
    Path(
        path="/dossiers/add",
        page=adding,
        role=Role.ANNOTATOR,
        statuses=(404,),
        says="A form to put cables into a dossier: some, those of a query, or those of a matter.",
        asks=(
            PICKED,
            Parameter(name="q", says="A query; the first 500 cables of its answer."),
            SORT,
            Parameter(name="thread", says="A number; the cables of its matter."),
            Parameter(name="depth", says="How many steps away.", kind="number", highest=MAX_DEPTH),
            Parameter(
                name="only",
                says="Leave out what has the same subject and no reference.",
                kind="choice",
                choices=("references",),
            ),
        ),
    ),
    Path(
        path="/dossiers/add",
        page=add,
        role=Role.ANNOTATOR,
        says="Put cables at the end of a dossier; those that are in it stay where they are.",
        fields=(
            PICKED,
            Parameter(name="to", says="The word of a dossier, or new.", example="new"),
            Parameter(name="name", says="Of a new one.", example="Harbor dues"),
            Parameter(name="note", says="Said of each that is added."),
        ),
        method="POST",
        statuses=REFUSED,
    ),
    Path(
        path="/dossier/{name:path}",
        page=dossier,
        says="A dossier: its cables in order, with notes.",
        within=(DOSSIER,),
        endings=DOSSIER_ENDINGS,
        document="dossier",
        statuses=(501,),
    ),
    Path(
        path="/dossier/{name:path}",
        page=change,
        role=Role.ANNOTATOR,
        says="Change a dossier; an old version is refused with 409.",
        within=(DOSSIER,),
        fields=(
            Parameter(name="do", says="What.", kind="choice", choices=ACTS, example="describe"),
            VERSION,
            Parameter(name="item", says="The item, to move it, to note something, to take it out."),
            Parameter(name="note", says="What is said of the item."),
            Parameter(name="name", says="The name of the dossier."),
            Parameter(name="description", says="What it is about."),
        ),
        method="POST",
        statuses=REFUSED,
    ),
    Path(
        path="/notes",
        page=notes,
        says="The notes on cables and passages, the newest first; files have all of them, .jsonld "
        "as Web Annotations.",
        asks=(Parameter(name="page", says="The token of the next page.", like="token"),),
        endings=(*TABLE_ENDINGS, ".jsonld"),
        document="notes",
    ),
    Path(
        path="/note",
        page=note,
        role=Role.ANNOTATOR,
        statuses=(404,),
        says="A form to write a note on a cable or a paragraph, or to change one.",
        asks=(
            PICKED,
            Parameter(name="p", says="Which paragraph, from 1.", kind="number"),
            Parameter(name="exact", says="Its words that the note is on."),
            Parameter(name="prefix", says="What stands before them."),
            Parameter(name="suffix", says="What stands behind them."),
            Parameter(name="id", says="The word of a note, to change it."),
        ),
    ),
    Path(
        path="/note",
        page=write,
        role=Role.ANNOTATOR,
        says="Write a note, change or delete one; an old version is refused with 409.",
        fields=(
            Parameter(name="do", says="What.", kind="choice", choices=NOTE_ACTS, example="write"),
            PICKED,
            Parameter(
                name="p", says="Which paragraph, from 1; the whole cable without.", kind="number"
            ),
            Parameter(name="exact", says="Its words that the note is on; all of it without."),
            Parameter(name="prefix", says="What stands before them."),
            Parameter(name="suffix", says="What stands behind them."),
            Parameter(name="body", says="What is said.", example="Who is this?"),
            Parameter(name="id", says="The word of a note, to change or delete it."),
            VERSION,
            SHARED,
            PERSON,
        ),
        method="POST",
        statuses=REFUSED,
    ),
    Path(
        path="/saved",
        page=saved,
        says="The saved searches; with q a form to save that one.",
        asks=(QUERY, SORT),
        endings=TABLE_ENDINGS,
        document="saved",
    ),
    Path(
        path="/saved",
        page=save,
        role=Role.ANNOTATOR,
        says="Save a search, rename or delete one; an old version is refused with 409.",
        fields=(
            Parameter(name="do", says="What.", kind="choice", choices=SAVED_ACTS, example="save"),
            QUERY,
            SORT,
            Parameter(name="name", says="What it is called.", example="Harbors"),
            Parameter(name="id", says="The word of a saved search."),
            VERSION,
            SHARED,
            PERSON,
        ),
        method="POST",
        statuses=REFUSED,
    ),
    Path(
        path="/share",
        page=share,
        role=Role.ANNOTATOR,
        says="Share a dossier, a note or a saved search of your own with others.",
        fields=(
            Parameter(
                name="what", says="What it is.", kind="choice", choices=KINDS, example="dossier"
            ),
            Parameter(name="id", says="The word that stands for it.", like="dossier"),
            VERSION,
            SHARED,
            PERSON,
        ),
        method="POST",
        statuses=REFUSED,
    ),
)
