"""A run as the server has it: the run's task, its children, and which attempt of each unit counts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import get_args

from automl_controller.runs.plan import Plan, not_tried
from automl_controller.runs.timing import minutes
from automl_controller.runs.words import say
from automl_shared.codec import decode
from automl_shared.config.models import Language, ProblemType, task_type_of
from automl_shared.config.overrides import with_option
from automl_shared.errors import ConfigError
from automl_shared.failures import has_result, out_of_time, tries
from automl_shared.naming import Phase, Unit, label_of
from automl_shared.phase_io import ComparisonInfo, PreprocessingInfo
from automl_shared.plugins.model import baseline
from automl_shared.sections import RunSection
from automl_shared.tracker import TaskSnapshot, TaskStatus

PROBLEM_KEY = "automl_problem_type"
"""Runtime key of a run's task: the kind of problem the data looked like when the run was submitted."""


def is_own_child(task: TaskSnapshot, run_id: str) -> bool:
    """Whether the controller made this task for the run.

    A copy made by hand has the same parent, but another's recorded id, and from its start on another run.
    """
    if task.run_id != run_id:
        return False
    recorded = task.sections.get(RunSection.section, {}).get("task_id", "")
    return decode(recorded, RunSection.model_fields["task_id"].annotation) in (None, task.id)


def on_record(children: Iterable[TaskSnapshot]) -> dict[Unit, TaskSnapshot]:
    """The attempt that counts for each unit: the newest one that is not superseded, and of equal ones the oldest that
    was enqueued.
    """
    record: dict[Unit, TaskSnapshot] = {}
    for task in children:
        unit = task.unit
        if unit is None or task.superseded:
            continue
        if unit not in record or _rank(task) > _rank(record[unit]):
            record[unit] = task
    return record


def _rank(task: TaskSnapshot) -> tuple[int, bool]:
    """Two of the same attempt are a task that was asked for again, and the first one made late after all."""
    return task.attempt, task.status is not TaskStatus.CREATED


def fitted_rows(info: PreprocessingInfo) -> int:
    """About how many rows a fold has to learn from."""
    return (info.n_rows - info.n_holdout) * (info.fold_plan.n_folds - 1) // info.fold_plan.n_folds


@dataclass(frozen=True)
class RunState:
    """Everything the rules need to know about a run at one moment."""

    plan: Plan
    task: TaskSnapshot
    children: tuple[TaskSnapshot, ...]
    """Every attempt of every unit, superseded ones included."""
    preprocessing: Mapping[str, PreprocessingInfo] = field(default_factory=dict)
    """Outputs of the completed preprocessing tasks by task id."""
    comparison: ComparisonInfo | None = None
    """The output of the comparison, once there is one."""
    lost_outputs: frozenset[str] = frozenset()
    """Ids of completed tasks whose output is gone, or no longer what was stored, and without which nothing goes on."""
    newer_outputs: frozenset[str] = frozenset()
    """Ids of tasks whose worker has a newer version, which stores what this one cannot read."""
    earlier_seconds: Mapping[str, float] = field(default_factory=dict)
    """Seconds that candidates took to fit in an earlier run on the same data."""

    @cached_property
    def record(self) -> dict[Unit, TaskSnapshot]:
        """The attempt that counts for each unit. An extra that ended without a result is none: nothing waits for it."""
        return {unit: task for unit, task in self._newest.items() if not self._is_spent(unit, task)}

    @cached_property
    def _newest(self) -> dict[Unit, TaskSnapshot]:
        return on_record(self.children)

    @property
    def doubles(self) -> list[TaskSnapshot]:
        """Tasks beside those that count for their units, which nobody waits for."""
        return [
            task
            for task in self.children
            if task.unit and not task.superseded and not task.status.ended and self._newest[task.unit] is not task
        ]

    def _is_spent(self, unit: Unit, task: TaskSnapshot) -> bool:
        return self.plan.is_extra(unit) and task.status.ended and not has_result(task)

    def attempts(self, unit: Unit) -> list[TaskSnapshot]:
        """All attempts of a unit, superseded ones included."""
        return self._attempts.get(unit, [])

    @cached_property
    def _attempts(self) -> dict[Unit, list[TaskSnapshot]]:
        found: dict[Unit, list[TaskSnapshot]] = {}
        for task in self.children:
            if task.unit:
                found.setdefault(task.unit, []).append(task)
        return found

    def tries(self, task: TaskSnapshot) -> list[TaskSnapshot]:
        """The attempts of a task's unit that count against `MOST_ATTEMPTS`."""
        return tries(self.attempts(task.unit) if task.unit else [task])

    @cached_property
    def preprocessing_record(self) -> dict[Unit, TaskSnapshot]:
        return {unit: task for unit, task in self.record.items() if unit.phase is Phase.PREPROCESSING}

    @cached_property
    def known_problem(self) -> PreprocessingInfo | None:
        """Any completed preprocessing: the kind of problem and the folds are the same in all of them."""
        return next(iter(self.preprocessing.values()), None)

    @cached_property
    def planned_trainings(self) -> list[Unit]:
        """`wanted_trainings`; before a preprocessing has told the kind of problem, what was planned at the start."""
        expected = self.task.runtime.get(PROBLEM_KEY) or self.plan.config.data.problem_type
        if self.known_problem is not None or expected not in get_args(ProblemType):
            return self.wanted_trainings
        try:
            return self.plan.training_units(task_type_of(expected))  # type: ignore[arg-type]
        except ConfigError:
            return []

    @cached_property
    def training_units(self) -> list[Unit]:
        """Every training of the run; empty until a preprocessing has told the kind of problem."""
        if self.known_problem is None:
            return []
        return self.plan.training_units(task_type_of(self.known_problem.problem_type), fitted_rows(self.known_problem))

    @property
    def impossible(self) -> bool:
        """Whether no model of the config can be trained on these data, which ends the run."""
        try:
            return not self.training_units and self.known_problem is not None
        except ConfigError:
            return True

    @cached_property
    def merged(self) -> dict[Unit, str]:
        """Trainings that would repeat an earlier variant's, because both recipes come to the same for these columns.

        The value is the ``preproc_id`` that is trained in their place.
        """
        recipes = {info.preproc_id: info.recipe.effective_hash for info in self.preprocessing.values()}
        first: dict[tuple[str, str | None], str] = {}
        merged: dict[Unit, str] = {}
        for unit in self.training_units:
            if unit.preproc_id not in recipes:
                continue
            trained = first.setdefault((recipes[unit.preproc_id], unit.model), unit.preproc_id)
            if trained != unit.preproc_id and unit not in self.record:
                merged[unit] = trained
        return merged

    @property
    def wanted_trainings(self) -> list[Unit]:
        """Every training of the run that is not merged into another one, and the extras that there was time for."""
        return [*(unit for unit in self.training_units if unit not in self.merged), *self.extras]

    @property
    def extras(self) -> list[Unit]:
        """Trainings beyond the plan that are at work or have a result."""
        return [unit for unit in self.record if self.plan.is_extra(unit)]

    @property
    def extra_candidates(self) -> list[str]:
        """What those are called."""
        return [unit.candidate or str(unit) for unit in self.extras]

    @cached_property
    def possible_extras(self) -> list[Unit]:
        """Trainings beyond the plan that were never started, most promising first; none before the data are known."""
        known = self.known_problem
        if known is None:
            return []
        units = self.plan.extra_units(task_type_of(known.problem_type), fitted_rows(known))
        return [unit for unit in units if not self.attempts(unit)]

    @cached_property
    def known_seconds(self) -> dict[str, float]:
        """Seconds by candidate as far as an earlier run tells, and by model, of which this run knows better."""
        by_model: dict[str, list[float]] = {}
        for candidate, seconds in self.earlier_seconds.items():
            by_model.setdefault(label_of(candidate), []).append(seconds)
        own: dict[str, list[float]] = {}
        for unit, task in self.record.items():
            if unit.phase is Phase.TRAINING and has_result(task) and task.started and task.ended:
                own.setdefault(unit.model or "", []).append((task.ended - task.started).total_seconds())
        means = {model: sum(times) / len(times) for model, times in {**by_model, **own}.items()}
        return {**means, **self.earlier_seconds}

    @property
    def language(self) -> Language:
        """Of everything the controller writes on the run's task."""
        return self.plan.config.output.language

    @cached_property
    def skipped_models(self) -> dict[str, str]:
        """Models that do not fit the problem, and candidates that would be trained twice, each with the reason."""
        if self.known_problem is None:
            return {}
        problem = self.known_problem
        models = not_tried(self.plan.config, task_type_of(problem.problem_type), fitted_rows(problem))
        same = {
            unit.candidate or str(unit): say(self, "same_as", preproc_id=trained)
            for unit, trained in self.merged.items()
        }
        return {**models, **same}


def expected_seconds(state: RunState, unit: Unit) -> float | None:
    """What a training beyond the plan may take: the longest that its model took in this run, or else any model.

    None while nothing but guessing has a result.
    """
    if state.known_problem is None:
        return None
    models = state.plan.models(task_type_of(state.known_problem.problem_type))
    name = models[unit.model or ""].name
    took = [
        (models[one.model or ""].name, (task.ended - task.started).total_seconds())
        for one, task in state.record.items()
        if one.phase is Phase.TRAINING and has_result(task) and task.started and task.ended
    ]
    alike = [seconds for model, seconds in took if model == name]
    return max(alike or [seconds for model, seconds in took if model != baseline()], default=None)


def would_take(state: RunState) -> tuple[float, float] | None:
    """The least and the most minutes that all planned candidates take, very roughly; None before the data are known."""
    running = sum(task.status is TaskStatus.IN_PROGRESS for task in state.children)
    return _minutes(state, len(state.planned_trainings), workers=max(1, running))


def _minutes(state: RunState, candidates: int, *, workers: int) -> tuple[float, float] | None:
    known, optimization = state.known_problem, state.plan.config.optimization
    if known is None:
        return None
    plan = known.fold_plan
    trials = optimization.n_trials if optimization.method != "none" else 1
    rows_fitted = known.n_train * (plan.n_folds - 1) // plan.n_folds
    return minutes(
        candidates,
        cells=rows_fitted * known.n_features_in,
        fits=plan.n_folds * plan.n_repeats * trials,
        workers=workers,
    )


def no_time_for(state: RunState, unit: Unit) -> tuple[str, str]:
    """Cause and remedy of a candidate that a time budget has left out, with the minutes it would take.

    As long as it took before or on another variant; else about what the size of the data suggests.
    """
    seconds = state.known_seconds.get(unit.candidate or "", state.known_seconds.get(unit.model or ""))
    rough = _minutes(state, 1, workers=1)
    takes = seconds / 60 if seconds is not None else sum(rough) / 2 if rough else None
    cause = out_of_time(state.language)
    if takes is None:
        return cause, more_time(state)
    return say(state, "out_of_time_by", out_of_time=cause, minutes=math.ceil(10 * takes) / 10), more_time(state)


def more_time(state: RunState) -> str:
    """The command that runs it again with twice the time, or what all candidates may take where that is more."""
    expected = would_take(state)
    wanted = max(2 * (state.plan.config.run.time_budget_minutes or 0), math.ceil(expected[1]) if expected else 0)
    return with_option(state.plan.context.again(state.task.id), "run.time_budget_minutes", wanted)
