"""Coming and going: the pages where people sign in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablegram.accounts import Refused
from cablegram.web.answers import Problem, page, see
from cablegram.web.entering import SIGN_IN_PLACE, cookie, way_back

if TYPE_CHECKING:
    from cablegram.web.answers import Answer
    from cablegram.web.asking import Asked


def sign_in(asked: Asked) -> Answer:
    """Answer for `/sign-in`: the form, or the way in for whom it is not needed."""
    to = way_back(asked.text("to"))
    if not asked.caller.is_asked or asked.account is not None:
        return see(to)
    return _form(to)


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
        refused = _refused(error.wait_seconds)
        if asked.wants_json:
            raise refused from error
        return _form(to, name=name, refused=refused)
    if asked.caller.session:  # of whoever sat here before
        asked.accounts().end(asked.caller.session)
    return see(to, {"Set-Cookie": cookie(session.token, asked.scheme)})


def signed_out(asked: Asked) -> Answer:
    """Answer for the button that ends a session: nothing of it stays in the browser."""
    if not asked.caller.is_asked:
        return see("/")
    if asked.caller.session:
        asked.accounts().end(asked.caller.session)
    return see(
        SIGN_IN_PLACE,
        {"Set-Cookie": cookie("", asked.scheme), "Clear-Site-Data": '"cache", "storage"'},
    )


def _form(to: str, *, name: str = "", refused: Problem | None = None) -> Answer:
    return page(
        "sign_in.html",
        status=refused.status if refused else 200,
        headers=refused.headers if refused else {},
        to=to,
        name=name,
        refused=refused,
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
