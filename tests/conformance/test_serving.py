"""Model endpoints that report themselves."""

from __future__ import annotations

import time
from typing import Any

from tests.integration.server.conftest import Client
from tests.integration.server.test_api import refused

from .things import unique


def entry(container: str, url: str | None, **more: Any) -> dict[str, Any]:
    names = {"endpoint_name": "an endpoint", "model_name": "a model", "model_version": "1"}
    return {"container_id": container, "endpoint_url": url, **names, **more}


def test_instances_of_an_endpoint(client: Client) -> None:
    url, containers = f"https://{unique('host').replace(' ', '-')}/infer", [unique("instance") for _ in range(3)]
    for container in containers:
        client.call("serving.register_container", **entry(container, None), timeout=100)
    loading = {one["id"]: one for one in client.call("serving.get_loading_instances")["instances"]}
    assert {loading[container]["age_sec"] < 60 for container in containers} == {True}
    for number, container in enumerate(containers[:2]):
        figures = {"uptime_sec": 10 + number, "requests_num": 100 * (number + 1), "requests_min": 5.0, "latency_ms": 20}
        machine = {"cpu_usage": [10, 30], "memory_used": 30.0, "memory_free": 50.0}
        origin = {"reference": [{"type": "model", "value": "7"}]} if not number else {}
        client.call(
            "serving.container_status_report", **entry(container, url, **figures, **origin), machine_stats=machine
        )
    (found,) = (one for one in client.call("serving.get_endpoints")["endpoints"] if one["url"] == url)
    assert {name: found[name] for name in ("endpoint", "model", "instances", "requests", "uptime_sec")} == {
        "endpoint": "an endpoint",
        "model": "a model",
        "instances": 2,
        "requests": 300,
        "uptime_sec": 11,
    }
    details = client.call("serving.get_endpoint_details", endpoint_url=url)
    assert {one["id"]: one["requests"] for one in details["instances"]} == dict(
        zip(containers[:2], (100, 200), strict=True)
    )
    shown = {one["id"]: (one["cpu_count"], one["gpu_count"], one["reference"]) for one in details["instances"]}
    assert shown == {containers[0]: (2, 0, [{"type": "model", "value": "7"}]), containers[1]: (2, 0, [])}
    client.call("serving.unregister_container", container_id=containers[0])
    assert len(client.call("serving.get_endpoint_details", endpoint_url=url)["instances"]) == 1
    assert refused(client, "serving.get_endpoint_details", endpoint_url="no such")[0] == 400
    assert refused(client, "serving.container_status_report", **entry(containers[0], None)) == (400, 12)
    wrong = entry(containers[0], url, reference=[{"type": "colour", "value": "7"}])
    assert refused(client, "serving.container_status_report", **wrong) == (400, 12)


def test_figures_of_an_endpoint_over_time(client: Client) -> None:
    url, start = f"https://{unique('host').replace(' ', '-')}/infer", time.time()
    containers = sorted(unique("instance") for _ in range(2))
    for number, container in enumerate(containers):
        machine = {"cpu_usage": [10 + 20 * number], "memory_used": 2048.0, "memory_free": 1024.0}
        client.call(
            "serving.container_status_report",
            **entry(container, url, requests_num=10, latency_ms=20 * (number + 1), machine_stats=machine),
        )
    asked = {"endpoint_url": url, "from_date": start - 100, "to_date": start + 200, "interval": 1}

    def curve(metric: str, **more: Any) -> dict[str, Any]:
        return client.call("serving.get_endpoint_metrics_history", metric_type=metric, **asked, **more)

    requests = curve("requests")
    assert (max(requests["total"]["values"]), requests["total"]["title"]) == (20, "Number of Requests")
    assert 0 not in requests["total"]["values"]
    used, total = curve("ram_used")["total"], curve("ram_total")["total"]
    assert (max(used["values"]), used["title"]) == (4.0, "RAM Used (GB)")
    assert max(total["values"]) == 6.0
    assert sorted(requests["instances"]) == containers
    assert len(requests["total"]["dates"]) == len(requests["total"]["values"])
    assert max(curve("latency_ms")["total"]["values"]) == 30
    assert max(curve("cpu_util")["total"]["values"]) == 20
    assert curve("cpu_count", instance_charts=False)["instances"] == {}
    assert refused(client, "serving.get_endpoint_metrics_history", metric_type="x", **asked) == (400, 12)
