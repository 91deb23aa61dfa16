"""Whose a copied task is: a copy gets a run, a name and a project of its own here, whoever made it."""

from __future__ import annotations

import getpass
from pathlib import Path

from automl_shared.config.models import ClearMLSettings, DataSettings
from automl_shared.console import echo
from automl_shared.frozen import Frozen
from automl_shared.naming import PREPARED_TAG, REUSED_TAG, Naming, Unit, dataset_project, tag
from automl_shared.run_context import RunContext, new_run_id
from automl_shared.sections import Payload, RunSection, payload, read
from automl_shared.tracker import Tasks, TaskSnapshot

_NOT_KEPT = ("run:", "dataset:", "attempt:", "template", tag(PREPARED_TAG, ""), tag(REUSED_TAG, ""))


class CopyIdentity(Frozen):
    """What tells a copy from the task it was made of."""

    context: RunContext
    name: str
    project: str
    section: RunSection


def identity_of_copy(unit: Unit, sections: Payload, *, run_id: str, task_id: str | None) -> CopyIdentity:
    """The identity of a copy with these sections in a new run; it goes on reading the outputs of the run it comes from.

    ``task_id``: None for one that is still to be made.
    """
    run, settings = read(RunSection, sections), read(ClearMLSettings, sections)
    user = run.user or getpass.getuser()
    key = run.dataset_key or Path(read(DataSettings, sections).csv_path or "manual").stem
    context = RunContext(
        run_id=run_id,
        user=user,
        project_root=settings.project_root,
        dataset_key=key,
        dataset_project=run.dataset_project or dataset_project(settings.project_root, user, key),
    )
    changes = {
        **context.model_dump(),
        "task_id": task_id,
        "run_task_id": None,
        "attempt": 1,
        "origin_run_id": run.origin_run_id or run.run_id,
    }
    naming = Naming(settings)
    return CopyIdentity(
        context=context,
        name=naming.task_name(context, unit),
        project=naming.project(context, unit.phase),
        section=run.model_copy(update=changes),
    )


def is_copy(task: TaskSnapshot) -> bool:
    """Whether somebody cloned a task of ours by hand: its record names another task than itself."""
    return read(RunSection, task.sections).task_id != task.id


def adopt_copy(tracker: Tasks, task: TaskSnapshot) -> TaskSnapshot:
    """A task somebody cloned by hand, moved into a new run: its own id, name and tags instead of its source's."""
    unit = task.unit
    assert unit is not None, "only tasks with a phase tag are adopted"
    own = identity_of_copy(unit, task.sections, run_id=new_run_id(), task_id=task.id)
    kept = [old for old in task.tags if not old.startswith(_NOT_KEPT)]
    record = read(RunSection, task.sections).task_id
    echo(f"this task is a copy made by hand (its record names {record}): new run {own.context.run_id}")
    tracker.edit(
        task.id,
        name=own.name,
        project=own.project,
        tags=[*own.context.tags_base, *kept, tag("attempt", 1)],
        sections=payload(own.section),
    )
    return tracker.task(task.id)
