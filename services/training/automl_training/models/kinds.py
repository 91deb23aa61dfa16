"""What all models of a kind declare, said once: trees, forests, boosters, networks and kernels, linear regressions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from automl_shared.config.models import Portfolio, TaskType
from automl_shared.plugins import Preset
from automl_shared.plugins.params import TASK_TYPES
from automl_training.models.shared_params import FOREST_DEFAULTS, FOREST_PARAMS

TREE: Mapping[str, Any] = {
    "task_types": ("regression", "classification"),
    "extrapolates": False,
    "scale_invariant": True,
    "takes_weights": True,
}
"""Whatever answers by borders between values."""
FOREST: Mapping[str, Any] = {
    **TREE,
    "family": "forest",
    "takes_gaps": True,
    "params": FOREST_PARAMS,
    "defaults": FOREST_DEFAULTS,
}
BOOSTER: Mapping[str, Any] = {**TREE, "family": "boosting"}
BINNED_BOOSTER: Mapping[str, Any] = {**BOOSTER, "takes_gaps": True, "takes_categories": True}
"""A booster that sorts values into bins, where gaps and categories are bins of their own."""
ON_ONE_SCALE: Mapping[str, Any] = {
    "task_types": ("regression", "classification"),
    "scales_itself": True,
    "takes_weights": True,
}
"""Whatever brings its columns to one scale before it learns from them."""
LINEAR_REGRESSION: Mapping[str, Any] = {"task_types": ("regression",), "family": "linear", "takes_weights": True}
CLASSES: tuple[TaskType, ...] = ("classification",)
"""Of a setting that is not worth it for numbers."""


def _preset(
    portfolio: Portfolio,
    suffix: str,
    title: str,
    priority: int,
    task_types: tuple[TaskType, ...] = TASK_TYPES,
    /,
    **params: Any,
) -> Preset:
    return Preset(
        suffix=suffix,
        params=params,
        portfolios=(portfolio,),
        priority=priority,
        task_types=task_types,
        title=title,
    )


standard = partial(_preset, "standard")
"""A setting for the standard portfolio: its suffix, title and priority, and its parameters by name."""
thorough = partial(_preset, "thorough")
"""The same for the thorough one."""
