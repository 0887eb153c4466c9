"""Everything that can be asked of the room, drawn from the table of paths.

A row of the table is tried with each of its endings, with values for each of its parameters. What a
parameter stands for is said by `like` in its row, or here.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from cablegram.web.paths import PATHS
from tests.search.test_leaks import NUMBERS, QUERIES, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cablegram.web.paths import Parameter, Path

    Values = Mapping[str, Sequence[str]]

#: By what a parameter is like: in the archives of `tests.search.test_leaks.pairs`.
LIKE: Final[Values] = {
    "mrn": (*NUMBERS, "07LISBON5", "LISBON1"),
    "cable": tuple(map(str, range(1, 8))),
    "query": ("", "harbor", "harbor OR ferry OR visa", "tags:PREL"),
    "token": ("x",),
    "station": ("LISBON", "STATE", "MADRID"),
    "tag": ("PREL", "ETRD", "ZZZZ"),
    "person": ("ROE", "POE", "MOE", "GUILD"),
    "year": ("2007", "2008"),
    "month": ("03", "04"),
    "day": ("01", "02"),
    "dossier": ("guest1", "high1", "Dues"),
    "subscription": ("guests1", "guests2", "highs1", "nothing"),
    "feed": ("feed-of-guest", "feed-of-high", "nothing"),
}
#: By path and name, for those that are like nothing else, or for which there should be more.
NAMED: Final[Mapping[tuple[str, str], Sequence[str]]] = {
    ("/search", "q"): (*QUERIES, "treatty", "harbor zzzz", "date:2007-03"),
    ("/search", "from"): ("2007", "x"),
    ("/search", "to"): ("2007-03",),
    ("/facet/{name}", "filter"): ("e", "prel"),
    ("/batch", "lines"): ("\n".join((*NUMBERS, *QUERIES)), "harbor\nfrom:lisbon\ntreaty"),
    ("/complete.json", "q"): (
        *(word[:length] for word in WORDS for length in (1, 3)),
        "07", "07L", "from:", "from:li", "to:", "tags:", "tags:p", "class:", "caption:", "person:",
        "signed:", "date:", "ref:07", "subject:ha", "r", "p", "mo",
    ),
    ("/complete.json", "at"): ("0", "2"),
    ("/stations", "q"): ("lis", "embassy", "spain", "zz"),
    ("/add/{job:path}", "job"): ("20080104-153000-a1b2c3", "sample"),
    ("/tags", "q"): ("prel", "trade", "zz"),
    ("/people", "q"): ("r", "mo", "zz"),
    ("/missing", "year"): ("2006", "2007"),
    ("/map", "year"): ("2006", "2007"),
    ("/map", "until"): ("2006", "2007"),
    ("/dossiers/add", "cable"): (*NUMBERS, "item/1"),
    ("/dossiers/add", "q"): ("", "harbor", "treaty"),
    ("/dossiers/add", "thread"): NUMBERS,
    ("/note", "cable"): (*NUMBERS, "item/2"),
    ("/note", "exact"): ("harbor",),
    ("/note", "prefix"): ("The",),
    ("/note", "suffix"): ("opens",),
    ("/note", "id"): ("guest8", "high8", "nobody"),
    ("/dossiers", "name"): ("Dues",),
    ("/dossiers", "description"): ("So.",),
    ("/dossiers/add", "to"): ("new", "guest1", "high1"),
    ("/dossiers/add", "name"): ("Dues",),
    ("/dossiers/add", "note"): ("So.",),
    ("/dossier/{name:path}", "item"): ("guest2", "high2"),
    ("/dossier/{name:path}", "note"): ("So.",),
    ("/dossier/{name:path}", "name"): ("guest1", "high1", "Dues"),
    ("/dossier/{name:path}", "description"): ("So.",),
    ("/note", "body"): ("So.",),
    ("/saved", "name"): ("Dues",),
    ("/saved", "id"): ("guest7", "high7"),
    ("/dossiers", "shared"): ("private", "all", "person", "group:desk", "x"),
    ("/dossiers", "person"): ("roe",),
    ("/note", "shared"): ("private",),
    ("/note", "person"): ("roe",),
    ("/saved", "shared"): ("private",),
    ("/saved", "person"): ("roe",),
    ("/share", "shared"): ("private", "all", "person", "group:desk", "x"),
    ("/share", "person"): ("roe",),
    ("/review", "cable"): NUMBERS,
    ("/review", "level"): ("unclassified", "x"),
    ("/review", "due"): ("2030-01-04",),
    ("/review/{name:path}", "name"): ("guestreview", "highreview", "nothing"),
    ("/review/{name:path}", "portion"): ("p1",),
    ("/review/{name:path}", "words"): ("harbor",),
    ("/review/{name:path}", "codes"): ("B6", "x"),
    ("/review/{name:path}", "authority"): ("EUR",),
    ("/review/{name:path}", "note"): ("So.",),
    ("/review/{name:path}", "proposal"): ("x",),
    ("/review/{name:path}", "by"): ("harbin",),
    ("/review/{name:path}", "due"): ("2030-01-04",),
    ("/audit", "who"): ("roe", "nobody"),
    ("/audit", "since"): ("2007-03-01",),
    ("/audit", "until"): ("2099-12-31",),
    ("/alerts", "what"): ("harbor", "07LISBON1", "nothing"),
    ("/alerts", "name"): ("Dues",),
    ("/alerts", "time_zone"): ("Europe/Lisbon",),
    ("/alerts", "mail"): ("roe@example.org",),
    ("/alerts", "hook"): ("https://example.org/hook",),
    ("/alerts/{word:path}", "name"): ("Dues",),
    ("/alerts/{word:path}", "time_zone"): ("UTC",),
    ("/alerts/{word:path}", "mail"): ("",),
    ("/alerts/{word:path}", "hook"): ("",),
    ("/accounts", "name"): ("roe",),
    ("/accounts", "level"): ("secret", "x"),
    ("/accounts", "controls"): ("SBU",),
    ("/accounts", "need_to_know"): ("NODIS",),
    ("/accounts", "nationality"): ("GBR", "x"),
    ("/accounts", "groups"): ("desk", "x"),
    ("/accounts", "email"): ("roe@example.org", "x"),
    ("/accounts", "id"): ("x",),
    ("/accounts/{id}", "id"): ("x",),
    **{
        (place, name): ("x",)
        for place in ("/accounts", "/accounts/{id}", "/alerts", "/alerts/{word:path}")
        for name in ("proof", "secret", "answer")
    },
    ("/accounts/{id}", "level"): ("secret", "x"),
    ("/accounts/{id}", "controls"): ("SBU",),
    ("/accounts/{id}", "need_to_know"): ("NODIS",),
    ("/accounts/{id}", "nationality"): ("GBR",),
    ("/accounts/{id}", "groups"): ("desk",),
    ("/accounts/{id}", "email"): ("roe@example.org",),
    ("/accounts/{id}", "full_name"): ("Roe",),
    ("/accounts/{id}", "to"): ("roe",),
    ("/sign-in", "to"): ("/search", "//evil.example"),
    ("/sign-in", "name"): ("roe",),
    ("/sign-in", "password"): ("x",),
    ("/sign-in/oidc", "to"): ("/search", "//evil.example"),
    ("/sign-in/oidc/return", "state"): ("x",),
    ("/sign-in/oidc/return", "code"): ("x",),
    ("/sign-in/oidc/return", "iss"): ("https://id.example.org",),
    ("/sign-in/oidc/logout", "logout_token"): ("x", "x.y.z"),
    ("/sign-in/passkey", "secret"): ("x",),
    ("/sign-in/passkey", "answer"): ("{}",),
    ("/sign-in/passkey", "to"): ("/search",),
    ("/account", "done"): ("password", "x"),
    **{("/account", name): ("x",) for name in ("old", "new", "again", "name", "id")},
    ("/account", "days"): ("30",),
    **{("/account/passkey", name): ("x",) for name in ("secret", "answer", "name", "old")},
    **{
        ("/invitation/{secret}", name): ("x",)
        for name in ("secret", "name", "full_name", "password", "again")
    },
}  # fmt: skip
#: The rows that tell nothing of what is held.
SAME_FOR_ALL: Final = {
    "/help", "/openapi.json", "/calendar/{year}/{month}/{day}", "/add", "/add/{job:path}",
    "/sign-in", "/sign-in/oidc", "/sign-in/oidc/return", "/account",
    "/audit", "/invitation/{secret}",
    "/accounts", "/accounts/{id}",
}  # fmt: skip
#: Pages that are on no path.
OTHERS: Final = ("/static/room.css", "/static/nothing", "/nothing", "/nothing.json", "/search.xlsx")


def values(path: Path, parameter: Parameter, like: Values = LIKE) -> Sequence[str]:
    """Return what is tried for a parameter.

    Raises:
        KeyError: If nobody has said what it stands for.
    """
    if (path.path, parameter.name) in NAMED:
        return NAMED[path.path, parameter.name]
    if parameter.like:
        return like[parameter.like]
    match parameter.kind:
        case "choice":
            return parameter.choices
        case "number":
            return ("0", "1", "2")
        case _:
            raise KeyError(f"{path.path}: say in tests/web/tried.py what {parameter.name} is")


def places(path: Path, like: Values = LIKE, *, in_brief: bool = False) -> Iterator[str]:
    """Yield where a row of the table stands, with each ending, and with what may be asked of it.

    In brief: each place and ending, with nothing asked and with the last of all together.
    """
    for bare in bare_places(path, like):
        for ending in ("", *path.endings):
            is_brief = in_brief or ending not in {"", ".json"}
            for asked in dict.fromkeys(_asked(path, like, is_brief=is_brief)):
                yield f"{bare}{ending}{asked}"


def _asked(path: Path, like: Values, *, is_brief: bool) -> Iterator[str]:
    """Yield queries: none, each parameter with each value, and the last of all together.

    In brief: without those in the middle, of which pages and documents are tried with all.
    """
    yield ""
    last = []
    for each in path.asks:
        for value in () if is_brief else values(path, each, like):
            yield f"?{each.name}={quote(value, safe='')}"
        last.append(f"{each.name}={quote(values(path, each, like)[-1], safe='')}")
    if len(last) > 1:
        yield f"?{'&'.join(each for each in last if not each.startswith('page='))}"


def bare_places(path: Path, like: Values = LIKE) -> Iterator[str]:
    """Yield where a row stands with each of the values of its path."""
    for chosen in product(*(values(path, each, like) for each in path.within)):
        bare = path.path
        for each, value in zip(path.within, chosen, strict=True):
            bare = re.sub(rf"\{{{each.name}(:\w+)?\}}", quote(value, safe=""), bare)
        yield bare


ROWS: Final = tuple(path for path in PATHS if path.method == "GET")
FORMS: Final = tuple(path for path in PATHS if path.method == "POST")
