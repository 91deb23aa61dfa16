"""How long a run stands still after one process of its stack was killed.

Brings up a stack of its own, keeps runs going on it, kills one process of each kind by -9, and measures the seconds
until something changes through the API that this process was needed for: the next task that such a worker ends, the
next thing that a controller does, the next answer of the server. Prints one JSON document; the exit code is 1 where a
kill took longer than the goal.

    scripts/chaos/recovery.py > recovery.json                 every kind once: about four minutes
    scripts/chaos/recovery.py --times 3 --only server
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import psutil
import yaml
from play import TABLE, write_config
from stage import stage
from strike import Strike

from automl_controller.runs.lease import OWNER_KEY
from automl_controller.runs.submit import check_data
from automl_shared.config import parse_config
from automl_shared.errors import ServerUnreachable
from automl_shared.naming import Phase
from automl_shared.tracker import TaskStatus

MOST_SECONDS = 300.0
GOAL_SECONDS, ADOPTION_GOAL_SECONDS = 45.0, 15.0
ADOPTION = "controller, its run adopted by another"
Sign = Callable[[Strike], Any]
"""Something that another value shows to have gone on."""


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=1, help="how often each kind of process is killed")
    parser.add_argument("--only", action="append", choices=sorted(KINDS), help="these kinds")
    asked = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-") as name:
        folder = Path(name)
        os.environ["TMPDIR"] = str(folder / "tmp")
        (folder / "tmp").mkdir()
        tempfile.tempdir = None
        write_config(folder)
        with stage(folder) as (made, tracker):
            config = parse_config(yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8")))
            data = check_data(config, folder / TABLE)
            strike = Strike(seed=0, chance=Random(0), stage=made, tracker=tracker, config=config, data=data, runs=[])
            measured = {kind: [KINDS[kind](strike) for _ in range(asked.times)] for kind in asked.only or KINDS}
    found = document(measured)
    print(json.dumps({**found, "minutes": round((time.monotonic() - started) / 60, 1)}, indent=2))
    return 0 if all(row["within_goal"] for row in found["seconds"].values()) else 1


def document(measured: dict[str, list[float | None]]) -> dict[str, Any]:
    """Seconds by kind; None where nothing went on, or there was nothing to kill."""
    return {
        "recovery": "seconds from kill -9 until the work that needed the process goes on",
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 1024**3),
        "load": round(os.getloadavg()[1], 1),
        "seconds": {kind: _row(each, _goal(kind)) for kind, each in measured.items()},
    }


def _goal(kind: str) -> float:
    return ADOPTION_GOAL_SECONDS if kind == ADOPTION else GOAL_SECONDS


def _row(each: list[float | None], goal: float) -> dict[str, Any]:
    known = [one for one in each if one is not None]
    return {
        "each": each,
        "median": statistics.median(known) if known else None,
        "goal": goal,
        "within_goal": len(known) == len(each) and max(known) < goal,
    }


def until_changed(strike: Strike, sign: Sign, before: Any) -> float | None:
    """Seconds until the sign is another one."""
    started = time.monotonic()
    while time.monotonic() < started + MOST_SECONDS:
        try:
            if sign(strike) != before:
                return round(time.monotonic() - started, 1)
        except ServerUnreachable:
            pass
        time.sleep(0.1)
    return None


def killed(strike: Strike, program: str, sign: Sign, when: Callable[[Strike], bool]) -> float | None:
    """Kills a program as soon as it has work; seconds until that goes on."""
    wait_for_work(strike, when)
    process = strike.program(program)
    assert process is not None, f"{program} does not run"
    before = sign(strike)
    process.kill()
    return until_changed(strike, sign, before)


def wait_for_work(strike: Strike, when: Callable[[Strike], bool]) -> None:
    """Submits runs until there is the work that is wanted."""
    strike.runs = [strike.submit()]
    while not when(strike):
        time.sleep(0.1)
        if strike.tracker.task(strike.runs[-1]).status.ended:
            strike.runs = [strike.submit()]


def running(phase: Phase) -> Callable[[Strike], bool]:
    """Whether a task of a phase is being worked on."""
    return lambda strike: strike.child(TaskStatus.IN_PROGRESS, phases=[phase]) is not None


def ended_tasks(*phases: Phase) -> Sign:
    """How many tasks of some phases have ended with a result."""

    def count(strike: Strike) -> int:
        return sum(task.unit.phase in phases for task in strike.children(TaskStatus.COMPLETED) if task.unit)

    return count


def controllers_work(strike: Strike) -> Any:
    """Which children a controller has made, and whether the run is over."""
    children = strike.tracker.tasks(parent=strike.runs, with_sections=False)
    return {task.id for task in children}, strike.tracker.task(strike.runs[0]).status


def a_worker(phase: Phase) -> Callable[[Strike], float | None]:
    """The supervised agent of a phase, with all it has started."""
    return lambda strike: killed(strike, phase.value, ended_tasks(phase), running(phase))


def a_task(strike: Strike) -> float | None:
    """The process of a training; the agent lives."""
    wait_for_work(strike, running(Phase.TRAINING))
    before = ended_tasks(Phase.TRAINING)(strike)
    warm = strike.program("warm")
    children = warm.children() if warm else []
    if not children:
        return None
    children[-1].kill()
    return until_changed(strike, ended_tasks(Phase.TRAINING), before)


def the_server(strike: Strike) -> float | None:
    """Until a task ends again: it has to answer, and everybody to come back."""
    return killed(strike, "server", ended_tasks(*Phase), running(Phase.TRAINING))


def the_controller(strike: Strike) -> float | None:
    """It is started again and goes on."""
    return killed(strike, "controller", controllers_work, running(Phase.PREPROCESSING))


def another_controller(strike: Strike) -> float | None:
    """The one that has the run is frozen, and another one adopts it."""
    strike.stage.staff(2)
    strike.stage.wait_until_staffed(strike.tracker)
    wait_for_work(strike, running(Phase.PREPROCESSING))
    owner = strike.tracker.task(strike.runs[0]).runtime[OWNER_KEY]
    program = "controller-2" if owner.endswith(":2") else "controller"
    process = psutil.Process(int((strike.stage.home.pids / f"{program}.pid").read_text(encoding="ascii")))
    process.suspend()
    seconds = until_changed(strike, lambda one: one.tracker.task(one.runs[0]).runtime[OWNER_KEY], owner)
    process.resume()
    strike.stage.staff(1)
    return seconds


def the_fork_server(strike: Strike) -> float | None:
    """With every task it has forked."""
    return killed(strike, "warm", ended_tasks(*Phase), running(Phase.TRAINING))


def the_supervisor(strike: Strike) -> float | None:
    """Everything ends with it; then the stack is brought up again, as a person does with ``automl up``."""
    wait_for_work(strike, running(Phase.TRAINING))
    before = ended_tasks(*Phase)(strike)
    process = strike.program("supervisord")
    assert process is not None, "no supervisor runs"
    process.kill()
    psutil.wait_procs([process], timeout=10)
    started = time.monotonic()
    strike.stage.staff()
    waited = until_changed(strike, ended_tasks(*Phase), before)
    return None if waited is None else round(time.monotonic() - started, 1)


KINDS: dict[str, Callable[[Strike], float | None]] = {
    "server": the_server,
    "controller, started again": the_controller,
    ADOPTION: another_controller,
    "worker, preprocessing": a_worker(Phase.PREPROCESSING),
    "worker, training": a_worker(Phase.TRAINING),
    "worker, comparison": a_worker(Phase.COMPARISON),
    "a training's process": a_task,
    "fork server": the_fork_server,
    "supervisor, and up again": the_supervisor,
}


if __name__ == "__main__":
    raise SystemExit(main())
