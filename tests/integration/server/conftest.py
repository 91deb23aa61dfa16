"""The real server process, on free ports, in a folder of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[3]
SERVER_PATH = ROOT / "services" / "server"
DEADLINE_SECONDS = 120.0


def wait_until(condition: Callable[[], Any], what: str, seconds: float = DEADLINE_SECONDS) -> Any:
    """Poll a condition until it is true; fail with what was waited for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    pytest.fail(f"waited {seconds} s in vain for: {what}")


def server_environment() -> dict[str, str]:
    """The environment of a server process."""
    path = os.pathsep.join(filter(None, [str(SERVER_PATH), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path}


@dataclass
class Server:
    """One server: its folder, its process, and a client for it."""

    home: Path
    options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    urls: dict[str, str] = field(default_factory=dict)
    clients: list[Client] = field(default_factory=list)

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """However the tests went, no process and no connection of it is left."""
        self.close_clients()
        if self.process.poll() is None:
            assert self.stop() == 0

    def start(self) -> None:
        """Start, and wait until it answers. A restart takes the ports it had."""
        ports = self._ports()
        with (self.home.parent / f"{self.home.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "automl_server", "--home", str(self.home), *ports, *self.options],
                env=server_environment(),
                stderr=log,
            )
        wait_until(self._ready, "the server to answer")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; returns the exit code."""
        self.process.send_signal(number)
        return self.process.wait(10)

    @property
    def config_file(self) -> Path:
        """The client config the server writes."""
        return self.home / "clearml.conf"

    @property
    def log_text(self) -> str:
        """All it has logged."""
        return (self.home.parent / f"{self.home.name}.log").read_text()

    @property
    def credentials(self) -> tuple[str, str]:
        """Access key and secret key."""
        content = json.loads((self.home / "credentials.json").read_text())
        return content["access_key"], content["secret_key"]

    def client(self) -> Client:
        """A new client, logged in."""
        self.clients.append(Client(self))
        return self.clients[-1]

    def close_clients(self) -> None:
        """Close the connections of all clients."""
        for client in self.clients:
            client.http.close()

    def environment(self, folder: Path) -> dict[str, str]:
        """The environment of an unmodified ClearML client that keeps its files in a folder."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("CLEARML", "TRAINS"))}
        return {
            **kept,
            "CLEARML_CONFIG_FILE": str(self.config_file),
            "CLEARML_CACHE_DIR": str(folder / "cache"),
            "CLEARML_AGENT_NO_UPDATE": "1",
            "HOME": str(folder),
            "PYTHONWARNINGS": "ignore",
        }

    def run_sdk(self, script: str, folder: Path, seconds: float = 300.0) -> dict[str, Any]:
        """Run a script with the real SDK in a process; returns the JSON of its last line."""
        printed = self.run_script(script, folder, seconds).splitlines()
        return json.loads(next(line for line in reversed(printed) if line.startswith("{")))

    def run_script(self, script: str, folder: Path, seconds: float = 300.0) -> str:
        """Run a script with the real SDK in a process; returns what it printed."""
        file = folder / "script.py"
        file.write_text(script)
        # The reporting subprocess costs every script 10 s at its end; no other setting is changed.
        config = folder / "clearml.conf"
        config.write_text(self.config_file.read_text() + "sdk.development.report_use_subprocess: false\n")
        result = subprocess.run(
            [sys.executable, str(file)],
            env={**self.environment(folder), "CLEARML_CONFIG_FILE": str(config)},
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
        return result.stdout

    def _ready(self) -> bool:
        assert self.process.poll() is None, self.log_text
        if not self.config_file.exists():
            return False
        names = re.findall(r'(api|files|web)_server: "([^"]+)"', self.config_file.read_text())
        self.urls = dict(names)
        try:
            with urllib.request.urlopen(f"{self.urls['api']}/debug.ping", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _ports(self) -> list[str]:
        ports = {name: url.rpartition(":")[2] for name, url in self.urls.items()}
        self.config_file.unlink(missing_ok=True)
        return [part for name in ("api", "files", "web") for part in (f"--{name}-port", ports.get(name, "0"))]


class Refused(Exception):
    """The server's refusal of a call."""

    def __init__(self, status: int, meta: dict[str, Any]) -> None:
        super().__init__(f"{status}/{meta['result_subcode']}: {meta['result_msg']}")
        self.codes = (status, meta["result_subcode"])
        self.meta = meta


class Client:
    """Calls the API as a logged-in user."""

    def __init__(self, server: Server) -> None:
        self.http = httpx.Client(base_url=server.urls["api"], timeout=30)
        answer = self.http.post("/auth.login", auth=httpx.BasicAuth(*server.credentials))
        self.token: str = answer.json()["data"]["token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"
        self.http.cookies.clear()

    def call(self, endpoint: str, **data: Any) -> dict[str, Any]:
        """The data of the answer. Raises Refused."""
        return self.unpack(self.http.post(f"/{endpoint}", json=data))

    def unpack(self, answer: httpx.Response) -> dict[str, Any]:
        """The data of an answer. Raises Refused."""
        content = answer.json()
        if answer.status_code != 200:
            raise Refused(answer.status_code, content["meta"])
        return content["data"]

    def send_events(self, *events: dict[str, Any]) -> dict[str, Any]:
        """Send events as JSON lines."""
        body = "\n".join(json.dumps(event) for event in events)
        headers = {"Content-Type": "application/json-lines"}
        return self.unpack(self.http.post("/events.add_batch", content=body, headers=headers))

    def new_task(self, name: str = "a task", **fields: Any) -> str:
        """Create a task; returns its id."""
        return self.call("tasks.create", **{"name": name, "type": "training", **fields})["id"]

    def task(self, task: str) -> dict[str, Any]:
        """Read a task."""
        return self.call("tasks.get_by_id", task=task)["task"]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for tests that leave others alone."""
    with Server(tmp_path_factory.mktemp("server") / "home") as running:
        yield running


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server to stop, kill and restart."""
    with Server(tmp_path / "home") as running:
        yield running
        if running.process.poll() is None:
            running.stop(signal.SIGKILL)  # at once, whatever the test has left open


@pytest.fixture(scope="session")
def client(server: Server) -> Client:
    """A client of the shared server."""
    return server.client()
