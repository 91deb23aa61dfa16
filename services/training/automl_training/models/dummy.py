"""Guessing: the baseline every other model has to beat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import choice, model
from automl_shared.words import N_


@model(
    "dummy",
    task_types=["regression", "classification"],
    complexity=0,
    takes_gaps=True,
    takes_categories=True,
    scale_invariant=True,
    family="baseline",
    priority=1000,
    params={
        "strategy": choice(
            ("mean", "median", "prior", "most_frequent", "stratified", "uniform"),
            N_("What is guessed: mean or median of a number; prior, most_frequent, stratified or uniform for classes."),
            also=("quantile", "constant"),
        ),
    },
    title=N_("Guessing"),
    takes_weights=True,
    is_baseline=True,
    summary="Guesses without looking: always the average, or how often each class occurs.",
)
def dummy(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Mean of the target, or class frequencies."""
    from sklearn.dummy import DummyClassifier, DummyRegressor

    if task_type == "regression":
        return DummyRegressor(**params)
    return DummyClassifier(**{"strategy": "prior", "random_state": random_seed, **params})
