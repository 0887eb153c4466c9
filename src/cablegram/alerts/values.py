"""Who wants to be told of what, and what he was told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cablegram.access import SEES_ALL
from cablegram.errors import CablegramError

if TYPE_CHECKING:
    import datetime as dt

    from cablegram.access import Reader
    from cablegram.archive.desk import Pointer


class Kind(StrEnum):
    """What a subscription looks for."""

    QUERY = "query"
    SEARCH = "search"
    CITES = "cites"
    DOSSIER = "dossier"
    STATION = "station"
    THREAD = "thread"


class Rhythm(StrEnum):
    """How often something is sent."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"


class MailShows(StrEnum):
    """What mail says of cables."""

    NUMBERS = "numbers"
    SUBJECTS = "subjects"


class NotFollowed(CablegramError, ValueError):
    """Something cannot be subscribed to as it is said: a wrong number, an address that is none."""


class NoSubscription(CablegramError):
    """There is none of that name; or it is another's, which is the same."""

    def __str__(self) -> str:
        return "there is no such subscription"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose subscriptions are meant.

    Attributes:
        account: The identifier of an account; `None` for the person alone.
        reader: What he may see.
    """

    account: str | None = None
    reader: Reader = SEES_ALL

    @property
    def key(self) -> str | None:
        """The person alone as he is kept, without his name; `None` if he sees all."""
        reader = self.reader
        if reader.sees_all:
            return None
        said = {
            "level": reader.level,
            "controls": sorted(reader.controls),
            "need_to_know": sorted(reader.need_to_know),
            "nationality": reader.nationality,
            "groups": sorted(reader.groups),
        }
        return json.dumps(said, sort_keys=True)

    @property
    def person(self) -> str:
        """Who it is, whatever he may see now if he has an account."""
        return self.account or self.key or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of an alert on its way out.

    Attributes:
        way: `mail` or `hook`.
        state: `waiting`, `sending`, `sent` or `given up`.
        attempts: How often it was tried.
        said: Why it was not taken the last time; empty if it was.
    """

    way: str
    state: str
    attempts: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How somebody is told, beside the room.

    Attributes:
        rhythm: Of mail and webhook.
        time_zone: In which a day begins for him, such as `Europe/Lisbon`.
        mail: Where mail goes; empty for none.
        hook: The address that is told; empty for none.
    """

    rhythm: Rhythm = Rhythm.AT_ONCE
    time_zone: str = "UTC"
    mail: str = ""
    hook: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What somebody wants to be told of.

    Attributes:
        subscription_id: A random word, which stands for it in addresses.
        owner: The identifier of an account; `None` for the person alone.
        reader: Who the person alone is; of an account nothing: its reader is what it is now.
        name: For people.
        kind: What it looks for.
        what: The query; the word of a saved search or a dossier; a number; a station.
        ways: How he is told.
        has_feed: Whether there is a feed with a secret address.
        after_id: It looks at what was filed behind this cable.
        created: When it was made.
        version: Rises with every change.
    """

    subscription_id: str
    owner: str | None
    reader: Reader
    name: str
    kind: Kind
    what: str
    ways: Ways
    has_feed: bool
    after_id: int
    created: dt.datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A cable that a subscription was told of.

    Attributes:
        alert_id: Rises in the order in which they were found, whoever was told; for nobody's eyes.
        key: Made of what the reader sees of the cable: the same whenever it is filed anew.
        subscription_id: Which subscription.
        pointer: The cable.
        rule: Why: empty for a query, else the number that it cites and the like.
        seen_under: The clearance under which it was found.
        found: When.
    """

    alert_id: int
    key: str
    subscription_id: str
    pointer: Pointer
    rule: str
    seen_under: str
    found: dt.datetime
