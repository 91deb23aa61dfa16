"""The stack in containers that a campaign strikes at. The images have to be there: ``scripts/images``."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stage import WORKERS, Stage, settings, wait_until

from automl_controller.local.containers import engine
from automl_controller.local.containers.compose import project_of
from automl_controller.local.home import CONFIG_VARIABLE, HOME_VARIABLE, Home
from automl_shared.tracker import Tracker, connect

STAFF = ("controller", *WORKERS)
LOG_LINES = 100_000
UP_SECONDS = 600


class ContainedStage(Stage):
    """A stack whose programs have a container each; disks, lines and clocks are the engine's."""

    def bring_up(self) -> None:
        """Server, controller and workers."""
        self._up("--mode", "docker", "--training", str(WORKERS["training"]), *self.ports)

    def _up(self, *options: str) -> None:
        """Raises SystemExit where that fails: the campaign cannot go on."""
        made = self.command("up", *options, seconds=UP_SECONDS)
        if made.returncode:
            raise SystemExit(f"the stack does not come up: {made.stderr}")

    def containers(self) -> list[engine.Container]:
        """All of the stack's, running or not."""
        return list(engine.containers(project_of(self.home)))

    @property
    def logs(self) -> Path:
        """What those wrote that are there now."""
        folder = self.folder / "written"
        folder.mkdir(exist_ok=True)
        for one in self.containers():
            (folder / f"{one.name}.log").write_text(engine.last_lines(one, LOG_LINES), encoding="utf-8")
        return folder

    def recover(self) -> None:
        """Every container runs and reaches the others."""
        for one in self.containers():
            if one.state == "paused":
                docker("unpause", one.id)
        self._up()

    def left(self) -> list[str]:
        """What is there although the stack is down, in words."""
        return [f"container {one.name} is left" for one in self.containers() if one.is_up]

    def wait_until_staffed(self, tracker: Tracker) -> None:
        """Until every program reports to the server."""

        def reports() -> bool:
            wanted = {f"{one.service}:{one.id}" for one in self.containers() if one.service in STAFF}
            return wanted <= {worker.id for worker in tracker.workers()}

        wait_until(reports, "every worker's report")


@contextmanager
def contained(folder: Path) -> Iterator[tuple[Stage, Tracker]]:
    """A stack that works, on free ports; afterwards nothing of it is left."""
    made = ContainedStage(folder, settings())
    os.environ[HOME_VARIABLE] = str(made.home.path)
    try:
        made.bring_up()
        os.environ[CONFIG_VARIABLE] = str(made.home.config_file)
        tracker = connect()
        made.wait_until_staffed(tracker)
        yield made, tracker
    finally:
        made.command("down", "--now")
        made.command("compose", "down", "--volumes")
        shutil.rmtree(made.home.path, ignore_errors=True)


def docker(*arguments: str) -> str:
    """What a command of the engine printed. Raises AutoMLError."""
    return engine.run(["docker", *arguments]).strip()


def network_of(home: Home) -> str:
    """The one that all containers of a stack are in."""
    return f"{project_of(home)}_default"
