"""Hyperparameter sections: config models to the strings in the ClearML UI and back, without loss.

Nested models are joined by ``/`` (``Model/params/n_estimators``), lists of models by their index; every other value
travels through the typed codec.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, NamedTuple, TypeVar, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError
from pydantic.fields import FieldInfo

from automl_shared.codec import decode, encode
from automl_shared.config.loader import KeyPath, parse_config
from automl_shared.config.mistakes import what_is_wrong
from automl_shared.config.models import (
    RUN_CHOICES,
    Config,
    ModelChoice,
    Portfolio,
    PreprocessorChoice,
    RunOrders,
    Section,
    as_float,
)
from automl_shared.errors import ConfigError, did_you_mean
from automl_shared.run_context import RunContext
from automl_shared.words import T_

Payload = dict[str, dict[str, str]]
"""Section name to ``{key: stored text}``, as a task holds it."""

S = TypeVar("S", bound=BaseModel)
A = TypeVar("A")

_NO_CHOICE = ("Args", "ClearML")
"""Sections that repeat the choices of others, or say where a run takes place."""


class RunSection(RunOrders):
    """Which run a task belongs to and what it works on."""

    run_id: str | None = Field(None, description="The run this task belongs to.")
    user: str = Field("", description="Whose run it is.")
    project_root: str = Field("AutoML", description="Project everything is filed under.")
    dataset_project: str = Field("", description="Project of the run.")
    dataset_key: str = Field("", description="Short name of the data.")
    command: str = Field("", description="What runs it again, where that takes no server.")
    model_file: str = Field("", description="Where the recommended model is kept, where that is no server.")
    task_id: str | None = Field(
        None, description="This task's own id; a copy made by hand differs and starts a new run."
    )
    run_task_id: str | None = Field(None, description="The run's own task.")
    origin_run_id: str | None = Field(None, description="The run whose outputs a copy made by hand reads.")
    attempt: int = Field(1, description="Which try of this piece of work it is.")
    inputs: dict[str, list[str]] = Field({}, description="Task ids this task reads the output of, by phase.")
    skipped: dict[str, str] = Field({}, description="Candidates that were not tried, and why.")
    extras: list[str] = Field([], description="Candidates beyond the plan, for which there was time left.")
    earlier_comparison: str | None = Field(None, description="The comparison task of that run; empty: there is none.")
    train_until: str | None = Field(
        None, description="When the run's time for training ends (UTC); candidates fit what they do into it."
    )
    answer_until: str | None = Field(
        None, description="When the run's time budget ends (UTC); what puts its result together does less from then on."
    )
    is_needed: bool = Field(
        False, description="Whether the run has no answer without this candidate: it ends even if the time is over."
    )
    args_baseline: dict[str, Any] = Field({}, description="Args as submitted: what differs from it was edited.")

    @property
    def again(self) -> str | None:
        """The command that runs its run again; None where no run owns the task."""
        return self.context.again(self.run_task_id) if self.run_task_id else None

    @property
    def context(self) -> RunContext:
        """The run context. Raises ConfigError on a task that no run owns, a template say."""
        if not self.run_id:
            raise ConfigError(
                T_("this task has no run id"),
                value=self.model_dump(exclude_defaults=True),
                fix=T_("start runs with `automl submit --config c.yaml`"),
            )
        return RunContext(**self.model_dump(include={*RunContext.model_fields}))


class VariantSection(Section):
    """One preprocessing variant: one choice out of each list of alternatives."""

    section: ClassVar[str] = "Preprocessing"

    preproc_id: str = Field("", description="Short stable name of these settings.")
    numeric_imputation: str = Field("median", description="How gaps in numbers are filled.")
    missing_indicators: bool = Field(False, description="A yes-or-no feature per column that has gaps.")
    categorical_imputation: str = Field("most_frequent", description="How gaps in categories are filled.")
    scaling: str = Field("standard", description="How numbers are brought to one scale.")
    categorical_encoding: str = Field("onehot", description="How categories become numbers.")
    high_cardinality_encoding: str = Field("target", description="The same for columns with very many categories.")
    rare_share: float | None = Field(None, description="Categories with a smaller share of the rows become one.")
    feature_generation: str = Field("none", description="Features made of several columns.")
    polynomial_degree: int | None = Field(None, description="Products of numeric columns up to this degree.")
    pca: float | None = Field(None, description="Principal components of the numbers: how many, or share of variance.")
    feature_selection: float | None = Field(None, description="Features kept: how many, or below 1 their share.")
    target_standardize: bool = Field(False, description="Scale a numeric target while fitting.")
    target_transform: str = Field("none", description="Make a skewed numeric target more even while fitting.")
    plugins: list[PreprocessorChoice] = Field([], description="Registered preprocessors, in order.")


class ModelSection(Section):
    """The one model a training task fits."""

    section: ClassVar[str] = "Model"

    name: str = Field("dummy", description="Registry name.")
    label: str = Field(
        "dummy", description="Name in this run: differs from the registry name when a model is listed twice."
    )
    params: dict[str, Any] = Field({}, description="Parameters that differ from the model's defaults.")


class ModelCandidatesSection(Section):
    """Every model of the run."""

    section: ClassVar[str] = "ModelCandidates"

    portfolio: Portfolio | None = Field(None, description="Named list of models.")
    models: list[ModelChoice] = Field([], description="Models, one by one.")

    @classmethod
    def of(cls, config: Config) -> ModelCandidatesSection:
        if isinstance(config.models, str):
            return cls(portfolio=config.models)
        return cls(models=config.models)


class ArgsSection(Section):
    """The few inputs a person edits to run again; ClearML's "New run" form shows exactly these."""

    section: ClassVar[str] = "Args"

    dataset_id: str | None = Field(None, description="ClearML dataset.")
    target_column: str = Field("", description="The column to predict.")
    models: str = Field("standard", description="fast, standard, thorough, or model names joined by commas.")
    primary_metric: str | None = Field(None, description="The metric that decides.")
    time_budget_minutes: float | None = Field(None, description="Minutes the whole run may take.")


CONFIG_SECTIONS: Mapping[str, type[Section]] = {
    key: kind
    for key, field in Config.model_fields.items()
    if isinstance(kind := field.annotation, type) and issubclass(kind, Section) and not issubclass(kind, RunOrders)
}
"""Config key to the section that shows it, where the two are the same model."""


def payload(*models: Section) -> Payload:
    """The sections of a task, from their models."""
    return {model.section: dict(_flatten(model)) for model in models}


def parse(kind: type[S], values: Mapping[str, str], *, source: str = "") -> S:
    """The model behind a section's stored texts. Raises ConfigError for an unknown key or a wrong type."""
    where = source or getattr(kind, "section", "") or kind.__name__
    unknown = [key for key in values if not _is_known(kind, key)]
    if unknown:
        known, first = list(kind.model_fields), unknown[0]
        raise ConfigError(
            T_("unknown parameter `{section}/{key}`{hint}", section=where, key=first, hint=did_you_mean(first, known)),
            allowed=", ".join(known),
        )
    try:
        return kind.model_validate(_nest(kind, values))
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        key = "/".join(str(part) for part in wrong["loc"])
        raise ConfigError(
            T_("parameter `{section}/{key}`: {why}", section=where, key=key, why=what_is_wrong(wrong)),
            value=repr(wrong.get("input")),
        ) from None


def read(kind: type[S], sections: Mapping[str, Mapping[str, str]]) -> S:
    """The model of its section in a task's sections; defaults when the task does not show it."""
    name = getattr(kind, "section", "")
    return parse(kind, sections.get(name, {}), source=name)


def config_payload(config: Config) -> Payload:
    """Every section of the config but ``Run``, which is the run's own."""
    return payload(*(getattr(config, key) for key in CONFIG_SECTIONS), ModelCandidatesSection.of(config))


def config_from(sections: Mapping[str, Mapping[str, str]]) -> Config:
    """The config a run task holds. Raises ConfigError."""
    run = read(RunSection, sections)
    candidates = read(ModelCandidatesSection, sections)
    values: dict[str, Any] = {key: read(kind, sections) for key, kind in CONFIG_SECTIONS.items()}
    settings = {
        "user": run.user or None,
        "dataset_key": run.dataset_key or None,
        **run.orders,
    }
    models = candidates.portfolio or candidates.models or "standard"
    return parse_config({"run": settings, "models": models, **values}, source="the task's parameters")


def differences(
    actual: Mapping[str, Mapping[str, str]], base: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, str, str]]:
    """``(section/key, base value, actual value)`` wherever the two differ; a missing one is ``-``."""
    keys = sorted({(section, key) for side in (base, actual) for section, values in side.items() for key in values})
    rows = [
        (f"{section}/{key}", base.get(section, {}).get(key, "-"), actual.get(section, {}).get(key, "-"))
        for section, key in keys
    ]
    return [row for row in rows if row[1] != row[2]]


def config_path(key: str) -> KeyPath:
    """Where a config has what tasks show as ``Section/key``."""
    section, _, rest = key.partition("/")
    if section == ModelCandidatesSection.section:
        return ("models",)
    top = next((name for name, kind in CONFIG_SECTIONS.items() if kind.section == section), section.lower())
    return (top, *(int(part) if part.isdigit() else part for part in rest.split("/")))


def choices_that_differ(tasks: Sequence[Mapping[str, Mapping[str, str]]], absent: A) -> dict[str, tuple[str | A, ...]]:
    """``Section/key`` to each task's stored text, in their order, wherever somebody chose otherwise.

    Names and ids that every task has of its own are left out. ``absent``: stands where a task has no such key.
    """
    shown = [dict(_choices(sections)) for sections in tasks]
    keys = sorted({key for one in shown for key in one})
    rows = {key: tuple(one.get(key, absent) for one in shown) for key in keys}
    return {key: texts for key, texts in rows.items() if len(set(texts)) > 1}


def _choices(sections: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    for section, values in sections.items():
        for key, text in values.items():
            if section not in _NO_CHOICE and (section != RunSection.section or key in RUN_CHOICES):
                yield f"{section}/{key}", text


class _Stored(NamedTuple):
    """How a field is stored: below its name where it holds a model or a list of them."""

    annotation: Any
    inner: type[BaseModel] | None
    item: type[BaseModel] | None


@cache
def _fields(kind: type[BaseModel]) -> Mapping[str, _Stored]:
    """Looked up once: a controller reads and writes sections of few kinds all the time."""
    return {
        name: _Stored(field.annotation, _inner_model(field), _item_model(field))
        for name, field in kind.model_fields.items()
    }


def _flatten(model: BaseModel, prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, field in _fields(type(model)).items():
        value = getattr(model, name)
        key = f"{prefix}{name}"
        if isinstance(value, BaseModel):
            yield from _flatten(value, f"{key}/")
        elif field.item:
            for index, item in enumerate(value):
                yield from _flatten(item, f"{key}/{index}/")
        elif name == "params":
            yield from ((f"{key}/{parameter}", encode(setting)) for parameter, setting in value.items())
        else:
            yield key, encode(value)


def _nest(kind: type[BaseModel], values: Mapping[str, str]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for name, field in _fields(kind).items():
        if field.inner:
            nested[name] = _nest(field.inner, _below(values, f"{name}/"))
        elif field.item:
            below = _below(values, f"{name}/")
            nested[name] = [_nest(field.item, _below(below, f"{index}/")) for index in _indices(below)]
        elif name == "params":
            nested[name] = {parameter: decode(text) for parameter, text in _below(values, f"{name}/").items()}
        elif name in values:
            nested[name] = _value(values[name], field.annotation)
    return nested


def _value(text: str, annotation: Any) -> Any:
    value = decode(text, annotation)
    return as_float(value) if float in (annotation, *get_args(annotation)) else value


def _below(values: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {key.removeprefix(prefix): text for key, text in values.items() if key.startswith(prefix)}


def _indices(values: Iterable[str]) -> list[str]:
    return sorted({key.partition("/")[0] for key in values}, key=int)


def _inner_model(field: FieldInfo) -> type[BaseModel] | None:
    return field.annotation if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel) else None


def _item_model(field: FieldInfo) -> type[BaseModel] | None:
    if get_origin(field.annotation) is not list:
        return None
    item = get_args(field.annotation)[0]
    return item if isinstance(item, type) and issubclass(item, BaseModel) else None


def _is_known(kind: type[BaseModel], key: str) -> bool:
    name, slash, rest = key.partition("/")
    field = _fields(kind).get(name)
    if field is None:
        return False
    if not slash:
        return field.inner is None and field.item is None and name != "params"
    if field.inner:
        return _is_known(field.inner, rest)
    if field.item:
        index, _, below = rest.partition("/")
        return index.isdecimal() and index.isascii() and _is_known(field.item, below)
    return name == "params" and rest != ""
