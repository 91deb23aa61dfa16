"""Nearest neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import choice, model, whole
from automl_shared.words import N_


@model(
    "knn",
    task_types=["regression", "classification"],
    extrapolates=False,
    complexity=25,
    portfolios=["thorough"],
    priority=20,
    max_rows=100_000,
    params={
        "n_neighbors": whole(1, 100, N_("How many similar rows are averaged."), log=True, searched=True),
        "weights": choice(
            ("distance", "uniform"),
            N_("Whether closer rows count more."),
            searched=True,
        ),
        "p": whole(
            1,
            2,
            N_("How distances are measured: 1 adds up differences, 2 is the straight line."),
            searched=True,
        ),
    },
    defaults={"n_neighbors": 15, "weights": "distance", "p": 2},
    title=N_("Nearest neighbours"),
    summary="Looks up the most similar known rows and averages them.",
)
def knn(task_type: TaskType, params: Mapping[str, Any], _random_seed: int) -> Any:
    """At most as many neighbours as there are rows."""
    from automl_training.estimators.neighbours import FewRowsKNeighborsClassifier, FewRowsKNeighborsRegressor
    from automl_training.resources import threads

    kind = FewRowsKNeighborsRegressor if task_type == "regression" else FewRowsKNeighborsClassifier
    return kind(**{"n_jobs": threads(), **params})
