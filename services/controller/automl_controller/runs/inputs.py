"""A run task somebody cloned in the ClearML UI: a run of its own, with the edits of its "New run" form in place."""

from __future__ import annotations

from typing import Any

from automl_shared.config.models import PORTFOLIOS, ModelChoice
from automl_shared.copies import adopt_copy, is_copy
from automl_shared.naming import slug
from automl_shared.sections import (
    ArgsSection,
    ModelCandidatesSection,
    RunSection,
    differences,
    payload,
    read,
)
from automl_shared.tracker import Tasks, TasksAndDatasets, TaskSnapshot

_FIELD_OF = {
    "dataset_id": "Data",
    "target_column": "Data",
    "primary_metric": "Evaluation",
    "time_budget_minutes": "Run",
}


def own_run(tracker: TasksAndDatasets, task: TaskSnapshot) -> TaskSnapshot:
    """The task itself when it was submitted; a copy made by hand is moved into a new run first."""
    if not is_copy(task):
        return task
    _write_args(tracker, task, read(RunSection, task.sections))
    return adopt_copy(tracker, tracker.task(task.id))


def _write_args(tracker: TasksAndDatasets, task: TaskSnapshot, run: RunSection) -> None:
    """Puts every edited input of ``Args`` into the section it stands for; an input left alone changes nothing."""
    args = read(ArgsSection, task.sections)
    edited = {name: value for name, value in args.model_dump().items() if value != run.args_baseline.get(name, value)}
    changed = run.model_copy(update={"args_baseline": args.model_dump()})
    if "dataset_id" in edited:
        changed = changed.model_copy(update={"dataset_key": slug(tracker.dataset(str(args.dataset_id)).name)})
    if "time_budget_minutes" in edited:
        changed = changed.model_copy(update={"time_budget_minutes": args.time_budget_minutes})
    sections = payload(changed)
    for name in edited:
        if _FIELD_OF.get(name) in ("Data", "Evaluation"):
            text = payload(args)[ArgsSection.section][name]
            sections.setdefault(_FIELD_OF[name], {})[name] = text
    tracker.edit(task.id, sections=sections)
    if "models" in edited:
        _replace_models(tracker, task, args.models)


def _replace_models(tracker: Tasks, task: TaskSnapshot, models: str) -> None:
    """The list of models as typed; lines of models that are no longer in it are switched off."""
    typed = models.strip()
    values: dict[str, Any] = (
        {"portfolio": typed}
        if typed in PORTFOLIOS
        else {"models": [ModelChoice(name=name.strip()) for name in typed.split(",") if name.strip()]}
    )
    wanted = payload(ModelCandidatesSection(**values))
    present = {ModelCandidatesSection.section: task.sections.get(ModelCandidatesSection.section, {})}
    stale = {
        key.rpartition("/")[0] for key, _, after in differences(wanted, present) if after == "-" and "/models/" in key
    }
    section = dict(wanted[ModelCandidatesSection.section])
    for line in stale:
        place = line.partition("/")[2]
        if f"{place}/name" not in section and not place.endswith("params"):
            section[f"{place}/enable"] = "false"
    tracker.edit(task.id, sections={ModelCandidatesSection.section: section})
