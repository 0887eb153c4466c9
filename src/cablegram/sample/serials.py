"""Message numbers that rise with the date, as each post counts its cables from 1 every year."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cablegram.sample.posts import Post

__all__ = ["Register", "number_by", "sent_at"]

_WEEKEND: Final = 0.2  # of a working day's traffic
_OPENS: Final = 7 * 60  # minutes after midnight, UTC
_HOURS: Final = 13 * 60


@lru_cache(maxsize=256)
def _year(year: int) -> tuple[float, ...]:
    """Return the share of the year's traffic that is sent by the end of each day."""
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    weights = (
        _WEEKEND if (first + timedelta(day)).weekday() >= 5 or day == 0 else 1.0
        for day in range(days)
    )
    sums = list(accumulate(weights))
    return tuple(value / sums[-1] for value in sums)


def number_by(post: Post, moment: datetime) -> int:
    """Return the highest number that a post has given out by a moment; 0 if none yet."""
    shares = _year(moment.year)
    day = moment.timetuple().tm_yday - 1
    start = shares[day - 1] if day else 0.0
    minutes = moment.hour * 60 + moment.minute - _OPENS
    done = min(max(minutes / _HOURS, 0.0), 1.0)
    return int((start + (shares[day] - start) * done) * post.volume(moment.year))


def sent_at(post: Post, year: int, number: int) -> datetime:
    """Return when a post sent a number: the reverse of `number_by`, to the minute."""
    shares = _year(year)
    share = min((number - 0.5) / post.volume(year), 0.999999)
    day = bisect_right(shares, share)
    start = shares[day - 1] if day else 0.0
    minutes = _OPENS + int((share - start) / (shares[day] - start) * _HOURS)
    return datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day, minutes=minutes)


class Register:
    """Gives out numbers, each once. Takes one bit for every number of every post and year."""

    def __init__(self) -> None:
        self._taken: dict[tuple[str, int], bytearray] = {}

    def take(self, post: Post, moment: datetime) -> tuple[int, datetime] | None:
        """Give out the first free number of about that moment, and the time that belongs to it.

        Returns None if the post has none left from there to the end of the year.
        """
        year = moment.year
        volume = post.volume(year)
        taken = self._taken.get((post.station, year))
        if taken is None:
            taken = self._taken[post.station, year] = bytearray(volume // 8 + 1)
        for number in range(max(1, number_by(post, moment)), volume + 1):
            place, bit = number >> 3, 1 << (number & 7)
            if not taken[place] & bit:
                taken[place] |= bit
                return number, sent_at(post, year, number)
        return None
