"""What all models of a kind declare, said once: trees, forests, boosters, networks and kernels, linear regressions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
