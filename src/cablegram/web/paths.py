"""The paths of the room: one table, from which the application and its description are made.

A page that is not in this table is not in the room. Each row says what a program may ask for, so
that the description of the interface and the tests that try every path are made from it.
"""

from __future__ import annotations

from string import ascii_uppercase
from typing import Final

from cablegram.accounts import Role
from cablegram.search.batch import MAX_LINES
from cablegram.search.fields import SORTS
from cablegram.web import calendar_pages
from cablegram.web.account_paths import ACCOUNT_PATHS
from cablegram.web.add_pages import CHANGES, add_sample, added, adding, change, report
from cablegram.web.admin_paths import ADMIN_PATHS
from cablegram.web.alert_paths import ALERT_PATHS
from cablegram.web.api_pages import api_page, openapi
from cablegram.web.archive_pages import archive_page
from cablegram.web.audit_paths import AUDIT_PATHS
from cablegram.web.batch_pages import FORMS, batch
from cablegram.web.cable_pages import VIEWS, cable, item
from cablegram.web.complete_pages import completion
from cablegram.web.desk_paths import DESK_PATHS
from cablegram.web.door_paths import DOOR_PATHS
from cablegram.web.facet_links import FACETS
from cablegram.web.facet_pages import facet
from cablegram.web.front_pages import front, help_page
from cablegram.web.map_pages import world_map
from cablegram.web.missing_pages import IN_A_FILE, LAST_YEAR, missing
from cablegram.web.path_rows import Parameter, Path
from cablegram.web.person_pages import PEOPLE_SORTS, people, person
from cablegram.web.places import (
    CABLE_ENDINGS,
    LIST_ENDINGS,
    TABLE_ENDINGS,
    THREAD_ENDINGS,
)
from cablegram.web.review_paths import REVIEW_PATHS
from cablegram.web.search_pages import search
from cablegram.web.station_pages import STATION_SORTS, station, stations
from cablegram.web.tag_pages import FAMILY_CHOICES, tag, tags
from cablegram.web.thread_pages import MAX_DEPTH, thread

__all__ = ["PATHS", "Parameter", "Path"]

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
JOB: Final = Parameter(name="job", says="What was added at one time, as its page is called.")

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
        path="/archive",
        page=archive_page,
        says="What is in the archive, how well it was read, and how it is.",
        endings=(".json",),
        document="archive",
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
            Parameter(
                name="from",
                says="Leads to the answer from this day, month or year on.",
                like="year",
            ),
            Parameter(
                name="to", says="Leads to the answer up to this day, month or year.", like="year"
            ),
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
        only_asks=True,
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
    Path(
        path="/add",
        page=adding,
        role=Role.ADMIN,
        says="What was added through the room, and how more is.",
        endings=(".json",),
        document="added",
        statuses=(403,),
    ),
    Path(
        path="/add",
        page=added,
        role=Role.ADMIN,
        says="Files to be filed, of any names; the answer is where the report will be.",
        method="POST",
        takes_files=True,
        document="job",
        statuses=(202, 408, 409, 507),
    ),
    Path(
        path="/add/sample",
        page=add_sample,
        role=Role.ADMIN,
        says="Make up an archive to try the room on, where it is empty.",
        method="POST",
        document="job",
        statuses=(202, 409),
    ),
    Path(
        path="/add/{job:path}",
        page=report,
        role=Role.ADMIN,
        says="How far it is, and the report in the end.",
        within=(JOB,),
        asks=(Parameter(name="from", says="The first of the new cables.", kind="number"),),
        endings=(".json",),
        document="job",
        statuses=(403,),
    ),
    Path(
        path="/add/{job:path}",
        page=change,
        role=Role.ADMIN,
        says="Stop it, take it up again, or discard it.",
        within=(JOB,),
        fields=(Parameter(name="do", says="What is to be done.", kind="choice", choices=CHANGES),),
        method="POST",
        document="job",
        statuses=(202, 409),
    ),
    *DESK_PATHS,
    *ALERT_PATHS,
    *DOOR_PATHS,
    *ACCOUNT_PATHS,
    *AUDIT_PATHS,
    *ADMIN_PATHS,
    *REVIEW_PATHS,
    Path(path="/help", page=help_page, says="What the search box and the keys understand."),
    Path(path="/api", page=api_page, says="How a program asks the room, path by path."),
    Path(
        path="/openapi.json",
        page=openapi,
        says="These paths as a document of OpenAPI 3.1.",
        document="openapi",
    ),
)
