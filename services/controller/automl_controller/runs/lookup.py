"""Finds runs on the server, by run id or by the id of their task."""

from __future__ import annotations

from automl_shared.errors import NotFound, did_you_mean
from automl_shared.naming import TEMPLATE_TAG, Phase, tag
from automl_shared.phase_io import RunStatus
from automl_shared.tracker import TaskReader, TaskSnapshot
from automl_shared.words import T_

EXIT_CODES: dict[RunStatus, int] = {
    "completed": 0,
    "running": 0,
    "failed": 4,
    "aborted": 4,
    "completed_with_failures": 5,
}


def run_tasks(tracker: TaskReader, dataset_key: str | None = None) -> list[TaskSnapshot]:
    """Every run's task, or of those on one dataset, newest first."""
    tags = [tag("phase", Phase.RUN), *([tag("dataset", dataset_key)] if dataset_key else [])]
    found = tracker.tasks(tags=tags)
    return [task for task in reversed(found) if TEMPLATE_TAG not in task.tags]


def find_run(tracker: TaskReader, run: str) -> TaskSnapshot:
    """The task of a run, by run id, by the start of one, by task id, or ``last``. Raises NotFound."""
    exact = tracker.tasks(tags=[tag("phase", Phase.RUN), tag("run", run)])
    if exact:
        return exact[-1]
    every = run_tasks(tracker)
    near = [task for task in every if task.id == run or (run and (task.run_id or "").startswith(run))]
    if run == "last" and every:
        return every[0]
    if len(near) == 1:
        return near[0]
    ids = [task.run_id or "" for task in every]
    hint = did_you_mean(run, ids)
    what = T_("{n} runs start with this", n=len(near)) if near else T_("no run has this id{hint}", hint=hint)
    raise NotFound(what, value=run, fix="automl runs list")
