"""One server for all of them: a process of the SDK knows one server in its life."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from clearml.debugging.log import LoggerRoot


@pytest.fixture(autouse=True)
def the_sdk_logs_to_no_stream_of_a_test() -> Iterator[None]:
    """Its handlers keep the streams of the test that logs first, and would flush them when they are closed."""
    yield
    LoggerRoot.clear_logger_handlers()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A real server that takes little of a task; the path of its client configuration."""
    home = tmp_path_factory.mktemp("server")
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "automl_server", "--home", str(home), "--max-file-mb", "12", "--max-plots", "20"]
            + [part for port in ("api", "files", "web") for part in (f"--{port}-port", "0")],
            stdout=log,
            stderr=log,
        )
        config = home / "clearml.conf"
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and not (config.exists() and _answers(config)):
            time.sleep(0.05)
        yield config
        process.terminate()
        process.wait(20)


def _answers(config: Path) -> bool:
    address = next(line.split('"')[-2] for line in config.read_text().splitlines() if "api_server" in line)
    try:
        return requests.get(f"{address}/debug.ping", timeout=2).ok
    except requests.RequestException:
        return False
