"""The stack as containers: one image per service, run by compose."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from functools import partial

from automl_controller.local import Say
from automl_controller.local.containers import compose, engine
from automl_controller.local.containers.keys import copy_keys, write_keys
from automl_controller.local.home import Home, StackSettings
from automl_controller.local.leaving import running_tasks, waiting_for
from automl_shared.errors import ConfigError
from automl_shared.words import T_

LOG_LINES = 5000
"""The end of a container's log that is kept."""


class Containers:
    """A backend on Docker and compose."""

    def __init__(self, home: Home, settings: StackSettings, say: Say) -> None:
        self._home, self._settings, self._say = home, settings, say
        self._project = compose.project_of(home)

    def prepare(self) -> None:
        """Makes the key and the images that are missing. Raises ConfigError when containers cannot run here."""
        if not engine.answers():
            raise ConfigError(
                T_("no Docker engine answers"),
                fix=("automl up --mode process", T_("start it (docker info says why)")),
            )
        compose.check_plugins()
        compose.environment(self._home, self._settings)
        (copy_keys if self._settings.remote else write_keys)(self._home, self._settings)
        missing = [name for name in compose.services(self._settings) if not engine.has_image(compose.image_of(name))]
        if missing:
            self._build(missing)

    def runs(self, service: str) -> bool:
        return any(one.service == service and one.is_up for one in engine.containers(self._project))

    def start_server(self) -> list[str]:
        return self._up(["server"], [])

    def ensure(self, *, renew: bool) -> list[str]:
        leaving = self._surplus()
        if leaving:
            self._say(self._patience(", ".join(leaving)))
        return self._up(compose.services(self._settings), [] if renew else ["--no-recreate"])

    def states(self) -> dict[str, str]:
        return {one.name: "RUNNING" if _is_well(one) else one.status for one in engine.containers(self._project)}

    def troubles(self) -> dict[str, str]:
        return {name: state for name, state in self.states().items() if state != "RUNNING"}

    def worker_ids(self) -> set[str]:
        reporting = {*compose.services(self._settings)} - {"server", "web"}
        return {
            f"{one.service}:{one.id}"
            for one in engine.containers(self._project)
            if one.service in reporting and one.is_up
        }

    def stop(self, *, now: bool) -> bool:
        """The workers first, so that they can tell the server and the controller goes on meanwhile."""
        found = list(engine.containers(self._project))
        if not found:
            return False
        running = {one.service for one in found if one.state == "running"} & self._settings.workers.keys()
        if running:
            self._say(T_("stopping the workers") if now else self._patience(T_("the workers")))
            if not now and (tasks := running_tasks(self.worker_ids())):
                self._say(waiting_for(tasks))
            self._compose(["stop", *(["--timeout", "0"] if now else self._timeout()), *sorted(running)])
        self._compose(["down"])
        return True

    def server_log(self) -> str:
        servers = [one for one in engine.containers(self._project) if one.service == "server"]
        return engine.last_lines(servers[0]) if servers else "no server"

    def logs(self) -> dict[str, Callable[[], str]]:
        found = engine.containers(self._project) if engine.answers() else ()
        return {f"{one.name}.log": partial(engine.last_lines, one, LOG_LINES) for one in found}

    def show_logs(self, services: list[str], *, follow: bool) -> int:
        return self.run_compose(["logs", "--tail", "20", *(["--follow"] if follow else []), *services])

    def run_compose(self, arguments: Sequence[str]) -> int:
        """Compose with this stack's files and variables, on this terminal; its exit code."""
        command, environment = self._call(arguments)
        return subprocess.run(command, env=environment, check=False).returncode

    def _compose(self, arguments: Sequence[str]) -> None:
        engine.run(*self._call(arguments))

    def _call(self, arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
        stack = ["--project-name", self._project, *compose.files(self._settings)]
        return [*engine.compose_command(), *stack, *arguments], compose.environment(self._home, self._settings)

    def _up(self, services: Sequence[str], options: Sequence[str]) -> list[str]:
        before = {one.id for one in engine.containers(self._project) if one.state == "running"}
        scales = compose.scales(self._settings) if {*services} & self._settings.workers.keys() else []
        self._compose(["up", "--detach", "--no-build", *options, *self._timeout(), *scales, *services])
        return [one.name for one in engine.containers(self._project) if one.id not in before]

    def _surplus(self) -> list[str]:
        wanted = self._settings.workers
        running = [one for one in engine.containers(self._project) if one.state == "running"]
        return [one.name for one in running if one.service in wanted and one.number > wanted[one.service]]

    def _timeout(self) -> list[str]:
        return ["--timeout", str(self._settings.drain_seconds + compose.STOP_SECONDS)]

    def _patience(self, who: str) -> str:
        seconds = self._settings.drain_seconds
        return T_("{who} may finish their tasks for up to {seconds} s", who=who, seconds=seconds)

    def _build(self, services: Sequence[str]) -> None:
        self._say(T_("building the images of {names} (some minutes the first time)", names=", ".join(services)))
        done = subprocess.run([compose.ROOT / "scripts/images", *services], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ConfigError(
                T_("the images could not be built"),
                value=" | ".join(done.stderr.strip().splitlines()[-3:]),
                fix=(
                    "automl up --mode process",
                    T_("make images (shows everything; BASE_IMAGE=... names another base)"),
                ),
            )


def _is_well(container: engine.Container) -> bool:
    return container.state == "running" and "unhealthy" not in container.status
