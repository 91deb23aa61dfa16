"""The whole config file: one pydantic model per section, all of which can be imported from here.

The same models make the sections shown in the ClearML UI, the templates' defaults and ``docs/CONFIG.md``: the
description of each field is the help a person reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from automl_shared.config.choices import (
    CHOICES,
    LINEAR_SCALINGS,
    PORTFOLIOS,
    PROBLEM_NAMES,
    CategoricalEncoding,
    CategoricalImputation,
    ColumnKind,
    ExecutionMode,
    FeatureGeneration,
    HighCardinalityEncoding,
    NumericImputation,
    Portfolio,
    ProblemType,
    Scaling,
    TargetTransform,
    TaskType,
    task_type_of,
)
from automl_shared.config.data import ClassWeights, DataSettings, Editing, SqlSource
from automl_shared.config.evaluation import CostSettings, EvaluationSettings, InterpretationSettings
from automl_shared.config.mistakes import mistake
from automl_shared.config.output import ClearMLSettings, OutputSettings
from automl_shared.config.preparation import PreprocessingSettings, PreprocessorChoice
from automl_shared.config.run import RUN_CHOICES, RunOrders, RunSettings
from automl_shared.config.section import Section, as_float
from automl_shared.config.training import (
    CrossValidationSettings,
    EnsembleMember,
    EnsembleSettings,
    ModelChoice,
    ModelList,
    OptimizationSettings,
    StackingSettings,
    VotingSettings,
)
from automl_shared.words import Language

__all__ = [
    "CHOICES",
    "LINEAR_SCALINGS",
    "PORTFOLIOS",
    "PROBLEM_NAMES",
    "RUN_CHOICES",
    "CategoricalEncoding",
    "CategoricalImputation",
    "ClassWeights",
    "ClearMLSettings",
    "ColumnKind",
    "Config",
    "CostSettings",
    "CrossValidationSettings",
    "DataSettings",
    "Editing",
    "EnsembleMember",
    "EnsembleSettings",
    "EvaluationSettings",
    "ExecutionMode",
    "FeatureGeneration",
    "HighCardinalityEncoding",
    "InterpretationSettings",
    "Language",
    "ModelChoice",
    "ModelList",
    "NumericImputation",
    "OptimizationSettings",
    "OutputSettings",
    "Portfolio",
    "PreprocessingSettings",
    "PreprocessorChoice",
    "ProblemType",
    "RunOrders",
    "RunSettings",
    "Scaling",
    "Section",
    "SqlSource",
    "StackingSettings",
    "TargetTransform",
    "TaskType",
    "VotingSettings",
    "as_float",
    "task_type_of",
]


class Config(BaseModel):
    """The whole config file. Everything but ``data`` may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    run: RunSettings = RunSettings()
    data: DataSettings
    preprocessing: PreprocessingSettings = PreprocessingSettings()
    models: ModelList = "standard"
    ensembles: EnsembleSettings = EnsembleSettings()
    cross_validation: CrossValidationSettings = CrossValidationSettings()
    evaluation: EvaluationSettings = EvaluationSettings()
    optimization: OptimizationSettings = OptimizationSettings()
    interpretation: InterpretationSettings = InterpretationSettings()
    output: OutputSettings = OutputSettings()
    clearml: ClearMLSettings = ClearMLSettings()

    @model_validator(mode="after")
    def _columns_for_the_split(self) -> Self:
        needed: Mapping[str, tuple[str, str | None]] = {
            "group": ("group_column", self.data.group_column),
            "timeseries": ("time_column", self.data.time_column),
        }
        name, column = needed.get(self.cross_validation.kind, ("", ""))
        if column is None:
            raise mistake("split_needs_column", kind=self.cross_validation.kind, column=name)
        return self

    @model_validator(mode="after")
    def _some_model(self) -> Self:
        if isinstance(self.models, list) and not any(choice.enable for choice in self.models):
            raise mistake("no_model", portfolios=", ".join(PORTFOLIOS))
        return self
