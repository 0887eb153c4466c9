"""Coming and going: the pages where people sign in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.accounts import Refused, said_of
from cablegram.accounts.passkeys import may_have_passkeys
from cablegram.audit import Action
from cablegram.web.answers import Problem, page, see
from cablegram.web.entering import SIGN_IN_PLACE, cookie, way_back
from cablegram.web.noting import name_of, note_not_let_in

if TYPE_CHECKING:
    from cablegram.accounts import Session
    from cablegram.web.answers import Answer
    from cablegram.web.asking import Asked


def sign_in(asked: Asked) -> Answer:
    """Answer for `/sign-in`: the form, or the way in for whom it is not needed."""
    to = way_back(asked.text("to"))
    if not asked.caller.is_asked or asked.account is not None:
        return see(to)
    return _form(asked, to)


def signed_in(asked: Asked) -> Answer:
    """Answer for a name and a password: the way to where he wanted to go, or the form again."""
    to = way_back(asked.form.get("to", "").strip())
    if not asked.caller.is_asked:
        return see(to)
    name = asked.form.get("name", "").strip()
    try:
        session = asked.accounts().sign_in(
            name,
            asked.form.get("password", ""),
            address=asked.address,
            now=asked.now(),
            about=asked.about,
        )
    except Refused as error:
        note_not_let_in(asked, "sign-in", name=name)
        refused = _refused(error.wait_seconds)
        if asked.wants_json:
            raise refused from error
        return _form(asked, to, name=name, refused=refused)
    return begun(asked, session, to)


def begun(asked: Asked, session: Session, to: str) -> Answer:
    """Return the way to where somebody wanted to go, with the session that he has begun."""
    if asked.caller.session is not None:  # of whoever sat here before
        asked.accounts().end(asked.caller.session)
    account = asked.accounts().get(session.account_id)
    if asked.log is not None and account is not None:
        # His institution has said just now what he may do and see.
        rights = said_of(account.role, account.reader) if account.issuer else {}
        asked.log.note(Action.SIGNED_IN, who=account.name, address=asked.address, **rights)
    return see(way_back(to), {"Set-Cookie": cookie(session.token, asked.origin)})


def signed_out(asked: Asked) -> Answer:
    """Answer for the button that ends a session: nothing of it stays in the browser."""
    if not asked.caller.is_asked:
        return see("/")
    if asked.caller.session is not None:
        asked.accounts().end(asked.caller.session)
        if asked.log is not None:
            asked.log.note(Action.SIGNED_OUT, who=name_of(asked.caller), address=asked.address)
    return see(
        SIGN_IN_PLACE,
        {"Set-Cookie": cookie("", asked.origin), "Clear-Site-Data": '"cache", "storage"'},
    )


def _form(asked: Asked, to: str, *, name: str = "", refused: Problem | None = None) -> Answer:
    settings = asked.accounts().settings
    return page(
        "sign_in.html",
        status=refused.status if refused else 200,
        headers=refused.headers if refused else {},
        to=to,
        name=name,
        refused=refused,
        institution=settings.sign_on.name if settings.sign_on else "",
        has_passkeys=may_have_passkeys(settings.address or asked.origin),
    )


def _refused(wait_seconds: int) -> Problem:
    """Return what is said whatever was wrong: name, password, or both."""
    wait = {"Retry-After": str(wait_seconds)} if wait_seconds else {}
    return Problem(
        status=401,
        code="refused",
        title="Not signed in",
        message="Name or password is not right, or was tried too often.",
        hint=f"Try again in {wait_seconds} seconds." if wait_seconds else "",
        headers={"WWW-Authenticate": "Bearer", **wait},
    )
