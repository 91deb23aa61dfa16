"""The web port: plain read-only pages, so that a link to a project or task leads somewhere, and the files they name."""

from __future__ import annotations

import asyncio
import html
import mimetypes
from base64 import b64encode
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from hashlib import sha256
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from automl_server import drawing
from automl_server.caller import COOKIE, address_of, identify
from automl_server.config import Ports, Settings
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.files import resolve
from automl_server.hosts import KnownHosts
from automl_server.login_limit import TooManyAttempts
from automl_server.query import Sql
from automl_server.store import Store
from automl_server.store.event_writing import IMAGE, PLOT

_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}td,th{text-align:left;padding:.25rem .6rem;"
    "border-bottom:1px solid #ddd;vertical-align:top;overflow-wrap:anywhere}h2{font-size:1.1rem}"
    "p.lead{font-size:1.05rem;white-space:pre-wrap;margin:.3rem 0 1rem}img,svg{max-width:100%}h3{font-size:1rem;"
    "font-weight:500;margin:.8rem 0 .2rem}.legend span{margin-right:1rem}"
    "code,pre{background:#f4f4f4;padding:.1rem .3rem;white-space:pre-wrap}"
)
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
_GUARDS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self' http: https: data:; base-uri 'none';"
    f" form-action 'none'; frame-ancestors 'none'; style-src 'sha256-{_STYLE_HASH}'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_HOW_TO_LOG_IN = "<p>A link that logs this browser in: run <code>automl web</code> and open what it prints.</p>"
_LATEST = 50
_MOST_CHILDREN = 200
_MOST_PICTURES = 40
_SAMPLES = 300
_FACTS = ("status", "status_reason", "status_message", "type", "started", "completed", "last_worker", "id")


def web_app(store: Store, settings: Settings, ports: Ports, executor: Executor) -> Starlette:
    """The application of the web port."""
    pages = Pages(store, settings, ports, executor)
    return Starlette(
        routes=[
            Route("/", pages.index),
            Route("/login", pages.login),
            Route("/files/{path:path}", pages.file),
            Route("/projects/{project}/{kind}/{task}", pages.task),
            Route("/projects/{project}/{kind}/{task}/{rest:path}", pages.task),
            Route("/{rest:path}", pages.index),
        ],
        middleware=[Middleware(KnownHosts, names=settings.host_names), Middleware(Guarded)],
    )


class Guarded:
    """Every page says that it runs nothing, is framed by nobody, and tells other sites nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with these headers, unless the page has stricter ones of its own."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _GUARDS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, guarded)


class Pages:
    """Renders the pages. They are for those who have logged in, on this machine too: it may have other users."""

    def __init__(self, store: Store, settings: Settings, ports: Ports, executor: Executor) -> None:
        self._store = store
        self._settings = settings
        self._ports = ports
        self._executor = executor

    async def login(self, request: Request) -> Response:
        """Follow a login link: a cookie in exchange for its token, which is then used up."""
        try:
            identity = self._store.access.by_login_link(request.query_params.get("token", ""), address_of(request))
        except ApiError as problem:
            return _refusal(problem, 403, "This link was used already, or is too old")
        response = RedirectResponse(_own_page(request.query_params.get("next", "/")), 303)
        token = self._store.access.tokens.new(identity)
        response.set_cookie(COOKIE, token, httponly=True, samesite="lax", path="/")
        return response

    async def index(self, request: Request) -> Response:
        """What this is, and the latest tasks."""
        return await self._page(request, self._index)

    async def task(self, request: Request) -> Response:
        """One task."""
        return await self._page(request, lambda: self._task(request.path_params["task"]))

    async def file(self, request: Request) -> Response:
        """An artifact or image, as its page shows it. A page of a task is shown, but has no rights of these pages."""
        if (refusal := self._refusal(request)) is not None:
            return refusal
        try:
            place = resolve(self._settings.files_path, request.path_params["path"])
            found = place.is_file()
        except (ApiError, OSError):
            found = False
        if not found:
            return _html(404, "No such file", "<p>It has been deleted, or was never here.</p>")
        kind = mimetypes.guess_type(place.name)[0] or "application/octet-stream"
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox allow-scripts allow-popups"}
        return FileResponse(
            place, media_type=kind, filename=place.name, content_disposition_type="inline", headers=headers
        )

    async def _page(self, request: Request, render: Callable[[], tuple[int, str]]) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        loop = asyncio.get_running_loop()
        status, body = await loop.run_in_executor(self._executor, render)
        return HTMLResponse(body, status)

    def _refusal(self, request: Request) -> Response | None:
        """What a caller without proof gets to see."""
        try:
            identify(request, self._store.access)
        except ApiError as problem:
            return _refusal(problem, 401, "Please log in")
        return None

    def _index(self) -> tuple[int, str]:
        tasks = self._store.tasks.select(
            Sql("1"), ["id", "name", "status", "project", "last_update"], order="t.last_update DESC", page=(0, _LATEST)
        )
        addresses = [
            (name, self._settings.url(port))
            for name, port in (("API", self._ports.api), ("files", self._ports.files), ("web", self._ports.web))
        ]
        body = (
            "<p>An embedded ClearML-compatible server. Any ClearML client works with it through"
            f" <code>CLEARML_CONFIG_FILE={html.escape(str(self._settings.home / 'clearml.conf'))}</code>.</p>"
            + _table(addresses)
            + "<h2>Latest tasks</h2>"
            + _rows((_link(task), html.escape(task["status"]), html.escape(task["last_update"])) for task in tasks)
        )
        return 200, _document("AutoML server", body)

    def _task(self, task_id: str) -> tuple[int, str]:
        task = self._store.tasks.get(task_id)
        if task is None:
            return 404, _document("No such task", f"<p>There is no task <code>{html.escape(task_id)}</code>.</p>")
        parts = [_paragraphs(task.get("comment") or ""), *self._artifacts(task), *self._facts(task)]
        parts += [*self._children(task_id), *_metrics(task), *self._curves(task), *self._plots(task_id)]
        for section, items in sorted((task.get("hyperparams") or {}).items()):
            parts += [f"<h2>{html.escape(section)}</h2>", _table((n, item["value"]) for n, item in items.items())]
        lines, _ = self._store.events.log(task_id, 100, earlier=True, from_timestamp=None)
        if lines:
            text = "\n".join(html.escape(line["msg"] or "") for line in reversed(lines))
            parts += ["<h2>Console, last lines</h2>", f"<pre>{text}</pre>"]
        return 200, _document(task["name"], "".join(parts))

    def _facts(self, task: Document) -> list[str]:
        facts = [(name, html.escape(str(task.get(name) or ""))) for name in _FACTS]
        facts.append(("tags", html.escape(", ".join(task.get("tags") or []))))
        parent = self._store.tasks.get(task.get("parent") or "", ["id", "name", "status", "project"])
        facts.append(("part of", _link(parent) if parent else ""))
        return [_rows((name.replace("_", " "), value) for name, value in facts if value)]

    def _artifacts(self, task: Document) -> list[str]:
        artifacts = (task.get("execution") or {}).get("artifacts") or []
        rows = [(self._opened(artifact), html.escape(str(artifact.get("type") or ""))) for artifact in artifacts]
        return ["<h2>Artifacts</h2>", _rows(rows)] if rows else []

    def _opened(self, artifact: Document) -> str:
        address = self._address(str(artifact.get("uri") or ""))
        key = html.escape(str(artifact.get("key")))
        return f'<a href="{html.escape(address)}">{key}</a>' if address else key

    def _address(self, uri: str) -> str:
        """Where a browser finds a file: on this port if the file is ours; empty for what is no web address."""
        try:
            parts = urlsplit(uri)
        except ValueError:
            return ""
        if parts.scheme not in ("http", "https"):
            return ""
        try:
            ours = resolve(self._settings.files_path, unquote(parts.path)).is_file()
        except (ApiError, OSError):
            ours = False
        return f"/files/{quote(unquote(parts.path).lstrip('/'))}" if ours else uri

    def _children(self, task_id: str) -> list[str]:
        tasks = self._store.tasks.select(
            Sql("t.parent = ?", (task_id,)),
            ["id", "name", "status", "project", "comment"],
            order="t.created",
            page=(0, _MOST_CHILDREN),
        )
        rows = [(_link(task), html.escape(task["status"]), html.escape(task.get("comment") or "")) for task in tasks]
        return [f"<h2>Its tasks ({len(rows)})</h2>", _rows(rows)] if rows else []

    def _curves(self, task: Document) -> list[str]:
        parts = []
        curves = self._store.events.histogram(task["id"], _SAMPLES, "iter", None, {})
        for metric, variants in list(curves.items())[:_MOST_PICTURES]:
            for variant, points in list(variants.items())[:_MOST_PICTURES]:
                if len(points["x"]) > 1:
                    title = html.escape(f"{metric} / {variant}")
                    parts.append(f"<h3>{title}</h3>{drawing.curve(list(zip(points['x'], points['y'], strict=True)))}")
        return ["<h2>Scalars</h2>", *parts[:_MOST_PICTURES]] if parts else []

    def _plots(self, task_id: str) -> list[str]:
        parts = []
        for plot in self._store.events.samples([task_id], PLOT, 1)[:_MOST_PICTURES]:
            drawn = drawing.plot(str(plot.get("plot_str") or "")) or "<p>Shown by the ClearML web application.</p>"
            parts.append(f"<h3>{html.escape(_titled(plot))}</h3>{drawn}")
        for image in self._store.events.samples([task_id], IMAGE, 1)[:_MOST_PICTURES]:
            address = html.escape(self._address(str(image.get("url") or "")))
            parts.append(f'<h3>{html.escape(_titled(image))}</h3><img src="{address}" loading="lazy" alt="">')
        return ["<h2>Plots</h2>", *parts] if parts else []


def _own_page(path: str) -> str:
    """A path on this port; the first page for anything that a browser would take for an address elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


def _titled(event: Document) -> str:
    return " / ".join(name for name in (event["metric"], event["variant"]) if name)


def _paragraphs(text: str) -> str:
    return "".join(f"<p class=lead>{html.escape(part)}</p>" for part in text.split("\n\n") if part.strip())


def _metrics(task: Document) -> list[str]:
    entries = [entry for variants in (task.get("last_metrics") or {}).values() for entry in variants.values()]
    if not entries:
        return []
    rows = sorted((f"{entry['metric']} / {entry['variant']}", entry.get("value")) for entry in entries)
    return ["<h2>Scalars, last value</h2>", _table(rows)]


def _link(task: Document) -> str:
    project = html.escape(task.get("project") or "*")
    return f'<a href="/projects/{project}/experiments/{html.escape(task["id"])}">{html.escape(task["name"])}</a>'


def _table(rows: Iterable[tuple[Any, Any]]) -> str:
    return _rows((html.escape(str(name)), html.escape(str(value))) for name, value in rows if value)


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def _document(title: str, body: str) -> str:
    safe = html.escape(title)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{safe}</title><style>{_STYLE}</style>'
        f"<h1>{safe}</h1>{body}</html>"
    )


def _html(status: int, title: str, body: str) -> Response:
    return HTMLResponse(_document(title, body), status)


def _refusal(problem: ApiError, status: int, title: str) -> Response:
    if isinstance(problem, TooManyAttempts):
        body = _document("Please wait", f"<p>{html.escape(problem.message)}</p>")
        return HTMLResponse(body, problem.kind.code, headers=dict(problem.headers))
    return _html(status, title, _HOW_TO_LOG_IN)
