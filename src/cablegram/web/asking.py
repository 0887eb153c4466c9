"""What a request asks for, without anything of the protocol."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect

from cablegram.access import SEES_ALL
from cablegram.accounts import Role
from cablegram.web.answers import Problem
from cablegram.web.doorkeeping import ALONE
from cablegram.web.entering import origin_of
from cablegram.web.refusals import Refusals
from cablegram.web.returning import returning_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from starlette.requests import Request

    from cablegram.access import Policy, Reader
    from cablegram.accounts import Account, Accounts
    from cablegram.adding import Jobs
    from cablegram.archive.desk import Desk
    from cablegram.audit import Log
    from cablegram.model import MRN
    from cablegram.web.doorkeeping import Caller
    from cablegram.web.paths import Path
    from cablegram.web.room import Room

MAX_WHOLE_NUMBER: Final = 1_000_000_000
#: A form of ours is never larger; files come another way.
MAX_FORM_BYTES: Final = 1_000_000
MAX_FORM_FIELDS: Final = 2_000
#: One that anybody may send, signed in or not, has a name and a password in it.
MAX_OPEN_FORM_BYTES: Final = 65_536
#: Who has not sent a form by then is not waited for.
FORM_SECONDS: Final = 60.0
NOT_COME: Final = Problem(
    status=408,
    code="too-slow",
    title="Too slow",
    message="The form did not come, or not all of it. Nothing of it was kept.",
    hint="Send it again.",
    headers={"Connection": "close"},
)
FORM: Final = "application/x-www-form-urlencoded"


def _no_desk() -> Desk:
    raise RuntimeError("no desk was given")


def _no_accounts() -> Accounts:
    raise RuntimeError("no accounts were given")


def _no_policy() -> Policy:
    raise RuntimeError("no policy was given")


def _no_time() -> dt.datetime:
    raise RuntimeError("no clock was given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request: the parts of its path, and its parameters, the first of each name.

    `form` has the fields of a form that was sent, the first of each name. `reader` is who asks;
    the archive that a page is given is what he may see. `desk` opens what was gathered and written
    under clearances that his dominates. `most_cited` is what the keeper of the room has counted.
    `jobs` takes what is to be added, `None` where nothing may be. `caller` says who asks, `address`
    from where, `about` what his browser says of itself; `origin` is the room as the
    browser sees it. `returning` is what a browser was given
    that went to sign on elsewhere. `accounts` opens those of the archive, `now` gives the time, and
    `log` is where it is noted what is done, `None` where nothing is; `refusals` bounds what it is
    told of those who were turned away. `policy` is that of the whole archive.
    """

    path: Mapping[str, str]
    parameters: Mapping[str, str]
    form: Mapping[str, str] = field(default_factory=dict)
    reader: Reader = SEES_ALL
    desk: Callable[[], Desk] = _no_desk
    wants_json: bool = False
    most_cited: tuple[tuple[MRN, int], ...] = ()
    jobs: Jobs | None = None
    caller: Caller = ALONE
    accounts: Callable[[], Accounts] = _no_accounts
    now: Callable[[], dt.datetime] = _no_time
    policy: Callable[[], Policy] = _no_policy
    log: Log | None = None
    refusals: Refusals = field(default_factory=Refusals)
    address: str = ""
    about: str = ""
    origin: str = ""
    returning: str = ""

    @property
    def account(self) -> Account | None:
        """Whose account it is; `None` where nobody signs in."""
        return self.caller.account

    @property
    def role(self) -> Role | None:
        """What he may do; `None` if he has not signed in."""
        return self.caller.role

    def text(self, name: str) -> str:
        """Return a parameter without blanks at its ends, empty if it is not there."""
        return self.parameters.get(name, "").strip()

    def number(self, name: str, *, default: int, highest: int = MAX_WHOLE_NUMBER) -> int:
        """Return a parameter that is a whole number, at least 0.

        Raises:
            Problem: If it is none, or too high.
        """
        text = self.text(name).removesuffix(".0")  # JSON Schema has 30.0 for whole too
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_WHOLE_NUMBER))):
            raise wrong_parameter(name, "a whole number")
        if int(text) > highest:
            raise wrong_parameter(name, f"a number up to {highest:,}")
        return int(text)

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """Return a parameter that is one of a few words, empty if it is not there.

        Raises:
            Problem: If it is another.
        """
        text = self.text(name)
        if text and text not in choices:
            raise wrong_parameter(name, f"one of {', '.join(choices)}")
        return text

    def whole(self, name: str) -> int:
        """Return a field of the form that is a whole number.

        Raises:
            Problem: If it is none, or not there.
        """
        text = self.form.get(name, "").strip()
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_WHOLE_NUMBER))):
            raise wrong_parameter(name, "a whole number")
        return int(text)

    def chosen(self, name: str, choices: tuple[str, ...]) -> str:
        """Return a field of the form that is one of a few words.

        Raises:
            Problem: If it is another, or not there.
        """
        text = self.form.get(name, "").strip()
        if text not in choices:
            raise wrong_parameter(name, f"one of {', '.join(choices)}")
        return text


def check(asked: Asked, path: Path) -> None:
    """See that what is asked of a path is of the kind that the table says.

    So every sibling refuses the same, also what it would not look at.

    Raises:
        Problem: If a parameter, or a field of the form, is of another kind.
    """
    sent = replace(asked, parameters=asked.form)
    for each, where in (*((each, asked) for each in path.asks), *((e, sent) for e in path.fields)):
        if each.kind == "number":
            highest = MAX_WHOLE_NUMBER if each.highest is None else each.highest
            where.number(each.name, default=0, highest=highest)
        elif each.kind == "choice":
            where.choice(each.name, each.choices)


def wrong_parameter(name: str, expected: str) -> Problem:
    """Return what is said to somebody who wrote an address by hand."""
    return Problem(
        status=400,
        code="wrong-parameter",
        title="That address is not right",
        message=f"The parameter {name} must be {expected}.",
    )


def asked_of(request: Request, room: Room, caller: Caller = ALONE) -> Asked:
    """Return what a request asks for, without its body."""
    account = caller.account
    reader = room.reader if account is None else account.reader
    may_add = caller.role is not None and caller.role.may(Role.ADMIN) and reader.sees_all
    return Asked(
        path={name: str(value) for name, value in request.path_params.items()},
        parameters=_first_of_each(request.query_params.multi_items()),
        reader=reader,
        desk=lambda: room.desk(reader, account),
        wants_json=wants_json(request),
        most_cited=room.most_cited(reader),
        jobs=room.jobs if may_add else None,
        caller=caller,
        accounts=room.door.accounts,
        now=room.door.now,
        policy=room.policy,
        log=room.log,
        refusals=room.refusals,
        address=request.client.host if request.client else "",
        about=request.headers.get("user-agent", ""),
        origin=origin_of(request),
        returning=returning_of(request),
    )


def wants_json(request: Request) -> bool:
    """Tell whether a program asks rather than a person."""
    accept = request.headers.get("accept", "")
    # Not that of `request.url`, which takes what stands behind an escaped `?` for a query.
    ending = str(request.scope["path"]).rpartition(".")[2]
    return ending in {"json", "ndjson", "jsonld"} or (
        "application/json" in accept and "text/html" not in accept
    )


async def form_of(request: Request, *, most: int = MAX_FORM_BYTES) -> Mapping[str, str]:
    """Return the fields of a form that was sent, as browsers send one without files.

    Args:
        request: With the form.
        most: So many bytes it may have.

    Raises:
        Problem: If it is none, too large, or does not come.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        async with asyncio.timeout(FORM_SECONDS):
            body = await _body(request, most)
    except (TimeoutError, ClientDisconnect) as error:
        raise NOT_COME from error
    if kind != FORM and body:
        raise Problem(
            status=415,
            code="no-form",
            title="That is no form",
            message=f"This address takes the fields of a form: {FORM}.",
        )
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_FORM_FIELDS
        )
    except ValueError as error:
        raise Problem(
            status=400,
            code="wrong-form",
            title="That form is not right",
            message="The fields of the form cannot be read.",
        ) from error
    return _first_of_each(pairs)


async def _body(request: Request, most: int) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise Problem(
                status=413,
                code="too-large",
                title="Too large",
                message=f"A form may have {most:,} bytes at most.",
            )
    return bytes(body)


def _first_of_each(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name, value)
    return found
