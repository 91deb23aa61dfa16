"""The real controller process: its figures on loopback, its log as JSON, for whoever asks for them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx

from .conftest import Server, wait_until


def test_a_controller_shows_its_rounds_and_logs_json(server: Server, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/metrics"
    environment = {
        **server.environment(tmp_path),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "AUTOML_METRICS_PORT": str(port),
        "AUTOML_LOG_FORMAT": "json",
    }
    command = [sys.executable, "-m", "automl_controller", "--queue", "figures", "--worker-id", "controller:figures"]
    task = server.client().new_task()
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_until(lambda: _rounds(url) > 0, "the controller's first round", seconds=60)
            (queue,) = [one["id"] for one in server.client().call("queues.get_all", name="^figures$")["queues"]]
            server.client().call("tasks.enqueue", task=task, queue=queue)
            wait_until(lambda: server.client().task(task)["status"] == "failed", "what is no run to be refused")
        finally:
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=30)
    assert "WARNING automl.controller" not in said, "text"
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]  # an interpreter may say more
    refused = [line for line in lines if "is not a run" in line["message"]]
    assert [(line["task"], line["level"]) for line in refused] == [(task, "warning")]


def _rounds(url: str) -> float:
    try:
        text = httpx.get(url).text
    except httpx.TransportError:
        return 0.0
    (line,) = [line for line in text.splitlines() if line.startswith("automl_controller_tick_seconds_count")]
    return float(line.split()[1])
