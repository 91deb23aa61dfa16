"""Instances of model endpoints: what they last said, and their figures over time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from automl_server import errors
from automl_server.clock import epoch, now
from automl_server.db import Database
from automl_server.documents import Document
from automl_server.errors import ApiError
from automl_server.store.worker_stats import Window


@dataclass(frozen=True)
class Figure:
    """A figure of an endpoint."""

    name: str  # as it is kept
    title: str
    is_sum: bool  # of instances: summed up, or the mean
    unit: float = 1.0  # of what is shown, in what is kept
    is_count: bool = False  # it only grows: of several reports the highest counts, and there is none between reports


_GIGABYTE = 1024.0  # machines report megabytes


METRICS: Mapping[str, Figure] = {
    "requests": Figure("requests_num", "Number of Requests", True, is_count=True),
    "requests_min": Figure("requests_min", "Requests per Minute", True),
    "latency_ms": Figure("latency_ms", "Average Latency (ms)", False),
    "cpu_count": Figure("cpu_num", "CPU Count", True),
    "gpu_count": Figure("gpu_num", "GPU Count", True),
    "cpu_util": Figure("cpu_usage", "Average CPU Load (%)", False),
    "gpu_util": Figure("gpu_usage", "Average GPU Utilization (%)", False),
    "ram_total": Figure("memory_total", "RAM Total (GB)", True, _GIGABYTE),
    "ram_used": Figure("memory_used", "RAM Used (GB)", True, _GIGABYTE),
    "ram_free": Figure("memory_free", "RAM Free (GB)", True, _GIGABYTE),
    "gpu_ram_total": Figure("gpu_memory_total", "GPU RAM Total (GB)", True, _GIGABYTE),
    "gpu_ram_used": Figure("gpu_memory_used", "GPU RAM Used (GB)", True, _GIGABYTE),
    "gpu_ram_free": Figure("gpu_memory_free", "GPU RAM Free (GB)", True, _GIGABYTE),
    "network_rx": Figure("network_rx", "Network Throughput RX (MBps)", True),
    "network_tx": Figure("network_tx", "Network Throughput TX (MBps)", True),
}


class Serving:
    """All instances that were heard of lately."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def register(self, container: str, entry: Document, ip: str, timeout: int) -> None:
        """An instance as it describes itself, good for so many seconds."""
        self._keep(container, entry, ip, now(), timeout)

    def unregister(self, container: str) -> None:
        """Forget an instance."""
        self._db.run("DELETE FROM serving_containers WHERE id = ?", (container,))

    def report(self, container: str, entry: Document, ip: str, timeout: int) -> None:
        """What an instance says of itself now; it keeps the timeout it was registered with."""
        before = self._db.row("SELECT registered, timeout FROM serving_containers WHERE id = ?", (container,))
        registered, timeout = (before["registered"], before["timeout"]) if before else (now(), timeout)
        self._keep(container, entry, ip, registered, timeout)
        moment, url = time.time(), entry["endpoint_url"]
        self._db.run_many(
            "INSERT INTO serving_stats VALUES (?, ?, ?, ?, ?)",
            [(moment, container, url, name, value) for name, value in _figures(entry).items()],
        )

    def endpoints(self) -> list[Document]:
        """[{endpoint, model, url, instances, uptime_sec, requests, requests_min, latency_ms, last_update}]."""
        by_url: dict[str, list[Document]] = {}
        for entry in self._alive("endpoint_url IS NOT NULL"):
            by_url.setdefault(entry["endpoint_url"], []).append(entry)
        return [_summary(entries) for entries in by_url.values()]

    def loading(self) -> list[Document]:
        """Instances that have no address yet."""
        shown = ("model_source", "model_version", "preprocess_artifact", "input_type", "input_size", "uptime_sec")
        moment = time.time()
        return [
            {
                "id": entry["id"],
                **_names(entry),
                **{name: entry.get(name) for name in shown},
                "age_sec": int(moment - epoch(entry["registered"])),
                "last_update": entry["last_update"],
            }
            for entry in self._alive("endpoint_url IS NULL")
        ]

    def details(self, url: str) -> Document:
        """One address. Raises if nobody serves it."""
        entries = self._alive("endpoint_url = ?", url)
        if not entries:
            raise ApiError(errors.NO_CONTAINERS_FOR_URL, url=url)
        shown = ("preprocess_artifact", "input_type", "input_size", "model_source", "model_version")
        return {
            **_names(entries[0]),
            **{name: entries[0].get(name) for name in shown},
            "uptime_sec": max(entry.get("uptime_sec") or 0 for entry in entries),
            "last_update": max(entry["last_update"] for entry in entries),
            "instances": [
                {
                    "id": entry["id"],
                    "uptime_sec": entry.get("uptime_sec"),
                    "requests": entry.get("requests_num"),
                    "requests_min": entry.get("requests_min"),
                    "latency_ms": entry.get("latency_ms"),
                    "last_update": entry["last_update"],
                    "reference": entry.get("reference"),
                    "cpu_count": len(_numbers(entry["machine_stats"].get("cpu_usage"))),
                    "gpu_count": len(_numbers(entry["machine_stats"].get("gpu_usage"))),
                }
                for entry in entries
            ],
        }

    def history(self, url: str, figure: Figure, window: Window, *, each: bool) -> Document:
        """{computed_interval, total: {title, dates, values}, instances: {id: {title, dates, values}}}."""
        of_several = "max" if figure.is_count else "avg"
        rows = self._db.rows(
            f"SELECT container, {window.bucket.text} AS bucket, {of_several}(value) AS figure FROM serving_stats"
            " WHERE url = ? AND metric = ? AND time BETWEEN ? AND ? GROUP BY container, bucket ORDER BY container",
            (*window.bucket.values, url, figure.name, window.start, window.end),
        )
        curves: dict[str, dict[int, float]] = {}
        for row in rows:
            curves.setdefault(row["container"], {})[row["bucket"]] = row["figure"] / figure.unit
        buckets = _shown_buckets(window, curves, figure)
        dates = [window.date(bucket) for bucket in buckets]
        return {
            "computed_interval": window.interval,
            "total": {
                "title": figure.title,
                "dates": dates,
                "values": [_combined(curves.values(), bucket, figure) for bucket in buckets],
            },
            "instances": {
                name: {"title": name, "dates": dates, "values": [round(curve.get(part, 0.0), 2) for part in buckets]}
                for name, curve in (curves if each else {}).items()
            },
        }

    def drop_before(self, moment: float) -> None:
        """Forget old figures, and instances that fell silent."""
        self._db.run("DELETE FROM serving_stats WHERE time < ?", (moment,))
        self._db.run("DELETE FROM serving_containers WHERE expires < ?", (time.time(),))

    def _keep(self, container: str, entry: Document, ip: str, registered: str, timeout: int) -> None:
        self._db.run(
            "INSERT OR REPLACE INTO serving_containers VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                container,
                entry.get("endpoint_url"),
                orjson.dumps({**entry, "id": container, "ip": ip}).decode(),
                registered,
                now(),
                timeout,
                time.time() + timeout,
            ),
        )

    def _alive(self, condition: str, *values: str) -> list[Document]:
        rows = self._db.rows(
            f"SELECT entry, registered, last FROM serving_containers WHERE expires >= ? AND {condition}"
            " ORDER BY registered, id",
            (time.time(), *values),
        )
        return [
            {**orjson.loads(row["entry"]), "registered": row["registered"], "last_update": row["last"]} for row in rows
        ]


def _names(entry: Mapping[str, Any]) -> Document:
    return {"endpoint": entry["endpoint_name"], "model": entry["model_name"], "url": entry.get("endpoint_url")}


def _summary(entries: Sequence[Document]) -> Document:
    def known(name: str) -> list[float]:
        return [entry[name] for entry in entries if entry.get(name) is not None]

    def mean(name: str, digits: int | None = None) -> float | None:
        values = known(name)
        return round(sum(values) / len(values), digits) if values else None

    return {
        **_names(entries[0]),
        "instances": len(entries),
        "uptime_sec": max(known("uptime_sec"), default=None),
        "requests": sum(known("requests_num")),
        "requests_min": mean("requests_min", 2),
        "latency_ms": mean("latency_ms"),
        "last_update": max(entry["last_update"] for entry in entries),
    }


def _shown_buckets(window: Window, curves: Mapping[str, Mapping[int, float]], figure: Figure) -> list[int]:
    """The parts of a curve: all, or of what only grows those in which something was reported."""
    if not curves:
        return []
    reported = {bucket for curve in curves.values() for bucket in curve}
    return [bucket for bucket in window.buckets if not figure.is_count or bucket in reported]


def _combined(curves: Iterable[Mapping[int, float]], bucket: int, figure: Figure) -> float:
    """Over the instances that reported in this part; 0 if none did."""
    values = [curve[bucket] for curve in curves if bucket in curve]
    return round(sum(values) / (1 if figure.is_sum else max(len(values), 1)), 2)


def _figures(entry: Mapping[str, Any]) -> dict[str, float]:
    """What is kept of a report, by name."""
    machine = entry["machine_stats"]
    figures: dict[str, float | None] = {
        name: entry.get(name) for name in ("requests_num", "requests_min", "latency_ms")
    }
    for kind in ("cpu", "gpu"):
        values = _numbers(machine.get(f"{kind}_usage"))
        figures |= {f"{kind}_usage": _mean(values), f"{kind}_num": len(values) or None}
    for kind in ("memory", "gpu_memory"):
        free, used = (_mean(_numbers(machine.get(f"{kind}_{part}"))) for part in ("free", "used"))
        total = None if free is used is None else (free or 0) + (used or 0)
        figures |= {f"{kind}_free": free, f"{kind}_used": used, f"{kind}_total": total}
    for name in ("network_rx", "network_tx"):
        figures[name] = _mean(_numbers(machine.get(name)))
    return {name: value for name, value in figures.items() if value is not None}


def _numbers(value: Any) -> list[float]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, (int, float))]


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
