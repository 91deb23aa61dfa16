"""Events in: checked, sorted by kind, written in bulk, and summed up in the task's `last_metrics`."""

from __future__ import annotations

import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson

from automl_server import errors
from automl_server.clock import millis, now
from automl_server.db import Database
from automl_server.documents import Document, Documents
from automl_server.errors import ApiError
from automl_server.query import Sql, all_of, membership, negated
from automl_server.store import status
from automl_server.store.consoles import Consoles
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
_LAST_MILLISECOND = 253402300799999  # of the year 9999: what a clock can show
_IMAGE_SOURCE = re.compile(r"""['"]source['"]:\s?['"]([a-z][a-z0-9+\-.]*://[^'"]*)['"]""", re.IGNORECASE)
_FLAGS = ("method", "model_event", "allow_locked")  # about an event, not in it
_Series = tuple[str, str, str, str]
_Sample = tuple[str, str, int, str]
_Owner = tuple[bool, bool]  # (it is a model, published ones take it too)


@lru_cache(maxsize=4096)
def hash_name(name: str) -> str:
    """The key under which a metric or variant stands in `last_metrics`."""
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()


class EventWriter:
    """Adds events, and removes them."""

    def __init__(self, db: Database, tasks: Tasks, models: Models, consoles: Consoles, most_plots: int) -> None:
        self._db = db
        self._tasks = tasks
        self._models = models
        self._consoles = consoles
        self._most_plots = most_plots

    def add(self, events: Sequence[Any], worker: str, identity: Identity) -> Document:
        """Add what is valid; returns {added, errors, errors_info}. Raises if nothing is."""
        problems: dict[str, Any] = defaultdict(int)
        owners = _owners(events)
        known = self._writable(owners)
        valid = [event for event in (self._checked(raw, worker, known, problems) for raw in events) if event]
        with self._db.write():
            valid = self._without_excess(valid, problems)
            if not valid:
                raise ApiError(errors.EVENTS_NOT_ADDED, **problems)
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
            removed = self._consoles.forget(task)
            removed += self._db.run(f"DELETE FROM points WHERE series IN {series}", (task,))
            removed += self._db.run(f"DELETE FROM samples WHERE series IN {series}", (task,))
            self._db.run("DELETE FROM series WHERE task = ?", (task,))
        return removed

    def forget_log(
        self,
        task: str,
        *,
        before: int | None = None,
        only_metrics: Sequence[str] = (),
        except_metrics: Sequence[str] = (),
    ) -> int:
        """Remove lines of a task's log; returns how many."""
        parts = []
        if before is not None:
            parts.append(Sql("timestamp < ?", (before,)))
        if only_metrics:
            parts.append(membership("metric", list(only_metrics)))
        if except_metrics:
            parts.append(negated(membership("metric", list(except_metrics))))
        with self._db.write():
            removed = self._consoles.forget(task, all_of(parts))
            self._db.run(
                "DELETE FROM series WHERE task = ? AND kind = ? AND NOT EXISTS (SELECT 1 FROM log_lines AS l"
                " WHERE l.task = series.task AND l.metric = series.metric AND l.variant = series.variant)",
                (task, LOG),
            )
        return removed

    def _checked(
        self, raw: Any, worker: str, known: Mapping[str, Documents], problems: dict[str, int]
    ) -> Document | None:
        problem = _problem(raw, known)
        if problem:
            problems[problem] += 1
            return None
        event: Document = {key: value for key, value in raw.items() if key not in _FLAGS}
        event["task"] = _owner_id(raw)
        event["type"] = event["type"].replace(" ", "_")
        if "ts" in event:
            event["timestamp"] = event.pop("ts")
        if "values" in event:
            event["value"] = event.pop("values")
        timestamp = event.get("timestamp")
        event["timestamp"] = millis() if timestamp is None else int(timestamp)
        event["metric"] = str(event.get("metric") or "")
        event["variant"] = str(event.get("variant") or "")
        event.setdefault("worker", worker)
        if event.get("iter") is not None:
            event["iter"] = int(event["iter"])
        return event

    def _without_excess(self, events: Sequence[Document], problems: dict[str, int]) -> list[Document]:
        """Those that do not make a task's plots too many; one that replaces another always stays."""
        new: dict[str, dict[_Sample, None]] = defaultdict(dict)
        for event in events:
            if event["type"] == PLOT:
                new[event["task"]][_sample(event)] = None
        excess = {(owner, plot) for owner, plots in new.items() for plot in self._excess(owner, list(plots))}
        if not excess:
            return list(events)
        kept = [event for event in events if event["type"] != PLOT or (event["task"], _sample(event)) not in excess]
        words = f"More than {self._most_plots:,} plots of one task: see --max-plots of automl server start"
        problems[words] += len(events) - len(kept)
        return kept

    def _excess(self, owner: str, plots: Sequence[_Sample]) -> Sequence[_Sample]:
        of_owner = "samples JOIN series ON series.id = samples.series WHERE task = ? AND kind = ?"
        present = self._db.value(f"SELECT count(*) FROM {of_owner}", (owner, PLOT))
        if present + len(plots) <= self._most_plots:
            return ()
        one = f"SELECT 1 FROM {of_owner} AND metric = ? AND variant = ? AND iter = ? AND key = ?"
        new = [plot for plot in plots if not self._db.value(one, (owner, PLOT, *plot))]
        return new[max(0, self._most_plots - present) :]

    def _writable(self, owners: Mapping[str, _Owner]) -> dict[str, Documents]:
        tasks = [owner for owner, (is_model, _) in owners.items() if not is_model]
        models = [owner for owner, (is_model, _) in owners.items() if is_model]
        known: dict[str, Documents] = {}
        for task in self._tasks.get_many(tasks, ["id", "status"]):
            if owners[task["id"]][1] or task["status"] not in _LOCKED:
                known[task["id"]] = self._tasks
        for model in self._models.get_many(models, ["id", "ready"]):
            if owners[model["id"]][1] or not model.get("ready"):
                known[model["id"]] = self._models
        return known

    def _series_ids(self, events: Sequence[Document]) -> list[int]:
        keys = [(event["task"], event["type"], event["metric"], event["variant"]) for event in events]
        found = self._known_series(set(keys))
        for key in keys:
            if key not in found:
                found[key] = self._new_series(key)
        return [found[key] for key in keys]

    def _known_series(self, keys: Collection[_Series]) -> dict[_Series, int]:
        """The ids of those that were written before: in one statement, since nearly every event continues a series."""
        if not keys:
            return {}
        rows = self._db.rows(
            "SELECT s.task, s.kind, s.metric, s.variant, s.id FROM json_each(?) AS wanted CROSS JOIN series AS s"
            " ON s.task = wanted.value ->> 0 AND s.kind = wanted.value ->> 1"
            " AND s.metric = wanted.value ->> 2 AND s.variant = wanted.value ->> 3",
            (orjson.dumps(list(keys)).decode(),),
        )
        return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}

    def _new_series(self, key: _Series) -> int:
        self._db.run("INSERT OR IGNORE INTO series (task, kind, metric, variant) VALUES (?, ?, ?, ?)", key)
        found: int = self._db.value(
            "SELECT id FROM series WHERE task = ? AND kind = ? AND metric = ? AND variant = ?", key
        )
        return found

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
                plot = str(event.get("plot_str") or "")
                kept["plot_len"] = len(plot)
                kept.pop("skip_validation", None)
                if sources := sorted(set(_IMAGE_SOURCE.findall(plot))):
                    kept["source_urls"] = sources
            _, _, iteration, key = _sample(event)
            rows.append((series, iteration, key, event["timestamp"], orjson.dumps(kept)))
        self._db.run_many("INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?, ?)", rows)

    def _write_log(self, events: Sequence[Document]) -> None:
        self._series_ids([event for event in events if event["metric"] or event["variant"]])
        self._consoles.write(events)

    def _sum_up(self, documents: Documents, task: str, events: Sequence[Document], identity: Identity) -> None:
        scalars = [event for event in events if event["type"] == SCALAR]
        names = ["last_iteration"]
        if scalars:
            names += ["last_metrics", "unique_metrics"]
        if documents is self._tasks:
            names.append("metric_stats")
        found = documents.get(task, names) or {}
        changes: Document = {}
        iterations = [event["iter"] for event in events if event.get("iter") is not None]
        if iterations and max(iterations) > found.get("last_iteration", 0):
            changes["last_iteration"] = max(iterations)
        if scalars:
            changes["last_metrics"] = _updated_metrics(found.get("last_metrics") or {}, scalars)
            unique = {*(found.get("unique_metrics") or []), *(f"{e['metric']}/{e['variant']}" for e in scalars)}
            changes["unique_metrics"] = sorted(unique)
        if documents is self._tasks:
            changes["metric_stats"] = _updated_stats(found.get("metric_stats") or {}, events)
            self._tasks.mark_alive(task, identity, **changes)
        else:
            documents.update(task, {**changes, "last_update": now()})


def _owner_id(raw: Mapping[str, Any]) -> Any:
    """The id of the task, or of the model if the event is one's."""
    model = raw.get("model") if raw.get("model_event") else None
    return model if model is not None else raw.get("task")


def _owners(events: Sequence[Any]) -> dict[str, _Owner]:
    """Whose events these are. Raises if they do not agree on what somebody is."""
    owners: dict[str, _Owner] = {}
    for raw in events:
        owner = _owner_id(raw) if isinstance(raw, dict) else None
        if not isinstance(owner, str):
            continue
        kind = bool(raw.get("model_event")), bool(raw.get("allow_locked"))
        if owners.setdefault(owner, kind) != kind:
            setting = "allow_locked" if owners[owner][0] == kind[0] else "model_event"
            raise ApiError(
                errors.VALIDATION_ERROR, f"Inconsistent {setting} setting in the passed events for {owner[:80]}"
            )
    return owners


def _problem(raw: Any, known: Mapping[str, Documents]) -> str | None:
    """Why an event cannot be taken, in the full server's words; None if it can."""
    if not isinstance(raw, dict):
        return "Event must be an object"
    kind, owner = raw.get("type"), _owner_id(raw)
    if not isinstance(kind, str):
        return "Event must have a 'type' field"
    if kind.replace(" ", "_") not in KINDS:
        return f"Invalid event type {kind[:80]}"
    if raw.get("model_event") and kind == LOG:
        return "Task log events are not supported for models"
    if not isinstance(owner, str):
        return "Event must have a 'task' field"
    if owner not in known:
        return f"Invalid {'model' if raw.get('model_event') else 'task'} id {owner[:80]}"
    return _problem_of_numbers(raw)


def _problem_of_numbers(raw: Mapping[str, Any]) -> str | None:
    iteration, timestamp = raw.get("iter"), raw.get("ts", raw.get("timestamp"))
    value = raw.get("values", raw.get("value"))
    if iteration is not None:
        try:
            number = int(iteration)
        except (TypeError, ValueError):
            return "Iteration number should be an integer"
        if abs(number) > _MAX_ITERATION:
            return f"Iteration number should not exceed {_MAX_ITERATION}"
    if timestamp is not None and not (_is_number(timestamp) and 0 <= timestamp <= _LAST_MILLISECOND):
        return "Timestamp should be epoch milliseconds"
    if raw["type"].replace(" ", "_") == SCALAR and value is not None and not isinstance(value, (int, float)):
        return "Scalar value should be a number"
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _sample(event: Mapping[str, Any]) -> _Sample:
    """Which sample of its task it is: another one of the same metric, variant, iteration and key takes its place."""
    return event["metric"], event["variant"], event.get("iter") or 0, str(event.get("key") or "")


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _updated_metrics(metrics: Document, scalars: Sequence[Mapping[str, Any]]) -> Document:
    """`last_metrics` after a batch, in order of its keys: a value is the batch's latest, whatever was there before."""
    latest: dict[tuple[str, str], tuple[int, int]] = {}
    for event in scalars:
        if event.get("value") is None:
            continue
        key = event["metric"], event["variant"]
        entry = metrics.setdefault(hash_name(key[0]), {}).setdefault(hash_name(key[1]), {})
        _count_in(entry, event)
        moment = event.get("iter") or 0, event["timestamp"]
        if moment >= latest.get(key, moment):
            latest[key] = moment
            entry.update(value=event["value"], iter=moment[0], timestamp=moment[1])
            if event.get("x_axis_label") is not None:
                entry["x_axis_label"] = event["x_axis_label"]
    return {name: dict(sorted(variants.items())) for name, variants in sorted(metrics.items())}


def _count_in(entry: Document, event: Mapping[str, Any]) -> None:
    value, iteration = event["value"], event.get("iter") or 0
    if not entry:
        entry.update(metric=event["metric"], variant=event["variant"], count=0, mean_value=0.0)
        for name in ("first", "min", "max"):
            entry.update({f"{name}_value": value, f"{name}_value_iteration": iteration})
    if iteration < entry["first_value_iteration"]:
        entry.update(first_value=value, first_value_iteration=iteration)
    if value < entry["min_value"]:
        entry.update(min_value=value, min_value_iteration=iteration)
    if value > entry["max_value"]:
        entry.update(max_value=value, max_value_iteration=iteration)
    entry["count"] += 1
    entry["mean_value"] += (value - entry["mean_value"]) / entry["count"]


def _updated_stats(stats: Document, events: Sequence[Document]) -> Document:
    """`metric_stats` after a batch: when events of each kind last came, by metric."""
    for event in events:
        entry = stats.setdefault(hash_name(event["metric"]), {"metric": event["metric"], "event_stats_by_type": {}})
        kinds = entry["event_stats_by_type"]
        before = kinds.get(event["type"], {}).get("last_update", event["timestamp"])
        kinds[event["type"]] = {"last_update": max(before, event["timestamp"])}
    return stats
