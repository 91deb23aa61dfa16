"""How endpoints are declared: a `Service` per name, a handler per action and minimum version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from automl_server.params import Params
from automl_server.signals import Waiter
from automl_server.store import Identity, Store
from automl_server.version import LATEST, Version

Data = dict[str, Any]
Handler = Callable[["Call"], Data | None]


@dataclass(frozen=True)
class Origin:
    """Where a call comes from."""

    worker: str  # as the client names itself
    address: str
    host: str  # the name by which it reached this server


@dataclass(frozen=True)
class Attachment:
    """A text file that is sent instead of a JSON answer."""

    name: str
    content: bytes
    media_type: str = "text/plain"


@dataclass(frozen=True)
class Pending:
    """An answer that comes later; no thread is kept for it."""

    waiter: Waiter
    seconds: float  # the longest wait
    answer: Callable[[bool], Data]  # given whether it has happened


@dataclass(frozen=True)
class Call:
    """One request, as a handler sees it."""

    data: Params
    batch: list[Any]
    identity: Identity
    version: Version
    origin: Origin
    store: Store
    catalogue: Catalogue
    cookies: dict[str, str | None] = field(default_factory=dict)  # to set, or with None to delete
    attachments: list[Attachment] = field(default_factory=list)  # at most one
    pending: list[Pending] = field(default_factory=list)  # at most one: answered instead of what the handler returns


@dataclass(frozen=True)
class Endpoint:
    """One way to serve an action."""

    name: str
    min_version: Version
    handler: Handler
    writes: bool
    authorize: bool
    bulky: bool = False  # may move much data: small calls need not wait for it
    idle: Callable[[Call], bool] | None = None  # whether there is nothing to write: no other writer is waited for

    def __call__(self, call: Call) -> Data:
        """Run the handler; one that writes runs in one transaction."""
        if not self.writes:
            return self.handler(call) or {}
        if self.idle is not None and self.idle(call):
            return {}
        with call.store.db.write():
            return self.handler(call) or {}


class Service:
    """The endpoints of one ClearML service."""

    def __init__(self, name: str, *, bulky: bool = False) -> None:
        self.name = name
        self._bulky = bulky
        self.endpoints: list[Endpoint] = []

    def reads(
        self, action: str, *, since: str = "1.0", authorize: bool = True, bulky: bool = False
    ) -> Callable[[Handler], Handler]:
        """Declare a handler that changes nothing."""
        return self._declare(action, since, writes=False, authorize=authorize, bulky=bulky)

    def writes(
        self, action: str, *, since: str = "1.0", authorize: bool = True, idle: Callable[[Call], bool] | None = None
    ) -> Callable[[Handler], Handler]:
        """Declare a handler that changes something: all of it or nothing.

        ``idle`` looks first whether there is anything to do; if not, the answer is empty.
        """
        return self._declare(action, since, writes=True, authorize=authorize, idle=idle)

    def _declare(
        self,
        action: str,
        since: str,
        *,
        writes: bool,
        authorize: bool,
        bulky: bool = False,
        idle: Callable[[Call], bool] | None = None,
    ) -> Callable[[Handler], Handler]:
        name, version, moves_much = f"{self.name}.{action}", Version.parse(since), bulky or self._bulky

        def declared(handler: Handler) -> Handler:
            self.endpoints.append(Endpoint(name, version, handler, writes, authorize, moves_much, idle))
            return handler

        return declared


class Catalogue:
    """All endpoints by name and version."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._endpoints: dict[str, list[Endpoint]] = {}
        for service in services:
            for endpoint in service.endpoints:
                self._endpoints.setdefault(endpoint.name, []).append(endpoint)
        for versions in self._endpoints.values():
            versions.sort(key=lambda endpoint: endpoint.min_version, reverse=True)

    def find(self, name: str, version: Version = LATEST) -> Endpoint | None:
        """The newest handler that a client of this version understands."""
        versions = self._endpoints.get(name, ())
        return next((endpoint for endpoint in versions if endpoint.min_version <= version), None)

    @property
    def bulky(self) -> frozenset[str]:
        """The names of the endpoints that may move much data."""
        return frozenset(name for name, versions in self._endpoints.items() if any(v.bulky for v in versions))

    @property
    def endpoints(self) -> Mapping[str, list[Endpoint]]:
        """Every endpoint, newest version first."""
        return self._endpoints
