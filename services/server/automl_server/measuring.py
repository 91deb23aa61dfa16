"""How long requests take, by endpoint and outcome, and how many there are at this moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from prometheus_client import CollectorRegistry, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNKNOWN = "unknown"
"""Stands for every endpoint that does not exist: what clients invent must not become a time series."""
_SECONDS = (0.005, 0.015, 0.05, 0.15, 0.5, 2, 10, 30)
_KEY = "automl_server.measurement"


class Requests:
    """The requests of the API and the files port."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._seconds = Histogram(
            "automl_server_request_seconds",
            "Time from a request to the end of its answer, without the time that it was held on purpose",
            ["endpoint", "status"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._in_flight = Gauge(
            "automl_server_requests_in_flight", "Requests that are being worked on", registry=registry
        )
        self._held = Gauge("automl_server_requests_held", "Requests that wait for news on purpose", registry=registry)

    @contextmanager
    def measured(self, endpoint: str) -> Iterator[Measurement]:
        """One request."""
        one, started = Measurement(self._in_flight, self._held), time.perf_counter()
        self._in_flight.inc()
        try:
            yield one
        finally:
            self._in_flight.dec()
            seconds = time.perf_counter() - started - one.held_seconds
            self._seconds.labels(endpoint, one.outcome).observe(seconds)


class Measurement:
    """One request while it is measured."""

    def __init__(self, in_flight: Gauge, held: Gauge) -> None:
        self._in_flight, self._held = in_flight, held
        self.status = 0
        self.held_seconds = 0.0

    @property
    def outcome(self) -> str:
        """The class of its status; `none` for a client that left before there was one."""
        return f"{self.status // 100}xx" if self.status else "none"

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Inside, it waits on purpose."""
        started = time.perf_counter()
        self._in_flight.dec()
        self._held.inc()
        try:
            yield
        finally:
            self._held.dec()
            self._in_flight.inc()
            self.held_seconds += time.perf_counter() - started


class Measured:
    """Middleware that measures every request of an application."""

    def __init__(self, app: ASGIApp, requests: Requests, name_of: Callable[[Scope], str]) -> None:
        """``name_of``: the endpoint of a request, one of a bounded set."""
        self._app, self._requests, self._name_of = app, requests, name_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer."""
        with self._requests.measured(self._name_of(scope)) as one:
            scope[_KEY] = one

            async def noted(message: Message) -> None:
                if message["type"] == "http.response.start":
                    one.status = message["status"]
                await send(message)

            try:
                await self._app(scope, receive, noted)
            except Exception:  # raised again
                one.status = one.status or 500  # whoever catches it answers so
                raise


def held(scope: Scope) -> AbstractContextManager[None]:
    """Inside, the request waits on purpose, which is not its own time."""
    one: Measurement = scope[_KEY]
    return one.hold()
