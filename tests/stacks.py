"""A whole local stack in its own home and on its own ports: real server, real agents, the real command."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import yaml

from automl_shared import sample

AUTOML = Path(sys.executable).with_name("automl")
PENGUINS = sample.TABLE

IMAGE_PREFIX = "AUTOML_IMAGE_PREFIX"


PORTS = range(20_000, 32_000)
"""Below those that the system gives to connections: one of these could take the port of a server that is down."""


def free_ports(count: int) -> list[int]:
    return list(islice(filter(is_free, random.SystemRandom().sample(PORTS, len(PORTS))), count))


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Stack:
    """One stack: its folder, and the command in it."""

    folder: Path
    plugins: Path | None = None
    mode: str = "process"
    clearml_conf: Path | None = None
    """Client configuration of another stack's server."""
    warm: bool = True
    """Whether tasks are forks of a server that has everything loaded."""

    @property
    def home(self) -> Path:
        return self.folder / ".automl"

    @property
    def environment(self) -> dict[str, str]:
        ours = ("CLEARML_", "AUTO")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours) or name == IMAGE_PREFIX}
        plugins = {"AUTOML_PLUGINS": str(self.plugins)} if self.plugins else {}
        server = {"CLEARML_CONFIG_FILE": str(self.clearml_conf)} if self.clearml_conf else {}
        warm = {"AUTOML_WARM": "1" if self.warm else "0"}
        return {**kept, **plugins, **server, **warm, "AUTOML_HOME": str(self.home), "AUTOML_MODE": self.mode}

    def run(self, *arguments: str, timeout: float = 600) -> Outcome:
        done = subprocess.run(
            [str(AUTOML), *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    def ok(self, *arguments: str, timeout: float = 600) -> Outcome:
        done = self.run(*arguments, timeout=timeout)
        assert done.code == 0, f"automl {' '.join(arguments)}: exit {done.code}\n{done.out}\n{done.err}"
        return done

    def up(self, *arguments: str) -> None:
        """With one training worker unless told otherwise, however many cores there are."""
        api, files, web = map(str, free_ports(3))
        if "--training" not in arguments:
            arguments = ("--training", "1", *arguments)
        self.ok("up", "--api-port", api, "--files-port", files, "--web-port", web, *arguments)

    def config(self, csv: Path, target: str, **sections: Any) -> str:
        file = self.folder / f"c{len(list(self.folder.glob('c*.yaml')))}.yaml"
        file.write_text(yaml.safe_dump({"data": {"csv_path": str(csv), "target_column": target}, **sections}))
        return str(file)

    def submit(self, *arguments: str) -> dict[str, Any]:
        """Submits without waiting."""
        return dict(self.ok("submit", "--json", *arguments).document)

    def show(self, run_id: str) -> dict[str, Any]:
        return dict(self.ok("runs", "show", run_id, "--json").document)

    def call(self, endpoint: str, **asked: Any) -> Any:
        """What the server itself answers: for what is asked again and again, as a command takes a second of a core."""
        keys, ports = (json.loads((self.home / name).read_text()) for name in ("credentials.json", "stack.json"))
        address = f"http://127.0.0.1:{ports['api_port']}/{endpoint}"
        answer = httpx.post(address, auth=(keys["access_key"], keys["secret_key"]), json=asked, timeout=30)
        return answer.raise_for_status().json()["data"]

    def tasks_of(self, run: str, status: str, *tags: str) -> list[str]:
        """The ids of the run's tasks that have these tags, too, and this status now."""
        asked = {"tags": ["__$all", f"run:{run}", *tags], "status": [status], "only_fields": ["id"]}
        return [task["id"] for task in self.call("tasks.get_all", **asked)["tasks"]]

    def pid(self, program: str) -> int:
        """The process id of a program of the stack."""
        from automl_controller.local.home import Home
        from automl_controller.local.processes.supervisor import Supervisor

        return int(Supervisor(Home(self.home), print).processes()[program]["pid"])

    def sdk(self, code: str, timeout: float = 120) -> str:
        """Runs code with the plain, unmodified ClearML SDK against this stack; what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**self.environment, "CLEARML_CONFIG_FILE": str(self.home / "clearml.conf")},
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd=self.folder,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def until(condition: Callable[[], Any], what: str, seconds: float = 300) -> Any:
    """The condition's first true value."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.5)
    raise AssertionError(f"{what} did not happen within {seconds} s")
