"""Naive Bayes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model, real
from automl_shared.words import N_


@model(
    "naive_bayes",
    task_types=["classification"],
    complexity=15,
    portfolios=["thorough"],
    priority=15,
    defaults={"var_smoothing": 1e-9},
    params={
        "var_smoothing": real(
            1e-10,
            1e-1,
            N_("Widens the bell curves, so that single odd values weigh less."),
            log=True,
            searched=True,
        ),
    },
    title=N_("Naive Bayes"),
    takes_weights=True,
    summary="Looks at every column on its own and multiplies what each says about the classes.",
)
def naive_bayes(_task_type: TaskType, params: Mapping[str, Any], _random_seed: int) -> Any:
    """A bell curve per class and column."""
    from sklearn.naive_bayes import GaussianNB

    return GaussianNB(**params)
