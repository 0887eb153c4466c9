"""Whether the room is well, and what it does: for whoever runs it, and never what is in it.

`/health` says that the process answers, `/ready` that pages can be made, and `/metrics` counts, in
the format of Prometheus, for whoever has the token. No number depends on a text, and no label has
a name of a person, a number of a cable or a word that was typed.
"""

from __future__ import annotations

import hmac
import logging
import threading
import time
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from starlette.responses import PlainTextResponse, Response

from cablegram.web.logs import REQUESTS, about

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(REQUESTS)

HEALTH, READY, METRICS = "/health", "/ready", "/metrics"
PLACES: Final = (HEALTH, READY, METRICS)
METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
#: Upper bounds of the time that an answer took, in seconds.
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
#: Names what answered when no row of the table of paths did.
NO_ROW: Final = "none"
METHODS: Final = frozenset({"GET", "HEAD", "POST"})
#: The key of a scope under which whoever answers says which row of the table he took.
ROW_KEY: Final = "cablegram.row"


class Metrics:
    """What is counted, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: dict[tuple[str, str, int], int] = {}
        self._buckets: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}
        self._in_flight = 0
        self._begun = time.time()

    def begin(self) -> None:
        """Count a request that has come."""
        with self._lock:
            self._in_flight += 1

    def end(self, row: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        with self._lock:
            self._in_flight -= 1
            key = (row, method, status)
            self._requests[key] = self._requests.get(key, 0) + 1
            found = self._buckets.setdefault(row, [0] * (len(BUCKETS) + 1))
            found[bisect_left(BUCKETS, seconds)] += 1
            self._seconds[row] = self._seconds.get(row, 0.0) + seconds

    def text(self, gauges: Mapping[str, tuple[str, float]]) -> str:
        """Return all counts in the format of Prometheus.

        Args:
            gauges: Further figures by their names, each with what it is.
        """
        with self._lock:
            lines = [
                *_head("cablegram_requests_total", "counter", "Requests that were answered."),
                *(
                    f'cablegram_requests_total{{path="{row}",method="{method}",'
                    f'status="{status}"}} {count}'
                    for (row, method, status), count in sorted(self._requests.items())
                ),
                *_head("cablegram_request_seconds", "histogram", "How long an answer took."),
                *(line for row in sorted(self._buckets) for line in self._histogram(row)),
                *_head("cablegram_requests_in_flight", "gauge", "Requests not yet answered."),
                f"cablegram_requests_in_flight {self._in_flight}",
                *_head("cablegram_start_time_seconds", "gauge", "When the room was opened."),
                f"cablegram_start_time_seconds {self._begun:.3f}",
            ]
        for name, (says, value) in sorted(gauges.items()):
            lines += [*_head(f"cablegram_{name}", "gauge", says), f"cablegram_{name} {value:g}"]
        return "\n".join(lines) + "\n"

    def _histogram(self, row: str) -> list[str]:
        lines, below = [], 0
        for bound, count in zip((*BUCKETS, "+Inf"), self._buckets[row], strict=True):
            below += count
            lines.append(f'cablegram_request_seconds_bucket{{path="{row}",le="{bound}"}} {below}')
        lines.append(f'cablegram_request_seconds_sum{{path="{row}"}} {self._seconds[row]:.6f}')
        lines.append(f'cablegram_request_seconds_count{{path="{row}"}} {below}')
        return lines


def _head(name: str, kind: str, says: str) -> list[str]:
    return [f"# HELP {name} {says}", f"# TYPE {name} {kind}"]


class Watch:
    """Answers for health, readiness and metrics."""

    def __init__(
        self,
        ready: Callable[[], Mapping[str, bool]],
        gauges: Callable[[], Mapping[str, tuple[str, float]]],
        wrong: Callable[[], Sequence[str]],
        *,
        token: str = "",
    ) -> None:
        """Take what tells how the room is.

        Args:
            ready: Gives by name what must be so that pages can be made; quick.
            gauges: Gives figures by name, each with what it is; quick.
            wrong: Gives what is to be put right, though pages can be made; quick.
            token: With which the metrics are asked for; nobody gets them if it is empty.
        """
        self.metrics = Metrics()
        self._ready = ready
        self._gauges = gauges
        self._wrong = wrong
        self._token = token

    def answer(self, request: Request) -> Response:
        """Answer for one of `PLACES`."""
        match request.scope["path"]:
            case "/health":
                return _plain("ok")
            case "/ready":
                # Which of them is not so is told to whoever may have the metrics.
                if not all(self._ready().values()):
                    return _plain("not yet", 503)
                # Nobody is sent elsewhere for what can be put right while pages are made.
                return _plain("\n".join(("ready", *self._wrong())))
            case _:
                return self._metrics(request)

    def _metrics(self, request: Request) -> Response:
        kind, _, said = request.headers.get("authorization", "").partition(" ")
        is_his = hmac.compare_digest(said.strip().encode(), self._token.encode())
        if not (self._token and kind.lower() == "bearer" and is_his):
            return _plain("a token is needed", 401, {"www-authenticate": "Bearer"})
        gauges = dict(self._gauges())
        for name, is_so in self._ready().items():
            gauges[f"ready_{name}"] = (f"Whether this is ready: {name}.", float(is_so))
        text = self.metrics.text(gauges)
        return Response(text, media_type=METRICS_TYPE, headers={"cache-control": "no-store"})


def _plain(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    more = {"cache-control": "no-store", **(headers or {})}
    return PlainTextResponse(f"{text}\n", status, headers=more)


class Counted:
    """Counts and times what an application answers, and writes a line for each request."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Take the application."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._metrics.begin()
        begun = time.perf_counter()
        try:
            await self._app(scope, receive, send_seen)
        finally:
            seconds = time.perf_counter() - begun
            row = str(scope.get(ROW_KEY, NO_ROW))
            method = scope["method"] if scope["method"] in METHODS else "other"
            self._metrics.end(row, method, status, seconds)
            milliseconds = round(seconds * 1000, 1)
            log.info(
                "answered", extra=about(path=row, method=method, status=status, ms=milliseconds)
            )
