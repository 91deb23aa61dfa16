"""Events out: curves, single values, plots, images, log pages."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from automl_server.clock import from_epoch
from automl_server.db import Database, Row
from automl_server.documents import Document
from automl_server.query import Sql, all_of, any_of, membership
from automl_server.store.event_writing import LOG, SAMPLE_KINDS, SCALAR, SINGLE_VALUE_ITERATION

MetricVariants = Mapping[str, Sequence[str]]  # no variants: all of that metric


class EventReader:
    """Finds events."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def metrics_and_variants(self, tasks: Sequence[str], kind: str) -> dict[str, dict[str, list[str]]]:
        """{task: {metric: [variants]}} in order."""
        result: dict[str, dict[str, list[str]]] = {task: {} for task in tasks}
        for row in self._series(tasks, [kind]):
            result[row["task"]].setdefault(row["metric"], []).append(row["variant"])
        return result

    def histogram(self, task: str, samples: int, key: str, metrics: MetricVariants | None = None) -> Document:
        """{metric: {variant: {name, x, y}}}, each curve averaged down to at most `samples` points."""
        result: Document = {}
        for row in self._series([task], [SCALAR], metrics):
            points = self._db.rows(
                "SELECT iter, timestamp, value FROM points WHERE series = ? AND iter > ? ORDER BY iter",
                (row["id"], SINGLE_VALUE_ITERATION),
            )
            if points:
                curve = {"name": row["variant"], **_curve(points, samples, key)}
                result.setdefault(row["metric"], {})[row["variant"]] = curve
        return result

    def single_values(self, tasks: Sequence[str]) -> list[Document]:
        """[{task, values: [{metric, variant, value, timestamp}]}] of the tasks that have any."""
        among = membership("s.task", list(tasks))
        rows = self._db.rows(
            "SELECT s.task, s.metric, s.variant, p.value, p.timestamp FROM series AS s JOIN points AS p"
            f" ON p.series = s.id AND p.iter = ? WHERE s.kind = ? AND {among.text}",
            (SINGLE_VALUE_ITERATION, SCALAR, *among.values),
        )
        values: dict[str, list[Document]] = defaultdict(list)
        for row in rows:
            values[row["task"]].append({name: row[name] for name in ("metric", "variant", "value", "timestamp")})
        return [{"task": task, "values": values[task]} for task in tasks if task in values]

    def latest_values(self, task: str) -> tuple[list[Document], int, int]:
        """(metrics with the last value of each variant, last iteration, last timestamp)."""
        rows = self._db.rows(
            "SELECT s.metric, s.variant, p.value, p.iter, p.timestamp FROM series AS s JOIN points AS p"
            " ON p.series = s.id AND p.iter = (SELECT max(iter) FROM points WHERE series = s.id)"
            " WHERE s.task = ? AND s.kind = ? ORDER BY s.metric, s.variant",
            (task, SCALAR),
        )
        metrics: dict[str, Document] = {}
        for row in rows:
            metric = metrics.setdefault(row["metric"], {"name": row["metric"], "variants": []})
            metric["variants"].append(
                {"name": row["variant"], "last_value": row["value"], "last_timestamp": row["timestamp"]}
            )
        iterations = [row["iter"] for row in rows]
        return list(metrics.values()), max(iterations, default=0), max((row["timestamp"] for row in rows), default=0)

    def samples(
        self, tasks: Sequence[str], kind: str, last_iterations: int | None, metrics: MetricVariants | None = None
    ) -> list[Document]:
        """Plots or images, newest iteration first; of each variant only the last few iterations."""
        found = [
            event for row in self._series(tasks, [kind], metrics) for event in self._samples_of(row, last_iterations)
        ]
        return sorted(found, key=lambda event: event.get("iter") or 0, reverse=True)

    def log(self, task: str, size: int, *, earlier: bool, from_timestamp: int | None) -> tuple[list[Document], int]:
        """(a page of lines, how many there are). The page ends with all lines of its last timestamp."""
        direction, beyond = ("DESC", "<") if earlier else ("ASC", ">")
        bound = Sql(f"timestamp {beyond} ?", (from_timestamp,)) if from_timestamp is not None else Sql("1")
        rows = self._db.rows(
            f"SELECT * FROM log_lines WHERE task = ? AND {bound.text}"
            f" ORDER BY timestamp {direction}, id {direction} LIMIT ?",
            (task, *bound.values, size),
        )
        if len(rows) == size:
            last = rows[-1]
            rows += self._db.rows(
                f"SELECT * FROM log_lines WHERE task = ? AND timestamp = ? AND id {beyond} ? ORDER BY id {direction}",
                (task, last["timestamp"], last["id"]),
            )
        return [_log_event(row) for row in rows], self.log_length(task)

    def log_length(self, task: str) -> int:
        """How many lines a task has."""
        return int(self._db.value("SELECT count(*) FROM log_lines WHERE task = ?", (task,)))

    def page(
        self, tasks: Sequence[str], kinds: Sequence[str], start: int, size: int, *, descending: bool = False
    ) -> tuple[list[Document], int]:
        """(events by time from a position on, how many there are), of any kinds."""
        parts, values = self._all_events(tasks, kinds)
        if not parts:
            return [], 0
        union = " UNION ALL ".join(parts)
        total = int(self._db.value(f"SELECT count(*) FROM ({union})", values))
        direction = "DESC" if descending else "ASC"
        rows = self._db.rows(
            f"SELECT * FROM ({union}) ORDER BY timestamp {direction}, position {direction} LIMIT ? OFFSET ?",
            (*values, size, start),
        )
        return [self._event(row) for row in rows], total

    def urls(self, task: str) -> set[str]:
        """The addresses of a task's debug images."""
        return {event["url"] for event in self.samples([task], SAMPLE_KINDS[1], None) if event.get("url")}

    def _all_events(self, tasks: Sequence[str], kinds: Sequence[str]) -> tuple[list[str], tuple[Any, ...]]:
        parts: list[str] = []
        values: tuple[Any, ...] = ()
        among = membership("task", list(tasks))
        if LOG in kinds:
            columns = "'log' AS source, id AS position, id AS row, timestamp"
            parts.append(f"SELECT {columns} FROM log_lines WHERE {among.text}")
            values += among.values
        series = [kind for kind in kinds if kind != LOG]
        if series:
            of_kind = membership("kind", series)
            inside = f"series IN (SELECT id FROM series WHERE {among.text} AND {of_kind.text})"
            for table in ("points", "samples"):
                columns = f"'{table}' AS source, iter AS position, series AS row, timestamp"
                parts.append(f"SELECT {columns} FROM {table} WHERE {inside}")
                values += (*among.values, *of_kind.values)
        return parts, values

    def _event(self, row: Row) -> Document:
        if row["source"] == "log":
            line = self._db.row("SELECT * FROM log_lines WHERE id = ?", (row["row"],))
            assert line is not None
            return _log_event(line)
        series = self._db.row("SELECT * FROM series WHERE id = ?", (row["row"],))
        assert series is not None
        table = row["source"]
        found = self._db.row(
            f"SELECT * FROM {table} WHERE series = ? AND iter = ? AND timestamp = ?",
            (row["row"], row["position"], row["timestamp"]),
        )
        assert found is not None
        return _scalar_event(series, found) if table == "points" else _sample_event(series, found)

    def _samples_of(self, series: Row, last_iterations: int | None) -> Iterator[Document]:
        rows = self._db.rows(
            "SELECT * FROM samples WHERE series = ? AND (? IS NULL OR iter IN"
            " (SELECT DISTINCT iter FROM samples WHERE series = ? ORDER BY iter DESC LIMIT ?)) ORDER BY iter DESC, key",
            (series["id"], last_iterations, series["id"], last_iterations),
        )
        return (_sample_event(series, row) for row in rows)

    def _series(self, tasks: Sequence[str], kinds: Sequence[str], metrics: MetricVariants | None = None) -> list[Row]:
        conditions = [membership("task", list(tasks)), membership("kind", list(kinds))]
        if metrics:
            conditions.append(
                any_of(
                    all_of([Sql("metric = ?", (name,)), *([membership("variant", list(variants))] if variants else [])])
                    for name, variants in metrics.items()
                )
            )
        condition = all_of(conditions)
        return self._db.rows(f"SELECT * FROM series WHERE {condition.text} ORDER BY metric, variant", condition.values)


def _curve(points: Sequence[Row], samples: int, key: str) -> Document:
    time_axis = key in ("timestamp", "iso_time")
    pairs = [
        (row["timestamp"] if time_axis else row["iter"], row["value"]) for row in points if row["value"] is not None
    ]
    if len(pairs) > samples:
        pairs = _averaged(sorted(pairs), samples)
    x: list[Any] = [pair[0] for pair in pairs]
    if key == "iso_time":
        x = [from_epoch(value / 1000) for value in x]
    return {"x": x, "y": [pair[1] for pair in pairs]}


def _averaged(pairs: list[tuple[int, float]], samples: int) -> list[tuple[int, float]]:
    low, high = pairs[0][0], pairs[-1][0]
    interval = max(1, math.ceil((high - low + 1) / samples))
    buckets: dict[int, list[float]] = defaultdict(list)
    for x, y in pairs:
        buckets[low + (x - low) // interval * interval].append(y)
    return [(x, math.fsum(values) / len(values)) for x, values in buckets.items()]


def _scalar_event(series: Row, row: Row) -> Document:
    return {
        **_identity(series),
        "iter": row["iter"],
        "timestamp": row["timestamp"],
        "value": row["value"],
        "worker": row["worker"],
    }


def _sample_event(series: Row, row: Row) -> Document:
    event: Document = orjson.loads(row["event"])
    return {**event, **_identity(series)}


def _identity(series: Row) -> Document:
    return {
        "task": series["task"],
        "type": series["kind"],
        "metric": series["metric"],
        "variant": series["variant"],
    }


def _log_event(row: Row) -> Document:
    return {
        "task": row["task"],
        "type": LOG,
        "timestamp": row["timestamp"],
        "@timestamp": from_epoch(row["timestamp"] / 1000),
        "level": row["level"],
        "worker": row["worker"],
        "msg": row["message"],
        "metric": row["metric"],
        "variant": row["variant"],
    }
