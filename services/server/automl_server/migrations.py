"""The schema, as a list of steps. A released step is never edited: a change is a new step at the end."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

from automl_server.clock import now
from automl_server.db import Database
from automl_server.entities import ENTITIES, Entity
from automl_server.task_parts import fitted_text


class SchemaTooNew(Exception):
    """The database was written by a newer server; start that one, or use another --home."""


def _entity(entity: Entity) -> Iterator[str]:
    columns = ", ".join(
        f'"{name}" {kind.value}' + (" PRIMARY KEY NOT NULL" if name == "id" else "")
        for name, kind in entity.fields.items()
    )
    yield f"CREATE TABLE {entity.table} ({columns})"
    for columns_of_index in entity.indexes:
        names = ", ".join(f'"{name}"' for name in columns_of_index)
        yield f"CREATE INDEX {entity.table}_{'_'.join(columns_of_index)} ON {entity.table} ({names})"
    if entity.tag_fields:
        yield (
            f"CREATE TABLE {entity.tags_table} (field TEXT NOT NULL, tag TEXT NOT NULL, id TEXT NOT NULL,"
            " PRIMARY KEY (field, tag, id)) WITHOUT ROWID"
        )
        yield f"CREATE INDEX {entity.tags_table}_id ON {entity.tags_table} (id)"


def _documents() -> Iterator[str]:
    for entity in ENTITIES.values():
        yield from _entity(entity)


def _queueing() -> Iterator[str]:
    yield (
        "CREATE TABLE queue_entries (id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, task TEXT NOT NULL,"
        " added TEXT NOT NULL, rank REAL NOT NULL, UNIQUE (queue, task))"
    )
    yield "CREATE INDEX queue_entries_order ON queue_entries (queue, rank)"
    yield "CREATE INDEX queue_entries_task ON queue_entries (task)"
    # Counted as entries come and go: the length and the mean wait of a queue never need a scan.
    yield (
        "CREATE TABLE queue_totals (queue TEXT PRIMARY KEY NOT NULL, length INTEGER NOT NULL,"
        " added_seconds REAL NOT NULL) WITHOUT ROWID"
    )
    yield (
        "CREATE TABLE queue_metrics (queue TEXT NOT NULL, time REAL NOT NULL, length INTEGER NOT NULL,"
        " waiting_seconds REAL NOT NULL)"
    )
    yield "CREATE INDEX queue_metrics_time ON queue_metrics (queue, time)"
    yield "CREATE INDEX queue_metrics_all ON queue_metrics (time)"
    yield (
        "CREATE TABLE workers (id TEXT NOT NULL, user TEXT NOT NULL, ip TEXT, queues TEXT_JSON NOT NULL, queue TEXT,"
        " task TEXT, tags TEXT_JSON NOT NULL, system_tags TEXT_JSON NOT NULL, register_time TEXT NOT NULL,"
        " register_timeout INTEGER NOT NULL, last_activity_time TEXT NOT NULL, last_report_time TEXT,"
        " expires REAL NOT NULL, PRIMARY KEY (id, user)) WITHOUT ROWID"
    )
    yield (
        "CREATE TABLE worker_stats (time REAL NOT NULL, worker TEXT NOT NULL, task TEXT, metric TEXT NOT NULL,"
        " variant TEXT NOT NULL, value REAL NOT NULL)"
    )
    yield "CREATE INDEX worker_stats_time ON worker_stats (worker, metric, time)"
    yield "CREATE INDEX worker_stats_all ON worker_stats (time)"
    yield (
        "CREATE TABLE worker_properties (worker TEXT NOT NULL, user TEXT NOT NULL, key TEXT NOT NULL, value TEXT,"
        " expires REAL, PRIMARY KEY (worker, user, key)) WITHOUT ROWID"
    )


def _events() -> Iterator[str]:
    # A series is one (task, kind, metric, variant); its points are clustered by iteration.
    yield (
        "CREATE TABLE series (id INTEGER PRIMARY KEY, task TEXT NOT NULL, kind TEXT NOT NULL, metric TEXT NOT NULL,"
        " variant TEXT NOT NULL, UNIQUE (task, kind, metric, variant))"
    )
    yield (
        "CREATE TABLE points (series INTEGER NOT NULL, iter INTEGER NOT NULL, timestamp INTEGER NOT NULL,"
        " value REAL, worker TEXT, PRIMARY KEY (series, iter)) WITHOUT ROWID"
    )
    yield (
        "CREATE TABLE samples (series INTEGER NOT NULL, iter INTEGER NOT NULL, key TEXT NOT NULL,"
        " timestamp INTEGER NOT NULL, event BLOB NOT NULL, PRIMARY KEY (series, iter, key))"
    )
    yield (
        "CREATE TABLE log_lines (id INTEGER PRIMARY KEY, task TEXT NOT NULL, timestamp INTEGER NOT NULL,"
        " level TEXT, worker TEXT, message TEXT, metric TEXT, variant TEXT)"
    )
    yield "CREATE INDEX log_lines_order ON log_lines (task, timestamp, id)"


def _access() -> Iterator[str]:
    yield (
        "CREATE TABLE credentials (access_key TEXT PRIMARY KEY NOT NULL, secret_hash BLOB NOT NULL, user TEXT NOT NULL,"
        " label TEXT, created TEXT NOT NULL, last_used TEXT, last_used_from TEXT) WITHOUT ROWID"
    )
    yield "CREATE TABLE keys (name TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL) WITHOUT ROWID"
    yield (
        "CREATE TABLE scrolls (id TEXT PRIMARY KEY NOT NULL, state TEXT_JSON NOT NULL, expires REAL NOT NULL)"
        " WITHOUT ROWID"
    )


def _first() -> Iterator[str]:
    yield from _documents()
    yield from _queueing()
    yield from _events()
    yield from _access()


def _log_iterations() -> Iterator[str]:
    yield "ALTER TABLE log_lines ADD COLUMN iter INTEGER"


def _doomed_files() -> Iterator[str]:
    yield "CREATE TABLE doomed_files (path TEXT PRIMARY KEY NOT NULL, doomed REAL NOT NULL) WITHOUT ROWID"


def _for_monitoring() -> Iterator[str]:
    yield "CREATE INDEX queue_entries_added ON queue_entries (queue, added)"
    yield (
        "CREATE TABLE lost_workers (id TEXT NOT NULL, user TEXT NOT NULL, queues TEXT_JSON NOT NULL,"
        " lost REAL NOT NULL, PRIMARY KEY (id, user)) WITHOUT ROWID"
    )


def _secrets_apart() -> Iterator[str]:
    """What hashes the secret keys is no longer what signs the tokens: the latter may change."""
    yield "INSERT OR IGNORE INTO keys SELECT 'secrets', value FROM keys WHERE name = 'jwt'"


def _options_and_serving() -> Iterator[str]:
    yield "CREATE TABLE options (name TEXT PRIMARY KEY NOT NULL, value TEXT_JSON NOT NULL) WITHOUT ROWID"
    yield (
        "CREATE TABLE serving_containers (id TEXT PRIMARY KEY NOT NULL, endpoint_url TEXT, entry TEXT_JSON NOT NULL,"
        " registered TEXT NOT NULL, last TEXT NOT NULL, timeout INTEGER NOT NULL, expires REAL NOT NULL) WITHOUT ROWID"
    )
    yield (
        "CREATE TABLE serving_stats (time REAL NOT NULL, container TEXT NOT NULL, url TEXT NOT NULL,"
        " metric TEXT NOT NULL, value REAL NOT NULL)"
    )
    yield "CREATE INDEX serving_stats_time ON serving_stats (url, metric, time)"
    yield "CREATE INDEX serving_stats_all ON serving_stats (time)"


def _task_texts() -> Iterator[str]:
    yield (
        "CREATE TABLE task_texts (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, form TEXT NOT NULL,"
        " text TEXT NOT NULL)"
    )
    for event in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER task_texts_{event.lower()} AFTER {event} ON tasks"
            " BEGIN DELETE FROM task_texts WHERE id = OLD.id; END"
        )


def _uid_and_resources() -> Iterator[str]:
    yield f"INSERT INTO options VALUES ('server', json_object('uid', '{uuid.uuid4()}'))"
    # What a task of a queue takes of a machine, as the workers of that queue say when they register.
    yield "CREATE TABLE queue_resources (queue TEXT PRIMARY KEY NOT NULL, cpu_usage REAL, gpu_usage REAL) WITHOUT ROWID"


def _fewer_trees_per_entry() -> Iterator[str]:
    """An agent that takes a task changes one page in each of these: seven instead of ten."""
    yield (
        "CREATE TABLE entries (id INTEGER PRIMARY KEY, queue TEXT NOT NULL, task TEXT NOT NULL, added TEXT NOT NULL,"
        " rank REAL NOT NULL, UNIQUE (task, queue))"
    )
    yield "INSERT INTO entries SELECT id, queue, task, added, rank FROM queue_entries"
    yield "DROP TABLE queue_entries"
    yield "ALTER TABLE entries RENAME TO queue_entries"
    yield "CREATE INDEX queue_entries_order ON queue_entries (queue, rank)"
    yield "CREATE INDEX queue_entries_added ON queue_entries (queue, added)"
    yield (
        "CREATE TABLE metrics (queue TEXT NOT NULL, time REAL NOT NULL, length INTEGER NOT NULL,"
        " waiting_seconds REAL NOT NULL, PRIMARY KEY (queue, time)) WITHOUT ROWID"
    )
    yield "INSERT OR REPLACE INTO metrics SELECT queue, time, length, waiting_seconds FROM queue_metrics"
    yield "DROP TABLE queue_metrics"
    yield "ALTER TABLE metrics RENAME TO queue_metrics"


def _consoles() -> Iterator[str]:
    """How much of a console is kept, counted since this step, and where it has a gap."""
    yield (
        "CREATE TABLE consoles (task TEXT PRIMARY KEY NOT NULL, bytes INTEGER NOT NULL, gap_timestamp INTEGER,"
        " gap_id INTEGER, gap_bytes INTEGER) WITHOUT ROWID"
    )


def _parts_that_fit() -> Iterator[str]:
    """Older releases kept parts that clients do not expect: a task with one of them could not be cloned."""
    for field in ("script", "execution", "models", "container", "hyperparams", "configuration"):
        better = f"fitted('{field}', {field})"
        yield f"UPDATE tasks SET {field} = {better} WHERE {field} IS NOT {better}"


STEPS: tuple[Callable[[], Iterator[str]], ...] = (
    _first,
    _log_iterations,
    _doomed_files,
    _for_monitoring,
    _secrets_apart,
    _options_and_serving,
    _task_texts,
    _uid_and_resources,
    _fewer_trees_per_entry,
    _consoles,
    _parts_that_fit,
)


def migrate(db: Database) -> int:
    """Bring the schema up to date, each step in its own transaction; returns its version."""
    db.run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied TEXT NOT NULL)")
    version = int(db.value("SELECT coalesce(max(version), 0) FROM schema_version"))
    if version > len(STEPS):
        raise SchemaTooNew(f"the database has schema version {version}, this server knows up to {len(STEPS)}")
    db.define("fitted", 2, fitted_text)
    for number, step in enumerate(STEPS[version:], start=version + 1):
        with db.write():
            for statement in step():
                db.run(statement)
            db.run("INSERT INTO schema_version VALUES (?, ?)", (number, now()))
    return len(STEPS)
