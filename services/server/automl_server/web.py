"""The web port: plain read-only pages, so that a link to a project or task leads somewhere."""

from __future__ import annotations

import asyncio
import html
import ipaddress
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from automl_server.caller import identify
from automl_server.config import Ports, Settings
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.query import Sql
from automl_server.store import Store

_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}td,th{text-align:left;padding:.25rem .6rem;"
    "border-bottom:1px solid #ddd;vertical-align:top;overflow-wrap:anywhere}h2{font-size:1.1rem}"
    "code,pre{background:#f4f4f4;padding:.1rem .3rem;white-space:pre-wrap}"
)
_LATEST = 50


def web_app(store: Store, settings: Settings, ports: Ports, executor: Executor) -> Starlette:
    """The application of the web port."""
    pages = Pages(store, settings, ports, executor)
    return Starlette(
        routes=[
            Route("/", pages.index),
            Route("/projects/{project}/{kind}/{task}", pages.task),
            Route("/projects/{project}/{kind}/{task}/{rest:path}", pages.task),
            Route("/{rest:path}", pages.index),
        ]
    )


class Pages:
    """Renders the pages. They are for people on this machine, or with a token."""

    def __init__(self, store: Store, settings: Settings, ports: Ports, executor: Executor) -> None:
        self._store = store
        self._settings = settings
        self._ports = ports
        self._executor = executor

    async def index(self, request: Request) -> Response:
        """What this is, and the latest tasks."""
        return await self._page(request, self._index)

    async def task(self, request: Request) -> Response:
        """One task."""
        return await self._page(request, lambda: self._task(request.path_params["task"]))

    async def _page(self, request: Request, render: Callable[[], tuple[int, str]]) -> Response:
        if not self._allowed(request):
            return _html(403, "Not allowed", "<p>These pages are for the machine the server runs on.</p>")
        loop = asyncio.get_running_loop()
        status, body = await loop.run_in_executor(self._executor, render)
        return HTMLResponse(body, status)

    def _allowed(self, request: Request) -> bool:
        host = request.url.hostname or ""
        local = request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
        if local and host in ("localhost", "127.0.0.1", "::1", self._settings.host):
            return True
        try:
            identify(request, self._store.access)
        except ApiError:
            return False
        return True

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
        facts = [(name, task.get(name)) for name in ("status", "type", "id", "status_reason", "status_message")]
        facts += [("tags", ", ".join(task.get("tags", []))), ("started", task.get("started"))]
        facts += [("completed", task.get("completed")), ("worker", task.get("last_worker"))]
        parts = [_table(facts)]
        for section, items in sorted((task.get("hyperparams") or {}).items()):
            parts += [f"<h2>{html.escape(section)}</h2>", _table((n, item["value"]) for n, item in items.items())]
        parts += _metrics(task)
        artifacts = (task.get("execution") or {}).get("artifacts", [])
        if artifacts:
            parts += ["<h2>Artifacts</h2>", _table((a["key"], a.get("uri")) for a in artifacts)]
        plots = self._store.events.samples([task_id], "plot", 1)
        if plots:
            parts += ["<h2>Plots</h2>", _table((p["metric"], p["variant"]) for p in plots)]
        lines, _ = self._store.events.log(task_id, 100, earlier=True, from_timestamp=None)
        if lines:
            text = "\n".join(html.escape(line["msg"] or "") for line in reversed(lines))
            parts += ["<h2>Console, last lines</h2>", f"<pre>{text}</pre>"]
        return 200, _document(task["name"], "".join(parts))


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
