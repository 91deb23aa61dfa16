"""What settings choose from, and what the choices are called where people pick them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from automl_shared.words import NC_, T_, Text, Words

ProblemType = Literal["regression", "binary", "multiclass"]
TaskType = Literal["regression", "classification"]
Portfolio = Literal["fast", "standard", "thorough"]
ExecutionMode = Literal["clone", "new"]
ColumnKind = Literal["numeric", "categorical", "boolean", "datetime", "text", "identifier", "constant"]
NumericImputation = Literal["mean", "median", "most_frequent", "constant", "knn", "none"]
CategoricalImputation = Literal["most_frequent", "constant"]
Scaling = Literal["standard", "minmax", "robust", "quantile", "power", "none"]
LINEAR_SCALINGS: tuple[Scaling, ...] = ("standard", "minmax", "robust", "none")
"""Those that shift and stretch a column: a model that scales by itself learns the same after each of them."""
CategoricalEncoding = Literal["onehot", "ordinal", "target", "frequency", "native"]
HighCardinalityEncoding = Literal["target", "frequency", "same"]
FeatureGeneration = Literal["none", "auto", "full"]
TargetTransform = Literal["none", "auto", "log", "power", "quantile"]

PORTFOLIOS: tuple[Portfolio, ...] = ("fast", "standard", "thorough")
PROBLEM_NAMES: Mapping[str, Text] = {
    "regression": T_("regression"),
    "classification": T_("classification"),
    "binary": T_("binary"),
    "multiclass": T_("multiclass"),
}
"""How a sentence calls a kind of problem, or of task."""


def task_type_of(problem_type: ProblemType) -> TaskType:
    """The kind of model a problem needs: binary and multiclass problems both need a classifier."""
    return "regression" if problem_type == "regression" else "classification"


CHOICES: Words = {
    "accuracy": NC_("a choice", "best mean"),
    "auto": NC_("a choice", "automatic"),
    "bagged": NC_("a choice", "average of the fold models"),
    "balanced": NC_("a choice", "balanced"),
    "bayesian": NC_("a choice", "Bayesian"),
    "binary": NC_("a choice", "two classes"),
    "classification": NC_("a choice", "classes"),
    "clone": NC_("a choice", "clone templates"),
    "constant": NC_("a choice", "a fixed value"),
    "frequency": NC_("a choice", "how often each occurs"),
    "full": NC_("a choice", "all that help"),
    "grid": NC_("a choice", "all combinations"),
    "group": NC_("a choice", "whole groups"),
    "hard": NC_("a choice", "count votes"),
    "kfold": NC_("a choice", "by chance"),
    "knn": NC_("a choice", "from similar rows"),
    "linear": NC_("a choice", "linear regression"),
    "log": NC_("a choice", "logarithm"),
    "logistic": NC_("a choice", "logistic regression"),
    "mean": NC_("a choice", "mean"),
    "median": NC_("a choice", "median"),
    "minmax": NC_("a choice", "from 0 to 1"),
    "most_frequent": NC_("a choice", "most frequent value"),
    "multiclass": NC_("a choice", "several classes"),
    "native": NC_("a choice", "as they are"),
    "new": NC_("a choice", "new tasks from code"),
    "none": NC_("a choice", "none"),
    "onehot": NC_("a choice", "one column each"),
    "ordinal": NC_("a choice", "numbered"),
    "power": NC_("a choice", "power transform"),
    "preprocessing": NC_("a choice", "preparation"),
    "quantile": NC_("a choice", "by quantiles"),
    "random": NC_("a choice", "random"),
    "refit": NC_("a choice", "fitted on all rows"),
    "regression": NC_("a choice", "numbers"),
    "ridge": NC_("a choice", "ridge regression"),
    "robust": NC_("a choice", "robust to outliers"),
    "same": NC_("a choice", "like the others"),
    "simple": NC_("a choice", "simplest"),
    "soft": NC_("a choice", "average probabilities"),
    "standard": NC_("a choice", "standardized"),
    "stratified": NC_("a choice", "same mix of classes"),
    "target": NC_("a choice", "mean of the target"),
    "timeseries": NC_("a choice", "past before future"),
}
"""What the choices of settings are called where people pick them; signs and languages are what they are."""
