"""Workers: who polls which queue and runs which task. Whoever is silent for too long is forgotten."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from automl_server import errors
from automl_server.clock import epoch, from_epoch, now
from automl_server.db import Database, Row
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.query import FALSE, membership
from automl_server.store.identity import Identity
from automl_server.store.projects import Projects
from automl_server.store.queues import Queues
from automl_server.store.tags import clean_tags
from automl_server.store.tasks import Tasks
from automl_server.store.worker_stats import Thinning

LOST_SECONDS = 24 * 3600.0
_QUEUE_FIELDS = ("id", "name", "display_name")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which workers are meant."""

    last_seen: int | None = None  # seconds
    tags: Sequence[str] = ()  # with one of them; `-tag`: without it
    system_tags: Sequence[str] = ()
    pattern: Any = None  # compiled; found in the id

    def includes(self, row: Row) -> bool:
        """Whether a worker is meant."""
        tagged = all(
            _has_tags(orjson.loads(row[field]), wanted)
            for field, wanted in (("tags", self.tags), ("system_tags", self.system_tags))
        )
        return tagged and (self.pattern is None or self.pattern.search(row["id"]) is not None)


class Workers:
    """All workers that have been heard of lately."""

    def __init__(self, db: Database, tasks: Tasks, queues: Queues, projects: Projects, timeout_seconds: float) -> None:
        self._db = db
        self._tasks = tasks
        self._queues = queues
        self._projects = projects
        self._timeout = timeout_seconds
        self._thinning = Thinning(db)

    def register(
        self,
        worker: str,
        identity: Identity,
        *,
        ip: str,
        queues: Sequence[str] = (),
        timeout: int = 600,
        tags: Sequence[str] = (),
        system_tags: Sequence[str] = (),
    ) -> None:
        """Note a worker, again if it is known. Raises for a queue that does not exist."""
        found = {queue["id"] for queue in self._queues.get_many(list(queues), ["id"])}
        unknown = [queue for queue in queues if queue not in found]
        if unknown:
            raise ApiError(errors.INVALID_QUEUE_ID, ids=unknown)
        moment = now()
        self._find_again(worker, identity)
        self._db.run(
            "INSERT OR REPLACE INTO workers (id, user, ip, queues, tags, system_tags, register_time, register_timeout,"
            " last_activity_time, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                worker,
                identity.user,
                ip,
                _json(list(queues)),
                _json(clean_tags("tags", list(tags))),
                _json(clean_tags("system_tags", list(system_tags))),
                moment,
                timeout,
                moment,
                self._expiry(timeout),
            ),
        )

    def unregister(self, worker: str, identity: Identity) -> None:
        """Forget a worker and what was set for it. Raises if it was not known; one that was lost may sign off."""
        self._db.run("DELETE FROM worker_properties WHERE worker = ? AND user = ?", (worker, identity.user))
        was_lost = self._find_again(worker, identity)
        if not self._db.run("DELETE FROM workers WHERE id = ? AND user = ?", (worker, identity.user)) and not was_lost:
            raise ApiError(errors.WORKER_NOT_REGISTERED, worker=worker)

    def report(self, worker: str, report: Mapping[str, Any], identity: Identity, ip: str) -> None:
        """A sign of life: what the worker runs and how its machine does. An unknown worker is registered."""
        if self._db.value("SELECT 1 FROM workers WHERE id = ? AND user = ?", (worker, identity.user)) is None:
            self.register(worker, identity, ip=ip)
        task, moment = report.get("task"), now()
        if task:
            self._tasks.require(task, ["id"])
            self._tasks.mark_alive(task, identity, last_worker=worker, last_worker_report=moment)
        self._db.run(
            "UPDATE workers SET ip = ?, last_activity_time = ?, last_report_time = ?, queue = ?, task = ?,"
            " queues = coalesce(?, queues), tags = coalesce(?, tags), system_tags = coalesce(?, system_tags),"
            " expires = ? + min(register_timeout, ?) WHERE id = ? AND user = ?",
            (
                ip,
                moment,
                moment,
                report.get("queue"),
                task,
                _json(report["queues"]) if report.get("queues") else None,
                _json(clean_tags("tags", report["tags"])) if report.get("tags") is not None else None,
                _json(clean_tags("system_tags", report["system_tags"])) if report.get("system_tags") else None,
                time.time(),
                self._timeout,
                worker,
                identity.user,
            ),
        )
        moment_of_report = (report.get("timestamp") or 0) / 1000 or time.time()
        self._record_stats(worker, task, report.get("machine_stats") or {}, moment_of_report)

    def forget_silent(self) -> list[str]:
        """Remove the expired ones; returns their ids. For a day they count as lost, unless they come back."""
        moment = time.time()
        with self._db.write():
            rows = self._db.returning(
                "DELETE FROM workers WHERE expires < ? RETURNING id, user, queues, expires - min(register_timeout, ?)",
                (moment, self._timeout),
            )
            self._db.run_many("INSERT OR REPLACE INTO lost_workers VALUES (?, ?, ?, ?)", [tuple(row) for row in rows])
            self._db.run("DELETE FROM lost_workers WHERE lost < ?", (moment - LOST_SECONDS,))
        return [row[0] for row in rows]

    def lost(self) -> list[Document]:
        """Who fell silent without signing off, when it was last heard of, and what it served."""
        rows = self._db.rows("SELECT id, queues, lost FROM lost_workers ORDER BY id")
        known = {queue for row in rows for queue in orjson.loads(row["queues"])}
        queues = {queue["id"]: queue for queue in self._queues.get_many(list(known), _QUEUE_FIELDS)}
        return [
            {
                "id": row["id"],
                "last_activity_time": from_epoch(row["lost"]),
                "queues": [queues[queue] for queue in orjson.loads(row["queues"]) if queue in queues],
            }
            for row in rows
        ]

    def bring_back_to_now(self) -> None:
        """Where the clock was set back, who was heard of before counts as heard of now, not as alive until then."""
        moment, seconds = now(), time.time()
        self._db.run(
            "UPDATE workers SET last_activity_time = min(last_activity_time, ?),"
            " last_report_time = min(last_report_time, ?), expires = min(expires, ? + min(register_timeout, ?))"
            " WHERE last_activity_time > ?",
            (moment, moment, seconds, self._timeout, moment),
        )

    def drop_stats_before(self, moment: float) -> None:
        """Forget old figures."""
        self._db.run("DELETE FROM worker_stats WHERE time < ?", (moment,))

    def thin_stats(self, *, seconds: float) -> None:
        """Keep fewer of those that are a day old; it takes about so long at most, and goes on the next time."""
        self._thinning.go_on(time.time(), seconds=seconds)

    def watching(self, queue: str) -> bool:
        """Whether any worker polls this queue."""
        return any(queue in orjson.loads(row["queues"]) for row in self._alive())

    def count(self, choice: Choice) -> int:
        """How many there are of some."""
        return len(self._chosen(choice))

    def by_queue(self, identity: Identity) -> dict[str, list[Document]]:
        """For each queue, the workers that poll it, in the short form a queue shows."""
        result: dict[str, list[Document]] = {}
        rows = self._alive()
        names = {task["id"]: task["name"] for task in self._tasks.get_many(_present(rows, "task"), ["id", "name"])}
        for row in rows:
            shown = {
                "name": row["id"],
                "ip": row["ip"],
                "key": f"worker_{identity.company}_{row['user']}_{row['id']}",
                "task": {"id": row["task"], "name": names.get(row["task"])} if row["task"] else None,
            }
            for queue in orjson.loads(row["queues"]):
                result.setdefault(queue, []).append(shown)
        return result

    def shown(self, identity: Identity, choice: Choice) -> list[Document]:
        """Some workers with their task, project and queues, as `workers.get_all` shows them."""
        rows = self._chosen(choice)
        tasks = self._described(_present(rows, "task"))
        queue_ids = {
            queue for row in rows for queue in [*orjson.loads(row["queues"]), row["queue"]] if queue is not None
        }
        queues = {queue["id"]: queue for queue in self._queues.get_many(list(queue_ids), _QUEUE_FIELDS)}
        heads = {queue: self._queues.entries(queue, 1) for queue in queues}
        next_tasks = self._described([entry["task"] for entries in heads.values() for entry in entries])
        lengths = {queue: self._queues.length(queue) for queue in queue_ids}
        users = self._user_names({row["user"] for row in rows})
        properties = self._properties_in_force()

        def shown_queue(queue: str) -> Document:
            shown: Document = {"id": queue, "num_tasks": lengths[queue]}
            if queue in queues:
                shown.update(queues[queue])
            for entry in heads.get(queue, []):
                shown["next_task"] = {
                    "id": entry["task"],
                    "name": next_tasks.get(entry["task"], {}).get("name"),
                }
            return shown

        return [
            {
                **self._shown(row, users.get(row["user"]), tasks, shown_queue, identity),
                **({"runtime_properties": kept} if (kept := properties.get((row["id"], row["user"]))) else {}),
            }
            for row in rows
        ]

    def set_properties(self, worker: str, properties: Iterable[Mapping[str, Any]], identity: Identity) -> Document:
        """Keep runtime properties of a worker, each with its own expiry in seconds."""
        added, removed = [], []
        for item in properties:
            key = str(item.get("key"))
            if item.get("expiry") == 0:
                self._db.run(
                    "DELETE FROM worker_properties WHERE worker = ? AND user = ? AND key = ?",
                    (worker, identity.user, key),
                )
                removed.append(key)
                continue
            expires = time.time() + float(item["expiry"]) if item.get("expiry") else None
            self._db.run(
                "INSERT OR REPLACE INTO worker_properties VALUES (?, ?, ?, ?, ?)",
                (worker, identity.user, key, str(item.get("value")), expires),
            )
            added.append(key)
        return {"added": added, "removed": removed, "errors": []}

    def _properties_in_force(self) -> dict[tuple[str, str], list[Document]]:
        """By worker and user; few have any."""
        found: dict[tuple[str, str], list[Document]] = {}
        for row in self._db.rows(
            "SELECT * FROM worker_properties WHERE expires IS NULL OR expires > ? ORDER BY key", (time.time(),)
        ):
            found.setdefault((row["worker"], row["user"]), []).append({"key": row["key"], "value": row["value"]})
        return found

    def properties(self, worker: str, identity: Identity) -> list[Document]:
        """The runtime properties that have not expired."""
        moment = time.time()
        rows = self._db.rows(
            "SELECT key, value, expires FROM worker_properties WHERE worker = ? AND user = ?"
            " AND (expires IS NULL OR expires > ?) ORDER BY key",
            (worker, identity.user, moment),
        )
        return [
            {
                "key": row["key"],
                "value": row["value"],
                "expiry": int(row["expires"] - moment) if row["expires"] else None,
            }
            for row in rows
        ]

    def _alive(self, last_seen: int | None = None) -> list[Row]:
        moment = time.time()
        since = from_epoch(max(0.0, moment - max(1, last_seen))) if last_seen else ""
        return self._db.rows(
            "SELECT * FROM workers WHERE expires >= ? AND last_activity_time >= ? ORDER BY id", (moment, since)
        )

    def _chosen(self, choice: Choice) -> list[Row]:
        return [row for row in self._alive(choice.last_seen) if choice.includes(row)]

    def _described(self, tasks: Sequence[str]) -> dict[str, Document]:
        """By id, with the project instead of its id."""
        found = self._tasks.get_many(list(dict.fromkeys(tasks)), ["id", "name", "started", "last_iteration", "project"])
        ids = list({task["project"] for task in found if task.get("project")})
        projects = {project["id"]: project for project in self._projects.get_many(ids, ["id", "name"])}
        return {task["id"]: {**task, "project": projects.get(task.get("project"))} for task in found}

    def _shown(
        self,
        row: Row,
        user_name: str | None,
        tasks: Mapping[str, Document],
        shown_queue: Callable[[str], Document],
        identity: Identity,
    ) -> Document:
        shown: Document = {
            "id": row["id"],
            "key": f"worker_{identity.company}_{row['user']}_{row['id']}",
            "user": {"id": row["user"], "name": user_name},
            "company": {"id": identity.company, "name": identity.company_name},
            "ip": row["ip"],
            "queues": [shown_queue(queue) for queue in orjson.loads(row["queues"])],
            "register_time": row["register_time"],
            "register_timeout": row["register_timeout"],
            "last_activity_time": row["last_activity_time"],
            "last_report_time": row["last_report_time"],
            "tags": orjson.loads(row["tags"]),
            "system_tags": orjson.loads(row["system_tags"]),
        }
        if row["queue"]:
            shown["queue"] = shown_queue(row["queue"])
        task = tasks.get(row["task"])
        if task:
            started = task.get("started")
            shown["task"] = {
                "id": task["id"],
                "name": task["name"],
                "running_time": int((time.time() - epoch(started)) * 1000) if started else 0,
                "last_iteration": task.get("last_iteration", 0),
            }
            shown["project"] = task["project"]
        return {key: value for key, value in shown.items() if value is not None}

    def _user_names(self, users: Collection[str]) -> dict[str, str]:
        among = membership("id", list(users)) if users else FALSE
        return {row[0]: row[1] for row in self._db.rows(f"SELECT id, name FROM users WHERE {among.text}", among.values)}

    def _find_again(self, worker: str, identity: Identity) -> bool:
        return bool(self._db.run("DELETE FROM lost_workers WHERE id = ? AND user = ?", (worker, identity.user)))

    def _expiry(self, timeout: int) -> float:
        return time.time() + min(timeout, self._timeout)

    def _record_stats(self, worker: str, task: str | None, stats: Mapping[str, Any], moment: float) -> None:
        rows = []
        for metric, value in stats.items():
            values = value if isinstance(value, list) else [value]
            for index, item in enumerate(values):
                if isinstance(item, (int, float)):
                    variant = str(index) if isinstance(value, list) else "total"
                    rows.append((moment, worker, task, metric, variant, float(item)))
        rows = rows or [(moment, worker, task, "alive", "total", 1.0)]
        self._db.run_many("INSERT INTO worker_stats VALUES (?, ?, ?, ?, ?, ?)", rows)


def _has_tags(tags: Sequence[str], wanted: Sequence[str]) -> bool:
    excluded = {tag[1:] for tag in wanted if tag.startswith("-")}
    included = {tag for tag in wanted if not tag.startswith("-")}
    return excluded.isdisjoint(tags) and (not included or not included.isdisjoint(tags))


def _present(rows: Iterable[Row], name: str) -> list[str]:
    return [row[name] for row in rows if row[name]]


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
