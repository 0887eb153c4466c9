"""With whom what somebody keeps is shared: the fields of the forms, and how they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablegram.archive.desk import NotKept, Sharing
from cablegram.web.keeping import Typed, keep
from cablegram.web.places import dossier_place

if TYPE_CHECKING:
    from cablegram.accounts import Account
    from cablegram.archive.desk import Dossier, Note, SavedSearch
    from cablegram.search import Archive
    from cablegram.web.answers import Answer
    from cablegram.web.asking import Asked

    Kept = Dossier | Note | SavedSearch

#: What can be shared.
KINDS: Final = ("dossier", "note", "search")
PERSON: Final = Typed(name="person", label="The name that the person signs in with", is_long=False)
#: With whom, as a form says it; a group by its name behind the colon.
WITH: Final = ("private", "person", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """What a form for sharing offers, and what a page says of it.

    Attributes:
        groups: The groups that the reader is in.
        names: The names of people by their accounts.
        own: The account of the reader.
    """

    groups: tuple[str, ...]
    names: dict[str, str]
    own: str

    def chosen(self, sharing: Sharing) -> str:
        """Return what of a form is chosen already."""
        return str(sharing) if sharing.kind == "group" else sharing.kind

    def person(self, sharing: Sharing) -> str:
        """Return the name of the person that something is shared with."""
        return self.names.get(sharing.name, "") if sharing.kind == "person" else ""

    def says(self, kept: Kept) -> str:
        """Return whose something is and with whom it is shared, in a few words."""
        if kept.owner is None:
            return ""
        if kept.owner != self.own:
            return f"by {self.names.get(kept.owner, 'somebody who has gone')}"
        match kept.sharing.kind:
            case "private":
                return "for yourself"
            case "person":
                return f"shared with {self.person(kept.sharing) or 'somebody who has gone'}"
            case "group":
                return f"shared with the group {kept.sharing.name}"
            case _:
                return "shared with all"


def shares(asked: Asked) -> Shares | None:
    """Return what there is to say of sharing; `None` where nobody has an account."""
    if asked.account is None:
        return None
    return Shares(
        groups=tuple(sorted(asked.reader.groups)),
        names={each.account_id: _name(each) for each in asked.accounts().all()},
        own=asked.account.account_id,
    )


def sharing_of(asked: Asked) -> Sharing | None:
    """Return with whom a form shares something; `None` if it does not say.

    Raises:
        NotKept: If it is a person that there is not, or nothing that can be.
    """
    said = asked.form.get("shared", "").strip()
    if asked.account is None or not said:
        return None
    if said == "person":
        name = asked.form.get("person", "").strip()
        found = asked.accounts().named(name)
        if found is None or not found.is_active:
            raise NotKept("there is nobody who signs in with that name")
        return Sharing("person", found.account_id)
    try:
        return Sharing.parse(said)
    except ValueError as error:
        raise NotKept("it is shared with nobody, one person, a group, or all") from error


def share(archive: Archive, asked: Asked) -> Answer:
    """Share a dossier, a note or a search with others, as a form asks."""
    del archive
    desk, form = asked.desk(), asked.form
    kind, version = asked.chosen("what", KINDS), asked.whole("version")
    kept_id = form.get("id", "")
    back = {
        "dossier": dossier_place(kept_id),
        "note": "/notes",
        "search": f"/saved#s-{kept_id}",
    }[kind]
    change = {
        "dossier": desk.share_dossier,
        "note": desk.share_note,
        "search": desk.share_search,
    }[kind]

    def do() -> str:
        sharing = sharing_of(asked)
        if sharing is None:
            raise NotKept("it is shared with nobody, one person, a group, or all")
        change(kept_id, sharing, version=version)
        return back

    return keep(asked, do, action="/share", back=back, typed=(PERSON,))


def _name(account: Account) -> str:
    """Return what somebody is called: what he calls himself never stands alone."""
    if not account.full_name or account.full_name == account.name:
        return account.name
    return f"{account.full_name} ({account.name})"
