"""``automl clone``: any task again, with overrides, as a run of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from automl_controller.runs.launch import Launcher
from automl_controller.runs.plan import SECTIONS_OF, Plan, check_names, comment_of
from automl_controller.runs.reading import plan_of
from automl_controller.runs.state import PROBLEM_KEY
from automl_shared.codec import encode
from automl_shared.config import Override, apply_overrides
from automl_shared.config.loader import dotted_path
from automl_shared.config.models import ClearMLSettings, DataSettings, ProblemType, Section, task_type_of
from automl_shared.copies import identity_of_copy
from automl_shared.errors import ConfigError, did_you_mean
from automl_shared.failures import language_of
from automl_shared.frozen import Frozen
from automl_shared.naming import Naming, Phase, task_tags
from automl_shared.plugins import MODELS
from automl_shared.run_context import RunContext, chosen_run_id
from automl_shared.sections import CONFIG_SECTIONS, ModelSection, Payload, RunSection, parse, payload, read
from automl_shared.tracker import NewTask, Tasks, TaskSnapshot
from automl_shared.words import T_


class Copied(Frozen):
    """A task that waits in a queue."""

    task_id: str
    run_id: str
    name: str
    queue: str
    url: str


def copy_task(tracker: Tasks, task_id: str, overrides: Sequence[Override], queue: str | None = None) -> Copied:
    """Clones a task with overrides and enqueues it. Raises ConfigError before anything is cloned."""
    source = tracker.task(task_id)
    unit = source.unit
    if unit is None:
        raise ConfigError(
            T_("this task was not made by automl, so its parameters are unknown"), value=task_id, fix="automl runs list"
        )
    new = _new_run(source, overrides) if unit.phase is Phase.RUN else _new_child(source, overrides)
    settings = read(ClearMLSettings, new.sections)
    launcher = Launcher(tracker, settings)
    made = tracker.clone(source.id, new)
    launcher.sign(made)
    if kept := source.runtime.get(PROBLEM_KEY):
        tracker.set_runtime(made, {PROBLEM_KEY: kept})
    where = queue or Naming(settings).queue(unit.phase)
    tracker.enqueue([made], where)
    run_id = read(RunSection, new.sections).context.run_id
    return Copied(task_id=made, run_id=run_id, name=new.name, queue=where, url=tracker.task_url(made))


def _new_run(source: TaskSnapshot, overrides: Sequence[Override]) -> NewTask:
    plan = plan_of(source)
    config = apply_overrides(plan.config, overrides)
    check_names(config, problem_of(source))
    context = plan.context.model_copy(update={"run_id": chosen_run_id(None)})
    unit = source.unit
    assert unit is not None, "checked by copy_task"
    return Plan(config, context).new_task(unit, run_task_id=None, template_id=source.id)


def _new_child(source: TaskSnapshot, overrides: Sequence[Override]) -> NewTask:
    unit = source.unit
    assert unit is not None, "checked by copy_task"
    _require_run(source)
    sections = overridden(source.sections, unit.phase, overrides)
    if unit.phase is Phase.TRAINING:
        _check_model(source, sections)
    own = identity_of_copy(unit, sections, run_id=chosen_run_id(None), task_id=None)
    settings = read(ClearMLSettings, sections)
    return NewTask(
        name=own.name,
        project=own.project,
        parent=source.id,
        tags=task_tags(own.context, unit, attempt=1, cloned_from=source.id, own=settings.tags),
        sections={**sections, **payload(own.section)},
        comment=comment_of(unit, own.context.run_id, language_of(source)),
    )


def _require_run(source: TaskSnapshot) -> RunContext:
    """The run of a task. Raises ConfigError for one of none, a template say."""
    return read(RunSection, source.sections).context


def _check_model(source: TaskSnapshot, sections: Payload) -> None:
    """Raises ConfigError for a model or parameters that the training would refuse."""
    section = read(ModelSection, sections)
    model = MODELS.get(section.name)
    problem = problem_of(source)
    task_types = [task_type_of(problem)] if problem else list(model.task_types)
    if section.params and model.installed():
        model.estimator(task_types[0], section.params, read(DataSettings, sections).random_seed)


def problem_of(task: TaskSnapshot) -> ProblemType | None:
    """The kind of problem a run was made for, as far as its task tells."""
    kept = task.runtime.get(PROBLEM_KEY) or read(DataSettings, task.sections).problem_type
    return kept if kept in get_args(ProblemType) else None  # type: ignore[return-value]


def overridden(sections: Payload, phase: Phase, overrides: Sequence[Override]) -> Payload:
    """A child's sections with overrides by ``section.key`` in place. Raises ConfigError where it refuses one."""
    kinds = {kind.section: kind for kind in SECTIONS_OF[phase] if kind is not RunSection}
    changed = {name: dict(values) for name, values in sections.items()}
    for override in overrides:
        kind = _kind(kinds, override)
        key = "/".join(str(part) for part in override.path[1:] if not isinstance(part, int))
        values = {**changed.get(kind.section, {}), key: encode(override.value)}
        parse(kind, values, source=kind.section)
        changed[kind.section] = values
    return changed


def _kind(kinds: dict[str, type[Section]], override: Override) -> type[Section]:
    """The section an override means: ``Model.params.x``, ``model.params.x`` or, as in configs, ``models[0].x``."""
    first = str(override.path[0])
    aliases = {**{key: kind.section for key, kind in CONFIG_SECTIONS.items()}, "model": "Model", "models": "Model"}
    name = first if first in kinds else aliases.get(first.casefold(), first)
    if name not in kinds or len(override.path) < 2:
        raise ConfigError(
            T_(
                "this task has no parameter `{path}`{hint}",
                path=dotted_path(override.path),
                hint=did_you_mean(first, kinds),
            ),
            allowed=", ".join(f"{one}.<key>" for one in kinds),
            fix=T_("look at the task's Configuration page"),
        )
    return kinds[name]
