"""Who may come in to what: asked of every request before anything of it is looked at.

Whoever has not signed in gets the same answer whatever he asks for, held or not, page or not; so
does whoever may not do a thing. So none of these answers tells anything of what is in the room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from cablegram.web.answers import Answer, see
from cablegram.web.problems import NOT_FOR_YOU, SIGN_IN, TOKEN_ENDED, UNSAID_PLACE

if TYPE_CHECKING:
    from starlette.requests import Request

    from cablegram.web.doorkeeping import Caller
    from cablegram.web.path_rows import Path

SIGN_IN_PLACE: Final = "/sign-in"
COOKIE: Final = "cablegram"
#: A browser takes a cookie of a name that begins so from this very host alone, and only if nobody
#: could read it on the way.
SAFE: Final = "__Host-"
#: A port is part of no cookie, so that it is part of its name where it is not the usual one.
USUAL_PORTS: Final = {"http": "80", "https": "443"}
LONGEST_PORT: Final = 5
#: A longer address is not led back to.
LONGEST_WAY_BACK: Final = 2_000
SAFE_METHODS: Final = frozenset({"GET", "HEAD"})


def cookie_name(origin: str, base: str = COOKIE) -> str:
    """Return what a cookie is called in a room, as browsers see where it is.

    Two rooms at different ports of one host have each its own.

    >>> cookie_name("https://cables.example.org"), cookie_name("http://localhost:8042")
    ('__Host-cablegram', 'cablegram-8042')
    """
    scheme, _, place = origin.partition("://")
    _, sign, port = place.rpartition(":")
    has_port = sign and port.isascii() and port.isdigit() and port != USUAL_PORTS.get(scheme)
    at = f"-{port[:LONGEST_PORT]}" if has_port else ""
    return f"{SAFE if scheme == 'https' else ''}{base}{at}"


def cookie(secret: str, origin: str) -> str:
    """Return the header that gives a browser the secret of a session; empty, it takes it away.

    No script reads it, and no page of another place sends it along with a form. It goes when the
    browser is closed; before that, the session ends by itself.
    """
    ends = "" if secret else "; Max-Age=0"
    safe = "; Secure" if origin.startswith("https:") else ""
    return f"{cookie_name(origin)}={secret}; Path=/; HttpOnly; SameSite=Lax{safe}{ends}"


def origin_of(request: Request) -> str:
    """Return the room as the browser sees it, `https://cables.example.org`."""
    return f"{request.url.scheme}://{request.url.netloc}"


def session_of(request: Request) -> str:
    """Return the secret of a session that came with a request, empty without one."""
    return request.cookies.get(cookie_name(origin_of(request)), "")


def token_of(request: Request) -> str | None:
    """Return the token of a program, empty if it cannot be one; `None` if none came."""
    said = request.headers.get("authorization")
    if said is None:
        return None
    kind, _, token = said.partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def turned_away(caller: Caller, path: Path | None, request: Request) -> Answer | None:
    """Return the way to sign in, if a person has to go it first; `None` if he may come in.

    Args:
        caller: Who asks.
        path: For what; `None` if there is no such page.
        request: How.

    Raises:
        Problem: If he may not come in, or it is a program that does not say for whom it asks.
    """
    is_for_all = path is not None and path.role is None
    if not caller.is_asked:
        return None
    if caller.has_wrong_token and not is_for_all:
        raise TOKEN_ENDED
    is_for_servers = path is not None and path.is_for_servers
    if request.method not in SAFE_METHODS and not caller.by_token and not is_for_servers:
        _must_say_from_where(request)
    if is_for_all:
        return None
    if caller.account is None or caller.role is None:
        if "text/html" in request.headers.get("accept", ""):
            return see(_sign_in_place(request))
        raise SIGN_IN
    if path is not None and path.role is not None and not caller.role.may(path.role):
        raise NOT_FOR_YOU
    return None


def _must_say_from_where(request: Request) -> None:
    """See that a browser has said from where a form comes; that it is true, the guard has seen.

    Raises:
        Problem: If not.
    """
    if not {"origin", "sec-fetch-site"} & set(request.headers):
        raise UNSAID_PLACE


def _sign_in_place(request: Request) -> str:
    """Return where to sign in, and where to go then."""
    if request.method not in SAFE_METHODS:
        return SIGN_IN_PLACE
    raw = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    asked = request.scope["query_string"]
    back = (raw + b"?" + asked if asked else raw).decode("latin-1")
    if back == "/" or len(back) > LONGEST_WAY_BACK:
        return SIGN_IN_PLACE
    return f"{SIGN_IN_PLACE}?to={quote(back, safe='')}"


def way_back(said: str) -> str:
    r"""Return a place of the room, whatever was said: never one of another host.

    >>> way_back("/c/08LISBON9?w=2"), way_back("//evil.example/"), way_back("/\\evil.example")
    ('/c/08LISBON9?w=2', '/', '/')
    """
    is_ours = said.startswith("/") and not said.startswith(("//", "/\\"))
    is_plain = said.isascii() and said.isprintable() and " " not in said and "\\" not in said
    return said if is_ours and is_plain and len(said) <= LONGEST_WAY_BACK else "/"
