"""People with accounts who read at once: of several clearances, each with an open session."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.place import say
from bench.wire import Line
from cablegram.access import SEES_ALL, Reader
from cablegram.accounts import Accounts, Role
from cablegram.audit import verify_log
from cablegram.model import Level
from cablegram.web.entering import cookie_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: In turn: who sees all, and three classes, each with an archive of its own.
CLEARANCES = {
    "all": SEES_ALL,
    "secret": Reader(level=Level.SECRET),
    "confidential": Reader(level=Level.CONFIDENTIAL),
    "unclassified": Reader(level=Level.UNCLASSIFIED),
}
PREPARING = 503
PREPARED_SECONDS = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who reads: what he may see, and the secret of his session."""

    clearance: str = ""
    secret: str = ""

    def line(self, host: str, port: int) -> Line:
        """Return his connection to a room."""
        name = cookie_name(f"http://{host}:{port}")
        return Line(host, port, cookie=f"{name}={self.secret}" if self.secret else "")


def signed_in(archive: Path, count: int) -> list[Person]:
    """Give people accounts and a session each, as signing in does once it knows who it is.

    Passwords are not asked for: how long Argon2 takes is not what is measured.
    """
    now = dt.datetime.now(dt.UTC)
    people = []
    with Accounts.open(archive, create=True) as accounts:
        for number in range(count):
            clearance = list(CLEARANCES)[number % len(CLEARANCES)]
            role = Role.ADMIN if clearance == "all" else Role.READER
            made = accounts.add(
                f"reader.{number}", role=role, reader=CLEARANCES[clearance], now=now
            )
            secret = accounts.begin(made.account_id, now=now).token
            people.append(Person(clearance=clearance, secret=secret))
    return people


def wait_until_prepared(host: str, port: int, people: Sequence[Person]) -> None:
    """Wait until there is an archive for each clearance.

    Raises:
        SystemExit: If there is none after minutes.
    """
    one_of_each = {person.clearance: person for person in people}
    say(f"waiting for the archives of {len(one_of_each)} clearances")
    asyncio.run(_wait(host, port, list(one_of_each.values())))


async def _wait(host: str, port: int, people: list[Person]) -> None:
    end = time.perf_counter() + PREPARED_SECONDS
    for person in people:
        async with person.line(host, port) as line:
            while (got := await line.get("/search?q=")).status == PREPARING:
                if time.perf_counter() > end:
                    raise SystemExit(f"the archive for {person.clearance} was not made")
                await asyncio.sleep(0.5)
            if got.status != 200:
                raise SystemExit(f"{person.clearance}: status {got.status}")


def say_of_log(archive: Path) -> str:
    """Tell how much was noted in the log, and whether it is whole."""
    found = verify_log(archive)
    whole = "it is whole" if found.is_whole else "IT IS NOT WHOLE"
    return f"The log has {found.entries:,} entries afterwards; {whole}."
