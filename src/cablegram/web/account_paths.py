"""The rows of the table of paths that are about one's own account, and other ways in."""

from __future__ import annotations

from typing import Final

from cablegram.accounts import Role, Scope
from cablegram.web.account_pages import ACTS, account, change, passkey
from cablegram.web.arrival_pages import (
    AGAIN,
    accepted,
    by_passkey,
    invitation,
    left_there,
    sign_on,
    signed_on,
)
from cablegram.web.path_rows import Parameter, Path

TO: Final = Parameter(name="to", says="Where to go then: a place of this room.", example="/search")
ANSWERS: Final = (
    Parameter(name="secret", says="Of the question; without an answer, a question is given."),
    Parameter(name="answer", says="What the device answered, as JSON."),
)
LINK: Final = Parameter(name="secret", says="Of the link.")

ACCOUNT_PATHS: Final = (
    Path(
        path="/account",
        open_page=account,
        role=Role.READER,
        says="One's own account: password, passkeys, tokens, sessions.",
        asks=(Parameter(name="done", says="What was just changed."),),
    ),
    Path(
        path="/account",
        open_page=change,
        role=Role.READER,
        says="Change one's own account; only somebody who has signed in may, no token.",
        fields=(
            Parameter(name="do", says="What.", kind="choice", choices=ACTS),
            Parameter(name="old", says="The present password."),
            Parameter(name="new", says="The new password."),
            Parameter(name="again", says="The new password once more."),
            Parameter(name="name", says="What a token is for."),
            Parameter(name="scope", says="Of a token.", kind="choice", choices=tuple(Scope)),
            Parameter(name="days", says="How long a token holds.", kind="number", example="30"),
            Parameter(name="id", says="Which token, session or passkey."),
        ),
        method="POST",
        is_door=True,
        statuses=(200, 422),
    ),
    Path(
        path="/account/passkey",
        open_page=passkey,
        role=Role.READER,
        says="Make a passkey: the question for the device, then its answer.",
        fields=(
            *ANSWERS,
            Parameter(name="name", says="Which device it is."),
            Parameter(name="old", says="The present password, some time after signing in."),
        ),
        method="POST",
        is_door=True,
        document="passkey_question",
        statuses=(200, 422),
    ),
    Path(
        path="/sign-in/passkey",
        open_page=by_passkey,
        role=None,
        says="Sign in with a passkey: the question for the device, then its answer.",
        fields=(*ANSWERS, TO),
        method="POST",
        is_door=True,
        document="passkey_question",
        statuses=(200, 401),
    ),
    Path(
        path="/sign-in/oidc",
        open_page=sign_on,
        role=None,
        says="The way to the sign-on of the institution, if there is one.",
        asks=(
            TO,
            Parameter(
                name="again",
                says="Show there who you are, though you have.",
                kind="choice",
                choices=AGAIN,
            ),
        ),
        statuses=(303, 404),
    ),
    Path(
        path="/sign-in/oidc/return",
        open_page=signed_on,
        role=None,
        says="The way back from there.",
        asks=(
            Parameter(name="state", says="What was sent along."),
            Parameter(name="code", says="What the sign-on gave."),
            Parameter(name="iss", says="Which sign-on it was."),
        ),
        statuses=(303, 401, 404),
    ),
    Path(
        path="/sign-in/oidc/logout",
        open_page=left_there,
        role=None,
        says="A server of the institution says that somebody has signed out there.",
        fields=(Parameter(name="logout_token", says="Signed by the institution; counts once."),),
        method="POST",
        is_door=True,
        is_for_servers=True,
        statuses=(200, 404),
    ),
    Path(
        path="/invitation/{secret}",
        open_page=invitation,
        role=None,
        says="The link of an invitation: the form for a name and a password.",
        within=(LINK,),
    ),
    Path(
        path="/invitation/{secret}",
        open_page=accepted,
        role=None,
        says="Take an invitation up: the account is made, or has its new password.",
        within=(LINK,),
        fields=(
            Parameter(name="name", says="Of the account, if the invitation has none."),
            Parameter(name="full_name", says="For people."),
            Parameter(name="password", says="Of the account."),
            Parameter(name="again", says="The password once more."),
        ),
        method="POST",
        is_door=True,
        statuses=(422,),
    ),
)
