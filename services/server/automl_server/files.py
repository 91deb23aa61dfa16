"""The files port: streaming upload, download with ranges, delete. Everything needs a token and stays in its folder."""

from __future__ import annotations

import errno
import logging
import mimetypes
import os
import shutil
from collections import defaultdict
from collections.abc import Collection
from functools import partial
from pathlib import Path
from urllib.parse import unquote_plus

import orjson
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from automl_server import errors, log
from automl_server.body import parse_body, read_body, require_plain
from automl_server.caller import Pages, check_role, identify
from automl_server.config import Settings
from automl_server.errors import ApiError
from automl_server.hosts import LOOPBACK, KnownHosts, hostname
from automl_server.measuring import UNKNOWN, Measured
from automl_server.metrics import Metrics
from automl_server.store import Store
from automl_server.store.file_urls import shown_paths
from automl_server.upload import Upload

_SHOWN_TYPES = ("image/", "audio/", "video/", "text/plain", "text/csv", "text/markdown", "application/json")
_PDF = "application/pdf"
_NAMES = {"GET": "files.download", "POST": "files.upload", "PUT": "files.upload", "DELETE": "files.delete"}
_MANY = "/delete_many"
_MAX_PARTS = 200  # Python makes and removes folders by recursion
_UNUSABLE_NAME = (errno.ENAMETOOLONG, errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ELOOP, errno.EINVAL)
_SANDBOX = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"


def files_app(store: Store, settings: Settings, origins: list[str], metrics: Metrics) -> Starlette:
    """The application of the files port."""
    files = Files(store, settings, Pages(origins))
    routes = [
        Route("/", files.upload, methods=["POST", "PUT"]),
        Route("/", files.root, methods=["GET"]),
        Route(_MANY, files.delete_many, methods=["POST"]),
        Route("/{path:path}", files.download, methods=["GET"]),
        Route("/{path:path}", files.delete, methods=["DELETE"]),
    ]
    measured = Middleware(Measured, requests=metrics.requests, name_of=_operation_of)
    cors = Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["*"],
        allow_credentials=True,
    )
    return Starlette(
        routes=routes,
        middleware=[measured, Middleware(KnownHosts, names=settings.host_names), cors],
        exception_handlers={ApiError: _refused, OSError: _storage_failed, ClientDisconnect: _gone},
    )


def _operation_of(scope: Scope) -> str:
    method = "DELETE" if scope["path"] == _MANY and scope["method"] == "POST" else scope["method"]
    return _NAMES.get(method, UNKNOWN)


def resolve(root: Path, path: str) -> Path:
    """The place of a path inside the folder. Raises for one that leads out of it, also through a link."""
    parts = [part for part in path.split("/") if part]
    if not parts or any(part in (".", "..") or "\0" in part or "\\" in part for part in parts):
        raise ApiError(errors.NO_SUCH_FILE)
    if len(parts) > _MAX_PARTS:
        raise ApiError(errors.FILE_NAME_TOO_LONG)
    place = root.joinpath(*parts)
    try:
        inside = place.parent.resolve().is_relative_to(root.resolve()) and not place.is_symlink()
    except OSError as problem:
        too_long = problem.errno == errno.ENAMETOOLONG
        raise ApiError(errors.FILE_NAME_TOO_LONG if too_long else errors.NO_SUCH_FILE) from problem
    if not inside:
        raise ApiError(errors.NO_SUCH_FILE)
    return place


class Files:
    """Serves the folder of files."""

    def __init__(self, store: Store, settings: Settings, pages: Pages) -> None:
        self._store = store
        self._root = settings.files_path
        self._drafts = settings.drafts_path
        self._max_body_bytes, self._max_file_bytes = settings.max_body_bytes, settings.max_file_bytes
        self._pages = pages
        self._conditions = StaticFiles(directory=self._root, check_dir=False)

    async def root(self, _request: Request) -> Response:
        """Say that this is a files server."""
        return PlainTextResponse("AutoML server: files\n")

    async def upload(self, request: Request) -> Response:
        """Store every file of a multipart form; the field's name is the path. Answers with the list of paths."""
        self._require_change(request)
        require_plain(request)
        kind = request.headers.get("content-type", "")
        place = partial(resolve, self._root)
        with Upload(kind, place, self._drafts, self._max_file_bytes) as upload:
            async for chunk in request.stream():
                upload.feed(chunk)
            stored = upload.finish()
        return Response(orjson.dumps(stored), media_type="application/json")

    def _require_change(self, request: Request, *, json: bool = False) -> None:
        identity = identify(request, self._store.access)
        self._pages.check(request, json=json)
        check_role(identity, "files")

    async def download(self, request: Request) -> Response:
        """Send a file, or say that the client has it; ranges are honoured. What a browser would run is a download.

        A browser that is logged in under this machine's other name is sent there.
        """
        try:
            identify(request, self._store.access)
        except ApiError:
            if elsewhere := _under_the_name_of_the_page(request):
                return RedirectResponse(elsewhere)
            raise
        place = resolve(self._root, request.path_params["path"])
        if not place.is_file():
            raise ApiError(errors.NO_SUCH_FILE)
        kind, compression = mimetypes.guess_type(place.name)
        if not kind or compression:  # a client is to unpack it, not whoever reads the answer
            kind = "application/octet-stream"
        attached = "download" in request.query_params or not is_shown(kind)
        policy = {} if kind == _PDF else {"Content-Security-Policy": _SANDBOX}  # the PDF viewer needs scripts
        response = FileResponse(
            place,
            media_type=kind,
            filename=place.name,
            content_disposition_type="attachment" if attached else "inline",
            headers={"X-Content-Type-Options": "nosniff", **policy},
            stat_result=place.stat(),
        )
        if self._conditions.is_not_modified(response.headers, request.headers):
            return NotModifiedResponse(response.headers)
        return response

    async def delete(self, request: Request) -> Response:
        """Remove a file, and the folders that it leaves empty."""
        self._require_change(request)
        place = resolve(self._root, request.path_params["path"])
        if not place.is_file():
            raise ApiError(errors.NO_SUCH_FILE)
        self._remove(place)
        return Response(orjson.dumps({"deleted": True}), media_type="application/json")

    async def delete_many(self, request: Request) -> Response:
        """Remove files and folders, {"files": [paths]}; says which are gone, and of the others why not.

        The official web application asks for it after it has deleted a task: what another task shows stays.
        """
        self._require_change(request, json=True)
        data, _ = parse_body(request, await read_body(request, self._max_body_bytes))
        paths = data.texts("files")
        if not paths:
            raise ApiError(errors.GENERAL_BAD_REQUEST, "a list of paths is expected", field="files")
        deleted: dict[str, str] = {}
        failed: dict[str, list[str]] = defaultdict(list)
        shown = await run_in_threadpool(shown_paths, self._store)
        for quoted in paths:
            path = unquote_plus(quoted)
            if problem := await run_in_threadpool(self._problem_of_removing, path, shown):
                failed[problem].append(quoted)
            else:
                deleted[quoted] = path
        return Response(orjson.dumps({"deleted": deleted, "errors": failed}), media_type="application/json")

    def _problem_of_removing(self, path: str, shown: Collection[str]) -> str | None:
        try:
            place = resolve(self._root, path)
            inside = f"/{place.relative_to(self._root).as_posix()}"
            if inside in shown or (place.is_dir() and any(one.startswith(f"{inside}/") for one in shown)):
                raise ApiError(errors.FILE_IN_USE)
            self._remove(place)
        except ApiError as problem:
            return problem.message
        except OSError as problem:
            return os.strerror(problem.errno or 0)
        return None

    def _remove(self, place: Path) -> None:
        if place.is_dir():
            shutil.rmtree(place)
        elif place.is_file():
            place.unlink()
        else:
            raise ApiError(errors.NO_SUCH_FILE)
        _remove_empty(place.parent, self._root)


def _under_the_name_of_the_page(request: Request) -> str | None:
    """The same file under the loopback name of the page that shows it, where that is the other one."""
    page, own = hostname(request.headers.get("Referer", "")), hostname(request.headers.get("Host", ""))
    if page == own or page not in LOOPBACK or own not in LOOPBACK:
        return None
    return str(request.url.replace(hostname=page))


def is_shown(kind: str) -> bool:
    """Whether a browser may show a file of this type in its place: only what it runs nothing of."""
    return kind == _PDF or (kind.startswith(_SHOWN_TYPES) and not kind.endswith("+xml"))


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root:
        try:
            folder.rmdir()
        except OSError as problem:
            if problem.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT):
                return
            raise
        folder = folder.parent


async def _refused(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, ApiError)
    log.event(logging.INFO, "file refused", code=problem.kind.code, reason=problem.message)
    return PlainTextResponse(problem.message + "\n", problem.kind.code, headers=dict(problem.headers))


async def _gone(_request: Request, _problem: Exception) -> Response:
    """The client has left in the middle of an upload."""
    return Response(status_code=400)


async def _storage_failed(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, OSError)
    if isinstance(problem, FileNotFoundError):  # it went while it was asked for
        return await _refused(request, ApiError(errors.NO_SUCH_FILE))
    log.event(logging.WARNING, "file not stored", reason=os.strerror(problem.errno or 0))
    return PlainTextResponse(os.strerror(problem.errno or 0) + "\n", 400 if problem.errno in _UNUSABLE_NAME else 507)
