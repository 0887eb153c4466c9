"""Who signed in a while ago shows again who he is, before he changes who may come in.

Whoever finds a browser open makes no other way in, for himself or for others, and has nothing sent
to a place of his own. One rule: the last
time that somebody has shown who he is, by signing in or asked here, is no more than some minutes
ago (`proof_minutes` of accounts.toml: ten). A program with a token is not asked: the token was made
by somebody who was.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from cablegram.accounts import AccountError, Refused
from cablegram.accounts.passkeys import may_have_passkeys
from cablegram.audit import Action
from cablegram.web.answers import Answer, Problem, json_answer, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.accounts import Account, Session
    from cablegram.web.asking import Asked

PASSKEY_SCHEMA: Final = "cablegram.passkey-question/1"
#: The fields that a form has for it beside its own.
PASSWORD, BY, SECRET, ANSWER = "proof", "proof_by", "secret", "answer"
FIELDS: Final = (PASSWORD, BY, SECRET, ANSWER)
WAYS: Final = ("password", "passkey")
WHO_IS_IT: Final = Problem(
    status=403,
    code="show-who-you-are",
    title="Is it you?",
    message="You signed in a while ago, and this opens a way in or out.",
    hint="Send it again with your password in the field `proof`, or sign in again.",
)


def is_fresh(asked: Asked, session: Session) -> bool:
    """Tell whether somebody has shown just now who he is."""
    lasts = dt.timedelta(seconds=asked.accounts().settings.proof_seconds)
    return asked.now() - session.proved < lasts


def be_sure(asked: Asked, own: Account, session: Session, password: str) -> None:
    """See that it is he who signed in: just now, or by his password.

    Raises:
        AccountError: If it was a while ago, and he has no password to be asked for.
        Refused: If he has one, and did not type it.
    """
    if is_fresh(asked, session):
        return
    if own.issuer:
        raise AccountError("show your institution once more who you are first, by the link here")
    if not own.has_password:
        raise AccountError("sign out and in again first, so that it is certainly you")
    asked.accounts().confirm(own.account_id, password, now=asked.now())
    asked.accounts().prove(session, now=asked.now())


def always(asked: Asked) -> bool:
    """Tell that whoever sends a form shows first who he is, whatever stands in it."""
    del asked
    return True


def asks_who(asked: Asked, place: str, when: Callable[[Asked], bool] = always) -> Answer | None:
    """Return what is asked of somebody first, who sends a form that changes who may come in.

    Args:
        asked: The form, with what he shows, or without it.
        place: Where it was sent.
        when: Tells whether this one does that.

    Returns:
        `None` if he has shown who he is; else the page where he does, with all that he typed, or
        the question for his device.

    Raises:
        Problem: For a program that has no page.
    """
    own, session = asked.account, asked.caller.session
    if own is None or session is None or is_fresh(asked, session) or not when(asked):
        return None
    form, wrong = asked.form, ""
    try:
        if form.get(BY) == "passkey":
            address = address_of(asked)
            if not form.get(ANSWER):
                return question(
                    *asked.accounts().begin_passkey_sign_in(
                        address=address, now=asked.now(), came_from=asked.address
                    )
                )
            asked.accounts().confirm_by_passkey(
                own.account_id,
                form.get(SECRET, ""),
                form[ANSWER],
                address=address,
                now=asked.now(),
            )
            asked.accounts().prove(session, now=asked.now())
            return None
        if form.get(PASSWORD):
            be_sure(asked, own, session, form[PASSWORD])
            return None
    except AccountError as error:
        wrong = f"{str(error)[0].upper()}{str(error)[1:]}."
    except Refused as error:
        wait = f" Try again in {error.wait_seconds} seconds." if error.wait_seconds else ""
        wrong = f"That was not right.{wait}"
        _note(asked, own)
    if asked.wants_json:
        raise WHO_IS_IT
    return _page(asked, own, place, wrong)


def _page(asked: Asked, own: Account, place: str, wrong: str) -> Answer:
    accounts = asked.accounts()
    has_key = may_have_passkeys(address_of(asked)) and bool(accounts.passkeys(own.account_id))
    return page(
        "proof.html",
        status=WHO_IS_IT.status,
        wrong=wrong,
        own=own,
        action=place,
        typed={name: value for name, value in asked.form.items() if name not in FIELDS},
        has_passkeys=has_key,
        institution=institution_of(asked, own),
    )


def institution_of(asked: Asked, own: Account) -> str:
    """Return the name of the institution by whose sign-on somebody comes; empty if by none."""
    sign_on = asked.accounts().settings.sign_on
    return sign_on.name if sign_on is not None and own.issuer == sign_on.issuer else ""


def _note(asked: Asked, own: Account) -> None:
    left_out = None if asked.log is None else asked.refusals.noting(own, asked.address)
    if asked.log is None or left_out is None:
        return
    asked.log.note(
        Action.REFUSED,
        who=own.name,
        what=(f"account:{own.account_id}",),
        outcome="proof",
        left_out=left_out or None,
        address=asked.address,
    )


def question(options: str, secret: str) -> Answer:
    """Return what a script hands to the device, and the secret of the answer."""
    return json_answer({"schema": PASSKEY_SCHEMA, "options": options, "secret": secret})


def address_of(asked: Asked) -> str:
    """Return where browsers see the room: as the archive says, else as they asked for it."""
    return asked.accounts().settings.address or asked.origin
