"""What a config asks for: the units of a run, and the name, project, queue, tags and sections of each of its tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from automl_shared.config.models import (
    ClearMLSettings,
    Config,
    CrossValidationSettings,
    DataSettings,
    EnsembleSettings,
    EvaluationSettings,
    InterpretationSettings,
    ModelChoice,
    OptimizationSettings,
    OutputSettings,
    PreprocessingSettings,
    Section,
    TaskType,
)
from automl_shared.errors import ConfigError
from automl_shared.naming import MODULE_OF, SERVICE_OF, Naming, Phase, Unit, task_tags
from automl_shared.plugins import METRICS, MODELS, PREPROCESSORS
from automl_shared.plugins.model import portfolio
from automl_shared.run_context import RunContext
from automl_shared.sections import (
    ArgsSection,
    ModelCandidatesSection,
    ModelSection,
    RunSection,
    VariantSection,
    payload,
)
from automl_shared.tracker import NewTask
from automl_shared.variants import variants

BASELINE = "dummy"

SECTIONS_OF: Mapping[Phase, tuple[type[Section], ...]] = {
    Phase.RUN: (
        ArgsSection,
        RunSection,
        DataSettings,
        PreprocessingSettings,
        ModelCandidatesSection,
        CrossValidationSettings,
        EvaluationSettings,
        OptimizationSettings,
        EnsembleSettings,
        InterpretationSettings,
        OutputSettings,
        ClearMLSettings,
    ),
    Phase.PREPROCESSING: (
        RunSection,
        DataSettings,
        VariantSection,
        CrossValidationSettings,
        OutputSettings,
        ClearMLSettings,
    ),
    Phase.TRAINING: (
        RunSection,
        DataSettings,
        VariantSection,
        ModelSection,
        CrossValidationSettings,
        EvaluationSettings,
        OptimizationSettings,
        InterpretationSettings,
        OutputSettings,
        ClearMLSettings,
    ),
    Phase.TRAINING_SUMMARY: (
        RunSection,
        DataSettings,
        ModelCandidatesSection,
        EvaluationSettings,
        OutputSettings,
        ClearMLSettings,
    ),
    Phase.COMPARISON: (
        RunSection,
        DataSettings,
        ModelCandidatesSection,
        EvaluationSettings,
        EnsembleSettings,
        OutputSettings,
        ClearMLSettings,
    ),
    Phase.INFERENCE: (RunSection, DataSettings, OutputSettings, ClearMLSettings),
}
"""Which sections a task of each phase shows: what it reads and nothing else."""

TASK_TYPE_OF: Mapping[Phase, str] = {
    Phase.RUN: "controller",
    Phase.PREPROCESSING: "data_processing",
    Phase.TRAINING: "training",
    Phase.TRAINING_SUMMARY: "monitor",
    Phase.COMPARISON: "qc",
    Phase.INFERENCE: "inference",
}
"""ClearML's type of task, which decides its icon and filter in the UI."""

PIPELINE_TAGS = ("pipeline",)


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The models of a run by label, and those left out because they fit the other kind of problem."""

    chosen: dict[str, ModelSection]
    skipped: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """A run's config and context, and everything that follows from them alone."""

    config: Config
    context: RunContext

    @cached_property
    def naming(self) -> Naming:
        return Naming(self.config.clearml)

    @cached_property
    def variants(self) -> dict[str, VariantSection]:
        """Preprocessing variants by their id."""
        return {variant.preproc_id: variant for variant in variants(self.config.preprocessing)}

    def preprocessing_units(self) -> list[Unit]:
        return [Unit(phase=Phase.PREPROCESSING, preproc_id=preproc_id) for preproc_id in self.variants]

    def training_units(self, task_type: TaskType) -> list[Unit]:
        """Every variant with every model; the baseline ignores the features, so it is trained once."""
        models = candidates(self.config, task_type).chosen
        first = next(iter(self.variants))
        return [
            Unit(phase=Phase.TRAINING, preproc_id=preproc_id, model=label)
            for preproc_id in self.variants
            for label, model in models.items()
            if model.name != BASELINE or preproc_id == first
        ]

    def new_task(
        self,
        unit: Unit,
        *,
        run_task_id: str | None,
        attempt: int = 1,
        template_id: str | None = None,
        inputs: Mapping[Phase, Sequence[str]] | None = None,
        skipped: Mapping[str, str] | None = None,
        task_type: TaskType | None = None,
    ) -> NewTask:
        """A task of this run, complete but for its own id, which only the server can give."""
        run = RunSection(
            **self.context.model_dump(),
            run_task_id=run_task_id,
            attempt=attempt,
            skipped=dict(skipped or {}),
            inputs={phase.value: list(ids) for phase, ids in (inputs or {}).items()},
            time_budget_minutes=self.config.run.time_budget_minutes,
        )
        is_run = unit.phase is Phase.RUN
        if is_run:
            run = run.model_copy(update={"args_baseline": args_of(self.config).model_dump()})
        return NewTask(
            name=self.naming.task_name(self.context, unit),
            project=self.naming.project(self.context, unit.phase),
            tags=task_tags(self.context, unit, attempt=attempt, cloned_from=template_id, own=self.config.clearml.tags),
            sections=payload(*(self._section(kind, unit, run, task_type) for kind in SECTIONS_OF[unit.phase])),
            parent=run_task_id,
            type=TASK_TYPE_OF[unit.phase],
            system_tags=PIPELINE_TAGS if is_run else (),
            module=MODULE_OF[SERVICE_OF[unit.phase]],
        )

    def _section(self, kind: type[Section], unit: Unit, run: RunSection, task_type: TaskType | None) -> Section:
        if kind is RunSection:
            return run
        if kind is VariantSection:
            return self.variants[unit.preproc_id or ""]
        if kind is ModelSection:
            assert task_type is not None, "a training is planned for a known kind of problem"
            return candidates(self.config, task_type).chosen[unit.model or ""]
        if kind is ModelCandidatesSection:
            return ModelCandidatesSection.of(self.config)
        if kind is ArgsSection:
            return args_of(self.config)
        return next(value for name in Config.model_fields if isinstance(value := getattr(self.config, name), kind))


def candidates(config: Config, task_type: TaskType) -> Candidates:
    """The enabled models that fit the problem, with the baseline first. Raises ConfigError when none fits."""
    chosen: dict[str, ModelSection] = {BASELINE: ModelSection(name=BASELINE, label=BASELINE)}
    skipped: dict[str, str] = {}
    for choice in _choices(config, task_type):
        if task_type not in MODELS.get(choice.name).task_types:
            skipped[choice.name] = f"{choice.name} is not for {task_type}"
        elif choice.name == BASELINE:
            chosen[BASELINE] = ModelSection(name=BASELINE, label=BASELINE, params=choice.params)
        else:
            label = _free_label(choice.name, chosen)
            chosen[label] = ModelSection(name=choice.name, label=label, params=choice.params)
    if skipped and set(chosen) == {BASELINE}:
        fitting = [name for name in MODELS if task_type in MODELS.get(name).task_types]
        raise ConfigError(
            f"none of the models fits a {task_type} problem",
            value=", ".join(skipped),
            allowed=", ".join(fitting),
            fix="--set models=standard",
        )
    return Candidates(chosen=chosen, skipped=skipped)


def _choices(config: Config, task_type: TaskType) -> list[ModelChoice]:
    if isinstance(config.models, str):
        return [ModelChoice(name=name) for name in portfolio(config.models, task_type)]
    return [choice for choice in config.models if choice.enable]


def _free_label(name: str, taken: Mapping[str, object]) -> str:
    labels = [name, *(f"{name}-{number}" for number in range(2, len(taken) + 3))]
    return next(label for label in labels if label not in taken)


def args_of(config: Config) -> ArgsSection:
    """The few inputs of the "New run" form."""
    models = (
        config.models if isinstance(config.models, str) else ",".join(one.name for one in config.models if one.enable)
    )
    return ArgsSection(
        dataset_id=config.data.dataset_id,
        target_column=config.data.target_column,
        models=models,
        primary_metric=config.evaluation.primary_metric,
        time_budget_minutes=config.run.time_budget_minutes,
    )


def check_names(config: Config, task_type: TaskType | None) -> None:
    """Raises ConfigError for a model, metric, preprocessor or name pattern that does not exist or does not fit."""
    Naming(config.clearml)
    for choice in config.models if isinstance(config.models, list) else []:
        MODELS.get(choice.name)
    for name in config.preprocessing.plugins:
        PREPROCESSORS.get(name)
    evaluation = config.evaluation
    for name in [*evaluation.regression_metrics, *evaluation.classification_metrics, *evaluation.plugins]:
        METRICS.get(name)
    if evaluation.primary_metric:
        METRICS.get(evaluation.primary_metric)
    if config.optimization.method != "none":
        raise ConfigError(
            "searching for parameters is not available yet",
            value=config.optimization.method,
            allowed="none",
            fix="--set optimization.method=none",
        )
    if task_type is not None:
        _check_fit(config, task_type)


def _check_fit(config: Config, task_type: TaskType) -> None:
    for name in config.evaluation.metrics_for(task_type):
        if task_type not in METRICS.get(name).task_types:
            fitting = [one for one in METRICS if task_type in METRICS.get(one).task_types]
            raise ConfigError(
                f"the metric {name!r} is not for {task_type}",
                allowed=", ".join(fitting),
                fix="--set evaluation.primary_metric=null",
            )
    for model in candidates(config, task_type).chosen.values():
        plugin = MODELS.get(model.name)
        if model.params and plugin.installed():
            plugin.estimator(task_type, model.params, config.data.random_seed)
