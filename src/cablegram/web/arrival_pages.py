"""Other ways in than a password: an institution's sign-on, a passkey, an invitation."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from cablegram.accounts import AccountError, Refused, SignOnError, said_of
from cablegram.audit import Action
from cablegram.errors import ArchiveError
from cablegram.web.account_pages import ENDED
from cablegram.web.answers import HTML, Answer, Problem, page, see
from cablegram.web.entering import way_back
from cablegram.web.noting import note_not_let_in
from cablegram.web.proving import address_of, question
from cablegram.web.returning import return_cookie
from cablegram.web.sign_in_pages import begun

if TYPE_CHECKING:
    from cablegram.accounts import Invitation
    from cablegram.web.asking import Asked

log = logging.getLogger(__name__)

AGAIN: Final = ("yes",)
NO_SIGN_ON: Final = Problem(
    status=404,
    code="no-sign-on",
    title="Nothing here",
    message="Nobody comes to this room by the sign-on of an institution.",
)
SIGN_ON_SILENT: Final = Problem(
    status=503,
    code="sign-on",
    title="The sign-on does not answer",
    message="What the institution's sign-on answered, if it did, could not be used.",
    hint="Try again later. Whoever keeps this room finds more in its log.",
    headers={"Retry-After": "60"},
)
NOT_LET_IN: Final = Problem(
    status=401,
    code="refused",
    title="Not signed in",
    message="The institution's sign-on did not let you in, or this room does not.",
    hint="Begin again at the door. Whoever keeps this room can tell for whom it is open.",
)
NO_LOGOUT: Final = Problem(
    status=400,
    code="invalid_request",  # the word of the standard, OpenID Connect Back-Channel Logout 2.8
    title="Nobody was signed out",
    message="This is no logout token of the institution for this room, or it was heard already.",
    hint="Whoever keeps this room finds more in its log.",
)
NO_KEY: Final = Problem(
    status=401,
    code="refused",
    title="Not signed in",
    message="The device gave no passkey of this room.",
    hint="Try again, or sign in in another way.",
)


def sign_on(asked: Asked) -> Answer:
    """Answer for `/sign-in/oidc`: the way to the institution's page."""
    if not asked.caller.is_asked:
        return see("/")
    accounts = asked.accounts()
    if accounts.provider is None:
        raise NO_SIGN_ON
    try:
        address, secret = accounts.begin_sign_on(
            return_to=way_back(asked.text("to")),
            now=asked.now(),
            again=asked.choice("again", AGAIN) == "yes",
            came_from=asked.address,
        )
    except SignOnError as error:
        log.error("%s", error)  # noqa: TRY400 (what was said stands in it; a trace tells no more)
        raise SIGN_ON_SILENT from error
    return see(address, {"Set-Cookie": return_cookie(secret, asked.origin)})


def signed_on(asked: Asked) -> Answer:
    """Answer for whoever comes back from there: the way to where he wanted to go."""
    if not asked.caller.is_asked:
        return see("/")
    accounts = asked.accounts()
    if accounts.provider is None:
        raise NO_SIGN_ON
    try:
        session, to = accounts.finish_sign_on(
            state=asked.text("state"),
            cookie=asked.returning,
            code=asked.text("code"),
            issuer=asked.text("iss") or None,
            policy=asked.policy(),
            now=asked.now(),
            about=asked.about,
        )
    except SignOnError as error:
        log.error("%s", error)  # noqa: TRY400 (as above)
        raise SIGN_ON_SILENT from error
    except (Refused, AccountError) as error:
        note_not_let_in(asked, "sign-on")
        raise NOT_LET_IN from error
    return begun(asked, session, to)


def left_there(asked: Asked) -> Answer:
    """Answer for a server of the institution that says that somebody has signed out there.

    What is not believed is told in one way, whatever is wrong with it, and is not noted: anybody
    could fill the log.
    """
    if not asked.caller.is_asked or asked.accounts().provider is None:
        raise NO_SIGN_ON
    try:
        left = asked.accounts().hear_logout(asked.form.get("logout_token", ""), now=asked.now())
    except SignOnError as error:
        log.warning("%s", error)
        raise NO_LOGOUT from error
    for each in left:
        if asked.log is not None:
            what = (f"account:{each.account_id}",)
            asked.log.note(
                Action.SIGNED_OUT, who=each.name, what=what, by="sign-on", address=asked.address
            )
    return Answer(body=b"", media_type=HTML)


def by_passkey(asked: Asked) -> Answer:
    """Answer for a passkey: what the device is asked, then the way in by its answer."""
    if not asked.caller.is_asked:
        return see("/")
    accounts, address = asked.accounts(), address_of(asked)
    try:
        if not asked.form.get("answer"):
            asking = accounts.begin_passkey_sign_in(
                address=address, now=asked.now(), came_from=asked.address
            )
            return question(*asking)
        session = accounts.sign_in_by_passkey(
            asked.form.get("secret", ""),
            asked.form["answer"],
            address=address,
            now=asked.now(),
            about=asked.about,
        )
    except (Refused, AccountError) as error:
        note_not_let_in(asked, "passkey")
        raise NO_KEY from error
    return begun(asked, session, way_back(asked.form.get("to", "").strip()))


def invitation(asked: Asked) -> Answer:
    """Answer for the link of an invitation: the form for a name and a password."""
    if not asked.caller.is_asked and not _has_accounts(asked):
        return page("account_none.html")
    return _form(_invited(asked))


def accepted(asked: Asked) -> Answer:
    """Answer for that form: the account is there, and he is signed in; or what is wrong."""
    found = _invited(asked)
    name, full_name = (asked.form.get(each, "").strip() for each in ("name", "full_name"))
    password = asked.form.get("password", "")
    accounts = asked.accounts()
    try:
        if password != asked.form.get("again", ""):
            raise AccountError("the password was typed in two ways")  # noqa: TRY301
        made = accounts.accept(
            asked.path["secret"],
            password=password,
            now=asked.now(),
            name=name,
            full_name=full_name,
        )
    except AccountError as error:
        wrong = f"{str(error)[0].upper()}{str(error)[1:]}."
        return _form(found, wrong=wrong, name=name, full_name=full_name)
    except Refused as error:
        raise ENDED from error
    if asked.log is not None:
        what = (f"account:{made.account_id}",)
        asked.log.note(
            Action.CHANGED,
            who=made.name,
            what=what,
            did="accepted",
            address=asked.address,
            **said_of(made.role, made.reader),
        )
    session = accounts.begin(made.account_id, now=asked.now(), about=asked.about)
    return begun(asked, session, "/")


def _invited(asked: Asked) -> Invitation:
    """Return the invitation of a link.

    Raises:
        Problem: If it is none, was used, or has ended.
    """
    if not asked.caller.is_asked and not _has_accounts(asked):  # nobody was ever invited
        raise ENDED
    found = asked.accounts().invitation(asked.path["secret"], now=asked.now())
    if found is None:
        raise ENDED
    return found


def _has_accounts(asked: Asked) -> bool:
    """Tell whether anybody could have been invited; the first who is makes the first account."""
    try:
        asked.accounts()
    except ArchiveError:
        return False
    return True


def _form(found: Invitation, *, wrong: str = "", name: str = "", full_name: str = "") -> Answer:
    return page(
        "invitation.html",
        status=422 if wrong else 200,
        invitation=found,
        wrong=wrong,
        name=name,
        full_name=full_name,
    )
