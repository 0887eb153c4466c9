"""The paths of the room: one table, from which the application and its description are made.

A page that is not in this table is not in the room. Each row says what a program may ask for, so
that the description of the interface and the tests that try every path are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from string import ascii_uppercase
from typing import TYPE_CHECKING, Final, Literal

from cablegram.search.batch import MAX_LINES
from cablegram.search.fields import SORTS
from cablegram.web import calendar_pages
from cablegram.web.api_pages import api_page, openapi
from cablegram.web.batch_pages import FORMS, batch
from cablegram.web.cable_pages import VIEWS, cable, item
from cablegram.web.complete_pages import completion
from cablegram.web.facet_links import FACETS
from cablegram.web.facet_pages import facet
from cablegram.web.front_pages import front, help_page
from cablegram.web.map_pages import world_map
from cablegram.web.missing_pages import IN_A_FILE, LAST_YEAR, missing
from cablegram.web.person_pages import PEOPLE_SORTS, people, person
from cablegram.web.places import (
    CABLE_ENDINGS,
    LIST_ENDINGS,
    TABLE_ENDINGS,
    THREAD_ENDINGS,
)
from cablegram.web.search_pages import search
from cablegram.web.station_pages import STATION_SORTS, station, stations
from cablegram.web.tag_pages import FAMILY_CHOICES, tag, tags
from cablegram.web.thread_pages import MAX_DEPTH, thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablegram.search import Archive
    from cablegram.web.answers import Answer, Flow
    from cablegram.web.asking import Asked

    Like = Literal[
        "", "mrn", "query", "token", "station", "tag", "person", "cable", "year", "month", "day"
    ]
    Page = Callable[[Archive, Asked], Answer | Flow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What may be said to a path.

    Attributes:
        name: In the query, in the path, or in the body of a form.
        says: One line for whoever writes a program.
        kind: What its value is.
        choices: The words of a choice.
        highest: The highest number.
        example: One that has an answer in most archives.
        like: What its text names, so that one can be taken from the archive at hand.
    """

    name: str
    says: str
    kind: Literal["text", "number", "choice"] = "text"
    choices: tuple[str, ...] = ()
    highest: int | None = None
    example: str = ""
    like: Like = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A path of the room.

    Attributes:
        path: As Starlette writes it; what stands in braces is a parameter of the path.
        page: What answers it.
        says: One line for whoever writes a program.
        within: The parameters of the path, in its order.
        asks: The parameters of the query.
        fields: The fields of a form, for a path that changes something.
        endings: The endings that it takes beside none; for a path with a parameter they follow it.
        method: `POST` changes something and is taken from pages of the room only.
        document: What it gives as JSON, of `documents.DOCUMENTS`; empty if nothing.
        statuses: Those of its answers that others have not.
    """

    path: str
    page: Page
    says: str
    within: tuple[Parameter, ...] = ()
    asks: tuple[Parameter, ...] = ()
    fields: tuple[Parameter, ...] = ()
    endings: tuple[str, ...] = ()
    method: Literal["GET", "POST"] = "GET"
    document: str = ""
    statuses: tuple[int, ...] = ()

    def with_ending(self) -> Path | None:
        """Return the row of the endings where they are part of no parameter."""
        if not self.endings or self.within:
            return None
        return replace(self, path=f"{self.path}.{{ending}}")


MRN_SPELLING: Final = Parameter(
    name="spelling",
    says="A message reference number in any spelling; the answer to another is where it stands.",
    example="08LISBON9",
    like="mrn",
)
QUERY: Final = Parameter(
    name="q", says="A query; empty for all cables.", example="harbor", like="query"
)
TOKEN: Final = Parameter(
    name="page", says="The token that came with the page before.", like="token"
)
ONLY: Final = Parameter(
    name="q", says="A query; only cables that match it are counted.", like="query"
)
YEAR: Final = Parameter(name="year", says="A year, in four digits.", example="2007", like="year")
MONTH: Final = Parameter(name="month", says="A month, in two digits.", example="03", like="month")
DAY: Final = Parameter(name="day", says="A day, in two digits.", example="09", like="day")
LINES: Final = Parameter(
    name="lines",
    says=f"Message reference numbers or queries, one a line, up to {MAX_LINES}.",
    example="08LISBON9",
    like="mrn",
)

PATHS: Final = (
    Path(
        path="/",
        page=front,
        says="What the archive holds, and where to begin.",
        document="search",
    ),
    Path(
        path="/missing",
        page=missing,
        says="The numbers that are cited and not held, and how much is held of each station's.",
        asks=(
            Parameter(name="station", says="Only numbers of this station.", like="station"),
            Parameter(
                name="year", says="Only numbers of this year.", kind="number", highest=LAST_YEAR
            ),
            Parameter(name="limit", says="How many a file has.", kind="number", highest=IN_A_FILE),
            TOKEN,
        ),
        endings=TABLE_ENDINGS,
        document="missing",
    ),
    Path(
        path="/map",
        page=world_map,
        says="How much each station sent, and to whom.",
        asks=(
            Parameter(name="station", says="Only its traffic.", like="station"),
            Parameter(name="year", says="Only of this year.", kind="number", highest=LAST_YEAR),
            Parameter(
                name="until", says="From the year to this one.", kind="number", highest=LAST_YEAR
            ),
        ),
        endings=TABLE_ENDINGS,
        document="map",
    ),
    Path(
        path="/calendar",
        page=calendar_pages.calendar,
        says="How many cables there are of each month.",
        asks=(ONLY,),
        endings=TABLE_ENDINGS,
        document="calendar",
    ),
    Path(
        path="/calendar/{year}",
        page=calendar_pages.year,
        says="How many cables there are of each day of a year.",
        within=(YEAR,),
        asks=(ONLY,),
        endings=TABLE_ENDINGS,
        document="calendar",
    ),
    Path(
        path="/calendar/{year}/{month}",
        page=calendar_pages.month,
        says="The days of a month, and who sent what in it.",
        within=(YEAR, MONTH),
        asks=(ONLY,),
        endings=TABLE_ENDINGS,
        document="calendar",
    ),
    Path(
        path="/calendar/{year}/{month}/{day}",
        page=calendar_pages.day,
        says="The way to the cables of a day.",
        within=(YEAR, MONTH, DAY),
        asks=(ONLY,),
    ),
    Path(
        path="/search",
        page=search,
        says="The cables that match, with why, and counts of the whole answer.",
        asks=(
            QUERY,
            Parameter(name="sort", says="Their order.", kind="choice", choices=SORTS),
            Parameter(
                name="limit", says="How many a page has, of JSON.", kind="number", highest=1000
            ),
            TOKEN,
            Parameter(name="from", says="Leads to the answer from this day, month or year on."),
            Parameter(name="to", says="Leads to the answer up to this day, month or year."),
        ),
        endings=LIST_ENDINGS,
        document="search",
        statuses=(302, 501),
    ),
    Path(
        path="/complete.json",
        page=completion,
        says="What could be meant by what is being typed in the search box.",
        asks=(
            Parameter(name="q", says="What stands in the box, whole or not.", example="harb"),
            Parameter(
                name="at",
                says="Where the cursor stands, in code points; at the end if it is left out.",
                kind="number",
            ),
        ),
        document="completion",
    ),
    Path(
        path="/facet/{name}",
        page=facet,
        says="All values of a facet, with how many cables of an answer have each.",
        within=(
            Parameter(
                name="name",
                says="What is counted.",
                kind="choice",
                choices=tuple(FACETS),
                example="station",
            ),
        ),
        asks=(
            QUERY,
            Parameter(name="filter", says="Only values with this in them or their meaning."),
            Parameter(name="page", says="Which page, from 1.", kind="number"),
        ),
        endings=TABLE_ENDINGS,
        document="values",
        statuses=(503,),
    ),
    Path(
        path="/batch",
        page=batch,
        says="What each line of a short list of numbers and queries finds.",
        asks=(LINES,),
        endings=TABLE_ENDINGS,
        document="batch",
    ),
    Path(
        path="/batch",
        page=batch,
        says="What each line of a list of numbers and queries finds. It changes nothing.",
        fields=(
            LINES,
            Parameter(name="as", says="A file instead of a page.", kind="choice", choices=FORMS),
        ),
        method="POST",
        document="batch",
        statuses=(200,),
    ),
    Path(
        path="/c/{spelling:path}",
        page=cable,
        says="A cable; or, of a number that is not held, who cites it.",
        within=(MRN_SPELLING,),
        asks=(
            Parameter(name="w", says="Which copy, from 1.", kind="number"),
            Parameter(name="view", says="Another view.", kind="choice", choices=VIEWS),
        ),
        endings=CABLE_ENDINGS,
        document="cable",
        statuses=(300,),
    ),
    Path(
        path="/item/{number:path}",
        page=item,
        says="A cable that has no number of its own.",
        within=(
            Parameter(
                name="number",
                says="Its number in the archive.",
                kind="number",
                example="1",
                like="cable",
            ),
        ),
        asks=(Parameter(name="view", says="Another view.", kind="choice", choices=VIEWS),),
        endings=CABLE_ENDINGS,
        document="cable",
    ),
    Path(
        path="/thread/{spelling:path}",
        page=thread,
        says="The matter around a number: what it cites, what cites it, from first to last.",
        within=(MRN_SPELLING,),
        asks=(
            Parameter(name="depth", says="How many steps away.", kind="number", highest=MAX_DEPTH),
            Parameter(
                name="only",
                says="Leave out what has the same subject and no reference.",
                kind="choice",
                choices=("references",),
            ),
            Parameter(
                name="read", says="The texts one behind the other.", kind="choice", choices=("1",)
            ),
            Parameter(name="start", says="The first step to be read, from 1.", kind="number"),
        ),
        endings=THREAD_ENDINGS,
        document="thread",
    ),
    Path(
        path="/station/{name:path}",
        page=station,
        endings=(".json",),
        document="station",
        says="A station: what it sent and received, when, about what, and with whom.",
        within=(
            Parameter(
                name="name",
                says="Its name in any spelling; the answer to another is where it stands.",
                example="LISBON",
                like="station",
            ),
        ),
    ),
    Path(
        path="/tag/{code:path}",
        page=tag,
        endings=(".json",),
        document="tag",
        says="A code of TAGS: what it meant, and which cables have it.",
        within=(
            Parameter(
                name="code",
                says="A subject, country, organization, program or person.",
                example="PREL",
                like="tag",
            ),
        ),
    ),
    Path(
        path="/person/{name:path}",
        page=person,
        endings=(".json",),
        document="person",
        says="A person: what he signed and classified, and what names him.",
        within=(
            Parameter(
                name="name",
                says="The name in any spelling; the answer to another is where it stands.",
                example="MARLOWE",
                like="person",
            ),
        ),
    ),
    Path(
        path="/stations",
        page=stations,
        says="The stations that sent a cable of the archive, or were sent one, with counts.",
        asks=(
            Parameter(name="q", says="Words of their name, kind or country."),
            Parameter(name="sort", says="Their order.", kind="choice", choices=STATION_SORTS),
        ),
        document="stations",
        endings=TABLE_ENDINGS,
    ),
    Path(
        path="/tags",
        page=tags,
        says="The TAGS of the archive by family, with what they meant, and counts.",
        asks=(
            Parameter(name="q", says="Words of their code or meaning."),
            Parameter(name="family", says="Only these.", kind="choice", choices=FAMILY_CHOICES),
        ),
        document="tags",
        endings=TABLE_ENDINGS,
    ),
    Path(
        path="/people",
        page=people,
        says="Names of people, with how many cables they signed, classified, drafted or stand in.",
        asks=(
            Parameter(name="q", says="The beginning of any word of the name.", example="mar"),
            Parameter(
                name="letter",
                says="The initial of the surname.",
                kind="choice",
                choices=tuple(ascii_uppercase),
            ),
            Parameter(name="sort", says="Their order.", kind="choice", choices=PEOPLE_SORTS),
        ),
        document="people",
        endings=TABLE_ENDINGS,
    ),
    Path(path="/help", page=help_page, says="What the search box and the keys understand."),
    Path(path="/api", page=api_page, says="How a program asks the room, path by path."),
    Path(
        path="/openapi.json",
        page=openapi,
        says="These paths as a document of OpenAPI 3.1.",
        document="openapi",
    ),
)
