"""The API port: a request becomes a `Call`, its result or refusal becomes JSON. Errors are handled here, once."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
import time
from collections.abc import Mapping
from concurrent.futures import Executor
from typing import Any
from urllib.parse import quote

import orjson
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from automl_server import errors, log
from automl_server.body import parse_body, read_body
from automl_server.caller import COOKIE, Pages, address_of, check_role, identify, own_headers, recognise
from automl_server.clock import new_id
from automl_server.config import Settings
from automl_server.documents import Page
from automl_server.errors import ApiError
from automl_server.hosts import KnownHosts
from automl_server.measuring import UNKNOWN, Measured, held
from automl_server.metrics import METRICS_PATH, Metrics
from automl_server.openapi import PATH, openapi
from automl_server.service import Attachment, Call, Catalogue, Endpoint, Origin, Pending
from automl_server.store import Store
from automl_server.version import LATEST, Version

_PATH = re.compile(r"/?(?:v(?P<version>[\d.]+)/)?(?P<name>[A-Za-z_]\w*\.[A-Za-z_]\w*)/?")
_BEYOND_SQLITE = ("too many", "too large", "too big", "stack overflow", "maximum depth")
_METHODS = ["GET", "POST", "PUT"]
_PAGE = b"\0"  # stands for a page: JSON has no such byte
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


class _Exchange:
    """What the reply says about its request, filled in as it becomes known."""

    def __init__(self) -> None:
        self.id = new_id()
        self.trx = self.id
        self.name = ""
        self.requested = ""
        self.actual = ""
        self.cookies: dict[str, str | None] = {}
        self.attachments: list[Attachment] = []
        self.pending: list[Pending] = []
        self.headers: dict[str, str] = {}

    def refusal(self, kind: errors.Kind) -> dict[str, Any]:
        """What the log explains and the reply does not."""
        text = f"{kind.text[0].upper()}{kind.text[1:]}: see the server's log, id {self.id}"
        return self.meta(kind.code, kind.subcode, text, {})

    def meta(self, code: int, subcode: int, message: str, data: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "id": self.id,
            "trx": self.trx,
            "endpoint": {
                "name": self.name,
                "requested_version": self.requested,
                "actual_version": self.actual or None,
            },
            "result_code": code,
            "result_subcode": subcode,
            "result_msg": message,
            "error_stack": None,
            "error_data": dict(data),
        }


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
        exchange = _Exchange()
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
                content = _content(await self._awaited(request, exchange.pending[0]), exchange)
        if log.enabled(logging.DEBUG):
            elapsed = round((time.perf_counter() - started) * 1000, 2)
            log.event(logging.DEBUG, "call", endpoint=exchange.name, code=code, ms=elapsed, id=exchange.id)
        response = _reply(code, content, exchange)
        for name, value in exchange.cookies.items():
            _set_cookie(response, COOKIE if name == "token" else name, value)
        return response

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

    def _answer(self, request: Request, body: bytes | ApiError, exchange: _Exchange) -> tuple[int, list[bytes]]:
        with log.about(id=exchange.id):
            return self._guarded(request, body, exchange)

    def _guarded(self, request: Request, body: bytes | ApiError, exchange: _Exchange) -> tuple[int, list[bytes]]:
        try:
            data = self._run(request, body, exchange)
            return 200, _content(data, exchange)
        except ApiError as problem:
            kind = problem.kind
            exchange.headers.update(problem.headers)
            log.event(logging.INFO, "refused", code=kind.code, subcode=kind.subcode, reason=problem.message[:500])
            meta = exchange.meta(kind.code, kind.subcode, problem.message, problem.data)
        except (sqlite3.OperationalError, OSError) as problem:
            kind = _kind_of(problem)
            if kind is errors.INTERNAL:
                log.event(logging.ERROR, "failed", exc_info=problem)
            else:
                log.event(logging.WARNING, "refused", code=kind.code, subcode=kind.subcode, reason=str(problem))
            meta = exchange.refusal(kind)
        except (OverflowError, sqlite3.DataError, sqlite3.ProgrammingError, sqlite3.InterfaceError) as problem:
            log.event(logging.WARNING, "unusable value", reason=str(problem))
            kind = errors.DATA_VALIDATION_ERROR
            meta = exchange.meta(kind.code, kind.subcode, "Data validation error: a value cannot be stored", {})
        except Exception as problem:  # the last resort: the caller gets a clean reply, the log gets everything
            kind = errors.DAMAGED if errors.is_damaged(problem) else errors.INTERNAL
            log.event(logging.ERROR, "internal error", exc_info=problem)
            meta = exchange.refusal(kind)
        return kind.code, [orjson.dumps({"meta": meta, "data": {}})]

    def _run(self, request: Request, body: bytes | ApiError, exchange: _Exchange) -> dict[str, Any]:
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

    def _resolve(self, path: str, exchange: _Exchange) -> tuple[Endpoint, Version]:
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


def _kind_of(problem: Exception) -> errors.Kind:
    """What a client can do about what SQLite or the system refused."""
    if errors.is_disk_full(problem):
        return errors.NO_SPACE
    if errors.is_damaged(problem):
        return errors.DAMAGED
    name = getattr(problem, "sqlite_errorname", "")
    if name == "SQLITE_INTERRUPT":
        return errors.TOO_SLOW
    if name.startswith("SQLITE_BUSY"):
        return errors.BUSY
    said = str(problem)
    return errors.TOO_COMPLEX if any(words in said for words in _BEYOND_SQLITE) else errors.INTERNAL


async def _left(request: Request) -> None:
    """Until the client is gone; its body has been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _content(data: Mapping[str, Any], exchange: _Exchange) -> list[bytes]:
    """The answer in pieces: pages of documents are large, and are not copied into it."""
    pages: list[bytes] = []

    def plain(value: Any) -> Any:
        if isinstance(value, Page):
            pages.append(value.text)
            return orjson.Fragment(_PAGE)
        return _plain(value)

    content = {"meta": exchange.meta(200, 0, "OK", {}), "data": data}
    text = orjson.dumps(content, default=plain, option=orjson.OPT_PASSTHROUGH_DATACLASS)
    if not pages:
        return [text]
    first, *around = text.split(_PAGE)
    return [first, *(piece for page, after in zip(pages, around, strict=True) for piece in (page, after))]


def _origin(request: Request, own: Mapping[str, str]) -> Origin:
    worker = (own.get("worker") or "<unknown>")[:200]
    return Origin(worker=worker, address=address_of(request), host=request.headers.get("host", ""))


def _reply(code: int, content: list[bytes], exchange: _Exchange) -> Response:
    if code == 200 and exchange.attachments:
        file = exchange.attachments[0]
        name = f'filename="{file.name}"' if file.name.isascii() else f"filename*=UTF-8''{quote(file.name)}"
        headers = {"Content-Disposition": f"attachment; {name}", "Cache-Control": "no-store"}
        return Response(file.content, media_type=file.media_type, headers=headers)
    if len(content) > 1:
        return _InPieces(content, exchange.headers)
    return Response(content[0], code, headers=exchange.headers, media_type="application/json")


class _InPieces(Response):
    """An answer that is too large to be put together before it is sent."""

    media_type = "application/json"

    def __init__(self, pieces: list[bytes], headers: Mapping[str, str]) -> None:
        super().__init__(headers={**headers, "content-length": str(sum(map(len, pieces)))})
        self._pieces = pieces

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for piece in self._pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _set_cookie(response: Response, name: str, value: str | None) -> None:
    if value is None:
        response.delete_cookie(name)
    else:
        response.set_cookie(name, value, httponly=True, samesite="lax")


def _plain(value: Any) -> Any:
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"not JSON: {type(value).__name__}")
