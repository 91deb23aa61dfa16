"""What workers reported of their machines, over time."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from automl_server import errors
from automl_server.db import Database
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.params import Params
from automl_server.query import TRUE, Sql, membership

_AGGREGATIONS = {"avg": "avg(value)", "min": "min(value)", "max": "max(value)"}
_SHORTEST_SECONDS = 40  # no part is shorter than workers take to report
_MOST_PARTS = 10_000
_ALIVE = "alive"  # recorded when a report carries no figures, so that the report counts
_FULL_SECONDS = 24 * 3600  # charts of a longer stretch of time have parts that are longer than these
_THINNED_SECONDS = 300
_STRETCH_SECONDS = 3600  # thinned at once


class Thinning:
    """Of old figures one in five minutes is enough: a worker that only waits reports 35,000 of them a day."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._done_until: int | None = None

    def go_on(self, moment: float, *, seconds: float) -> None:
        """Deletes what is too much of what is a day old by then, hour by hour, until so many seconds are over."""
        end = _part_of(moment - _FULL_SECONDS)
        if self._done_until is None:
            oldest = self._db.value("SELECT min(time) FROM worker_stats")
            self._done_until = end if oldest is None else _part_of(oldest)
        deadline = time.monotonic() + seconds
        while self._done_until < end:
            start, self._done_until = self._done_until, min(end, self._done_until + _STRETCH_SECONDS)
            self._db.run(
                "DELETE FROM worker_stats WHERE time >= ? AND time < ? AND rowid NOT IN (SELECT min(rowid)"
                " FROM worker_stats WHERE time >= ? AND time < ?"
                " GROUP BY worker, task, metric, variant, cast(time / ? AS INTEGER))",
                (start, self._done_until, start, self._done_until, _THINNED_SECONDS),
            )
            if time.monotonic() >= deadline:
                return


def _part_of(moment: float) -> int:
    return int(moment // _THINNED_SECONDS) * _THINNED_SECONDS


@dataclass(frozen=True)
class Window:
    """A stretch of time in equal parts, in epoch seconds."""

    start: float
    end: float
    interval: int

    @classmethod
    def of(cls, data: Params) -> Window:
        """Read `from_date`, `to_date`, `interval`."""
        start, end, interval = data.span()
        interval = max(interval, _SHORTEST_SECONDS, math.ceil((end - start) / _MOST_PARTS))
        return cls(start, end, interval)

    @property
    def buckets(self) -> range:
        """The numbers of all parts, without a last one that is not over yet."""
        first, last = int(self.start // self.interval), int(self.end // self.interval)
        if last * self.interval > self.end - 0.9 * self.interval:
            last -= 1
        return range(first, last + 1)

    @property
    def bucket(self) -> Sql:
        """SQL: the part a row falls into."""
        return Sql("cast(time / ? AS INTEGER)", (self.interval,))

    def date(self, bucket: int) -> int:
        """When a part begins, in milliseconds."""
        return bucket * self.interval * 1000


def _among(workers: Sequence[str]) -> Sql:
    return membership("worker", list(workers)) if workers else TRUE


def categories(db: Database, workers: Sequence[str]) -> list[Document]:
    """[{name, metric_keys}]."""
    among = _among(workers)
    rows = db.rows(
        f"SELECT DISTINCT metric FROM worker_stats WHERE metric <> ? AND {among.text} ORDER BY metric",
        (_ALIVE, *among.values),
    )
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(row[0].partition("_")[0], []).append(row[0])
    return [{"name": name, "metric_keys": keys} for name, keys in names.items()]


def activity(db: Database, window: Window, *, active: bool) -> Document:
    """{dates, counts} of the workers that reported, or of those with a task."""
    condition = "task IS NOT NULL" if active else "1"
    rows = db.rows(
        f"SELECT {window.bucket.text} AS bucket, count(DISTINCT worker) FROM worker_stats"
        f" WHERE time BETWEEN ? AND ? AND {condition} GROUP BY bucket ORDER BY bucket",
        (*window.bucket.values, window.start, window.end),
    )
    counts = {row[0]: row[1] for row in rows}
    if not counts:
        return {"dates": [], "counts": []}
    return {
        "dates": [window.date(bucket) for bucket in window.buckets],
        "counts": [counts.get(bucket, 0) for bucket in window.buckets],
    }


def statistics(
    db: Database,
    window: Window,
    workers: Sequence[str],
    items: Sequence[tuple[str, str]],
    *,
    split: bool,
    by_resource: bool = False,
) -> list[Document]:
    """[{worker, metrics: [{metric, variant, dates, stats: [{aggregation, dates, values, resource_series}]}]}].

    ``by_resource``: where a machine has several of a kind (graphics cards, disks), the curve of each as well.
    """
    result = _statistics(db, window, workers, items, split=split)
    if by_resource:
        apart = [(metric, aggregation) for metric, aggregation in items if _is_of_many(metric)]
        for_each = {one["worker"]: one["metrics"] for one in _statistics(db, window, workers, apart, split=True)}
        for one in result:
            for curve in one["metrics"]:
                single = for_each.get(one["worker"], [])
                _add_resources(curve, [part for part in single if part["metric"] == curve["metric"]])
    return result


def _is_of_many(metric: str) -> bool:
    return metric.startswith("gpu_") or metric == "disk_free_percent"


def _add_resources(curve: Document, single: Sequence[Document]) -> None:
    if len(single) < 2:
        return
    for stat in curve["stats"]:
        stat["resource_series"] = [
            {"name": part["variant"], "values": other["values"]}
            for part in single
            for other in part["stats"]
            if other["aggregation"] == stat["aggregation"]
        ]


def _statistics(
    db: Database, window: Window, workers: Sequence[str], items: Sequence[tuple[str, str]], *, split: bool
) -> list[Document]:
    among = _among(workers)
    curves: dict[tuple[str, str, str], dict[str, dict[int, float]]] = {}
    for metric, aggregation in items:
        if aggregation not in _AGGREGATIONS:
            raise ApiError(errors.VALIDATION_ERROR, "aggregation must be avg, min or max", value=aggregation)
        variant = "variant" if split else "NULL"
        rows = db.rows(
            f"SELECT worker, {variant} AS variant, {window.bucket.text} AS bucket,"
            f" {_AGGREGATIONS[aggregation]} AS figure FROM worker_stats"
            f" WHERE metric = ? AND time BETWEEN ? AND ? AND {among.text}"
            " GROUP BY worker, 2, bucket ORDER BY worker, 2, bucket",
            (*window.bucket.values, metric, window.start, window.end, *among.values),
        )
        for row in rows:
            curve = curves.setdefault((row["worker"], metric, row["variant"] or ""), {})
            curve.setdefault(aggregation, {})[row["bucket"]] = row["figure"]
    result: dict[str, list[Any]] = {}
    for (worker, metric, variant_name), by_aggregation in curves.items():
        dates = [window.date(bucket) for bucket in window.buckets]
        shown: Document = {
            "metric": metric,
            "dates": dates,
            "stats": [
                {"aggregation": name, "dates": dates, "values": [points.get(part, 0.0) for part in window.buckets]}
                for name, points in by_aggregation.items()
            ],
        }
        if variant_name:
            shown["variant"] = variant_name
        result.setdefault(worker, []).append(shown)
    return [{"worker": worker, "metrics": metrics} for worker, metrics in result.items()]
