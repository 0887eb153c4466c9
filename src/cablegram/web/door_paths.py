"""The rows of the table of paths that are about coming and going."""

from __future__ import annotations

from typing import Final

from cablegram.web.path_rows import Parameter, Path
from cablegram.web.sign_in_pages import sign_in, signed_in, signed_out

TO: Final = Parameter(name="to", says="Where to go then: a place of this room.", example="/search")

DOOR_PATHS: Final = (
    Path(
        path="/sign-in",
        open_page=sign_in,
        says="The form to sign in with; where nobody does, the way in.",
        role=None,
        asks=(TO,),
        statuses=(303,),
    ),
    Path(
        path="/sign-in",
        open_page=signed_in,
        says="Sign in; the answer gives the browser a session.",
        role=None,
        fields=(
            Parameter(name="name", says="Of the account.", example="roe"),
            Parameter(name="password", says="Of the account."),
            TO,
        ),
        method="POST",
        statuses=(401,),
        is_door=True,
    ),
    Path(
        path="/sign-out",
        open_page=signed_out,
        says="End the session.",
        role=None,
        method="POST",
        is_door=True,
    ),
)
