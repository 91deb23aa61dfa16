"""Advances one run: reads it from the server, lets the rules decide, does what they say."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar, assert_never

from automl_controller.runs.document import comparison_of, never_started, run_document
from automl_controller.runs.earlier import earlier_comparison, earlier_seconds
from automl_controller.runs.failed import failed_tasks
from automl_controller.runs.index import announcement, index, progress
from automl_controller.runs.launch import Launcher, MakeTask
from automl_controller.runs.metrics import Metrics
from automl_controller.runs.notes import about_data, notes
from automl_controller.runs.pipeline_view import CONFIGURATION, HASH_KEY, pipeline, pipeline_hash
from automl_controller.runs.reading import Depth, RunReader, Seen
from automl_controller.runs.report_page import REPORT_ARTIFACT
from automl_controller.runs.rules import (
    Accept,
    Action,
    Drop,
    Finish,
    GiveUp,
    Limits,
    Resume,
    Retry,
    Sight,
    Start,
    Stop,
    Tending,
    budget_ends,
    decide,
    inputs_of,
    is_aborted,
    needed_for_an_answer,
    not_enqueued,
    training_ends,
    wind_down,
)
from automl_controller.runs.state import RunState
from automl_controller.runs.uncompared import Trained
from automl_controller.runs.words import say, word
from automl_shared.config.models import task_type_of
from automl_shared.errors import AutoMLError, ContractError, NotEnqueued, NotFound, ServerRefused, ServerUnreachable
from automl_shared.failures import CAUSE_KEY, REMEDY_KEY, has_result
from automl_shared.naming import SUPERSEDED_TAG, Phase, Unit
from automl_shared.phase_io import ARTIFACT, Failure, RunDocument, RunInfo, RunStatus
from automl_shared.resuming import LEFT_OUT_KEY, STARTED_KEY, STATUS_KEY, first_started
from automl_shared.sections import RunSection, read
from automl_shared.tracker import RunTracker, TaskSnapshot, TaskStatus

log = logging.getLogger("automl.controller")

T = TypeVar("T")

MOST_AT_ONCE = 48
"""Things done in one turn, which takes a second or two: other runs and a stop do not wait longer."""

MOST_READ = 100
"""Results of candidates read in one turn, for a run that ends without a comparison."""

MOST_REFUSALS = 3
"""How often a queue may refuse a task before it is given up."""

TURN_SECONDS = 1.5
"""After so long no further batch of tasks is made in the same turn."""

STEPS_SHOWN_PER_SECOND = 50
"""Bounds how often a run that goes on is shown again, because the view and the index name every task."""


class RunAdvancer:
    """One run, advanced step by step. Holds nothing that the server does not have as well."""

    def __init__(
        self,
        tracker: RunTracker,
        task: TaskSnapshot,
        limits: Limits,
        require_lease: Callable[[], None] = lambda: None,
        metrics: Metrics | None = None,
    ) -> None:
        """``require_lease``: called before every change; raises when the run may be another controller's."""
        self._tracker, self._limits, self._require_lease = tracker, limits, require_lease
        self._metrics = metrics or Metrics()
        self._reader = RunReader(tracker, task, self._metrics.task_ended)
        self._plan = self._reader.plan
        self._launcher = Launcher(tracker, self._plan.config.clearml)
        self._shown = ""
        self._next_show: datetime | None = None
        self._data_notes: list[str] = []
        self.busy = True
        """Whether there may be more to do, although nothing new was seen."""
        self._done: list[Action] = []
        """In the last turn. What has to be done again the server has refused, and there is no hurry with it."""
        self.finished: RunStatus | None = None
        self.announcement = ""
        """What there is to say about the end of the run, once its task says so too."""
        self._trained = Trained(tracker)
        self._refusals: Counter[str] = Counter()
        """How often its queue did not take a task that was made."""
        self._ending: tuple[Finish, datetime] | None = None
        """How the run is to end, and since when it is being wound down."""

    @property
    def is_ending(self) -> bool:
        """Whether it only waits for its children to stop."""
        return self._ending is not None

    @property
    def state(self) -> RunState:
        """As last looked at."""
        return self._reader.state

    def look(self, task: TaskSnapshot, depth: Depth, changed: Seen, running: Seen | None) -> None:
        """Takes in what a `Glance` saw of it, or reads everything."""
        if depth is Depth.ALL:
            self._reader.look_at_all(task)
            self.busy = True
        elif self._reader.take_in(task, changed, running):
            self.busy = True

    def look_again(self) -> None:
        """Nothing that was known can be relied on: the next look reads everything."""
        self._reader.children.doubt_all()
        self.busy = True

    def advance(self, sight: Sight) -> list[Action]:
        """Does what the rules say about the state last looked at; returns what was done of it."""
        actions = self._decided(sight)[:MOST_AT_ONCE]
        try:
            self._start([action for action in actions if isinstance(action, Start)], most=MOST_AT_ONCE)
            for action in actions:
                if not isinstance(action, Start):
                    self._require_lease()
                    self._do(action)
                    if self._is_done(action):
                        self._metrics.did(action)
        except BaseException:  # raised again: what was made before it is read back at the next look
            self._reader.children.doubt_all()
            raise
        if actions:
            self._reader.refresh()
        done = [action for action in actions if self._is_done(action)]
        self.busy = len(done) < len(actions) or (bool(done) and done != self._done)
        self._done = done
        if self._is_time_to_show(sight.now):
            self._require_lease()
            self._show()
            self._next_show = sight.now + timedelta(seconds=len(self.state.children) / STEPS_SHOWN_PER_SECOND)
        return done

    def _is_done(self, action: Action) -> bool:
        """Whether nothing of it is left for the next turn: the end of a run waits until everything is read."""
        return self.finished is not None or not isinstance(action, Finish)

    def _is_time_to_show(self, now: datetime) -> bool:
        """Not of a task that was ended from outside: it takes nothing more."""
        if self.finished is not None or self.state.task.status.ended:
            return False
        return self._next_show is None or now >= self._next_show

    def _decided(self, sight: Sight) -> list[Action]:
        """An ending run ends, whatever else there would be to do."""
        if is_aborted(self.state.task):
            self._end_with(Finish(status="aborted"), sight.now)
        if self._ending is None:
            actions = decide(self.state, sight, self._limits)
            failed = next(
                (action for action in actions if isinstance(action, Finish) and action.status == "failed"), None
            )
            if failed is None:
                return actions
            self._end_with(failed, sight.now)
        assert self._ending is not None, "it was just set"
        finish, since = self._ending
        return wind_down(self.state, finish, waited=sight.now - since, limits=self._limits)

    def _end_with(self, finish: Finish, now: datetime) -> None:
        """The first reason to end stays the reason."""
        self._ending = self._ending or (finish, now)

    def fail(self, error: AutoMLError, now: datetime) -> None:
        """Has the run end because it cannot be advanced: its children are stopped first. Never raises."""
        self.look_again()
        cause, remedy = error.cause_in(self.state.language), error.remedy_in(self.state.language)
        self._end_with(Finish(status="failed", cause=cause, remedy=remedy), now)

    def _do(self, action: Tending) -> None:
        match action:
            case Resume(task=task):
                self._resume(task)
            case Retry():
                self._retry(action)
            case Accept(task=task):
                stored = say(self.state, "output_stored")
                self._tracker.mark(task.id, TaskStatus.COMPLETED, reason=stored)
                self._reader.children.doubt(task.id)
            case GiveUp(task=task, cause=cause, remedy=remedy):
                self._tracker.set_runtime(task.id, {CAUSE_KEY: cause, REMEDY_KEY: remedy})
                self._tracker.mark(task.id, TaskStatus.FAILED, reason=cause)
                self._reader.children.doubt(task.id)
            case Stop(tasks=tasks, reason=reason, at_once=True):
                self._count_as_stopped(tasks, reason)
            case Stop():
                self._stop(action)
            case Drop(task=task):
                self._supersede(task, say(self.state, "double"))
            case Finish():
                if self._can_be_told():
                    self._finish(action)
            case _:
                assert_never(action)

    def _resume(self, task: TaskSnapshot) -> None:
        """What its queue does not take again and again is given up, and nothing else with it."""
        assert task.unit is not None, "only tasks with a unit are on record"
        self._reader.children.doubt(task.id)
        try:
            self._launcher.resume(task, task.unit.phase)
        except NotEnqueued as error:
            log.warning("run task %s: %s", self.state.task.id, error.cause)
            self._refusals[task.id] += 1
            if self._refusals[task.id] >= MOST_REFUSALS:
                self._do(not_enqueued(self.state, task, error))

    def _stop(self, action: Stop) -> None:
        """Those that were never enqueued are marked; the others in the order given, all that wait with one call.

        Those at work keep why: the agents that end them give a reason of their own.
        """
        kept = {CAUSE_KEY: action.reason, REMEDY_KEY: action.remedy}
        for task in action.tasks:
            self._reader.children.doubt(task.id)
            if task.status is TaskStatus.CREATED:
                self._tracker.mark(task.id, TaskStatus.STOPPED, reason=action.reason)
        if waiting := [task.id for task in action.tasks if task.status is TaskStatus.QUEUED]:
            self._tracker.stop(waiting, action.reason)
            for task in self._tracker.tasks(ids=waiting, statuses=[TaskStatus.IN_PROGRESS], with_sections=False):
                self._if_possible(partial(self._tracker.set_runtime, task.id, kept))  # taken in that moment
        if at_work := [task.id for task in action.tasks if task.status is TaskStatus.IN_PROGRESS]:
            for task_id in at_work:
                self._if_possible(partial(self._tracker.set_runtime, task_id, kept))
            self._tracker.stop(at_work, action.reason)

    def _count_as_stopped(self, tasks: Sequence[TaskSnapshot], reason: str) -> None:
        """Nobody else ends one whose worker is gone; one that is there ends it when it next looks."""
        for task in tasks:
            self._reader.children.doubt(task.id)
            self._if_possible(partial(self._tracker.mark, task.id, TaskStatus.STOPPED, reason=reason))

    def _start(self, starts: Sequence[Start], most: int | None = None) -> None:
        """New tasks, at most so many; those of one phase go out together, of however many variants they are."""
        makers: dict[Phase, list[MakeTask]] = {}
        for start, unit in [(one, unit) for one in starts for unit in one.units][:most]:
            makers.setdefault(start.phase, []).append(self._maker(start, unit))
        if Phase.PREPROCESSING in makers:
            self._say_which_data()
        until = time.monotonic() + TURN_SECONDS
        for phase, wanted in makers.items():
            self._require_lease()
            for batch in self._launcher.launch(phase, wanted):
                self._reader.children.add(batch)
                self._metrics.launched(phase, len(batch))
                self._require_lease()
                if time.monotonic() > until:
                    break
        if Phase.PREPROCESSING in makers:  # while it runs: the order of the trainings depends on it
            self._reader.earlier_seconds = earlier_seconds(self._tracker, self.state.task)

    def _say_which_data(self) -> None:
        """On the dataset and, with the index, on the run, which may be a copy that was never submitted.

        Raises NotFound.
        """
        dataset_id = self._plan.config.data.dataset_id
        if dataset_id:
            self._tracker.tag_dataset(dataset_id, self._plan.context.tags_base)
        self._data_notes = list(about_data(self._tracker, self.state))

    def _maker(self, action: Start, unit: Unit) -> MakeTask:
        problem = self.state.known_problem
        earlier = self._earlier(unit) if unit.phase is Phase.COMPARISON else None
        return lambda template_id: self._plan.new_task(
            unit,
            run_task_id=self.state.task.id,
            attempt=max([action.attempt, *(1 + task.attempt for task in self.state.attempts(unit))]),
            template_id=template_id,
            inputs=action.inputs,
            skipped=self._skipped() if unit.phase in (Phase.TRAINING_SUMMARY, Phase.COMPARISON) else None,
            extras=self.state.extra_candidates if unit.phase is Phase.COMPARISON else (),
            task_type=task_type_of(problem.problem_type) if problem else None,
            earlier_comparison=earlier,
            train_until=training_ends(self.state, self._limits) if unit.phase is Phase.TRAINING else None,
            answer_until=budget_ends(self.state) if unit.phase is Phase.COMPARISON else None,
            is_needed=unit in needed_for_an_answer(self.state),
        )

    def _skipped(self) -> dict[str, str]:
        """Everything that has no task and gets none, and why."""
        never = {candidate: cause for candidate, (cause, _) in never_started(self.state).items()}
        return {**never, **self.state.skipped_models}

    def _earlier(self, unit: Unit) -> str | None:
        """The comparison task to compare with; a further attempt keeps the first one's."""
        attempts = self.state.attempts(unit)
        if attempts:
            return read(RunSection, attempts[0].sections).earlier_comparison
        found = earlier_comparison(self._tracker, self.state.task, self._plan.config.run.compare_with)
        return found.id if found else None

    def _retry(self, action: Retry) -> None:
        task = action.task
        assert task.unit is not None, "only tasks with a unit are on record"
        self._supersede(task, action.reason)
        inputs = inputs_of(self.state, task.unit)
        if inputs is not None:  # else the rules start it when what it reads has been made again
            self._start([Start(phase=task.unit.phase, units=(task.unit,), inputs=inputs, attempt=task.attempt + 1)])

    def _supersede(self, task: TaskSnapshot, reason: str) -> None:
        """Whatever still runs of it does not count from here on."""
        superseded = say(self.state, "superseded", reason=reason)
        self._tracker.edit(task.id, tags=[*task.tags, SUPERSEDED_TAG], comment=superseded)
        if task.status is TaskStatus.QUEUED:
            self._tracker.stop([task.id], superseded)
        elif not task.status.ended:
            self._tracker.mark(task.id, TaskStatus.STOPPED, reason=superseded)
        self._reader.children.doubt(task.id)

    def _show(self, *, ended: bool = False) -> None:
        """Brings the Pipelines view up to date and, while the run goes on, the index in its comment."""
        steps = pipeline(self.state, ended=ended)
        digest = pipeline_hash(steps)
        if steps and digest != self._shown:
            self._tracker.set_configuration(self.state.task.id, CONFIGURATION, steps)
            self._tracker.set_runtime(self.state.task.id, {HASH_KEY: digest})
            self._shown = digest
            if not ended:
                self._tracker.edit(self.state.task.id, comment=self._index_so_far())

    def _index_so_far(self) -> str:
        self._data_notes = self._data_notes or list(about_data(self._tracker, self.state))
        head = [*progress(self.state), *self._data_notes]
        return index(self._tracker, self.state, head, failed_tasks(self.state))

    def _can_be_told(self) -> bool:
        """Whether everything is read that the document of the run says; else a part of it is now."""
        comparison = self.state.record.get(Unit(phase=Phase.COMPARISON))
        return (comparison is not None and has_result(comparison)) or self._trained.read(self.state, most=MOST_READ)

    def _finish(self, action: Finish) -> None:
        """Ends the run. What cannot be said about it is left out: ending a run fails only with the server away."""
        task = self._last_look()
        cause = (action.cause, action.remedy) if action.cause else None
        if task.status.ended:
            self._if_possible(self._open_once_more)
        self._if_possible(lambda: self._show(ended=True))
        document = self._if_possible(lambda: self._stored(action.status, cause))
        try:
            self._mark_ended(action, document)
        except (NotFound, ServerRefused) as error:
            self._metrics.refused(error)
            log.warning("run task %s cannot be marked as %s: %s", task.id, action.status, error)
        self.finished = action.status

    def _open_once_more(self) -> None:
        """A task that a person has ended takes no document; one that is being stopped does, and goes no further."""
        began = first_started(self.state.task)
        if began:
            self._tracker.set_runtime(self.state.task.id, {STARTED_KEY: began.isoformat()})
        self._tracker.mark_stopping(self.state.task.id)

    def _if_possible(self, work: Callable[[], T]) -> T | None:
        """What comes of it; None where it fails, which the log tells. Raises ServerUnreachable."""
        try:
            return work()
        except ServerUnreachable:
            raise
        except Exception as error:  # told in the log; what the run does next does not depend on it
            log.warning("run task %s goes without a part of what it should have: %s", self.state.task.id, error)
            return None

    def _stored(self, status: RunStatus, cause: tuple[str, str] | None) -> RunDocument:
        document = run_document(self._tracker, self.state, status=status, cause=cause, trained=self._trained)
        self._store(document)
        return document

    def _store(self, document: RunDocument) -> None:
        task_id = self.state.task.id
        info = RunInfo(run_id=self._plan.context.run_id, task_id=task_id, document=document).sealed()
        reporter = self._tracker.reporter(task_id)
        reporter.document(ARTIFACT, info.model_dump(mode="json"), needed=True)
        reporter.close()

    def _mark_ended(self, action: Finish, document: RunDocument | None) -> None:
        task_id = self.state.task.id
        runtime: dict[str, str] = {STATUS_KEY: action.status}
        if action.cause:
            runtime |= {CAUSE_KEY: action.cause, REMEDY_KEY: action.remedy}
        if left_out := sum(one.left_out for one in document.failures) if document else 0:
            runtime[LEFT_OUT_KEY] = str(left_out)
        self._tracker.set_runtime(task_id, runtime)
        comment = self._comment(action, document)
        self._tracker.edit(task_id, comment=comment)
        ended = {"failed": TaskStatus.FAILED, "aborted": TaskStatus.STOPPED}.get(action.status, TaskStatus.COMPLETED)
        self._tracker.mark(task_id, ended, reason=action.cause, message=action.status)
        url = self._tracker.task_url(task_id, project_id=self.state.task.project_id)
        self.announcement = announcement(self.state, comment, url)

    def _comment(self, action: Finish, document: RunDocument | None) -> str:
        """The verdict, or what is left of it."""
        try:
            if document:
                return self._verdict(action, document.failures, self._link_report())
        except (NotFound, ContractError) as error:
            log.warning("run task %s ends without its verdict: %s", self.state.task.id, error)
        return action.cause or action.status

    def _last_look(self) -> TaskSnapshot:
        """Everything once more; what cannot be read stays as it was known. Raises ServerUnreachable."""
        task = self.state.task
        try:
            task = self._tracker.task(task.id)
            self._reader.look_at_all(task)
        except (NotFound, ServerRefused) as error:
            log.warning("run task %s ends as last read: %s", task.id, error.cause)
        return task

    def _verdict(self, action: Finish, failures: Sequence[Failure], unlinked: str) -> str:
        """The finished run's comment. ``unlinked``: why the report does not hang on the run's task."""
        decision = comparison_of(self._tracker, self.state)
        sentence = decision.sentence if decision else ""
        language = self.state.language
        remedy = word("what_to_do", language, remedy=action.remedy) if action.remedy else ""
        said = [sentence, action.cause, remedy, unlinked]
        lines = [line for line in said if line] or [action.status]
        return index(self._tracker, self.state, [*lines, *notes(self._tracker, self.state)], failures)

    def _link_report(self) -> str:
        """Shows the report on the run's task; why it could not, in words."""
        comparison = self.state.record.get(Unit(phase=Phase.COMPARISON))
        if comparison is None or not has_result(comparison):
            return ""
        try:
            self._tracker.link_file(comparison.id, REPORT_ARTIFACT, self.state.task.id)
        except NotFound as error:
            return error.what
        return ""
