"""What somebody typed whose session has ended meanwhile: it is not lost.

Whoever writes for an hour asks for nothing in that time, and his session ends. What he sends then
is given back to him, to be sent again when he has signed in. It is kept nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.web.answers import Problem, page
from cablegram.web.asking import MAX_OPEN_FORM_BYTES, form_of
from cablegram.web.entering import SIGN_IN_PLACE, session_of
from cablegram.web.keeping import Typed

if TYPE_CHECKING:
    from starlette.requests import Request

    from cablegram.web.answers import Answer
    from cablegram.web.path_rows import Path

#: What is shorter is soon typed again.
WORTH_KEEPING: Final = 40
OWN_ACCOUNT: Final = "/account"


async def given_back(path: Path, request: Request) -> Answer | None:
    """Return the page with what somebody typed whose session has ended.

    `None` if no session came with it, if it has passwords or the like, or is soon typed again.
    """
    if not path.changes or path.takes_files or path.asks_who is not None:
        return None
    if not session_of(request) or path.path.startswith(OWN_ACCOUNT):
        return None
    try:
        form = await form_of(request, most=MAX_OPEN_FORM_BYTES)
    except Problem:
        return None
    labels = {each.name: each.says for each in path.fields}
    known = {name: value for name, value in form.items() if name in labels}
    typed = {name for name, value in known.items() if len(value) >= WORTH_KEEPING}
    if not typed:
        return None
    return page(
        "kept.html",
        status=401,
        title="You were signed out",
        message="Your session had ended, and nothing was kept yet. Sign in in a new tab; then come"
        " back to this one and send it again.",
        action=str(request.scope["path"]),
        back=SIGN_IN_PLACE,
        is_stale=False,
        is_signed_out=True,
        hidden={name: value for name, value in known.items() if name not in typed},
        typed=[(Typed(name=each, label=labels[each]), known[each]) for each in sorted(typed)],
    )
