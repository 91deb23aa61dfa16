"""The controller service: takes run tasks from its queue and advances all of them side by side."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from automl_controller.news import Bell, News
from automl_controller.runs import lease
from automl_controller.runs.advance import RunAdvancer
from automl_controller.runs.document import STATUS_KEY
from automl_controller.runs.inputs import own_run
from automl_controller.runs.reading import Depth
from automl_controller.runs.rules import Limits, Sight
from automl_controller.runs.state import RunState
from automl_shared.errors import AutoMLError, NotFound, ServerUnreachable
from automl_shared.failures import CAUSE_KEY, REMEDY_KEY
from automl_shared.naming import TEMPLATE_TAG, Phase, tag
from automl_shared.tracker import TaskSnapshot, TaskStatus, Tracker

log = logging.getLogger("automl.controller")


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """How a controller works. ``worker_id`` is the same after a restart, so that it goes on with its runs at once."""

    worker_id: str
    queue: str
    poll_seconds: float = 1.0
    """Between two looks where the server cannot tell of changes."""
    watch_seconds: float = 5.0
    """Between two looks at queues, workers and signs of life, while runs go on."""
    reread_seconds: float = 60.0
    """Between two looks at everything, changed or not."""
    report_seconds: float = 10.0
    """Signs of life of the worker, its runs and its leases."""
    lease_seconds: float = 45.0
    adopt_seconds: float = 10.0
    """How often it looks for runs that nobody advances."""
    settle_seconds: float = 30.0
    """After a start or a lost connection: so long nobody is declared lost."""
    limits: Limits = field(default_factory=Limits)


class Controller:
    """All runs of one controller. `tick` does everything that is due; call it again and again."""

    def __init__(
        self, tracker: Tracker, settings: ServiceSettings, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._tracker, self._settings, self._now = tracker, settings, now
        self._runs: dict[str, RunAdvancer] = {}
        self._lost_runs: dict[str, datetime] = {}
        self._vanished: dict[str, dict[str, datetime]] = {}
        self._unsettled_until = now() + timedelta(seconds=settings.settle_seconds)
        self._due: dict[str, datetime] = {}
        self.busy = False
        """Whether the last round left something that need not wait."""

    @property
    def run_ids(self) -> list[str]:
        """Task ids of the runs being advanced."""
        return list(self._runs)

    def connection_lost(self) -> None:
        """Call when the server did not answer: workers get time to report again before anybody counts as lost."""
        self._unsettled_until = self._now() + timedelta(seconds=self._settings.settle_seconds)

    def tick(self) -> None:
        """One round. Raises ServerUnreachable; everything else that goes wrong ends the run it belongs to."""
        if self._is_due("report", self._settings.report_seconds):
            self._report()
        while (task_id := self._tracker.next_task(self._settings.queue)) is not None:
            self._take(self._tracker.task(task_id))
        if self._is_due("adopt", self._settings.adopt_seconds):
            self._adopt()
        if self._runs:
            self._advance(self._depth())
        self.busy = any(run.busy for run in self._runs.values())

    @property
    def patience_seconds(self) -> float:
        """How long it may wait for news before its next round."""
        return self._settings.watch_seconds if self._runs else self._settings.report_seconds

    def close(self) -> None:
        """Hands the runs over: releases the leases and signs off."""
        for task_id in self._runs:
            lease.release(self._tracker, task_id, self._settings.worker_id)
        self._tracker.unregister_worker(self._settings.worker_id)

    def _is_due(self, what: str, seconds: float) -> bool:
        now = self._now()
        if self._due.get(what, now) > now:
            return False
        self._due[what] = now + timedelta(seconds=seconds)
        return True

    def _report(self) -> None:
        settings = self._settings
        self._tracker.report_worker(settings.worker_id, queue=settings.queue, task_id=next(iter(self._runs), None))
        for task_id in list(self._runs):
            self._tracker.ping(task_id)
            if not lease.take(self._tracker, task_id, settings.worker_id, self._now(), settings.lease_seconds):
                log.warning("run task %s was taken over by another controller", task_id)
                del self._runs[task_id]

    def _take(self, task: TaskSnapshot) -> None:
        """Starts to advance a run, new or left behind by another controller."""
        settings = self._settings
        if task.unit is None or task.unit.phase is not Phase.RUN or TEMPLATE_TAG in task.tags:
            self._refuse(task, "this task is not a run", "enqueue a run task here: automl submit, or a clone of a run")
            return
        if not lease.take(self._tracker, task.id, settings.worker_id, self._now(), settings.lease_seconds):
            return
        if task.status is not TaskStatus.IN_PROGRESS:
            self._tracker.mark(task.id, TaskStatus.IN_PROGRESS, reason=f"taken by {settings.worker_id}")
        try:
            own = own_run(self._tracker, self._tracker.task(task.id))
            self._runs[task.id] = RunAdvancer(self._tracker, own, settings.limits)
        except ServerUnreachable:
            raise
        except AutoMLError as error:
            self._refuse(task, error.cause, error.remedy)
            return
        self._tracker.report_worker(settings.worker_id, queue=settings.queue, task_id=task.id)
        log.info("advancing %s (%s)", own.name, task.id)

    def _refuse(self, task: TaskSnapshot, cause: str, remedy: str) -> None:
        log.warning("run task %s refused: %s", task.id, cause)
        self._tracker.set_runtime(task.id, {CAUSE_KEY: cause, REMEDY_KEY: remedy, STATUS_KEY: "failed"})
        self._tracker.edit(task.id, comment=f"failed: {cause}\nwhat to do: {remedy}")
        self._tracker.mark(task.id, TaskStatus.FAILED, reason=cause)

    def _adopt(self) -> None:
        """Finds runs nobody advances: their controller ended, or was killed between the queue and the start."""
        found = self._tracker.tasks(
            tags=[tag("phase", Phase.RUN)], statuses=[TaskStatus.IN_PROGRESS, TaskStatus.QUEUED]
        )
        waiting = {task_id for queue in self._tracker.queues() for task_id in queue.waiting}
        lost = [task for task in found if task.id not in self._runs and task.id not in waiting]
        self._lost_runs = {task.id: self._lost_runs.get(task.id, self._now()) for task in lost}
        for task in lost:
            held = lease.Lease.of(task.runtime)
            first_seen = self._lost_runs[task.id]
            patience = self._settings.adopt_seconds / 2 if task.status is TaskStatus.QUEUED else 0.0
            abandoned = held is not None or self._now() - first_seen >= timedelta(seconds=patience)
            if abandoned and (held is None or held.free_for(self._settings.worker_id, self._now())):
                self._take(task)

    def _depth(self) -> Depth:
        everything = self._is_due("everything", self._settings.reread_seconds)
        watching = self._is_due("watch", self._settings.watch_seconds)
        return Depth.ALL if everything else Depth.RUNNING if watching else Depth.CHANGES

    def _advance(self, depth: Depth) -> None:
        tasks = {task.id: task for task in self._tracker.tasks(ids=list(self._runs), with_sections=False)}
        around = Surroundings(self._tracker) if depth > Depth.CHANGES else None
        for task_id, run in list(self._runs.items()):
            if task_id not in tasks:
                log.warning("run task %s was deleted", task_id)
                del self._runs[task_id]
                continue
            self._guarded(run, tasks[task_id], depth, around)
            if run.finished:
                log.info("run %s %s", run.state.plan.context.run_id, run.finished)
                del self._runs[task_id]

    def _guarded(self, run: RunAdvancer, task: TaskSnapshot, depth: Depth, around: Surroundings | None) -> None:
        try:
            run.look(task, depth)
            if not run.busy and around is None:
                return
            for action in run.advance(self._sight(run.state, around)):
                log.info("%s: %s", run.state.plan.context.run_id, type(action).__name__)
        except ServerUnreachable:
            raise
        except AutoMLError as error:
            log.warning("run task %s cannot be advanced: %s", task.id, error)
            run.fail(error)
        except Exception as error:  # a fault of ours ends this run visibly instead of stopping all the others
            log.exception("run task %s cannot be advanced", task.id)
            run.fail(AutoMLError(f"the controller failed: {type(error).__name__}: {error}", fix="automl doctor"))

    def _sight(self, state: RunState, around: Surroundings | None) -> Sight:
        """``around``: None where nobody looked around this time, so that nobody can be declared lost."""
        now = self._now()
        active = [child for child in state.record.values() if not child.status.ended] if around else []
        if around is None or not active:
            return Sight(now=now, held=frozenset(), vanished_since={}, settled=False)
        before = self._vanished.get(state.task.id, {})
        vanished = {
            task.id: before.get(task.id, now)
            for task in active
            if task.status is TaskStatus.QUEUED and task.id not in around.waiting
        }
        self._vanished[state.task.id] = vanished
        return Sight(now=now, held=around.held, vanished_since=vanished, settled=now >= self._unsettled_until)


class Surroundings:
    """Queues and workers, asked for when somebody wants to know; once for all runs."""

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker

    @cached_property
    def waiting(self) -> frozenset[str]:
        """Ids of all tasks that are in a queue."""
        return frozenset(task_id for queue in self._tracker.queues() for task_id in queue.waiting)

    @cached_property
    def held(self) -> frozenset[str]:
        """Ids of all tasks a living worker reports."""
        return frozenset(worker.task_id for worker in self._tracker.workers() if worker.task_id)


def serve(connect: Callable[[], Tracker], settings: ServiceSettings, bell: Bell) -> None:
    """Runs a controller until the bell is stopped; a server that is away is waited for, however long."""
    controller: Controller | None = None
    news: News | None = None
    while not bell.stopped:
        seconds = settings.poll_seconds
        try:
            tracker = connect() if controller is None else None
            if tracker is not None:
                controller = Controller(tracker, settings)
                news = News(tracker, bell, settings.poll_seconds)
            assert controller is not None, "it was just made"
            controller.tick()
            if news is not None and news.coming:
                seconds = controller.patience_seconds
            if controller.busy:
                seconds = 0.0
        except ServerUnreachable as error:
            log.warning("%s", error.what)
            if controller:
                controller.connection_lost()
        except NotFound as error:
            log.warning("%s", error)
        bell.wait(seconds)
    if controller:
        try:
            controller.close()
        except ServerUnreachable as error:
            log.warning("could not sign off: %s", error.what)
