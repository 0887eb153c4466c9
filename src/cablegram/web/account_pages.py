"""One's own account: the password, passkeys, tokens, and where one is signed in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from cablegram.accounts import AccountError, Refused, Scope, Session
from cablegram.accounts.passkeys import may_have_passkeys
from cablegram.audit import Action
from cablegram.web.answers import Answer, Problem, page, see
from cablegram.web.problems import NOT_FOR_YOU
from cablegram.web.proving import address_of, be_sure, institution_of, is_fresh, question

if TYPE_CHECKING:
    from cablegram.accounts import Account, Token
    from cablegram.web.asking import Asked

ACTS: Final = (
    "password",
    "make-token",
    "end-token",
    "end-session",
    "end-others",
    "remove-passkey",
)
PLACE: Final = "/account"
DAYS: Final = (7, 30, 90, 365)
#: How browsers and systems are known; what another says too stands further down.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("Linux", "Linux"),
)
#: What is said after a change, by the word that stands in the address then.
SAID: Final = {
    "password": "The password is changed. Your other sessions have ended.",
    "end-token": "The token has ended.",
    "end-session": "The session has ended.",
    "end-others": "Your other sessions have ended.",
    "remove-passkey": "The passkey opens nothing any more.",
    "passkey": "The passkey is kept. You can sign in with it.",
}


def account(asked: Asked) -> Answer:
    """Answer for `/account`."""
    if not asked.caller.is_asked:
        return page("account_none.html")
    return _page(asked)


def change(asked: Asked) -> Answer:
    """Answer for what is changed on that page; the way back to it, or the page with what is wrong.

    Only by somebody who has signed in: a token makes no other token, and changes no password.
    """
    own, session = _himself(asked)
    act = asked.chosen("do", ACTS)
    try:
        made = _changed(asked, act, own, session)
    except AccountError as error:
        return _page(asked, act=act, wrong=f"{str(error)[0].upper()}{str(error)[1:]}.")
    except Refused as error:
        wait = f" Try again in {error.wait_seconds} seconds." if error.wait_seconds else ""
        _note(asked, Action.REFUSED, act, own, outcome="password")
        return _page(asked, act=act, wrong=f"The present password is not right.{wait}")
    if made is not None:
        return _page(asked, made=made)
    return see(f"{PLACE}?done={act}")


def _changed(asked: Asked, act: str, own: Account, session: Session) -> Token | None:
    """Do what was asked; return a token that was made."""
    accounts, now, which = asked.accounts(), asked.now(), asked.form.get("id", "").strip()
    made = None
    match act:
        case "password":
            new = asked.form.get("new", "")
            if new != asked.form.get("again", ""):
                raise AccountError("the new password was typed in two ways")
            old = asked.form.get("old", "")
            accounts.change_password(own.account_id, old, new, now=now, keep=session)
        case "make-token":
            be_sure(asked, own, session, asked.form.get("old", ""))
            made = accounts.make_token(
                own.account_id,
                name=asked.form.get("name", ""),
                scopes=[Scope(asked.chosen("scope", tuple(Scope)))],
                ends=now + dt.timedelta(days=min(asked.whole("days"), 10_000)),
                now=now,
            )
        case "end-token":
            accounts.end_token(own.account_id, which)
        case "end-session":
            for each in accounts.sessions(own.account_id, now=now):
                if each.session_id == which:
                    accounts.end(each)
        case "end-others":
            accounts.end_all(own.account_id, keep=session)
        case _:
            accounts.remove_passkey(own.account_id, which)
    _note(asked, Action.CHANGED, act, own)
    return made


def passkey(asked: Asked) -> Answer:
    """Answer for a new passkey: what the device is asked, then what comes of its answer."""
    own, session = _himself(asked)
    address = address_of(asked)
    try:
        if not asked.form.get("answer"):
            be_sure(asked, own, session, asked.form.get("old", ""))
            asking = asked.accounts().begin_passkey(
                own.account_id, address=address, now=asked.now(), came_from=asked.address
            )
            return question(*asking)
        asked.accounts().add_passkey(
            own.account_id,
            asked.form.get("secret", ""),
            asked.form["answer"],
            name=asked.form.get("name", ""),
            address=address,
            now=asked.now(),
        )
    except AccountError as error:
        return _page(asked, act="passkey", wrong=f"{str(error)[0].upper()}{str(error)[1:]}.")
    except Refused:
        wrong = "The device gave no key, or the password is not right. Try again."
        return _page(asked, act="passkey", wrong=wrong)
    _note(asked, Action.CHANGED, "passkey", own)
    return see(f"{PLACE}?done=passkey")


def _himself(asked: Asked) -> tuple[Account, Session]:
    """Return who has signed in, with a session.

    Raises:
        Problem: If it is a program with a token, or nobody signs in here.
    """
    if asked.account is None or asked.caller.session is None:
        raise NOT_FOR_YOU
    return asked.account, asked.caller.session


def _note(asked: Asked, action: Action, did: str, own: Account, outcome: str = "done") -> None:
    is_refused = asked.log is not None and action is Action.REFUSED
    left_out = asked.refusals.noting(own, asked.address) if is_refused else 0
    if asked.log is not None and left_out is not None:
        asked.log.note(
            action,
            who=own.name,
            what=(f"account:{own.account_id}",),
            outcome=outcome,
            did=did,
            left_out=left_out or None,
            address=asked.address,
        )


def _page(asked: Asked, *, act: str = "", wrong: str = "", made: Token | None = None) -> Answer:
    own = asked.account
    if own is None:
        raise NOT_FOR_YOU
    accounts, now, session = asked.accounts(), asked.now(), asked.caller.session
    is_stale = session is not None and not is_fresh(asked, session)
    return page(
        "account.html",
        status=422 if wrong else 200,
        own=own,
        sees=_sees(own),
        act=act,
        wrong=wrong,
        made=made,
        done=SAID.get(asked.text("done"), ""),
        passkeys=accounts.passkeys(own.account_id),
        may_have_passkeys=may_have_passkeys(address_of(asked)),
        tokens=accounts.tokens(own.account_id, now=now),
        scopes=[each for each in Scope if own.role.may(each.role)],
        days=DAYS,
        sessions=[
            (each, browser_of(each.about)) for each in accounts.sessions(own.account_id, now=now)
        ],
        asks_password=own.has_password and is_stale,
        asks_institution=institution_of(asked, own) if is_stale else "",
        here=session.session_id if session else "",
        name_typed=asked.form.get("name", "") if act == "make-token" else "",
    )


def browser_of(about: str) -> str:
    """Return which browser it is in a few words, by what it says of itself.

    >>> browser_of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox on Linux'
    >>> browser_of("curl/8.5.0"), browser_of("")
    ('curl/8.5.0', 'A browser')
    """
    browser = next((word for sign, word in _BROWSERS if sign in about), "")
    system = next((word for sign, word in _SYSTEMS if sign in about), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or about or "A browser"


def _sees(own: Account) -> str:
    """Return in words what somebody may see."""
    reader = own.reader
    if reader.sees_all:
        return "everything"
    level = reader.level.replace("_", " ").upper() or "what needs no clearance"
    more = [*sorted(reader.controls), *sorted(reader.need_to_know), reader.nationality]
    return " · ".join([level, *(each for each in more if each)])


#: What is said where a link or a way back has ended.
ENDED: Final = Problem(
    status=404,
    code="ended",
    title="This link opens nothing",
    message="It was used already, has ended, or is not whole.",
    hint="Ask whoever sent it for another.",
)
