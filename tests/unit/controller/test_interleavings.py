"""Runs in a world where any call may fail, be carried out without an answer, or late; where controllers are killed, or
stand still in the middle of a call while the others go on; where workers die, and come back.

The seed chooses what happens; time is the world's. Whatever it was, the run ends with every candidate once, and leaves
nothing behind.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from automl_controller.runs.document import run_document
from automl_controller.runs.reading import read_state
from automl_controller.service import Controller, ServiceSettings
from automl_shared.errors import NotFound, ServerRefused, ServerUnreachable
from automl_shared.naming import Phase
from automl_shared.resuming import STATUS_KEY
from automl_shared.tracker import TaskSnapshot, TaskStatus

from .conftest import AGENT_QUEUES, World

SEEDS = (
    [random.randrange(10**9) for _ in range(200)] if os.environ.get("AUTOML_EXAMPLES") == "new" else range(1000, 1012)
)

LOOKS = ("tasks", "task", "workers", "queues", "next_task")
CHANGES = ("clone", "enqueue", "edit", "set_runtime", "mark", "stop", "report_worker", "set_configuration", "ping")

TROUBLED_SECONDS, PATIENCE_SECONDS, AFTERWARDS_SECONDS = 300, 1500, 260
"""So long things go wrong; so long a run may take from then on; and so long nothing may move after its end."""


class Killed(BaseException):
    """A controller's process has ended in the middle of a call."""


@dataclass
class Line:
    """One controller's line to the server, on which any call may go wrong."""

    play: Play
    controller: str

    def __getattr__(self, name: str) -> Any:
        call = getattr(self.play.world.tracker, name)
        if name not in (*LOOKS, *CHANGES):
            return call
        return lambda *given, **named: self.play.called(self.controller, name, lambda: call(*given, **named))


@dataclass
class Worker:
    """Takes tasks of one queue, one after the other."""

    play: Play
    name: str
    queue: str
    task: str | None = None
    starts: float = 0.0
    ends: float | None = None
    back: float = 0.0

    def step(self) -> None:
        """Its next second."""
        play, tracker = self.play, self.play.world.tracker
        if play.seconds < self.back:
            return
        if self.task is None:
            tracker.report_worker(self.name, queue=self.queue, task_id=None)
            self.task, self.ends = tracker.next_task(self.queue), None
            self.starts = play.seconds + self._delay()
        elif play.loses_a_task(0.02):
            self._dies()
        elif self.ends is None:
            if play.seconds >= self.starts:
                self._starts(self.task)
        else:
            self._works(self.task, self.ends)

    def _delay(self) -> int:
        """Until it says that it has started, which may be too late."""
        return self.play.chosen(50, 130) if self.play.loses_a_task(0.2) else self.play.chosen(0, 1)

    def _dies(self) -> None:
        self.task, self.back = None, self.play.seconds + self.play.chosen(2, 20, 90)
        if self.play.happens(0.3):
            self.play.world.tracker.unregister_worker(self.name)

    def _starts(self, task_id: str) -> None:
        """The server takes that whatever became of the task; the agent looks only then."""
        tracker = self.play.world.tracker
        self.play.started[task_id] += tracker.task(task_id).status is TaskStatus.QUEUED
        tracker.mark(task_id, TaskStatus.IN_PROGRESS)
        tracker.report_worker(self.name, queue=self.queue, task_id=task_id)
        self.ends = self.play.seconds + self.play.random.uniform(1, 20)

    def _works(self, task_id: str, ends: float) -> None:
        tracker = self.play.world.tracker
        task = tracker.task(task_id)
        if task.status.ended:
            self.task = None
        elif task.stop_requested or task.superseded:
            tracker.mark(task_id, TaskStatus.STOPPED)
            self.task = None
        else:
            tracker.report_worker(self.name, queue=self.queue, task_id=task_id)
            if self.play.seconds >= ends:
                self.play.world.store_output(task)
                if self.play.loses_a_task(0.1):  # after its result, before its end
                    self._dies()
                else:
                    tracker.mark(task_id, TaskStatus.COMPLETED)
                    self.task = None


@dataclass
class Play:
    """One run, and everything that happens to it."""

    seed: int
    world: World
    controllers: dict[str, Controller] = field(default_factory=dict)
    down_until: dict[str, float] = field(default_factory=dict)
    standing: list[str] = field(default_factory=list)
    """Controllers in the middle of a call or a pause, the last one's on top of the others'."""
    late: list[tuple[float, Callable[[], Any]]] = field(default_factory=list)
    started: Counter[str] = field(default_factory=Counter)
    away: int = 0
    """How many calls the server will not answer."""
    calm: bool = False
    losses: int = 2
    """Of tasks by their workers, still to come: one may be lost so often and no more."""

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.begun = self.world.clock.now
        self.run = self.world.submit(models=["logistic", "knn"], preprocessing={"scaling": ["standard", "none"]})
        self.names = [f"controller:{number}" for number in range(self.chosen(1, 2, 3))]
        self.workers = [Worker(self, f"{queue}:{number}", queue) for number in range(2) for queue in AGENT_QUEUES]

    @property
    def seconds(self) -> float:
        return (self.world.clock.now - self.begun).total_seconds()

    def chosen(self, *which: int) -> int:
        return self.random.choice(which)

    def happens(self, share: float) -> bool:
        return not self.calm and self.random.random() < share

    def loses_a_task(self, share: float) -> bool:
        lost = self.losses > 0 and self.happens(share)
        self.losses -= lost
        return lost

    def called(self, controller: str, name: str, call: Callable[[], Any]) -> Any:
        """What becomes of a controller's call."""
        if self.calm:
            return call()
        self.away = self.away - 1 if self.away else self.chosen(1, 20, 60) if self.happens(0.002) else 0
        if self.away:
            raise ServerUnreachable("nobody answers")
        if self.happens(0.005):
            self._done(call)
            raise ServerUnreachable("the answer was lost")
        if name in CHANGES and self.happens(0.02):
            self.late.append((self.seconds + self.chosen(1, 3, 8, 20, 40, 61, 90), call))
            raise ServerUnreachable("it will be done later")
        if self.happens(0.002):
            if self.happens(0.5):
                self._done(call)
            raise Killed
        if self.happens(0.003):
            return self._slowly(controller, call)
        return call()

    def _slowly(self, controller: str, call: Callable[[], Any]) -> Any:
        """Before or after it is done, everybody else goes on for a while."""
        if self.happens(0.5):
            self.stand(controller, self.chosen(3, 9, 14, 30, 70))
            return call()
        answer = call()
        self.stand(controller, self.chosen(3, 9, 14, 30, 70))
        return answer

    @staticmethod
    def _done(call: Callable[[], Any]) -> None:
        """Whether it could be done is not told."""
        try:
            call()
        except (NotFound, ServerRefused):
            return

    def stand(self, controller: str, seconds: float) -> None:
        """One stands still; not all do at once."""
        if len(self.standing) >= 2:
            self.world.clock.turn(seconds)
            return
        self.standing.append(controller)
        end = self.seconds + seconds
        try:
            while self.seconds < end:
                self.step()
        finally:
            self.standing.pop()

    def step(self) -> None:
        """Everybody's next second."""
        self.world.clock.turn(1)
        for one in [one for one in self.late if one[0] <= self.seconds]:
            self.late.remove(one)
            self._done(one[1])
        for worker in self.workers:
            worker.step()
        for name in self.names:
            if name not in self.standing and self.seconds >= self.down_until.get(name, 0):
                self._turn(name)

    def _turn(self, name: str) -> None:
        """A controller's, and before it that of its pulse's thread."""
        settings = ServiceSettings(worker_id=name, queue="automl-controller")
        if name not in self.controllers:
            line: Any = Line(self, name)
            sleep = lambda seconds: self.stand(name, seconds)  # noqa: E731
            self.controllers[name] = Controller(line, settings, self.world.clock, sleep=sleep)
        controller = self.controllers[name]
        try:
            controller.tick()
        except ServerUnreachable:
            controller.connection_lost()
        except Killed:
            del self.controllers[name]
            self.down_until[name] = self.seconds + self.chosen(2, 20, 60)

    @property
    def is_over(self) -> bool:
        return bool(self.world.tracker.task(self.run).runtime.get(STATUS_KEY))

    def until(self, seconds: float) -> None:
        while self.seconds < seconds and not self.is_over:
            self.step()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_run_ends_with_every_candidate_once_and_leaves_nothing(tmp_path: Path, seed: int) -> None:
    play = Play(seed, World(tmp_path))
    play.until(TROUBLED_SECONDS)
    play.calm = True
    play.until(play.seconds + PATIENCE_SECONDS)
    assert play.is_over, "it never ends"
    for _ in range(AFTERWARDS_SECONDS):
        play.step()
    tracker = play.world.tracker
    state = read_state(tracker, tracker.task(play.run))
    document = run_document(tracker, state)
    assert document.status == "completed", document.failures
    tasks = tracker.tasks(parent=play.run)
    left = [task for task in tasks if not task.status.ended and not is_draft_made_after(state.task, task)]
    assert [f"{task.id} is {task.status}" for task in left] == []
    assert max(play.started.values()) == 1
    assert [queue.waiting for queue in tracker.queues() if queue.waiting] == []
    done = Counter(task.unit for task in tasks if not task.superseded and task.status is TaskStatus.COMPLETED)
    assert {*done.values()} == {1}
    assert sum(unit is not None and unit.phase is Phase.TRAINING for unit in done) == 5


def is_draft_made_after(run: TaskSnapshot, task: TaskSnapshot) -> bool:
    """By a call that was carried out after the run's end: nobody looks at that any more, and nothing comes of it."""
    assert run.ended, "it is over"
    assert task.created, "every task was made"
    return task.status is TaskStatus.CREATED and task.created > run.ended
