"""An address for every page of the table of paths, in the archive that the tests share."""

from __future__ import annotations

import re
from typing import Final

from cablegram.web.paths import PATHS

#: What stands for a parameter of a path, by its name, in the archive of `conftest.CABLES`.
VALUES: Final = {"spelling": ("07LISBON4",), "number": ("7",)}
#: Where that is not enough: all addresses of a path, by the path as the table has it.
ADDRESSES: Final = {
    "/search": (
        "/search?q=dues", "/search?q=", "/search?q=nothing+there", "/search?q=dues)",
        "/search?q=dues&sort=-date",
    ),
    "/c/{spelling:path}": (
        "/c/07LISBON4", "/c/07LISBON4?view=source", "/c/07MADRID3", "/c/07MADRID3?w=1&view=diff",
        "/c/07LISBON2", "/c/nonsense",
    ),
    "/thread/{spelling:path}": ("/thread/07LISBON4", "/thread/07LISBON4?depth=4&only=references"),
}  # fmt: skip
#: Pages that are on no path.
OTHERS: Final = ("/nothing-here",)


def addresses(path: str) -> tuple[str, ...]:
    """Return addresses that have answers, of one path of the table.

    Raises:
        KeyError: If nobody has said what stands for its parameters.
    """
    if path in ADDRESSES:
        return ADDRESSES[path]
    found: tuple[str, ...] = (path,)
    for name in re.findall(r"\{(\w+)(?::\w+)?\}", path):
        found = tuple(
            re.sub(rf"\{{{name}(:\w+)?\}}", value, each) for each in found for value in VALUES[name]
        )
    return found


#: Every address that is read, each once.
READ: Final = (
    tuple(
        dict.fromkeys(
            each for path in PATHS if path.method == "GET" for each in addresses(path.path)
        )
    )
    + OTHERS
)
#: Those of them that are pages for people.
PAGES: Final = tuple(each for each in READ if not re.search(r"\.[a-z]+$", each.partition("?")[0]))
