"""What a home holds: versions, sizes, counts."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from automl_server.migrations import STEPS
from automl_server.operation.process import state
from automl_server.problem import OperationError
from automl_server.version import API_VERSION, SERVER_VERSION

_TABLES = {
    "tasks": "tasks",
    "models": "models",
    "projects": "projects",
    "queues": "queues",
    "waiting": "queue_entries",
    "workers": "workers",
    "log_lines": "log_lines",
    "scalars": "points",
    "plots_and_images": "samples",
}
_LARGEST = 10


def info(home: Path) -> dict[str, Any]:
    """The report of a home, whether its server runs or not."""
    database = home / "server.sqlite"
    if not database.exists():
        raise OperationError("no server has ever run on this home", value=home, fix="automl server start")
    sizes = {name: _size(home / name) for name in ("server.sqlite", "server.sqlite-wal")}
    folders = _folders(home / "files")
    largest = sorted(folders.items(), key=lambda one: -one[1][0])[:_LARGEST]
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            version = connection.execute("SELECT max(version) FROM schema_version").fetchone()[0]
            free = _pragma(connection, "freelist_count") * _pragma(connection, "page_size")
            counts = {
                name: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
                for name, table in _TABLES.items()
            }
            busiest = _busiest(connection)
    except sqlite3.Error as problem:
        raise OperationError("the database cannot be read", value=f"{database}: {problem}") from problem
    return {
        "server_version": SERVER_VERSION,
        "api_version": API_VERSION,
        "schema_version": version,
        "newest_schema_version": len(STEPS),
        "bytes": {
            "database": sum(sizes.values()),
            "database_unused": free,
            "files": sum(size for size, _ in folders.values()),
        },
        "files": sum(count for _, count in folders.values()),
        "largest_folders": [{"folder": name, "bytes": size, "files": count} for name, (size, count) in largest],
        "counts": counts,
        "tasks_with_most_events": busiest,
        **state(home),
    }


def _busiest(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    rows = connection.execute(
        "SELECT e.task, t.name, sum(e.events) FROM ("
        " SELECT task, count(*) AS events FROM log_lines GROUP BY task"
        " UNION ALL SELECT s.task, count(*) FROM series AS s JOIN points AS p ON p.series = s.id GROUP BY s.task"
        " UNION ALL SELECT s.task, count(*) FROM series AS s JOIN samples AS p ON p.series = s.id GROUP BY s.task"
        ") AS e LEFT JOIN tasks AS t ON t.id = e.task GROUP BY e.task ORDER BY 3 DESC LIMIT ?",
        (_LARGEST,),
    )
    return [{"task": task, "name": name, "events": events} for task, name, events in rows]


def _folders(root: Path) -> dict[str, tuple[int, int]]:
    """{top folder: (bytes, files)}."""
    found: dict[str, tuple[int, int]] = {}
    for folder, _, names in os.walk(root):
        top = Path(folder).relative_to(root).parts[:1]
        for name in names:
            size, count = found.get(top[0] if top else ".", (0, 0))
            found[top[0] if top else "."] = size + _size(Path(folder, name)), count + 1
    return found


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
