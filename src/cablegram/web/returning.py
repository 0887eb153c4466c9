"""The cookie of a browser that went to sign on elsewhere: who comes back is who went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.accounts.begun import BEGUN_SECONDS

if TYPE_CHECKING:
    from starlette.requests import Request

COOKIE: Final = "cablegram-sign-on"
SAFE_COOKIE: Final = f"__Host-{COOKIE}"


def return_cookie(secret: str, scheme: str) -> str:
    """Return the header that gives a browser what it shows when it comes back.

    It comes back by a link of another host: so the cookie is sent along with such a one too.
    """
    name, safe = (SAFE_COOKIE, "; Secure") if scheme == "https" else (COOKIE, "")
    return f"{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={BEGUN_SECONDS}{safe}"


def returning_of(request: Request) -> str:
    """Return what a browser shows that comes back, empty if it shows nothing."""
    name = SAFE_COOKIE if request.url.scheme == "https" else COOKIE
    return request.cookies.get(name, "")
