"""What the room says when it has no page to give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablegram.archive.schema import is_unwritten
from cablegram.web.answers import Problem

if TYPE_CHECKING:
    from cablegram.errors import ArchiveError, QueryError
    from cablegram.search import InvalidCursor

NOTHING_HERE: Final = Problem(
    status=404,
    code="no-such-page",
    title="Nothing here",
    message="The room has no page at this address.",
    hint="Search for what you are looking for, or type a number such as 08LISBON9.",
)
NOT_THAT_WAY: Final = Problem(
    status=405,
    code="method",
    title="Not that way",
    message="This address does not take what was sent to it.",
    hint="Pages are for reading, with GET; what changes something is a form on a page.",
)
NO_SUCH_CABLE: Final = Problem(
    status=404,
    code="not-held",
    title="Not held",
    message="The archive does not have this cable.",
    hint="Search for what you are looking for, or type a number such as 08LISBON9.",
)
SIGN_IN: Final = Problem(
    status=401,
    code="sign-in",
    title="Sign in first",
    message="This room is for people who have signed in, and programs that have a token.",
    hint="A program sends the header Authorization: Bearer TOKEN.",
    headers={"WWW-Authenticate": "Bearer"},
)
TOKEN_ENDED: Final = Problem(
    status=401,
    code="wrong-token",
    title="That token is not right",
    message="The token is none of this room, or it has ended.",
    hint="Whoever has an account can make another.",
    headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
)
NOT_FOR_YOU: Final = Problem(
    status=403,
    code="not-for-you",
    title="Not for you",
    message="Your account is not made for this.",
    hint="Whoever keeps the accounts of this room can give it another role.",
)
NO_CLEARANCE: Final = Problem(
    status=403,
    code="no-clearance",
    title="No clearance",
    message="The clearance of your account is not one that this archive knows.",
    hint="Whoever keeps the accounts of this room can give it another.",
)
UNSAID_PLACE: Final = Problem(
    status=403,
    code="from-elsewhere",
    title="From elsewhere",
    message="A form must come from a page of this room, and the browser must say so.",
    hint="Open the room itself and send the form from there; a program uses a token.",
)
NOT_TO_ADD: Final = Problem(
    status=403,
    code="not-to-add",
    title="Not here",
    message="Nothing can be added to the archive in this room.",
    hint="A room whose reader sees all, and that was not opened for reading only, takes files.",
)
READ_ONLY: Final = Problem(
    status=403,
    code="read-only",
    title="For reading only",
    message="This room was opened for reading only: nothing is kept or changed through it.",
)
NO_SUCH_JOB: Final = Problem(
    status=404,
    code="no-such-job",
    title="No such report",
    message="Nothing was added under that name, or its report was discarded.",
    hint="The page Add lists what was added.",
)
PREPARING: Final = Problem(
    status=503,
    code="preparing",
    title="The room is being prepared",
    message="What this reader may see is being put together. The first time that takes a while.",
    hint="This page asks again by itself every few seconds.",
    headers={"Retry-After": "3", "Refresh": "3"},
)
NOT_INSTALLED: Final = Problem(
    status=501,
    code="not-installed",
    title="Not on this machine",
    message="This kind of file needs a package that is not installed here.",
    hint="pip install 'cablegram[dossier]' brings it; HTML and Markdown need nothing.",
)
CROWDED: Final = Problem(
    status=503,
    code="crowded",
    title="Too many at once",
    message="More is asked of the room than it can do at once.",
    hint="Try again in a moment.",
    headers={"Retry-After": "5"},
)
NO_PARQUET: Final = Problem(
    status=501,
    code="missing-extra",
    title="No Parquet here",
    message="The package that writes Parquet is not installed where the room runs.",
    hint="Whoever keeps the room can install cablegram[parquet]; CSV and JSON lines need nothing.",
)
UNWRITTEN: Final = Problem(
    status=503,
    code="unwritten",
    title="Not now",
    message="Something has to be written for this, and the disk takes nothing.",
    hint="Whoever looks after this machine can make room there. Nothing is lost.",
    headers={"Retry-After": "60"},
)
UNREADABLE: Final = Problem(
    status=500,
    code="archive",
    title="The archive cannot be read",
    message="Something in the archive could not be read.",
    hint="`cablegram archive verify` says what is wrong with it.",
)
FAULT: Final = Problem(
    status=500,
    code="fault",
    title="A fault of the program",
    message="This page could not be made. The program is to blame, not you.",
    hint="Please report the address and the line that `cablegram serve` has printed.",
)


def not_opened(error: ArchiveError) -> Problem:
    """Return what is said where the archive, its accounts or its log cannot be used."""
    return UNWRITTEN if is_unwritten(error) else UNREADABLE


def wrong_query(error: QueryError) -> Problem:
    """Return what is said of a query that cannot be understood."""
    return Problem(
        status=400,
        code="wrong-query",
        title="That query is not right",
        message=f"Column {error.column}: {error.reason}.",
        hint=error.hint,
        picture=error.picture(),
        query=error.query,
    )


def wrong_page(error: InvalidCursor) -> Problem:
    """Return what is said of a page token that does not fit."""
    return Problem(
        status=400,
        code="wrong-page",
        title="That page is not there",
        message=f"{str(error).capitalize()}.",
        hint="Search again to begin with the first page.",
    )
