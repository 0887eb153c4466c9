"""The cookie of a browser that went to sign on elsewhere: who comes back is who went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.accounts.begun import BEGUN_SECONDS
from cablegram.web.entering import cookie_name, origin_of

if TYPE_CHECKING:
    from starlette.requests import Request

COOKIE: Final = "cablegram-sign-on"


def return_cookie(secret: str, origin: str) -> str:
    """Return the header that gives a browser what it shows when it comes back.

    It comes back by a link of another host: so the cookie is sent along with such a one too.
    """
    safe = "; Secure" if origin.startswith("https:") else ""
    name = cookie_name(origin, COOKIE)
    return f"{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={BEGUN_SECONDS}{safe}"


def returning_of(request: Request) -> str:
    """Return what a browser shows that comes back, empty if it shows nothing."""
    return request.cookies.get(cookie_name(origin_of(request), COOKIE), "")
