"""The sections of the room, as the head of every page names them."""

from __future__ import annotations

from typing import Final

from cablegram.accounts import Role

#: Place and word, in the order of the menu.
SECTIONS: Final[tuple[tuple[str, str], ...]] = (
    ("/search", "Cables"),
    ("/calendar", "Calendar"),
    ("/stations", "Stations"),
    ("/people", "People"),
    ("/tags", "TAGS"),
    ("/map", "Map"),
    ("/missing", "Missing"),
    ("/archive", "Archive"),
    ("/dossiers", "Dossiers"),
    ("/alerts", "Alerts"),
    ("/add", "Add"),
    ("/help", "Help"),
)
#: Those that not every room has.
ADD: Final = "/add"
#: Those for people who have signed in.
SIGNED_IN: Final[tuple[tuple[str, str], ...]] = (
    ("/review", "Review"),
    ("/audit", "Log"),
    ("/accounts", "Accounts"),
)
#: Those that ask for more than a reader; a test sees that the table of paths says the same.
NEEDED: Final[dict[str, Role]] = {
    ADD: Role.ADMIN,
    "/review": Role.REVIEWER,
    "/audit": Role.ADMIN,
    "/accounts": Role.ADMIN,
}
#: What the help says of each: what it shows, and what it is good for.
EXPLAINED: Final = {
    "/search": "All cables, or those that a query finds, with why they matched; counts that narrow"
    " it down, a timeline, and files of the whole answer.",
    "/calendar": "How many cables there are of each year, month and day; every count is a link.",
    "/map": "The posts where they are, and the traffic between them.",
    "/missing": "The numbers that are cited most and are not held: what to look for elsewhere.",
    "/archive": "What the archive is made of, what it covers, and whether it is in order.",
    "/stations": "The posts and offices: what each sent and received, with whom, and what is"
    " missing of its series.",
    "/people": "Who signed and classified cables, and who is named in them.",
    "/tags": "The codes of the TAGS line: what each meant, in which years, and what it came with.",
    "/dossiers": "Collections of your own: cables in your order, with notes on them and on"
    " passages, to be taken away as one document.",
    "/alerts": "What you follow: searches, stations, dossiers, threads, what cites a number; you"
    " are told of each new cable once.",
    "/desk": "What you have put aside: dossiers, notes and saved searches.",
    "/saved": "Searches that you have saved.",
    "/add": "Files and folders go in here, and each lot leaves a report; an empty archive can be"
    " filled with a sample.",
    "/review": "Cables of which two people decide what may go out: portion by portion, with"
    " exemptions; and the files of what they released.",
    "/audit": "Who was shown what: searches, cables, files, refusals, changes.",
    "/api": "How a program asks for all that you see.",
    "/accounts": "Who may come in, what each may do, and what he may see.",
    "/help": "This page.",
}

#: What one finds there, for who comes for the first time.
SAID: Final = {
    "/search": "by words, sender, addressee, TAGS, marks, days; with why each was found",
    "/calendar": "how many there are of each year, month and day",
    "/stations": "what each post sent and received, about what, and who signed",
    "/people": "who signed, classified, drafted, or is named",
    "/tags": "what cables are about, by the codes in their heading, explained",
    "/map": "where the posts were, and who wrote to whom",
    "/missing": "what is cited and not held, and when it was sent",
    "/dossiers": "cables that you gather, with your notes",
    "/alerts": "what you follow, and what came of it",
    "/archive": "what is in here, how well it was read, and how it is",
    "/help": "the search box, the marks, the keys",
}
