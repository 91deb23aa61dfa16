"""The run a result is compared with: given by hand, or the last finished one on the same data."""

from __future__ import annotations

from automl_controller.runs.document import run_status
from automl_controller.runs.lookup import find_run, run_tasks
from automl_shared.errors import ConfigError, ContractError, NotFound
from automl_shared.failures import has_result
from automl_shared.naming import Phase, tag, tag_value
from automl_shared.phase_io import ComparisonInfo, output_of
from automl_shared.sections import RunSection
from automl_shared.tracker import Records, TaskReader, TaskSnapshot
from automl_shared.words import T_

LAST, NONE = "last", "none"
"""What ``run.compare_with`` takes beside a run id."""

_FINISHED = ("completed", "completed_with_failures")


def comparison_task(tracker: TaskReader, run_task: TaskSnapshot) -> TaskSnapshot | None:
    """The task that decided a run; None when there is none with a result."""
    if run_task.run_id is None:
        return None
    found = tracker.tasks(parent=run_task.id, tags=[tag("run", run_task.run_id), tag("phase", Phase.COMPARISON)])
    counting = [task for task in found if has_result(task) and not task.superseded]
    return max(counting, key=lambda task: task.attempt, default=None)


def earlier_comparison(tracker: TaskReader, run_task: TaskSnapshot, compare_with: str) -> TaskSnapshot | None:
    """The comparison task of the run to compare with; None where there is none, which is no failure."""
    if compare_with == NONE:
        return None
    if compare_with == LAST:
        finished = _finished_before(tracker, run_task)
        return next((task for one in finished if (task := comparison_task(tracker, one))), None)
    try:
        return comparison_task(tracker, find_run(tracker, compare_with))
    except NotFound:
        return None


def earlier_seconds(tracker: Records, run_task: TaskSnapshot) -> dict[str, float]:
    """Seconds that the candidates of the last finished run on these data took to fit; empty where none can be read."""
    task = earlier_comparison(tracker, run_task, LAST)
    if task is None:
        return {}
    try:
        info = output_of(ComparisonInfo, tracker, task.id)
    except (NotFound, ContractError):  # another version's, or deleted: only the order of the trainings depends on it
        return {}
    return {row.candidate: row.fit_seconds for row in info.leaderboard}


def chosen_run(tracker: TaskReader, compare_with: str) -> str:
    """What ``--compare-with`` means, as it is kept: ``last``, ``none`` or the id of a run that has a comparison.

    Raises NotFound for a run that does not exist, ConfigError for one without a comparison.
    """
    if compare_with in (LAST, NONE):
        return compare_with
    task = find_run(tracker, compare_with)
    if comparison_task(tracker, task) is None:
        raise ConfigError(
            T_("the run to compare with has no comparison"),
            value=f"{task.run_id}: {run_status(task)}",
            allowed=T_("a finished run, `{last}` or `{none}`", last=LAST, none=NONE),
            fix="automl runs list",
        )
    return task.run_id or task.id


def _finished_before(tracker: TaskReader, run_task: TaskSnapshot) -> list[TaskSnapshot]:
    """Runs on the same data below the same root that were submitted before this one, the last finished first."""
    found = [
        task
        for task in run_tasks(tracker, dataset_key=tag_value(run_task.tags, "dataset"))
        if task.id != run_task.id
        and _root(task) == _root(run_task)
        and run_status(task) in _FINISHED
        and task.created is not None
        and run_task.created is not None
        and task.created <= run_task.created
    ]
    return sorted(found, key=lambda task: (task.ended or task.created, task.created), reverse=True)


def _root(task: TaskSnapshot) -> str:
    """The run's project root as stored: another version's task may hold keys this one does not know."""
    return task.sections.get(RunSection.section, {}).get("project_root", "")
