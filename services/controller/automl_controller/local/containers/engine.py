"""The Docker engine and compose of this machine, by their commands."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache

from automl_shared.errors import AutoMLError, ConfigError
from automl_shared.frozen import Frozen
from automl_shared.words import T_

PROJECT_LABEL = "com.docker.compose.project"
SERVICE_LABEL = "com.docker.compose.service"
NUMBER_LABEL = "com.docker.compose.container-number"
ANSWER_SECONDS = 20


class Container(Frozen):
    """A container of a compose project, running or not."""

    id: str
    service: str
    number: int
    state: str
    """Docker's word: created, running, restarting, exited …"""
    status: str
    """For people: ``Up 2 minutes (healthy)``."""

    @property
    def name(self) -> str:
        return f"{self.service}-{self.number}"

    @property
    def is_up(self) -> bool:
        """Whether it runs, or is being started again."""
        return self.state in ("running", "restarting")


def answers() -> bool:
    """Whether a Docker engine is there for us."""
    if not shutil.which("docker"):
        return False
    try:
        return _succeeds("docker", "version", "--format", "{{.Server.Version}}")
    except AutoMLError:  # whoever asks says that no engine answers
        return False


def _succeeds(*command: str) -> bool:
    """Asks the engine something quick. Raises AutoMLError where it does not answer in time."""
    try:
        return subprocess.run(command, capture_output=True, timeout=ANSWER_SECONDS, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        asked = " ".join(command[:2])
        raise AutoMLError(
            T_("{command} did not answer within {seconds} s", command=asked, seconds=ANSWER_SECONDS),
            fix=T_("try again once docker info answers"),
        ) from None


@cache
def compose_command() -> tuple[str, ...]:
    """``docker compose``, or ``docker-compose`` where that is all there is. Raises ConfigError when there is none.

    Neither asks the engine for its version, so neither can hang; on a busy machine compose takes half a minute to load.
    """
    for command in (("docker", "compose"), ("docker-compose",)):
        if shutil.which(command[0]):
            done = subprocess.run([*command, "version"], capture_output=True, check=False)
            if done.returncode == 0:
                return command
    raise ConfigError(
        T_("there is a Docker engine, but no compose"), fix=("automl up --mode process", T_("install docker compose"))
    )


def containers(project: str) -> Iterator[Container]:
    """All containers of a compose project."""
    fields = "\t".join(
        [
            "{{.ID}}",
            f'{{{{.Label "{SERVICE_LABEL}"}}}}',
            f'{{{{.Label "{NUMBER_LABEL}"}}}}',
            "{{.State}}",
            "{{.Status}}",
        ]
    )
    listed = run(["docker", "ps", "--all", "--filter", f"label={PROJECT_LABEL}={project}", "--format", fields])
    for line in listed.splitlines():
        identity, service, number, state, status = line.split("\t")
        yield Container(id=identity, service=service, number=int(number or 1), state=state, status=status)


def has_image(name: str) -> bool:
    """Whether an image is on this machine. Raises AutoMLError where the engine does not answer in time."""
    return _succeeds("docker", "image", "inspect", "--format", "{{.Id}}", name)


def last_lines(container: Container, lines: int = 20) -> str:
    """What a container wrote last; a service writes its log to stderr."""
    command = ["docker", "logs", "--tail", str(lines), container.id]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False).stdout


def run(command: Sequence[str], environment: dict[str, str] | None = None) -> str:
    """What a command printed. Raises AutoMLError with its last lines when it failed."""
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        last = " | ".join((done.stderr or done.stdout).strip().splitlines()[-5:])
        raise AutoMLError(T_("{command} failed", command=" ".join(command[:2])), value=last, fix="automl doctor")
    return done.stdout
