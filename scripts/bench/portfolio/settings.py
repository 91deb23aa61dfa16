"""The settings that the study tries: those of the portfolios, and more that others have found good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.frozen import Frozen
from automl_shared.plugins import MODELS


class Setting(Frozen):
    """A model with parameters on top of its defaults. ``features``: the level of generated features."""

    label: str
    model: str
    params: Mapping[str, Any] = field(default_factory=dict)
    features: str = "none"
    seed: int = 0
    task_types: tuple[TaskType, ...] = ("classification", "regression")

    def fits(self, task_type: TaskType) -> bool:
        return task_type in self.task_types and task_type in MODELS.get(self.model).task_types


def _of(model: str, **by_suffix: Mapping[str, Any]) -> list[Setting]:
    return [Setting(label=f"{model}-{suffix}", model=model, params=params) for suffix, params in by_suffix.items()]


def _presets() -> list[Setting]:
    """What the portfolios have today."""
    found = []
    for one in map(MODELS.get, MODELS):
        if one.portfolios and not one.is_baseline:
            found.append(Setting(label=one.name, model=one.name))
        found += [
            Setting(
                label=f"{one.name}-{preset.suffix}", model=one.name, params=preset.params, task_types=preset.task_types
            )
            for preset in one.presets
        ]
    return found


def _booster(rate: float, leaves: int, rows: int, columns: float, **more: Any) -> dict[str, Any]:
    return {
        "learning_rate": rate,
        "num_leaves": leaves,
        "min_child_samples": rows,
        "colsample_bytree": columns,
        **more,
    }


IN_PIECES = {"pieces": 8, "alpha": 3.0, "early_stopping": False, "max_iter": 60}

SETTINGS = (
    *_presets(),
    *_of(
        "lightgbm",
        tuned_classes=_booster(0.04, 50, 40, 1.0, subsample=0.75),
        tuned_numbers=_booster(0.05, 100, 3, 1.0, subsample=0.7),
        sparse=_booster(0.04, 16, 1, 0.58),
        extra_few_columns=_booster(0.03, 39, 3, 0.46, extra_trees=True),
        extra_smooth=_booster(0.03, 64, 28, 0.55, extra_trees=True, reg_alpha=0.91, reg_lambda=1.9),
        few_columns=_booster(0.03, 84, 3, 0.53),
        shallow=_booster(0.08, 4, 20, 0.7),
        lines=_booster(0.05, 8, 20, 0.8, linear_tree=True, linear_lambda=1.0),
    ),
    *_of("random_forest", leaf3={"min_samples_leaf": 3}, third={"max_features": 0.3}),
    *_of("extra_trees", half={"max_features": 0.5}, all={"max_features": 1.0, "min_samples_leaf": 2}),
    *_of(
        "mlp",
        wide={"hidden_layer_sizes": [256, 128], "alpha": 1.0},
        curved={"hidden_layer_sizes": [64], "activation": "tanh", "alpha": 0.1, "learning_rate_init": 0.005},
        full={"early_stopping": False, "alpha": 3.0, "max_iter": 60},
    ),
    *(Setting(label=f"mlp-pieces-again{seed}", model="mlp", params=IN_PIECES, seed=seed) for seed in (1, 2)),
    *_of("mlp", pieces_fine={**IN_PIECES, "pieces": 16}, pieces_coarse={**IN_PIECES, "pieces": 4, "alpha": 1.0}),
    *_of("logistic", stiff={"C": 0.1}),
    *_of("svm", hard={"C": 10.0}),
    *_of("kernel", stiff={"C": 1.0}, loose={"C": 100.0}, near={"closeness": 3.0}, wide={"closeness": 0.3}),
    *_of("knn", near={"n_neighbors": 5, "p": 1}),
    *_of("hist_gradient_boosting", small={"max_leaf_nodes": 8, "learning_rate": 0.08}),
    *_of("catboost", tuned={"learning_rate": 0.08, "depth": 7, "l2_leaf_reg": 1e-5, "random_strength": 0.8}),
    *_of("xgboost", tuned={"learning_rate": 0.08, "max_depth": 6, "reg_lambda": 0.0, "subsample": 0.65}),
    Setting(label="lightgbm-features", model="lightgbm", features="auto"),
    *(
        Setting(label=f"{name}-again", model=name, seed=1)
        for name in ("lightgbm", "extra_trees", "mlp", "random_forest")
    ),
    Setting(
        label="lightgbm-extra-again", model="lightgbm", params={"extra_trees": True, "min_child_samples": 20}, seed=1
    ),
)
