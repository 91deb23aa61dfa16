"""Where a local stack keeps its state: ``AUTOML_HOME``, by default ``.automl/`` in the current project."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

HOME_VARIABLE = "AUTOML_HOME"
CONFIG_VARIABLE = "CLEARML_CONFIG_FILE"


@dataclass(frozen=True, kw_only=True)
class StackSettings:
    """How a stack was brought up; kept in ``stack.json`` while it is up."""

    api_port: int = 8008
    files_port: int = 8081
    web_port: int = 8080
    queue_prefix: str = "automl"
    remote: bool = False
    """No server of our own: the agents work for the ClearML server that is configured."""
    remote_config: str = ""
    workers: dict[str, int] = field(
        default_factory=lambda: {
            "preprocessing": 1,
            "training": 1,
            "comparison": 1,
            "inference": 1,
        }
    )

    def scaled(self, service: str, count: int) -> StackSettings:
        return replace(self, workers={**self.workers, service: count})


@dataclass(frozen=True)
class Home:
    """The folder of one stack."""

    path: Path

    @classmethod
    def current(cls) -> Home:
        """``AUTOML_HOME``, else ``.automl`` here or in the nearest folder above that has one."""
        given = os.environ.get(HOME_VARIABLE)
        if given:
            return cls(Path(given).absolute())
        here = Path.cwd()
        above = (folder / ".automl" for folder in (here, *here.parents))
        return cls(next((folder for folder in above if (folder / "stack.json").exists()), here / ".automl"))

    @property
    def settings_file(self) -> Path:
        return self.path / "stack.json"

    @property
    def config_file(self) -> Path:
        """The client configuration the embedded server writes."""
        return self.path / "clearml.conf"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def pids(self) -> Path:
        """One file per running program with its process id."""
        return self.path / "pids"

    @property
    def supervisor_config(self) -> Path:
        return self.path / "supervisord.conf"

    @property
    def supervisor_pid(self) -> Path:
        return self.pids / "supervisord.pid"

    @property
    def workers_file(self) -> Path:
        """How many training workers share this machine: read by every training task when it starts."""
        return self.path / "training-workers"

    @property
    def key(self) -> str:
        """Four characters that tell this stack from others on the machine."""
        return hashlib.sha256(str(self.path).encode()).hexdigest()[:4]

    @property
    def socket(self) -> Path:
        """The supervisor's socket, outside the home: a socket's path must stay under 108 characters."""
        digest = hashlib.sha256(str(self.path).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"automl-{os.getuid()}-{digest}" / "supervisor.sock"

    def settings(self) -> StackSettings | None:
        """The settings of the stack that is up; None when none is."""
        if not self.settings_file.exists():
            return None
        stored: dict[str, Any] = json.loads(self.settings_file.read_text(encoding="utf-8"))
        return StackSettings(**stored)

    def keep(self, settings: StackSettings) -> None:
        self.make()
        self.settings_file.write_text(json.dumps(asdict(settings), indent=2), encoding="utf-8")
        self.workers_file.write_text(f"{settings.workers.get('training', 1)}\n", encoding="ascii")

    def forget(self) -> None:
        self.settings_file.unlink(missing_ok=True)

    def make(self) -> None:
        """The folders, readable by nobody else."""
        for folder in (self.path, self.logs, self.pids, self.path / "cache", self.socket.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        code = self.path / "code"
        if not code.exists():
            code.mkdir(mode=0o500)


def use_configuration(home: Home) -> str:
    """Points this process to its ClearML server and says which: ``process``, ``remote`` or, with none, an empty string.

    A local stack that is up comes first, then whatever ClearML client configuration there is.
    """
    settings = home.settings()
    if settings and not settings.remote:
        os.environ[CONFIG_VARIABLE] = str(home.config_file)
        return "process"
    if settings and settings.remote_config:
        os.environ[CONFIG_VARIABLE] = settings.remote_config
        return "remote"
    if os.environ.get(CONFIG_VARIABLE) or os.environ.get("CLEARML_API_HOST") or (Path.home() / "clearml.conf").exists():
        return "remote"
    return ""
