"""From a config to a queued run: check everything, register the data, clone the run's template, enqueue."""

from __future__ import annotations

import getpass
import hashlib
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from automl_controller.runs.earlier import chosen_run
from automl_controller.runs.launch import Launcher
from automl_controller.runs.plan import Plan, check_names, not_tried
from automl_controller.runs.reading import plan_of
from automl_controller.runs.rules import FINAL_PHASES
from automl_controller.runs.state import PROBLEM_KEY
from automl_controller.runs.words import word
from automl_data.intake import (
    Note,
    Problem,
    Ready,
    file_hash,
    read_table,
    ready,
    require_column,
    row_amounts,
    source_name,
)
from automl_shared.config import Config, Override, parse_config
from automl_shared.config.loader import read_yaml
from automl_shared.config.models import PORTFOLIOS, SqlSource, TaskType, task_type_of
from automl_shared.config.overrides import set_raw
from automl_shared.errors import ConfigError, NotEnqueued
from automl_shared.frozen import Frozen
from automl_shared.naming import CONTENT_TAG, Naming, Phase, Unit, dataset_project, slug, tag
from automl_shared.plugins.model import portfolio
from automl_shared.plugins.monotone import MONOTONE, directions_of
from automl_shared.run_context import RunContext, chosen_run_id
from automl_shared.tracker import (
    DatasetSnapshot,
    NewTask,
    TaskReader,
    TasksAndDatasets,
    TaskSnapshot,
    TaskStatus,
)
from automl_shared.tracker.dataset_names import named_dataset
from automl_shared.unchanged import unchanged
from automl_shared.words import T_


class DataFile(Frozen):
    """The data of a config, read and found usable. ``hash`` is the sha256 of the file's bytes.

    ``notes``: what is to be said of the file and its columns.
    """

    path: Path
    rows: int
    columns: int
    hash: str
    problem: Problem
    notes: tuple[Note, ...] = ()


KEY_TAG = "submission"
"""Names a run by the key it was submitted with."""


class Submitted(Frozen):
    """A run that waits in the controller's queue."""

    run_id: str
    task_id: str
    url: str
    queue: str
    dataset: DatasetSnapshot
    dataset_reused: bool
    submitted_before: bool = False
    """Nothing was made: this run has the same key."""


class PlannedTask(Frozen):
    """A task that would be made, for ``--dry-run``."""

    phase: str
    name: str
    queue: str
    preprocess: str | None
    model: str | None
    parameters: dict[str, dict[str, str]]


def read_config(path: Path, overrides: Sequence[Override]) -> Config:
    """The config file with the overrides in place. Raises ConfigError."""
    raw, lines = read_yaml(path)
    return parse_config(set_raw(_listed(raw, overrides), overrides), lines, source=str(path))


def _listed(raw: Mapping[str, Any], overrides: Sequence[Override]) -> Mapping[str, Any]:
    """The portfolio as the list it stands for, where an override means one model of it: ``models[0].params…``.

    Before the data were read only the config tells the kind of problem; the models for the other kind are skipped then.
    """
    name = raw.get("models", Config.model_fields["models"].default)
    indexed = any(override.path[0] == "models" and len(override.path) > 1 for override in overrides)
    if not indexed or name not in PORTFOLIOS:
        return raw
    told = dict(raw.get("data") or {}).get("problem_type")
    kinds: tuple[TaskType, ...] = (task_type_of(told),) if told else get_args(TaskType)
    every = {label: choice for kind in kinds for label, choice in portfolio(name, kind).items()}
    return {**raw, "models": [choice.model_dump() for choice in every.values()]}


def check_data(config: Config, path: Path) -> DataFile:
    """Reads the file and checks it against the config. Raises DataError: nothing was made yet."""
    with unchanged(path):
        table, content = read_table(path, config.data), file_hash(path)
    found = ready(table, config.data, config.cross_validation)
    check_names(config, found.problem.type)
    _check_directions(config, found)
    row_amounts(found.frame[found.frame[config.data.target_column].notna()], config.evaluation.costs)
    rows, columns = table.frame.shape
    notes = (*table.notes, *found.notes)
    return DataFile(path=path, rows=rows, columns=columns, hash=content, problem=found.problem, notes=notes)


def _check_directions(config: Config, found: Ready) -> None:
    for place, choice in enumerate(config.models if isinstance(config.models, list) else []):
        for name in directions_of(choice.params):
            require_column(found.frame, name, f"models[{place}].params.{MONOTONE}")


def check_config(config: Config) -> None:
    """What can be said before the data are read. Raises ConfigError."""
    if config.data.csv_path is None and config.data.dataset_id is None and config.data.sql.url is None:
        raise ConfigError(
            T_("the config names no data"),
            allowed=T_("data.csv_path, data.dataset_id or data.sql"),
            fix="--set data.csv_path=FILE.csv",
        )
    if not config.data.target_column:
        path = config.data.csv_path
        is_here = path is not None and Path(path).is_file()
        look = shlex.join(["automl", "init", str(path)]) if is_here else "--set data.target_column=COLUMN"
        raise ConfigError(T_("the config names no target column"), fix=look)
    check_names(config, None)


def context_of(config: Config, *, dataset_name: str | None = None) -> RunContext:
    """The run context, minted here once. Raises ConfigError for a run id that cannot be used."""
    user = slug(config.run.user or getpass.getuser())
    key = config.run.dataset_key or dataset_name or source_name(config.data)
    settings = config.clearml
    return RunContext(
        run_id=chosen_run_id(config.run.id),
        user=user,
        project_root=settings.project_root,
        dataset_key=slug(key),
        dataset_project=settings.dataset_project or dataset_project(settings.project_root, user, slug(key)),
    )


def submit(
    tracker: TasksAndDatasets,
    config: Config,
    data: DataFile,
    *,
    key: str | None = None,
    context: RunContext | None = None,
) -> Submitted:
    """Registers the checked data, clones the run's template and enqueues it. Raises ConfigError for a used run id.

    ``context``: whose run it is, where the config alone does not say.
    ``key``: of all that are submitted with the same one, however often and from wherever, one run is made.
    """
    if key and (earlier := _runs_with(tracker, key)):
        return _submitted_before(tracker, earlier[0], data)
    registered = named_dataset(tracker, config.data.dataset_id) if config.data.dataset_id else None
    context = context or context_of(config, dataset_name=registered.name if registered else None)
    if tracker.tasks(tags=[tag("run", context.run_id)]):
        raise ConfigError(T_("a run with this id exists already"), value=context.run_id, fix="--set run.id=null")
    compare_with = chosen_run(tracker, config.run.compare_with)
    launcher = Launcher(tracker, config.clearml)
    dataset, reused = _registered(tracker, config, context, data, registered)
    used = config.model_copy(
        update={
            "data": config.data.model_copy(update={"csv_path": None, "sql": SqlSource(), "dataset_id": dataset.id}),
            "run": config.run.model_copy(update={"compare_with": compare_with}),
        }
    )
    plan = Plan(used, context)
    unit = Unit(phase=Phase.RUN)

    def new_task(template_id: str | None) -> NewTask:
        made = plan.new_task(unit, run_task_id=None, template_id=template_id)
        return replace(made, tags=[*made.tags, _key_tag(key)]) if key else made

    (task,) = launcher.prepare(Phase.RUN, [new_task])
    if key and (first := _runs_with(tracker, key)[0]).id != task.id:
        reason = word("same_key", config.output.language, run_id=first.run_id)
        tracker.mark(task.id, TaskStatus.STOPPED, reason=reason)
        tracker.edit(task.id, tags=[one for one in task.tags if one != _key_tag(key)])
        return _submitted_before(tracker, first, data)
    _start(tracker, launcher, task, data)
    return Submitted(
        run_id=context.run_id,
        task_id=task.id,
        url=tracker.task_url(task.id),
        queue=plan.naming.queue(Phase.RUN),
        dataset=dataset,
        dataset_reused=reused,
    )


def _key_tag(key: str) -> str:
    """Of the key's hash: a key may be anything, and is nobody else's business."""
    return tag(KEY_TAG, hashlib.sha256(key.encode()).hexdigest()[:16])


def _runs_with(tracker: TaskReader, key: str) -> list[TaskSnapshot]:
    """The runs submitted with this key, oldest first: one, but for the moment in which two are being submitted."""
    return tracker.tasks(tags=[tag("phase", Phase.RUN), _key_tag(key)])


def _start(tracker: TasksAndDatasets, launcher: Launcher, task: TaskSnapshot, data: DataFile) -> None:
    """Puts a run that was made into its queue; another one who submits it at the same moment may be quicker."""
    tracker.set_runtime(task.id, {PROBLEM_KEY: data.problem.type})
    try:
        launcher.resume(task, Phase.RUN)
    except NotEnqueued:
        if tracker.task(task.id).status is TaskStatus.CREATED:
            raise


def _submitted_before(tracker: TasksAndDatasets, task: TaskSnapshot, data: DataFile) -> Submitted:
    """The run that has the key. Whoever submitted it may have been cut off before it was in its queue."""
    settings = plan_of(task).config
    assert settings.data.dataset_id is not None, "a run that was submitted has its data registered"
    if task.status is TaskStatus.CREATED:
        _start(tracker, Launcher(tracker, settings.clearml), task, data)
    return Submitted(
        run_id=task.run_id or "",
        task_id=task.id,
        url=tracker.task_url(task.id),
        queue=Naming(settings.clearml).queue(Phase.RUN),
        dataset=tracker.dataset(settings.data.dataset_id),
        dataset_reused=True,
        submitted_before=True,
    )


def _registered(
    tracker: TasksAndDatasets, config: Config, context: RunContext, data: DataFile, given: DatasetSnapshot | None
) -> tuple[DatasetSnapshot, bool]:
    """The dataset of a run: the given one, one with the same content, or a new one."""
    project = Naming(config.clearml).datasets_project
    present = given or _with_files(tracker, tracker.find_dataset(project=project, content_hash=data.hash))
    if present is not None:
        tracker.tag_dataset(present.id, [*context.tags_base, *config.clearml.tags])
        return present, True
    facts = {
        "file_name": data.path.name,
        "rows": str(data.rows),
        "columns": str(data.columns),
        "hash": data.hash,
        "run_id": context.run_id,
        "size_bytes": str(data.path.stat().st_size),
    }
    dataset_id = tracker.register_dataset(
        data.path,
        name=context.dataset_key,
        project=project,
        facts=facts,
        tags=[*context.tags_base, tag(CONTENT_TAG, data.hash), *config.clearml.tags],
    )
    return tracker.dataset(dataset_id), False


def _with_files(tracker: TasksAndDatasets, dataset: DatasetSnapshot | None) -> DatasetSnapshot | None:
    """The dataset if its files are still there; one without them is not found by its content any more."""
    if dataset is None or tracker.has_dataset_files(dataset.id):
        return dataset
    tracker.edit(dataset.id, tags=[one for one in dataset.tags if not one.startswith(f"{CONTENT_TAG}:")])
    return None


def dry_run(config: Config, data: DataFile) -> list[PlannedTask]:
    """Every task a run of this config would make, with its queue and parameters. Makes none."""
    task_type = task_type_of(data.problem.type)
    plan = Plan(config, context_of(config))
    units = [
        Unit(phase=Phase.RUN),
        *plan.preprocessing_units(),
        *plan.training_units(task_type),
        *(Unit(phase=phase) for phase in FINAL_PHASES),
    ]
    return [_planned(plan, unit, task_type) for unit in units]


def possible_extras(config: Config, data: DataFile) -> list[str]:
    """Candidates that a run of this config would go on with, if its time budget leaves time for any."""
    units = Plan(config, context_of(config)).extra_units(task_type_of(data.problem.type))
    return [unit.candidate or str(unit) for unit in units]


def skipped_models(config: Config, task_type: TaskType) -> dict[str, str]:
    """Models that fit only the other kind of problem, and candidates that cannot work, and why."""
    return not_tried(config, task_type)


def _planned(plan: Plan, unit: Unit, task_type: TaskType) -> PlannedTask:
    new = plan.new_task(unit, run_task_id=None, task_type=task_type)
    return PlannedTask(
        phase=unit.phase,
        name=new.name,
        queue=plan.naming.queue(unit.phase),
        preprocess=unit.preproc_id,
        model=unit.model,
        parameters=new.sections,
    )
