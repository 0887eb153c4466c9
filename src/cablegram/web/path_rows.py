"""What a row of the table of paths says: a path, and what may be said to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from cablegram.accounts import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.accounts import Account, Accounts
    from cablegram.search import Archive
    from cablegram.web.answers import Answer, Flow
    from cablegram.web.asking import Asked

    Like = Literal[
        "",
        "mrn",
        "query",
        "token",
        "station",
        "tag",
        "person",
        "cable",
        "year",
        "month",
        "day",
        "dossier",
        "subscription",
        "feed",
    ]
    Page = Callable[[Archive, Asked], Answer | Flow]
    OpenPage = Callable[[Asked], Answer]
    Whose = Callable[[Asked, Accounts], Account | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What may be said to a path.

    Attributes:
        name: In the query, in the path, or in the body of a form.
        says: One line for whoever writes a program.
        kind: What its value is.
        choices: The words of a choice.
        highest: The highest number.
        example: One that has an answer in most archives.
        like: What its text names, so that one can be taken from the archive at hand.
    """

    name: str
    says: str
    kind: Literal["text", "number", "choice"] = "text"
    choices: tuple[str, ...] = ()
    highest: int | None = None
    example: str = ""
    like: Like = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A path of the room.

    Attributes:
        path: As Starlette writes it; what stands in braces is a parameter of the path.
        page: What answers it, from the archive as the reader sees it.
        open_page: What answers it without an archive, in place of `page`.
        role: The least that somebody must be; `None` if nobody needs to be signed in.
        whose: Tells by a secret in the path for whom a page is made where nobody signs in for it.
        says: One line for whoever writes a program.
        within: The parameters of the path, in its order.
        asks: The parameters of the query.
        fields: The fields of a form, for a path that changes something.
        endings: The endings that it takes beside none; for a path with a parameter they follow it.
        is_door: Whether a form is about coming and going: a room for reading only takes it too.
        method: `POST` changes something and is taken from pages of the room only.
        document: What it gives as JSON, of `documents.DOCUMENTS`; empty if nothing.
        statuses: Those of its answers that others have not.
        takes_files: Whether files are sent to it.
        is_for_servers: Whether a form comes from a program without a token, which shows in another
            way who it is; a page of another place may send it no more than others.
        asks_who: Tells whether somebody who signed in a while ago shows again who he is, to send a
            form; `None` if he never does.
        only_asks: Whether a form changes nothing: it asks for more than an address can hold.
    """

    path: str
    says: str
    page: Page | None = None
    open_page: OpenPage | None = None
    role: Role | None = Role.READER
    whose: Whose | None = None
    within: tuple[Parameter, ...] = ()
    asks: tuple[Parameter, ...] = ()
    fields: tuple[Parameter, ...] = ()
    endings: tuple[str, ...] = ()
    method: Literal["GET", "POST"] = "GET"
    document: str = ""
    statuses: tuple[int, ...] = ()
    takes_files: bool = False
    only_asks: bool = False
    is_door: bool = False
    is_for_servers: bool = False
    asks_who: Callable[[Asked], bool] | None = None

    def __post_init__(self) -> None:
        """See that there is one page, and that one made from the archive is made for somebody."""
        if (self.page is None) == (self.open_page is None):
            raise ValueError(f"{self.path} has one page")
        if self.page is not None and self.role is None and self.whose is None:
            raise ValueError(f"{self.path} says not for whom it is made")

    @property
    def changes(self) -> bool:
        """Whether something is another after it."""
        return self.method == "POST" and not self.only_asks and not self.is_door

    def with_ending(self) -> Path | None:
        """Return the row of the endings where they are part of no parameter."""
        if not self.endings or self.within:
            return None
        return replace(self, path=f"{self.path}.{{ending}}")
