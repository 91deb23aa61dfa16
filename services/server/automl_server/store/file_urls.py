"""The addresses of files: those that events refer to, and those that a task or a model shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from automl_server.query import TRUE, Sql

if TYPE_CHECKING:
    from automl_server.store.store import Store

_IMAGE_IN_PLOT = re.compile(r'"source":\s*"([a-z0-9]+://[^"]+)"')


def file_urls(store: Store, task: str) -> set[str]:
    """The addresses of a task's, or model's, debug images, and of the images in its plots."""
    plots = (str(event.get("plot_str") or "") for event in store.events.samples([task], "plot", None))
    return {*store.events.urls(task), *(url for plot in plots for url in _IMAGE_IN_PLOT.findall(plot))}


def file_path(url: str) -> str:
    """Where an address leads to on the files port, ``/a/b``, whatever name its host has there."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ""
    return f"/{'/'.join(filter(None, path.split('/')))}"


def shown_paths(store: Store, tasks: Sql = TRUE) -> set[str]:
    """The paths of the artifacts of all tasks that meet a condition, and of all models."""
    rows = store.db.rows(
        "SELECT json_extract(item.value, '$.uri') FROM tasks AS t, json_each(t.execution, '$.artifacts') AS item"
        f" WHERE {tasks.text} UNION SELECT uri FROM models",
        tasks.values,
    )
    return {file_path(str(row[0] or "")) for row in rows}
