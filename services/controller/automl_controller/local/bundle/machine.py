"""What is known without a server: versions, settings, environment, logs, the database."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from automl_controller.local.backend import backend_of
from automl_controller.local.bundle.gathering import Gathering
from automl_controller.local.doctor import examine
from automl_controller.local.home import CONFIG_VARIABLE, HOME_VARIABLE, Home, StackSettings
from automl_controller.local.processes.programs import KEPT_VARIABLES
from automl_controller.runs.templates import wanted
from automl_shared.config.models import ClearMLSettings
from automl_shared.errors import NotFound
from automl_shared.naming import Phase
from automl_shared.words import T_

SHOWN_VARIABLES = (
    *KEPT_VARIABLES,
    HOME_VARIABLE,
    CONFIG_VARIABLE,
    "AUTOML_MODE",
    "AUTOML_DRAIN_SECONDS",
    "AUTOML_QUEUE",
    "CLEARML_API_HOST",
    "CLEARML_FILES_HOST",
    "CLEARML_WEB_HOST",
    "CLEARML_WORKER_ID",
    "CLEARML_AGENT_QUEUE_POLL_FREQ_SEC",
    "OMP_NUM_THREADS",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
)
"""All of the environment that is shown."""

INFO_SECONDS = 60


def gather_machine(into: Gathering, home: Home, prefix: str) -> None:
    """Everything of this machine and this home."""
    into.add_document("versions.json", versions)
    into.add_document("settings.json", lambda: _settings(home))
    into.add_document("environment.json", lambda: shown(os.environ))
    into.add_document("doctor.json", lambda: [check.document() for check in examine(home, prefix)])
    into.add_document("database.json", lambda: database(home))
    logs = backend_of(home, home.last_settings() or StackSettings(), say=print).logs()
    for name, end in logs.items():
        into.add_text(f"logs/{name}", end)
    if not logs:
        into.miss("logs/", "no part of a stack has written a log here")


def versions() -> dict[str, Any]:
    """Of Python, the system, our code and every package."""
    templates = {phase.value: wanted(phase, ClearMLSettings())[1] for phase in Phase}
    return {
        "python": sys.version,
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "code": templates,
        "packages": {
            distribution.metadata["Name"]: distribution.version for distribution in sorted(distributions(), key=_name)
        },
    }


def shown(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that may be shown."""
    return {name: environment[name] for name in SHOWN_VARIABLES if name in environment}


def database(home: Home) -> dict[str, Any]:
    """Size and counts of the embedded server's database, and whether it is sound. Raises NotFound without one."""
    file = home.path / "server.sqlite"
    if not file.exists():
        raise NotFound(T_("no database of an embedded server is here"), value=file)
    return {**_info(home), "check": _check(file)}


def _settings(home: Home) -> dict[str, Any]:
    settings = home.last_settings()
    if settings is None:
        raise NotFound(T_("no stack was ever up here"), value=home.path)
    return {"up": home.settings() is not None, **asdict(settings)}


def _info(home: Home) -> dict[str, Any]:
    command = [sys.executable, "-m", "automl_server", "info", "--home", str(home.path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=INFO_SECONDS)
    return dict(json.loads(done.stdout)) if done.returncode == 0 else {"problem": done.stderr.strip()}


def _check(file: Path) -> list[str]:
    """What SQLite finds wrong; ``ok`` for nothing."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            return [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    except sqlite3.Error as error:
        return [str(error)]


def _name(one: Any) -> str:
    return str(one.metadata["Name"]).casefold()
