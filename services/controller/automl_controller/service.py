"""The controller service: takes run tasks from its queue and advances all of them side by side."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from automl_controller.clock import ServerTime, server_clock
from automl_controller.news import Bell, News
from automl_controller.runs import lease
from automl_controller.runs.advance import RunAdvancer
from automl_controller.runs.inputs import own_run
from automl_controller.runs.leftovers import stop_leftovers
from automl_controller.runs.metrics import Metrics
from automl_controller.runs.pulse import LeaseLost, Pulse
from automl_controller.runs.reading import Changes, Depth, Glance
from automl_controller.runs.resume import set_aside
from automl_controller.runs.rules import Accept, Action, Drop, GiveUp, Limits, Resume, Retry, Sight, Start, is_aborted
from automl_shared.errors import AutoMLError, ConfigError, NotFound, ServerRefused, ServerUnreachable, described
from automl_shared.failures import CAUSE_KEY, REMEDY_KEY, language_of, was_ended_for_silence
from automl_shared.frozen import Frozen
from automl_shared.logs import about
from automl_shared.naming import TEMPLATE_TAG, Naming, Phase, tag
from automl_shared.resuming import STATUS_KEY
from automl_shared.tracker import TaskSnapshot, TaskStatus, Tracker, WorkerSnapshot
from automl_shared.words import T_

log = logging.getLogger("automl.controller")


class ServiceSettings(Frozen):
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
    """Signs of life of its runs."""
    adopt_seconds: float = 3.0
    """How often it looks for runs that nobody advances."""
    controller_silence_seconds: float = 12.0
    """A controller that was not heard of for so long has lost its runs."""
    worker_silence_seconds: float = 45.0
    """A worker that was not heard of for so long holds no task."""
    unowned_seconds: float = 5.0
    """A run that left its queue and belongs to nobody is being started, or was forgotten after so long."""
    intake_seconds: float = 1.0
    """How often it looks for new runs while it works on others."""
    stumbles: int = 5
    """How often in a row the server may refuse what a run needs before the run ends."""
    settle_seconds: float = 30.0
    """After a start or a lost connection: so long nobody is declared lost."""
    limits: Limits = field(default_factory=Limits)


class Controller:
    """All runs of one controller. `tick` does everything that is due; call it again and again."""

    def __init__(
        self,
        tracker: Tracker,
        settings: ServiceSettings,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        metrics: Metrics | None = None,
        announce: Callable[[str], None] | None = None,
    ) -> None:
        """``announce``: called with a few lines about each run that has ended."""
        self._announce = announce
        self._tracker, self._settings, self._now, self._sleep = tracker, settings, now, sleep
        self._metrics = metrics or Metrics()
        self._server_now = ServerTime(now)
        self._begun_with: dict[str, timedelta] = {}
        """How far ahead the server's clock was when each run was taken up."""
        self.pulse = Pulse(tracker, settings.worker_id, settings.queue, now)
        self._runs: dict[str, RunAdvancer] = {}
        self._turns: deque[str] = deque()
        """The runs in the order of their turns."""
        self._stumbles: dict[str, int] = {}
        self._unowned_since: dict[str, datetime] = {}
        self._left_alone_until: dict[str, datetime] = {}
        self._vanished: dict[str, dict[str, datetime]] = {}
        self._settle()
        self._nobody_free_until = now()
        """Other controllers report by the new time first, after the server's clock was set."""
        self._due: dict[str, datetime] = {}
        self._changes = Changes(tracker)
        self.busy = False
        """Whether the last round left something that need not wait."""

    @property
    def run_ids(self) -> list[str]:
        """Task ids of the runs being advanced."""
        return list(self._runs)

    def connection_lost(self) -> None:
        """Call when the server did not answer: workers get time to report again before anybody counts as lost.

        It may have been put back to an earlier moment meanwhile, so that nothing that was known can be relied on.
        """
        self._metrics.unreachable()
        self._settle()
        for run in self._runs.values():
            run.look_again()

    def tick(self) -> None:
        """One round. Raises ServerUnreachable; everything else that goes wrong ends the run it belongs to."""
        with self._metrics.ticking():
            self._tick()
        ending = sum(run.is_ending for run in self._runs.values())
        self._metrics.runs(advancing=len(self._runs) - ending, ending=ending)

    def _tick(self) -> None:
        self.pulse.beat_if_due()
        self._take_new()
        if self._is_due("adopt", self._settings.adopt_seconds):
            self._adopt()
        if self._is_due("leftovers", self._settings.reread_seconds):
            self._stop_leftovers()
        if self._runs:
            self._advance(self._depth())
        self.busy = any(run.busy for run in self._runs.values())

    @property
    def patience_seconds(self) -> float:
        """How long it may wait for news before its next round."""
        return self._settings.watch_seconds if self._runs else self._settings.adopt_seconds

    def close(self) -> None:
        """Hands the runs over: releases the leases and signs off."""
        self.pulse.end()
        for task_id in self._runs:
            lease.release(self._tracker, task_id, self._settings.worker_id)
        self._tracker.unregister_worker(self._settings.worker_id)

    def _is_due(self, what: str, seconds: float) -> bool:
        now = self._now()
        if self._due.get(what, now) > now:
            return False
        self._due[what] = now + timedelta(seconds=seconds)
        return True

    def _take_new(self) -> None:
        """Runs from the queue, each of which is handed to one controller only."""
        self._due["intake"] = self._now() + timedelta(seconds=self._settings.intake_seconds)
        while (task_id := self._tracker.next_task(self._settings.queue)) is not None:
            asked = self._now()
            claimed = self._claimed([task_id])
            if self._now() - asked < timedelta(seconds=self._settings.unowned_seconds / 2):  # else it is adopted
                for task in claimed:
                    self._begin(task)

    def _adopt(self) -> None:
        """Finds runs nobody advances: their controller ended, or was killed between the queue and the start."""
        asked = self._now()  # before the look: it takes several calls, in which another controller may claim
        free = self._free_runs()
        if not free:
            return
        claimed = self._claimed([task.id for task in free])
        late = self._now() - asked > timedelta(seconds=lease.SETTLE_SECONDS)
        self._sleep(lease.SETTLE_SECONDS)
        for task in lease.held(self._tracker, [task.id for task in claimed], self._settings.worker_id):
            if late:  # somebody may have read back before this claim was there, and acts until it notices
                self._leave_alone(task.id, self._settings.controller_silence_seconds)
            else:
                self._begin(task)

    def _claimed(self, task_ids: Sequence[str]) -> list[TaskSnapshot]:
        """Those of the runs that carry this controller's name now; one that was just deleted does not."""
        for task_id in task_ids:
            try:
                lease.claim(self._tracker, task_id, self._settings.worker_id, self._server_now())
            except (NotFound, ServerRefused) as error:
                self._metrics.refused(error)
                log.warning("run task %s cannot be taken: %s", task_id, error)
        return lease.held(self._tracker, task_ids, self._settings.worker_id)

    def _free_runs(self) -> list[TaskSnapshot]:
        settings, now = self._settings, self._now()
        found = self._tracker.tasks(
            tags=[tag("phase", Phase.RUN)],
            statuses=[TaskStatus.IN_PROGRESS, TaskStatus.QUEUED],
            with_sections=False,
        )
        if self._is_due("cut short", settings.report_seconds):
            found += self._cut_short()
        strange = [task for task in found if task.id not in self._runs]
        self._left_alone_until = {task_id: until for task_id, until in self._left_alone_until.items() if until > now}
        if not strange:
            self._unowned_since.clear()
            return []
        silence = timedelta(seconds=settings.controller_silence_seconds)
        living = [one for one in self._living(silence) if one.id != settings.worker_id]
        if now < self._nobody_free_until:
            return []
        others = {worker.id for worker in living}
        served = {settings.queue, *(name for worker in living for name in worker.queues)}
        waiting = {task for queue in self._tracker.queues() if queue.name in served for task in queue.waiting}
        unowned = {task.id for task in strange if not lease.owner_of(task)}
        self._unowned_since = {task_id: self._unowned_since.get(task_id, now) for task_id in unowned}
        return [
            task
            for task in strange
            if task.id not in waiting
            and task.id not in self._left_alone_until
            and lease.owner_of(task) not in others
            and now - self._unowned_since.get(task.id, datetime.min.replace(tzinfo=UTC)) >= self._patience_with(task)
        ]

    def _cut_short(self) -> list[TaskSnapshot]:
        """Runs that were ended by hand or for silence, and that no controller has ended: theirs was gone, or none had
        them yet. One that failed before any had it failed for another reason.
        """
        ended = self._tracker.tasks(
            tags=[tag("phase", Phase.RUN)],
            statuses=[TaskStatus.STOPPED, TaskStatus.FAILED, TaskStatus.COMPLETED],
            changed_since=self._server_now() - timedelta(days=1),
            with_sections=False,
        )
        return [
            task
            for task in ended
            if TEMPLATE_TAG not in task.tags
            and not task.runtime.get(STATUS_KEY)
            and (task.status is TaskStatus.STOPPED or lease.owner_of(task))
        ]

    def _patience_with(self, task: TaskSnapshot) -> timedelta:
        """With one that may be on its way from the queue to a controller; one that was stopped is on no such way."""
        is_settled = bool(lease.owner_of(task)) or task.status.ended
        return timedelta(seconds=0.0 if is_settled else self._settings.unowned_seconds)

    def _leave_alone(self, task_id: str, seconds: float) -> None:
        self._left_alone_until[task_id] = self._now() + timedelta(seconds=seconds)

    def _begin(self, task: TaskSnapshot) -> None:
        """Starts to advance a run whose lease this controller has; nothing that is wrong with it harms another."""
        with about(run=task.run_id, task=task.id):
            self._begin_or_refuse(task)

    def _begin_or_refuse(self, task: TaskSnapshot) -> None:
        try:
            self._start(task)
        except ServerUnreachable:
            raise
        except AutoMLError as error:
            language = language_of(task)
            self._refuse(task, error.cause_in(language), error.remedy_in(language))
        except Exception as error:  # a fault of ours ends this run visibly instead of stopping all the others
            log.exception("run task %s cannot be started", task.id)
            fault = _fault(error)
            self._refuse(task, fault.cause, fault.remedy)

    def _start(self, task: TaskSnapshot) -> None:
        if task.unit is None or task.unit.phase is not Phase.RUN or TEMPLATE_TAG in task.tags:
            raise ConfigError(
                T_("this task is not a run"), fix=T_("enqueue a run task here: automl submit, or a clone of a run")
            )
        if was_ended_for_silence(task) or not (task.status.ended or task.status is TaskStatus.IN_PROGRESS):
            self._show_as_taken(task)
        own = own_run(self._tracker, self._tracker.task(task.id))
        set_aside(self._tracker, own)
        self._runs[task.id] = RunAdvancer(
            self._tracker, own, self._settings.limits, self.pulse.require_fresh, self._metrics
        )
        self._begun_with[task.id] = self._server_now.ahead
        self._turns.append(task.id)
        self.pulse.task_id = self.pulse.task_id or task.id
        log.info("advancing %s", own.name)

    def _show_as_taken(self, task: TaskSnapshot) -> None:
        self._tracker.mark(task.id, TaskStatus.IN_PROGRESS, reason=f"taken by {self._settings.worker_id}")

    def _refuse(self, task: TaskSnapshot, cause: str, remedy: str) -> None:
        log.warning("run task %s refused: %s", task.id, cause)
        try:
            if is_aborted(self._tracker.task(task.id)):  # in the moment in which it was being started
                self._tracker.set_runtime(task.id, {STATUS_KEY: "aborted"})
                self._tracker.mark(task.id, TaskStatus.STOPPED)
                return
            self._tracker.set_runtime(task.id, {CAUSE_KEY: cause, REMEDY_KEY: remedy, STATUS_KEY: "failed"})
            self._tracker.edit(task.id, comment=f"failed: {cause}\nwhat to do: {remedy}")
            self._tracker.mark(task.id, TaskStatus.FAILED, reason=cause)
        except (NotFound, ServerRefused) as error:
            self._metrics.refused(error)
            log.warning("run task %s cannot be marked as failed: %s", task.id, error)
            self._leave_alone(task.id, self._settings.reread_seconds)

    def _stop_leftovers(self) -> None:
        """Of runs that have ended. What is refused is looked at again the next time."""
        try:
            for task in stop_leftovers(self._tracker, self._sight_of_all, self._settings.limits, self._server_now()):
                with about(run=task.run_id, task=task.id, phase=task.unit.phase if task.unit else None):
                    log.info("stopped: %s, whose run has ended", task.name)
        except (NotFound, ServerRefused) as error:
            self._metrics.refused(error)
            log.warning("a task of an ended run cannot be stopped: %s", error)

    def _sight_of_all(self) -> Sight:
        """Of no run in particular."""
        workers, server_now = self._look_around().workers, self._server_now()
        settled = self._now() >= self._unsettled_until
        return Sight(now=server_now, server_now=server_now, workers=workers, vanished_since={}, settled=settled)

    def _depth(self) -> Depth:
        everything = self._is_due("everything", self._settings.reread_seconds)
        watching = self._is_due("watch", self._settings.watch_seconds)
        return Depth.ALL if everything else Depth.RUNNING if watching else Depth.CHANGES

    def _advance(self, depth: Depth) -> None:
        """Every run has its turn, and the one that was first is last the next time."""
        self.pulse.look_at_owners()
        tasks = {task.id: task for task in self._tracker.tasks(ids=list(self._runs), with_sections=False)}
        self._forget_lost(tasks.values())
        glance = self._changes.look(list(self._runs), running=depth is Depth.RUNNING)
        around = self._look_around() if depth > Depth.CHANGES else None
        if self._is_due("report", self._settings.report_seconds):
            self._report()
        self._turns.rotate(-1)
        for task_id in [one for one in self._turns if one in tasks and one in self._runs]:
            if self._is_due("intake", self._settings.intake_seconds):
                self._take_new()
            run = self._runs[task_id]
            with about(run=run.state.plan.context.run_id, task=task_id):
                self._guarded(run, tasks[task_id], depth, glance, around)
                if run.finished:
                    log.info("run ended: %s", run.finished)
                    if self._announce and run.announcement:
                        self._announce(run.announcement)
                    self._drop(task_id)
                    self._leave_alone(task_id, self._settings.reread_seconds)  # the server may have refused its end
        self._changes.taken_in(glance, self._server_now())

    def _look_around(self) -> Surroundings:
        silence = timedelta(seconds=self._settings.worker_silence_seconds)
        return Surroundings(self._tracker, self._living(silence))

    def _living(self, silence: timedelta) -> list[WorkerSnapshot]:
        """The workers that were heard of lately. This one first, so that the others are judged by the server's clock
        as it is: where that was just set, most of them seem to be silent or ahead until they report again.
        """
        asked = self._now()
        self.pulse.beat()
        workers = self._tracker.workers()
        own = next((worker.last_seen for worker in workers if worker.id == self._settings.worker_id), None)
        if own and self._server_now.compare(own, asked=asked):
            self._clock_was_set()
        return lease.living(workers, silence, self._server_now())

    def _clock_was_set(self) -> None:
        """Whoever works gets time to report by the new time, and what changed meanwhile may have looked old."""
        log.warning("the server's clock was set: it is now %s", self._server_now().isoformat(timespec="seconds"))
        self._settle()
        self._nobody_free_until = self._now() + timedelta(seconds=self._settings.controller_silence_seconds)
        for run in self._runs.values():
            run.look_again()

    def _settle(self) -> None:
        self._unsettled_until = self._now() + timedelta(seconds=self._settings.settle_seconds)

    def _report(self) -> None:
        for task_id in self._runs:
            try:
                self._tracker.ping(task_id)
            except (NotFound, ServerRefused) as error:
                self._metrics.refused(error)
                log.warning("run task %s takes no sign of life: %s", task_id, error)

    def _forget_lost(self, tasks: Collection[TaskSnapshot]) -> None:
        """Runs that were deleted or are another controller's now."""
        mine = {task.id for task in tasks if lease.owner_of(task) == self._settings.worker_id}
        there = {task.id for task in tasks}
        for task_id in [one for one in self._runs if one not in mine]:
            log.warning("run task %s %s", task_id, "is another controller's now" if task_id in there else "was deleted")
            self._drop(task_id)

    def _drop(self, task_id: str) -> None:
        del self._runs[task_id], self._begun_with[task_id]
        self._turns.remove(task_id)
        self._stumbles.pop(task_id, None)
        self._vanished.pop(task_id, None)
        self.pulse.task_id = next(iter(self._runs), None)

    def _guarded(
        self, run: RunAdvancer, task: TaskSnapshot, depth: Depth, glance: Glance, around: Surroundings | None
    ) -> None:
        """One run's turn. What goes wrong is this run's business alone; only a server that is away is everybody's."""
        try:
            if was_ended_for_silence(task):  # by the server, while nobody advanced it
                self.pulse.require_fresh()
                self._show_as_taken(task)
                task = self._tracker.task(task.id)
            run.look(task, depth, *glance.of(task.id))
            if run.busy or run.is_ending or around is not None:
                for action in run.advance(self._sight(run, around)):
                    _tell(action)
            if around is not None:  # else what was refused has not been tried again
                self._stumbles.pop(task.id, None)
        except ServerUnreachable:
            raise
        except LeaseLost:
            log.warning("run task %s waits until this controller is heard of again", task.id)
        except (ServerRefused, NotFound) as error:
            self._stumbled(run, task, error)
        except AutoMLError as error:
            log.warning("run task %s cannot be advanced: %s", task.id, error)
            run.fail(error, self._time_of(run))
        except Exception as error:  # a fault of ours ends this run visibly instead of stopping all the others
            log.exception("run task %s cannot be advanced", task.id)
            run.fail(_fault(error), self._time_of(run))

    def _stumbled(self, run: RunAdvancer, task: TaskSnapshot, error: AutoMLError) -> None:
        """What the server refused has mostly been changed by somebody else meanwhile: look at everything again."""
        self._metrics.refused(error)
        count = self._stumbles[task.id] = self._stumbles.get(task.id, 0) + 1
        log.warning("run task %s stumbled (%d): %s", task.id, count, error)
        run.look_again()
        if count >= self._settings.stumbles:
            self._stumbles.pop(task.id)
            run.fail(error, self._time_of(run))

    def _time_of(self, run: RunAdvancer) -> datetime:
        """What a run goes by: the server's time as it was when the run was taken up, however it was set since."""
        return self._now() + self._begun_with[run.state.task.id]

    def _sight(self, run: RunAdvancer, around: Surroundings | None) -> Sight:
        """``around``: None where nobody looked around this time, so that nobody can be declared lost."""
        now, server_now = self._time_of(run), self._server_now()
        state = run.state
        active = [child for child in state.record.values() if not child.status.ended] if around else []
        if around is None or not active:
            return Sight(now=now, server_now=server_now, workers={}, vanished_since={}, settled=False)
        before = self._vanished.get(state.task.id, {})
        naming = Naming(state.plan.config.clearml)
        vanished = {
            task.id: before.get(task.id, now)
            for task in active
            if task.unit
            and task.status is TaskStatus.QUEUED
            and not around.serves(task.id, naming.queue(task.unit.phase))
        }
        self._vanished[state.task.id] = vanished
        return Sight(
            now=now,
            server_now=server_now,
            workers=around.workers,
            vanished_since=vanished,
            settled=self._now() >= self._unsettled_until,
        )


def _tell(action: Action) -> None:
    """What was done, and to which task."""
    match action:
        case Resume(task=task) | Retry(task=task) | Accept(task=task) | GiveUp(task=task) | Drop(task=task):
            with about(task=task.id, phase=task.unit.phase if task.unit else None):
                log.info("%s: %s", type(action).__name__, task.name)
        case Start(phase=phase, units=units):
            with about(phase=phase):
                log.info("Start: %d x %s", len(units), phase)
        case _:
            log.info("%s", type(action).__name__)


def _fault(error: Exception) -> AutoMLError:
    """What a run is told that ends because of a fault of ours."""
    return AutoMLError(T_("the controller failed: {error}", error=described(error)), fix="automl doctor")


class Surroundings:
    """The living workers, and the queues, asked for when somebody wants to know; once for all runs."""

    def __init__(self, tracker: Tracker, living: Sequence[WorkerSnapshot]) -> None:
        self._tracker, self._living = tracker, living

    def serves(self, task_id: str, own_queue: str) -> bool:
        """Whether a task waits where a worker takes it, now or when there is one: in its own queue, or in another that
        a worker serves. One that nobody knows is a queue that was renamed."""
        return bool(self._queues_of.get(task_id, frozenset()) & (self._served | {own_queue}))

    @cached_property
    def _queues_of(self) -> dict[str, frozenset[str]]:
        """Names of the queues that each task waits in."""
        found: dict[str, frozenset[str]] = {}
        for queue in self._tracker.queues():
            for task_id in queue.waiting:
                found[task_id] = found.get(task_id, frozenset()) | {queue.name}
        return found

    @cached_property
    def _served(self) -> frozenset[str]:
        return frozenset(name for worker in self._living for name in worker.queues)

    @cached_property
    def workers(self) -> dict[str, str | None]:
        """The living workers by id, and the task each of them reports."""
        return {worker.id: worker.task_id for worker in self._living}


def serve(
    connect: Callable[[], Tracker],
    settings: ServiceSettings,
    bell: Bell,
    metrics: Metrics | None = None,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Runs a controller until the bell is stopped; a server that is away is waited for, however long."""
    controller: Controller | None = None
    news: News | None = None
    while not bell.stopped:
        seconds = settings.poll_seconds
        try:
            tracker = connect() if controller is None else None
            if tracker is not None:
                clock = server_clock(tracker, settings.worker_id, settings.queue)
                controller = Controller(tracker, settings, clock, metrics=metrics, announce=announce)
                controller.pulse.start()
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
        except (NotFound, ServerRefused) as error:  # what is refused for one run alone never comes here
            if metrics:
                metrics.refused(error)
            log.warning("%s", error)
        bell.wait(seconds)
    if controller:
        try:
            controller.close()
        except ServerUnreachable as error:
            log.warning("could not sign off: %s", error.what)
