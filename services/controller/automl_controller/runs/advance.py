"""Advances one run: reads it from the server, lets the rules decide, does what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from automl_controller.runs.document import STATUS_KEY, comparison_of, never_started, run_document
from automl_controller.runs.earlier import earlier_comparison
from automl_controller.runs.index import failures_so_far, index, progress
from automl_controller.runs.launch import Launcher, MakeTask
from automl_controller.runs.notes import about_data, notes
from automl_controller.runs.pipeline_view import CONFIGURATION, HASH_KEY, pipeline, pipeline_hash
from automl_controller.runs.plan import Plan
from automl_controller.runs.report_page import REPORT_ARTIFACT
from automl_controller.runs.rules import (
    Accept,
    Action,
    Finish,
    GiveUp,
    Limits,
    Resume,
    Retry,
    Sight,
    Start,
    Stop,
    decide,
)
from automl_controller.runs.state import RunState, is_own_child
from automl_controller.runs.words import RUN_WORDS
from automl_shared.config.models import task_type_of
from automl_shared.errors import AutoMLError, NotFound
from automl_shared.failures import CAUSE_KEY, REMEDY_KEY, has_result
from automl_shared.naming import SUPERSEDED_TAG, Phase, Unit
from automl_shared.phase_io import ARTIFACT, Failure, PreprocessingInfo, RunInfo, RunStatus, read_output
from automl_shared.sections import RunSection, config_from, read
from automl_shared.tracker import TaskSnapshot, TaskStatus, Tracker
from automl_shared.words import say_in


def plan_of(task: TaskSnapshot) -> Plan:
    """The plan a run task holds. Raises ConfigError."""
    return Plan(config_from(task.sections), read(RunSection, task.sections).context)


def read_state(
    tracker: Tracker,
    task: TaskSnapshot,
    known: Mapping[str, PreprocessingInfo] | None = None,
    plan: Plan | None = None,
) -> RunState:
    """A run from the server. ``known``: preprocessing outputs read before, and its ``plan``; they never change."""
    plan = plan or plan_of(task)
    run_id = plan.context.run_id
    children = tuple(child for child in tracker.tasks(parent=task.id) if child.unit and is_own_child(child, run_id))
    state = RunState(plan=plan, task=task, children=children)
    outputs = {
        child.id: (known or {}).get(child.id) or _preprocessing_output(tracker, plan, child)
        for child in state.preprocessing_record.values()
        if has_result(child)
    }
    return RunState(plan=plan, task=task, children=children, preprocessing=outputs)


def _preprocessing_output(tracker: Tracker, plan: Plan, task: TaskSnapshot) -> PreprocessingInfo:
    return read_output(
        PreprocessingInfo, tracker.document(task.id, ARTIFACT), run_id=plan.context.run_id, source=f"task {task.id}"
    )


class RunAdvancer:
    """One run, advanced step by step. Holds nothing that the server does not have as well."""

    def __init__(self, tracker: Tracker, task: TaskSnapshot, limits: Limits) -> None:
        self._tracker, self._limits = tracker, limits
        self._plan = plan_of(task)
        self._launcher = Launcher(tracker, self._plan.config.clearml)
        self._outputs: dict[str, PreprocessingInfo] = {}
        self._shown = ""
        self._data_notes: list[str] = []
        self.state = RunState(plan=self._plan, task=task, children=())
        self.finished: RunStatus | None = None

    def look(self, task: TaskSnapshot) -> RunState:
        """Reads the run's children anew: one call, plus one for each newly completed preprocessing."""
        self.state = read_state(self._tracker, task, self._outputs, self._plan)
        self._outputs = dict(self.state.preprocessing)
        return self.state

    def advance(self, sight: Sight) -> list[Action]:
        """Does what the rules say about the state last looked at; returns it."""
        actions = decide(self.state, sight, self._limits)
        for action in actions:
            self._do(action)
        if self.finished is None:
            self._show()
        return actions

    def fail(self, error: AutoMLError) -> None:
        """Ends the run because it cannot be advanced at all."""
        self._finish(Finish(status="failed", cause=error.cause, remedy=error.remedy))

    def _do(self, action: Action) -> None:
        match action:
            case Start():
                self._start(action)
            case Resume(task=task):
                assert task.unit is not None, "only tasks with a unit are on record"
                self._launcher.resume(task, task.unit.phase)
            case Retry():
                self._retry(action)
            case Accept(task=task):
                self._tracker.mark(task.id, TaskStatus.COMPLETED, reason="its worker is gone; its output was stored")
            case GiveUp(task=task, cause=cause, remedy=remedy):
                self._tracker.set_runtime(task.id, {CAUSE_KEY: cause, REMEDY_KEY: remedy})
                self._tracker.mark(task.id, TaskStatus.FAILED, reason=cause)
            case Stop(task=task, reason=reason):
                self._tracker.set_runtime(task.id, {CAUSE_KEY: reason, REMEDY_KEY: "submit again"})
                self._tracker.stop(task.id, reason)
            case Finish():
                self._finish(action)
            case _:
                assert_never(action)

    def _start(self, action: Start) -> None:
        if action.phase is Phase.PREPROCESSING:
            self._say_which_data()
        self._launcher.launch(action.phase, [self._maker(action, unit) for unit in action.units])

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
            attempt=action.attempt,
            template_id=template_id,
            inputs=action.inputs,
            skipped=self._skipped() if unit.phase in (Phase.TRAINING_SUMMARY, Phase.COMPARISON) else None,
            task_type=task_type_of(problem.problem_type) if problem else None,
            earlier_comparison=earlier,
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
        """Supersede first: whatever still runs of the old attempt does not count from here on."""
        task = action.task
        assert task.unit is not None, "only tasks with a unit are on record"
        self._tracker.edit(task.id, tags=[*task.tags, SUPERSEDED_TAG], comment=f"superseded: {action.reason}")
        if not task.status.ended:
            self._tracker.mark(task.id, TaskStatus.STOPPED, reason=f"superseded: {action.reason}")
        inputs = {Phase(phase): tuple(ids) for phase, ids in read(RunSection, task.sections).inputs.items()}
        self._start(Start(phase=task.unit.phase, units=(task.unit,), inputs=inputs, attempt=task.attempt + 1))

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
        return index(self._tracker, self.state, head, failures_so_far(self.state))

    def _finish(self, action: Finish) -> None:
        task = self.look(self._tracker.task(self.state.task.id)).task
        self._show(ended=True)
        cause = (action.cause, action.remedy) if action.cause else None
        document = run_document(self._tracker, self.state, status=action.status, cause=cause)
        info = RunInfo(run_id=self._plan.context.run_id, task_id=task.id, document=document).sealed()
        reporter = self._tracker.reporter(task.id)
        reporter.document(ARTIFACT, info.model_dump(mode="json"))
        reporter.close()
        runtime: dict[str, str] = {STATUS_KEY: action.status}
        if action.cause:
            runtime |= {CAUSE_KEY: action.cause, REMEDY_KEY: action.remedy}
        self._tracker.set_runtime(task.id, runtime)
        self._tracker.edit(task.id, comment=self._verdict(action, document.failures, self._link_report()))
        ended = {"failed": TaskStatus.FAILED, "aborted": TaskStatus.STOPPED}.get(action.status, TaskStatus.COMPLETED)
        self._tracker.mark(task.id, ended, reason=action.cause, message=action.status)
        self.finished = action.status

    def _verdict(self, action: Finish, failures: Sequence[Failure], unlinked: str) -> str:
        """The finished run's comment. ``unlinked``: why the report does not hang on the run's task."""
        decision = comparison_of(self._tracker, self.state)
        sentence = decision.sentence if decision else ""
        language = self.state.language
        remedy = say_in(RUN_WORDS, "what_to_do", language, remedy=action.remedy) if action.remedy else ""
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
