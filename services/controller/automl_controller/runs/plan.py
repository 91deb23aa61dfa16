"""What a config asks for: the units of a run, and the name, project, queue, tags and sections of each of its tasks."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from itertools import count
from typing import Any, TypeVar

from automl_controller.runs.order import in_order, repeated_scalings, too_many_rows
from automl_controller.runs.words import word
from automl_shared.config.models import (
    PORTFOLIOS,
    PROBLEM_NAMES,
    ClearMLSettings,
    Config,
    CrossValidationSettings,
    DataSettings,
    EnsembleSettings,
    EvaluationSettings,
    InterpretationSettings,
    Language,
    ModelChoice,
    OptimizationSettings,
    OutputSettings,
    PreprocessingSettings,
    ProblemType,
    Section,
    TaskType,
    task_type_of,
)
from automl_shared.errors import ConfigError
from automl_shared.frozen import Frozen
from automl_shared.naming import MODULE_OF, SERVICE_OF, Naming, Phase, Unit, candidate_of, task_tags
from automl_shared.plugins import METRICS, MODELS, PREPROCESSORS
from automl_shared.plugins.metric import chosen_metrics
from automl_shared.plugins.model import Needs, baseline, extras, portfolio
from automl_shared.plugins.params import TASK_TYPES
from automl_shared.run_context import RunContext
from automl_shared.sections import (
    ArgsSection,
    ModelCandidatesSection,
    ModelSection,
    Payload,
    RunSection,
    VariantSection,
    payload,
)
from automl_shared.tracker import NewTask
from automl_shared.variants import variants
from automl_shared.words import T_

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
        InterpretationSettings,
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

MOST_EXTRAS = 20
"""Candidates that time left over brings about at most."""

T = TypeVar("T")


class Candidates(Frozen):
    """The models of a run by label, and those left out because they fit the other kind of problem."""

    chosen: dict[str, ModelSection]
    skipped: dict[str, str] = field(default_factory=dict)
    extra: dict[str, ModelSection] = field(default_factory=dict)
    """More models by label, for time that is left when all of the chosen are done; most promising first."""


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

    @cached_property
    def _worked_out(self) -> dict[object, Any]:
        """What every one of many tasks asks for, by the question."""
        return {}

    def _once(self, question: object, answer: Callable[[], T]) -> T:
        if question not in self._worked_out:
            self._worked_out[question] = answer()
        return self._worked_out[question]  # type: ignore[no-any-return]

    def candidates(self, task_type: TaskType) -> Candidates:
        """The models of this run. Raises ConfigError when none fits."""
        return self._once(("candidates", task_type), lambda: candidates(self.config, task_type))

    def models(self, task_type: TaskType) -> dict[str, ModelSection]:
        """Everything that may be trained, by label. Raises ConfigError when nothing fits."""
        found = self.candidates(task_type)
        return {**found.chosen, **found.extra}

    def preprocessing_units(self) -> list[Unit]:
        return [Unit(phase=Phase.PREPROCESSING, preproc_id=preproc_id) for preproc_id in self.variants]

    def training_units(self, task_type: TaskType, n_rows: int | None = None) -> list[Unit]:
        """Every variant with every model that takes what it makes, in the order of training; the baseline only once.

        ``n_rows``: rows that a fold has to learn from, where they are known.
        """
        return self._once(("units", task_type, n_rows), lambda: self._training_units(task_type, n_rows))

    def _training_units(self, task_type: TaskType, n_rows: int | None) -> list[Unit]:
        models = self.candidates(task_type).chosen
        left_out = left_out_candidates(self.config, task_type, n_rows)
        first, by_promise = next(iter(self.variants)), isinstance(self.config.models, str)
        units = [
            Unit(phase=Phase.TRAINING, preproc_id=preproc_id, model=label)
            for preproc_id, label in in_order(list(self.variants.values()), models, by_promise=by_promise)
            if models[label].name != baseline() or preproc_id == first
        ]
        return [unit for unit in units if unit.candidate not in left_out]

    def extra_units(self, task_type: TaskType, n_rows: int | None = None) -> list[Unit]:
        """Trainings on the first variant for time that a budget leaves, most promising first."""
        return self._once(("extras", task_type, n_rows), lambda: self._extra_units(task_type, n_rows))

    def _extra_units(self, task_type: TaskType, n_rows: int | None) -> list[Unit]:
        preproc_id, variant = next(iter(self.variants.items()))
        needs = _needs(self.config, variant)
        return [
            Unit(phase=Phase.TRAINING, preproc_id=preproc_id, model=label)
            for label, one in self.candidates(task_type).extra.items()
            if not MODELS.get(one.name).lacks(needs) and not MODELS.get(one.name).too_many(n_rows or 0)
        ]

    def is_extra(self, unit: Unit) -> bool:
        """Whether it is a training that only time left over brings about."""
        return unit.phase is Phase.TRAINING and unit.model in self._extra_labels

    @cached_property
    def _extra_labels(self) -> set[str]:
        return {label for task_type in TASK_TYPES for label in extra_models(self.config, task_type)}

    def new_task(
        self,
        unit: Unit,
        *,
        run_task_id: str | None,
        attempt: int = 1,
        template_id: str | None = None,
        inputs: Mapping[Phase, Sequence[str]] | None = None,
        skipped: Mapping[str, str] | None = None,
        extras: Sequence[str] = (),
        task_type: TaskType | None = None,
        earlier_comparison: str | None = None,
        train_until: datetime | None = None,
        answer_until: datetime | None = None,
        is_needed: bool = False,
    ) -> NewTask:
        """A task of this run, complete but for its own id, which only the server can give."""
        run = RunSection(
            **self.context.model_dump(),
            run_task_id=run_task_id,
            attempt=attempt,
            skipped=dict(skipped or {}),
            extras=list(extras),
            inputs={phase.value: list(ids) for phase, ids in (inputs or {}).items()},
            train_until=train_until.isoformat(timespec="seconds") if train_until else None,
            answer_until=answer_until.isoformat(timespec="seconds") if answer_until else None,
            is_needed=is_needed,
            **self.config.run.orders,
            earlier_comparison=earlier_comparison,
        )
        is_run = unit.phase is Phase.RUN
        if is_run:
            run = run.model_copy(update={"args_baseline": args_of(self.config).model_dump()})
        return NewTask(
            name=self.naming.task_name(self.context, unit),
            project=self.naming.project(self.context, unit.phase),
            tags=task_tags(self.context, unit, attempt=attempt, cloned_from=template_id, own=self.config.clearml.tags),
            sections=self._sections(unit, run, task_type),
            comment=comment_of(unit, self.context.run_id, self.config.output.language),
            parent=run_task_id,
            type=TASK_TYPE_OF[unit.phase],
            system_tags=PIPELINE_TAGS if is_run else (),
            module=MODULE_OF[SERVICE_OF[unit.phase]],
        )

    def _sections(self, unit: Unit, run: RunSection, task_type: TaskType | None) -> Payload:
        """What a task shows. Most of it is the same on all tasks of the run, and made once."""
        sections: Payload = {}
        for kind in SECTIONS_OF[unit.phase]:
            own = self._own_section(kind, unit, run, task_type)
            made = payload(own) if own else self._once(kind, partial(self._shared_payload, kind))
            sections |= {name: dict(values) for name, values in made.items()}
        return sections

    def _own_section(
        self, kind: type[Section], unit: Unit, run: RunSection, task_type: TaskType | None
    ) -> Section | None:
        """A section that differs from task to task; None for any other."""
        if kind is RunSection:
            return run
        if kind is VariantSection:
            return self.variants[unit.preproc_id or ""]
        if kind is ModelSection:
            assert task_type is not None, "a training is planned for a known kind of problem"
            return self.models(task_type)[unit.model or ""]
        return None

    def _shared_payload(self, kind: type[Section]) -> Payload:
        return payload(self._shared_section(kind))

    def _shared_section(self, kind: type[Section]) -> Section:
        if kind is ModelCandidatesSection:
            return ModelCandidatesSection.of(self.config)
        if kind is ArgsSection:
            return args_of(self.config)
        return next(value for name in Config.model_fields if isinstance(value := getattr(self.config, name), kind))


def comment_of(unit: Unit, run_id: str, language: Language) -> str:
    """What a new task is, in words: a clone without a comment would keep its template's."""
    what = unit.candidate or unit.preproc_id or ""
    return word(f"task_{unit.phase.value}", language, what=what, run_id=run_id)


def candidates(config: Config, task_type: TaskType) -> Candidates:
    """The enabled models that fit the problem, with the baseline first. Raises ConfigError when none fits."""
    guess = baseline()
    chosen: dict[str, ModelSection] = {guess: ModelSection(name=guess, label=guess)}
    skipped: dict[str, str] = {}
    numbers: dict[str, Iterator[int]] = {}
    for wanted, choice in _choices(config, task_type):
        if task_type not in MODELS.get(choice.name).task_types:
            skipped[choice.name] = word(f"not_for_{task_type}", config.output.language, model=choice.name)
        elif choice.name == guess:
            chosen[guess] = ModelSection(name=guess, label=guess, params=choice.params)
        else:
            label = _free_label(wanted, chosen, numbers)
            chosen[label] = ModelSection(name=choice.name, label=label, params=choice.params)
    if skipped and set(chosen) == {guess}:
        fitting = [name for name in MODELS if task_type in MODELS.get(name).task_types]
        raise ConfigError(
            T_("none of the models fits a {task_type} problem", task_type=PROBLEM_NAMES[task_type]),
            value=", ".join(skipped),
            allowed=", ".join(fitting),
            fix="--set models=standard",
        )
    return Candidates(chosen=chosen, skipped=skipped, extra=extra_models(config, task_type))


def extra_models(config: Config, task_type: TaskType) -> dict[str, ModelSection]:
    """What a portfolio goes on with while its budget lasts.

    Nothing without a budget, for a list of models, or for the smallest portfolio, which is to be quick.
    """
    wanted = config.models
    if not isinstance(wanted, str) or wanted == PORTFOLIOS[0] or config.run.time_budget_minutes is None:
        return {}
    found = extras(wanted, task_type, most=MOST_EXTRAS, random_seed=config.data.random_seed)
    return {label: ModelSection(name=one.name, label=label, params=one.params) for label, one in found.items()}


def impossible_candidates(config: Config, task_type: TaskType) -> dict[str, str]:
    """Candidates whose model does not take what the variant or the rows' weights ask of it, and why.

    Raises ConfigError when that leaves nothing but the baseline.
    """
    models = {label: one for label, one in candidates(config, task_type).chosen.items() if label != baseline()}
    made, language = variants(config.preprocessing), config.output.language
    lacks: dict[str, str] = {}
    for variant in made:
        needs = _needs(config, variant)
        for label, model in models.items():
            if why := MODELS.get(model.name).lacks(needs, language):
                lacks[candidate_of(variant.preproc_id, label)] = why
    if lacks and len(lacks) == len(made) * len(models):
        raise ConfigError(
            T_("no model takes the gaps, categories or weights that these settings leave"),
            value="; ".join(dict.fromkeys(lacks.values())),
            allowed=T_("with these settings: {models}", models=", ".join(_taking(config, made, task_type))),
            fix=_fix_of(config),
        )
    return lacks


def left_out_candidates(config: Config, task_type: TaskType, n_rows: int | None = None) -> dict[str, str]:
    """Candidates that are not trained, and why: they cannot work, are too large, or would repeat an earlier one.

    ``n_rows``: rows that a fold has to learn from. Raises ConfigError when nothing but the baseline is left.
    """
    made, models = variants(config.preprocessing), candidates(config, task_type).chosen
    repeated = repeated_scalings(made, models) if isinstance(config.models, str) else {}
    invariant = {
        candidate: word("one_scaling", config.output.language, preproc_id=trained)
        for candidate, (_, trained) in repeated.items()
    }
    too_large = too_many_rows(made, models, n_rows, config.output.language)
    return {**too_large, **invariant, **impossible_candidates(config, task_type)}


def not_tried(config: Config, task_type: TaskType, n_rows: int | None = None) -> dict[str, str]:
    """Models of the wrong kind and candidates left out, and why. Raises ConfigError when nothing is left."""
    return {**candidates(config, task_type).skipped, **left_out_candidates(config, task_type, n_rows)}


def _needs(config: Config, variant: VariantSection) -> Needs:
    return Needs(
        gaps=variant.numeric_imputation == "none",
        categories=variant.categorical_encoding == "native",
        weights=_weighing(config) != [],
    )


def _weighing(config: Config) -> list[str]:
    """Settings by which rows or classes count more or less."""
    return [f"data.{name}" for name in ("weight_column", "class_weights") if getattr(config.data, name) is not None]


def _fix_of(config: Config) -> tuple[str, ...]:
    plain = "--set preprocessing.numeric_imputation=median --set preprocessing.categorical_encoding=onehot"
    return (plain, *(f"--set {name}=null" for name in _weighing(config)))


def _taking(config: Config, made: Sequence[VariantSection], task_type: TaskType) -> list[str]:
    """Models for the task that take at least one of the variants."""
    needs = [_needs(config, one) for one in made]
    return [
        one.name
        for one in map(MODELS.get, MODELS)
        if one.name != baseline() and task_type in one.task_types and any(one.lacks(asked) is None for asked in needs)
    ]


def _choices(config: Config, task_type: TaskType) -> list[tuple[str, ModelChoice]]:
    """The enabled models under the labels they should have."""
    if isinstance(config.models, str):
        return list(portfolio(config.models, task_type).items())
    return [(choice.name, choice) for choice in config.models if choice.enable]


def _free_label(name: str, taken: Container[str], numbers: dict[str, Iterator[int]]) -> str:
    """``name``, or with the next number that makes it another one. ``numbers``: those still to come, by name."""
    if name not in taken:
        return name
    following = numbers.setdefault(name, count(2))
    return next(label for number in following if (label := f"{name}-{number}") not in taken)


def args_of(config: Config) -> ArgsSection:
    """The few inputs of the "New run" form."""
    models = (
        config.models
        if isinstance(config.models, str)
        else ",".join(model.name for model in config.models if model.enable)
    )
    return ArgsSection(
        dataset_id=config.data.dataset_id,
        target_column=config.data.target_column,
        models=models,
        primary_metric=config.evaluation.primary_metric,
        time_budget_minutes=config.run.time_budget_minutes,
    )


def check_names(config: Config, problem_type: ProblemType | None) -> None:
    """Raises ConfigError for a model, metric, preprocessor or name pattern that does not exist or does not fit."""
    Naming(config.clearml)
    for choice in config.models if isinstance(config.models, list) else []:
        MODELS.get(choice.name)
    for plugin in config.preprocessing.plugins:
        PREPROCESSORS.get(plugin.name).check(plugin.params)
    evaluation = config.evaluation
    for name in [*evaluation.regression_metrics, *evaluation.classification_metrics, *evaluation.plugins]:
        METRICS.get(name)
    if evaluation.primary_metric:
        METRICS.get(evaluation.primary_metric)
    if problem_type is not None:
        _check_fit(config, problem_type)


def _check_fit(config: Config, problem_type: ProblemType) -> None:
    task_type = task_type_of(problem_type)
    chosen_metrics(config.evaluation.metrics_for(task_type), problem_type)
    impossible_candidates(config, task_type)
    chosen = candidates(config, task_type).chosen
    for model in () if isinstance(config.models, str) else chosen.values():  # a portfolio's parameters are ours
        plugin = MODELS.get(model.name)
        if model.params and plugin.installed():
            plugin.estimator(task_type, model.params, config.data.random_seed)
