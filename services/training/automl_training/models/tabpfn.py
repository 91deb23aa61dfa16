"""TabPFN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import model, whole
from automl_shared.words import N_


@model(
    "tabpfn",
    task_types=["regression", "classification"],
    complexity=90,
    priority=98,
    takes_gaps=True,
    max_rows=10_000,
    params={
        "n_estimators": whole(1, 32, N_("How many answers of the network are averaged."), log=True),
    },
    requires="tabpfn",
    title=N_("TabPFN"),
    summary="A large network that has learned from many other tables; for small tables.",
)
def tabpfn(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """In no portfolio: it fetches its weights from the network. Source: Hollmann et al. (2025), TabPFN v2."""
    from tabpfn import TabPFNClassifier, TabPFNRegressor

    kind = TabPFNRegressor if task_type == "regression" else TabPFNClassifier
    return kind(**{"random_state": random_seed, **params})
