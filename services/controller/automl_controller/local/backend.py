"""What carries a stack: processes of this machine, or containers. Everything above it is the same for both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from automl_controller.local import Say
from automl_controller.local.home import Home, StackSettings


class Backend(Protocol):
    """Starts and stops the parts of one stack, as its settings say: the server, the controller, workers."""

    def prepare(self) -> None:
        """Called before anything is started. Raises ConfigError when this backend cannot work here."""
        ...

    def runs(self, service: Literal["server", "web"]) -> bool:
        """Whether the server or the pages run, or are being started again."""
        ...

    def start_server(self) -> list[str]:
        """Starts the server alone; names of what was started."""
        ...

    def ensure(self, *, renew: bool) -> list[str]:
        """Runs exactly the parts it should, leaving alone what runs already; names of what was started.

        ``renew``: what runs in an older way than the settings and images say now is replaced.

        Workers that are too many finish their task first, within ``settings.drain_seconds``.
        """
        ...

    def states(self) -> dict[str, str]:
        """Every part by name with its state, ``RUNNING`` when all is well; empty when nothing is up."""
        ...

    def troubles(self) -> dict[str, str]:
        """Every part by name that does not run as it should, and what is the matter with it, in words."""
        ...

    def worker_ids(self) -> set[str]:
        """The ids under which the server should know the workers and the controller."""
        ...

    def stop(self, *, now: bool) -> bool:
        """Stops everything, keeping the data; ``now`` without waiting for tasks. False when nothing ran."""
        ...

    def server_log(self) -> str:
        """What the server wrote."""
        ...

    def logs(self) -> dict[str, Callable[[], str]]:
        """The log of every part by file name, and how its end is had."""
        ...

    def show_logs(self, services: list[str], *, follow: bool) -> int:
        """Prints the last lines of some services, of all when none is named; an exit code."""
        ...


def backend_of(home: Home, settings: StackSettings, say: Say) -> Backend:
    """What carries a stack of these settings; ``say`` tells a person what is waited for."""
    if settings.mode == "docker":
        from automl_controller.local.containers import Containers

        return Containers(home, settings, say)
    from automl_controller.local.processes import Processes

    return Processes(home, settings, say)
