"""Events out: curves, single values, plots, log pages, and events of any kind in order."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from automl_server.clock import from_epoch
from automl_server.db import Database, Row, Value
from automl_server.documents import Document
from automl_server.query import Sql, all_of, any_of, membership
from automl_server.store.event_writing import LOG, PLOT, SAMPLE_KINDS, SCALAR, SINGLE_VALUE_ITERATION, hash_name

MetricVariants = Mapping[str, Sequence[str]]  # no variants: all of that metric


class Order(NamedTuple):
    """By what events of any kind are sorted."""

    column: str = "iter"  # or timestamp
    descending: bool = False


class EventReader:
    """Finds events."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def metrics_and_variants(self, tasks: Sequence[str], kinds: Sequence[str]) -> dict[str, dict[str, list[str]]]:
        """{task: {metric: [variants]}} in order."""
        result: dict[str, dict[str, list[str]]] = {task: {} for task in tasks}
        for row in self.series(tasks, kinds):
            variants = result[row["task"]].setdefault(row["metric"], [])
            if row["variant"] not in variants:
                variants.append(row["variant"])
        return result

    def histogram(
        self, task: str, samples: int, key: str, metrics: MetricVariants | None, last_metrics: Document
    ) -> Document:
        """{metric: {variant: {name, x, y}}}, each curve averaged down to at most `samples` points."""
        result: Document = {}
        for row in self.series([task], [SCALAR], metrics):
            points = self._db.rows(
                "SELECT iter, timestamp, value FROM points WHERE series = ? AND iter > ? ORDER BY iter",
                (row["id"], SINGLE_VALUE_ITERATION),
            )
            if not points:
                continue
            curve = {"name": row["variant"], **_curve(points, samples, key)}
            last = last_metrics.get(hash_name(row["metric"]), {}).get(hash_name(row["variant"]), {})
            if last.get("x_axis_label") is not None:
                curve["x_axis_label"] = last["x_axis_label"]
            result.setdefault(row["metric"], {})[row["variant"]] = curve
        return result

    def raw_scalars(self, series: Sequence[int], column: str, after: int | None, size: int) -> list[Row]:
        """Points of some series as they were sent, from a key on; all with the last key, even beyond the size."""
        among = membership("series", list(series))
        beyond = Sql(f"{column} > ?", (after,)) if after is not None else Sql("1")
        columns = "series, iter, timestamp, value"
        rows = self._db.rows(
            f"SELECT {columns} FROM points WHERE {among.text} AND {beyond.text} ORDER BY {column}, series LIMIT ?",
            (*among.values, *beyond.values, size),
        )
        if len(rows) == size:
            last = rows[-1]
            rows += self._db.rows(
                f"SELECT {columns} FROM points WHERE {among.text} AND {column} = ? AND series > ? ORDER BY series",
                (*among.values, last[column], last["series"]),
            )
        return rows

    def count_points(self, series: Sequence[int]) -> int:
        """How many points some series have."""
        among = membership("series", list(series))
        return int(self._db.value(f"SELECT count(*) FROM points WHERE {among.text}", among.values))

    def single_values(self, tasks: Sequence[str], metrics: MetricVariants | None = None) -> dict[str, list[Document]]:
        """{task: [{metric, variant, value, timestamp}]} of the tasks that have any."""
        series = {row["id"]: row for row in self.series(tasks, [SCALAR], metrics)}
        among = membership("series", list(series))
        rows = self._db.rows(
            f"SELECT series, value, timestamp FROM points WHERE {among.text} AND iter = ?",
            (*among.values, SINGLE_VALUE_ITERATION),
        )
        values: dict[str, list[Document]] = defaultdict(list)
        points = {row["series"]: row for row in rows}
        for one in (row for row in series.values() if row["id"] in points):
            point = points[one["id"]]
            values[one["task"]].append(
                {
                    "metric": one["metric"],
                    "variant": one["variant"],
                    "value": point["value"],
                    "timestamp": point["timestamp"],
                }
            )
        return {task: values[task] for task in tasks if task in values}

    def latest_values(self, task: str) -> tuple[list[Document], int, int]:
        """(metrics with the last value of each variant, last iteration of any event, last timestamp)."""
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
                {
                    "name": row["variant"],
                    "last_value": row["value"],
                    "last_10_value": row["value"],
                    "last_timestamp": row["timestamp"],
                }
            )
        last_sample = self._db.value(
            "SELECT max(iter) FROM samples WHERE series IN (SELECT id FROM series WHERE task = ?)", (task,)
        )
        last = max([row["iter"] for row in rows] + [last_sample or 0])
        return list(metrics.values()), max(last, 0), max((row["timestamp"] for row in rows), default=0)

    def samples(
        self, tasks: Sequence[str], kind: str, last_iterations: int | None, metrics: MetricVariants | None = None
    ) -> list[Document]:
        """Plots or images by metric and variant, newest iteration first; of each only the last few iterations."""
        return [
            event for row in self.series(tasks, [kind], metrics) for event in self._samples_of(row, last_iterations)
        ]

    def samples_at(self, series: Sequence[Row], iterations: Sequence[int]) -> list[Document]:
        """The samples of some series at some iterations, newest iteration first, then by metric and variant."""
        if not series or not iterations:
            return []
        order = {row["id"]: (index, row) for index, row in enumerate(series)}
        among, at = membership("series", list(order)), membership("iter", list(iterations))
        rows = self._db.rows(
            f"SELECT * FROM samples WHERE {among.text} AND {at.text} ORDER BY iter DESC, key",
            (*among.values, *at.values),
        )
        rows.sort(key=lambda row: (-row["iter"], order[row["series"]][0]))
        return [_sample_event(order[row["series"]][1], row) for row in rows]

    def iterations(
        self, series: Sequence[int], *, below: int | None = None, above: int | None = None, size: int = -1
    ) -> list[int]:
        """Iterations at which some series have samples, the nearest to the bound first: from the newest without one."""
        among = membership("series", list(series))
        parts, direction = [among], "DESC"
        if below is not None:
            parts.append(Sql("iter < ?", (below,)))
        if above is not None:
            parts.append(Sql("iter > ?", (above,)))
            direction = "ASC"
        condition = all_of(parts)
        rows = self._db.rows(
            f"SELECT DISTINCT iter FROM samples WHERE {condition.text} ORDER BY iter {direction} LIMIT ?",
            (*condition.values, size),
        )
        return [row["iter"] for row in rows]

    def latest_plots(
        self, tasks: Sequence[str], last_iterations: int, metrics: MetricVariants | None, *, by_metric: bool
    ) -> list[Document]:
        """The plots at the last iterations of each task, or of each metric of each task."""
        groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.series(tasks, [PLOT], metrics):
            groups[row["task"], row["metric"] if by_metric else ""].append(row)
        return [
            event
            for rows in groups.values()
            for event in self.samples_at(rows, self.iterations([row["id"] for row in rows], size=last_iterations))
        ]

    def log(
        self,
        task: str,
        size: int,
        *,
        earlier: bool,
        from_timestamp: int | None,
        metrics: MetricVariants | None = None,
    ) -> tuple[list[Document], int]:
        """(a page of lines, how many there are). The page ends with all lines of its last timestamp."""
        direction, beyond = ("DESC", "<") if earlier else ("ASC", ">")
        wanted = all_of([Sql("task = ?", (task,)), *_of_metrics(metrics)])
        bound = Sql(f"timestamp {beyond} ?", (from_timestamp,)) if from_timestamp is not None else Sql("1")
        rows = self._db.rows(
            f"SELECT * FROM log_lines WHERE {wanted.text} AND {bound.text}"
            f" ORDER BY timestamp {direction}, id {direction} LIMIT ?",
            (*wanted.values, *bound.values, size),
        )
        if len(rows) == size:
            last = rows[-1]
            rows += self._db.rows(
                f"SELECT * FROM log_lines WHERE {wanted.text} AND timestamp = ? AND id {beyond} ?"
                f" ORDER BY id {direction}",
                (*wanted.values, last["timestamp"], last["id"]),
            )
        total = int(self._db.value(f"SELECT count(*) FROM log_lines WHERE {wanted.text}", wanted.values))
        return [_log_event(row) for row in rows], total

    def count(self, tasks: Sequence[str], kinds: Sequence[str], metrics: MetricVariants | None = None) -> int:
        """How many events of some kinds there are."""
        query = _all_events(tasks, kinds, metrics)
        return int(self._db.value(f"SELECT count(*) FROM ({query.text})", query.values))

    def page(
        self,
        tasks: Sequence[str],
        kinds: Sequence[str],
        start: int,
        size: int,
        order: Order,
        metrics: MetricVariants | None = None,
    ) -> list[Document]:
        """Events of any kinds, from a position on."""
        query = _all_events(tasks, kinds, metrics)
        direction = "DESC" if order.descending else "ASC"
        names = ("iter", "timestamp") if order.column == "iter" else ("timestamp", "iter")
        terms = ", ".join(f"{name} {direction}" for name in (*names, "position"))
        rows = self._db.rows(
            f"SELECT * FROM ({query.text}) ORDER BY {terms} LIMIT ? OFFSET ?", (*query.values, size, start)
        )
        ids = {row["series"] for row in rows if row["series"] is not None}
        by_id = {row["id"]: row for row in self.series_of(ids)}
        return [self._event(row, by_id) for row in rows]

    def urls(self, task: str) -> set[str]:
        """The addresses of a task's debug images."""
        return {event["url"] for event in self.samples([task], SAMPLE_KINDS[1], None) if event.get("url")}

    def series(self, tasks: Sequence[str], kinds: Sequence[str], metrics: MetricVariants | None = None) -> list[Row]:
        """What there are events of: one row per task, kind, metric and variant, in order of their names."""
        condition = all_of([membership("task", list(tasks)), membership("kind", list(kinds)), *_of_metrics(metrics)])
        return self._db.rows(f"SELECT * FROM series WHERE {condition.text} ORDER BY metric, variant", condition.values)

    def series_of(self, ids: Collection[int]) -> list[Row]:
        """Some series, in order of their names."""
        among = membership("id", list(ids))
        return self._db.rows(f"SELECT * FROM series WHERE {among.text} ORDER BY metric, variant", among.values)

    def _event(self, row: Row, series: Mapping[int, Row]) -> Document:
        if row["source"] == "log":
            line = self._db.row("SELECT * FROM log_lines WHERE id = ?", (row["position"],))
            assert line is not None
            return _log_event(line)
        one = series[row["series"]]
        if row["source"] == "points":
            point = self._db.row("SELECT * FROM points WHERE series = ? AND iter = ?", (row["series"], row["iter"]))
            assert point is not None
            return _scalar_event(one, point)
        sample = self._db.row("SELECT * FROM samples WHERE rowid = ?", (row["position"],))
        assert sample is not None
        return _sample_event(one, sample)

    def _samples_of(self, series: Row, last_iterations: int | None) -> Iterator[Document]:
        rows = self._db.rows(
            "SELECT * FROM samples WHERE series = ? AND (? IS NULL OR iter IN"
            " (SELECT DISTINCT iter FROM samples WHERE series = ? ORDER BY iter DESC LIMIT ?)) ORDER BY iter DESC, key",
            (series["id"], last_iterations, series["id"], last_iterations),
        )
        return (_sample_event(series, row) for row in rows)


def _all_events(tasks: Sequence[str], kinds: Sequence[str], metrics: MetricVariants | None) -> Sql:
    """(source, series, position, iter, timestamp) of events of any kind."""
    parts: list[str] = []
    values: tuple[Value, ...] = ()
    narrowed = _of_metrics(metrics)
    if LOG in kinds:
        lines = all_of([membership("task", list(tasks)), *narrowed])
        columns = "'log' AS source, NULL AS series, id AS position, coalesce(iter, 0) AS iter, timestamp"
        parts.append(f"SELECT {columns} FROM log_lines WHERE {lines.text}")
        values += lines.values
    series = all_of(
        [membership("task", list(tasks)), membership("kind", [kind for kind in kinds if kind != LOG]), *narrowed]
    )
    inside = f"series IN (SELECT id FROM series WHERE {series.text})"
    for table, position in (("points", "series"), ("samples", "rowid")):
        columns = f"'{table}' AS source, series, {position} AS position, iter, timestamp"
        parts.append(f"SELECT {columns} FROM {table} WHERE {inside}")
        values += series.values
    return Sql(" UNION ALL ".join(parts), values)


def _of_metrics(metrics: MetricVariants | None) -> list[Sql]:
    if not metrics:
        return []
    return [
        any_of(
            all_of([Sql("metric = ?", (name,)), *([membership("variant", list(variants))] if variants else [])])
            for name, variants in metrics.items()
        )
    ]


def _curve(points: Sequence[Row], samples: int, key: str) -> Document:
    column = "iter" if key == "iter" else "timestamp"
    pairs = [(row[column], row["value"]) for row in points if row["value"] is not None]
    interval = 1
    if len(pairs) >= samples:
        interval = max(1, math.ceil((max(pairs)[0] - min(pairs)[0] + 1) / samples))
    if interval > 1 or column == "timestamp":
        pairs = _averaged(pairs, interval)
    x: list[Any] = [pair[0] for pair in pairs]
    if key == "iso_time":
        x = [from_epoch(value / 1000) for value in x]
    return {"x": x, "y": [pair[1] for pair in pairs]}


def _averaged(pairs: Sequence[tuple[int, float]], interval: int) -> list[tuple[int, float]]:
    """One point per interval, at the interval's beginning."""
    buckets: dict[int, list[float]] = defaultdict(list)
    for x, y in pairs:
        buckets[x // interval * interval].append(y)
    return [(x, math.fsum(values) / len(values)) for x, values in sorted(buckets.items())]


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
    event = {
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
    return event if row["iter"] is None else {**event, "iter": row["iter"]}
