"""When something is due: in the reader's rhythm, by the clock of the place where he is."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from cablegram.alerts.values import Rhythm, Ways

#: Before a day's work begins.
HOUR: Final = 7
MONDAY: Final = 0
#: What could not be sent is tried again so long after, and then given up: in all some two days.
AGAIN_MINUTES: Final = (1, 5, 30, 120, 360, 720, 1440)


def due_at(found: dt.datetime, ways: Ways) -> dt.datetime:
    """Return when something that was found is sent, in UTC.

    What is found in a summer night belongs to the morning after it, whatever the clock does then.

    >>> due_at(dt.datetime(2027, 1, 5, 12, tzinfo=dt.UTC), Ways(rhythm=Rhythm.DAILY)).isoformat()
    '2027-01-06T07:00:00+00:00'
    """
    if ways.rhythm is Rhythm.AT_ONCE:
        return found
    try:
        zone: dt.tzinfo = ZoneInfo(ways.time_zone)
    except (KeyError, ValueError, OSError):  # it was there when it was chosen
        zone = dt.UTC
    here = found.astimezone(zone)
    day = here.date()
    while (at := dt.datetime.combine(day, dt.time(HOUR), zone)) <= here or (
        ways.rhythm is Rhythm.WEEKLY and day.weekday() != MONDAY
    ):
        day += dt.timedelta(days=1)
    return at.astimezone(dt.UTC)


def again_at(now: dt.datetime, attempts: int) -> dt.datetime | None:
    """Return when it is tried again after so many attempts, `None` if it is given up."""
    if attempts > len(AGAIN_MINUTES):
        return None
    return now + dt.timedelta(minutes=AGAIN_MINUTES[attempts - 1])
