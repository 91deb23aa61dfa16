"""Events in: checked, sorted by kind, written in bulk, and summed up in the task's `last_metrics`."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from automl_server import errors
from automl_server.clock import millis
from automl_server.db import Database
from automl_server.documents import Document, Documents
from automl_server.errors import ApiError
from automl_server.store import status
from automl_server.store.identity import Identity
from automl_server.store.models import Models
from automl_server.store.tasks import Tasks

SCALAR = "training_stats_scalar"
VECTOR = "training_stats_vector"
IMAGE = "training_debug_image"
PLOT = "plot"
LOG = "log"
KINDS = frozenset({SCALAR, VECTOR, IMAGE, PLOT, LOG})
SAMPLE_KINDS = (PLOT, IMAGE, VECTOR)
SINGLE_VALUE_ITERATION = -(2**31)
_LOCKED = (status.PUBLISHING, status.PUBLISHED)
_MAX_ITERATION = 2**63 - 1
_Series = tuple[str, str, str, str]


def hash_name(name: str) -> str:
    """The key under which a metric or variant stands in `last_metrics`."""
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()


class EventWriter:
    """Adds events."""

    def __init__(self, db: Database, tasks: Tasks, models: Models) -> None:
        self._db = db
        self._tasks = tasks
        self._models = models

    def add(self, events: Sequence[Any], worker: str, identity: Identity, *, allow_locked: bool = False) -> Document:
        """Add what is valid; returns {added, errors, errors_info}. Raises if nothing is."""
        problems: dict[str, Any] = defaultdict(int)
        checked = [event for event in (self._checked(raw, worker, problems) for raw in events) if event]
        known = self._writable({event["task"] for event in checked}, allow_locked=allow_locked)
        valid = []
        for event in checked:
            if event["task"] in known:
                valid.append(event)
            else:
                problems["Invalid task id"] += 1
        if not valid:
            raise ApiError(errors.EVENTS_NOT_ADDED, **problems)
        with self._db.write():
            self._write_scalars([event for event in valid if event["type"] == SCALAR])
            self._write_samples([event for event in valid if event["type"] in SAMPLE_KINDS])
            self._write_log([event for event in valid if event["type"] == LOG])
            by_task: dict[str, list[Document]] = defaultdict(list)
            for event in valid:
                by_task[event["task"]].append(event)
            for task, task_events in by_task.items():
                self._sum_up(known[task], task, task_events, identity)
        return {"added": len(valid), "errors": sum(problems.values()), "errors_info": dict(problems)}

    def forget(self, task: str) -> int:
        """Remove all events of a task; returns how many."""
        with self._db.write():
            series = "(SELECT id FROM series WHERE task = ?)"
            removed = self._db.run("DELETE FROM log_lines WHERE task = ?", (task,))
            removed += self._db.run(f"DELETE FROM points WHERE series IN {series}", (task,))
            removed += self._db.run(f"DELETE FROM samples WHERE series IN {series}", (task,))
            self._db.run("DELETE FROM series WHERE task = ?", (task,))
        return removed

    def _checked(self, raw: Any, worker: str, problems: dict[str, int]) -> Document | None:
        problem = _problem(raw)
        if problem:
            problems[problem] += 1
            return None
        event: Document = {key: value for key, value in raw.items() if key != "method"}
        event["type"] = event["type"].replace(" ", "_")
        if "ts" in event:
            event["timestamp"] = event.pop("ts")
        timestamp = event.get("timestamp")
        event["timestamp"] = int(timestamp) if isinstance(timestamp, (int, float)) else millis()
        event["metric"] = str(event.get("metric") or "")
        event["variant"] = str(event.get("variant") or "")
        event.setdefault("worker", worker)
        if event.get("iter") is not None:
            event["iter"] = int(event["iter"])
        return event

    def _writable(self, ids: set[str], *, allow_locked: bool) -> dict[str, Documents]:
        known: dict[str, Documents] = {}
        for task in self._tasks.get_many(list(ids), ["id", "status"]):
            if allow_locked or task["status"] not in _LOCKED:
                known[task["id"]] = self._tasks
        for model in self._models.get_many(list(ids - known.keys()), ["id"]):
            known[model["id"]] = self._models
        return known

    def _series_ids(self, events: Sequence[Document]) -> list[int]:
        found: dict[_Series, int] = {}
        ids = []
        for event in events:
            key = (event["task"], event["type"], event["metric"], event["variant"])
            if key not in found:
                self._db.run("INSERT OR IGNORE INTO series (task, kind, metric, variant) VALUES (?, ?, ?, ?)", key)
                found[key] = self._db.value(
                    "SELECT id FROM series WHERE task = ? AND kind = ? AND metric = ? AND variant = ?", key
                )
            ids.append(found[key])
        return ids

    def _write_scalars(self, events: Sequence[Document]) -> None:
        self._db.run_many(
            "INSERT OR REPLACE INTO points VALUES (?, ?, ?, ?, ?)",
            (
                (series, event.get("iter") or 0, event["timestamp"], _number(event.get("value")), event["worker"])
                for series, event in zip(self._series_ids(events), events, strict=True)
            ),
        )

    def _write_samples(self, events: Sequence[Document]) -> None:
        rows = []
        for series, event in zip(self._series_ids(events), events, strict=True):
            kept = {key: value for key, value in event.items() if key not in ("task", "type", "metric", "variant")}
            if event["type"] == PLOT:
                kept["plot_len"] = len(str(event.get("plot_str") or ""))
                kept.pop("skip_validation", None)
            rows.append(
                (series, event.get("iter") or 0, str(event.get("key") or ""), event["timestamp"], orjson.dumps(kept))
            )
        self._db.run_many("INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?, ?)", rows)

    def _write_log(self, events: Sequence[Document]) -> None:
        self._db.run_many(
            "INSERT INTO log_lines (task, timestamp, level, worker, message, metric, variant)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    event["task"],
                    event["timestamp"],
                    _text(event.get("level")),
                    _text(event["worker"]),
                    _text(event.get("msg")),
                    event["metric"],
                    event["variant"],
                )
                for event in events
            ),
        )

    def _sum_up(self, documents: Documents, task: str, events: Sequence[Document], identity: Identity) -> None:
        scalars = [event for event in events if event["type"] == SCALAR]
        names = ["last_iteration", "last_metrics", "unique_metrics"] if scalars else ["last_iteration"]
        found = documents.get(task, names) or {}
        changes: Document = {}
        iterations = [event["iter"] for event in events if event.get("iter") is not None]
        if iterations and max(iterations) > found.get("last_iteration", 0):
            changes["last_iteration"] = max(iterations)
        if scalars:
            metrics = found.get("last_metrics") or {}
            for event in scalars:
                _update_metric(metrics, event)
            changes["last_metrics"] = metrics
            unique = {*(found.get("unique_metrics") or []), *(f"{e['metric']}/{e['variant']}" for e in scalars)}
            changes["unique_metrics"] = sorted(unique)
        if documents is self._tasks:
            changes["metric_stats"] = _stats(events)
            self._tasks.mark_alive(task, identity, **changes)
        elif changes:
            documents.update(task, changes)


def _problem(raw: Any) -> str | None:
    """Why an event cannot be taken, in the full server's words; None if it can."""
    if not isinstance(raw, dict):
        return "Event must be an object"
    kind, iteration = raw.get("type"), raw.get("iter")
    if not isinstance(kind, str):
        return "Event must have a 'type' field"
    if kind.replace(" ", "_") not in KINDS:
        return f"Invalid event type {kind[:80]}"
    if not isinstance(raw.get("task"), str):
        return "Event must have a 'task' field"
    if iteration is not None:
        if isinstance(iteration, bool) or not isinstance(iteration, (int, float)) or not math.isfinite(iteration):
            return "Iteration number should be an integer"
        if abs(iteration) > _MAX_ITERATION:
            return f"Iteration number should not exceed {_MAX_ITERATION}"
    if kind == SCALAR and raw.get("value") is not None and not isinstance(raw["value"], (int, float)):
        return "Scalar value should be a number"
    return None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _update_metric(metrics: Document, event: Mapping[str, Any]) -> None:
    metric, variant, value = event["metric"], event["variant"], event.get("value")
    if not metric or not variant or value is None:
        return
    iteration = event.get("iter") or 0
    entry = metrics.setdefault(hash_name(metric), {}).setdefault(
        hash_name(variant),
        {
            "metric": metric,
            "variant": variant,
            "first_value": value,
            "first_value_iteration": iteration,
            "min_value": value,
            "min_value_iteration": iteration,
            "max_value": value,
            "max_value_iteration": iteration,
            "count": 0,
            "mean_value": 0.0,
        },
    )
    if value < entry["min_value"]:
        entry.update(min_value=value, min_value_iteration=iteration)
    if value > entry["max_value"]:
        entry.update(max_value=value, max_value_iteration=iteration)
    entry["count"] += 1
    entry["mean_value"] += (value - entry["mean_value"]) / entry["count"]
    latest = (iteration, event["timestamp"])
    if latest >= (entry.get("iter", iteration), entry.get("timestamp", latest[1])):
        entry.update(value=value, iter=iteration, timestamp=event["timestamp"])


def _stats(events: Sequence[Document]) -> Document:
    stats: Document = {}
    for event in events:
        if event["metric"]:
            entry = stats.setdefault(hash_name(event["metric"]), {"metric": event["metric"], "event_stats_by_type": {}})
            entry["event_stats_by_type"][event["type"]] = {"last_update": event["timestamp"]}
    return stats
