"""The API port: a request becomes a `Call`, and what comes of it a reply."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Mapping
from concurrent.futures import Executor
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Scope

from automl_server import errors, log
from automl_server.body import parse_body, read_body
from automl_server.caller import Pages, address_of, check_role, identify, own_headers, recognise
from automl_server.config import Settings
from automl_server.errors import ApiError
from automl_server.exchange import Exchange
from automl_server.hosts import KnownHosts
from automl_server.measuring import UNKNOWN, Measured, held
from automl_server.metrics import METRICS_PATH, Metrics
from automl_server.openapi import PATH, openapi
from automl_server.refusing import refused
from automl_server.reply import content_of, reply
from automl_server.service import Call, Catalogue, Endpoint, Origin, Pending
from automl_server.store import Store
from automl_server.version import LATEST, Version

_PATH = re.compile(r"/?(?:v(?P<version>[\d.]+)/)?(?P<name>[A-Za-z_]\w*\.[A-Za-z_]\w*)/?")
_METHODS = ["GET", "POST", "PUT"]
_LONGEST_ID, _LONGEST_NAME = 64, 100  # of what a client has sent, in the log


def api_app(
    store: Store,
    settings: Settings,
    catalogue: Catalogue,
    executor: Executor,
    origins: list[str],
    metrics: Metrics,
    bulk_executor: Executor | None = None,
) -> Starlette:
    """The application of the API port. `origins` are the web addresses whose pages may call it."""
    api = Api(store, settings, catalogue, executor, bulk_executor or executor, Pages(origins))
    measured = Middleware(Measured, requests=metrics.requests, name_of=lambda scope: _endpoint_of(scope, catalogue))
    cors = Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=_METHODS,
        allow_headers=["*"],
        allow_credentials=True,
        max_age=600,
    )
    known = Middleware(KnownHosts, names=settings.host_names)
    routes = [
        Route(PATH, api.describe, methods=["GET"]),
        Route(METRICS_PATH, metrics.page, methods=["GET"]),
        Route("/{path:path}", api.serve, methods=_METHODS),
    ]
    return Starlette(
        routes=routes, middleware=[measured, known, cors], exception_handlers={ClientDisconnect: client_gone}
    )


def _endpoint_of(scope: Scope, catalogue: Catalogue) -> str:
    name = _name_in(scope["path"])
    return name if name in catalogue.endpoints or scope["path"] == METRICS_PATH else UNKNOWN


def _name_in(path: str) -> str:
    """The last part of a path, which is the endpoint's name if it names one."""
    return path.rstrip("/").rpartition("/")[2]


async def client_gone(_request: Request, _problem: Exception) -> Response:
    """The client has left before it had said everything: there is nobody to answer."""
    return Response(status_code=400)


class Api:
    """Serves every endpoint of the catalogue."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        catalogue: Catalogue,
        executor: Executor,
        bulk_executor: Executor,
        pages: Pages,
    ) -> None:
        self._store = store
        self._settings = settings
        self._catalogue = catalogue
        self._executor = executor
        self._bulk_executor = bulk_executor
        self._bulky = catalogue.bulky
        self._pages = pages

    async def describe(self, request: Request) -> Response:
        """The list of endpoints."""
        url = f"{request.scope['scheme']}://{request.headers.get('host', '')}"
        return Response(orjson.dumps(openapi(self._catalogue, url)), media_type="application/json")

    async def serve(self, request: Request) -> Response:
        """Answer one request; the work is done in a thread."""
        started = time.perf_counter()
        exchange = Exchange()
        body: bytes | ApiError
        try:
            body = await read_body(request, self._settings.max_body_bytes)
        except ApiError as problem:
            body = problem
        loop = asyncio.get_running_loop()
        bulky = _name_in(request.scope["path"]) in self._bulky
        executor = self._bulk_executor if bulky else self._executor
        code, content = await loop.run_in_executor(executor, self._answer, request, body, exchange)
        if code == 200 and exchange.pending:
            with held(request.scope):
                content = content_of(await self._awaited(request, exchange.pending[0]), exchange)
        if log.enabled(logging.DEBUG):
            elapsed = round((time.perf_counter() - started) * 1000, 2)
            log.event(logging.DEBUG, "call", endpoint=exchange.name, code=code, ms=elapsed, id=exchange.id)
        return reply(code, content, exchange)

    async def _awaited(self, request: Request, pending: Pending) -> dict[str, Any]:
        """The answer once it is due. Raises ClientDisconnect as soon as nobody wants it any more."""
        waiter, signals = pending.waiter, self._store.signals
        told, gone = asyncio.wrap_future(waiter.told), asyncio.ensure_future(_left(request))
        try:
            await asyncio.wait((told, gone), timeout=pending.seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            signals.leave(waiter)
            gone.cancel()
        happened = waiter.told.result()
        if gone.done():
            if happened:
                signals.pass_on(waiter)
            raise ClientDisconnect
        return pending.answer(happened)

    def _answer(self, request: Request, body: bytes | ApiError, exchange: Exchange) -> tuple[int, list[bytes]]:
        with log.about(id=exchange.id):
            try:
                return 200, content_of(self._run(request, body, exchange), exchange)
            except Exception as problem:  # every one has its answer, and the log says what the answer does not
                return refused(problem, exchange)

    def _run(self, request: Request, body: bytes | ApiError, exchange: Exchange) -> dict[str, Any]:
        own = own_headers(request)
        exchange.trx = own.get("trx") or exchange.id
        endpoint, version = self._resolve(request.scope["path"], exchange)
        identity = (identify if endpoint.authorize else recognise)(request, self._store.access)
        if endpoint.writes:
            self._pages.check(request, json=True)
            check_role(identity, endpoint.name)
        if isinstance(body, ApiError):
            raise body
        data, batch = parse_body(request, body)
        if isinstance(task := data.get("task"), str):
            log.add(task=task[:_LONGEST_ID])
        call = Call(
            data=data,
            batch=batch,
            identity=identity,
            version=version,
            origin=_origin(request, own),
            store=self._store,
            catalogue=self._catalogue,
            cookies=exchange.cookies,
            attachments=exchange.attachments,
            pending=exchange.pending,
        )
        return endpoint(call)

    def _resolve(self, path: str, exchange: Exchange) -> tuple[Endpoint, Version]:
        match = _PATH.fullmatch(path)
        if match is None:
            raise ApiError(errors.GENERAL_BAD_REQUEST._replace(text=f"Invalid request path {path[:200]}"))
        exchange.name = match["name"]
        log.add(endpoint=exchange.name[:_LONGEST_NAME])
        try:
            version = Version.parse(match["version"]) if match["version"] else LATEST
        except ValueError as problem:
            raise ApiError(errors.INVALID_PATH_VERSION, version=match["version"]) from problem
        exchange.requested = str(version)
        version = min(version, LATEST)
        endpoint = self._catalogue.find(exchange.name, version)
        if endpoint is None:
            text = f"Unable to find endpoint for name {exchange.name} and version {version}"
            raise ApiError(errors.ENDPOINT_NOT_FOUND._replace(text=text))
        exchange.actual = str(endpoint.min_version)
        return endpoint, version


async def _left(request: Request) -> None:
    """Until the client is gone; its body has been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _origin(request: Request, own: Mapping[str, str]) -> Origin:
    worker = (own.get("worker") or "<unknown>")[:200]
    return Origin(worker=worker, address=address_of(request), host=request.headers.get("host", ""))
