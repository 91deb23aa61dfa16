"""The server as a background process: started, found, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from automl_server.home import read_holder
from automl_server.problem import NotRunning, OperationError

START_SECONDS = 30.0
STOP_SECONDS = 20.0
STARTER_VARIABLE = "AUTOML_SERVER_STARTER"
_LOG_LINES = 5


def starter() -> str:
    """Which command runs this process."""
    if "SUPERVISOR_PROCESS_NAME" in os.environ:
        return "automl up"
    return os.environ.get(STARTER_VARIABLE, "automl server run")


def log_file(home: Path) -> Path:
    """Where a server in the background writes."""
    return home / "logs" / "server.log"


def state(home: Path) -> dict[str, Any]:
    """{running, ready, home, pid, started_by, since, urls}: what holds this home."""
    holder = read_holder(home)
    if holder is None:
        return {"running": False, "ready": False, "home": str(home)}
    urls = holder.get("urls") or {}
    return {"running": True, "ready": bool(urls) and _answers(urls["api"]), "home": str(home), **holder}


def require_running(home: Path) -> dict[str, Any]:
    """The state of a server that must run. Raises NotRunning."""
    found = state(home)
    if not found["running"]:
        raise NotRunning("no server runs on this home", value=home, fix="automl server start")
    return found


def start(home: Path, options: Sequence[str]) -> dict[str, Any]:
    """Run a server in the background and wait until it answers; one that runs already is left alone."""
    found = state(home)
    if found["running"]:
        return {"started": False, **found}
    log = log_file(home)
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with log.open("ab") as stream:
        before = stream.tell()
        process = subprocess.Popen(
            [sys.executable, "-m", "automl_server", "run", "--home", str(home), *options],
            env={**os.environ, STARTER_VARIABLE: "automl server start"},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        found = state(home)
        if found["ready"] and found["pid"] == process.pid:
            return {"started": True, **found}
        if process.poll() is not None:
            break
        time.sleep(0.05)
    else:
        process.terminate()
        process.wait(STOP_SECONDS)
    raise OperationError("the server did not come up", value=_tail(log, before), fix=f"read {log}")


def stop(home: Path) -> dict[str, Any]:
    """Ask the server to stop and wait until it has; one that `automl up` runs is left alone."""
    found = state(home)
    if not found["running"]:
        return {"stopped": False, "home": str(home)}
    if found.get("started_by") == "automl up":
        raise OperationError("this server is part of a stack that is up", value=home, fix="automl down")
    pid = int(found["pid"])
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while state(home).get("pid") == pid:
        if time.monotonic() > deadline:
            raise OperationError(
                "the server does not stop", value=f"pid {pid}", fix=f"kill -9 {pid} (no data are lost)"
            )
        time.sleep(0.05)
    return {"stopped": True, "home": str(home), "pid": pid}


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/debug.ping", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _tail(log: Path, start: int) -> str:
    with log.open("rb") as stream:
        stream.seek(start)
        lines = stream.read().decode(errors="replace").split("\n")
    return " | ".join([line.strip() for line in lines if line.strip()][-_LOG_LINES:])
