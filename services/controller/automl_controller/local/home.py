"""Where a local stack keeps its state: ``AUTOML_HOME``, by default ``.automl/`` in the current project."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shlex
import tempfile
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from automl_controller.local import Say
from automl_shared.errors import ConfigError
from automl_shared.frozen import Frozen
from automl_shared.machine import cores, make_private
from automl_shared.words import T_

MARK = "automl-home"
"""The file that says that a folder is a stack's home, and nothing else."""

HOME_VARIABLE = "AUTOML_HOME"
CONFIG_VARIABLE = "CLEARML_CONFIG_FILE"


Mode = Literal["process", "docker"]
MOST_TRAINING_WORKERS = 8
"""Of those a stack starts without being told; a machine with more cores is told how many of them are for training."""


def default_training_workers() -> int:
    """One for each core of this machine, within limits: a candidate needs one core, and they do not share it."""
    return min(cores(), MOST_TRAINING_WORKERS)


class StackSettings(Frozen):
    """How a stack was brought up; kept in ``stack.json`` while it is up."""

    mode: Mode = "process"
    address: str = "127.0.0.1"
    """Name or address under which clients reach the server; it listens nowhere else."""
    api_port: int = 8008
    files_port: int = 8081
    web_port: int = 8080
    queue_prefix: str = "automl"
    remote: bool = False
    """No server of our own: the agents work for the ClearML server that is configured."""
    remote_config: str = ""
    remote_urls: dict[str, str] = field(default_factory=dict)
    """Addresses of that server: ``api_url``, ``files_url``, ``web_url``."""
    controller: bool = True
    drain_seconds: int = 120
    """How long a worker that leaves may go on with its task."""
    workers: dict[str, int] = field(
        default_factory=lambda: {
            "preprocessing": 1,
            "training": default_training_workers(),
            "comparison": 1,
            "inference": 1,
        }
    )

    def url(self, port: int) -> str:
        """The address of one of the server's ports."""
        return f"http://{self.address}:{port}"

    def scaled(self, service: str, count: int) -> StackSettings:
        return replace(self, workers={**self.workers, service: count})


class _Inside:
    """A path in a stack's home."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, home: Home, kind: type[Home]) -> Path:
        return home.path / self._name


@dataclass(frozen=True)
class Home:
    """The folder of one stack."""

    path: Path

    settings_file = _Inside("stack.json")
    config_file = _Inside("clearml.conf")
    """The client configuration of the embedded server."""
    keys = _Inside("keys")
    """What containers get of the server's key."""
    logs = _Inside("logs")
    pids = _Inside("pids")
    """One file per running program with its process id."""
    supervisor_config = _Inside("supervisord.conf")
    supervisor_pid = _Inside("pids/supervisord.pid")
    workers_file = _Inside("training-workers")
    """How many training workers share this machine: read by every training task when it starts."""
    _link_to_sockets = _Inside("sockets")
    _last_file = _Inside("last-stack.json")

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
    def key(self) -> str:
        """Four characters that tell this stack from others on the machine."""
        return hashlib.sha256(str(self.path).encode()).hexdigest()[:4]

    @property
    def socket(self) -> Path:
        """The supervisor's socket."""
        return self._sockets / "supervisor.sock"

    @property
    def _sockets(self) -> Path:
        """The folder of sockets, outside the home: a socket's path must stay under 108 characters.

        Where it was made for this stack, whatever TMPDIR is by now.
        """
        digest = hashlib.sha256(str(self.path).encode()).hexdigest()[:12]
        name = f"automl-{os.getuid()}-{digest}"
        made = self._link_to_sockets.readlink() if self._link_to_sockets.is_symlink() else None
        # A copied home has the link of the one it was copied from.
        return made if made and made.name == name else Path(tempfile.gettempdir()) / name

    @property
    def warm_socket(self) -> Path:
        """Where the fork server of this machine's agents listens."""
        return self.socket.with_name("warm.sock")

    def settings(self) -> StackSettings | None:
        """The settings of the stack that is up; None when none is."""
        return _read(self.settings_file)

    def keep(self, settings: StackSettings) -> None:
        """Notes how the stack is brought up. Raises ConfigError where nothing can be written."""
        self.make()
        with self._being_written():
            _write(self.settings_file, json.dumps(asdict(settings), indent=2))
            _write(self.workers_file, f"{settings.workers.get('training', 1)}\n")

    def last_settings(self) -> StackSettings | None:
        """The settings of the stack that is or was up here: its data, and the addresses in them, belong to them."""
        return self.settings() or _read(self._last_file)

    @contextmanager
    def changing(self, doing: str, say: Say, *, beside: Container[str] = ()) -> Iterator[None]:
        """For whoever starts or ends programs of the stack: one command at a time, and the next one waits.

        ``doing``: the command. ``beside``: those that it does not wait for.
        """
        with self._being_written():
            file = (self.path / "changing.lock").open("a+", encoding="utf-8")
        with file as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                other = lock.read()
                if other in beside:
                    yield
                    return
                who = other or T_("another command")
                say(T_("{who} is changing the stack in {path}: waiting for it to end", who=who, path=self.path))
                fcntl.flock(lock, fcntl.LOCK_EX)
            lock.truncate(0)
            lock.write(doing)
            lock.flush()
            yield

    def forget(self) -> None:
        """Notes that the stack is down; what it was is kept for the next time."""
        if self.settings_file.exists():
            self.settings_file.replace(self._last_file)

    def make(self) -> None:
        """The folders, readable by nobody else. Raises ConfigError for a folder that holds anything else, and where
        nothing can be written.
        """
        with self._being_written():
            self._make()

    @contextmanager
    def _being_written(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ConfigError(
                T_("the stack's home cannot be written"),
                value=f"{error.filename2 or error.filename or self.path}: {error.strerror}",
                allowed=T_("a folder of this user with room"),
                fix=f"{HOME_VARIABLE}=FOLDER automl up",
            ) from error

    def _make(self) -> None:
        mark = self.path / MARK
        if not mark.exists():
            strange = sorted(file.name for file in self.path.iterdir()) if self.path.exists() else []
            if strange and not {self.settings_file.name, self._last_file.name, "server.sqlite"} & set(strange):
                raise ConfigError(
                    T_("this folder holds other things, and a stack's home is deleted as a whole by `make clean`"),
                    value=f"{self.path}: {', '.join(strange[:5])}",
                    allowed=T_("an empty folder, or none"),
                    fix=f"{HOME_VARIABLE}={self.path / '.automl'} automl up",
                )
        for folder in (self.path, self.logs, self.pids, self.path / "cache"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._make_sockets()
        code = self.path / "code"
        if not code.exists():
            code.mkdir(mode=0o500)
        mark.touch(mode=0o600)

    def _make_sockets(self) -> None:
        link = self._link_to_sockets
        if link.is_symlink() and not (link.readlink() == self._sockets and self._sockets.is_dir()):
            link.unlink()
        if not link.is_symlink():
            link.symlink_to(make_private(self._sockets))


def _write(file: Path, text: str) -> None:
    """All of it or nothing, also on a full disk."""
    draft = file.with_suffix(".new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


def _read(file: Path) -> StackSettings | None:
    """What another version wrote and this one does not know is left out. Raises ConfigError."""
    if not file.exists():
        return None
    try:
        stored: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        known = {one.name for one in fields(StackSettings)}
        return StackSettings(**{name: value for name, value in stored.items() if name in known})
    except (OSError, ValueError, AttributeError) as error:
        raise ConfigError(
            T_("the stack's settings cannot be read"),
            value=f"{file}: {error}",
            fix=f"rm {'-r ' if file.is_dir() else ''}{shlex.quote(str(file))}",
        ) from error


def use_configuration(home: Home) -> str:
    """Points this process to its ClearML server and says whose: ``process``, ``docker``, ``remote``, or empty for none.

    A local stack that is up comes first, then whatever ClearML client configuration there is.
    """
    settings = home.settings()
    if settings and not settings.remote:
        os.environ[CONFIG_VARIABLE] = str(home.config_file)
        return settings.mode
    if settings and settings.remote_config:
        os.environ[CONFIG_VARIABLE] = settings.remote_config
        return "remote"
    if os.environ.get(CONFIG_VARIABLE) or os.environ.get("CLEARML_API_HOST") or (Path.home() / "clearml.conf").exists():
        return "remote"
    return ""
