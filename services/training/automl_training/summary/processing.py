"""Every training task as one row: what came out, or what failed and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from automl_shared.config.models import Language
from automl_shared.errors import AutoMLError
from automl_shared.failures import WORDS as ENDINGS
from automl_shared.failures import failure_of
from automl_shared.phase_io import ChildStatus, TrainingInfo
from automl_shared.words import N_, Words, say_in

if TYPE_CHECKING:
    from automl_shared.tracker import TaskSnapshot

WORDS: Words = {
    "unusable": N_("its result cannot be used: {what}"),
    "not_done": N_("not done when the summary was made"),
    "gone": N_("the task no longer exists on the server"),
}
"""Why a row has no result."""

FAILED, MISSING = "failed", "missing"
"""Status of a row whose task completed without a usable output, and of one whose task is gone."""

Outputs = Mapping[str, TrainingInfo | AutoMLError]
"""Task id to its output, or to why it cannot be used; only tasks that have one are in it."""


def children(
    ids: Sequence[str], tasks: Sequence[TaskSnapshot], outputs: Outputs, language: Language = "en"
) -> list[ChildStatus]:
    """One row per id, in order; none is dropped."""
    known = {task.id: task for task in tasks}
    return [_child(known[one], outputs.get(one), language) if one in known else _missing(one, language) for one in ids]


def primary_metric(outputs: Outputs, configured: str | None) -> str:
    """The metric the candidates were trained for; without any result the configured one, or none (empty)."""
    return next((one.primary_metric for one in outputs.values() if isinstance(one, TrainingInfo)), configured or "")


def ranked(rows: Sequence[ChildStatus], *, greater_is_better: bool) -> list[ChildStatus]:
    """Best mean first; rows without a score at the end, in the order given."""

    def place(row: ChildStatus) -> tuple[bool, float]:
        mean = row.cv_mean
        return (mean is None, 0.0 if mean is None else -mean if greater_is_better else mean)

    return sorted(rows, key=place)


def best(rows: Sequence[ChildStatus]) -> ChildStatus | None:
    """The first of ranked rows that has a score."""
    return next((row for row in rows if row.cv_mean is not None), None)


def _child(task: TaskSnapshot, output: TrainingInfo | AutoMLError | None, language: Language) -> ChildStatus:
    if isinstance(output, TrainingInfo):
        return _completed(task, output)
    if isinstance(output, AutoMLError):
        return _without_result(task, FAILED, say_in(WORDS, "unusable", language, what=output.what), output.remedy)
    failure = failure_of(task)
    if failure is None:
        cause, remedy = say_in(WORDS, "not_done", language), say_in(ENDINGS, "submit_again", language)
        return _without_result(task, task.status.value, cause, remedy)
    return _without_result(task, task.status.value, failure.cause, failure.remedy)


def _completed(task: TaskSnapshot, output: TrainingInfo) -> ChildStatus:
    return ChildStatus(
        task_id=task.id,
        candidate=output.candidate,
        title=output.title,
        preprocess=output.preproc_id,
        model=output.model,
        status=task.status.value,
        primary_metric=output.primary_metric,
        cv_mean=output.cv_mean.get(output.primary_metric),
        cv_std=output.cv_std.get(output.primary_metric),
        fit_seconds=output.fit_seconds,
        predict_seconds=output.predict_seconds,
        size_bytes=output.size_bytes,
    )


def _without_result(task: TaskSnapshot, status: str, cause: str, remedy: str) -> ChildStatus:
    unit = task.unit
    return ChildStatus(
        task_id=task.id,
        candidate=(unit.candidate if unit else None) or task.name,
        preprocess=(unit.preproc_id if unit else None) or "",
        model=(unit.model if unit else None) or "",
        status=status,
        cause=cause,
        remedy=remedy,
    )


def _missing(task_id: str, language: Language) -> ChildStatus:
    return ChildStatus(
        task_id=task_id,
        candidate=task_id,
        preprocess="",
        model="",
        status=MISSING,
        cause=say_in(WORDS, "gone", language),
        remedy=say_in(ENDINGS, "submit_again", language),
    )
