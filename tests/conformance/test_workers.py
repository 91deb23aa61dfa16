"""Workers and their machines."""

from __future__ import annotations

import time

from tests.integration.server.conftest import Client

from .things import unique


def test_curves_of_each_graphics_card(client: Client) -> None:
    worker, start = unique("machine"), int(time.time())
    for minute in range(3):
        stats = {"cpu_usage": [10, 20], "gpu_usage": [30, 50]}
        at = (start + 60 * minute) * 1000
        client.call("workers.status_report", worker=worker, timestamp=at, machine_stats=stats)
    items = [{"key": key, "aggregation": "avg"} for key in ("cpu_usage", "gpu_usage")]
    asked = {"from_date": start, "to_date": start + 400, "interval": 1, "worker_ids": [worker]}
    found = client.call("workers.get_stats", items=items, split_by_resource=True, **asked)["workers"][0]["metrics"]
    stats = {metric["metric"]: metric["stats"][0] for metric in found}
    assert max(stats["gpu_usage"]["values"]) == 40.0
    series = {one["name"]: max(one["values"]) for one in stats["gpu_usage"]["resource_series"]}
    assert series == {"0": 30.0, "1": 50.0}
    assert not stats["cpu_usage"].get("resource_series")
